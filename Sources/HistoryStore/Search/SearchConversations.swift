import ChatModel
import GRDB
import Search

/// The conversations that a query is about.
struct SearchConversations {
  /// Row ids; nil where all but the deleted ones count.
  let chosen: Set<Int64>?
  private let deleted: Set<Int64>

  init(db: Database, query: SearchQuery, here: ConversationID?) throws {
    deleted = try Set(Int64.fetchCursor(db, sql: "SELECT id FROM conversation WHERE deleted_at IS NOT NULL"))
    var chosen: Set<Int64>?
    func narrow(_ ids: Set<Int64>) { chosen = chosen?.intersection(ids) ?? ids }
    if query.isHere {
      let sql = "SELECT id FROM conversation WHERE key = ? AND deleted_at IS NULL"
      narrow(try Set(Int64.fetchAll(db, sql: sql, arguments: [here?.rawValue ?? ""])))
    }
    if !query.conversations.isEmpty { narrow(try Self.beginning(query.conversations, db)) }
    if !query.chatbots.isEmpty { narrow(try Self.with(query.chatbots, db)) }
    if !query.titles.isEmpty, chosen?.isEmpty != true { narrow(try Self.titled(query.titles, among: chosen, db)) }
    self.chosen = chosen
  }

  /// The conversations whose ids, or ids at the service, begin with one of `prefixes`.
  private static func beginning(_ prefixes: [String], _ db: Database) throws -> Set<Int64> {
    let statement = try db.cachedStatement(
      sql: """
        SELECT id FROM conversation WHERE key >= ?1 AND key < ?2 AND deleted_at IS NULL
        UNION SELECT id FROM conversation
        WHERE remote_key IS NOT NULL AND remote_key >= ?1 AND remote_key < ?2 AND deleted_at IS NULL
        """)
    var ids: Set<Int64> = []
    for prefix in prefixes {
      // Behind all texts that begin so.
      let end = prefix + "\u{10FFFF}"
      ids.formUnion(try Int64.fetchAll(statement, arguments: [prefix, end]))
    }
    return ids
  }

  /// The conversations with chatbots in whose names or ids one of `needles` stands. There are few chatbots, and an index of
  /// who talked with which.
  private static func with(_ needles: [[UInt8]], _ db: Database) throws -> Set<Int64> {
    let fitting = try db.cachedStatement(
      sql: """
        SELECT CAST(chatbot_name AS BLOB), CAST(chatbot AS BLOB)
        FROM (SELECT DISTINCT chatbot_name, chatbot FROM conversation)
        """
    ).map([]) { row in (name: try row.text(0), id: try row.textIfAny(1)) }
      .filter { chatbot in
        let folded = FoldedText("\(chatbot.name) \(chatbot.id ?? "")").bytes
        return needles.contains { SearchMatch.find($0, in: folded) != nil }
      }
    var ids: Set<Int64> = []
    let own = try db.cachedStatement(
      sql: """
        SELECT id FROM conversation
        WHERE chatbot_name = CAST(? AS TEXT) AND chatbot IS CAST(? AS TEXT) AND deleted_at IS NULL
        """)
    for chatbot in fitting {
      let rows = try Int64.fetchCursor(own, arguments: [chatbot.name.stored, chatbot.id?.stored])
      while let id = try rows.next() { ids.insert(id) }
    }
    return ids
  }

  /// The conversations `among` these whose titles have all of `terms`.
  private static func titled(_ terms: [SearchTerm], among: Set<Int64>?, _ db: Database) throws -> Set<Int64> {
    var ids: Set<Int64> = []
    try db.cachedStatement(sql: "SELECT id, CAST(title AS BLOB) FROM conversation WHERE deleted_at IS NULL")
      .forEach([]) { row in
        let id: Int64 = try row.value(0)
        guard among?.contains(id) ?? true else { return }
        if SearchMatch(FoldedText(try row.text(1)), terms: terms, excluded: []) != nil { ids.insert(id) }
      }
    return ids
  }

  var isNone: Bool { chosen?.isEmpty == true }

  func contains(_ id: Int64) -> Bool { chosen?.contains(id) ?? !deleted.contains(id) }
}

/// Looks through the titles, those of the newest conversations first, a part at a time.
struct SearchTitles {
  /// The conversations whose titles answer the query, and how well.
  private(set) var found: [Int64: Double] = [:]
  private let query: SearchQuery
  private let conversations: SearchConversations
  private let now: Timestamp
  private let clock: () -> Timestamp
  /// Those that are left; nil where all were looked at, or none can answer.
  private var rows: RowCursor?
  /// So many are looked at between two looks at the clock.
  private static let part = 64

  init(
    db: Database, query: SearchQuery, conversations: SearchConversations, now: Timestamp,
    clock: @escaping () -> Timestamp
  ) throws {
    (self.query, self.conversations, self.now, self.clock) = (query, conversations, now, clock)
    guard !query.isOfMessages, !query.terms.isEmpty || !query.titles.isEmpty, !conversations.isNone else { return }
    rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT id, CAST(title AS BLOB), last_activity FROM conversation WHERE deleted_at IS NULL ORDER BY id DESC
          """))
  }

  /// Looks at the next ones, some at least, until the clock shows `moment`; says whether those
  /// were all.
  mutating func advance(until moment: Timestamp) throws -> Bool {
    guard let rows else { return true }
    repeat {
      for _ in 0..<Self.part {
        guard let row = try rows.next() else {
          self.rows = nil
          return true
        }
        try look(row)
      }
    } while clock() < moment
    return false
  }

  private mutating func look(_ row: Row) throws {
    let id: Int64 = try row.value(0)
    guard conversations.contains(id) else { return }
    let moment = try row.moment(2).milliseconds
    if let from = query.from, moment < from { return }
    if let until = query.until, moment >= until { return }
    let terms = query.terms + query.titles
    guard let match = SearchMatch(FoldedText(try row.text(1)), terms: terms, excluded: query.excluded) else { return }
    // What a conversation is called says more of it than what was said in it.
    found[id] = match.score * 3 * SearchMatch.freshness(of: moment, now: now)
  }
}
