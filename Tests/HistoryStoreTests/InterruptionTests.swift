import ChatModel
import TestSupport
import Testing

@testable import HistoryStore

/// What a killed process leaves, and what a living one keeps.
@Suite struct InterruptionTests {
  let fixture = HistoryFixture()
  let header = ConversationHeader.sample("a")

  private func begin(_ history: History, _ message: String, text: String, events: EventList? = nil) {
    let reply = ReplyID("of-\(message)")
    history.perform(.saveTurn(reply, header, [.running(message, reply: reply.rawValue)]))
    let before = history.counters.textBytes
    for piece in text { history.perform(.appendText(header.id, MessageID(message), String(piece))) }
    #expect((events ?? fixture.events).wait(for: .turnSaved(reply)))
    #expect(waitUntil { history.counters.textBytes == before + text.utf8.count })
  }

  @Test func theReplyOfADeadProcessIsInterruptedWithItsText() throws {
    let history = fixture.open()
    begin(history, "m", text: "half an ans")
    history.perform(.saveDraft(header, Draft(text: "next", caret: 4)))
    #expect(waitUntil { (try? history.restored(conversations: 1, messages: 0).drafts.count) == 1 })
    history.abandon()
    #expect(fixture.home.names(in: "\(fixture.path).writers").count == 1)
    let expected = Message.running("m", reply: "of-m").with {
      $0.text = "half an ans"
      $0.status = .interrupted
      $0.firstTextAt = Timestamp(milliseconds: 1_000_000)
    }

    // Who only reads sees it as well, and changes nothing.
    let reader = fixture.open(.readOnly)
    #expect(try reader.messages(of: header.id) == [expected])
    reader.close()
    #expect(fixture.home.names(in: "\(fixture.path).writers").count == 1)

    let again = fixture.open()
    defer { again.close() }
    // The first frame shows it before the writer's thread has written it.
    #expect(try again.messages(of: header.id) == [expected])
    again.performAndWait(events: fixture.events)
    #expect(try again.messages(of: header.id) == [expected])
    let row = try fixture.sql { db in
      try [
        String.fetchOne(db, sql: "SELECT status || ' ' || text FROM message"),
        String.fetchOne(db, sql: "SELECT count(*) FROM message_chunk"),
      ]
    }
    #expect(row == ["interrupted half an ans", "0"])
    #expect(fixture.home.names(in: "\(fixture.path).writers") == [])
    #expect(try again.restored(conversations: 1, messages: 1).drafts[header.id] == Draft(text: "next", caret: 4))
  }

  @Test func theReplyOfALivingProcessGoesOn() throws {
    let living = fixture.open()
    begin(living, "m1", text: "still ")
    let dead = fixture.open()
    begin(dead, "m2", text: "gone")
    dead.abandon()

    let events = EventList()
    let other = fixture.open(events: events)
    other.performAndWait(events: events)
    #expect(try other.messages(of: header.id).map(\.status) == [.streaming, .interrupted])
    begin(living, "m3", text: "x")
    living.perform(.appendText(header.id, MessageID("m1"), "here"))
    #expect(try waitUntil { try other.messages(of: header.id).first?.text == "still here" })
    #expect(try other.messages(of: header.id).map(\.status) == [.streaming, .interrupted, .streaming])
    #expect(fixture.home.names(in: "\(fixture.path).writers").count == 1)
    living.close()
    other.close()
    #expect(fixture.home.names(in: "\(fixture.path).writers") == [])
  }

  @Test func aReplyThatWasOnlyAskedForIsInterruptedToo() throws {
    let history = fixture.open()
    begin(history, "m", text: "")
    history.abandon()
    let again = fixture.open()
    defer { again.close() }
    again.performAndWait(events: fixture.events)
    #expect(try again.messages(of: header.id).map(\.status) == [.interrupted])
  }

  @Test func twoWritersShareOneFile() throws {
    let events = [EventList(), EventList()]
    let histories = events.map { fixture.open(events: $0) }
    for round in 0..<50 {
      for (index, history) in histories.enumerated() {
        let id = "m\(index)-\(round)"
        history.perform(.saveTurn(ReplyID(id), header, [.question(id, "text of \(id)")]))
      }
    }
    for history in histories { history.close() }
    for (index, events) in events.enumerated() {
      // Between these, each may be told of what the other wrote.
      let turns = events.all.filter { if case .changed = $0 { false } else { true } }
      #expect(turns == (0..<50).map { .turnSaved(ReplyID("m\(index)-\($0)")) })
    }
    let again = fixture.open()
    defer { again.close() }
    let messages = try again.messages(of: header.id)
    #expect(messages.count == 100)
    for index in 0..<2 {
      let own = messages.filter { $0.id.rawValue.hasPrefix("m\(index)-") }
      #expect(own.map(\.id.rawValue) == (0..<50).map { "m\(index)-\($0)" })
    }
  }

  @Test func manyBeginTheSameFileAtOnce() async throws {
    let fixture = fixture
    try await withThrowingTaskGroup(of: HistoryProblem?.self) { group in
      for index in 0..<8 {
        group.addTask {
          let history = fixture.open(events: EventList())
          history.perform(.saveConversation(.sample("c\(index)")))
          history.close()
          return history.problem
        }
      }
      for try await problem in group { #expect(problem == nil) }
    }
    let history = fixture.open()
    defer { history.close() }
    #expect(try history.conversations(limit: nil).count == 8)
  }
}
