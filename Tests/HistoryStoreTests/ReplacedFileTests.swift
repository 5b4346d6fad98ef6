import ChatModel
import GRDB
import System
import TestSupport
import Testing

@testable import HistoryStore

/// A history file that is moved, deleted or replaced while a client has it open.
@Suite struct ReplacedFileTests {
  let fixture = HistoryFixture()
  let header = ConversationHeader.sample("a")

  private func isReplaced(_ event: HistoryEvent) -> Bool { event.problem?.kind == .replaced }

  private func replace(_ how: String) {
    switch how {
    case "deleted": unlink(fixture.path)
    case "moved": rename(fixture.path, fixture.path + ".old")
    case "-wal", "-shm": unlink(fixture.path + how)
    case "folder moved": rename(fixture.home.path("data"), fixture.home.path("elsewhere"))
    default:
      fixture.home.write([1, 2, 3], to: fixture.path + ".new")
      rename(fixture.path + ".new", fixture.path)
    }
  }

  @Test(arguments: ["deleted", "moved", "replaced", "folder moved"])
  func itIsToldAndNeverWrittenAgain(how: String) throws {
    let kept = Lock<[Unwritten]>([])
    let history = fixture.open(
      limits: History.Limits(changeRest: 20, rescue: { left in kept.withLock { $0.append(left) } }))
    history.performAndWait(
      .saveTurn(ReplyID("r"), header, [.question("q"), .running("m", reply: "r")]), events: fixture.events)
    replace(how)
    // By the watch, without a write.
    #expect(fixture.events.wait(isReplaced))
    let bytes = how == "replaced" ? fixture.home.bytes(of: fixture.path) : []
    let ended = Message.running("m", reply: "r").with { ($0.text, $0.status) = ("whole", .complete) }
    history.perform(.appendText(header.id, MessageID("m"), "who"))
    history.perform(.saveMessage(header.id, ended))
    history.perform(.saveTurn(ReplyID("r2"), header, [.question("q2", "another")]))
    #expect(fixture.events.wait { if case .turnNotSaved(ReplyID("r2"), _) = $0 { isReplaced($0) } else { false } })
    #expect(fixture.events.wait(for: .unsaved(UnsavedCount(questions: 1, answers: 1))))
    let left = history.close()
    #expect(left.problem?.kind == .replaced)
    #expect(left.conversations.map(\.header) == [header])
    #expect(left.conversations.first?.messages.map(\.message) == [ended, .question("q2", "another")])
    #expect(kept.withLock { $0.last?.conversations } == left.conversations, "a kill would not lose it either")
    switch how {
    case "replaced": #expect(fixture.home.bytes(of: fixture.path) == bytes)
    case "moved", "deleted": #expect(!HistoryFileLocation.isThere(fixture.path), "nothing new stands in its place")
    default: #expect(!HistoryFileLocation.isThere(fixture.home.path("data")))
    }
  }

  /// Looks that were due anyway find it too; here nothing but the system's word does.
  @Test(arguments: ["deleted", "moved", "replaced", "folder moved", "-wal", "-shm"])
  func theWatchTellsOfIt(how: String) throws {
    fixture.fill(header)
    for end in ["-wal", "-shm"] { fixture.home.write([], to: fixture.path + end) }
    let watch = ChangeWatch(path: fixture.path)
    try #require(watch.descriptor >= 0)
    #expect(!watch.takeEvents())
    replace(how)
    var descriptor = pollfd(fd: watch.descriptor, events: Int16(POLLIN), revents: 0)
    #expect(poll(&descriptor, 1, Int32(patience)) == 1)
    #expect(watch.takeEvents())
  }

  @Test func aCommitFindsItEvenWhereNoWatchDid() throws {
    let history = fixture.open(limits: History.Limits(changeRest: 60_000))
    history.performAndWait(.saveConversation(header), events: fixture.events)
    replace("replaced")
    history.perform(.saveTurn(ReplyID("r"), header, [.question("q")]))
    #expect(fixture.events.wait { if case .turnNotSaved(ReplyID("r"), _) = $0 { isReplaced($0) } else { false } })
    #expect(waitUntil { !HistoryFileLocation.isThere(fixture.path + "-wal") }, "the log is not left to the other file")
    #expect(history.close().count == UnsavedCount(questions: 1))
    #expect(fixture.home.bytes(of: fixture.path) == [1, 2, 3])
  }

