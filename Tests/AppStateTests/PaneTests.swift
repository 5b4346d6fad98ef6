import AppState
import ChatModel
import Testing

@Suite struct PaneTests {
  private func said(_ commands: [Command]) -> [ConversationID] {
    commands.compactMap { if case .history(.saveTurn(_, let header, _)) = $0 { header.id } else { nil } }
  }

  @Test func aSplitOpensANewConversationBeside() {
    var bench = Harness()
    let first = bench.id
    bench.user(.panes(.split(.columns)))
    #expect(bench.state.panes.count == 2)
    #expect(bench.id != first)
    #expect(bench.state.tree.panes == bench.state.panes.map(\.id))
    #expect(bench.state.zone == .composer)
    bench.user(.panes(.cycled(.forward)))
    #expect(bench.id == first)
    #expect(bench.state.list.selected == first)
    bench.user(.panes(.lastFocused))
    #expect(bench.id != first)
  }

  @Test func aNewConversationIsWithTheChatbotBeingTalkedTo() {
    var bench = Harness(settings: Settings(service: "api.test"))
    let chatbots = ["a", "b"].map { Chatbot(id: ChatbotID($0), name: $0) }
    bench.feed(.outside(.chatbots(.pageArrived(chatbots, isLast: true))))
    bench.state.conversations[bench.id]!.header.chatbot = ChatbotID("b")
    bench.user(.panes(.split(.columns)))
    #expect(bench.conversation.header.chatbot == ChatbotID("b"))
    bench = Harness(settings: Settings(service: "api.test"))
    bench.feed(.outside(.chatbots(.pageArrived([chatbots[0]], isLast: true))))
    bench.user(.panes(.split(.columns)))
    #expect(bench.conversation.header.chatbot == ChatbotID("a"), "the only one")
  }

  @Test func closingGivesTheFocusBackAndKeepsTheConversation() {
    var bench = Harness()
    let first = bench.id
    bench.send("one")
    bench.user(.panes(.split(.rows)))
    let second = bench.id
    bench.send("two")
    bench.user(.panes(.closed))
    #expect(bench.id == first)
    #expect(bench.state.conversations[second]?.messages.count == 2)
    #expect(bench.state.conversations[second]?.running != nil, "its reply goes on")
    bench.user(.panes(.closed))
    #expect(bench.state.panes.count == 1)
    #expect(bench.state.notice?.text == "This is the only pane.")
  }

  @Test func anUntouchedConversationGoesWithItsPane() {
    var bench = Harness()
    bench.send("one")
    bench.user(.panes(.split(.columns)))
    #expect(bench.state.order.count == 2)
    bench.user(.panes(.closed))
    #expect(bench.state.order.count == 1)
  }

  @Test func theSameConversationStandsAtTwoPlaces() {
    var bench = Harness()
    bench.send("one")
    let id = bench.id
    bench.user(.panes(.openedBeside(id)))
    #expect(bench.state.panes.map(\.conversation) == [id, id])
    let place = ScrollPosition.anchored(message: bench.messages[0].id, row: 0)
    bench.user(.paging(.scrolled(bench.state.focusedPane, place)))
    #expect(bench.state.panes.map(\.scroll) == [.following, place])
  }

  @Test func aReplyIsReadInAnyPane() {
    var bench = Harness()
    let reply = bench.send("one")
    let first = bench.id
    bench.feed(.outside(.history(.turnSaved(reply))))
    bench.user(.panes(.split(.columns)))
    bench.feed(.outside(.reply(reply, .textArrived("answer"))))
    bench.feed(.outside(.reply(reply, .completed)))
    #expect(bench.state.conversations[first]!.header.unread == 0)
  }

  @Test func aBroadcastGoesToAllPanesAndKeepsTheirOwnDrafts() {
    var bench = Harness()
    bench.user(.panes(.split(.columns)))
    let second = bench.id
    bench.user(.composer(.edited(.insert("own draft"))))
    bench.user(.panes(.cycled(.forward)))
    let first = bench.id
    bench.user(.panes(.broadcastSwitched))
    bench.user(.composer(.edited(.insert("to all"))))
    let commands = bench.user(.composer(.submitted))
    #expect(Set(said(commands)) == [first, second])
    for id in [first, second] {
      #expect(bench.state.conversations[id]!.messages.first?.text == "to all")
      #expect(bench.state.conversations[id]!.running != nil)
    }
    #expect(bench.state.conversations[first]!.composer.isEmpty)
    #expect(bench.state.conversations[second]!.composer.text == "own draft")
  }

