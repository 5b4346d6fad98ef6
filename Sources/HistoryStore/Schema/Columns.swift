import ChatModel
import Foundation
import GRDB
import Text

// Free text goes through a blob on its way in and out: GRDB hands text over as C strings, which end at the first NUL.

extension String {
  /// All its bytes, for a parameter inside `CAST(? AS TEXT)`.
  var stored: Data { Data(utf8) }
}

// In a damaged file, or in one that somebody made up, anything can stand anywhere. What is read is brought into bounds here,
// where it enters, and a row that says nonsense does not hide the others: numbers whose sums would overflow, moments that no
// calendar knows, words that mean nothing, nothing at all where something must be.

extension Row {
  /// The value of a column. Throws where it is not of that kind: what is missing has no meaning by itself.
  func value<Value: DatabaseValueConvertible & StatementColumnConvertible>(_ index: Int) throws -> Value {
    try decode(Value.self, atIndex: index)
  }

  /// The word in a column, empty where there is none.
  func word(_ index: Int) throws -> String { try value(index) ?? "" }

  /// The truth in a column, false where there is none.
  func flag(_ index: Int) throws -> Bool { try value(index) ?? false }

  /// The number in a column, at least and at most as `range` says; nil where there is none.
  func numberIfAny(_ index: Int, in range: ClosedRange<Int64>) throws -> Int64? {
    let number: Int64? = try value(index)
    return number.map { Swift.min(Swift.max($0, range.lowerBound), range.upperBound) }
  }

  /// The number of things in a column: none where it says nothing, or less.
  func count(_ index: Int) throws -> Int { Int(try numberIfAny(index, in: 0...Bounds.count) ?? 0) }

  /// The number of a row on the screen, and of a part in its upper half (see `ScrollPosition`).
  func screenRow(_ index: Int) throws -> Int {
    Int(try numberIfAny(index, in: -Bounds.screenRow...Bounds.screenRow) ?? 0)
  }

  /// The text of a column that was read by `CAST(… AS BLOB)`; what is not UTF-8 in it becomes U+FFFD.
  func text(_ index: Int) throws -> String { try textIfAny(index) ?? "" }

  /// The same, nil where there is none.
  func textIfAny(_ index: Int) throws -> String? {
    try withUnsafeData(atIndex: index) { data in data.map { String(decoding: $0, as: UTF8.self) } }
  }

  /// The moment in a column; that of 1970 where there is none.
  func moment(_ index: Int) throws -> Timestamp { try momentIfAny(index) ?? Timestamp(milliseconds: 0) }

  /// The same, nil where there is none.
  func momentIfAny(_ index: Int) throws -> Timestamp? {
    try numberIfAny(index, in: -Bounds.moment...Bounds.moment).map { Timestamp(milliseconds: $0) }
  }

  /// Who wrote the message; the chatbot where nothing tells, which promises the least.
  func author(_ index: Int) throws -> Author { Author(rawValue: try word(index)) ?? .assistant }
}

/// What numbers in the file are kept within: sums and products of a few of them do not overflow.
enum Bounds {
  /// Things, and bytes of texts.
  static let count: Int64 = 1 << 40
  /// Bytes of a file.
  static let bytes: Int64 = 1 << 50
  /// Milliseconds from 1970: as far as calendars go that are in use (ECMA-262).
  static let moment: Int64 = 8_640_000_000_000_000
  static let screenRow: Int64 = 1 << 60
  static let listColumns: Int64 = 1000
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
      id: ConversationID(try row.word(0)), remoteID: try row.textIfAny(1).map { RemoteConversationID($0) },
      profile: try row.text(2), host: try row.textIfAny(17).map { HostURL($0) },
      chatbot: try row.textIfAny(3).map { ChatbotID($0) }, chatbotName: try row.text(4), title: try row.text(5),
      titleSource: TitleSource(rawValue: try row.word(6)) ?? TitleSource.none,
      mode: ReplyMode(rawValue: try row.word(7)) ?? .streaming, isPinned: try row.flag(8),
      isArchived: try row.flag(9), unread: try row.count(10),
      presence: SyncState(rawValue: try row.word(15)) ?? .local, earlier: EarlierPages(stored: try row.textIfAny(16)),
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
  static let columns = """
    CAST(d.text AS BLOB), d.caret, d.attachments, (
      SELECT d.writer FROM message r WHERE r.conversation = d.conversation
        AND r.status IN ('sending', 'waiting', 'streaming') LIMIT 1)
    """
  static let columnCount = 4

