import ChatModel
import Foundation
import GRDB
import Search
import TestSupport
import Testing

@testable import HistoryStore

/// Searches of a history, through its file.
@Suite struct SearchTests {
  let fixture = HistoryFixture()
  static let now = Timestamp(milliseconds: 1_764_072_000_000)

  /// A history in which each of `texts` is a conversation's only message, oldest first, a day apart.
  private func history(_ texts: [String], access: Access = .readWrite) -> History {
    let history = fixture.open()
    for (index, text) in texts.enumerated() {
      let moment = Self.now.milliseconds - Int64(texts.count - index) * 86_400_000
      var message = Message.question("m\(index)", text)
      message.createdAt = Timestamp(milliseconds: moment)
      var header = ConversationHeader.sample("c\(index)", at: moment)
      header.title = "title \(index)"
      history.perform(.saveTurn(ReplyID("r\(index)"), header, [message]))
    }
    history.performAndWait(events: fixture.events)
    return history
  }

  private func found(_ query: String, _ history: History, here: String? = nil) throws -> [String] {
    let request = SearchRequest(number: 1, text: query, here: here.map { ConversationID($0) })
    return try history.search(request, now: Self.now).groups.flatMap(\.hits).map(\.message.rawValue).sorted()
  }

  /// Builds the whole index, as the background does.
  private func index() throws {
    try fixture.sql { db in
      let index = SearchIndex(db: db)
      if try index.coverage() == nil { try index.begin() }
      while let batch = try index.next(bytes: 200) { try index.add(batch) }
    }
  }

  private func coverage() throws -> SearchIndex.Coverage? { try fixture.sql { try SearchIndex(db: $0).coverage() } }

  static let texts = [
    "請問信義區的咖啡店幾點開門？",  // 0
    "サーバーのエラーを調べてください。ｻｰﾊﾞｰ",  // 1
    "The quick brown fox opens the CONFIGURATION file",  // 2
    "Ｆｕｌｌ　ｗｉｄｔｈ　ＡＢＣ１２３",  // 3
    "café and cafe\u{301}, naïve ﬁle",  // 4
    "한국어 검색도 됩니다",  // 5
    "node.js and C++ and C#, std::string https://example.com",  // 6
    "龘",  // 7
    "Straße und Maße, ΟΔΟΣ",  // 8
    "```swift\nlet x = 1\n```",  // 9
    "the fox is quick, and brown",  // 10
    "👨‍👩‍👧 family → arrow",  // 11
  ]

  static let queries: [(String, [Int])] = [
    ("咖啡", [0]), ("店", [0]), ("信義區的", [0]), ("信区", []), ("サーバー", [1]), ("ｻｰﾊﾞ", [1]), ("バ", [1]), ("さーばー", []),
    ("configuration", [2]), ("CONFIG", [2]), ("guration", [2]), ("guration*", []), ("config*", [2]), ("ab", [3]),
    ("full width", [3]), ("abc123", [3]), ("ＣＡＦÉ", [4]), ("file", [2, 4]), ("naïve", [4]), ("한국", [5]), ("색", [5]),
    ("한국".decomposedStringWithCanonicalMapping, [5]), ("c++", [6]), ("c#", [6]), ("std::string", [6]),
    ("https://example.com", [6]), ("node.js", [6]), ("龘", [7]), ("strasse", [8]), ("οδοσ", [8]), ("has:code", [9]),
    ("let has:code", [9]), ("fox", [2, 10]), ("\"quick brown\"", [2]), ("quick brown", [2, 10]), ("fox -quick", []),
    ("fox -configuration", [10]), ("\"con\"", []), ("qu", [2, 10]), ("\"brown fox", [2]), ("→", [11]), ("👧", [11]),
    ("++", [6]), ("？", [0]), ("zz", []), ("x", [2, 9, 10, 6]), ("title", []),
  ]

  @Test(arguments: [false, true]) func everyKindOfQueryFindsWhatItShould(isIndexed: Bool) throws {
    let history = history(Self.texts)
    defer { history.close() }
    if isIndexed {
      try index()
      #expect(try coverage()?.isWhole == true)
    }
    for (query, expected) in Self.queries {
      #expect(try found(query, history) == expected.map { "m\($0)" }.sorted(), "\(query), indexed: \(isIndexed)")
    }
  }

