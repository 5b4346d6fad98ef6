import ChatModel
import Text

/// Where in one stream event, or in a synchronous answer, the fields stand that are used, under any of their spellings.
/// Nothing of it is required, and nothing is built before it is asked for.
struct ReplyPayload {
  // Where the values begin; nil where there is none.
  private var content: Int?
  private var contentPayload: Int?
  private var conversation: Int?
  private var messageID: Int?
  private var plainID: Int?
  private var done: Int?
  private var files: Int?
  private var nodes: Int?
  private var error: Int?
  private var detail: Int?
  private var type: Int?
  /// What it thought, beside its answer.
  private var thought: Int?
  /// Members of other names: one that text stands under elsewhere, one that it may stand under, and any.
  private var foreignText: Int?
  private var otherText: Int?
  private var hasForeign = false
  private var isHeartbeat = false
  private let start: Int
  /// Something could not be read; what was found before it counts.
  private(set) var isBroken = false

  private var reader: JSONReader

  /// Reads the object at the place of `reader`; nil where there is none, of which `reader` is then behind.
  init?(_ reader: inout JSONReader) {
    self.reader = reader
    guard let first = reader.peek() else { return nil }
    start = reader.position
    guard first == UInt8(ascii: "{") else {
      if (try? reader.skip()) == nil { reader.position = reader.count }
      return nil
    }
    do throws(JSONProblem) {
      try reader.members { (reader, key) throws(JSONProblem) in
        let place = reader.position
        switch key {
        case "content": content = place
        case "done": done = place
        case "conversation_id", "conversationId": if reader.hasValue { conversation = place }
        case "conversation": if conversation == nil, reader.hasValue { conversation = place }
        case "type": type = place
        case "messageId", "message_id": if reader.hasValue { messageID = place }
        case "id": plainID = place
        case "contentPayload", "content_payload": contentPayload = place
        case "citations": files = place
        case "citationNodes", "citation_nodes": if reader.hasValue { nodes = place }
        case "error": error = place
        case "detail": detail = place
        default:
          hasForeign = true
          let name = key.text.lowercased()
          if Self.heartbeats.contains(name) { isHeartbeat = true }
          if Self.foreignTexts.contains(name) { foreignText = place }
          if Self.otherTexts.contains(name) { otherText = place }
          if Self.thoughts.contains(name), reader.isBeforeFilledString { thought = place }
        }
      }
      isBroken = reader.isCut
    } catch {
      isBroken = true
      reader.position = reader.count
    }
    self.reader = reader
  }

  private static let heartbeats: Set<String> = ["ping", "pong", "heartbeat", "keepalive", "keep_alive", "keep-alive"]
  private static let thoughts: Set<String> = [
    "reasoning_content", "reasoningcontent", "reasoning", "thinking", "thought",
  ]
  private static let foreignTexts: Set<String> = ["content", "text", "delta", "answer", "response", "choices"]
  /// What stands under these is as often something else.
  private static let otherTexts: Set<String> = ["message", "reply", "output", "data", "result"]

  /// Whether it says something, and no answer can be found in it: it has another form than this API's, or its text stands
  /// where none is looked for.
  func losesText(under name: String?) -> Bool {
    if let content {
      var ahead = reader.at(content)
      _ = ahead.peek()
      guard !ahead.isBeforeFilledString else { return false }
      if let node = value(content), node.content != .null, node.content != .string("") { return false }
    }
    if let node = value(contentPayload), node.hasWords { return node.spokenText.isEmpty }
    let isPing = isHeartbeat || Self.heartbeats.contains((typeName ?? name ?? "").lowercased())
    guard hasForeign, thought == nil, !isPing else { return false }
    let known = [content, contentPayload, done, conversation, messageID, plainID, files, nodes, error, detail, type]
    guard known.contains(where: { $0 != nil }) else { return true }
    if value(foreignText)?.hasWords == true { return true }
    // The last event may say how it went.
    return !isDone && value(otherText)?.spokenText.isEmpty == false
  }

  var hasThought: Bool { thought != nil }

  /// What it thought beside its answer; empty where it says nothing of that. Halves of characters go through `carry`.
  func thoughtText(_ carry: inout TextCarry) -> String {
    guard let thought else { return "" }
    var reader = reader.at(thought)
    return (try? reader.string(&carry)) ?? ""
  }

