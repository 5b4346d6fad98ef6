import ChatModel
import TestSupport

@testable import ImportExport

enum ArchiveSamples {
  static let clock: Export.Clock = { "at \($0.milliseconds)" }

  /// A conversation in which every field says something hostile.
  static func full(_ id: String = "c-1") -> ArchivedConversation {
    let header = ConversationHeader(
      id: ConversationID(id), remoteID: RemoteConversationID("remote\u{0}"), profile: "wörk",
      host: HostURL("https://höst.example/\u{0}"), chatbot: ChatbotID("bot-7"), chatbotName: "Bot: \"機器人\"",
      title: "---\ntitle: \"x\" # 題 👩‍👩‍👧\u{1B}[31m",
      titleSource: .user, mode: .synchronous, isPinned: true, isArchived: true, unread: 3, presence: .both,
      earlier: .at("page=2"),
      branch: BranchPoint(conversation: ConversationID("c-0"), message: MessageID("m-0")),
      createdAt: Timestamp(milliseconds: -5), lastActivity: Timestamp(milliseconds: 1_764_000_000_123))
    let question = Message(
      id: MessageID("\(id)-m1"), author: .person, text: "<script>alert(1)</script>\n\u{0}\u{202E}",
      createdAt: Timestamp(milliseconds: 1_764_000_000_000))
    let answer = Message(
      id: MessageID("\(id)-m2"), remoteID: RemoteMessageID("r-2"), author: .assistant,
      text: "# Hi\n\n**「粗體」**中文\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```swift\nlet a = \"<b>\"\n```\n",
      status: .failed(Failure(kind: .server, status: 503, text: "gone </p>", advice: "Ask again.")),
      createdAt: Timestamp(milliseconds: 1_764_000_000_100), firstTextAt: Timestamp(milliseconds: 1_764_000_000_110),
      endedAt: Timestamp(milliseconds: 1_764_000_000_120),
      attachments: [
        Attachment(id: AttachmentID("a"), type: "image", filename: "../x <y>.png", file: "https://f/1", size: 77)
      ],
      citations: [Citation(filename: "hours.pdf", file: nil, passage: "from \"nine\"", score: "0.9")],
      parts: [
        ReplyPart(kind: .thinking, name: "thinking", text: "The user <b>asks</b>\n\n```\nof hours.\n", offset: 0),
        ReplyPart(kind: .tool, name: "tool_call", text: "search(\"hours\")", offset: 5),
      ], unreadableEvents: 2, unreadableSources: 1,
      feedback: .dislike,
      reply: ReplyID("reply-1"))
    return ArchivedConversation(
      header: header,
      remarks: ConversationRemarks(
        draft: Draft(text: "typed \"half\u{0}", caret: 3),
        marks: [
          ArchivedMark(name: "a", scroll: .anchored(message: MessageID("\(id)-m2"), row: -4)),
          ArchivedMark(name: "b", scroll: .following),
        ]),
      messages: [
        ArchivedMessage(question),
        ArchivedMessage(answer, star: ArchivedStar(note: "see ★", createdAt: Timestamp(milliseconds: 9))),
      ])
  }

