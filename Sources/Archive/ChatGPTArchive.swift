import ChatModel
import Text

/// Reads a conversation of ChatGPT's `conversations.json`: a tree of messages, of which `current_node` is the end of what was
/// shown last. That way becomes the conversation, every other end a branch of it. What the tools said among themselves is
/// left out.
enum ChatGPTArchive {
  // A conversation whose questions were asked again and again has some dozens.
  private static let mostBranches = 100

  static func conversations(_ node: JSONNode, profile: String) throws(ArchiveProblem) -> [ArchivedConversation] {
    guard let mapping = node["mapping"]?.object else {
      throw ArchiveProblem("a conversation has no \"mapping\"", at: node["mapping"]?.offset ?? node.offset)
    }
    let tree = Tree(mapping)
    guard let id = node["conversation_id"]?.string ?? node["id"]?.string, !id.isEmpty else {
      throw ArchiveProblem("a conversation has no \"conversation_id\"", at: node.offset)
    }
    let ends = tree.ends
    guard let current = node["current_node"]?.string.flatMap({ mapping[$0] == nil ? nil : $0 }) ?? ends.last else {
      throw ArchiveProblem("a conversation has no messages", at: node.offset)
    }
    let created = Timestamp(seconds: node["create_time"]?.double) ?? Timestamp(milliseconds: 0)
    let updated = Timestamp(seconds: node["update_time"]?.double) ?? created
    let title = node["title"]?.string ?? ""
    let main: ConversationID = DerivedIdentifier.make("chatgpt", id)
    var header = ConversationHeader(
      id: main, profile: profile, chatbotName: "ChatGPT", title: title,
      titleSource: title.isEmpty ? TitleSource.none : .server, isArchived: node["is_archived"]?.bool ?? false,
      createdAt: created, lastActivity: max(updated, created))
    let way = tree.way(to: current)
    var conversations = [
      ArchivedConversation(
        header: header,
        messages: way.compactMap { message($0, in: mapping, id: DerivedIdentifier.make("chatgpt", id, $0), created) })
    ]
    let place = Dictionary(uniqueKeysWithValues: way.enumerated().map { ($1, $0) })
    let shown = Set(conversations[0].messages.map(\.message.id))
    var room = 20 * (mapping.count + 50)
    for end in ends where place[end] == nil && conversations.count <= mostBranches {
      let other = tree.way(to: end)
      room -= other.count
      guard room > 0 else { break }
      let common = zip(way, other).prefix { $0 == $1 }.count
      // The first one behind the fork that is a message of the conversation: it was asked otherwise.
      let point = way[common...].lazy.map { DerivedIdentifier.make("chatgpt", id, $0) as MessageID }
        .first(where: shown.contains)
      let branch = DerivedIdentifier.make("chatgpt", id, "branch", end) as ConversationID
      let messages = other.compactMap {
        message($0, in: mapping, id: DerivedIdentifier.make("chatgpt", id, "branch", end, $0), created)
      }
      guard other[common...].contains(where: { isShown($0, in: mapping) }) else { continue }
      header.id = branch
      header.branch = point.map { BranchPoint(conversation: main, message: $0) }
      conversations.append(ArchivedConversation(header: header, messages: messages))
    }
    return conversations
  }

  private static func isShown(_ key: String, in mapping: [String: JSONNode]) -> Bool {
    message(key, in: mapping, id: MessageID(key), Timestamp(milliseconds: 0)) != nil
  }

  /// The message of a node; nil for what was never shown.
  private static func message(
    _ key: String, in mapping: [String: JSONNode], id: MessageID, _ begun: Timestamp
  ) -> ArchivedMessage? {
    guard let message = mapping[key]?["message"], let role = message["author"]?["role"]?.string,
      let author: Author = role == "user" ? .person : role == "assistant" ? .assistant : nil,
      message["metadata"]?["is_visually_hidden_from_conversation"]?.bool != true,
      // What the assistant says to a tool is not said to the person.
      ["all", ""].contains(message["recipient"]?.string ?? "all"), let content = message["content"]
    else { return nil }
    var attachments = (message["metadata"]?["attachments"]?.array ?? []).compactMap(attachment)
    guard let text = text(content, &attachments), !text.isEmpty || !attachments.isEmpty else { return nil }
    let moment = Timestamp(seconds: message["create_time"]?.double) ?? begun
    let isWhole = message["status"]?.string != "in_progress"
    return ArchivedMessage(
      Message(
        id: id, author: author, text: text, status: isWhole ? .complete : .interrupted, createdAt: moment,
        endedAt: author == .assistant ? moment : nil, attachments: attachments))
  }

  private static func text(_ content: JSONNode, _ attachments: inout [Attachment]) -> String? {
    switch content["content_type"]?.string ?? "text" {
    case "text", "multimodal_text":
      var parts: [String] = []
      for part in content["parts"]?.array ?? [] {
        if let text = part.string ?? part["text"]?.string {
          parts.append(text)
        } else if let file = part["asset_pointer"]?.string {
          attachments.append(
            Attachment(id: AttachmentID(file), type: "image", filename: part["name"]?.string ?? "image", file: file))
        }
      }
      return parts.joined(separator: "\n")
    case "code":
      guard let code = content["text"]?.string else { return nil }
      let language = content["language"]?.string.flatMap { $0 == "unknown" ? nil : $0 } ?? ""
      let fence = String(repeating: "`", count: max(3, 1 + longestRun(of: "`", in: code)))
      return "\(fence)\(language.onOneLine)\n\(code)\n\(fence)"
    default: return nil
    }
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

  private static func attachment(_ node: JSONNode) -> Attachment? {
    guard let id = node["id"]?.string else { return nil }
    let type = (node["mime_type"] ?? node["mimeType"])?.string ?? "other"
    return Attachment(
      id: AttachmentID(id), type: type.hasPrefix("image/") ? "image" : type.hasPrefix("audio/") ? "audio" : "other",
      filename: node["name"]?.string ?? "file", file: "")
  }

  /// The messages as they follow each other.
  private struct Tree {
    private let parents: [String: String]
    /// The nodes that nothing follows, those that were made last behind the others.
    let ends: [String]

    init(_ mapping: [String: JSONNode]) {
      var parents: [String: String] = [:]
      for (key, node) in mapping {
        if let parent = node["parent"]?.string, mapping[parent] != nil { parents[key] = parent }
      }
      self.parents = parents
      let inner = Set(parents.values)
      let made = mapping.filter { !inner.contains($0.key) }.map { key, node in
        (node["message"]?["create_time"]?.double ?? 0, key)
      }
      ends = made.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.1)
    }

    /// From the root to `end`; of a circle each node once.
    func way(to end: String) -> [String] {
      var way = [end]
      var seen: Set<String> = [end]
      while let parent = parents[way[way.count - 1]], seen.insert(parent).inserted { way.append(parent) }
      return way.reversed()
    }
  }
}
