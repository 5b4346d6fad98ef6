import ChatModel
import GRDB
import System
import TestSupport
import Testing

@testable import HistoryStore

@Suite struct RestoreTests {
  let fixture = HistoryFixture()
  let header = ConversationHeader.sample("a")
  private var copy: String { fixture.home.path("copy.sqlite") }

  private func open(_ events: EventList) -> History {
    fixture.open(limits: History.Limits(changeRest: 20), events: events)
  }

  /// What stands in the folder of the history beside what SQLite and running clients keep there.
  private var files: [String] {
    fixture.home.names(in: "data").filter { name in
      !["-wal", "-shm", ".writers"].contains { name.hasSuffix($0) }
    }
  }

  @Test func aBackupComesBackUnderClientsThatRun() throws {
    let (mine, theirs) = (EventList(), EventList())
    let (a, b) = (open(mine), open(theirs))
    a.performAndWait(.saveTurn(ReplyID("1"), header, [.question("q1", "before")]), events: mine)
    _ = try HistoryMaintenance.backUp(fixture.path, to: copy, replacing: .refused)
    a.performAndWait(.saveTurn(ReplyID("2"), header, [.question("q2", "after")]), events: mine)
    a.performAndWait(.saveTurn(ReplyID("3"), .sample("b"), [.question("q3")]), events: mine)
    let identity = FileIdentity.look(fixture.path)
    let done = try HistoryMaintenance.restore(copy, into: fixture.path)
    #expect(done.restored.messages == 1 && done.restored.conversations == 1)
    #expect(FileIdentity.look(fixture.path) == identity, "the file is the same one")
    for events in [mine, theirs] {
      #expect(
        events.wait {
          if case .changed(let changes) = $0 {
            changes.isWholeList && changes.headers.map(\.id) == [header.id]
          } else {
            false
          }
        })
    }
    // Both write on.
    b.performAndWait(.saveTurn(ReplyID("4"), header, [.question("q4", "later")]), events: theirs)
    a.performAndWait(.saveTurn(ReplyID("5"), header, [.question("q5", "last")]), events: mine)
    #expect(try a.messages(of: header.id).map(\.text) == ["before", "later", "last"])
    a.close()
    b.close()
    #expect(try HistoryMaintenance.examine(fixture.path, .full).damages.isEmpty)
    // What was there before is not lost.
    let before = "\(fixture.path).before-restore-1"
    #expect(done.before == .history(before))
    let old = fixture.open(.readOnly, at: before)
    #expect(try old.messages(of: header.id).map(\.text) == ["before", "after"])
    old.close()
    #expect(files == ["history.sqlite", "history.sqlite.before-restore-1"])
  }

  @Test(arguments: [false, true]) func aReplyThatRunsMeanwhileIsKeptWhole(typesMeanwhile: Bool) throws {
    let events = EventList()
    let history = open(events)
    history.performAndWait(.saveTurn(ReplyID("0"), .sample("b"), [.question("q0")]), events: events)
    _ = try HistoryMaintenance.backUp(fixture.path, to: copy, replacing: .refused)
    history.performAndWait(
      .saveTurn(ReplyID("1"), header, [.question("q"), .running("m")]),
      .appendText(header.id, MessageID("m"), "part 0 "), events: events)
    _ = try HistoryMaintenance.restore(copy, into: fixture.path)
    var named = header
    named.remoteID = RemoteConversationID("r")
    history.performAndWait(
      .appendText(header.id, MessageID("m"), "part 1 "), .saveConversation(named, .remote), events: events)
    #expect(try history.conversations(limit: nil).map(\.id.rawValue) == ["b"], "no empty conversation")
    if typesMeanwhile { history.perform(.saveDraft(named, Draft(text: "next", caret: 4))) }
    let whole = Message.running("m").with { ($0.text, $0.status) = ("part 0 part 1 part 2", .complete) }
    history.performAndWait(
      .saveReply(named, question: .question("q"), whole), .saveConversation(named, .activity), events: events)
    #expect(try history.messages(of: header.id) == [.question("q"), whole])
    #expect(try history.conversations(startingWith: "a").first?.remoteID == named.remoteID)
    #expect(try history.draft(of: header.id).text == (typesMeanwhile ? "next" : ""))
    #expect(history.close().isEmpty)
    #expect(try HistoryMaintenance.examine(fixture.path, .full).damages.isEmpty)
  }

  @Test func whatIsNoFileIsNamedAsTheCopy() throws {
    fixture.fill(header)
    #expect(mkfifo(copy, 0o600) == 0)
    let problem = try #require(throws: HistoryProblem.self) { try HistoryMaintenance.restore(copy, into: fixture.path) }
    #expect(problem.text == "\(copy) is not restored: it is a FIFO. The history is as it was.")
  }

  @Test func aBackupOfAnOlderVersionIsBroughtUpToDate() throws {
    fixture.open().close()
    let queue = try DatabaseQueue(path: copy)
    try Schema.migrator.migrate(queue, upTo: "4")
    try queue.close()
    let done = try HistoryMaintenance.restore(copy, into: fixture.path)
    #expect(done.restored.messages == 0 && done.before == nil)
    #expect(try fixture.sql { try Int32.fetchOne($0, sql: "PRAGMA user_version") } == Schema.version)
    let left = try DatabaseQueue(path: copy)
    #expect(try left.read { try Int32.fetchOne($0, sql: "PRAGMA user_version") } == 4, "the copy stays as it is")
  }

  @Test(arguments: ["absent", "text", "foreign", "newer", "damaged", "itself"])
  func whatIsNoGoodCopyChangesNothing(kind: String) throws {
    let history = fixture.open()
    history.performAndWait(.saveTurn(ReplyID("1"), header, [.question("q1")]), events: fixture.events)
    history.close()
    var source = copy
    switch kind {
    case "absent": break
    case "text": fixture.home.write("not a history", to: copy)
    case "foreign":
      let queue = try DatabaseQueue(path: copy)
      try queue.write { try $0.execute(sql: "CREATE TABLE bookmarks (url TEXT)") }
      try queue.close()
    case "newer":
      _ = try HistoryMaintenance.backUp(fixture.path, to: copy, replacing: .refused)
      let queue = try DatabaseQueue(path: copy)
      try queue.write { try $0.execute(sql: "PRAGMA user_version = \(Schema.version + 1)") }
      try queue.close()
    case "damaged":
      _ = try HistoryMaintenance.backUp(fixture.path, to: copy, replacing: .refused)
      var bytes = fixture.home.bytes(of: copy)
      for index in bytes.count / 3..<bytes.count { bytes[index] = 0xA5 }
      fixture.home.write(bytes, to: copy)
    default: source = fixture.path
    }
    let bytes = fixture.home.bytes(of: fixture.path)
    let problem = try #require(throws: HistoryProblem.self) {
      try HistoryMaintenance.restore(source, into: fixture.path)
    }
    if ["text", "damaged"].contains(kind) { #expect(problem.text.contains("\(source) is not restored")) }
    #expect(fixture.home.bytes(of: fixture.path) == bytes)
    #expect(files == ["history.sqlite"])
  }

  @Test func aBackupNeverReplacesTheHistoryItselfOrADevice() throws {
    let history = fixture.open()
    history.performAndWait(.saveConversation(header), events: fixture.events)
    history.close()
    #expect(throws: HistoryProblem.self) {
      try HistoryMaintenance.backUp(fixture.path, to: fixture.path, replacing: .allowed)
    }
    #expect(mkfifo(copy, 0o600) == 0)
    #expect(throws: HistoryProblem.self) { try HistoryMaintenance.backUp(fixture.path, to: copy, replacing: .allowed) }
    #expect(try HistoryMaintenance.examine(fixture.path, .full).conversations == 1)
    #expect(fixture.home.names() == ["copy.sqlite", "data"])
  }

  @Test(arguments: ["header", "pages", "text", "cut"]) func aBackupComesBackOverADamagedHistory(how: String) throws {
    let history = open(fixture.events)
    history.performAndWait(
      .saveTurn(ReplyID("1"), header, (0..<200).map { .question("q\($0)") }), events: fixture.events)
    _ = try HistoryMaintenance.backUp(fixture.path, to: copy, replacing: .refused)
    history.close()
    var bytes = fixture.home.bytes(of: fixture.path)
    switch how {
    case "header": bytes[0] = 0
    case "pages": for index in 8192..<bytes.count { bytes[index] = 0xA5 }
    case "text": bytes = Array("no database".utf8)
    default: bytes.removeLast(bytes.count / 2)
    }
    fixture.home.write(bytes, to: fixture.path)
    let done = try HistoryMaintenance.restore(copy, into: fixture.path)
    #expect(done.restored.messages == 200)
    #expect(done.before == .damaged("\(fixture.path).damaged-1"))
    #expect(fixture.home.bytes(of: "\(fixture.path).damaged-1") == bytes)
    #expect(try HistoryMaintenance.examine(fixture.path, .full).messages == 200)
    // A copy that cannot be used moves nothing.
    fixture.home.write(bytes, to: fixture.path)
    fixture.home.write([1, 2, 3], to: copy)
    #expect(throws: HistoryProblem.self) { try HistoryMaintenance.restore(copy, into: fixture.path) }
    #expect(fixture.home.bytes(of: fixture.path) == bytes)
  }
}