  @Test func whatIsReplacedWithinATransactionIsNotCommitted() throws {
    let path = fixture.path
    let history = fixture.open(
      limits: History.Limits(
        changeRest: 60_000, beforeTransaction: { _, number in if number == 2 { rename(path, path + ".old") } }))
    history.performAndWait(.saveConversation(header), events: fixture.events)
    history.perform(.saveTurn(ReplyID("r"), header, [.question("q")]))
    #expect(fixture.events.wait { if case .turnNotSaved = $0 { isReplaced($0) } else { false } })
    history.close()
    rename(path + ".old", path)
    #expect(try fixture.sql { try Int.fetchOne($0, sql: "SELECT count(*) FROM message") } == 0)
  }

  @Test func textOfAReplyThatWasOnDiskIsPutTogether() throws {
    let history = fixture.open(limits: History.Limits(changeRest: 60_000))
    let reply = Message.running("m", reply: "r")
    history.performAndWait(
      .saveTurn(ReplyID("r"), header, [.question("q"), reply]), .appendText(header.id, reply.id, "one "),
      events: fixture.events)
    replace("deleted")
    history.perform(.appendText(header.id, reply.id, "two"))
    #expect(fixture.events.wait(isReplaced))
    let left = history.close()
    #expect(left.conversations.first?.messages.map(\.message.text) == ["one two"])
  }

  @Test(arguments: ["-wal", "-shm"]) func whatBelongsToItMayNotGoEither(end: String) throws {
    let history = fixture.open(limits: History.Limits(changeRest: 20))
    history.performAndWait(
      .saveTurn(ReplyID("r"), header, [.question("q", "kept")]), events: fixture.events)
    unlink(fixture.path + end)
    #expect(fixture.events.wait(isReplaced), "by the watch, without a write")
    history.perform(.saveTurn(ReplyID("r2"), header, [.question("q2", "late")]))
    #expect(fixture.events.wait { if case .turnNotSaved(ReplyID("r2"), _) = $0 { isReplaced($0) } else { false } })
    // A kill now loses nothing of what was written: it is in the file, or in the log that is there.
    let copy = fixture.path + ".copy"
    for part in ["", "-wal"] where HistoryFileLocation.isThere(fixture.path + part) {
      fixture.home.write(fixture.home.bytes(of: fixture.path + part), to: copy + part)
    }
    let reader = try History(path: copy, access: .readOnly, sink: EventList())
    #expect(try reader.messages(of: header.id).map(\.text) == ["kept"])
    reader.close()
    #expect(history.close().conversations.first?.messages.map(\.message.text) == ["late"])
    #expect(try fixture.sql { try Int.fetchOne($0, sql: "SELECT count(*) FROM message") } == 1)
  }

  @Test func anEmptiedFileIsNotWrittenAgain() throws {
    let history = fixture.open(limits: History.Limits(changeRest: 20))
    history.performAndWait(.saveTurn(ReplyID("r"), header, [.question("q")]), events: fixture.events)
    truncate(fixture.path, 0)
    #expect(fixture.events.wait(isReplaced))
    history.perform(.saveTurn(ReplyID("r2"), header, [.question("q2", "late")]))
    #expect(fixture.events.wait { if case .turnNotSaved(ReplyID("r2"), _) = $0 { isReplaced($0) } else { false } })
    let problems = fixture.events.all.compactMap(\.problem)
    #expect(problems.filter { $0.kind == .replaced }.allSatisfy { $0.text.contains("was emptied") }, "\(problems)")
    // Nor is it filled with parts of what it was, and whoever looks for them finds the log where it was.
    #expect(HistoryFileLocation.size(fixture.path) == 0 && !HistoryFileLocation.isThere(fixture.path + ".log-1"))
    #expect(history.close().conversations.first?.messages.map(\.message.text) == ["late"])
    #expect(HistoryFileLocation.size(fixture.path) == 0)
  }

