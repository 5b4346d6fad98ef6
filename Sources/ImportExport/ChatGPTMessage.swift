import ChatModel
import Text

/// What a node of ChatGPT's tree of messages is.
enum ChatGPTNode {
  /// There is nothing in it.
  case nothing
  case leftOut(LeftOut.Kind)
  /// It belongs to the reply that follows.
  case parts([ReplyPart])
  case message(ChatGPTMessage)

  init(_ node: JSONNode?, leftOut: inout LeftOut) {
    guard let message = node?["message"], let role = message["author"]?["role"]?.string else {
      self = .nothing
      return
    }
    let metadata = message["metadata"]
    let content = ChatGPTContent(message["content"], metadata)
    guard !content.isEmpty else {
      self = .nothing
      return
    }
    if metadata?["is_visually_hidden_from_conversation"]?.bool == true {
      self = .leftOut(role == "system" ? .systemMessage : .hiddenMessage)
      return
    }
    switch role {
    case "user": self = content.isAboutUser ? .leftOut(.systemMessage) : .message(.init(.person, content, message))
    case "assistant": self = Self.said(content, message)
    case "tool": self = Self.returned(content, message)
    case "system", "developer": self = .leftOut(.systemMessage)
    default: self = .leftOut(.unknown)
    }
    if case .message(let message) = self { leftOut.add(.unknown, message.content.unknownParts) }
  }

  /// What the assistant said, to the person or to a tool.
  private static func said(_ content: ChatGPTContent, _ message: JSONNode) -> ChatGPTNode {
    if content.isThinking || message["channel"]?.string == "analysis" {
      return .parts([ReplyPart(kind: .thinking, name: "thinking", text: content.raw, offset: 0)])
    }
    if content.type == "reasoning_recap" {
      return .parts([ReplyPart(kind: .status, name: "status", text: content.raw, offset: 0)])
    }
    let recipient = message["recipient"]?.string ?? "all"
    guard recipient != "all", !recipient.isEmpty else { return .message(.init(.assistant, content, message)) }
    if recipient.hasPrefix("canmore."), let text = ChatGPTCanvas.text(recipient, content.raw) {
      var shown = content
      shown.text = text
      return .message(.init(.assistant, shown, message))
    }
    return .parts([ReplyPart(kind: .tool, name: recipient, text: content.raw, offset: 0)])
  }

  /// What a tool returned. The person sees the pictures of it.
  private static func returned(_ content: ChatGPTContent, _ message: JSONNode) -> ChatGPTNode {
    let name = message["author"]?["name"]?.string ?? "tool"
    guard !content.attachments.isEmpty else {
      return .parts([ReplyPart(kind: .tool, name: name, text: content.raw, offset: 0)])
    }
    var shown = content
    shown.text = ""
    return .message(.init(.assistant, shown, message))
  }
}

/// A message of ChatGPT that was shown.
struct ChatGPTMessage {
  var author: Author
  var content: ChatGPTContent
  /// nil where the file does not say.
  var createdAt: Timestamp?
  var isWhole: Bool

  init(_ author: Author, _ content: ChatGPTContent, _ message: JSONNode) {
    self.author = author
    self.content = content
    if author == .assistant { self.content.resolveMarks(message["metadata"]) }
    createdAt = ChatGPTArchive.moment(message["create_time"])
    isWhole = message["status"]?.string != "in_progress"
  }
}

/// What a message of ChatGPT holds.
struct ChatGPTContent {
  let type: String
  /// As it is shown.
  var text = ""
  /// As it was sent, without the fence around code.
  private(set) var raw = ""
  private(set) var attachments: [Attachment] = []
  private(set) var citations: [Citation] = []
  /// Parts that are of no kind that is known.
  private(set) var unknownParts = 0

  var isEmpty: Bool { text.isEmpty && attachments.isEmpty && unknownParts == 0 }
  var isThinking: Bool { type == "thoughts" }
  /// What the person has told about themselves for all conversations.
  var isAboutUser: Bool { type == "user_editable_context" || type == "model_editable_context" || isSystemMessage }
  private var isSystemMessage = false

  init(_ content: JSONNode?, _ metadata: JSONNode?) {
    type = content?["content_type"]?.string ?? "text"
    isSystemMessage = metadata?["is_user_system_message"]?.bool == true
    let named = (metadata?["attachments"]?.array ?? []).compactMap(Self.attachment)
    guard let content else {
      attachments = named
      return
    }
    switch type {
    case "thoughts":
      let thoughts = content["thoughts"]?.array ?? []
      raw = thoughts.compactMap { thought in
        let lines = [thought["summary"]?.string, thought["content"]?.string ?? thought.string]
        let text = lines.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n")
        return text.isEmpty ? nil : text
      }.joined(separator: "\n\n")
      text = raw
    case "code":
      raw = content["text"]?.string ?? Self.joined(content["parts"])
      text = raw.isEmpty ? "" : Self.fenced(raw, language: content["language"]?.string)
    default:
      var parts: [String] = []
      for part in content["parts"]?.array ?? [] { read(part, &parts) }
      for key in ["text", "content", "result", "user_profile", "user_instructions"] where parts.isEmpty {
        if let text = content[key]?.string { parts.append(text) }
      }
      text = parts.joined(separator: "\n")
      raw = text
    }
    unite(named)
  }

