import ChatModel
import Text

/// Reads what `JSONExport` wrote. Members that it does not know are passed over.
enum MaichatArchive {
  static func conversation(
    _ node: JSONNode, _ leftOut: inout LeftOut
  ) throws(ArchiveProblem) -> ArchivedConversation {
    guard node.object != nil else { throw ArchiveProblem("a conversation is no object", at: node.offset) }
    var branch: BranchPoint?
    if let point = node["branch"] {
      branch = BranchPoint(
        conversation: ConversationID(try point.identifier("conversation")),
        message: MessageID(try point.identifier("message")))
    }
    let created = try node.moment("createdAt")
    let unread = node["unread"].map(\.integer) ?? 0
    guard let unread, (0...1_000_000_000).contains(unread) else {
      throw ArchiveProblem("\"unread\" is no count", at: node["unread"]?.offset ?? node.offset)
    }
    let header = ConversationHeader(
      id: ConversationID(try node.identifier("id")),
      remoteID: try node.textIfAny("remoteID").map { RemoteConversationID($0) }, profile: try node.text("profile"),
      host: try node.textIfAny("host").map { HostURL($0) },
      chatbot: try node.textIfAny("chatbot").map { ChatbotID($0) },
      chatbotName: try node.textIfAny("chatbotName") ?? "", title: try node.textIfAny("title") ?? "",
      titleSource: try node.word("titleSource") ?? .none, mode: try node.word("mode") ?? .streaming,
      isPinned: try node.flag("isPinned"), isArchived: try node.flag("isArchived"), unread: Int(unread),
      presence: try node.word("presence") ?? .local, earlier: try earlier(node), branch: branch,
      createdAt: created, lastActivity: try node.momentIfAny("lastActivity") ?? created)
    guard let nodes = node["messages"]?.array else {
      throw ArchiveProblem("\"messages\" is no list", at: node["messages"]?.offset ?? node.offset)
    }
    var messages: [ArchivedMessage] = []
    for node in nodes { messages.append(try message(node)) }
    let remarks = ConversationRemarks(draft: try draft(node, &leftOut), marks: try marks(node))
    return ArchivedConversation(header: header, remarks: remarks, messages: messages)
  }

  /// The draft. Its files are left out: they are paths, and nobody else's file may choose what is sent from here.
  private static func draft(_ node: JSONNode, _ leftOut: inout LeftOut) throws(ArchiveProblem) -> Draft? {
    guard let node = node["draft"] else { return nil }
    let text = try node.text("text")
    let caret = node["caret"].map(\.integer) ?? 0
    guard let caret, caret >= 0 else {
      throw ArchiveProblem("\"caret\" is no place in a text", at: node["caret"]?.offset ?? node.offset)
    }
    leftOut.add(.draftFile, node["attachments"]?.array?.count ?? 0)
    // Without its files nothing may be left of it.
    return text.isEmpty ? nil : Draft(text: text, caret: Int(min(caret, Int64(text.utf8.count))))
  }

  /// What was typed in a conversation, or put aside, and could not be written.
  static func draft(_ node: JSONNode) throws(ArchiveProblem) -> ArchivedDraft {
    guard node.object != nil else { throw ArchiveProblem("a draft is no object", at: node.offset) }
    return ArchivedDraft(
      conversation: ConversationID(try node.identifier("conversation")), text: try node.text("text"))
  }

  private static func marks(_ node: JSONNode) throws(ArchiveProblem) -> [ArchivedMark] {
    guard let list = node["marks"] else { return [] }
    guard let nodes = list.array else { throw ArchiveProblem("\"marks\" is no list", at: list.offset) }
    var marks: [ArchivedMark] = []
    for node in nodes {
      let row = node["row"].map(\.integer) ?? 0
      guard let row else { throw ArchiveProblem("\"row\" is no number", at: node["row"]?.offset ?? node.offset) }
      let message = node["message"] == nil ? nil : MessageID(try node.identifier("message"))
      marks.append(
        ArchivedMark(
          name: try node.identifier("name"),
          scroll: message.map { .anchored(message: $0, row: Int(row)) } ?? .following))
    }
    return marks
  }

  private static func earlier(_ node: JSONNode) throws(ArchiveProblem) -> EarlierPages {
    guard let page = try node.textIfAny("earlier") else { return .unknown }
    return page.isEmpty ? .none : .at(page)
  }