  @Test func filtersNarrow() throws {
    let history = fixture.open()
    defer { history.close() }
    for (index, bot) in ["Front desk", "HR 機器人"].enumerated() {
      var header = ConversationHeader.sample("c\(index)", at: Self.now.milliseconds)
      header.title = ["Opening hours", "休假規定"][index]
      header.chatbotName = bot
      var question = Message.question("q\(index)", "hello there")
      question.createdAt = Timestamp(milliseconds: Self.now.milliseconds - Int64(index * 10) * 86_400_000)
      if index == 0 {
        question.attachments = [Attachment(id: AttachmentID("a"), type: "image", filename: "a", file: "f")]
      }
      let reply = Message(
        id: MessageID("r\(index)"), author: .assistant, text: "hello yourself", createdAt: question.createdAt)
      history.perform(.saveTurn(ReplyID("\(index)"), header, [question, reply]))
    }
    history.performAndWait(events: fixture.events)
    try fixture.sql { db in
      try db.execute(sql: "INSERT INTO star SELECT id, '', 0 FROM message WHERE key = 'r1'")
    }
    for isIndexed in [false, true] {
      if isIndexed { try index() }
      let cases: [(String, [String])] = [
        ("hello role:me", ["q0", "q1"]), ("hello role:bot", ["r0", "r1"]), ("chatbot:front hello", ["q0", "r0"]),
        ("chatbot:機器 hello", ["q1", "r1"]), ("hello has:attachment", ["q0"]), ("hello is:starred", ["r1"]),
        ("is:starred", ["r1"]), ("hello in:here", ["q1", "r1"]), ("in:c0", ["q0", "r0"]),
        ("hello after:3d", ["q0", "r0"]),
        ("hello before:3d", ["q1", "r1"]), ("title:休假 hello", ["q1", "r1"]), ("title:休假", []),
        ("hello on:2025-11-25", ["q0", "r0"]), ("role:me after:3d", ["q0"]), ("chatbot:nobody hello", []),
      ]
      for (query, expected) in cases {
        #expect(try found(query, history, here: "c1") == expected, "\(query), indexed: \(isIndexed)")
      }
    }
    let titles = try history.search(SearchRequest(number: 1, text: "title:休假"), now: Self.now).groups
    #expect(titles.map(\.header.id.rawValue) == ["c1"] && titles[0].isTitleFound)
    #expect(titles[0].titleHits == [0..<6])
  }

  // MARK: Sources and notes

  private static let reply = Message(
    id: MessageID("r"), author: .assistant, text: "We open at nine.", createdAt: now,
    citations: [
      Citation(filename: "ｌｅａｓｅ.pdf", passage: "營業時間：九點至五點"),
      Citation(filename: "ｌｅａｓｅ.pdf", passage: "Sundays are for cleaning"),
      Citation(filename: "map.png"),
    ])

  /// A reply with two sources and a note, among messages that have none.
  private func historyWithSources() -> History {
    let history = history(["nine doors", "a lease"])
    history.perform(.saveTurn(ReplyID("r"), .sample("c", at: Self.now.milliseconds), [.question("q"), Self.reply]))
    history.performAndWait(.saveStar(star("ask the landlord")), events: fixture.events)
    return history
  }

  private func star(_ note: String) -> Star {
    Star(conversation: ConversationID("c"), message: MessageID("r"), note: note, excerpt: "", createdAt: Self.now)
  }

