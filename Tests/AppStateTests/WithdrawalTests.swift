import AppState
import ChatModel
import Testing

/// What becomes of a question that no service took.
@Suite struct WithdrawalTests {
  private static func failure(_ kind: Failure.Kind) -> Failure {
    Failure(kind: kind, status: 401, text: "No.", advice: "Check the key.")
  }

  @Test(arguments: Failure.Kind.allCases)
  func `a first question that was not taken is a draft, and another one stays`(kind: Failure.Kind) throws {
    var bench = Harness()
    let reply = bench.ask("one?\ntwo")
    let asked = bench.id
    let commands = bench.reply(reply, .failed(Self.failure(kind)))
    #expect(bench.faults() == [])
    let isKnownUntaken: Set<Failure.Kind> = [
      .unauthorized, .forbidden, .notFound, .rejected, .throttled, .redirected, .unreachable, .configuration,
    ]
    guard isKnownUntaken.contains(kind) else {
      #expect(bench.id == asked && bench.messages.map(\.text) == ["one?\ntwo", ""])
      #expect(bench.messages.last?.status == .failed(Self.failure(kind)))
      #expect(bench.conversation.composer.text == "" && bench.conversation.refusal == nil)
      return
    }
    #expect(bench.id != asked && bench.state.conversations[asked] == nil && bench.state.list.selected == bench.id)
    #expect(bench.messages.isEmpty && bench.conversation.composer.text == "one?\ntwo")
    #expect(bench.conversation.title == "New conversation" && bench.conversation.header.titleSource == .none)
    #expect(bench.conversation.refusal == Self.failure(kind))
    // The draft is there before the question goes.
    #expect(
      commands == [
        .history(.saveDraft(bench.conversation.header, bench.conversation.draft)), .history(.deleteConversation(asked)),
      ])
    let second = bench.ask("one?")
    #expect(bench.conversation.refusal == nil)
    bench.reply(second, .textArrived("yes"))
    bench.reply(second, .completed)
    let third = bench.ask("and now?")
    bench.reply(third, .failed(Self.failure(kind)))
    #expect(bench.messages.map(\.text) == ["one?", "yes", "and now?", ""], "a conversation that has begun keeps it")
    #expect(bench.messages.last?.status == .failed(Self.failure(kind)))
    #expect(bench.faults() == [])
  }

  @Test func `what was typed and queued meanwhile stands behind it`() {
    var bench = Harness()
    let reply = bench.ask("first")
    bench.user(.composer(.edited(.replace("second"))))
    bench.user(.composer(.submitted))
    bench.user(.composer(.edited(.replace("third"))))
    bench.reply(reply, .failed(Self.failure(.unreachable)))
    #expect(bench.conversation.composer.text == "first\n\nsecond\n\nthird" && bench.conversation.queue.isEmpty)
    #expect(bench.faults() == [])
  }

  @Test func `its files are still up`() {
    var bench = Harness()
    bench.user(.attachments(.attached(["/a.txt"])))
    let file = bench.conversation.attachments[0].id
    let facts = FileFacts(path: "/a.txt", size: 3, modified: 1, type: .unknown)
    bench.feed(.outside(.client(.fileChecked(file, .accepted(facts)))))
    bench.user(.composer(.edited(.replace("look"))))
    bench.user(.composer(.submitted))
    let attachment = Attachment(id: AttachmentID("remote"), type: "other", filename: "a.txt", file: "")
    bench.feed(.outside(.upload(file, .completed(attachment))))
    let reply = bench.conversation.running!.id
    bench.feed(.outside(.history(.turnSaved(reply))))
    bench.reply(reply, .failed(Self.failure(.rejected)))
    #expect(bench.conversation.attachments.compactMap(\.uploaded) == [attachment])
    #expect(bench.conversation.composer.text == "look" && bench.faults() == [])
  }

  @Test func `other panes keep what they show, and their drafts`() {
    var bench = Harness()
    bench.user(.panes(.split(.columns)))
    let reply = bench.ask("one")
    let other = bench.state.panes.first { $0.id != bench.state.focusedPane }!
    bench.user(.panes(.focused(other.id)))
    bench.user(.composer(.edited(.replace("mine"))))
    bench.reply(reply, .failed(Self.failure(.unreachable)))
    #expect(bench.faults() == [])
    let texts = Set(bench.state.conversations.values.map(\.composer.text))
    #expect(texts.isSuperset(of: ["one", "mine"]), "\(texts)")
  }

  @Test func `a question to all panes stays where it was asked`() {
    var bench = Harness()
    bench.user(.panes(.split(.columns)))
    bench.user(.panes(.broadcastSwitched))
    let reply = bench.ask("one")
    let asked = bench.id
    bench.reply(reply, .failed(Self.failure(.unreachable)))
    #expect(bench.id == asked && bench.messages.map(\.text) == ["one", ""] && bench.faults() == [])
  }

  @Test func `what is late for the question finds nobody`() {
    var bench = Harness()
    let reply = bench.ask("one")
    bench.reply(reply, .failed(Self.failure(.unreachable)))
    let before = bench.state
    #expect(bench.reply(reply, .textArrived("late")) == [] && bench.reply(reply, .stopped) == [])
    #expect(bench.state == before)
  }
}
