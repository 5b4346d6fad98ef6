import ChatModel
import Foundation
import GRDB

/// Answers one query from one snapshot: candidates from the index, newest first, then the messages that the index does
/// not cover; each is read and compared, and the best of what was found is handed out.
struct SearchEngine {
  let db: Database
  let query: SearchQuery
  let request: SearchRequest
  let now: Timestamp
  /// Whether what the index does not cover yet is read one by one.
  var readsUncovered = true
  /// Whether somebody still waits for the answer; looked at often.
  var isWanted: () -> Bool = { true }

  /// More hits than these nobody goes through; the newest count.
  private static let mostHits = 1000
  /// When a first answer is handed out though more may follow, in milliseconds.
  private static let firstAnswer: Int64 = 25
  private static let laterAnswers: Int64 = 250

  /// Nobody waits for the answer any more.
  struct Unwanted: Error {}

  private struct Found {
    var id: Int64
    var conversation: Int64
    var score: Double
  }

  /// Hands answers to `take`, the last one with a final phase.
  func run(_ take: (SearchAnswer) -> Void) throws {
    let coverage = try SearchIndex(db: db).coverage()
    var answer = SearchAnswer(number: request.number, phase: .searching, index: coverage?.state ?? .missing)
    let conversations = try SearchConversations(db: db, query: query, here: request.here, now: now)
    let titles = try query.isOfMessages ? [:] : conversations.titles()
    var found: [Found] = []
    // Without words, titles alone are the answer to `title:` and the like.
    let needsMessages =
      !query.terms.isEmpty || query.isOfMessages || query.isHere || query.from != nil
      || query.until != nil || !query.conversations.isEmpty
    let start = readClock().milliseconds
    var due = start + Self.firstAnswer
    var looked = 0
    func look(_ id: Int64) throws -> Bool {
      looked += 1
      if looked % 16 == 0 {
        guard isWanted() else { throw Unwanted() }
        let now = readClock().milliseconds
        if now >= due {
          try take(fill(&answer, found, titles, conversations))
          due = now + Self.laterAnswers
        }
      }
      if let hit = try hit(id, conversations) { found.append(hit) }
      return found.count < Self.mostHits
    }
    var isWhole = true
    if needsMessages, !conversations.isNone {
      isWhole = try SearchCandidates(
        db: db, query: query, conversations: conversations, coverage: coverage, readsUncovered: readsUncovered
      ).forEach(look)
    }
    answer.phase = isWhole ? .whole : .cut
    try take(fill(&answer, found, titles, conversations))
  }

  private func hit(_ id: Int64, _ conversations: SearchConversations) throws -> Found? {
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: "SELECT m.conversation, m.author, m.created_at, \(SearchIndex.columns) FROM message m WHERE m.id = ?"),
      arguments: [id])
    guard let row = try rows.next() else { return nil }
    let conversation: Int64 = try row.value(0)
    guard conversations.contains(conversation) else { return nil }
    if let author = query.author, try row.value(1) as String != author.rawValue { return nil }
    let moment: Int64 = try row.value(2)
    if let from = query.from, moment < from { return nil }
    if let until = query.until, moment >= until { return nil }
    let content = try SearchIndex.Content(row: row, at: 3)
    if query.hasAttachment, !content.hasAttachment { return nil }
    if query.hasCode, !SearchGrams.hasCode(content.text) { return nil }
    guard
      let match = SearchMatch(
        FoldedText(content.text), beside: content.beside, terms: query.terms, excluded: query.excluded)
    else { return nil }
    return Found(id: id, conversation: conversation, score: weighed(match.score, at: moment))
  }

  /// What was said lately is more likely what is looked for: half of the weight fades within months.
  private func weighed(_ score: Double, at moment: Int64) -> Double {
    let days = max(0, Double(now.milliseconds) - Double(moment)) / 86_400_000
    return (score + 0.01) * (0.5 + 0.5 / (1 + days / 60))
  }

  private func fill(
    _ answer: inout SearchAnswer, _ found: [Found], _ titles: [Int64: Double], _ conversations: SearchConversations
  ) throws -> SearchAnswer {
    answer.count = found.count + titles.count
    var hits: [Int64: [Found]] = [:]
    for hit in found.sorted(by: { ($1.score, $1.id) < ($0.score, $0.id) }).prefix(request.limit) {
      hits[hit.conversation, default: []].append(hit)
    }
    var groups: [(id: Int64, score: Double)] = Set(hits.keys).union(titles.keys).map { id in
      let own = hits[id] ?? []
      let best = own.first?.score ?? 0
      return (id, (titles[id] ?? 0) + best + 0.1 * Double(min(own.count, 10)) * best)
    }
    groups.sort { ($1.score, $1.id) < ($0.score, $0.id) }
    answer.groups = try groups.prefix(request.limit).compactMap { group in
      try self.group(group.id, hits[group.id] ?? [], isTitleFound: titles[group.id] != nil)
    }
    return answer
  }

  private func group(_ id: Int64, _ hits: [Found], isTitleFound: Bool) throws -> SearchGroup? {
    let headers = try db.cachedStatement(
      sql: "SELECT \(ConversationHeader.columns) FROM conversation c WHERE id = ?"
    ).map([id], ConversationHeader.init(row:))
    guard let header = headers.first else { return nil }
    let title = FoldedText(header.title, .kept)
    let places = isTitleFound ? SearchMatch.places(of: query.terms + query.titles, in: title) : []
    let statement = try db.cachedStatement(
      sql: "SELECT m.key, m.author, m.created_at, \(SearchIndex.columns) FROM message m WHERE m.id = ?")
    return SearchGroup(
      header: header, titleHits: places.map { title.place(of: $0, in: header.title) }, isTitleFound: isTitleFound,
      hits: try hits.flatMap { hit in
        try statement.map([hit.id]) { row in
          let content = try SearchIndex.Content(row: row, at: 3)
          let part = SearchPart.shown(content.text, content.beside, terms: query.terms)
          let snippet = SearchSnippet(part.text, terms: query.terms)
          return SearchHit(
            message: MessageID(try row.value(0)), author: Author(rawValue: try row.value(1)) ?? .assistant,
            createdAt: try row.moment(2), place: part.place, snippet: snippet.text, hits: snippet.hits,
            needle: part.place == .text ? snippet.needle : "")
        }
      })
  }
}