  private static func message(_ node: JSONNode) throws(ArchiveProblem) -> ArchivedMessage {
    guard node.object != nil else { throw ArchiveProblem("a message is no object", at: node.offset) }
    guard let author: Author = try node.word("author") else {
      throw ArchiveProblem("\"author\" is missing", at: node.offset)
    }
    var star: ArchivedStar?
    if let mark = node["star"] {
      star = ArchivedStar(note: try mark.textIfAny("note") ?? "", createdAt: try mark.moment("createdAt"))
    }
    let text = try node.text("text")
    var parts: [ReplyPart] = try node.decoded("parts") ?? []
    for index in parts.indices { parts[index].offset = min(max(0, parts[index].offset), text.utf8.count) }
    let message = Message(
      id: MessageID(try node.identifier("id")), remoteID: try node.textIfAny("remoteID").map { RemoteMessageID($0) },
      author: author, text: text, status: try status(node), createdAt: try node.moment("createdAt"),
      firstTextAt: try node.momentIfAny("firstTextAt"), endedAt: try node.momentIfAny("endedAt"),
      attachments: try node.decoded("attachments") ?? [], citations: try node.decoded("citations") ?? [],
      parts: parts, unreadableEvents: try count(node, "unreadableEvents"),
      unreadableSources: try count(node, "unreadableSources"), feedback: try node.word("feedback"),
      reply: node["reply"] == nil ? nil : ReplyID(try node.identifier("reply")))
    return ArchivedMessage(message, star: star)
  }

  private static func count(_ node: JSONNode, _ name: String) throws(ArchiveProblem) -> Int {
    guard let member = node[name] else { return 0 }
    guard let count = member.integer, (0...1_000_000_000).contains(count) else {
      throw ArchiveProblem("\"\(name)\" is no count", at: member.offset)
    }
    return Int(count)
  }

  private static func status(_ node: JSONNode) throws(ArchiveProblem) -> MessageStatus {
    let word = try node.textIfAny("status") ?? "complete"
    switch word {
    case "complete": return .complete
    case "stopped": return .stopped
    // A reply that ran when somebody wrote it down by other means does not run here.
    case "interrupted", "sending", "waiting", "streaming": return .interrupted
    case "failed":
      let failure: Failure? = try node.decoded("failure")
      guard let failure else { throw ArchiveProblem("\"failure\" is missing", at: node.offset) }
      return .failed(failure)
    default: throw ArchiveProblem("\"\(word)\" is no status", at: node["status"]?.offset ?? node.offset)
    }
  }
}

extension JSONNode {
  /// The text under `key`. Throws where there is none.
  func text(_ key: String) throws(ArchiveProblem) -> String {
    guard let text = try textIfAny(key) else { throw ArchiveProblem("\"\(key)\" is missing", at: offset) }
    return text
  }

  /// The text under `key`, nil where there is nothing. Throws where it is no text.
  func textIfAny(_ key: String) throws(ArchiveProblem) -> String? {
    guard let node = self[key] else { return nil }
    guard let text = node.string else { throw ArchiveProblem("\"\(key)\" is no text", at: node.offset) }
    return text
  }

  /// The identifier under `key`: some text, not too long, without NUL, which ends texts in the history's keys.
  func identifier(_ key: String) throws(ArchiveProblem) -> String {
    let text = try text(key)
    guard (1...512).contains(text.utf8.count), !text.utf8.contains(0) else {
      throw ArchiveProblem("\"\(key)\" is no identifier", at: self[key]?.offset ?? offset)
    }
    return text
  }

  func flag(_ key: String) throws(ArchiveProblem) -> Bool {
    guard let node = self[key] else { return false }
    guard let value = node.bool else { throw ArchiveProblem("\"\(key)\" is neither true nor false", at: node.offset) }
    return value
  }

  /// One of the words of `Word`, nil where there is nothing.
  func word<Word: RawRepresentable<String>>(_ key: String) throws(ArchiveProblem) -> Word? {
    guard let node = self[key] else { return nil }
    guard let word = node.string.flatMap(Word.init(rawValue:)) else {
      throw ArchiveProblem("\"\(key)\" is none of the words that it can be", at: node.offset)
    }
    return word
  }

  func moment(_ key: String) throws(ArchiveProblem) -> Timestamp {
    guard let moment = try momentIfAny(key) else { throw ArchiveProblem("\"\(key)\" is missing", at: offset) }
    return moment
  }

  func momentIfAny(_ key: String) throws(ArchiveProblem) -> Timestamp? {
    guard let node = self[key] else { return nil }
    guard let milliseconds = node.integer else {
      throw ArchiveProblem("\"\(key)\" is no whole number of milliseconds", at: node.offset)
    }
    return Timestamp(milliseconds: milliseconds).bounded
  }

  /// What the history keeps as JSON.
  func decoded<Value: Decodable>(_ key: String) throws(ArchiveProblem) -> Value? {
    guard let node = self[key] else { return nil }
    guard let value: Value = node.decoded() else {
      throw ArchiveProblem("\"\(key)\" does not hold what it should", at: node.offset)
    }
    return value
  }
}
