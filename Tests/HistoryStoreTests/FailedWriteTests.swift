import ChatModel
import GRDB
import System
import TestSupport
import Testing

@testable import HistoryStore

/// Writes that fail, and what becomes of what they held.
@Suite struct FailedWriteTests {
  let fixture = HistoryFixture()
  let header = ConversationHeader.sample("a")

  private func isTurnNotSaved(_ event: HistoryEvent, _ reply: String, _ kind: HistoryProblem.Kind) -> Bool {
    if case .turnNotSaved(ReplyID(reply), let problem) = event { problem.kind == kind } else { false }
  }

  @Test func aLockedFileIsToldOfAndWrittenWhenItIsFree() throws {
    let history = fixture.open(limits: History.Limits(busySeconds: 0.05))
    defer { history.close() }
    history.performAndWait(.saveTurn(ReplyID("r1"), header, [.question("q1")]), events: fixture.events)
    try fixture.sql { db in
      try db.execute(sql: "BEGIN IMMEDIATE")
      history.perform(.saveTurn(ReplyID("r2"), header, [.question("q2"), .running("a2")]))
      #expect(fixture.events.wait { isTurnNotSaved($0, "r2", .locked) })
      // Reading goes on, and other failures of the same kind are not told again.
      #expect(try history.messages(of: header.id) == [.question("q1")])
      history.perform(.appendText(header.id, MessageID("a2"), "meanwhile"))
      history.performAndWait(.saveDraft(header, Draft(text: "d", caret: 1)), events: fixture.events)
      #expect(!fixture.events.all.contains { if case .saveFailed = $0 { true } else { false } })
      try db.execute(sql: "ROLLBACK")
    }
    // By itself, without another command.
    #expect(fixture.events.wait(for: .recovered))
    #expect(try history.messages(of: header.id).map(\.text) == ["q1", "q2"].map { _ in "why?" } + ["meanwhile"])
    #expect(try history.restored(conversations: 9, messages: 0).drafts == [header.id: Draft(text: "d", caret: 1)])
    #expect(!fixture.events.all.contains(.turnSaved(ReplyID("r2"))))
  }

  @Test func aFileThatIsLockedFromTheStartIsUsedLater() throws {
    let killed = fixture.open()
    killed.performAndWait(.saveTurn(ReplyID("r0"), header, [.running("m0", reply: "r0")]), events: fixture.events)
    killed.abandon()
    let history = try fixture.sql { db in
      try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
      try db.execute(sql: "BEGIN EXCLUSIVE")
      try db.execute(sql: "INSERT INTO session VALUES (1, NULL, 1, 20, NULL)")
      let history = fixture.open(limits: History.Limits(busySeconds: 0.05))
      #expect(history.problem?.kind == .locked)
      history.perform(.saveTurn(ReplyID("r"), header, [.question("q")]))
      #expect(fixture.events.wait { isTurnNotSaved($0, "r", .locked) })
      try db.execute(sql: "ROLLBACK")
      return history
    }
    defer { history.close() }
    history.perform(.saveConversation(header))
    #expect(fixture.events.wait(for: .recovered))
    history.performAndWait(events: fixture.events)
    let interrupted = Message.running("m0", reply: "r0").with { $0.status = .interrupted }
    #expect(try history.messages(of: header.id) == [interrupted, .question("q")])
    let word = try fixture.sql { db in try String.fetchOne(db, sql: "SELECT status FROM message WHERE key = 'm0'") }
    #expect(word == "interrupted")
  }

