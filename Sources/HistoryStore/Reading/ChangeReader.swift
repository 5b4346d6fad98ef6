import ChatModel
import GRDB

/// Reads what other processes wrote since the last look. Owns how far it has read.
struct ChangeReader {
  /// More rows than this at a time are not worth reading one by one.
  private static let mostRows = 5000
  private static let mostMessages = 500

  /// The last row of the table `change` that was read, or that this process wrote itself.
  private(set) var last: Int64 = 0
  /// Running replies of others: how many bytes of each were handed out.
  private var lengths: [Int64: Int] = [:]
  /// Whether others wrote before something that this process wrote.
  private(set) var isBehind = false

  static func newest(_ db: Database) throws -> Int64 {
    max(0, try Int64.fetchOne(db.cachedStatement(sql: "SELECT max(id) FROM change")) ?? 0)
  }

  /// No file has seen so many changes; rows that say more leave no number for what comes behind them.
  private static let mostChanges: Int64 = 1 << 60

  /// Makes room for what changes from now on, where numbers have run out: others then read everything again.
  static func settle(_ db: Database) throws {
    guard try newest(db) > mostChanges else { return }
    try db.execute(sql: "DELETE FROM change")
  }

  /// Everything up to `row` is known.
  mutating func begin(at row: Int64) { last = row }

  /// What is written between the two calls is this process's own, and known; `before` is what `newest` said then.
  mutating func wrote(from before: Int64, to after: Int64) {
    if before <= last { last = max(last, after) } else { isBehind = true }
  }

  /// The next look reads also what this process has written since the last one.
  mutating func fallBehind() { isBehind = true }

  /// What is new in `db`; `own` is this process's lease, whose running replies nobody needs to be told of.
  mutating func look(_ db: Database, leases: WriterLeases, own: String?) throws -> HistoryChanges {
    isBehind = false
    var changes = HistoryChanges()
    let reader = HistoryReader(db: db, leases: leases, own: own)
    let newest = try Self.newest(db)
    var conversations: [Int64] = []
    var messages: [Int64] = []
    var counts: [Int64: Int] = [:]
    if newest != last {
      var known: Set<Int64> = []
      var rows = 0
      let first = try Int64.fetchOne(db.cachedStatement(sql: "SELECT min(id) FROM change")) ?? 0
      var seen: Set<Int64> = []
      try db.cachedStatement(sql: "SELECT conversation, message FROM change WHERE id > ? ORDER BY id LIMIT ?")
        .forEach([last, Self.mostRows + 1]) { row in
          rows += 1
          let conversation: Int64 = try row.value(0)
          if known.insert(conversation).inserted { conversations.append(conversation) }
          guard let message = try row.value(1) as Int64?, seen.insert(message).inserted else { return }
          messages.append(message)
          counts[conversation, default: 0] += 1
        }
      if rows > Self.mostRows || newest < last || (last > 0 && first > last && first - last > 1) {
        last = newest
        return try reader.whole()
      }
      last = newest
    }
    let crowded = Set(counts.filter { $0.value > Self.mostMessages }.keys)
    for conversation in crowded {
      if let id = try reader.key(ofConversation: conversation) { changes.outdated.insert(id) }
    }
    let running = try running(db, leases: leases, own: own)
    for (message, length) in running where lengths[message] != length { messages.append(message) }
    // Replies that ran when they were looked at last, and whose writers are dead.
    for message in lengths.keys where running[message] == nil {
      messages.append(message)
      // A message that waited for its end is a draft again.
      let place = try Int64.fetchOne(
        db.cachedStatement(sql: "SELECT conversation FROM message WHERE id = ?"), arguments: [message])
      if let place, !conversations.contains(place) { conversations.append(place) }
    }
    lengths = running
    for conversation in conversations { try reader.add(conversation, to: &changes) }
    for message in Set(messages) {
      guard let placed = try reader.placed(message, own: own, except: crowded) else { continue }
      changes.messages.append(placed)
    }
    if !crowded.isEmpty { try reader.addAllStars(to: &changes) }
    // Marks belong to no conversation.
    if conversations.contains(0) { changes.marks = try reader.marks() }
    try reader.finish(&changes)
    return changes
  }