  @Test(arguments: [false, true]) func sourcesAndNotesAreFoundAndNamed(isIndexed: Bool) throws {
    let history = historyWithSources()
    defer { history.close() }
    if isIndexed { try index() }
    let cases: [(String, SearchPlace, String)] = [
      ("九", .source(of: "ｌｅａｓｅ.pdf"), "九"), ("sundays", .source(of: "ｌｅａｓｅ.pdf"), "Sundays"),
      ("LEASE.pdf", .source(of: ""), "ｌｅａｓｅ.pdf"), ("map", .source(of: ""), "map"), ("landlord", .note, "landlord"),
      // What the text lacks is what is shown.
      ("nine landlord", .note, "landlord"), ("cleaning 五 nine", .source(of: "ｌｅａｓｅ.pdf"), "五"),
      ("\"ask the\" clean*", .source(of: "ｌｅａｓｅ.pdf"), "clean"), ("open", .text, "open"),
    ]
    for (query, place, hit) in cases {
      let answer = try history.search(SearchRequest(number: 1, text: query), now: Self.now)
      let found = try #require(answer.groups.flatMap(\.hits).first, "\(query), indexed: \(isIndexed)")
      let snippet = Array(found.snippet.utf8)
      #expect(found.message == MessageID("r") && found.place == place, "\(query), indexed: \(isIndexed)")
      #expect(found.hits.map { String(decoding: snippet[$0], as: UTF8.self) }.first == hit, "\(query)")
      // In the transcript only what stands there can be marked.
      #expect(found.needle == (place == .text ? hit : ""), "\(query)")
    }
    let queries: [(String, [String])] = [
      ("nine -landlord", ["m0"]), ("open -五", []), ("nine", ["m0", "r"]), ("lease", ["m1", "r"]), ("sundays no", []),
      ("landlord role:me", []), ("landlord is:starred", ["r"]), ("\"五點 Sundays\"", []), ("has:code lease", []),
    ]
    for (query, expected) in queries {
      #expect(try found(query, history) == expected, "\(query), indexed: \(isIndexed)")
    }
    let lease = try history.search(SearchRequest(number: 1, text: "lease"), now: Self.now).groups
    #expect(lease.flatMap(\.hits).map(\.place) == [.text, .source(of: "")], "texts come first")
  }

