import ChatModel
import Text

/// Everything that the history knows of conversations, for `maichat import`; README describes it. The same history gives
/// the same bytes.
struct JSONExport: ExportWriter {
  private var isFirstConversation = true
  private var isFirstMessage = true

  func start(title: String) -> String { #"{"format":"maichat","version":1,"conversations":["# }

  mutating func begin(_ header: ConversationHeader, _ remarks: ConversationRemarks) -> String {
    var object = JSONObject()
    object.add("id", header.id.rawValue)
    object.add("remoteID", header.remoteID?.rawValue)
    object.add("profile", header.profile)
    object.add("host", header.host?.rawValue)
    object.add("chatbot", header.chatbot?.rawValue)
    object.add("chatbotName", header.chatbotName)
    object.add("title", header.title)
    object.add("titleSource", header.titleSource.rawValue)
    object.add("mode", header.mode.rawValue)
    object.add(raw: "isPinned", "\(header.isPinned)")
    object.add(raw: "isArchived", "\(header.isArchived)")
    object.add(raw: "unread", "\(header.unread)")
    if header.presence != .local { object.add("presence", header.presence.rawValue) }
    switch header.earlier {
    case .unknown: break
    case .none: object.add("earlier", "")
    case .at(let page): object.add("earlier", page)
    }
    if let branch = header.branch {
      var point = JSONObject()
      point.add("conversation", branch.conversation.rawValue)
      point.add("message", branch.message.rawValue)
      object.add(raw: "branch", point.closed)
    }
    object.add(raw: "createdAt", "\(header.createdAt.milliseconds)")
    object.add(raw: "lastActivity", "\(header.lastActivity.milliseconds)")
    if let draft = remarks.draft {
      var typed = JSONObject()
      typed.add("text", draft.text)
      typed.add(raw: "caret", "\(draft.caret)")
      if !draft.attachments.isEmpty { typed.add(raw: "attachments", Self.encoded(draft.attachments)) }
      object.add(raw: "draft", typed.closed)
    }
    if !remarks.marks.isEmpty {
      object.add(raw: "marks", "[" + remarks.marks.map(Self.object).joined(separator: ",") + "]")
    }
    defer { (isFirstConversation, isFirstMessage) = (false, true) }
    return (isFirstConversation ? "\n" : ",\n") + object.text + #","messages":["#
  }

  mutating func add(_ message: ArchivedMessage) -> String {
    defer { isFirstMessage = false }
    return (isFirstMessage ? "\n" : ",\n") + Self.object(message).closed
  }

  func end() -> String { "\n]}" }
  func finish() -> String { "\n]}\n" }

  private static func object(_ mark: ArchivedMark) -> String {
    var object = JSONObject()
    object.add("name", mark.name)
    if case .anchored(let message, let row) = mark.scroll {
      object.add("message", message.rawValue)
      object.add(raw: "row", "\(row)")
    }
    return object.closed
  }

  private static func object(_ archived: ArchivedMessage) -> JSONObject {
    let message = archived.message
    var object = JSONObject()
    object.add("id", message.id.rawValue)
    object.add("remoteID", message.remoteID?.rawValue)
    object.add("author", message.author.rawValue)
    object.add("text", message.text)
    object.add("status", message.status.archivedWord)
    if case .failed(let failure) = message.status { object.add(raw: "failure", encoded(failure)) }
    object.add(raw: "createdAt", "\(message.createdAt.milliseconds)")
    if let moment = message.firstTextAt { object.add(raw: "firstTextAt", "\(moment.milliseconds)") }
    if let moment = message.endedAt { object.add(raw: "endedAt", "\(moment.milliseconds)") }
    if !message.attachments.isEmpty { object.add(raw: "attachments", encoded(message.attachments)) }
    if !message.citations.isEmpty { object.add(raw: "citations", encoded(message.citations)) }
    if !message.parts.isEmpty { object.add(raw: "parts", encoded(message.parts)) }
    if message.unreadableEvents > 0 { object.add(raw: "unreadableEvents", "\(message.unreadableEvents)") }
    if message.unreadableSources > 0 { object.add(raw: "unreadableSources", "\(message.unreadableSources)") }
    object.add("feedback", message.feedback?.rawValue)
    object.add("reply", message.reply?.rawValue)
    if let star = archived.star {
      var mark = JSONObject()
      mark.add("note", star.note)
      mark.add(raw: "createdAt", "\(star.createdAt.milliseconds)")
      object.add(raw: "star", mark.closed)
    }
    return object
  }

  /// `value` as the history keeps it, escaped as everything else is.
  private static func encoded(_ value: some Encodable) -> String {
    let node = JSONText.encoded(value).withUnsafeBufferPointer { bytes in
      var reader = JSONReader(bytes)
      return try? reader.value()
    }
    guard let node else { preconditionFailure("what the encoder writes is JSON") }
    return node.text
  }
}

/// An object in the making.
private struct JSONObject {
  /// Without its end.
  private(set) var text = "{"

  var closed: String { text + "}" }

  /// Adds a text, if there is one.
  mutating func add(_ key: StaticString, _ value: String?) {
    guard let value else { return }
    add(raw: key, JSONText.quoted(value))
  }

  /// Adds a value that is JSON.
  mutating func add(raw key: StaticString, _ value: String) {
    if text.utf8.count > 1 { text += "," }
    text += "\"\(key)\":\(value)"
  }
}

extension MessageStatus {
  /// The word for it in a file. A reply that still runs is cut off by being copied.
  var archivedWord: String {
    switch self {
    case .complete: "complete"
    case .stopped: "stopped"
    case .failed: "failed"
    case .sending, .waiting, .streaming, .interrupted: "interrupted"
    }
  }
}
