import ChatModel
import Markdown
import Text

/// Markdown with YAML front matter. What was said stands there as it was said.
struct MarkdownExport: ExportWriter {
  let clock: Export.Clock
  private var chatbot = ""
  private var count = 0

  init(clock: @escaping Export.Clock) { self.clock = clock }

  func start(title: String) -> String { "" }

  mutating func begin(_ header: ConversationHeader, _ remarks: ConversationRemarks) -> String {
    chatbot = header.shownChatbot
    count += 1
    var fields: [(String, String)] = [
      ("title", JSONText.quoted(header.title)), ("id", JSONText.quoted(header.id.rawValue)),
    ]
    if let id = header.remoteID { fields.append(("remote_id", JSONText.quoted(id.rawValue))) }
    fields.append(("chatbot", JSONText.quoted(header.chatbotName)))
    if let id = header.chatbot { fields.append(("chatbot_id", JSONText.quoted(id.rawValue))) }
    fields += [
      ("profile", JSONText.quoted(header.profile)), ("mode", header.mode.rawValue),
      ("created", JSONText.quoted(UniversalTime.text(header.createdAt))),
      ("last_activity", JSONText.quoted(UniversalTime.text(header.lastActivity))),
      ("pinned", "\(header.isPinned)"), ("archived", "\(header.isArchived)"),
    ]
    if let branch = header.branch {
      fields.append(("branch_of", JSONText.quoted(branch.conversation.rawValue)))
      fields.append(("branch_at", JSONText.quoted(branch.message.rawValue)))
    }
    let matter = fields.map { "\($0.0): \($0.1)\n" }.joined()
    return (count > 1 ? "\n" : "") + "---\n\(matter)---\n\n# \(Self.escaped(header.shownTitle))\n"
  }

  func add(_ message: ArchivedMessage) -> String {
    let who = message.message.author == .person ? "you" : Self.escaped(chatbot)
    var text =
      "\n## " + ([who, clock(message.message.createdAt)] + message.marks).joined(separator: " · ") + "\n"
    text += message.partsBefore.map(Self.quoted).joined()
    if !message.message.text.isEmpty {
      text += "\n" + message.message.text + (message.message.text.hasSuffix("\n") ? "" : "\n")
      // A reply that was cut off must not take what follows into its code.
      if let end = MarkdownEnd.closing(message.message.text) { text += end + "\n" }
    }
    text += message.partsAfter.map(Self.quoted).joined()
    for sentence in message.lacks { text += "\n*\(sentence)*\n" }
    if let failure = message.failure { text += "\n*\(Self.escaped(failure))*\n" }
    if let note = message.star?.note, !note.isEmpty { text += "\n★ \(Self.escaped(note))\n" }
    if !message.message.attachments.isEmpty {
      text += "\nAttachments:\n\n"
      for attachment in message.message.attachments {
        text += "- \(Self.escaped(attachment.filename)) (\(Self.escaped(attachment.type)))"
        text += (attachment.file.isEmpty ? "" : ", \(Self.escaped(attachment.file))") + "\n"
      }
    }
    if !message.message.citations.isEmpty {
      text += "\nSources:\n\n"
      for (index, source) in CitedSource.list(message.message.citations).enumerated() {
        text += "\(index + 1). \(Self.escaped(source.name))"
        if let score = source.score { text += " (\(Self.escaped(score)))" }
        if let file = source.file, file != source.name { text += ", \(Self.escaped(file))" }
        text += "\n"
        for (place, passage) in source.passages.enumerated() {
          let score = passage.score.map { " (\(Self.escaped($0)))" } ?? ""
          text += (place == 0 ? "" : "   >\n") + "   > \(Self.escaped(passage.text))\(score)\n"
        }
      }
    }
    return text
  }

  /// A part beside the answer as a quotation, which ends whatever is open in it but HTML.
  private static func quoted(_ part: ReplyPart) -> String {
    let end = MarkdownEnd.closingInQuote(part.text).map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
    return "\n> **\(escaped(part.summary))**\n" + (part.lines.isEmpty ? "" : ">\n")
      + (part.lines + (end ?? [])).map { $0.isEmpty ? ">\n" : "> \($0)\n" }.joined()
  }

  func end() -> String { "" }
  func finish() -> String { "" }

  /// `text` on one line, meaning nothing but itself.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.onOneLine.unicodeScalars {
      if "\\`*_[]<>#|~&!".unicodeScalars.contains(scalar) { escaped += "\\" }
      escaped.unicodeScalars.append(scalar)
    }
    return escaped
  }
}