  /// Whoever is slow is waited for; whoever sits on the file is told of, once.
  @Test func writersThatGetOnAreWaitedFor() throws {
    let history = fixture.open(limits: History.Limits(busySeconds: 2))
    defer { history.close() }
    history.performAndWait(.saveTurn(ReplyID("r1"), header, [.question("q1")]), events: fixture.events)
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    let other = try DatabaseQueue(path: fixture.path, configuration: configuration)
    try other.writeWithoutTransaction { db in
      try db.execute(sql: "BEGIN IMMEDIATE")
      history.perform(.saveTurn(ReplyID("r2"), header, [.question("q2")]))
      let start = readClock()
      // Three times as long as anybody is waited for who does nothing.
      for number in 0..<120 {
        try db.execute(sql: "UPDATE conversation SET unread = ?; COMMIT; BEGIN IMMEDIATE", arguments: [20 + number])
        _ = poll(nil, 0, 50)
      }
      #expect(readClock() - start >= 6000)
      try db.execute(sql: "COMMIT")
    }
    #expect(fixture.events.wait(for: .turnSaved(ReplyID("r2"))))
    #expect(!fixture.events.all.contains { if case .turnNotSaved = $0 { true } else { false } })
    try other.close()
  }

  @Test func aFileThatWasLockedWhenItWasOpenedIsReadOnceItIsFree() throws {
    let first = fixture.open()
    first.performAndWait(.saveTurn(ReplyID("r1"), header, [.question("q1")]), events: fixture.events)
    first.close()
    let events = EventList()
    let history = try fixture.sql { db in
      try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
      try db.execute(sql: "BEGIN EXCLUSIVE")
      try db.execute(sql: "INSERT INTO session VALUES (1, NULL, 1, 20, NULL)")
      let history = fixture.open(limits: History.Limits(busySeconds: 0.05), events: events)
      #expect(history.problem?.kind == .locked)
      try db.execute(sql: "ROLLBACK")
      return history
    }
    defer { history.close() }
    // Though nothing is to be written.
    #expect(events.wait { if case .conversationsLoaded([header], _, true) = $0 { true } else { false } })
    #expect(history.problem == nil)
  }

  @Test func whatIsNotWrittenAtTheEndIsHandedBack() throws {
    let history = fixture.open(limits: History.Limits(busySeconds: 0.05))
    history.performAndWait(.saveTurn(ReplyID("r1"), header, [.question("q1")]), events: fixture.events)
    try fixture.sql { db in
      try db.execute(sql: "BEGIN IMMEDIATE")
      history.perform(.saveTurn(ReplyID("r2"), header, [.question("q2"), .running("a2")]))
      history.perform(.appendText(header.id, MessageID("a2"), "partial"))
      history.perform(.saveDraft(header, Draft(text: "typed", caret: 1)))
      let file = DraftAttachment(id: UploadID("u"), path: "/a b.png", name: "a b.png", state: .ready)
      history.perform(.saveDraft(.sample("files"), Draft(attachments: [file])))
      // What was put aside and taken back, or emptied, is nowhere missed.
      let stashed = StashedText(id: StashID("s"), text: "aside", createdAt: Timestamp(milliseconds: 1))
      for command in [.saveStash(stashed), .deleteStash(stashed.id), .saveDraft(.sample("empty"), Draft())]
        as [HistoryCommand]
      { history.perform(command) }
      let count = UnsavedCount(questions: 1, answers: 1, drafts: 2)
      #expect(fixture.events.wait(for: .unsaved(count)))
      let left = history.close(patience: 100)
      #expect(left.problem?.kind == .locked && left.count == count)
      #expect(left.conversations.first?.messages.map(\.message.text) == ["why?", "partial"])
      #expect(left.drafts.map(\.draft.text).sorted() == ["", "typed"] && left.drafts.flatMap(\.files) == [file])
      try db.execute(sql: "ROLLBACK")
    }
  }

  @Test func aConnectionThatFailedIsNotUsedAgain() throws {
    let isBroken = Lock(true)
    let history = fixture.open(
      limits: History.Limits(beforeTransaction: { [isBroken] db, number in
        // As SQLite leaves a connection for which the file could not be opened for writing.
        if number == 2, isBroken.withLock({ $0 }) { try db.execute(sql: "PRAGMA query_only = ON") }
      }))
    defer { history.close() }
    history.performAndWait(.saveConversation(header), events: fixture.events)
    history.perform(.saveTurn(ReplyID("r"), header, [.question("q")]))
    #expect(fixture.events.wait { if case .turnNotSaved = $0 { true } else { false } })
    // By itself, by a connection that is opened for it.
    #expect(fixture.events.wait(for: .recovered))
    #expect(try history.messages(of: header.id) == [.question("q")])
  }

