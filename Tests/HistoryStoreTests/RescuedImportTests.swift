import ChatModel
import TestSupport
import Testing

@testable import HistoryStore

/// What could not be written to a history, and comes back from the file that was made of it.
@Suite struct RescuedImportTests {
  private let fixture = HistoryFixture()
  private let header = ConversationHeader.sample("c")
  private let here = Message.running("m").with { ($0.text, $0.status) = ("part 0 part 1 ", .interrupted) }

  private func fill(_ commands: HistoryCommand...) {
    let history = fixture.open()
    defer { history.close() }
    for command in commands { history.performAndWait(command, events: fixture.events) }
  }

  private func add(_ message: Message, manner: HistoryImport.Manner = .writing) throws -> ImportCounts {
    let history = try HistoryImport(path: fixture.path, manner: manner)
    defer { history.close() }
    return try history.add(ArchivedConversation(header: header, messages: [ArchivedMessage(message)]))
  }

  private func type(
    _ text: String, _ conversation: ConversationID? = nil, manner: HistoryImport.Manner = .writing
  ) throws -> ImportCounts {
    let history = try HistoryImport(path: fixture.path, manner: manner)
    defer { history.close() }
    return try history.add(ArchivedDraft(conversation: conversation ?? header.id, text: text), profile: "work")
  }

  private func read<Result>(_ query: (History) throws -> Result) rethrows -> Result {
    let history = fixture.open(.readOnly)
    defer { history.close() }
    return try query(history)
  }

  private var messages: [Message] { get throws { try read { try $0.messages(of: header.id) } } }
  private var stash: [String] {
    get throws { try read { try $0.restored(conversations: 1, messages: 0).stash.map(\.text) } }
  }
  private var draft: Draft { get throws { try read { try $0.draft(of: header.id) } } }

  private static let failure = Failure(kind: .unreachable, text: "no route", advice: "Try again.")

  @Test(arguments: [MessageStatus.interrupted, .failed(failure)])
  func aReplyThatBrokeOffBecomesTheWholeOne(status: MessageStatus) throws {
    let here = here.with { ($0.status, $0.feedback) = (status, .like) }
    fill(.saveTurn(ReplyID("1"), header, [here]))
    let whole = here.with {
      ($0.text, $0.status, $0.feedback) = ("part 0 part 1 part 2", .complete, nil)
      $0.endedAt = Timestamp(milliseconds: 5000)
    }
    let expected = ImportCounts().with { ($0.grownConversations, $0.completedMessages) = (1, 1) }
    #expect(try add(whole, manner: .trying) == expected)
    #expect(try messages == [here])
    #expect(try add(whole) == expected)
    #expect(try messages == [whole.with { $0.feedback = .like }], "what was said of it here stays")
    #expect(try add(whole) == ImportCounts().with { $0.knownConversations = 1 })
  }

  @Test func aReplyIsNeverReplacedByLessOfItOrByAnotherOne() throws {
    let complete = here.with { ($0.text, $0.status) = ("part 0 part 1 part 2", .complete) }
    for (there, here) in [
      (here, complete), (here.with { $0.text = "part 0" }, here), (here.with { $0.text = "part 1 and more" }, here),
      (here.with { $0.text += "more" }, here.with { $0.status = .stopped }),
      (complete.with { $0.author = .person }, here), (complete, here.with { $0.author = .person }),
    ] {
      fill(.saveConversation(header), .saveMessage(header.id, here))
      let counts = try add(there)
      #expect(counts.completedMessages == 0 && counts.differingMessages == 1, "\(there.text)")
      #expect(try messages == [here])
    }
  }

  @Test func whatWasTypedComesIntoItsComposerOnce() throws {
    fill(.saveTurn(ReplyID("1"), header, [.question("q", "asked")]))
    let expected = ImportCounts().with { $0.newDrafts = 1 }
    #expect(try type("my 漢\u{0} text", manner: .trying) == expected)
    #expect(try draft == Draft())
    #expect(try type("my 漢\u{0} text") == expected)
    #expect(try draft.text == "my 漢\u{0} text")
    #expect(try type("my 漢\u{0} text") == ImportCounts())
    // What was sent meanwhile is no draft any more, and blanks are none.
    fill(.saveDraft(header, Draft()))
    #expect(try type("asked") == ImportCounts() && type(" \n") == ImportCounts())
    #expect(try draft == Draft() && stash == [])
  }

  @Test func whatIsTypedHereStaysAndWhatComesIsPutAsideOnce() throws {
    let file = DraftAttachment(id: UploadID("u"), path: "/a", name: "a", state: .refused("gone"))
    fill(.saveDraft(header, Draft(text: "mine", caret: 2)))
    for counts in [ImportCounts().with { $0.asideDrafts = 1 }, ImportCounts()] { #expect(try type("theirs") == counts) }
    #expect(try draft == Draft(text: "mine", caret: 2) && stash == ["theirs"])
    // Files alone are no text that could be lost.
    fill(.saveDraft(header, Draft(text: "", caret: 0, attachments: [file])))
    #expect(try type("another").newDrafts == 1)
    #expect(try draft == Draft(text: "another", caret: 7, attachments: [file]))
  }

  @Test func whatWasTypedInAConversationThatIsNotHereBeginsIt() throws {
    let new = ConversationID("new")
    let expected = ImportCounts().with { ($0.newConversations, $0.newDrafts) = (1, 1) }
    #expect(try type("text", new, manner: .trying) == expected)
    #expect(fixture.home.names() == [])
    #expect(try type("text", new) == expected)
    #expect(try read { try $0.conversations(limit: nil) }.map(\.profile) == ["work"])
    #expect(try read { try $0.draft(of: new) }.text == "text")
  }

  @Test func whatWasPutAsideIsPutAsideAgainOnce() throws {
    fill(.saveStash(StashedText(id: StashID("s"), text: "one", createdAt: Timestamp(milliseconds: 1))))
    #expect(try type("one", ConversationID("stash-s")) == ImportCounts())
    for _ in 1...2 { _ = try type("two", ConversationID("stash-t")) }
    #expect(try stash == ["one", "two"])
    #expect(try read { try $0.conversations(limit: nil) } == [])
  }

  @Test func tryingCountsADraftThatComesWithItsConversationOnce() throws {
    let history = try HistoryImport(path: fixture.path, manner: .trying)
    defer { history.close() }
    var counts = try history.add(
      ArchivedConversation(
        header: header, remarks: ConversationRemarks(draft: Draft(text: "x", caret: 1)), messages: []))
    counts += try history.add(ArchivedDraft(conversation: header.id, text: "x"), profile: "work")
    #expect(counts == ImportCounts().with { ($0.newConversations, $0.newDrafts) = (1, 1) })
  }
}