/// The conversations that a query is about.
struct SearchConversations {
  private let db: Database
  private let query: SearchQuery
  private let now: Timestamp
  /// Row ids; nil where all but the deleted ones count.
  let chosen: Set<Int64>?
  private let deleted: Set<Int64>

  init(db: Database, query: SearchQuery, here: ConversationID?, now: Timestamp) throws {
    self.db = db
    self.query = query
    self.now = now
    deleted = try Set(Int64.fetchAll(db, sql: "SELECT id FROM conversation WHERE deleted_at IS NOT NULL"))
    guard !query.chatbots.isEmpty || !query.titles.isEmpty || !query.conversations.isEmpty || query.isHere else {
      chosen = nil
      return
    }
    var chosen: Set<Int64> = []
    var chatbots: [String: Bool] = [:]
    try db.cachedStatement(
      sql: """
        SELECT id, key, CAST(chatbot AS BLOB), CAST(chatbot_name AS BLOB), CAST(title AS BLOB), CAST(remote_key AS BLOB)
        FROM conversation WHERE deleted_at IS NULL
        """
    ).forEach([]) { row in
      let key: String = try row.value(1)
      if query.isHere, key != here?.rawValue { return }
      if !query.conversations.isEmpty {
        let remote = try row.textIfAny(5) ?? ""
        guard query.conversations.contains(where: { key.hasPrefix($0) || remote.hasPrefix($0) }) else { return }
      }
      if !query.chatbots.isEmpty {
        let name = "\(try row.text(3)) \(try row.textIfAny(2) ?? "")"
        if chatbots[name] == nil {
          let folded = FoldedText(name).bytes
          chatbots[name] = query.chatbots.contains { SearchMatch.find($0, in: folded) != nil }
        }
        guard chatbots[name] == true else { return }
      }
      if !query.titles.isEmpty,
        SearchMatch(FoldedText(try row.text(4)), terms: query.titles, excluded: []) == nil
      {
        return
      }
      chosen.insert(try row.value(0))
    }
    self.chosen = chosen
  }

  var isNone: Bool { chosen?.isEmpty == true }

  func contains(_ id: Int64) -> Bool { chosen?.contains(id) ?? !deleted.contains(id) }

  /// The conversations whose titles answer the query, and how well.
  func titles() throws -> [Int64: Double] {
    guard !query.terms.isEmpty || !query.titles.isEmpty else { return [:] }
    var found: [Int64: Double] = [:]
    try db.cachedStatement(
      sql: "SELECT id, CAST(title AS BLOB), last_activity FROM conversation WHERE deleted_at IS NULL"
    )
    .forEach([]) { row in
      let id: Int64 = try row.value(0)
      guard contains(id) else { return }
      let moment: Int64 = try row.value(2)
      if let from = query.from, moment < from { return }
      if let until = query.until, moment >= until { return }
      let terms = query.terms + query.titles
      guard let match = SearchMatch(FoldedText(try row.text(1)), terms: terms, excluded: query.excluded) else { return }
      let days = max(0, Double(now.milliseconds) - Double(moment)) / 86_400_000
      // What a conversation is called says more of it than what was said in it.
      found[id] = match.score * 3 * (0.5 + 0.5 / (1 + days / 60))
    }
    return found
  }
}
