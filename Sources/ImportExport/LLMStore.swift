import ChatModel
import Text

/// What a database of `llm` 0.30 and newer holds: messages that know the one before them, with parts, and turns, each of
/// which led from one message to another.
package struct LLMStore {
  private var messages: [String: Message] = [:]
  private var parts: [String: [(position: Int64, part: LLMPart)]] = [:]
  private var turns: [Turn] = []
  private var threads: [String: (name: String, forkedFrom: String?)] = [:]
  private var fragments: [Int64: String] = [:]
  private var attachments: [String: Attachment] = [:]
  package private(set) var leftOut = LeftOut()

  private struct Message {
    var parent: String?
    var role: String
  }

  private struct Turn {
    var id: String
    var thread: String
    var parent: String?
    var tip: String?
    var model: String
    var askedAt: Timestamp?
    var duration: Int64
  }

  package init() {}

  // MARK: Rows

  package mutating func addThread(_ id: String, name: String?, forkedFrom: String?) {
    threads[id] = (name ?? "", forkedFrom)
  }

  package mutating func addTurn(
    _ id: String, thread: String?, parent: String?, tip: String?, model: String?, date: String?, duration: Int64?
  ) {
    turns.append(
      Turn(
        id: id, thread: thread ?? "", parent: parent, tip: tip, model: model ?? "",
        askedAt: date.flatMap(UniversalTime.moment), duration: duration ?? 0))
  }

  package mutating func addMessage(_ hash: String, parent: String?, role: String?) {
    messages[hash] = Message(parent: parent, role: role ?? "")
  }

  package mutating func addFragment(_ id: Int64, content: String?) { fragments[id] = content ?? "" }

  package mutating func addAttachment(_ id: String, type: String?, path: String?, url: String?, hasContent: Bool) {
    attachments[id] = LLMPart.attachment(id: id, type: type, path: path, url: url)
    if hasContent { leftOut.add(.attachmentContent) }
  }

  package mutating func addPart(
    of message: String, position: Int64, type: String?, toolName: String?, text: String?, payload: String?
  ) {
    let node = payload.flatMap(LLMPart.json)
    parts[message, default: []].append(
      (position, LLMPart(type: type ?? "", toolName: toolName, text: text, payload: node)))
  }

  // MARK: Conversations

  /// The turns as prompts with their responses, and which conversation another one left.
  package mutating func responses() -> (responses: [LLMResponse], forks: [String: String]) {
    for key in parts.keys { parts[key]?.sort { $0.position < $1.position } }
    var shown: [String: Set<String>] = [:]
    // What threads have in common is repeated in each; without a bound a small file could ask for very much.
    var room = 20 * (messages.count + 50)
    var responses: [LLMResponse] = []
    let order = turns.enumerated().sorted {
      ($0.element.askedAt?.milliseconds ?? 0, $0.offset) < ($1.element.askedAt?.milliseconds ?? 0, $1.offset)
    }
    for (_, turn) in order {
      let thread = turn.thread.isEmpty ? "response " + turn.id : turn.thread
      let isFirst = shown[thread] == nil
      guard room > 0 else {
        leftOut.add(.branch)
        continue
      }
      // From the message that the thread has already, or the root, to the turn's end.
      let inputs = way(to: turn.parent, until: shown[thread] ?? [], &room)
      shown[thread, default: []].formUnion(inputs)
      let outputs = way(to: turn.tip, until: shown[thread] ?? [], &room)
      shown[thread, default: []].formUnion(outputs)
      responses.append(response(turn, inputs, outputs, isFirst: isFirst))
    }
    return (responses, threads.compactMapValues(\.forkedFrom))
  }

  private func way(to end: String?, until known: Set<String>, _ room: inout Int) -> [String] {
    var way: [String] = []
    var seen: Set<String> = []
    var next = end
    while let hash = next, !known.contains(hash), let message = messages[hash], seen.insert(hash).inserted, room > 0 {
      way.append(hash)
      next = message.parent
      room -= 1
    }
    return way.reversed()
  }

  private mutating func response(
    _ turn: Turn, _ inputs: [String], _ outputs: [String], isFirst: Bool
  ) -> LLMResponse {
    var response = LLMResponse(id: turn.id)
    response.conversation = turn.thread
    response.conversationName = threads[turn.thread]?.name ?? ""
    response.model = turn.model
    response.askedAt = turn.askedAt
    response.duration = turn.duration
    // The turn's own input is what follows the last answer; what stands before that was said in another thread.
    var boundary = inputs.count
    while boundary > 0, ["user", "tool"].contains(messages[inputs[boundary - 1]]?.role) { boundary -= 1 }
    for hash in inputs[..<boundary] {
      var earlier = LLMResponse(id: "")
      read(hash, into: &earlier, isOutput: messages[hash]?.role == "assistant")
      if messages[hash]?.role == "system" {
        response.system = earlier.prompt
      } else if isFirst {
        let isReply = messages[hash]?.role == "assistant"
        let text = isReply ? earlier.response : earlier.prompt
        let files = earlier.attachments + earlier.replyAttachments
        guard !text.isEmpty || !files.isEmpty else { continue }
        response.earlier.append(LLMMessage(author: isReply ? .assistant : .person, text: text, attachments: files))
      }
    }
    for hash in inputs[boundary...] { read(hash, into: &response, isOutput: false) }
    for hash in outputs { read(hash, into: &response, isOutput: true) }
    return response
  }

  /// Adds the parts of a message to `response`.
  private mutating func read(_ hash: String, into response: inout LLMResponse, isOutput: Bool) {
    for (_, part) in parts[hash] ?? [] {
      switch part.type {
      case "text":
        let text = part.text(fragments)
        if isOutput { response.response += text } else { response.prompt += text }
      case "reasoning": response.addReasoning(part.text(fragments))
      case "tool_call":
        let arguments = part.payload?["arguments"]
        response.addCall(part.name, arguments: arguments.map { $0.string ?? $0.text })
      case "tool_result":
        response.addResult(
          part.name, output: part.payload?["output"]?.string ?? part.text, exception: part.payload?["exception"]?.string
        )
        response.replyAttachments += part.attachmentIDs.compactMap { attachments[$0] }
      case "attachment":
        let files = part.attachmentIDs.compactMap { attachments[$0] }
        if isOutput { response.replyAttachments += files } else { response.attachments += files }
      default: leftOut.add(.unknown)
      }
    }
  }
}