  /// The draft whose columns begin at `index`; nil where there is none.
  init?(row: Row, at index: Int) throws {
    guard try row.value(index + 1) as Int64? != nil else { return nil }
    let text = try row.text(index)
    self.init(
      text: text, caret: min(try row.count(index + 1), text.utf8.count),
      attachments: (decoded(try row.value(index + 2)) as [DraftAttachment]).map(\.bounded))
  }
}

extension HistoryReader {
  /// The draft whose columns begin at `index`; nil where there is none, or where it is that of another client that lives while
  /// somebody receives a reply in the conversation: what it holds may wait for the end of that, to be sent by that client.
  func draft(_ row: Row, at index: Int) throws -> Draft? {
    if let writer: String = try row.value(index + 3), writer != own, leases.isAlive(writer) { return nil }
    return try Draft(row: row, at: index)
  }
}

extension Message {
  static let rowIDColumn = 12
  static let writerColumn = 13
  /// The columns that `init(row:)` reads, of a table named `m`, and the two named above.
  static let columns = """
    m.key, CAST(m.remote_key AS BLOB), m.author, CAST(m.text AS BLOB), m.status, m.failure, m.created_at, \
    m.first_text_at, m.ended_at, m.attachments, m.citations, m.reply, m.id, m.writer, \
    m.feedback, CAST(m.parts AS BLOB), m.unreadable, m.unreadable_sources
    """

  init(row: Row) throws {
    let key: String? = try row.value(0)
    let text = try row.text(3)
    let reply: String? = try row.value(11)
    let feedback: String? = try row.value(14)
    self.init(
      id: MessageID(try key ?? "row \(row.value(Self.rowIDColumn) as Int64? ?? 0)"),
      remoteID: try row.textIfAny(1).map { RemoteMessageID($0) }, author: try row.author(2), text: text,
      status: MessageStatus(stored: try row.word(4), failure: try row.value(5)), createdAt: try row.moment(6),
      firstTextAt: try row.momentIfAny(7), endedAt: try row.momentIfAny(8),
      attachments: (decoded(try row.value(9)) as [Attachment]).map(\.bounded),
      citations: decoded(try row.value(10)),
      parts: (decoded(try row.textIfAny(15)) as [ReplyPart]).map { $0.bounded(by: text) },
      unreadableEvents: try row.count(16), unreadableSources: try row.count(17),
      feedback: feedback.flatMap(Feedback.init),
      reply: reply.map { ReplyID($0) })
  }
}

/// The list in a JSON column, element by element: what cannot be read must hide neither the rest nor the message it belongs to.
func decoded<Item: Decodable>(_ json: String?) -> [Item] {
  json.flatMap { JSONNode(received: Array($0.utf8))?.array }?.compactMap { $0.decoded() } ?? []
}

extension Attachment {
  fileprivate var bounded: Attachment {
    var copy = self
    copy.size = size.map { min(max($0, 0), Bounds.bytes) }
    return copy
  }
}

extension DraftAttachment {
  /// As this start can go on with it, whatever the file says.
  fileprivate var bounded: DraftAttachment {
    var copy = atRest
    if let size = file?.size { copy.file?.size = min(max(size, 0), Bounds.bytes) }
    if case .uploaded(let attachment) = state { copy.state = .uploaded(attachment.bounded) }
    return copy
  }
}

extension ReplyPart {
  /// As it can stand in `text`.
  func bounded(by text: String) -> ReplyPart {
    var copy = self
    copy.offset = min(max(offset, 0), text.utf8.count)
    return copy
  }
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
      let known: Failure? = failure.flatMap { JSONNode(received: Array($0.utf8))?.decoded() }
      self = .failed(
        known
          ?? Failure(
            kind: .malformed, text: "Why it failed is not readable in the history file.", advice: "Ask again."))
    default: self = .interrupted
    }
  }
}
