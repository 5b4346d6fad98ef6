import ChatModel
import TestSupport
import Testing

@testable import HistoryStore

/// The text of running replies on its way to disk.
@Suite struct JournalTests {
  let fixture = HistoryFixture()
  let header = ConversationHeader.sample("a")

  @Test func textIsOnDiskBeforeTheMessageEnds() throws {
    let history = fixture.open()
    defer { history.close() }
    history.perform(.saveTurn(ReplyID("r"), header, [.question("q"), .running("m")]))
    #expect(fixture.events.wait(for: .turnSaved(ReplyID("r"))))
    fixture.clock.withLock { $0 = Timestamp(milliseconds: 2_000_000) }
    history.perform(.appendText(header.id, MessageID("m"), "one "))
    history.perform(.appendText(header.id, MessageID("m"), "two"))
    let expected = Message.running("m").with {
      $0.text = "one two"
      $0.status = .streaming
      $0.firstTextAt = Timestamp(milliseconds: 2_000_000)
    }
    // Nothing pushes it: it is written by itself.
    #expect(try waitUntil { try history.messages(of: header.id).last == expected })
  }

  @Test func piecesAreJoined() throws {
    let history = fixture.open()
    history.perform(.saveTurn(ReplyID("r"), header, [.running("m1"), .running("m2")]))
    #expect(fixture.events.wait(for: .turnSaved(ReplyID("r"))))
    let before = history.counters
    // Far more pieces than could be written one by one.
    for index in 0..<20_000 { history.perform(.appendText(header.id, MessageID("m\(index % 2 + 1)"), "abcd")) }
    #expect(waitUntil { history.counters.textBytes == 80_000 })
    let after = history.counters
    // At least 4 KB in each transaction but for those that the 50 milliseconds began, and both replies in each.
    #expect(after.transactions - before.transactions <= 20_000)
    #expect(after.textRows <= 2 * (after.transactions - before.transactions))
    #expect(after.textRows < 2000, "\(after)")
    history.close()
    let again = fixture.open()
    defer { again.close() }
    let messages = try again.messages(of: header.id)
    #expect(messages.map(\.text.utf8.count) == [40_000, 40_000])
  }

  @Test func appendingCostsWhatTheTextCosts() throws {
    let history = fixture.open()
    defer { history.close() }
    history.perform(.saveTurn(ReplyID("r"), header, [.running("m")]))
    let piece = String(repeating: "x", count: 1000)
    for _ in 0..<1000 { history.perform(.appendText(header.id, MessageID("m"), piece)) }
    #expect(waitUntil { history.counters.textBytes == 1_000_000 })
    // Every byte was written once, and the pages in the file hold little more than the text.
    let pages = try fixture.sql { db in try Int.fetchOne(db, sql: "PRAGMA page_count")! }
    #expect(pages * 4096 < 1_300_000)
  }

  @Test func whatIsSavedWholeReplacesWhatWasAppended() throws {
    let history = fixture.open()
    defer { history.close() }
    history.perform(.saveTurn(ReplyID("r"), header, [.running("m")]))
    history.perform(.appendText(header.id, MessageID("m"), "one "))
    #expect(waitUntil { history.counters.textRows == 1 })
    history.perform(.appendText(header.id, MessageID("m"), "two "))
    let ended = Message.running("m").with {
      $0.text = "one two three"
      $0.status = .complete
      $0.endedAt = Timestamp(milliseconds: 7)
    }
    history.perform(.saveMessage(header.id, ended))
    // Too late to be part of it.
    history.performAndWait(.appendText(header.id, MessageID("m"), "four"), events: fixture.events)
    #expect(try history.messages(of: header.id) == [ended])
    #expect(try fixture.sql { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM message_chunk") } == 0)
    // A retry in the same place begins with nothing.
    let retried = Message.running("m", reply: "r2")
    history.performAndWait(.saveTurn(ReplyID("r2"), header, [retried]), events: fixture.events)
    #expect(try history.messages(of: header.id) == [retried])
  }

  @Test func theTurnIsThereWhenItIsAnswered() throws {
    // Another connection sees it in the very moment of the answer.
    final class Looking: EventSink {
      let seen = EventList()
      let look: @Sendable () -> Int
      init(look: @escaping @Sendable () -> Int) { self.look = look }
      func post(_ event: Event) -> SinkCapacity {
        if case .history(.turnSaved(let reply)) = event, look() == 2 { _ = seen.post(.history(.turnSaved(reply))) }
        return .ready
      }
    }
    let fixture = fixture
    let sink = Looking { (try? fixture.sql { try Int.fetchOne($0, sql: "SELECT count(*) FROM message") ?? 0 }) ?? 0 }
    let history = try History(path: fixture.path, access: .readWrite, sink: sink)
    defer { history.close() }
    history.perform(.saveTurn(ReplyID("r"), header, [.question("q"), .running("m")]))
    #expect(sink.seen.wait(for: .turnSaved(ReplyID("r"))))
  }

  @Test func nothingHappensWhileNothingIsToBeDone() throws {
    let history = fixture.open()
    history.performAndWait(.saveConversation(header), events: fixture.events)
    let before = history.counters
    let other = fixture.open(.readOnly)
    _ = try other.conversations(limit: nil)
    other.close()
    #expect(history.counters == before)
    history.close()
    #expect(history.counters == before)
  }
}
