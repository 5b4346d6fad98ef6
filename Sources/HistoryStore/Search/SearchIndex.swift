import ChatModel
import Foundation
import GRDB
import Search

/// The index over all messages: which grams stand in which. It knows the messages whose row ids are above `low` and not
/// above `high`, but for those that wait in `search_queue` because they changed. It grows downwards from the newest
/// message of the moment when it was begun, and upwards with every new one; a reply joins it when it is finished.
///
/// It may know too much (of a message that was changed or deleted), never too little: a hit is a hit only when the
/// message's text says so. So whatever is cut off in the middle leaves an index that is right for what it covers.
struct SearchIndex {
  let db: Database

  /// What it covers.
  struct Coverage: Equatable {
    var low: Int64
    var high: Int64
    /// The greatest row id of a message, and how many messages changed since they were indexed.
    var newest: Int64
    var waiting: Int

    /// Whether nothing is left to do.
    var isWhole: Bool { low <= 0 && high >= newest && waiting == 0 }

    var state: SearchIndexState {
      guard newest > 0, low > 0 || newest - high > 1000 else { return .whole }
      return .building(percent: Int(min(99, max(0, Double(high - low) * 100 / Double(newest)))))
    }
  }

  static let table = "search_message"

  /// Makes an empty index, without a word of what is to be in it.
  static func create(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE VIRTUAL TABLE \(table) USING fts5(
          grams, content = '', columnsize = 0, detail = none, tokenize = 'ascii')
        """)
  }

  /// What it covers; nil where there is no index, or one of another version.
  func coverage() throws -> Coverage? {
    let tables = try Int.fetchOne(
      db.cachedStatement(
        sql: "SELECT count(*) FROM sqlite_master WHERE name IN ('\(Self.table)', 'search_state', 'search_queue')"))
    guard tables == 3 else { return nil }
    let row = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT version, low, high, coalesce((SELECT max(id) FROM message), 0), (SELECT count(*) FROM search_queue)
          FROM search_state WHERE id = 1
          """))
    // What is not a number, or none that the index can have, is no index: it is built anew.
    guard let row, let version = Int64.fromDatabaseValue(row[0]), version == SearchGrams.version,
      let low = Int64.fromDatabaseValue(row[1]), let high = Int64.fromDatabaseValue(row[2]), low >= 0, high >= low
    else { return nil }
    return Coverage(
      low: low, high: high, newest: max(0, Int64.fromDatabaseValue(row[3]) ?? 0),
      waiting: Int.fromDatabaseValue(row[4]) ?? 0)
  }

  // MARK: Growing

  /// A part of the work, prepared before the file is locked for it.
  struct Batch {
    fileprivate var coverage: Coverage
    fileprivate var entries: [(id: Int64, words: [UInt8])] = []
    /// Taken from the queue, indexed or not.
    fileprivate var queued: [Int64] = []
    fileprivate var low: Int64
    fileprivate var high: Int64
    /// The last change that was there when it was read.
    fileprivate var change: Int64
  }

  /// The next part, of about `bytes` bytes of text; nil where nothing is left to do. Reads only.
  func next(bytes: Int) throws -> Batch? {
    guard let coverage = try coverage(), !coverage.isWhole else { return nil }
    var batch = try Batch(
      coverage: coverage, low: coverage.low, high: coverage.high, change: ChangeReader.newest(db))
    var room = bytes
    let messages = "SELECT m.id, m.status, \(Self.columns) FROM message m"
    func add(_ row: Row) throws {
      let content = try Content(row: row, at: 2)
      room -= content.bytes + 64
      guard try !MessageStatus(stored: row.word(1), failure: nil).isRunning else { return }
      batch.entries.append((try row.value(0), content.words))
    }
    let queued = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT q.message, m.status, \(Self.columns), m.id
          FROM search_queue q LEFT JOIN message m ON m.id = q.message ORDER BY q.message
          """))
    while room > 0, let row = try queued.next() {
      batch.queued.append(try row.value(0))
      if (try row.value(2 + Self.columnCount) as Int64?) != nil { try add(row) }
    }
    // What waits in the queue was or will be indexed from there.
    let apart = "NOT EXISTS (SELECT 1 FROM search_queue q WHERE q.message = m.id)"
    if room > 0, coverage.high < coverage.newest {
      let newer = try Row.fetchCursor(
        db.cachedStatement(sql: "\(messages) WHERE m.id > ? AND \(apart) ORDER BY m.id"), arguments: [coverage.high])
      while room > 0, let row = try newer.next() {
        try add(row)
        batch.high = try row.value(0)
      }
      if room > 0 { batch.high = coverage.newest }
    }
    if room > 0, coverage.low > 0 {
      let older = try Row.fetchCursor(
        db.cachedStatement(sql: "\(messages) WHERE m.id <= ? AND m.id > 0 AND \(apart) ORDER BY m.id DESC"),
        arguments: [coverage.low])
      var isEnd = true
      while let row = try older.next() {
        try add(row)
        batch.low = try row.value(0) as Int64 - 1
        isEnd = room > 0
        if !isEnd { break }
      }
      if isEnd { batch.low = 0 }
    }
    // FTS5 begins a new segment at each row id that is not greater than the one before.
    batch.entries.sort { $0.id < $1.id }
    return batch
  }

  /// Puts a part in, unless another process has moved on meanwhile.
  func add(_ batch: Batch) throws {
    guard let now = try coverage(), now.low == batch.coverage.low, now.high == batch.coverage.high else { return }
    let remove = try db.cachedStatement(sql: "DELETE FROM search_queue WHERE message = ?")
    let changed = try changed(since: batch.change)
    // What has changed since it was read waits for its new words.
    for message in batch.queued where changed?.contains(message) == false { try remove.execute(arguments: [message]) }
    // What was removed meanwhile must not leave words behind.
    let insert = try db.cachedStatement(
      sql: """
        INSERT INTO \(Self.table) (rowid, grams) SELECT ?1, CAST(?2 AS TEXT)
        WHERE EXISTS (SELECT 1 FROM message WHERE id = ?1)
        """)
    for entry in batch.entries { try insert.execute(arguments: [entry.id, Data(entry.words)]) }
    try db.cachedStatement(sql: "UPDATE search_state SET low = ?, high = ?")
      .execute(arguments: [batch.low, batch.high])
  }

  /// The messages that changed behind the change `last`; nil where so many changes came that not all are told of any more.
  private func changed(since last: Int64) throws -> Set<Int64>? {
    guard try ChangeReader.newest(db) != last else { return [] }
    let first = try Int64.fetchOne(db.cachedStatement(sql: "SELECT min(id) FROM change")) ?? 0
    guard first <= last + 1 else { return nil }
    return try Set(
      Int64.fetchAll(
        db.cachedStatement(sql: "SELECT message FROM change WHERE id > ? AND message IS NOT NULL"), arguments: [last]))
  }

  /// Begins it anew.
  func begin() throws {
    try db.execute(
      sql: """
        DROP TABLE IF EXISTS \(Self.table);
        DELETE FROM search_queue;
        INSERT INTO search_state (id, version, low, high)
        SELECT 1, \(SearchGrams.version), max(0, coalesce(max(id), 0)), max(0, coalesce(max(id), 0)) FROM message WHERE true
        ON CONFLICT (id) DO UPDATE SET version = excluded.version, low = excluded.low, high = excluded.high;
        """)
    try Self.create(db)
  }

  /// Takes the grams of a message out that is about to be deleted for good, so that nothing of its words stays behind.
  func remove(_ id: Int64, _ content: Content, coverage: Coverage) throws {
    guard id > coverage.low, id <= coverage.high else { return }
    let waits = try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM search_queue WHERE message = ?)"), arguments: [id])
    guard waits == false else { return }
    try db.cachedStatement(
      sql: "INSERT INTO \(Self.table) (\(Self.table), rowid, grams) VALUES ('delete', ?, CAST(? AS TEXT))"
    ).execute(arguments: [id, Data(content.words)])
  }

  // MARK: What is indexed

  /// The columns that `Content(row:at:)` reads, of a table named `m`.
  static let columns = """
    m.attachments IS NOT NULL, CAST(m.text AS BLOB), CAST(m.citations AS BLOB), \
    (SELECT CAST(note AS BLOB) FROM star WHERE message = m.id)
    """
  static let columnCount = 4

  /// What is to be found of a message.
  struct Content {
    var hasAttachment: Bool
    var text: String
    var citations: String?
    var note: String?

    /// Reads the columns from `index` on.
    init(row: Row, at index: Int) throws {
      hasAttachment = try row.flag(index)
      text = try row.text(index + 1)
      citations = try row.textIfAny(index + 2)
      note = try row.textIfAny(index + 3)
    }

    /// Its length in UTF-8 bytes, about.
    var bytes: Int { text.utf8.count + (citations?.utf8.count ?? 0) + (note?.utf8.count ?? 0) }

    /// What there is beside the text.
    var beside: [SearchPart] { SearchPart.beside(citations: decoded(citations), note: note) }

    fileprivate var words: [UInt8] {
      SearchGrams.words(
        of: [FoldedText(text)] + beside.map { FoldedText($0.text) }, hasCode: SearchGrams.hasCode(text),
        hasAttachment: hasAttachment)
    }
  }
}
