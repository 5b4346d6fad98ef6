import ChatModel
import TestSupport
import Testing

@testable import HistoryStore

@Suite struct DeletionTests {
  let fixture = HistoryFixture()
  let header = ConversationHeader.sample("a")
  static let day: Int64 = 24 * 60 * 60 * 1000

  private func counts() throws -> [Int] {
    try fixture.sql { db in
      try ["conversation", "message", "message_chunk", "draft", "scroll"].map {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0)")!
      }
    }
  }

  @Test func whatIsDeletedIsHiddenUntilItIsRestored() throws {
    let history = fixture.open()
    defer { history.close() }
    let draft = Draft(text: "d", caret: 1)
    history.perform(.saveTurn(ReplyID("r"), header, [.question("q")]))
    history.perform(.saveDraft(header, draft))
    history.perform(.saveSession(SessionSnapshot(openConversation: header.id)))
    history.performAndWait(.deleteConversation(header.id), events: fixture.events)
    #expect(try history.conversations(limit: nil) == [] && history.messages(of: header.id) == [])
    #expect(try history.conversations(startingWith: "a") == [])
    let restored = try history.restored(conversations: 5, messages: 5)
    #expect(restored.headers.isEmpty && restored.open == nil && restored.drafts.isEmpty)
    history.perform(.loadMessages(header.id, before: nil, limit: 1))
    #expect(fixture.events.wait { if case .loadFailed(header.id, _) = $0 { true } else { false } })
    history.perform(.loadConversations)
    #expect(fixture.events.wait(for: .conversationsLoaded([], drafts: [:], isLast: true)))

    // A reply that ends meanwhile does not bring it back.
    history.performAndWait(.saveConversation(header), events: fixture.events)
    #expect(try history.conversations(limit: nil) == [])

    history.performAndWait(.restoreConversation(header.id), events: fixture.events)
    #expect(try history.conversations(limit: nil) == [header])
    #expect(try history.messages(of: header.id) == [.question("q")])
    #expect(try history.restored(conversations: 5, messages: 5).drafts == [header.id: draft])
  }

  @Test func whatWasDeletedADayAgoIsPurgedWithAllThatBelongsToIt() throws {
    let history = fixture.open()
    defer { history.close() }
    for id in ["a", "b"] {
      history.perform(.saveTurn(ReplyID(id), .sample(id), [.question("q\(id)"), .running("m\(id)")]))
      history.perform(.appendText(ConversationID(id), MessageID("m\(id)"), "text"))
      history.perform(.saveDraft(.sample(id), Draft(text: "d", caret: 1)))
      history.perform(.saveScroll(ConversationID(id), .anchored(message: MessageID("q\(id)"), row: 0)))
    }
    let start = fixture.clock.withLock { $0 }
    history.performAndWait(.deleteConversation(ConversationID("a")), events: fixture.events)
    #expect(try counts() == [2, 4, 2, 2, 2])
    fixture.clock.withLock { $0 = Timestamp(milliseconds: start.milliseconds + Self.day) }
    // Deleting again does not make it younger.
    history.performAndWait(.deleteConversation(ConversationID("a")), .purgeDeleted, events: fixture.events)
    #expect(try counts() == [2, 4, 2, 2, 2])
    fixture.clock.withLock { $0 = Timestamp(milliseconds: start.milliseconds + Self.day + 1) }
    history.performAndWait(.purgeDeleted, events: fixture.events)
    #expect(try counts() == [1, 2, 1, 1, 1])
    // What still comes for it has no place any more.
    history.perform(.appendText(ConversationID("a"), MessageID("ma"), "late"))
    history.perform(.saveMessage(ConversationID("a"), .question("ma")))
    history.perform(.saveScroll(ConversationID("a"), .anchored(message: MessageID("q"), row: 0)))
    history.performAndWait(.restoreConversation(ConversationID("a")), events: fixture.events)
    #expect(try counts() == [1, 2, 1, 1, 1])
    #expect(fixture.events.all.allSatisfy { if case .saveFailed = $0 { false } else { true } })
  }
}
