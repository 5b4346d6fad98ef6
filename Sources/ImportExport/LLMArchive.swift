import ChatModel
import Text

/// A prompt and its response, as `llm` logs them.
package struct LLMResponse: Equatable, Sendable {
  package var id: String
  /// Empty where it stands alone.
  package var conversation = ""
  package var conversationName = ""
  package var model = ""
  package var system = ""
  package var prompt = ""
  package var response = ""
  /// When it was asked; nil where that cannot be read.
  package var askedAt: Timestamp?
  /// In milliseconds.
  package var duration: Int64 = 0 {
    didSet { duration = Self.bounded(duration) }
  }
  /// The files that went with the prompt, and those that came with the response.
  package var attachments: [Attachment] = []
  package var replyAttachments: [Attachment] = []
  /// What was said in the conversation before, where nothing else tells it.
  package var earlier: [LLMMessage] = []
  var parts: [ReplyPart] = []

  package init(id: String) { self.id = id }

  /// One of the columns of the table `responses`, with texts of `llm`'s own kind.
  package init(
    id: String, conversation: String?, conversationName: String?, model: String?, system: String?, prompt: String?,
    response: String?, date: String?, duration: Int64?
  ) {
    self.id = id
    self.conversation = conversation ?? ""
    self.conversationName = conversationName ?? ""
    self.model = model ?? ""
    self.system = system ?? ""
    self.prompt = prompt ?? ""
    self.response = response ?? ""
    askedAt = date.flatMap(UniversalTime.moment)
    self.duration = Self.bounded(duration ?? 0)
  }

  private static func bounded(_ duration: Int64) -> Int64 { min(max(duration, 0), 1_000_000_000) }

  /// An element of what `llm logs --json` prints.
  init(_ node: JSONNode) throws(ArchiveProblem) {
    guard node.object != nil else { throw ArchiveProblem("a response is no object", at: node.offset) }
    self.init(
      id: try node.identifier("id"), conversation: try node.textIfAny("conversation_id"),
      conversationName: try node.textIfAny("conversation_name"), model: try node.textIfAny("model"),
      system: try node.textIfAny("system"), prompt: try node.textIfAny("prompt"),
      response: try node.textIfAny("response"), date: try node.textIfAny("datetime_utc"),
      duration: node["duration_ms"]?.integer)
    func fragments(_ key: String) -> [String] { (node[key]?.array ?? []).compactMap { $0["content"]?.string } }
    prompt = Self.text(prompt, with: fragments("prompt_fragments"))
    system = Self.text(system, with: fragments("system_fragments"))
    attachments = (node["attachments"]?.array ?? []).compactMap(LLMPart.attachment)
    for result in node["tool_results"]?.array ?? [] {
      addResult(result["name"]?.string, result["output"], exception: result["exception"]?.string)
      replyAttachments += (result["attachments"]?.array ?? []).compactMap(LLMPart.attachment)
    }
    addReasoning(node["reasoning"]?.string)
    for call in node["tool_calls"]?.array ?? [] { addCall(call["name"]?.string, call["arguments"]) }
  }

  /// A file of `llm`, of which it keeps where it was.
  package static func attachment(id: String, type: String?, path: String?, url: String?) -> Attachment {
    LLMPart.attachment(id: id, type: type, path: path, url: url)
  }

  // MARK: Parts

  /// What the model thought before it answered.
  package mutating func addReasoning(_ text: String?) {
    if let text, !text.isEmpty { parts.append(ReplyPart(kind: .thinking, name: "thinking", text: text, offset: 0)) }
  }

  /// A tool that the model called; `arguments` are JSON.
  package mutating func addCall(_ name: String?, arguments: String?) {
    parts.append(ReplyPart(kind: .tool, name: name ?? "tool", text: arguments ?? "", offset: 0))
  }

  /// What a tool returned, or why it did not.
  package mutating func addResult(_ name: String?, output: String?, exception: String?) {
    let text = [output, exception].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n")
    parts.append(ReplyPart(kind: .tool, name: name ?? "tool", text: text, offset: 0))
  }

  private mutating func addCall(_ name: String?, _ arguments: JSONNode?) {
    addCall(name, arguments: arguments.map { $0.string ?? $0.text })
  }

  private mutating func addResult(_ name: String?, _ output: JSONNode?, exception: String?) {
    addResult(name, output: output.map { $0.string ?? $0.text }, exception: exception)
  }

  /// `text` below the `fragments` that were sent with it, but for those that it has already. `llm` cuts long ones where it
  /// prints them.
  package static func text(_ text: String, with fragments: [String]) -> String {
    var missing: [String] = []
    var rest = Substring(text)
    for fragment in fragments where !fragment.isEmpty {
      let isCut = fragment.hasSuffix("...")
      let start = isCut ? String(fragment.dropLast(3)) : fragment
      if !start.isEmpty, rest.utf8.starts(with: start.utf8) {
        // Where the one that was cut ends, and the next begins, nothing tells.
        if isCut { break }
        rest = Substring(rest.utf8.dropFirst(start.utf8.count))
        if rest.utf8.first == UInt8(ascii: "\n") { rest = Substring(rest.utf8.dropFirst()) }
      } else {
        missing.append(fragment)
      }
    }
    return (missing + (text.isEmpty ? [] : [text])).joined(separator: "\n")
  }

  // MARK: Conversations

  /// The conversations that `responses` make, in the order in which they began to appear; within each, by time. What the
  /// model was told beforehand stands above the first prompt that it was told with. `forks` says which conversation another
  /// one left.
  package static func conversations(
    _ responses: [LLMResponse], profile: String, forks: [String: String] = [:]
  ) -> [ArchivedConversation] {
    var order: [String] = []
    var groups: [String: [LLMResponse]] = [:]
    for response in responses {
      let key = response.conversation.isEmpty ? "response " + response.id : response.conversation
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(response)
    }
    var made: [String: ArchivedConversation] = [:]
    for key in order {
      let group = groups[key, default: []].enumerated().sorted {
        ($0.element.askedAt?.milliseconds ?? 0, $0.offset) < ($1.element.askedAt?.milliseconds ?? 0, $1.offset)
      }
      made[key] = conversation(key, group.map(\.element), profile: profile)
    }
    for (key, origin) in forks {
      guard let messages = made[key]?.messages, let other = made[origin], origin != key else { continue }
      let common = zip(messages, other.messages).prefix {
        $0.message.author == $1.message.author && $0.message.text.utf8.elementsEqual($1.message.text.utf8)
      }.count
      guard common < other.messages.count else { continue }
      made[key]?.header.branch = BranchPoint(
        conversation: other.header.id, message: other.messages[common].message.id)
    }
    return order.compactMap { made[$0] }
  }

  private static func conversation(
    _ key: String, _ responses: [LLMResponse], profile: String
  ) -> ArchivedConversation? {
    guard let first = responses.first, let last = responses.last else { return nil }
    let begun = first.askedAt ?? Timestamp(milliseconds: 0)
    var builder = MessageBuilder()
    var known: Set<String> = []
    var system = ""
    for (index, var message) in first.earlier.enumerated() {
      if message.author == .person, system.isEmpty, !first.system.isEmpty {
        message.text = first.system + "\n\n" + message.text
        system = first.system
      }
      builder.add(
        Message(
          id: DerivedIdentifier.make("llm", key, "earlier", "\(index)"), author: message.author, text: message.text,
          createdAt: begun, endedAt: message.author == .assistant ? begun : nil, attachments: message.attachments))
    }
    for response in responses where known.insert(response.id).inserted {
      let asked = response.askedAt ?? begun
      var prompt = response.prompt
      if response.system != system, !response.system.isEmpty {
        prompt = response.system + (prompt.isEmpty ? "" : "\n\n\(prompt)")
      }
      system = response.system
      // What goes on after a tool has no prompt of its own.
      if !prompt.isEmpty || !response.attachments.isEmpty {
        builder.add(
          Message(
            id: DerivedIdentifier.make("llm", response.id, "prompt"), author: .person, text: prompt, createdAt: asked,
            attachments: response.attachments))
      }
      let id: MessageID = DerivedIdentifier.make("llm", response.id, "response")
      builder.add(response.parts, id: id, at: asked)
      if !response.response.isEmpty || !response.replyAttachments.isEmpty || response.parts.isEmpty {
        builder.add(
          Message(
            id: id, author: .assistant, text: response.response, createdAt: asked,
            endedAt: asked + Milliseconds(response.duration), attachments: response.replyAttachments))
      }
    }
    builder.endReply()
    var header = ConversationHeader(
      id: DerivedIdentifier.make("llm", key), profile: profile, chatbotName: last.model, title: first.conversationName,
      titleSource: .server, createdAt: begun, lastActivity: max(begun, last.askedAt ?? begun))
    header.takeTitle(from: builder.messages)
    return ArchivedConversation(header: header, messages: builder.messages)
  }
}