  /// Somebody else may write there by now.
  @Test func aFileThatHasAnotherLogIsLeftAsItIs() throws {
    let history = fixture.open(limits: History.Limits(changeRest: 20))
    history.performAndWait(.saveTurn(ReplyID("r"), header, [.question("q")]), events: fixture.events)
    let bytes = fixture.home.bytes(of: fixture.path)
    rename(fixture.path + "-wal", fixture.path + ".aside")
    fixture.home.write([1, 2, 3], to: fixture.path + "-wal")
    #expect(fixture.events.wait(isReplaced))
    history.perform(.saveTurn(ReplyID("r2"), header, [.question("q2", "late")]))
    #expect(fixture.events.wait { if case .turnNotSaved(ReplyID("r2"), _) = $0 { isReplaced($0) } else { false } })
    #expect(fixture.home.bytes(of: fixture.path) == bytes)
    #expect(fixture.home.bytes(of: fixture.path + "-wal") == [1, 2, 3])
    #expect(history.close().conversations.first?.messages.map(\.message.text) == ["late"])
    // Nor does the end fold the old log into it, or take the other one away.
    #expect(fixture.home.bytes(of: fixture.path) == bytes)
    #expect(fixture.home.bytes(of: fixture.path + "-wal") == [1, 2, 3])
  }

  /// Where the log cannot be emptied into its own file, since somebody reads there, it is kept under another name.
  @Test func aLogThatSomebodyReadsIsKeptAside() throws {
    let copy = fixture.path + ".copy"
    let history = fixture.open(limits: History.Limits(changeRest: 20))
    history.performAndWait(.saveTurn(ReplyID("r"), header, [.question("q", "old")]), events: fixture.events)
    _ = try HistoryMaintenance.backUp(fixture.path, to: copy, replacing: .refused)
    let reader = try DatabaseQueue(path: fixture.path)
    try reader.writeWithoutTransaction { db in
      try db.execute(sql: "BEGIN; SELECT count(*) FROM message")
      history.performAndWait(.saveTurn(ReplyID("r2"), header, [.question("q2", "new")]), events: fixture.events)
      let log = fixture.home.bytes(of: fixture.path + "-wal")
      rename(fixture.path, fixture.path + ".before")
      rename(copy, fixture.path)
      #expect(fixture.events.wait(isReplaced))
      #expect(waitUntil { !HistoryFileLocation.isThere(fixture.path + "-wal") })
      #expect(fixture.home.bytes(of: fixture.path + ".log-1") == log && !log.isEmpty)
      try db.execute(sql: "COMMIT")
    }
    history.close()
    try reader.close()
  }

  @Test func aCopyThatIsMovedIntoItsPlaceIsReadWithoutItsLog() throws {
    let copy = fixture.path + ".copy"
    let history = fixture.open(limits: History.Limits(changeRest: 20))
    history.performAndWait(.saveTurn(ReplyID("r"), header, [.question("q", "old")]), events: fixture.events)
    _ = try HistoryMaintenance.backUp(fixture.path, to: copy, replacing: .refused)
    for number in 0..<40 {
      let turn = HistoryCommand.saveTurn(ReplyID("r\(number)"), header, [.question("n\(number)", "new \(number)")])
      history.performAndWait(turn, events: fixture.events)
    }
    rename(fixture.path, fixture.path + ".before")
    rename(copy, fixture.path)
    #expect(fixture.events.wait(isReplaced))
    history.close()
    for (path, count) in [(fixture.path, 1), (fixture.path + ".before", 41)] {
      #expect(!HistoryFileLocation.hasContent(path + "-wal"))
      let reader = try History(path: path, access: .readOnly, sink: EventList())
      #expect(reader.problem == nil)
      #expect(try reader.messages(of: header.id).count == count)
      reader.close()
    }
  }
}