  /// The replies that run in other processes that live, and how many bytes of each have arrived.
  private func running(_ db: Database, leases: WriterLeases, own: String?) throws -> [Int64: Int] {
    var running: [Int64: Int] = [:]
    try db.cachedStatement(
      sql: """
        SELECT m.id, length(CAST(m.text AS BLOB)) + coalesce((
          SELECT sum(length(CAST(k.text AS BLOB))) FROM message_chunk k WHERE k.message = m.id), 0) + coalesce((
          SELECT sum(length(CAST(p.text AS BLOB)) + 1) FROM part_chunk p WHERE p.message = m.id), 0), m.writer
        FROM message m WHERE m.status IN ('sending', 'waiting', 'streaming')
        """
    ).forEach([]) { row in
      let writer: String? = try row.value(2)
      guard let writer, writer != own, leases.isAlive(writer) else { return }
      running[try row.value(0)] = try row.count(1)
    }
    return running
  }
}

extension HistoryReader {
  /// Adds the header and the draft of the conversation in row `id`.
  func add(_ id: Int64, to changes: inout HistoryChanges) throws {
    let rows = try db.cachedStatement(
      sql: """
        SELECT \(ConversationHeader.columns), \(Draft.columns), c.deleted_at
        FROM conversation c LEFT JOIN draft d ON d.conversation = c.id WHERE c.id = ?
        """
    ).map([id]) { row -> (ConversationHeader, Draft?, Int64?) in
      (
        try ConversationHeader(row: row), try draft(row, at: ConversationHeader.columnCount),
        try row.value(ConversationHeader.columnCount + Draft.columnCount)
      )
    }
    guard let (header, draft, deletedAt) = rows.first else { return }
    if deletedAt != nil {
      changes.gone.insert(header.id)
    } else {
      changes.headers.append(header)
      changes.drafts[header.id] = draft
    }
  }

  /// All conversations, and nothing of what is in them.
  func whole() throws -> HistoryChanges {
    var changes = HistoryChanges()
    changes.isWholeList = true
    try pages(of: .max) { headers, drafts, _ in
      changes.headers = headers
      changes.drafts = drafts
      changes.outdated = Set(headers.map(\.id))
    }
    try addAllStars(to: &changes)
    changes.marks = try marks()
    return changes
  }

  func key(ofConversation id: Int64) throws -> ConversationID? {
    try String.fetchOne(db.cachedStatement(sql: "SELECT key FROM conversation WHERE id = ?"), arguments: [id])
      .map { ConversationID($0) }
  }

  func rowID(of message: MessageID) throws -> Int64? {
    try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM message WHERE key = ?"), arguments: [message.rawValue])
  }

  /// The message in row `id` and where it stands; nil where it is not there, runs in the process whose lease is `own`, or
  /// belongs to one of the conversations `except`.
  func placed(_ id: Int64, own: String?, except: Set<Int64> = []) throws -> PlacedMessage? {
    let place = try db.cachedStatement(
      sql: """
        SELECT m.conversation, c.key, (
          SELECT p.key FROM message p WHERE p.conversation = m.conversation AND p.ordinal < m.ordinal
          ORDER BY p.ordinal DESC LIMIT 1), m.writer
        FROM message m JOIN conversation c ON c.id = m.conversation WHERE m.id = ? AND c.deleted_at IS NULL
        """
    ).map([id]) { row -> (Int64, String, String?, String?) in
      (try row.value(0), try row.word(1), try row.value(2), try row.value(3))
    }.first
    guard let (conversation, key, before, writer) = place, !except.contains(conversation),
      writer == nil || writer != own
    else { return nil }
    let message = try db.cachedStatement(sql: "SELECT \(Message.columns) FROM message m WHERE m.id = ?")
      .map([id], message).first
    return message.map {
      PlacedMessage(
        conversation: ConversationID(key), message: $0, predecessor: before.map { MessageID($0) })
    }
  }

  /// Adds all stars, where those of single messages are too many to look up.
  func addAllStars(to changes: inout HistoryChanges) throws {
    changes.stars = Dictionary(try stars().map { ($0.message, $0) }) { first, _ in first }
    changes.areAllStars = true
  }

  /// Puts messages of the same conversation in their order, and adds their stars.
  func finish(_ changes: inout HistoryChanges) throws {
    try sort(&changes.messages)
    guard !changes.areAllStars else { return }
    for placed in changes.messages { changes.stars[placed.message.id] = try star(at: placed.message.id) }
  }

  private func sort(_ messages: inout [PlacedMessage]) throws {
    guard messages.count > 1 else { return }
    let statement = try db.cachedStatement(sql: "SELECT ordinal FROM message WHERE key = ?")
    let ordinals = try messages.map {
      try Int64.fetchOne(statement, arguments: [$0.message.id.rawValue]) ?? 0
    }
    messages = zip(messages, ordinals).sorted {
      ($0.0.conversation, $0.1, $0.0.message.id) < ($1.0.conversation, $1.1, $1.0.message.id)
    }.map(\.0)
  }
}
