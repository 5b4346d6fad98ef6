import ChatModel
import Text

/// Reads a conversation of ChatGPT's `conversations.json`: a tree of messages, of which `current_node` is the end of what was
/// shown last. That way becomes the conversation, every other end a branch of it.
enum ChatGPTArchive {
  // A conversation whose questions were asked again and again has some dozens.
  private static let mostBranches = 100

  static func conversations(
    _ node: JSONNode, profile: String, leftOut: inout LeftOut
  ) throws(ArchiveProblem) -> [ArchivedConversation] {
    guard let mapping = node["mapping"]?.object else {
      throw ArchiveProblem("a conversation has no \"mapping\"", at: node["mapping"]?.offset ?? node.offset)
    }
    guard let id = node["conversation_id"]?.string ?? node["id"]?.string, !id.isEmpty else {
      throw ArchiveProblem("a conversation has no \"conversation_id\"", at: node.offset)
    }
    let tree = Tree(mapping)
    let ends = tree.ends
    guard let current = node["current_node"]?.string.flatMap({ mapping[$0] == nil ? nil : $0 }) ?? ends.last else {
      throw ArchiveProblem("a conversation has no messages", at: node.offset)
    }
    var reading = Reading(id: id, mapping: mapping)
    let way = tree.way(to: current)
    let main: ConversationID = DerivedIdentifier.make("chatgpt", id)
    let created = moment(node["create_time"]) ?? reading.moments(way).min() ?? Timestamp(milliseconds: 0)
    let messages = reading.messages(way, begun: created) { DerivedIdentifier.make("chatgpt", id, $0) }
    let updated = moment(node["update_time"]) ?? messages.map(\.message.createdAt).max() ?? created
    var header = ConversationHeader(
      id: main, profile: profile, chatbotName: "ChatGPT", title: node["title"]?.string ?? "", titleSource: .server,
      isArchived: node["is_archived"]?.bool ?? false, createdAt: created, lastActivity: max(updated, created))
    header.takeTitle(from: messages)
    var conversations = [ArchivedConversation(header: header, messages: messages)]
    let place = Dictionary(way.enumerated().map { ($1, $0) }) { first, _ in first }
    let shown = Set(messages.map(\.message.id))
    var room = 20 * (mapping.count + 50)
    for end in ends where place[end] == nil {
      guard room > 0, conversations.count <= mostBranches else {
        leftOut.add(.branch)
        continue
      }
      let other = tree.way(to: end)
      room -= other.count
      let common = zip(way, other).prefix { $0 == $1 }.count
      guard other[common...].contains(where: { reading.isShown($0) }) else { continue }
      // The first one behind the fork that is a message of the conversation: it was asked otherwise.
      let point = way[common...].lazy.map { DerivedIdentifier.make("chatgpt", id, $0) as MessageID }
        .first(where: shown.contains)
      header.id = DerivedIdentifier.make("chatgpt", id, "branch", end)
      header.branch = point.map { BranchPoint(conversation: main, message: $0) }
      let messages = reading.messages(other, begun: created) {
        DerivedIdentifier.make("chatgpt", id, "branch", end, $0)
      }
      conversations.append(ArchivedConversation(header: header, messages: messages))
    }
    leftOut += reading.leftOut
    return conversations
  }

  /// The moment in `node`: seconds since 1970, or thousandths, or as RFC 3339 has it.
  static func moment(_ node: JSONNode?) -> Timestamp? {
    guard let seconds = node?.double ?? node?.string.flatMap(Double.init) else {
      return node?.string.flatMap(UniversalTime.moment)
    }
    guard seconds != 0 else { return nil }
    // No message was sent in the year 5000.
    return Timestamp(seconds: (1e11..<1e14).contains(seconds) ? seconds / 1000 : seconds)
  }

  /// The messages of a file, each read once, however many branches it is on.
  private struct Reading {
    let id: String
    let mapping: [String: JSONNode]
    private(set) var leftOut = LeftOut()
    private var known: [String: ChatGPTNode] = [:]

    init(id: String, mapping: [String: JSONNode]) {
      self.id = id
      self.mapping = mapping
    }

    private mutating func node(_ key: String) -> ChatGPTNode {
      if let node = known[key] { return node }
      let node = ChatGPTNode(mapping[key], leftOut: &leftOut)
      if case .leftOut(let kind) = node { leftOut.add(kind) }
      known[key] = node
      return node
    }

    mutating func isShown(_ key: String) -> Bool {
      switch node(key) {
      case .message, .parts: true
      case .nothing, .leftOut: false
      }
    }

    func moments(_ way: [String]) -> [Timestamp] {
      way.compactMap { ChatGPTArchive.moment(mapping[$0]?["message"]?["create_time"]) }
    }

    /// The messages on `way`; what has no date has that of the message before it.
    mutating func messages(
      _ way: [String], begun: Timestamp, id: (String) -> MessageID
    ) -> [ArchivedMessage] {
      var builder = MessageBuilder()
      var moment = begun
      for key in way {
        switch node(key) {
        case .nothing, .leftOut: break
        case .parts(let parts):
          moment = ChatGPTArchive.moment(mapping[key]?["message"]?["create_time"]) ?? moment
          builder.add(parts, id: id(key), at: moment)
        case .message(let shown):
          moment = shown.createdAt ?? moment
          builder.add(
            Message(
              id: id(key), author: shown.author, text: shown.content.text,
              status: shown.isWhole ? .complete : .interrupted, createdAt: moment,
              endedAt: shown.author == .assistant ? moment : nil, attachments: shown.content.attachments,
              citations: shown.content.citations))
        }
      }
      builder.endReply()
      return builder.messages
    }
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

extension ConversationHeader {
  /// Where there is no title, the first question says what it is about.
  mutating func takeTitle(from messages: [ArchivedMessage]) {
    guard title.isEmpty else { return }
    title =
      messages.lazy.filter { $0.message.author == .person }.map { ConversationHeader.title(from: $0.message.text) }
      .first { !$0.isEmpty } ?? ""
    titleSource = title.isEmpty ? .none : .firstQuestion
  }
}
