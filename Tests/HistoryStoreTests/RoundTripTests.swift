import ChatModel
import TestSupport
import Testing

@testable import HistoryStore

@Suite struct RoundTripTests {
  let fixture = HistoryFixture()

  static let statuses: [MessageStatus] = [
    .complete, .stopped, .interrupted,
    .failed(Failure(kind: .throttled, status: 429, text: "slow\u{0} down", advice: "Wait \"a\" moment.")),
    .failed(Failure(kind: .unreachable, text: "", advice: "")),
  ]

  static func full(_ id: String, _ status: MessageStatus = .complete) -> Message {
    Message(
      id: MessageID(id), remoteID: RemoteMessageID("r\u{0}emote"), author: .assistant,
      text: "a\u{0}b\u{1B}]0;x\u{7}\r\n漢字 é",
      status: status, createdAt: Timestamp(milliseconds: 1), firstTextAt: Timestamp(milliseconds: 2),
      endedAt: Timestamp(milliseconds: 3),
      attachments: [
        Attachment(id: AttachmentID("f1"), type: "image", filename: "../etc\u{0}/pass wd", file: "https://x.example/1"),
        Attachment(id: AttachmentID("f2"), type: "", filename: "", file: ""),
      ],
      citations: [
        Citation(filename: "book.pdf", file: "https://x.example/2", passage: "…", score: "0.7"),
        Citation(filename: "\u{202E}fdp"),
      ],
      reply: ReplyID("reply-\(id)"))
  }

  @Test func everyFieldComesBackAsItWas() throws {
    let header = ConversationHeader.full("a")
    let messages =
      [Message.question("q", "\u{FEFF}first\u{0}")] + Self.statuses.enumerated().map { Self.full("m\($0)", $1) }
    let draft = Draft(text: "half a th\u{0}ought 🧵", caret: 4)
    var tree = PaneTree.pane(PaneID(1))
    tree.split(PaneID(1), .columns, with: PaneID(4))
    let session = SessionSnapshot(
      openConversation: header.id, isListVisible: false, listColumns: 31,
      panes: PanesSnapshot(tree: tree, conversations: [header.id, nil], focused: PaneID(4)))
    let scroll = ScrollPosition.anchored(message: MessageID("m0"), row: -2)
    let history = fixture.open()
    #expect(history.problem == nil)
    history.perform(.saveTurn(ReplyID("r"), header, messages))
    history.perform(.saveDraft(header, draft))
    history.perform(.saveScroll(header.id, scroll))
    history.perform(.saveSession(session))
    history.close()
    #expect(fixture.events.all == [.turnSaved(ReplyID("r"))])

    let again = fixture.open()
    defer { again.close() }
    #expect(try again.conversations(limit: nil) == [header])
    #expect(try again.messages(of: header.id) == messages)
    #expect(
      try again.restored(conversations: 10, messages: 10)
        == StartupSnapshot(
          session: session, headers: [header], drafts: [header.id: draft], isWholeList: true,
          open: StartupSnapshot.Open(id: header.id, messages: messages, hasEarlier: false, scroll: scroll, draft: draft)
        ))
    again.perform(.loadConversations)
    again.perform(.loadMessages(header.id, before: nil, limit: 100))
    let page = HistoryEvent.messagesLoaded(header.id, messages, hasEarlier: false, scroll: scroll, draft: draft)
    #expect(fixture.events.wait(for: page))
    #expect(
      fixture.events.all.dropFirst() == [
        .conversationsLoaded([header], drafts: [header.id: draft], isLast: true), page,
      ])
  }

  @Test func bytesAreKeptAndNotOnlyWhatLooksTheSame() throws {
    // Swift compares text by what it means; the file keeps what was received.
    let texts = [
      "e\u{301}", "\u{E9}", "\u{212B}", "", "\u{0}", String(repeating: "長", count: 700_000), "\r\n", "\u{FFFD}",
    ]
    let history = fixture.open()
    defer { history.close() }
    let messages = texts.enumerated().map { Message.question("m\($0)", $1) }
    history.performAndWait(.saveTurn(ReplyID("r"), .sample("a"), messages), events: fixture.events)
    let kept = try history.messages(of: ConversationID("a"))
    #expect(kept.map { Array($0.text.utf8) } == texts.map { Array($0.utf8) })
  }

  @Test func savingAgainReplacesInPlace() throws {
    let history = fixture.open()
    defer { history.close() }
    var header = ConversationHeader.sample("a")
    let first = Message.question("q1")
    let answer = Message.running("a1")
    let second = Message.question("q2")
    history.perform(.saveTurn(ReplyID("r1"), header, [first, answer]))
    history.perform(.saveTurn(ReplyID("r2"), header, [second]))
    let ended = answer.with {
      $0.status = .complete
      $0.text = "because"
    }
    history.perform(.saveMessage(header.id, ended))
    header.title = "renamed"
    history.performAndWait(.saveConversation(header), events: fixture.events)
    #expect(try history.messages(of: header.id) == [first, ended, second])
    #expect(try history.conversations(limit: nil) == [header])
  }

  @Test func anEmptyDraftAndTheEndAreForgotten() throws {
    let history = fixture.open()
    defer { history.close() }
    let header = ConversationHeader.sample("a")
    history.perform(.saveDraft(header, Draft(text: "x", caret: 1)))
    history.perform(.saveScroll(header.id, .anchored(message: MessageID("m"), row: 4)))
    history.performAndWait(.saveSession(SessionSnapshot(openConversation: header.id)), events: fixture.events)
    #expect(try history.restored(conversations: 1, messages: 1).open?.draft == Draft(text: "x", caret: 1))
    #expect(
      try history.restored(conversations: 1, messages: 1).open?.scroll == .anchored(message: MessageID("m"), row: 4))
    history.perform(.saveScroll(header.id, .following))
    history.performAndWait(.saveDraft(header, Draft()), events: fixture.events)
    let restored = try history.restored(conversations: 1, messages: 1)
    #expect(restored.open?.draft == Draft() && restored.open?.scroll == .following && restored.drafts.isEmpty)
  }

  @Test func aDraftDoesNotUndoWhatIsKnownOfItsConversation() throws {
    let history = fixture.open()
    defer { history.close() }
    var header = ConversationHeader.sample("a")
    history.performAndWait(.saveDraft(header, Draft(text: "x", caret: 1)), events: fixture.events)
    #expect(try history.conversations(limit: nil) == [header])
    header.title = "newer"
    history.perform(.saveConversation(header))
    history.performAndWait(.saveDraft(.sample("a"), Draft(text: "xy", caret: 2)), events: fixture.events)
    #expect(try history.conversations(limit: nil) == [header])
  }

  @Test func anEmptyHistoryHasNothingToRestore() throws {
    let history = fixture.open()
    defer { history.close() }
    #expect(try history.restored(conversations: 10, messages: 10) == StartupSnapshot())
    history.perform(.loadConversations)
    #expect(fixture.events.wait(for: .conversationsLoaded([], drafts: [:], isLast: true)))
  }
}