  /// A part of a message that has several: a text, a picture, sound.
  private mutating func read(_ part: JSONNode, _ parts: inout [String]) {
    if let text = part.string {
      parts.append(text)
    } else if let file = part["asset_pointer"]?.string {
      let type = part["content_type"]?.string ?? ""
      add(part, file, type: type.contains("audio") ? "audio" : type.contains("video") ? "other" : "image")
    } else if let text = part["text"]?.string {
      parts.append(text)
    } else if part["audio_asset_pointer"] != nil || part["video_container_asset_pointer"] != nil {
      for (key, type) in [("audio_asset_pointer", "audio"), ("video_container_asset_pointer", "other")] {
        guard let pointer = part[key] else { continue }
        if let file = pointer["asset_pointer"]?.string ?? pointer.string { add(pointer, file, type: type) }
      }
    } else if part.content != .null, part.object?.isEmpty != true {
      unknownParts += 1
    }
  }

  private mutating func add(_ part: JSONNode, _ file: String, type: String) {
    let prompt = part["metadata"]?["dalle"]?["prompt"]?.string.map { String($0.prefix(80)).onOneLine } ?? ""
    let ending = part["format"]?.string.map { "." + $0.onOneLine } ?? ""
    let name = part["name"]?.string ?? (prompt.isEmpty ? (type == "audio" ? "voice" : type) + ending : prompt)
    attachments.append(
      Attachment(id: AttachmentID(file), type: type, filename: name, file: file, size: part["size_bytes"]?.integer))
  }

  /// Adds what stands beside the text; a picture stands there and in the text, under one name and another.
  private mutating func unite(_ named: [Attachment]) {
    var places: [Substring: Int] = [:]
    var united: [Attachment] = []
    for attachment in attachments where places[Self.fileID(attachment.id.rawValue)] == nil {
      places[Self.fileID(attachment.id.rawValue)] = united.count
      united.append(attachment)
    }
    for attachment in named {
      if let place = places[Self.fileID(attachment.id.rawValue)] {
        united[place].filename = attachment.filename
        united[place].size = united[place].size ?? attachment.size
      } else {
        places[Self.fileID(attachment.id.rawValue)] = united.count
        united.append(attachment)
      }
    }
    attachments = united
  }

  /// `file-service://file-abc#part` and `sediment://file-abc` are the file `file-abc`.
  private static func fileID(_ id: String) -> Substring {
    let name = id.split(separator: "/").last ?? Substring(id)
    return name.prefix { $0 != "#" && $0 != "?" }
  }

  private static func attachment(_ node: JSONNode) -> Attachment? {
    guard let id = node["id"]?.string else { return nil }
    let type = node["mime_type", "mimeType"]?.string ?? "other"
    return Attachment(
      id: AttachmentID(id), type: type.hasPrefix("image/") ? "image" : type.hasPrefix("audio/") ? "audio" : "other",
      filename: node["name"]?.string ?? "file", file: "", size: node["size"]?.integer)
  }

  private static func joined(_ parts: JSONNode?) -> String {
    (parts?.array ?? []).compactMap(\.string).joined(separator: "\n")
  }

  /// `code` in a fence that nothing in it closes.
  static func fenced(_ code: String, language: String?) -> String {
    let language = language.flatMap { $0 == "unknown" ? nil : $0 } ?? ""
    let fence = String(repeating: "`", count: max(3, 1 + longestRun(of: "`", in: code)))
    return "\(fence)\(language.onOneLine)\n\(code)\n\(fence)"
  }

  private static func longestRun(of mark: Character, in text: String) -> Int {
    var longest = 0
    var run = 0
    for character in text {
      run = character == mark ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }

  /// What the text cites becomes citations; its marks for that are taken out.
  mutating func resolveMarks(_ metadata: JSONNode?) {
    var marks = ChatGPTMarks(metadata)
    text = marks.resolved(text)
    citations = marks.citations
  }
}

/// What ChatGPT wrote into the document beside the conversation.
enum ChatGPTCanvas {
  /// What the call `recipient` with `arguments`, which are JSON, put there; nil where they cannot be read.
  static func text(_ recipient: String, _ arguments: String) -> String? {
    let node = Array(arguments.utf8).withUnsafeBufferPointer { bytes -> JSONNode? in
      var reader = JSONReader(bytes)
      return try? reader.value()
    }
    guard let node, node.object != nil else { return nil }
    if let content = node["content"]?.string {
      let type = node["type"]?.string ?? "document"
      let isCode = type.hasPrefix("code")
      let language = type.split(separator: "/").dropFirst().first.map(String.init)
      let body = isCode ? ChatGPTContent.fenced(content, language: language) : content
      return (node["name"]?.string.map { "**\($0.onOneLine)**\n\n" } ?? "") + body
    }
    let changes = (node["updates"]?.array ?? []).compactMap { $0["replacement"]?.string }
    let comments = (node["comments"]?.array ?? []).compactMap { $0["comment"]?.string.map { "- \($0.onOneLine)" } }
    let text = (changes + (comments.isEmpty ? [] : [comments.joined(separator: "\n")])).joined(separator: "\n\n")
    return text.isEmpty ? nil : text
  }
}
