import ChatModel
import GRDB
import Search
import Text

/// The row ids of the messages that may answer a query, roughly the newest first.
struct SearchCandidates {
  let db: Database
  let query: SearchQuery
  let conversations: SearchConversations
  let coverage: SearchIndex.Coverage?
  let readsUncovered: Bool

  // The messages of so few conversations are named one by one; of more, each message's row says where it belongs.
  private static let mostNaming = 50
  private static let mostNamed = 200_000
  // So few are compared without asking the index.
  private static let fewNamed = 400

  /// Hands out one after the other until `look` has enough; says whether that was all.
  func forEach(_ look: (Int64) throws -> Bool) throws -> Bool {
    let named = try named()
    if let named, named.ids.count <= Self.fewNamed {
      for id in named.ids.reversed() where try !look(id) { return false }
      return true
    }
    let isNamed: (Int64) -> Bool = { named?.contains($0) ?? true }
    let grams = grams()
    let ranges = try ranges(named)
    guard let coverage, !grams.isEmpty else {
      for range in ranges where try !read(range, isNamed, look) { return false }
      return try readStray(isNamed, look)
    }
    // What the index does not cover: the newest messages, and changed ones.
    if coverage.newest > coverage.high, try !read(coverage.high...coverage.newest, isNamed, look) { return false }
    for id in try Int64.fetchAll(
      db, sql: "SELECT message FROM search_queue WHERE message <= ? LIMIT 10000",
      arguments: [coverage.high]) where isNamed(id) && id > (readsUncovered ? coverage.low : 0)
    {
      if try !look(id) { return false }
    }
    let waiting = try coverage.waiting == 0 ? [] : Set(Int64.fetchAll(db, sql: "SELECT message FROM search_queue"))
    let match = grams.map { "\"\($0)\"" }.joined(separator: " AND ")
    for range in ranges {
      let statement = try db.cachedStatement(
        sql: """
          SELECT rowid FROM \(SearchIndex.table) WHERE \(SearchIndex.table) MATCH ? AND rowid > ? AND rowid <= ?
          ORDER BY rowid DESC
          """)
      let ids = try Int64.fetchCursor(
        statement, arguments: [match, max(range.lowerBound, coverage.low), min(range.upperBound, coverage.high)])
      while let id = try ids.next() {
        if isNamed(id), !waiting.contains(id), try !look(id) { return false }
      }
    }
    if readsUncovered, coverage.low > 0, try !read(0...coverage.low, isNamed, look) { return false }
    return try readStray(isNamed, look)
  }

  /// Messages with row ids that this program gives none: the index never has them.
  private func readStray(_ isNamed: (Int64) -> Bool, _ look: (Int64) throws -> Bool) throws -> Bool {
    guard let least = try Int64.fetchOne(db.cachedStatement(sql: "SELECT min(id) FROM message")), least <= 0 else {
      return true
    }
    for id in try Int64.fetchAll(db.cachedStatement(sql: "SELECT id FROM message WHERE id <= 0 ORDER BY id DESC"))
    where isNamed(id) {
      if try !look(id) { return false }
    }
    return true
  }

  /// All messages with row ids above the lower and up to the upper bound.
  private func read(
    _ range: ClosedRange<Int64>, _ isNamed: (Int64) -> Bool, _ look: (Int64) throws -> Bool
  ) throws -> Bool {
    let ids = try Int64.fetchCursor(
      db.cachedStatement(sql: "SELECT id FROM message WHERE id > ? AND id <= ? ORDER BY id DESC"),
      arguments: [range.lowerBound, range.upperBound])
    while let id = try ids.next() { if isNamed(id), try !look(id) { return false } }
    return true
  }

  private func grams() -> [String] {
    var grams = query.terms.flatMap { SearchGrams.needed(for: $0.folded) }
    if query.hasCode { grams.append(SearchGrams.code) }
    if query.hasAttachment { grams.append(SearchGrams.attachment) }
    // The longest are the rarest.
    return Array(grams.sorted { ($1.unicodeScalars.count, $1) < ($0.unicodeScalars.count, $0) }.prefix(12))
  }

  /// The messages that alone can be meant, where that is known and they are not too many.
  private func named() throws -> SortedRows? {
    var named: SortedRows?
    if query.isStarred {
      named = try SortedRows(Int64.fetchAll(db, sql: "SELECT message FROM star"))
    }
    guard let chosen = conversations.chosen, chosen.count <= Self.mostNaming else { return named }
    var own: [Int64] = []
    let statement = try db.cachedStatement(sql: "SELECT id FROM message WHERE conversation = ?")
    for conversation in chosen {
      let ids = try Int64.fetchCursor(statement, arguments: [conversation])
      while let id = try ids.next() { own.append(id) }
      if own.count > Self.mostNamed { return named }
    }
    let rows = SortedRows(own)
    return named.map { named in SortedRows(named.ids.filter(rows.contains)) } ?? rows
  }

  /// Where to look first: row ids above the lower and up to the upper bounds. Messages are mostly written down in the
  /// order of their dates; where that is not so (imports), they are found all the same, only later.
  private func ranges(_ named: SortedRows?) throws -> [ClosedRange<Int64>] {
    let newest = max(0, try Int64.fetchOne(db, sql: "SELECT max(id) FROM message") ?? 0)
    if let named {
      guard let first = named.ids.first, let last = named.ids.last, last > 0 else { return [] }
      return [(first > 0 ? first - 1 : 0)...last]
    }
    guard query.from != nil || query.until != nil else { return [0...newest] }
    let low = min(newest, try query.from.map { try firstID(at: $0, newest) - 1 } ?? 0)
    let high = min(newest, max(low, try query.until.map { try firstID(at: $0, newest) - 1 } ?? newest))
    return [low...high, high...newest, 0...low].filter { $0.lowerBound < $0.upperBound }
  }

  private func firstID(at moment: Int64, _ newest: Int64) throws -> Int64 {
    let statement = try db.cachedStatement(sql: "SELECT created_at FROM message WHERE id >= ? ORDER BY id LIMIT 1")
    return try (1..<max(1, newest == .max ? newest : newest + 1)).partitioningIndex { id in
      try Int64.fetchOne(statement, arguments: [id]).map { $0 >= moment } ?? true
    }
  }
}

/// Row ids, each once and in order. Of a conversation of a hundred thousand messages a set takes as long to make as a search
/// may take in all.
struct SortedRows {
  let ids: [Int64]

  init(_ ids: [Int64]) { self.ids = ids.sorted() }

  func contains(_ id: Int64) -> Bool {
    let index = ids.partitioningIndex { $0 >= id }
    return index < ids.count && ids[index] == id
  }
}