  /// A history that follows from `generator`: texts that break things, any order of status, any date that can be kept.
  static func random(using generator: inout SeededGenerator) -> [ArchivedConversation] {
    (0..<Int.random(in: 0...5, using: &generator)).map { number in
      func text() -> String { RandomText.hostile(using: &generator) }
      func moment() -> Timestamp {
        Timestamp(milliseconds: Int64.random(in: -8_640_000_000_000_000...8_640_000_000_000_000, using: &generator))
      }
      func some<Value>(_ value: @autoclosure () -> Value) -> Value? {
        Bool.random(using: &generator) ? value() : nil
      }
      let header = ConversationHeader(
        id: ConversationID("c\(number)-\(UInt32.random(in: .min ... .max, using: &generator))"),
        remoteID: some(RemoteConversationID(text())), profile: text(), host: some(HostURL(text())),
        chatbot: some(ChatbotID(text())),
        chatbotName: text(), title: text(),
        titleSource: [.none, .firstQuestion, .server, .user].randomElement(using: &generator)!,
        mode: Bool.random(using: &generator) ? .streaming : .synchronous, isPinned: .random(using: &generator),
        isArchived: .random(using: &generator), unread: Int.random(in: 0...9, using: &generator),
        presence: [.local, .both].randomElement(using: &generator)!,
        earlier: [.unknown, .none, .at("page=3&x=漢")].randomElement(using: &generator)!,
        branch: some(BranchPoint(conversation: ConversationID("c0"), message: MessageID("漢"))), createdAt: moment(),
        lastActivity: moment())
      let messages = (0..<Int.random(in: 0...6, using: &generator)).map { index in
        let failure = Failure(kind: .throttled, status: some(429), text: text(), advice: text())
        let message = Message(
          id: MessageID("\(header.id)-\(index)"), remoteID: some(RemoteMessageID(text())),
          author: Bool.random(using: &generator) ? .person : .assistant, text: text() + text(),
          status: [.complete, .stopped, .interrupted, .failed(failure)].randomElement(using: &generator)!,
          createdAt: moment(), firstTextAt: some(moment()), endedAt: some(moment()),
          attachments: (0..<Int.random(in: 0...2, using: &generator)).map { _ in
            Attachment(
              id: AttachmentID(text()), type: text(), filename: text(), file: text(), size: some(12_345_678_901))
          },
          citations: (0..<Int.random(in: 0...2, using: &generator)).map { _ in
            Citation(filename: text(), file: some(text()), passage: some(text()), score: some(text()))
          },
          parts: (0..<Int.random(in: 0...2, using: &generator)).map { _ in
            ReplyPart(
              kind: ReplyPart.Kind.allCases.randomElement(using: &generator)!, name: text(), text: text(), offset: 0)
          }, unreadableEvents: Int.random(in: 0...2, using: &generator),
          feedback: [.like, .dislike, nil].randomElement(using: &generator)!,
          reply: some(ReplyID("reply \(index)")))
        return ArchivedMessage(message, star: some(ArchivedStar(note: text(), createdAt: moment())))
      }
      let remarks = ConversationRemarks(
        draft: some(Draft(text: "漢" + text(), caret: Int.random(in: 0...3, using: &generator))),
        marks: (0..<Int.random(in: 0...2, using: &generator)).map { index in
          ArchivedMark(
            name: "\(number)-\(index)",
            scroll: Bool.random(using: &generator)
              ? .following
              : .anchored(message: MessageID("漢"), row: Int.random(in: -9...1 << 40, using: &generator)))
        })
      return ArchivedConversation(header: header, remarks: remarks, messages: messages)
    }
  }
}

/// Reads `text` as a file; what was refused is told in `refused`.
func readArchive(
  _ text: String, refused: inout [ArchiveProblem]
) throws -> [ArchivedConversation] {
  var text = text
  return try text.withUTF8 { bytes in
    var conversations: [ArchivedConversation] = []
    var file = try ArchiveFile(bytes, profile: "here")
    try file.read {
      conversations.append($0)
    } refuse: {
      refused.append($0)
    }
    return conversations
  }
}

/// Reads `text` as a file, and what was left out of it.
func readArchiveAndLeftOut(_ text: String) throws -> ([ArchivedConversation], LeftOut) {
  var text = text
  return try text.withUTF8 { bytes in
    var conversations: [ArchivedConversation] = []
    var file = try ArchiveFile(bytes, profile: "here")
    try file.read {
      conversations.append($0)
    } refuse: {
      throw $0
    }
    return (conversations, file.leftOut)
  }
}

func readArchive(_ text: String) throws -> [ArchivedConversation] {
  var refused: [ArchiveProblem] = []
  let conversations = try readArchive(text, refused: &refused)
  if let first = refused.first { throw first }
  return conversations
}
