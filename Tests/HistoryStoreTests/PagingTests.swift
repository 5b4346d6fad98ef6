import ChatModel
import GRDB
import TestSupport
import Testing

@testable import HistoryStore

@Suite struct PagingTests {
  let fixture = HistoryFixture()

  private func page(_ history: History, _ id: ConversationID, before: MessageID?, limit: Int, events: EventList)
    -> (messages: [Message], hasEarlier: Bool)?
  {
    let seen = events.all.count
    history.perform(.loadMessages(id, before: before, limit: limit))
    var answer: (messages: [Message], hasEarlier: Bool)?
    _ = waitUntil {
      for case .messagesLoaded(id, let messages, let hasEarlier, _, _) in events.all.dropFirst(seen) {
        answer = (messages, hasEarlier)
      }
      return answer != nil
    }
    return answer
  }

  @Test(arguments: SeededGenerator.seeds(4)) func pagesJoinedAreTheWhole(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let history = fixture.open()
    defer { history.close() }
    let count = Int.random(in: 0...40, using: &generator)
    var all: [Message] = []
    // Two conversations take turns, so that neither's messages stand side by side in the file.
    for index in 0..<count {
      all.append(.question("a\(index)", "\(Int.random(in: 0...99, using: &generator))"))
      history.perform(.saveTurn(ReplyID("a\(index)"), .sample("a"), [all[index]]))
      history.perform(.saveTurn(ReplyID("b\(index)"), .sample("b"), [.question("b\(index)")]))
    }
    history.performAndWait(.saveConversation(.sample("a")), events: fixture.events)
    for limit in [1, 2, 3, 7, max(count - 1, 1), count, count + 1] where limit > 0 {
      var joined: [Message] = []
      var hasEarlier = true
      while hasEarlier, joined.count <= count {
        let answer = try #require(
          page(history, ConversationID("a"), before: joined.first?.id, limit: limit, events: fixture.events))
        #expect(answer.messages.count <= limit)
        #expect(!answer.hasEarlier || answer.messages.count == limit, "seed \(seed), limit \(limit)")
        joined = answer.messages + joined
        hasEarlier = answer.hasEarlier
      }
      #expect(joined == all, "seed \(seed), limit \(limit)")
    }
    #expect(try history.messages(of: ConversationID("a")) == all)
  }

  @Test(arguments: SeededGenerator.seeds(2)) func theListComesInPagesInItsOrder(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let history = fixture.open()
    defer { history.close() }
    var headers: [ConversationHeader] = []
    for index in 0..<Int.random(in: 395...405, using: &generator) {
      var header = ConversationHeader.sample("c\(index)", at: Int64.random(in: 0...50, using: &generator))
      header.isPinned = Int.random(in: 0...9, using: &generator) == 0
      headers.append(header)
      history.perform(.saveDraft(header, Draft(text: "draft of \(index)", caret: index % 7)))
    }
    headers.sort {
      if $0.isPinned != $1.isPinned { return $0.isPinned }
      return $0.lastActivity == $1.lastActivity ? $0.id < $1.id : $0.lastActivity > $1.lastActivity
    }
    history.perform(.loadConversations)
    #expect(fixture.events.wait { if case .conversationsLoaded(_, _, true) = $0 { true } else { false } })
    var loaded: [ConversationHeader] = []
    for case .conversationsLoaded(let page, let drafts, let isLast) in fixture.events.all {
      #expect(isLast || page.count == 200)
      #expect(Set(drafts.keys) == Set(page.map(\.id)))
      loaded += page
    }
    #expect(loaded == headers, "seed \(seed)")
    for limit in [0, 1, 17, headers.count - 1, headers.count, headers.count + 1] {
      let restored = try history.restored(conversations: limit, messages: 1)
      #expect(restored.headers == Array(headers.prefix(limit)), "seed \(seed)")
      #expect(restored.isWholeList == (limit >= headers.count), "seed \(seed)")
      #expect(Set(restored.drafts.keys) == Set(headers.prefix(limit).map(\.id)))
      #expect(try history.conversations(limit: limit) == Array(headers.prefix(limit)))
    }
  }

  @Test func theOpenConversationIsThereHoweverFarDownItStands() throws {
    let history = fixture.open()
    defer { history.close() }
    for index in 0..<5 {
      history.perform(
        .saveTurn(ReplyID("r\(index)"), .sample("c\(index)", at: Int64(index)), [.question("q\(index)")]))
    }
    history.performAndWait(
      .saveSession(SessionSnapshot(openConversation: ConversationID("c0"))), events: fixture.events)
    let restored = try history.restored(conversations: 2, messages: 5)
    #expect(restored.headers.map(\.id.rawValue) == ["c4", "c3", "c0"] && !restored.isWholeList)
    #expect(restored.open?.messages == [.question("q0")])
    history.performAndWait(.deleteConversation(ConversationID("c0")), events: fixture.events)
    let without = try history.restored(conversations: 2, messages: 5)
    #expect(without.headers.map(\.id.rawValue) == ["c4", "c3"] && without.open == nil)
    #expect(without.session?.openConversation == ConversationID("c0"))
  }

  @Test func aConversationThatIsNotThereIsToldOf() {
    let history = fixture.open()
    defer { history.close() }
    history.perform(.loadMessages(ConversationID("x"), before: nil, limit: 5))
    #expect(fixture.events.wait { if case .loadFailed(ConversationID("x"), _) = $0 { true } else { false } })
  }

  @Test func idsAreFoundByTheirBeginning() throws {
    let history = fixture.open()
    defer { history.close() }
    var remote = ConversationHeader.sample("dd%d", at: 1)
    remote.remoteID = RemoteConversationID("abX")
    for header in [.sample("ab", at: 3), .sample("abc", at: 4), .sample("a_c", at: 2), remote] {
      history.perform(.saveConversation(header))
    }
    history.performAndWait(.saveConversation(.sample("漢字", at: 0)), events: fixture.events)
    func found(_ prefix: String) throws -> [String] {
      try history.conversations(startingWith: prefix).map(\.id.rawValue)
    }
    #expect(try found("a") == ["abc", "ab", "a_c", "dd%d"])
    #expect(try found("ab") == ["ab"])
    #expect(try found("abX") == ["dd%d"])
    #expect(try found("a_") == ["a_c"])
    #expect(try found("%") == [] && found("") == [] && found("z") == [] && found("\u{0}") == [])
    #expect(try found("漢") == ["漢字"])
  }

  @Test func pagesAndTheListAreReadByTheirIndexes() throws {
    fixture.open().close()
    let plans = try fixture.sql { db in
      try [
        "SELECT \(Message.columns) FROM message m WHERE conversation = 1 AND ordinal < 9 ORDER BY ordinal DESC LIMIT 3",
        """
        SELECT \(ConversationHeader.columns) FROM conversation c WHERE deleted_at IS NULL
        ORDER BY is_pinned DESC, last_activity DESC, key LIMIT 3
        """,
        "SELECT text FROM message_chunk WHERE message = 1 ORDER BY id",
        "SELECT id FROM message WHERE status IN ('sending', 'waiting', 'streaming')",
      ].map { sql in
        try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql)").map { $0["detail"] as String }.joined(separator: "; ")
      }
    }
    #expect(
      plans.allSatisfy { $0.contains("USING") && $0.contains("INDEX") && !$0.contains("TEMP B-TREE") }, "\(plans)")
  }
}
