import AppState
import ChatModel
import Testing

@Suite struct LayoutTests {
  private func two() -> (bench: Harness, ids: [ConversationID]) {
    var bench = Harness()
    bench.send("one")
    var ids = [bench.id]
    bench.user(.panes(.split(.rows)))
    bench.send("two")
    ids.append(bench.id)
    return (bench, ids)
  }

  @Test func aLayoutIsKeptAndShownAgain() {
    var (bench, ids) = two()
    let tree = bench.state.tree
    let focused = bench.state.focusedPane
    let commands = bench.user(.layouts(.saved("  work\n now ")))
    #expect(bench.state.layouts.keys.sorted() == ["work now"])
    #expect(commands == [.history(.saveLayout("work now", bench.state.layouts["work now"]!))])
    bench.user(.panes(.closed))
    bench.user(.conversations(.begun))
    #expect(bench.state.order.count == 3)
    bench.user(.layouts(.recalled("work now")))
    #expect(bench.state.tree == tree)
    #expect(bench.state.panes.map(\.conversation) == ids)
    #expect(bench.state.focusedPane == focused)
    #expect(bench.state.order.count == 2, "a conversation that never began goes")
    #expect(bench.faults() == [])
  }

  @Test func whatIsNotInMemoryIsReadAndWhatIsUnreadIsSeen() {
    var (bench, ids) = two()
    bench.user(.layouts(.saved("work")))
    bench.user(.panes(.closed))
    bench.state.conversations[ids[1]]!.loading = .notLoaded
    bench.state.conversations[ids[1]]!.header.unread = 2
    let commands = bench.user(.layouts(.recalled("work")))
    #expect(commands.contains(.history(.loadMessages(ids[1], before: nil, limit: State.pageSize))))
    #expect(bench.state.conversations[ids[1]]!.header.unread == 0)
  }

  @Test func panesWhoseConversationIsGoneAreLeftOut() {
    var (bench, ids) = two()
    bench.user(.layouts(.saved("work")))
    bench.user(.panes(.closed))
    bench.user(.conversations(.deleted([ids[1]])))
    bench.user(.layouts(.recalled("work")))
    #expect(bench.state.panes.map(\.conversation) == [ids[0]])
    #expect(bench.state.notice?.text == "1 of its panes showed conversations that are gone.")
    bench.user(.conversations(.begun))
    let shown = bench.state.panes
    bench.user(.conversations(.deleted([ids[0]])))
    bench.user(.layouts(.recalled("work")))
    #expect(bench.state.notice?.text == "The conversations of the layout \"work\" are gone.")
    #expect(bench.state.panes == shown)
  }

  @Test func aLayoutIsForgotten() {
    var (bench, _) = two()
    bench.user(.layouts(.saved("work")))
    #expect(bench.user(.layouts(.deleted("work"))) == [.history(.deleteLayout("work"))])
    #expect(bench.state.layouts.isEmpty)
    #expect(bench.user(.layouts(.deleted("work"))) == [])
  }

  @Test(arguments: ["", "  \n"]) func aNameSaysSomething(name: String) {
    var (bench, _) = two()
    #expect(bench.user(.layouts(.saved(name))) == [])
    #expect(bench.state.layouts.isEmpty)
  }

  @Test func thereIsNothingToKeepOfConversationsThatNeverBegan() {
    var bench = Harness()
    #expect(bench.user(.layouts(.saved("empty"))) == [])
    #expect(bench.state.notice?.severity == .warning)
  }
}
