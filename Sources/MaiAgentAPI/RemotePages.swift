import ChatModel

/// One page of the conversations that the service keeps.
package struct ConversationPage: ListPage, Hashable {
  package static let purpose = RequestPurpose.conversations
  package var conversations: [RemoteConversation]
  package var next: String?

  package init(_ body: [UInt8], key: APIKey) throws(Failure) {
    let list = try ItemList(body, of: Self.purpose, key: key)
    conversations = list.items.compactMap(RemoteConversation.init)
    next = list.next
  }
}

/// One page of a conversation's messages.
package struct MessagePage: ListPage, Hashable {
  package static let purpose = RequestPurpose.messages
  /// Oldest first, each with the conversation that it says it belongs to.
  private var messages: [Item]
  private var order: RemotePage.Order
  package var next: String?

  private struct Item: Hashable, Sendable {
    var conversation: String?
    var message: RemoteMessage
  }

  package init(_ body: [UInt8], key: APIKey) throws(Failure) {
    let list = try ItemList(body, of: Self.purpose, key: key)
    var items: [Item] = []
    var known: Set<RemoteMessageID> = []
    for value in list.items {
      guard let message = RemoteMessage(value), known.insert(message.id).inserted else { continue }
      let place = value["conversation", "conversationId", "conversation_id"]
      items.append(Item(conversation: place?["id"]?.scalarText ?? place?.scalarText, message: message))
    }
    (messages, order) = Self.sorted(items)
    next = list.next
  }

  /// The page as one of `conversation`; what says that it belongs to another one is left out. `next` is the query of the
  /// page after it.
  package func page(of conversation: RemoteConversationID, next: String?) -> RemotePage {
    let own = messages.filter { $0.conversation == nil || $0.conversation == conversation.rawValue }
    return RemotePage(messages: own.map(\.message), order: order, next: next)
  }

  /// In order of time; what came at the same moment, or without one, as the page has it.
  private static func sorted(_ items: [Item]) -> ([Item], RemotePage.Order) {
    let moments = items.compactMap(\.message.createdAt)
    let rising = zip(moments, moments.dropFirst()).count { $0 < $1 }
    let falling = zip(moments, moments.dropFirst()).count { $1 < $0 }
    let order: RemotePage.Order = rising > falling ? .oldestFirst : .newestFirst
    let forward = order == .newestFirst ? Array(items.reversed()) : items
    var moment = Timestamp(milliseconds: .min)
    let dated = forward.enumerated().map { index, item -> (Timestamp, Int, Item) in
      moment = item.message.createdAt ?? moment
      return (moment, index, item)
    }
    return (dated.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2), order)
  }
}

extension RemoteConversation {
  /// Reads one entry; nil where it has no id.
  init?(_ item: JSONValue) {
    guard let id = item["id"]?.scalarText else { return nil }
    let contact = item["contact"]?["name"]?.text
    let last = item["lastMessage", "last_message"]
    let title = item["title"]?.text.flatMap { $0.contains { !$0.isWhitespace } ? $0 : nil }
    self.init(
      id: RemoteConversationID(id), title: title == contact ? nil : title, contact: contact,
      inbox: item["inbox"]?["name"]?.text,
      createdAt: item["createdAt", "created_at"]?.moment,
      lastMessageAt: item["lastMessageCreatedAt", "last_message_created_at"]?.moment
        ?? last?["createdAt", "created_at"]?.moment)
  }
}

extension RemoteMessage {
  /// Reads one entry; nil where it has no id or is nothing like a message.
  init?(_ item: JSONValue) {
    guard let id = item["id"]?.scalarText,
      item.has("content") || item.has("type") || item["attachments"]?.items != nil
    else { return nil }
    var citations = CitationList()
    let attachments = (item["attachments"]?.items ?? []).compactMap(Attachment.init)
    let feedback = item["feedback"]
    self.init(
      id: RemoteMessageID(id), author: item["type"]?.text == "outgoing" ? .assistant : .person,
      text: item["content"]?.text ?? item["content"]?.structured ?? "",
      createdAt: item["createdAt", "created_at"]?.moment, attachments: attachments,
      citations: citations.update(
        files: item["citations"]?.items, nodes: item["citationNodes", "citation_nodes"]?.items) ?? [],
      feedback: (feedback?.text ?? feedback?["type", "value"]?.text).flatMap(Feedback.init))
  }
}

extension Attachment {
  fileprivate init?(_ item: JSONValue) {
    guard let id = item["id"]?.scalarText else { return nil }
    self.init(
      id: AttachmentID(id), type: item["type"]?.text ?? "other", filename: item["filename", "name"]?.text ?? id,
      file: item["file", "url"]?.text ?? "")
  }
}

extension JSONValue {
  /// Whether there is such a field, null or not.
  func has(_ name: String) -> Bool { if case .object(let fields) = self { fields[name] != nil } else { false } }

  /// An object or an array as text.
  fileprivate var structured: String? {
    switch self {
    case .object, .array: json
    case .string, .null: nil
    case .bool, .integer, .number: scalarText
    }
  }

  /// A moment: milliseconds since 1970 as number or digits (seconds where they are too few for that), or ISO 8601.
  var moment: Timestamp? {
    switch self {
    case .integer(let number): Self.moment(number)
    case .number(let number): Int64(exactly: number.rounded()).flatMap(Self.moment)
    case .string(let text): Int64(text).flatMap(Self.moment) ?? ISOMoment.read(text)
    case .null, .bool, .array, .object: nil
    }
  }

  /// Up to the year 9999.
  private static func moment(_ number: Int64) -> Timestamp? {
    guard number > 0, number < 253_402_300_800_000 else { return nil }
    return Timestamp(milliseconds: number < 100_000_000_000 ? number * 1000 : number)
  }
}

/// Moments as in RFC 3339, with or without a fraction; without a zone they count as UTC.
enum ISOMoment {
  static func read(_ text: String) -> Timestamp? {
    var rest = Substring(text)
    func number(_ digits: Int) -> Int64? {
      let part = rest.prefix(digits)
      guard part.count == digits, part.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
      rest = rest.dropFirst(digits)
      return Int64(part)
    }
    func skip(_ characters: String) -> Bool {
      guard let first = rest.first, characters.contains(first) else { return false }
      rest.removeFirst()
      return true
    }
    guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2),
      (1...12).contains(month), (1...31).contains(day), skip("Tt "), let hour = number(2), skip(":"),
      let minute = number(2), hour < 24, minute < 60
    else { return nil }
    var second: Int64 = 0
    var milliseconds: Int64 = 0
    if skip(":") {
      guard let value = number(2), value <= 60 else { return nil }
      second = value
      if skip(".,") {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(digits.count)
        milliseconds = Int64((digits + "000").prefix(3)) ?? 0
      }
    }
    var offset: Int64 = 0
    if let sign = rest.first, sign == "+" || sign == "-" {
      rest.removeFirst()
      guard let hours = number(2) else { return nil }
      _ = skip(":")
      let minutes = rest.isEmpty ? 0 : number(2)
      guard let minutes else { return nil }
      offset = (hours * 60 + minutes) * (sign == "+" ? 60 : -60)
    } else {
      _ = skip("Zz")
    }
    guard rest.isEmpty else { return nil }
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
    return Timestamp(milliseconds: seconds * 1000 + milliseconds)
  }

  // Days since 1970-01-01 in the Gregorian calendar (Hinnant, chrono-compatible date algorithms).
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = year / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
