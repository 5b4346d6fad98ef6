import AppState
import ChatModel
import TestSupport
import Testing

@Suite struct ComparisonTests {
  private let chatbots = ["a", "b", "c", "d"].map { Chatbot(id: ChatbotID($0), name: $0.uppercased()) }

  private func bench() -> Harness {
    var bench = Harness()
    bench.feed(.outside(.chatbots(.pageArrived(chatbots, isLast: true))))
    return bench
  }

  private func comparing(_ count: Int) -> Harness {
    var bench = bench()
    bench.user(.opened(ComparisonPicker()))
    bench.user(.panes(.compared(chatbots[..<count].map(\.id))))
    return bench
  }

  /// Lets each pane's reply come in as `text` of its number.
  private func answer(_ bench: inout Harness, _ text: (Int) -> String) {
    for (number, id) in bench.state.tree.panes.enumerated() {
      let place = bench.state.panes.first { $0.id == id }!.conversation!
      guard let reply = bench.state.conversations[place]!.running?.id else { continue }
      bench.feed(.outside(.history(.turnSaved(reply))))
      bench.reply(reply, .textArrived(text(number)))
      bench.reply(reply, .completed)
    }
  }

  @Test func eachChatbotGetsAPaneAndAllOfThemThePrompt() {
    var bench = comparing(3)
    #expect(bench.state.popups.isEmpty)
    #expect(bench.state.panes.count == 3)
    let ids = bench.state.tree.panes.compactMap { id in bench.state.panes.first { $0.id == id }?.conversation }
    #expect(ids.map { bench.state.conversations[$0]!.header.chatbotName } == ["A", "B", "C"])
    bench.user(.composer(.edited(.insert("same for all"))))
    bench.user(.composer(.submitted))
    for id in ids { #expect(bench.state.conversations[id]!.messages.map(\.text) == ["same for all", ""]) }
    #expect(bench.faults() == [])
  }

  @Test func whatWasTypedComesAlongAndTheLayoutBeforeIsKept() {
    var bench = bench()
    bench.send("kept")
    let kept = bench.id
    bench.user(.panes(.split(.columns)))
    bench.user(.composer(.edited(.insert("half a question"))))
    let typed = bench.id
    bench.pass(1000)
    bench.feed(.timePassed)
    let commands = bench.user(.panes(.compared([ChatbotID("a"), ChatbotID("b")])))
    #expect(bench.conversation.composer.text == "half a question")
    #expect(bench.state.conversations[typed] == nil && commands.contains(.history(.deleteConversation(typed))))
    #expect(bench.state.layouts[State.layoutBeforeComparison] != nil)
    #expect(
      commands.contains {
        if case .history(.saveLayout(State.layoutBeforeComparison, _)) = $0 { true } else { false }
      })
    bench.user(.layouts(.recalled(State.layoutBeforeComparison)))
    #expect(bench.state.panes.contains { $0.conversation == kept })
    #expect(!bench.state.isBroadcasting && !bench.state.isScrollLocked)
    #expect(bench.faults() == [])
  }

  @Test func aDraftOfAConversationThatHasBegunStaysThere() {
    var bench = bench()
    bench.send("begun")
    let begun = bench.id
    bench.user(.composer(.edited(.insert("its own next question"))))
    bench.user(.panes(.compared([ChatbotID("a"), ChatbotID("b")])))
    #expect(bench.conversation.composer.isEmpty)
    #expect(bench.state.conversations[begun]!.composer.text == "its own next question")
  }

  @Test func fewerThanTwoAreNoComparison() {
    var bench = bench()
    #expect(bench.user(.panes(.compared([ChatbotID("a")]))) == [])
    #expect(bench.user(.panes(.compared([ChatbotID("a"), ChatbotID("gone")]))) == [])
    #expect(bench.state.panes.count == 1)
  }

  @Test func chatbotsAreChosenAndLetGo() {
    var bench = bench()
    bench.user(.opened(ComparisonPicker()))
    for id in ["b", "a", "b", "c"] { bench.state.popups[top: ComparisonPicker.self]?.switchChosen(ChatbotID(id)) }
    #expect(bench.state.popups == [ComparisonPicker(chosen: [ChatbotID("a"), ChatbotID("c")])])
  }

  @Test(arguments: [(2, 1), (3, 1), (4, 2)])
  func manyPanesStandInTwoRows(count: Int, rows: Int) throws {
    let bench = comparing(count)
    let (axis, parts) = try #require(
      matched(bench.state.tree) { if case .split(let axis, let parts) = $0 { (axis, parts) } else { nil } }, "one pane")
    #expect((axis == .rows ? parts.count : 1) == rows)
    #expect(bench.state.tree.isSound)
    #expect(Set(bench.state.tree.panes) == Set(bench.state.panes.map(\.id)))
  }

  @Test func panesScrollTogetherByTurns() throws {
    var bench = comparing(2)
    for question in ["first", "second"] {
      bench.user(.composer(.edited(.replace(question))))
      bench.user(.composer(.submitted))
      answer(&bench) { "answer \($0)" }
    }
    func messages(_ pane: Int) -> [Message] {
      bench.state.conversations[bench.state.panes[pane].conversation!]!.messages
    }
    let focused = bench.state.focusedPane
    for (index, message) in messages(0).enumerated() {
      bench.user(.paging(.scrolled(focused, .anchored(message: message.id, row: 2))))
      #expect(bench.state.panes[1].scroll == .anchored(message: messages(1)[index].id, row: 2))
    }
    bench.user(.paging(.scrolled(focused, .following)))
    #expect(bench.state.panes[1].scroll == .following)
    // A pane that is not the focused one leads nobody.
    bench.user(.paging(.scrolled(bench.state.panes[1].id, .anchored(message: messages(1)[0].id, row: 0))))
    #expect(bench.state.panes[0].scroll == .following)
    bench.user(.panes(.scrollLockSwitched))
    bench.user(.paging(.scrolled(focused, .anchored(message: messages(0)[1].id, row: 0))))
    #expect(bench.state.panes[1].scroll == .anchored(message: messages(1)[0].id, row: 0))
  }

  @Test func answersOfTheSameTurnAreCompared() throws {
    var bench = comparing(2)
    for question in ["first", "second"] {
      bench.user(.composer(.edited(.replace(question))))
      bench.user(.composer(.submitted))
      answer(&bench) { "\(question) of \($0)" }
    }
    let own = bench.conversation.messages
    let (old, new) = try #require(bench.state.answersToCompare(own[1].id))
    #expect((old.title, old.1.text) == ("B", "first of 1"))
    #expect((new.title, new.1.text) == ("A", "first of 0"))
    // On a question, its answer is meant.
    let second = try #require(bench.state.answersToCompare(own[2].id))
    #expect(second.old.1.text == "second of 1")
  }

  @Test func inOnePaneTheAnswerBeforeIsCompared() throws {
    var bench = bench()
    for text in ["once", "again"] {
      let reply =
        text == "once"
        ? bench.send("question")
        : { () -> ReplyID in
          bench.user(.replies(.retried))
          return bench.conversation.running!.id
        }()
      bench.feed(.outside(.history(.turnSaved(reply))))
      bench.reply(reply, .textArrived(text))
      bench.reply(reply, .completed)
    }
    let (old, new) = try #require(bench.state.answersToCompare(bench.messages.last!.id))
    #expect((old.1.text, new.1.text) == ("once", "again"))
    #expect(bench.state.answersToCompare(bench.messages[0].id) == nil, "nothing stands before the first")
  }
}
