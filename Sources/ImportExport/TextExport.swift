import ChatModel

/// Plain text to be read: who said what, and when.
struct TextExport: ExportWriter {
  let clock: Export.Clock
  private var chatbot = ""
  private var count = 0

  init(clock: @escaping Export.Clock) { self.clock = clock }

  func start(title: String) -> String { "" }

  mutating func begin(_ header: ConversationHeader, _ remarks: ConversationRemarks) -> String {
    chatbot = header.shownChatbot
    count += 1
    let title = header.shownTitle.onOneLine
    let about = [header.chatbotName.onOneLine, clock(header.createdAt)].filter { !$0.isEmpty }.joined(separator: ", ")
    return (count > 1 ? "\n\n" : "") + "\(title)\n\(about)\n" + String(repeating: "=", count: 72) + "\n"
  }

  func add(_ message: ArchivedMessage) -> String {
    let who = message.message.author == .person ? "you" : chatbot.onOneLine
    var text = "\n" + ([who, clock(message.message.createdAt)] + message.marks).joined(separator: ", ") + "\n\n"
    text += message.partsBefore.map(Self.indented).joined()
    if !message.message.text.isEmpty {
      text += message.message.text + (message.message.text.hasSuffix("\n") ? "" : "\n")
    }
    text += message.partsAfter.map(Self.indented).joined()
    for sentence in message.lacks { text += "(\(sentence))\n" }
    if let failure = message.failure { text += "(\(failure.onOneLine))\n" }
    if let note = message.star?.note, !note.isEmpty { text += "★ \(note.onOneLine)\n" }
    for attachment in message.message.attachments {
      text += "[\(attachment.type.onOneLine)] \(attachment.filename.onOneLine)\n"
    }
    for (index, source) in CitedSource.list(message.message.citations).enumerated() {
      text += "[\(index + 1)] \(source.name.onOneLine)\n"
      for passage in source.passages { text += "    \(passage.text.onOneLine)\n" }
    }
    return text
  }

  /// A part beside the answer, set in.
  private static func indented(_ part: ReplyPart) -> String {
    "[\(part.summary.onOneLine)]\n" + part.lines.map { $0.isEmpty ? "\n" : "    \($0)\n" }.joined()
  }

  func end() -> String { "" }
  func finish() -> String { "" }
}