/// A part of a message of `llm`.
struct LLMPart {
  let type: String
  let text: String?
  let payload: JSONNode?
  /// The tool's name.
  let name: String?

  init(type: String, toolName: String?, text: String?, payload: JSONNode?) {
    self.type = type
    self.text = text
    self.payload = payload
    name = toolName ?? payload?["name"]?.string
  }

  /// The text, put together from fragments where it stands so.
  func text(_ fragments: [Int64: String]) -> String {
    if let text { return text }
    if let text = payload?["text"]?.string { return text }
    return (payload?["text_ref"]?.array ?? []).map { piece in
      piece["literal"]?.string ?? piece["fragment"]?.integer.flatMap { fragments[$0] } ?? ""
    }.joined()
  }

  var attachmentIDs: [String] {
    var nodes = payload?["attachments"]?.array ?? []
    if let node = payload?["attachment"] { nodes.append(node) }
    return nodes.compactMap { $0["id"]?.string }
  }

  /// A file of `llm`, of which it keeps where it was.
  static func attachment(id: String, type: String?, path: String?, url: String?) -> Attachment {
    let place = url ?? path ?? ""
    let kind = type.map { $0.hasPrefix("image/") ? "image" : $0.hasPrefix("audio/") ? "audio" : "other" } ?? "other"
    let name = place.split(separator: "/").last.map(String.init) ?? ""
    return Attachment(id: AttachmentID(id), type: kind, filename: name.isEmpty ? kind : name, file: place)
  }

  static func attachment(_ node: JSONNode) -> Attachment? {
    let place = node["url"]?.string ?? node["path"]?.string
    guard let id = node["id"]?.string ?? place else { return nil }
    var attachment = attachment(
      id: id, type: node["type"]?.string, path: node["path"]?.string, url: node["url"]?.string)
    attachment.size = node["content_length"]?.integer
    return attachment
  }

  static func json(_ text: String) -> JSONNode? {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      var reader = JSONReader(bytes, mode: .tolerant)
      return try? reader.value()
    }
  }
}
