import ChatModel
import GRDB
import System
import TestSupport
import Testing

@testable import HistoryStore

/// What the room does with files that are not as they should be.
@Suite struct FileTests {
  let fixture = HistoryFixture()
  let header = ConversationHeader.sample("a")

  @Test func filesAreForTheirOwnerOnly() throws {
    let before = umask(0)
    defer { umask(before) }
    let history = fixture.open()
    defer { history.close() }
    history.performAndWait(.saveTurn(ReplyID("r"), header, [.running("m")]), events: fixture.events)
    let folder = fixture.home.path("data")
    #expect(fixture.home.mode(of: folder) == 0o700)
    #expect(
      fixture.home.names(in: folder) == [
        "history.sqlite", "history.sqlite-shm", "history.sqlite-wal", "history.sqlite.writers",
      ])
    for name in fixture.home.names(in: folder) {
      #expect(fixture.home.mode(of: "\(folder)/\(name)") == (name.hasSuffix("writers") ? 0o700 : 0o600), "\(name)")
    }
    for name in fixture.home.names(in: "\(fixture.path).writers") {
      #expect(fixture.home.mode(of: "\(fixture.path).writers/\(name)") == 0o600)
    }
  }

  @Test func closingLeavesOneFile() {
    fixture.fill(header)
    #expect(fixture.home.names(in: "data") == ["history.sqlite"])
    #expect(fixture.home.names(in: "\(fixture.path).writers") == [])
  }

  @Test func closingMayBeRepeatedAndEndsEverything() {
    let history = fixture.open()
    history.perform(.saveConversation(header))
    history.close()
    history.close()
    history.perform(.saveConversation(.sample("b")))
    #expect(throws: HistoryProblem.self) { try history.conversations(limit: nil) }
    #expect(fixture.events.all == [])
  }

  @Test func aValueThatBreaksItsTablesPromiseIsReadWithinBounds() throws {
    fixture.fill(header)
    // A row without what its table promises.
    try fixture.sql { db in
      try db.execute(sql: "PRAGMA writable_schema = ON")
      try db.execute(
        sql: """
          UPDATE sqlite_master SET sql = replace(replace(sql, ' STRICT', ''), 'created_at INTEGER NOT NULL', 'created_at')
          WHERE name = 'message'
          """)
      try db.execute(sql: "PRAGMA writable_schema = RESET")
      try db.execute(sql: "UPDATE message SET created_at = NULL WHERE key = 'q7'")
    }
    let history = fixture.open()
    defer { history.close() }
    #expect(history.problem == nil)
    let messages = try history.messages(of: header.id)
    #expect(messages.first { $0.id == MessageID("q7") }?.createdAt == Timestamp(milliseconds: 0))
    #expect(messages.filter { $0.createdAt == Timestamp(milliseconds: 1000) }.count == messages.count - 1)
    #expect(try history.conversations(limit: nil) == [header])
  }

  @Test(arguments: ["migration", "user_version"]) func aNewerFileIsLeftAsItIs(how: String) throws {
    fixture.fill(header)
    try fixture.sql { db in
      switch how {
      case "migration": try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('2 of tomorrow')")
      default: try db.execute(sql: "PRAGMA user_version = \(Schema.version + 1)")
      }
    }
    let bytes = fixture.home.bytes(of: fixture.path)
    for access in [Access.readWrite, .readOnly] {
      let events = EventList()
      let history = fixture.open(access, events: events)
      #expect(history.problem?.kind == .newerVersion)
      history.perform(.saveTurn(ReplyID("r"), header, [.question("q")]))
      history.perform(.saveSession(SessionSnapshot()))
      history.perform(.saveSession(SessionSnapshot()))
      history.perform(.loadMessages(header.id, before: nil, limit: 1))
      history.perform(.loadConversations)
      #expect(events.wait(for: .conversationsLoaded([], drafts: [:], isLast: true)))
      history.close()
      #expect(events.all.filter { if case .turnNotSaved(ReplyID("r"), _) = $0 { true } else { false } }.count == 1)
      #expect(events.all.filter { if case .loadFailed = $0 { true } else { false } }.count == 1)
      #expect(events.all.allSatisfy { $0.problem.map { $0.kind == .newerVersion } ?? true })
      #expect(!events.all.contains(.recovered))
    }
    #expect(fixture.home.bytes(of: fixture.path) == bytes)
  }

  @Test func aFileThatANewerProgramChangesWhileItIsUsedIsNotWritten() throws {
    let history = fixture.open()
    history.performAndWait(.saveConversation(header), events: fixture.events)
    try fixture.sql { db in try db.execute(sql: "PRAGMA user_version = \(Schema.version + 1)") }
    history.perform(.saveTurn(ReplyID("r"), header, [.question("q")]))
    #expect(
      fixture.events.wait {
        if case .turnNotSaved(_, let problem) = $0 { problem.kind == .newerVersion } else { false }
      })
    history.close()
    #expect(try fixture.sql { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM message") } == 0)
  }

  @Test func theDatabaseOfAnotherProgramIsLeftAsItIs() throws {
    fixture.home.makeFolder("data")
    try fixture.sql { db in try db.execute(sql: "CREATE TABLE bookmarks (url TEXT)") }
    let bytes = fixture.home.bytes(of: fixture.path)
    let history = fixture.open()
    #expect(history.problem?.kind == .foreign && history.problem?.text.contains("another program") == true)
    history.close()
    #expect(fixture.home.bytes(of: fixture.path) == bytes)
  }

  @Test(arguments: ["/proc/maichat/history.sqlite", "/proc/version/history.sqlite", "/proc/history.sqlite"])
  func aPlaceThatCannotBeUsedIsToldOfAndDoesNotHoldUp(path: String) {
    let history = fixture.open(at: path)
    #expect(history.problem?.kind == .inaccessible, "\(String(describing: history.problem))")
    #expect(history.problem?.text.contains(path) == true)
    history.perform(.saveTurn(ReplyID("r"), header, [.question("q")]))
    history.perform(.saveScroll(header.id, .following))
    history.perform(.saveScroll(header.id, .following))
    history.perform(.loadConversations)
    #expect(fixture.events.wait(for: .conversationsLoaded([], drafts: [:], isLast: true)))
    history.close()
    #expect(fixture.events.all.contains(.turnNotSaved(ReplyID("r"), history.problem!)))
    #expect(fixture.events.all.filter { if case .saveFailed = $0 { true } else { false } }.count <= 1)
    #expect(throws: HistoryProblem.self) { try history.restored(conversations: 1, messages: 1) }
  }

  @Test func aFolderInPlaceOfTheFileIsNotMovedAway() {
    fixture.home.makeFolder("data")
    #expect(mkdir(fixture.path, 0o700) == 0)
    let history = fixture.open()
    #expect(history.problem?.kind == .foreign)
    history.close()
    #expect(fixture.home.names(in: "data") == ["history.sqlite"])
  }

  @Test func whatComesBackIsUsedAgain() throws {
    fixture.home.makeFolder("data")
    #expect(mkdir(fixture.path, 0o700) == 0)
    let history = fixture.open()
    defer { history.close() }
    history.perform(.saveTurn(ReplyID("r"), header, [.question("q")]))
    #expect(fixture.events.wait { if case .turnNotSaved = $0 { true } else { false } })
    rmdir(fixture.path)
    history.perform(.saveDraft(header, Draft(text: "x", caret: 1)))
    #expect(fixture.events.wait(for: .recovered))
    #expect(history.problem == nil)
    #expect(try history.messages(of: header.id) == [.question("q")])
  }

  @Test func readingOnlyWritesNothing() throws {
    fixture.fill(header)
    let bytes = fixture.home.bytes(of: fixture.path)
    let history = fixture.open(.readOnly)
    #expect(history.problem == nil)
    #expect(try history.messages(of: header.id).count == 300)
    history.perform(.saveTurn(ReplyID("r"), header, [.question("new")]))
    history.perform(.saveSession(SessionSnapshot()))
    history.perform(.loadMessages(header.id, before: nil, limit: 1))
    #expect(fixture.events.wait { if case .messagesLoaded = $0 { true } else { false } })
    history.close()
    #expect(
      fixture.events.all.contains {
        if case .turnNotSaved(_, let problem) = $0 { problem.kind == .readOnly } else { false }
      })
    #expect(fixture.home.bytes(of: fixture.path) == bytes)
    #expect(fixture.home.names(in: "\(fixture.path).writers") == [])
  }

  @Test func readingOnlyWhatDoesNotExistIsAnEmptyHistory() throws {
    let history = fixture.open(.readOnly)
    #expect(history.problem == nil)
    #expect(try history.restored(conversations: 1, messages: 1) == StartupSnapshot())
    #expect(try history.conversations(limit: nil) == [] && history.conversations(startingWith: "a") == [])
    history.perform(.loadConversations)
    #expect(fixture.events.wait(for: .conversationsLoaded([], drafts: [:], isLast: true)))
    history.close()
    #expect(fixture.home.names() == [])
  }

  @Test func aFileThatIsBeingOpenedAgainIsNotTakenForAnEmptyOne() throws {
    fixture.fill(header)
    let (reached, looked) = (Latch(), Latch())
    var limits = History.Limits(beforeTransaction: { db, _ in try db.execute(sql: "PRAGMA query_only = ON") })
    limits.busySeconds = 0.01
    limits.whileReopening = {
      reached.open()
      looked.wait()
    }
    let history = fixture.open(limits: limits)
    defer { history.close() }
    defer { looked.open() }
    history.perform(.saveTurn(ReplyID("r2"), header, [.question("new")]))
    #expect(reached.wait(milliseconds: 20_000))
    #expect(throws: HistoryProblem.inaccessible(fixture.path, reason: "it is being opened again")) {
      try history.messages(of: header.id)
    }
    looked.open()
    #expect(
      fixture.events.wait { if case .turnNotSaved = $0 { true } else { false } })
    #expect(try history.conversations(limit: nil).count == 1)
  }

  @Test func aFileThatTurnsReadOnlyIsStillRead() throws {
    fixture.fill(header)
    let history = fixture.open(
      limits: History.Limits(beforeTransaction: { db, _ in try db.execute(sql: "PRAGMA query_only = ON") }))
    defer { history.close() }
    history.perform(.saveTurn(ReplyID("r2"), header, [.question("new")]))
    #expect(
      fixture.events.wait {
        if case .turnNotSaved(_, let problem) = $0 { problem.kind == .inaccessible } else { false }
      }, "the file itself may be written")
    history.perform(.loadMessages(header.id, before: nil, limit: 1))
    #expect(fixture.events.wait { if case .messagesLoaded = $0 { true } else { false } })
    #expect(try history.messages(of: header.id).count == 300)
  }
}
