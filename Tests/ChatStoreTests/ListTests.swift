import ChatModel
import ChatStore
import Testing

@Suite struct ListTests {
  private func three() -> (bench: Bench, ids: [ConversationID]) {
    var bench = Bench()
    var ids: [ConversationID] = []
    for text in ["one", "two", "three"] {
      bench.user(.conversationBegun)
      bench.pass(1000)
      let reply = bench.ask(text)
      bench.reply(reply, .completed)
      ids.append(bench.id)
    }
    return (bench, ids)
  }

  private func headers(_ commands: [Command]) -> [ConversationHeader] {
    commands.compactMap { if case .history(.saveConversation(let header, _)) = $0 { header } else { nil } }
  }

  @Test func whatIsArchivedLeavesTheListUntilItIsWanted() {
    var (bench, ids) = three()
    bench.state.list.selected = ids[1]
    let commands = bench.user(.archiveSwitched([ids[1]]))
    #expect(headers(commands).map(\.isArchived) == [true])
    #expect(bench.state.listed == [ids[2], ids[0]])
    #expect(bench.state.order == [ids[2], ids[0], ids[1]])
    #expect(bench.state.list.selected == ids[0], "what now stands in its place")
    bench.user(.archivedSwitched)
    #expect(bench.state.listed == [ids[2], ids[0], ids[1]])
    bench.user(.archivedSwitched)
    bench.user(.archiveSwitched([ids[1]]))
    #expect(bench.state.listed == [ids[2], ids[1], ids[0]])
    #expect(bench.faults() == [])
  }

  @Test func aNewMessageBringsAnArchivedConversationBack() {
    var (bench, ids) = three()
    bench.user(.archiveSwitched([ids[2]]))
    #expect(bench.state.listed == [ids[1], ids[0]])
    bench.send("again")
    #expect(bench.state.listed.first == ids[2])
    #expect(!bench.conversation.header.isArchived)
  }

  @Test func whatIsMarkedGoesTogetherAndComesBackTogether() {
    var (bench, ids) = three()
    for id in ids[..<2] { bench.user(.listMarkSwitched(id)) }
    #expect(bench.state.list.marked == Set(ids[..<2]))
    let commands = bench.user(.conversationsDeleted(Array(ids[..<2])))
    #expect(commands.count { if case .history(.deleteConversation) = $0 { true } else { false } } == 2)
    #expect(bench.state.order == [ids[2]])
    #expect(bench.state.list.marked.isEmpty)
    #expect(bench.state.notice?.text == "Deleted 2 conversations. u in the list brings them back.")
    #expect(bench.user(.deletionUndone) == ids[..<2].map { .history(.restoreConversation($0)) })
    #expect(Set(bench.state.order) == Set(ids))
    #expect(bench.state.notice?.text == "2 conversations are back.")
    #expect(bench.faults() == [])
  }

  @Test func aMarkIsTakenBack() {
    var (bench, ids) = three()
    bench.user(.listMarkSwitched(ids[0]))
    bench.user(.listMarkSwitched(ids[0]))
    #expect(bench.state.list.marked.isEmpty)
    bench.user(.listMarkSwitched(ids[0]))
    bench.user(.listMarksCleared)
    #expect(bench.state.list.marked.isEmpty)
  }

  @Test func pinningSomeOfWhichOneIsPinnedPinsAll() {
    var (bench, ids) = three()
    bench.user(.pinSwitched([ids[0]]))
    #expect(headers(bench.user(.pinSwitched(ids))).map(\.isPinned) == [true, true, true])
    #expect(headers(bench.user(.pinSwitched(ids))).map(\.isPinned) == [false, false, false])
  }

  @Test func deletingLeavesTheFocusInItsPane() {
    var (bench, ids) = three()
    bench.user(.conversationOpenedBeside(ids[0]))
    let focused = bench.state.focusedPane
    bench.user(.conversationsDeleted([ids[2]]))
    #expect(bench.state.focusedPane == focused)
    #expect(bench.id == ids[0])
    #expect(bench.faults() == [])
  }
}