/// A message of `llm` that no prompt or response of the conversation is.
package struct LLMMessage: Equatable, Sendable {
  package var author: Author
  package var text: String
  package var attachments: [Attachment]
}

/// A chat of `oterm`, as its store holds it. It keeps no dates.
package struct OtermChat: Equatable, Sendable {
  package var id: Int64
  package var name: String
  package var model: String
  /// Oldest first; `author` as the store spells it.
  package var messages: [(id: Int64, author: String, text: String)]

  package init(id: Int64, name: String, model: String, messages: [(id: Int64, author: String, text: String)]) {
    self.id = id
    self.name = name
    self.model = model
    self.messages = messages
  }

  package static func == (a: OtermChat, b: OtermChat) -> Bool {
    a.id == b.id && a.name == b.name && a.model == b.model
      && a.messages.elementsEqual(b.messages) { $0.id == $1.id && $0.author == $1.author && $0.text == $1.text }
  }

  /// It as a conversation, all of it dated `date`. Its first message tells it apart from chats of the same number in other
  /// stores.
  package func conversation(profile: String, date: Timestamp, leftOut: inout LeftOut) -> ArchivedConversation {
    let key = "\(id)"
    let store = messages.first?.text ?? ""
    let messages = messages.compactMap { message -> ArchivedMessage? in
      let author: Author
      switch message.author {
      case "user", "me": author = .person
      case "assistant", "ollama": author = .assistant
      default:
        leftOut.add(message.author == "system" ? .systemMessage : message.author == "tool" ? .toolMessage : .unknown)
        return nil
      }
      return ArchivedMessage(
        Message(
          id: DerivedIdentifier.make("oterm", store, key, "\(message.id)"), author: author, text: message.text,
          createdAt: date, endedAt: author == .assistant ? date : nil))
    }
    return ArchivedConversation(
      header: ConversationHeader(
        id: DerivedIdentifier.make("oterm", store, key), profile: profile, chatbotName: model, title: name,
        titleSource: name.isEmpty ? TitleSource.none : .server, createdAt: date, lastActivity: date),
      messages: messages)
  }
}