  /// The value at `place`, whole; nil where there is none.
  private func value(_ place: Int?) -> JSONNode? {
    guard let place else { return nil }
    var reader = reader.at(place)
    return try? reader.value()
  }

  /// The whole event.
  var whole: JSONNode? { value(start) }

  /// Whether there is such a field as `content`, null or not.
  var hasContent: Bool { content != nil }
  var hasContentPayload: Bool { contentPayload != nil }

  /// The text of `content`, or of `contentPayload` where that is empty. Halves of characters go through `carry`. Anything
  /// but a text is given as JSON.
  func text(_ carry: inout TextCarry) -> String {
    if let content {
      var reader = reader.at(content)
      if reader.peek() == UInt8(ascii: "\"") {
        let before = carry
        let text = (try? reader.string(&carry)) ?? ""
        if !text.isEmpty || carry != before { return text }
      } else if let node = try? reader.value(), node.content != .null {
        return carry.flush() + (node.scalarText ?? node.text)
      }
    }
    guard let contentPayload else { return "" }
    var reader = reader.at(contentPayload)
    if reader.peek() == UInt8(ascii: "\"") { return (try? reader.string(&carry)) ?? "" }
    let text = (try? reader.value())?.spokenText ?? ""
    return text.isEmpty ? "" : carry.flush() + text
  }

  private func text(at place: Int?) -> String? { value(place)?.scalarText }

  var conversationID: String? { text(at: conversation) }
  /// The message's id; of a synchronous answer also the plain `id`, whose meaning in a stream is unknown.
  func messageID(isWhole: Bool) -> String? { text(at: messageID) ?? (isWhole ? text(at: plainID) : nil) }
  /// What it says that it is.
  var typeName: String? { type == nil ? nil : value(type)?.string }

  var isDone: Bool {
    guard let done else { return false }
    var reader = reader.at(done)
    switch reader.peek() {
    case UInt8(ascii: "t"): return true
    case UInt8(ascii: "f"), UInt8(ascii: "n"): return false
    default:
      let text = value(done)?.scalarText
      return text == "1" || text?.lowercased() == "true"
    }
  }

  /// What a field that reports an error holds; nil where it says that there is none.
  var errorNode: JSONNode? { complaint(error) }
  var detailNode: JSONNode? { complaint(detail) }

  private func complaint(_ place: Int?) -> JSONNode? {
    guard let node = value(place) else { return nil }
    switch node.content {
    case .null, .bool(false), .string(""), .array([]), .object([:]), .number("0"): return nil
    default: return node
    }
  }

  /// Whether it says anything of sources.
  var hasCitations: Bool { files != nil || nodes != nil }

  /// Hands what it says of sources to `list`.
  func readCitations(into list: inout CitationList) {
    list.update(files: files.map(reader.at), nodes: nodes.map(reader.at))
  }

  /// A part's words besides `content`.
  func partText(_ kind: ReplyPart.Kind) -> String { whole?.partText(kind) ?? "" }
}

extension JSONNode {
  /// What a part has to say besides `content`: the words of an event without them, or what a tool is called with.
  func partText(_ kind: ReplyPart.Kind) -> String {
    if let said = self["text", "message", "thinking", "reasoning", "thought", "delta", "summary", "error"] {
      let text = said.spokenText
      if !text.isEmpty { return text }
    }
    guard kind == .tool else { return "" }
    let call = self["function", "tool_call", "toolCall", "tool"] ?? self
    let name = call["name", "tool_name", "toolName"]?.scalarText ?? self["name"]?.scalarText ?? call.scalarText ?? ""
    let said = call["arguments", "input", "args", "parameters", "output", "result", "results"]
    return [name, said.map { $0.string ?? $0.text } ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
  }
}

extension JSONReader {
  /// Whether the next value is something: neither null nor an empty text.
  fileprivate var hasValue: Bool {
    var ahead = self
    switch ahead.peek() {
    case nil, UInt8(ascii: "n"): return false
    case UInt8(ascii: "\""): return ahead.isBeforeFilledString
    default: return true
    }
  }
}
