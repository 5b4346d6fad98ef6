import ChatModel
import Foundation
import GRDB

// Free text goes through a blob on its way in and out: GRDB hands text over as C strings, which end at the first NUL.

extension String {
  /// All its bytes, for a parameter inside `CAST(? AS TEXT)`.
  var stored: Data { Data(utf8) }
}

extension Row {
  /// The value of a column. Throws where it is not of that kind: in a damaged file anything can stand anywhere.
  func value<Value: DatabaseValueConvertible & StatementColumnConvertible>(_ index: Int) throws -> Value {
    try decode(Value.self, atIndex: index)
  }

  /// The text of a column that was read by `CAST(… AS BLOB)`; what is not UTF-8 in it becomes U+FFFD.
  func text(_ index: Int) throws -> String { try textIfAny(index) ?? "" }

  /// The same, nil where there is none.
  func textIfAny(_ index: Int) throws -> String? {
    try withUnsafeData(atIndex: index) { data in data.map { String(decoding: $0, as: UTF8.self) } }
  }

  /// The number of things in a column: none where it says less.
  func count(_ index: Int) throws -> Int {
    let count: Int64 = try value(index)
    return Int(Swift.min(Swift.max(count, 0), Self.greatestCount))
  }

  /// Sums of a few of these do not overflow.
  private static let greatestCount: Int64 = 1 << 40

  /// The moment in a column.
  func moment(_ index: Int) throws -> Timestamp { Timestamp(milliseconds: try value(index)) }

  /// The same, nil where there is none.
  func momentIfAny(_ index: Int) throws -> Timestamp? {
    let milliseconds: Int64? = try value(index)
    return milliseconds.map { Timestamp(milliseconds: $0) }
  }
}

extension ConversationHeader {
  static let columnCount = 18
  /// The columns that `init(row:)` reads, of a table named `c`.
  static let columns = """
    c.key, CAST(c.remote_key AS BLOB), CAST(c.profile AS BLOB), CAST(c.chatbot AS BLOB), CAST(c.chatbot_name AS BLOB), \
    CAST(c.title AS BLOB), c.title_source, c.mode, c.is_pinned, c.is_archived, c.unread, c.created_at, c.last_activity, \
    c.branch_conversation, c.branch_message, c.presence, CAST(c.earlier_page AS BLOB), \
    CAST(c.host AS BLOB)
    """

  init(row: Row) throws {
    let parent: String? = try row.value(13)
    let message: String? = try row.value(14)
    self.init(
      id: ConversationID(try row.value(0)), remoteID: try row.textIfAny(1).map { RemoteConversationID($0) },
      profile: try row.text(2), host: try row.textIfAny(17).map { HostURL($0) },
      chatbot: try row.textIfAny(3).map { ChatbotID($0) }, chatbotName: try row.text(4), title: try row.text(5),
      titleSource: TitleSource(rawValue: try row.value(6)) ?? TitleSource.none,
      mode: ReplyMode(rawValue: try row.value(7)) ?? .streaming, isPinned: try row.value(8),
      isArchived: try row.value(9), unread: try row.value(10),
      presence: Presence(rawValue: try row.value(15)) ?? .local, earlier: EarlierPages(stored: try row.textIfAny(16)),
      branch: parent.map { BranchPoint(conversation: ConversationID($0), message: MessageID(message ?? "")) },
      createdAt: try row.moment(11),
      lastActivity: try row.moment(12))
  }
}

extension EarlierPages {
  /// The text of the column `earlier_page`.
  var stored: String? {
    switch self {
    case .unknown: nil
    case .none: ""
    case .at(let query): query
    }
  }

  init(stored: String?) {
    guard let stored else {
      self = .unknown
      return
    }
    self = stored.isEmpty ? .none : .at(stored)
  }
}

extension Draft {
  /// The columns that `init(row:at:)` reads, of a table named `d`.
  static let columns = "CAST(d.text AS BLOB), d.caret, d.attachments"
  static let columnCount = 3

  /// The draft whose columns begin at `index`; nil where there is none.
  init?(row: Row, at index: Int) throws {
    guard let caret = try row.value(index + 1) as Int? else { return nil }
    let text = try row.text(index)
    self.init(
      text: text, caret: min(max(caret, 0), text.utf8.count), attachments: decoded(try row.value(index + 2)))
  }
}

extension Message {
  static let rowIDColumn = 12
  static let writerColumn = 13
  /// The columns that `init(row:)` reads, of a table named `m`, and the two named above.
  static let columns = """
    m.key, CAST(m.remote_key AS BLOB), m.author, CAST(m.text AS BLOB), m.status, m.failure, m.created_at, \
    m.first_text_at, m.ended_at, m.attachments, m.citations, m.reply, m.id, m.writer, \
    m.feedback, CAST(m.parts AS BLOB), m.unreadable
    """

  init(row: Row) throws {
    let reply: String? = try row.value(11)
    let feedback: String? = try row.value(14)
    self.init(
      id: MessageID(try row.value(0)), remoteID: try row.textIfAny(1).map { RemoteMessageID($0) },
      author: Author(rawValue: try row.value(2)) ?? .assistant, text: try row.text(3),
      status: MessageStatus(stored: try row.value(4), failure: try row.value(5)), createdAt: try row.moment(6),
      firstTextAt: try row.momentIfAny(7), endedAt: try row.momentIfAny(8), attachments: decoded(try row.value(9)),
      citations: decoded(try row.value(10)), parts: decoded(try row.textIfAny(15)),
      unreadableEvents: try row.count(16), feedback: feedback.flatMap(Feedback.init),
      reply: reply.map { ReplyID($0) })
  }
}

/// The list in a JSON column. An unreadable one must not hide the message it belongs to.
func decoded<Item: Decodable>(_ json: String?) -> [Item] {
  guard let json else { return [] }
  return (try? JSONDecoder().decode([Item].self, from: Data(json.utf8))) ?? []
}

/// `items` for a JSON column; nil where there are none.
func encoded<Item: Encodable>(_ items: [Item]) throws -> String? {
  try items.isEmpty ? nil : String(decoding: JSONEncoder().encode(items), as: UTF8.self)
}

extension MessageStatus {
  /// The word of the column `status`.
  var stored: String {
    switch self {
    case .sending: "sending"
    case .waiting: "waiting"
    case .streaming: "streaming"
    case .complete: "complete"
    case .stopped: "stopped"
    case .interrupted: "interrupted"
    case .failed: "failed"
    }
  }

  /// The failure as JSON, for the column of that name.
  var storedFailure: String? {
    get throws {
      guard case .failed(let failure) = self else { return nil }
      return String(decoding: try JSONEncoder().encode(failure), as: UTF8.self)
    }
  }

  init(stored: String, failure: String?) {
    switch stored {
    case "sending": self = .sending
    case "waiting": self = .waiting
    case "streaming": self = .streaming
    case "complete": self = .complete
    case "stopped": self = .stopped
    case "failed":
      let known = try? JSONDecoder().decode(Failure.self, from: Data((failure ?? "").utf8))
      self = .failed(
        known
          ?? Failure(
            kind: .malformed, text: "Why it failed is not readable in the history file.", advice: "Ask again."))
    default: self = .interrupted
    }
  }
}