  /// All or none: a text that went to some of them only could not be sent to the others with a key.
  @Test func aBroadcastThatOneCannotTakeGoesToNone() {
    var bench = Harness()
    bench.user(.panes(.split(.columns)))
    bench.state.conversations[bench.id]!.header.chatbot = nil
    bench.user(.panes(.cycled(.forward)))
    bench.user(.panes(.broadcastSwitched))
    bench.user(.composer(.edited(.insert("to all"))))
    #expect(bench.user(.composer(.submitted)) == [])
    #expect(bench.conversation.composer.text == "to all")
    #expect(bench.state.notice?.text.contains("has no chatbot yet") == true)
  }

  @Test func aBroadcastWaitsWhereAReplyStillRuns() {
    var bench = Harness()
    let reply = bench.ask("still running")
    let first = bench.id
    bench.user(.panes(.split(.columns)))
    let second = bench.id
    bench.user(.panes(.broadcastSwitched))
    bench.user(.composer(.edited(.insert("to all"))))
    #expect(said(bench.user(.composer(.submitted))) == [second])
    #expect(bench.state.conversations[first]!.queue.map(\.text) == ["to all"])
    #expect(said(bench.reply(reply, .completed)) == [first])
    #expect(bench.state.conversations[first]!.messages.map(\.text) == ["still running", "", "to all", ""])
  }

  @Test func theSameConversationGetsABroadcastOnce() {
    var bench = Harness()
    bench.user(.panes(.openedBeside(bench.id)))
    bench.user(.panes(.broadcastSwitched))
    bench.user(.composer(.edited(.insert("to all"))))
    #expect(said(bench.user(.composer(.submitted))).count == 1)
  }

  @Test func onePaneBroadcastsNothing() {
    var bench = Harness()
    bench.user(.panes(.broadcastSwitched))
    #expect(!bench.state.isBroadcasting)
    bench.user(.panes(.split(.columns)))
    bench.user(.panes(.broadcastSwitched))
    #expect(bench.state.isBroadcasting)
    bench.user(.panes(.closed))
    #expect(!bench.state.isBroadcasting)
  }

  @Test func thereIsAnEndToSplitting() {
    var bench = Harness()
    for _ in 0..<60 { bench.user(.panes(.split(.columns))) }
    #expect(bench.state.panes.count == State.mostPanes)
    #expect(bench.state.tree.isSound)
  }

  @Test func deletingAConversationLeavesNoPaneEmpty() {
    var bench = Harness()
    bench.send("one")
    let id = bench.id
    bench.user(.panes(.openedBeside(id)))
    bench.user(.conversations(.deleted([id])))
    #expect(
      bench.state.panes.allSatisfy { pane in pane.conversation.map { bench.state.conversations[$0] != nil } == true })
  }

  // MARK: The next start

  /// A client that begins where `session` ended, with the conversations `kept`.
  private func restarted(_ session: SessionSnapshot, kept: [ConversationHeader]) -> Harness {
    var bench = Harness()
    bench.state.restore(session: session, headers: kept, drafts: [:], isWholeList: true, open: nil)
    return bench
  }

  @Test func thePanesAreThereAgain() {
    var bench = Harness()
    bench.send("one")
    let first = bench.id
    bench.user(.panes(.split(.columns)))
    bench.send("two")
    let second = bench.id
    bench.user(.panes(.split(.rows)))
    bench.user(.panes(.cycled(.forward)))
    let headers = [first, second].map { bench.state.conversations[$0]!.header }
    var again = restarted(bench.state.session, kept: headers)
    #expect(again.state.panes.map(\.conversation) == [first, second], "the third was never begun")
    #expect(again.id == first)
    #expect(again.state.tree.panes == again.state.panes.map(\.id))
    let commands = again.user(.paging(.shownRequested))
    #expect(
      commands
        == [first, second].map { .history(.loadMessages($0, before: nil, limit: State.pageSize)) })
    again.user(.panes(.split(.columns)))
    #expect(Set(again.state.panes.map(\.id)).count == 3, "a new pane gets a number of its own")
  }

  @Test func paneOfAConversationThatIsGoneIsNotThere() {
    var bench = Harness()
    bench.send("one")
    bench.user(.panes(.split(.columns)))
    bench.send("two")
    let second = bench.conversation.header
    let again = restarted(bench.state.session, kept: [second])
    #expect(again.state.panes.count == 1)
  }

  @Test func aSnapshotThatMakesNoSenseIsLeftAlone() {
    let one = PaneTree.pane(PaneID(1))
    let tree = PaneTree.split(.rows, [PaneTree.Part(weight: 1, tree: one), PaneTree.Part(weight: 1, tree: one)])
    let session = SessionSnapshot(
      panes: PanesSnapshot(tree: tree, conversations: [nil, nil], focused: PaneID(9)))
    #expect(restarted(session, kept: []).state.panes.count == 1)
  }
}
