import AppState
import ChatModel
import TestSupport
import Testing

@Suite struct BranchTests {
  /// Two turns, both answered.
  private func talked() -> Harness {
    var bench = Harness()
    for (question, answer) in [("one", "first answer"), ("two", "second answer")] {
      let reply = bench.ask(question)
      bench.reply(reply, .conversationNamed(RemoteConversationID("r1")))
      bench.reply(reply, .textArrived(answer))
      bench.reply(reply, .completed)
    }
    return bench
  }

  @Test func anotherVersionIsSentInAConversationThatBranchesOff() throws {
    var bench = talked()
    let (parent, question) = (bench.id, bench.messages[2])
    bench.user(.composer(.messageEditBegun(question.id)))
    #expect(bench.conversation.composer.text == "two")
    bench.user(.composer(.edited(.replace("two, but shorter"))))
    let commands = bench.user(.composer(.submitted))
    let branch = bench.id
    #expect(branch != parent)
    #expect(bench.messages.map(\.text) == ["one", "first answer", "two, but shorter", ""])
    #expect(bench.state.conversations[parent]!.messages.map(\.text) == ["one", "first answer", "two", "second answer"])
    #expect(bench.state.conversations[parent]!.composer.isEmpty)
    let header = bench.conversation.header
    #expect(header.branch == BranchPoint(conversation: parent, message: question.id))
    #expect(header.title == "two, but shorter")
    #expect(header.remoteID == nil, "the service's conversations cannot be cut")
    #expect(Set(bench.messages.map(\.id)).isDisjoint(with: bench.state.conversations[parent]!.messages.map(\.id)))

    let saves = try #require(
      commands.firstIndex { if case .history(.saveBranch) = $0 { true } else { false } })
    let turn = try #require(commands.firstIndex { if case .history(.saveTurn) = $0 { true } else { false } })
    #expect(saves < turn, "what comes before is on disk first")
    guard case .history(.saveBranch(_, let copies)) = commands[saves] else { return }
    let originals = bench.state.conversations[parent]!.messages[..<2].map(\.id)
    #expect(originals.map { copies[$0] } == bench.messages[..<2].map(\.id))
    #expect(bench.faults() == [])
  }

  @Test func whatWasSaidBeforeGoesAlongOnce() throws {
    var bench = talked()
    bench.user(.composer(.messageEditBegun(bench.messages[2].id)))
    bench.user(.composer(.edited(.replace("other"))))
    bench.user(.composer(.submitted))
    let reply = try #require(bench.conversation.running?.id)
    func asked(_ commands: [Command]) -> String? {
      guard case .network(.startReply(_, let request)) = commands.first else { return nil }
      #expect(request.chatbot == ChatbotID("bot"))
      return request.text
    }
    #expect(
      asked(bench.feed(.outside(.history(.turnSaved(reply))))) == """
        <earlier-conversation>
        user: one

        assistant: first answer
        </earlier-conversation>

        other
        """)
    bench.reply(reply, .conversationNamed(RemoteConversationID("r2")))
    bench.reply(reply, .completed)
    #expect(asked(bench.feed(.outside(.history(.turnSaved(bench.send("next")))))) == "next")
  }

  @Test func aLongPastIsCutAtItsBeginning() throws {
    var bench = talked()
    let index = bench.messages.indices[1]
    bench.state.conversations[bench.id]!.messages[index].text = String(repeating: "長", count: 20_000)
    let reply = bench.ask("three")
    bench.reply(reply, .textArrived("third answer"))
    bench.reply(reply, .completed)
    bench.user(.composer(.messageEditBegun(bench.messages[4].id)))
    bench.user(.composer(.submitted))
    let commands = bench.feed(.outside(.history(.turnSaved(try #require(bench.conversation.running?.id)))))
    let request = try #require(
      matched(commands.first) { if case .network(.startReply(_, let request)) = $0 { request } else { nil } },
      "nothing asked")
    #expect(request.text.hasPrefix("<earlier-conversation>\n[…]\n\nuser: two\n\nassistant: second answer\n</"))
  }

  @Test func leavingTheEditBringsBackWhatWasTyped() {
    var bench = talked()
    bench.user(.composer(.edited(.insert("own draft"))))
    bench.user(.composer(.edited(.moveTo(3))))
    bench.user(.composer(.messageEditBegun(bench.messages[0].id)))
    bench.user(.composer(.edited(.replace("new version"))))
    #expect(bench.conversation.draft.text == "own draft\n\nnew version", "both are kept on disk")
    bench.user(.composer(.messageEditEnded))
    #expect(bench.conversation.composer.draft == Draft(text: "own draft", caret: 3))
    bench.user(.composer(.edited(.replace(""))))
    bench.user(.composer(.edited(.yank)))
    #expect(bench.conversation.composer.text == "new version")
  }

  @Test func theFirstQuestionBranchesWithoutAPast() throws {
    var bench = talked()
    bench.user(.composer(.messageEditBegun(bench.messages[0].id)))
    bench.user(.composer(.edited(.replace("uno"))))
    bench.user(.composer(.submitted))
    #expect(bench.messages.map(\.text) == ["uno", ""])
    let commands = bench.feed(.outside(.history(.turnSaved(try #require(bench.conversation.running?.id)))))
    let request = try #require(
      matched(commands.first) { if case .network(.startReply(_, let request)) = $0 { request } else { nil } },
      "nothing asked")
    #expect(request.text == "uno")
  }

  @Test func anAnswerCannotBeEdited() {
    var bench = talked()
    #expect(bench.user(.composer(.messageEditBegun(bench.messages[1].id))) == [])
    #expect(bench.conversation.edited == nil)
  }

  @Test func aBranchIsSentAlsoWhileTheOldReplyRuns() {
    var bench = talked()
    let parent = bench.id
    _ = bench.ask("three")
    bench.user(.composer(.messageEditBegun(bench.messages[4].id)))
    bench.user(.composer(.edited(.replace("three again"))))
    bench.user(.composer(.submitted))
    #expect(bench.id != parent)
    #expect(bench.state.conversations[parent]!.running != nil)
    #expect(bench.faults() == [])
  }

  @Test func theFamilyIsTheRootAndAllThatBranchOff() {
    var bench = talked()
    let root = bench.id
    func branch(_ index: Int) -> ConversationID {
      bench.pass(1000)
      bench.user(.composer(.messageEditBegun(bench.messages[index].id)))
      bench.user(.composer(.submitted))
      return bench.id
    }
    let a = branch(2)
    let b = branch(0)
    bench.user(.conversations(.opened(root)))
    let c = branch(2)
    for id in [root, a, b, c] { #expect(bench.state.family(of: id) == [root, a, b, c]) }
    // Two that claim to branch off each other, as a damaged file may say.
    bench.state.conversations[root]!.header.branch = BranchPoint(conversation: a, message: MessageID("x"))
    #expect(!bench.state.family(of: b).isEmpty)
  }
}
