import ChatModel
import GRDB
import System
import TestSupport
import Testing

@testable import HistoryStore

@Suite struct StashHistoryTests {
  let fixture = HistoryFixture()

  private func stashed(_ number: Int, _ text: String) -> StashedText {
    StashedText(id: StashID("s\(number)"), text: text, createdAt: Timestamp(milliseconds: Int64(number)))
  }

  @Test func whatWasPutAsideSurvivesAKill() throws {
    let history = fixture.open()
    let texts = [
      stashed(1, "one"), stashed(2, "二\u{0}\n" + String(repeating: "長", count: 400_000)), stashed(3, "three"),
    ]
    for text in texts { history.perform(.saveStash(text)) }
    history.perform(.saveStash(texts[0]))
    history.performAndWait(.deleteStash(StashID("s3")), events: fixture.events)
    history.abandon()
    let again = fixture.open()
    defer { again.close() }
    #expect(try again.restored(conversations: 1, messages: 1).stash == Array(texts.prefix(2)))
  }

  @Test func aFileOfVersion1IsReadAndGetsAStash() throws {
    fixture.home.makeFolder("data")
    try fixture.sql { db in try db.execute(sql: Version1.dump) }
    let reading = fixture.open(.readOnly)
    #expect(reading.problem == nil)
    #expect(try reading.restored(conversations: 1, messages: 1).stash == [])
    reading.close()
    #expect(try fixture.sql { try Int32.fetchOne($0, sql: "PRAGMA user_version") } == 1, "reading changes nothing")
    let writing = fixture.open()
    writing.performAndWait(.saveStash(stashed(1, "x")), events: fixture.events)
    #expect(try writing.restored(conversations: 1, messages: 1).stash == [stashed(1, "x")])
    writing.close()
    #expect(try fixture.sql { try Int32.fetchOne($0, sql: "PRAGMA user_version") } == Schema.version)
  }

  @Test func aDraftIsClearedBehindTheWriteThatKeepsIt() {
    var pending = PendingWrites(textLimit: 100)
    let header = ConversationHeader.sample("a")
    let full = HistoryCommand.saveDraft(header, Draft(text: "x", caret: 1))
    let empty = HistoryCommand.saveDraft(header, Draft())
    pending.add(full)
    pending.add(.saveStash(stashed(1, "x")))
    pending.add(empty)
    #expect(pending.writes == [.command(full), .command(.saveStash(stashed(1, "x"))), .command(empty)])
  }
}

@Suite struct PromptHistoryTests {
  let fixture = HistoryFixture()

  @Test func promptsComeNewestFirstEachOnceAndNotOfDeletedConversations() throws {
    let history = fixture.open()
    defer { history.close() }
    func ask(_ conversation: String, _ id: String, _ text: String) {
      history.perform(
        .saveTurn(
          ReplyID(id), .sample(conversation),
          [.question(id, text), Message.question("a\(id)", "answer").with { $0.author = .assistant }]))
    }
    for (index, text) in ["one", "two", "漢字\u{0}", "one"].enumerated() { ask("a", "\(index)", text) }
    ask("gone", "9", "deleted")
    history.perform(.deleteConversation(ConversationID("gone")))
    history.perform(.loadPrompts(limit: 100))
    #expect(fixture.events.wait(for: .promptsLoaded(["one", "漢字\u{0}", "two"])))
    history.perform(.loadPrompts(limit: 1))
    #expect(fixture.events.wait(for: .promptsLoaded(["one"])))
  }

  @Test func promptsOfManyMegabytesAreBounded() throws {
    let history = fixture.open()
    defer { history.close() }
    for index in 0..<8 {
      history.perform(
        .saveTurn(
          ReplyID("\(index)"), .sample("a"),
          [.question("\(index)", "\(index)" + String(repeating: "x", count: 1 << 20))]))
    }
    history.perform(.loadPrompts(limit: 100))
    #expect(
      fixture.events.wait { event in
        if case .promptsLoaded(let texts) = event { texts.map { $0.prefix(1) } == ["7", "6", "5", "4"] } else { false }
      })
  }

  @Test func withoutAFileThereAreNone() {
    let history = fixture.open(.readOnly)
    defer { history.close() }
    history.perform(.loadPrompts(limit: 10))
    #expect(fixture.events.wait(for: .promptsLoaded([])))
  }
}