  @Test func sourcesAndNotesThatChangeAreFoundAtOnceAndIndexed() throws {
    let history = historyWithSources()
    #expect(waitUntil(interval: 20) { (try? coverage()?.isWhole) == true })
    let other = Self.reply.with { $0.citations = [Citation(filename: "contract.pdf", passage: "Fridays")] }
    history.performAndWait(
      .saveStar(star("tell the tenant")), .saveMessage(ConversationID("c"), other), events: fixture.events)
    for isIndexed in [false, true] {
      if isIndexed { #expect(waitUntil(interval: 20) { (try? coverage()?.isWhole) == true }) }
      for (query, expected) in [("tenant", ["r"]), ("fridays", ["r"]), ("landlord", []), ("sundays", [])] {
        #expect(try found(query, history) == expected, "\(query), indexed: \(isIndexed)")
      }
    }
    history.performAndWait(.deleteStar(MessageID("r")), events: fixture.events)
    #expect(try found("tenant", history) == [])
    // With the message go the words of its sources and of its note.
    history.performAndWait(.saveStar(star("tell the tenant")), events: fixture.events)
    #expect(waitUntil(interval: 20) { (try? coverage()?.isWhole) == true })
    history.performAndWait(.deleteConversation(ConversationID("c")), events: fixture.events)
    fixture.clock.withLock { $0 = Timestamp(milliseconds: $0.milliseconds + 2 * 86_400_000) }
    history.performAndWait(.purgeDeleted, events: fixture.events)
    history.close()
    let rows = try fixture.sql { db in
      try ["ten", "fri"].map { gram in
        try Int.fetchAll(db, sql: "SELECT rowid FROM search_message WHERE search_message MATCH ?", arguments: [gram])
      }
    }
    #expect(rows == [[], []])
  }

  @Test func aLiteralTextIsLookedForAsItStands() throws {
    let texts = ["-rf \"x: y\" role:bot", "rf x y bot", "RF -Rf \"X:  Y\" role:bot*"]
    let history = history(texts)
    defer { history.close() }
    func found(_ literal: String, _ text: String = "") throws -> [String] {
      let request = SearchRequest(number: 1, text: text, literal: literal)
      return try history.search(request, now: Self.now).groups.flatMap { $0.hits.map(\.snippet) }.sorted()
    }
    #expect(try found("-rf \"x: y\"") == [texts[2].replacing("  ", with: " "), texts[0]].sorted())
    #expect(try found("bot*") == [texts[2].replacing("  ", with: " ")])
    #expect(try found("-rf", "RF role:me").count == 2, "beside a query")
    #expect(throws: SearchProblem.self) { try found(" ") }
  }

  /// However many titles there are, the first answer does not wait for all of them.
  @Test func titlesAreLookedThroughInPartsTheNewestFirst() throws {
    fixture.open().close()
    try SyntheticHistory(conversations: 1000, messages: 1000, longest: 10).fill(fixture.path)
    try fixture.sql { db in
      try db.execute(sql: "UPDATE conversation SET title = 'needle' WHERE id IN (1, 900, 1000)")
      let query = try SearchQuery("needle", now: Self.now, zone: SearchZone())
      let conversations = try SearchConversations(db: db, query: query, here: nil)
      var titles = try SearchTitles(db: db, query: query, conversations: conversations, now: Self.now, clock: readClock)
      var parts = [Set<Int64>]()
      repeat { parts.append(Set(titles.found.keys)) } while try !titles.advance(until: Timestamp(milliseconds: 0))
      try #require(parts.count == 16 && Set(titles.found.keys) == [1, 900, 1000])
      #expect(parts[0] == [] && parts[1] == [1000] && parts[2] == [900, 1000] && parts[15] == [900, 1000])
    }
  }

  /// The clock that is passed alone says when there is something to show.
  @Test func `answers are due by the clock that is passed`() throws {
    history(Self.texts + (0..<100).map { "filler \($0)" }).close()
    try index()
    func answers(step: Milliseconds) throws -> [SearchAnswer] {
      var answers: [SearchAnswer] = []
      var moment = Self.now
      try fixture.sql { db in
        let request = SearchRequest(number: 1, text: "filler")
        let query = try SearchQuery(request, now: Self.now, zone: SearchZone())
        func clock() -> Timestamp {
          moment = moment + step
          return moment
        }
        try SearchEngine(db: db, query: query, request: request, now: Self.now, clock: clock).run { answers.append($0) }
      }
      return answers
    }
    #expect(try answers(step: 0).map(\.phase) == [.whole])
    let many = try answers(step: 1000)
    #expect(many.count > 5 && many.dropLast().allSatisfy { $0.phase == .searching } && many.last?.phase == .whole)
    #expect(many.last?.count == 100)
  }

  @Test func conversationsAreChosenByTheirChatbots() throws {
    fixture.open().close()
    try SyntheticHistory(conversations: 100, messages: 100, longest: 10).fill(fixture.path)
    try fixture.sql { db in
      try db.execute(sql: "UPDATE conversation SET chatbot = NULL, chatbot_name = '' WHERE id = 3")
      try db.execute(sql: "UPDATE conversation SET deleted_at = 1 WHERE id = 4")
      func chosen(_ text: String) throws -> [Int64]? {
        let query = try SearchQuery(text, now: Self.now, zone: SearchZone())
        return try SearchConversations(db: db, query: query, here: ConversationID("synthetic-5")).chosen?.sorted()
      }
      let all = (1...100).map(Int64.init)
      #expect(try chosen("x") == nil && chosen("chatbot:nobody x") == [])
      #expect(try chosen("chatbot:ＤＥＳＫ x") == all.filter { $0 % 4 == 1 })
      #expect(try chosen("chatbot:bot-2") == all.filter { $0 % 4 == 3 && $0 != 3 }, "by its id")
      #expect(try chosen("chatbot:hr chatbot:営業") == all.filter { [2, 0].contains($0 % 4) && $0 != 4 })
      #expect(try chosen("chatbot:hr in:here") == [6] && chosen("chatbot:desk in:here") == [])
      // What the query needs is read from an index, not from the conversations.
      let plan = try Row.fetchAll(
        db, sql: "EXPLAIN QUERY PLAN SELECT DISTINCT chatbot_name, chatbot FROM conversation")
      #expect(plan.contains { ($0["detail"] as String).contains("COVERING INDEX conversation_chatbot") })
    }
  }

  @Test func titlesWholeWordsPhrasesAndNewsComeFirst() throws {
    let texts = ["something about the openings of doors", "open", "quick brown fox", "brown and quick", "open"]
    let history = history(texts)
    defer { history.close() }
    var header = ConversationHeader.sample("c2", at: 1000)
    header.title = "Open all hours"
    header.titleSource = .user
    history.performAndWait(.saveConversation(header), events: fixture.events)
    let groups = try history.search(SearchRequest(number: 1, text: "open"), now: Self.now).groups
    #expect(groups.map(\.header.id.rawValue) == ["c2", "c4", "c1", "c0"])
    #expect(groups[0].isTitleFound && groups[0].titleHits == [0..<4] && groups[0].hits.isEmpty)
    let phrase = try history.search(SearchRequest(number: 1, text: "quick brown"), now: Self.now).groups
    #expect(phrase.map(\.header.id.rawValue) == ["c2", "c3"])
  }

  // MARK: The index's life

  @Test func theIndexGrowsByItselfAndFollowsChanges() throws {
    let history = history(Self.texts)
    #expect(waitUntil(interval: 20) { (try? coverage()?.isWhole) == true })
    // A reply is indexed when it is finished, and again when it changed.
    history.perform(.saveTurn(ReplyID("n"), .sample("n"), [.question("nq", "newest"), .running("na", reply: "n")]))
    history.performAndWait(.appendText(ConversationID("n"), MessageID("na"), "half of it"), events: fixture.events)
    #expect(waitUntil(interval: 20) { (try? coverage()?.isWhole) == true })
    #expect(try found("newest", history) == ["nq"] && found("half", history) == [])
    let done = Message.running("na", reply: "n").with {
      $0.text = "half of it and the rest"
      $0.status = .complete
    }
    history.performAndWait(.saveMessage(ConversationID("n"), done), events: fixture.events)
    #expect(try found("rest half", history) == ["na"])
    #expect(waitUntil(interval: 20) { (try? coverage()?.isWhole) == true })
    #expect(try found("rest half", history) == ["na"])
    history.close()
  }

  @Test func anIndexThatIsMissingOrOfAnotherVersionIsBuiltAnew() throws {
    history(Self.texts).close()
    try index()
    for damage in ["DROP TABLE search_message", "UPDATE search_state SET version = 99"] {
      try fixture.sql { try $0.execute(sql: damage) }
      #expect(try coverage() == nil)
      // Who may not build one reads message after message.
      let reader = fixture.open(.readOnly)
      #expect(try found("咖啡", reader) == ["m0"] && found("店", reader) == ["m0"])
      #expect(try reader.search(SearchRequest(number: 1, text: "店"), now: Self.now).index == .missing)
      reader.close()
      let writer = fixture.open()
      #expect(waitUntil(interval: 20) { (try? coverage()?.isWhole) == true })
      #expect(try found("咖啡", writer) == ["m0"])
      writer.close()
    }
  }

  @Test func anIndexThatWasCutOffGoesOnWhereItEnded() throws {
    history(Self.texts + (0..<50).map { "filler \($0)" }).close()
    try fixture.sql { db in
      let index = SearchIndex(db: db)
      try index.begin()
      for _ in 0..<3 { try index.add(try #require(try index.next(bytes: 100))) }
      // A part that was prepared before another process went on is not put in.
      let stale = try #require(try index.next(bytes: 100))
      try index.add(try #require(try index.next(bytes: 100)))
      let before = try #require(try index.coverage())
      try index.add(stale)
      #expect(try index.coverage() == before)
      // It was cut off in the middle: some is covered, and some is not.
      #expect(!before.isWhole && before.state != .whole && before.low > 0 && before.low < before.high)
    }
    let reader = fixture.open(.readOnly)
    for (query, expected) in Self.queries {
      #expect(try found(query, reader) == expected.map { "m\($0)" }.sorted(), "\(query)")
    }
    reader.close()
    try index()
    #expect(try coverage()?.isWhole == true)
    let whole = fixture.open(.readOnly)
    for (query, expected) in Self.queries {
      #expect(try found(query, whole) == expected.map { "m\($0)" }.sorted(), "\(query)")
    }
    whole.close()
  }

  /// A part of the index is prepared before the file is locked for it; what changes or goes in between is not lost sight of.
  @Test func whatChangesWhileItIsIndexedIsIndexedAgain() throws {
    historyWithSources().close()
    try index()
    func matches(_ gram: String) throws -> [Int] {
      try fixture.sql { db in
        try Int.fetchAll(db, sql: "SELECT rowid FROM search_message WHERE search_message MATCH ?", arguments: [gram])
      }
    }
    try fixture.sql { db in
      let index = SearchIndex(db: db)
      try db.execute(sql: "UPDATE star SET note = 'first thought'; UPDATE message SET text = 'gate' WHERE key = 'm1'")
      let batch = try #require(try index.next(bytes: 5000))
      try db.execute(sql: "UPDATE star SET note = 'second thought'; DELETE FROM message WHERE key = 'm1'")
      try index.add(batch)
      #expect(try index.coverage()?.isWhole == false)
    }
    try index()
    #expect(try coverage()?.isWhole == true)
    #expect(try matches("sec").count == 1 && matches("gat").isEmpty)
  }

  @Test func onlyTheNewestQueryIsAnswered() throws {
    let history = history(Self.texts)
    defer { history.close() }
    for number in 1...50 { history.perform(.search(SearchRequest(number: number, text: "fox"))) }
    #expect(
      fixture.events.wait {
        if case .searchAnswered(let answer) = $0 { answer.number == 50 && answer.phase == .whole } else { false }
      })
    history.perform(.search(SearchRequest(number: 51, text: "x:y")))
    #expect(fixture.events.wait { if case .searchFailed(51, .query) = $0 { true } else { false } })
  }

  @Test func deletedConversationsAreNotFoundAndPurgedOnesLeaveNoWords() throws {
    let history = history(["secret one", "secret two"])
    history.performAndWait(.deleteConversation(ConversationID("c0")), events: fixture.events)
    try index()
    #expect(try found("secret", history) == ["m1"])
    fixture.clock.withLock { $0 = Timestamp(milliseconds: $0.milliseconds + 2 * 86_400_000) }
    history.performAndWait(.purgeDeleted, events: fixture.events)
    let rows = try fixture.sql { db in
      try Int.fetchAll(db, sql: "SELECT rowid FROM search_message WHERE search_message MATCH 'sec'")
    }
    #expect(rows == [2])
    history.close()
  }

  @Test func aSyntheticHistoryIsTheSameEachTimeAndAllOfItIsFound() throws {
    fixture.open().close()
    try SyntheticHistory(conversations: 20, messages: 2000, longest: 200).fill(fixture.path)
    let first = try fixture.sql { try String.fetchOne($0, sql: "SELECT text FROM message WHERE id = 1234") }
    let again = HistoryFixture()
    again.open().close()
    try SyntheticHistory(conversations: 20, messages: 2000, longest: 200).fill(again.path)
    #expect(try again.sql { try String.fetchOne($0, sql: "SELECT text FROM message WHERE id = 1234") } == first)
    let counts = try fixture.sql {
      try Int.fetchAll($0, sql: "SELECT count(*) FROM message GROUP BY conversation ORDER BY conversation")
    }
    #expect(counts.count == 20 && counts[0] == 200 && counts.reduce(0, +) == 2000)
    try index()
    let history = fixture.open(.readOnly)
    defer { history.close() }
    #expect(try found(SyntheticHistory.rareWord, history) == [SyntheticHistory.message(0)])
    #expect(try found(SyntheticHistory.rareCharacter, history) == [SyntheticHistory.message(1000)])
    #expect(try found(SyntheticHistory.rarePair, history) == [SyntheticHistory.message(1000)])
    for query in ["的", "the", "の", "er", "請問", "サーバー"] {
      let hits = try history.search(SearchRequest(number: 1, text: query, limit: 5000), now: Self.now)
      let expected = try fixture.sql {
        try Int.fetchOne($0, sql: "SELECT count(*) FROM message WHERE text LIKE ?", arguments: ["%\(query)%"])!
      }
      let titles = hits.groups.count(where: \.isTitleFound)
      #expect(hits.count - titles == min(1000, expected), "\(query)")
    }
  }
}
