import ChatModel
import GRDB
import Search

/// Answers one query from one snapshot: the titles, the newest conversations first, and candidates from the index, newest
/// first, then the messages that the index does not cover; each is read and compared, and the best of what was found is
/// handed out. In the time until the first answer both have their part, however many there are.
struct SearchEngine {
  let db: Database
  let query: SearchQuery
  let request: SearchRequest
  /// When what is found is weighed.
  let now: Timestamp
  /// By which answers are due.
  let clock: () -> Timestamp
  /// Whether what the index does not cover yet is read one by one.
  var readsUncovered = true
  /// Whether somebody still waits for the answer; looked at often.
  var isWanted: () -> Bool = { true }

  /// More hits than these nobody goes through; the newest count.
  private static let mostHits = 1000
  /// When titles make way for messages, and when a first answer is handed out though more may follow; in milliseconds.
  private static let firstTitles: Milliseconds = 8
  private static let firstAnswer: Milliseconds = 22
  private static let laterAnswers: Milliseconds = 250

  /// Nobody waits for the answer any more.
  struct Unwanted: Error {}

  private struct Found {
    var id: Int64
    var conversation: Int64
    var score: Double
  }

  /// Hands answers to `take`, the last one with a final phase.
  func run(_ take: (SearchAnswer) -> Void) throws {
    let start = clock()
    let coverage = try SearchIndex(db: db).coverage()
    var answer = SearchAnswer(number: request.number, phase: .searching, index: coverage?.state ?? .missing)
    let conversations = try SearchConversations(db: db, query: query, here: request.here)
    var titles = try SearchTitles(db: db, query: query, conversations: conversations, now: now, clock: clock)
    var found: [Found] = []
    // Without words, titles alone are the answer to `title:` and the like.
    let needsMessages =
      !query.terms.isEmpty || query.isOfMessages || query.isHere || query.from != nil
      || query.until != nil || !query.conversations.isEmpty
    var due = start + Self.firstAnswer
    var looked = 0
    func tell() throws {
      try take(fill(&answer, found, titles.found, conversations))
      due = clock() + Self.laterAnswers
      // The other titles, of which the best may be one, come before other messages.
      while try !titles.advance(until: due) {
        guard isWanted() else { throw Unwanted() }
        try take(fill(&answer, found, titles.found, conversations))
        due = clock() + Self.laterAnswers
      }
    }
    func look(_ id: Int64) throws -> Bool {
      looked += 1
      if looked % 16 == 0 {
        guard isWanted() else { throw Unwanted() }
        if clock() >= due { try tell() }
      }
      if let hit = try hit(id, conversations) { found.append(hit) }
      return found.count < Self.mostHits
    }
    _ = try titles.advance(until: min(due, max(clock(), start + Self.firstTitles)))
    var isWhole = true
    if needsMessages, !conversations.isNone {
      isWhole = try SearchCandidates(
        db: db, query: query, conversations: conversations, coverage: coverage, readsUncovered: readsUncovered
      ).forEach(look)
    }
    while try !titles.advance(until: due) { try tell() }
    answer.phase = isWhole ? .whole : .cut
    try take(fill(&answer, found, titles.found, conversations))
  }

  private func hit(_ id: Int64, _ conversations: SearchConversations) throws -> Found? {
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: "SELECT m.conversation, m.author, m.created_at, \(SearchIndex.columns) FROM message m WHERE m.id = ?"),
      arguments: [id])
    guard let row = try rows.next() else { return nil }
    let conversation: Int64 = try row.value(0)
    guard conversations.contains(conversation) else { return nil }
    if let author = query.author, try row.author(1) != author { return nil }
    let moment = try row.moment(2).milliseconds
    if let from = query.from, moment < from { return nil }
    if let until = query.until, moment >= until { return nil }
    let content = try SearchIndex.Content(row: row, at: 3)
    if query.hasAttachment, !content.hasAttachment { return nil }
    if query.hasCode, !SearchGrams.hasCode(content.text) { return nil }
    guard
      let match = SearchMatch(
        FoldedText(content.text), beside: content.beside, terms: query.terms, excluded: query.excluded)
    else { return nil }
    return Found(
      id: id, conversation: conversation, score: (match.score + 0.01) * SearchMatch.freshness(of: moment, now: now))
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
            message: MessageID(try row.word(0)), author: try row.author(1), createdAt: try row.moment(2),
            place: part.place, snippet: snippet.text, hits: snippet.hits,
            needle: part.place == .text ? snippet.needle : "")
        }
      })
  }
}
