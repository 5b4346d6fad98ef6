import ChatModel
import Text

/// A prompt and its response, as `llm` logs them.
package struct LLMResponse: Equatable, Sendable {
  package var id: String
  /// Empty where it stands alone.
  package var conversation: String
  package var conversationName: String
  package var model: String
  package var system: String
  package var prompt: String
  package var response: String
  /// When it was asked; nil where that cannot be read.
  package var askedAt: Timestamp?
  /// In milliseconds.
  package var duration: Int64

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
    self.duration = min(max(duration ?? 0, 0), 1_000_000_000)
  }

  /// An element of what `llm logs --json` prints.
  init(_ node: JSONNode) throws(ArchiveProblem) {
    guard node.object != nil else { throw ArchiveProblem("a response is no object", at: node.offset) }
    self.init(
      id: try node.identifier("id"), conversation: try node.textIfAny("conversation_id"),
      conversationName: try node.textIfAny("conversation_name"), model: try node.textIfAny("model"),
      system: try node.textIfAny("system"), prompt: try node.textIfAny("prompt"),
      response: try node.textIfAny("response"), date: try node.textIfAny("datetime_utc"),
      duration: node["duration_ms"]?.integer)
  }

  /// The conversations that `responses` make, in the order in which they began to appear; within each, by time. What the
  /// model was told beforehand stands above the first prompt that it was told with.
  package static func conversations(_ responses: [LLMResponse], profile: String) -> [ArchivedConversation] {
    var order: [String] = []
    var groups: [String: [LLMResponse]] = [:]
    for response in responses {
      let key = response.conversation.isEmpty ? "response " + response.id : response.conversation
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(response)
    }
    return order.compactMap { key in
      let group = groups[key, default: []].enumerated().sorted {
        ($0.element.askedAt?.milliseconds ?? 0, $0.offset) < ($1.element.askedAt?.milliseconds ?? 0, $1.offset)
      }
      return conversation(key, group.map(\.element), profile: profile)
    }
  }

  private static func conversation(
    _ key: String, _ responses: [LLMResponse], profile: String
  ) -> ArchivedConversation? {
    guard let first = responses.first, let last = responses.last else { return nil }
    let begun = first.askedAt ?? Timestamp(milliseconds: 0)
    var messages: [ArchivedMessage] = []
    var known: Set<String> = []
    var system = ""
    for response in responses where known.insert(response.id).inserted {
      let asked = response.askedAt ?? begun
      var prompt = response.prompt
      if response.system != system, !response.system.isEmpty { prompt = "\(response.system)\n\n\(prompt)" }
      system = response.system
      messages.append(
        ArchivedMessage(
          Message(
            id: DerivedIdentifier.make("llm", response.id, "prompt"), author: .person, text: prompt, createdAt: asked)))
      messages.append(
        ArchivedMessage(
          Message(
            id: DerivedIdentifier.make("llm", response.id, "response"), author: .assistant, text: response.response,
            createdAt: asked, endedAt: asked + Milliseconds(response.duration))))
    }
    let title = first.conversationName.isEmpty ? String(first.prompt.prefix(80)).onOneLine : first.conversationName
    let header = ConversationHeader(
      id: DerivedIdentifier.make("llm", key), profile: profile, chatbotName: last.model, title: title,
      titleSource: first.conversationName.isEmpty ? .firstQuestion : .server, createdAt: begun,
      lastActivity: max(begun, last.askedAt ?? begun))
    return ArchivedConversation(header: header, messages: messages)
  }
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
  package func conversation(profile: String, date: Timestamp) -> ArchivedConversation {
    let key = "\(id)"
    let store = messages.first?.text ?? ""
    let messages = messages.compactMap { message -> ArchivedMessage? in
      let author: Author
      switch message.author {
      case "user", "me": author = .person
      case "assistant", "ollama": author = .assistant
      default: return nil
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