  @Test func aProblemFromTheStartIsNotToldAgainBeforeSomethingIsToBeWritten() throws {
    let killed = fixture.open()
    killed.performAndWait(.saveTurn(ReplyID("r0"), header, [.running("m0", reply: "r0")]), events: fixture.events)
    killed.abandon()
    try fixture.sql { db in
      try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
      try db.execute(sql: "BEGIN EXCLUSIVE")
      try db.execute(sql: "INSERT INTO session VALUES (1, NULL, 1, 20, NULL)")
      let events = EventList()
      let history = fixture.open(limits: History.Limits(busySeconds: 0.05), events: events)
      history.perform(.loadMessages(header.id, before: nil, limit: 1))
      history.close()
      #expect(events.all == [.loadFailed(header.id, history.problem!)])
      try db.execute(sql: "ROLLBACK")
    }
  }

  @Test func aFullDiskLosesNothing() throws {
    let isFull = Lock(true)
    let history = fixture.open(
      limits: History.Limits(beforeTransaction: { [isFull] db, _ in
        let pages = try Int.fetchOne(db, sql: "PRAGMA page_count")!
        try db.execute(sql: "PRAGMA max_page_count = \(isFull.withLock { $0 } ? pages + 2 : 1_000_000)")
      }))
    let long = String(repeating: "long ", count: 20_000)
    let reply = Message.running("a")
    history.perform(.saveTurn(ReplyID("r"), header, [.question("q", long), reply]))
    #expect(fixture.events.wait { isTurnNotSaved($0, "r", .full) })
    history.perform(.appendText(header.id, reply.id, "an "))
    history.perform(.saveSession(SessionSnapshot(openConversation: header.id)))
    history.perform(.appendText(header.id, reply.id, "answer"))
    history.perform(.loadMessages(header.id, before: nil, limit: 10))
    #expect(fixture.events.wait { if case .loadFailed = $0 { true } else { false } })
    isFull.withLock { $0 = false }
    history.perform(.saveScroll(header.id, .following))
    #expect(fixture.events.wait(for: .recovered))
    history.close()
    #expect(fixture.events.all.filter { $0 == .recovered }.count == 1)
    let again = fixture.open()
    defer { again.close() }
    #expect(try again.messages(of: header.id).map(\.text) == [long, "an answer"])
    #expect(try again.restored(conversations: 1, messages: 1).session?.openConversation == header.id)
  }

  /// What a person does in a few minutes, in texts that need room.
  private static let long = String(repeating: "room ", count: 3000)
  private var script: [HistoryCommand] {
    let reply = Message.running("m2", reply: "r1")
    var commands: [HistoryCommand] = [
      .saveTurn(ReplyID("r1"), header, [.question("m1", Self.long), reply]), .saveDraft(header, Draft()),
    ]
    for piece in ["one ", "two ", "three"] {
      commands.append(.appendText(header.id, reply.id, Self.long + piece))
      commands.append(.saveScroll(header.id, .anchored(message: MessageID("m1"), row: piece.count)))
    }
    let ended = reply.with {
      $0.text = "one two three"
      $0.status = .complete
    }
    return commands + [
      .saveMessage(header.id, ended),
      .saveTurn(ReplyID("r2"), header, [.question("m3"), .running("m4", reply: "r2")]),
      .appendText(header.id, MessageID("m4"), Self.long), .saveConversation(.sample("b", at: 5)),
      .saveConversation(.sample("c", at: 6)), .appendText(header.id, MessageID("m4"), "partial"),
      .deleteConversation(ConversationID("b")), .deleteConversation(ConversationID("c")),
      .restoreConversation(ConversationID("c")), .saveDraft(header, Draft(text: "later", caret: 5)),
      .saveSession(SessionSnapshot(openConversation: header.id, isListVisible: true, listColumns: 40)),
    ]
  }

  /// How a transaction is made to fail.
  enum Fault: CaseIterable {
    /// Before it begins.
    case refused
    /// In the midst of it.
    case outOfRoom
  }

  @Test(arguments: Fault.allCases) func whicheverWriteFailsNothingIsLost(fault: Fault) throws {
    struct Torn: Error {}
    for failing in 1...script.count {
      let fixture = HistoryFixture()
      let history = fixture.open(
        limits: History.Limits(beforeTransaction: { db, number in
          // The n-th fails, the two after it, and then every third one.
          let isFailing = number >= failing && (number < failing + 3 || number % 3 == 0)
          if isFailing && fault == .refused { throw Torn() }
          let pages = try Int.fetchOne(db, sql: "PRAGMA page_count")!
          try db.execute(sql: "PRAGMA max_page_count = \(isFailing ? pages : 1_000_000)")
        }))
      for command in script { history.performAndWait(command, events: fixture.events) }
      let end = ScrollPosition.anchored(message: MessageID("m1"), row: 9)
      let isWritten = try waitUntil {
        history.performAndWait(.saveScroll(header.id, end), events: fixture.events)
        return try history.restored(conversations: 9, messages: 9).open?.scroll == end
      }
      #expect(isWritten, "the \(failing). write failed")
      history.close()
      if fault == .refused { #expect(fixture.events.all.contains { $0 == .recovered }) }

      let again = fixture.open()
      let restored = try again.restored(conversations: 9, messages: 9)
      again.close()
      #expect(restored.open?.messages.map(\.text) == [Self.long, "one two three", "why?", Self.long + "partial"])
      #expect(restored.open?.messages.map(\.status) == [.complete, .complete, .complete, .interrupted])
      #expect(restored.headers.map(\.id.rawValue) == ["a", "c"], "the \(failing). write failed")
      #expect(restored.drafts == [header.id: Draft(text: "later", caret: 5)])
      #expect(restored.session?.listColumns == 40)
      let turns = fixture.events.all.compactMap { event -> ReplyID? in
        switch event {
        case .turnSaved(let reply), .turnNotSaved(let reply, _): reply
        default: nil
        }
      }
      #expect(turns == [ReplyID("r1"), ReplyID("r2")], "each turn is answered once, in order")
    }
  }

  @Test func whatIsRefusedDoesNotHoldUpTheRest() throws {
    let history = fixture.open()
    defer { history.close() }
    var impossible = ConversationHeader.sample("b")
    impossible.unread = -1
    history.perform(.saveConversation(header))
    history.perform(.saveTurn(ReplyID("bad"), impossible, [.question("q")]))
    history.perform(.saveTurn(ReplyID("good"), header, [.question("q")]))
    #expect(fixture.events.wait(for: .turnSaved(ReplyID("good"))))
    #expect(fixture.events.wait { isTurnNotSaved($0, "bad", .inaccessible) })
    #expect(fixture.events.wait(for: .recovered))
    #expect(try history.conversations(limit: nil) == [header])
    #expect(try history.messages(of: header.id) == [.question("q")])
  }

  @Test func closingWritesWhatCouldNotBeWrittenBefore() throws {
    struct Torn: Error {}
    let history = fixture.open(
      limits: History.Limits(beforeTransaction: { _, number in if number == 1 { throw Torn() } }))
    history.perform(.saveTurn(ReplyID("r"), header, [.question("q")]))
    #expect(fixture.events.wait { isTurnNotSaved($0, "r", .inaccessible) })
    history.close()
    let again = fixture.open()
    defer { again.close() }
    #expect(try again.messages(of: header.id) == [.question("q")])
  }
}
