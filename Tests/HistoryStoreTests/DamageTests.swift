import ChatModel
import GRDB
import System
import TestSupport
import Testing

@testable import HistoryStore

/// A damaged file stays where it is until somebody says otherwise.
@Suite struct DamageTests {
  let fixture = HistoryFixture()
  let header = ConversationHeader.sample("a")

  private func damage(_ how: String) -> [UInt8] {
    var bytes = fixture.home.bytes(of: fixture.path)
    switch how {
    case "not a database": bytes = Array("# notes\n".utf8) + [UInt8](repeating: 65, count: 5000)
    case "truncated": bytes.removeLast(bytes.count / 2)
    case "page 1": for index in 100..<4096 { bytes[index] = UInt8(truncatingIfNeeded: index &* 37) }
    case "roots": for index in 4096..<bytes.count { bytes[index] = 0xA5 }
    default: bytes = [UInt8](repeating: 0, count: 8192)
    }
    fixture.home.write(bytes, to: fixture.path)
    return bytes
  }

  @Test(arguments: ["not a database", "truncated", "page 1", "roots", "zeros"])
  func aDamagedFileStaysWhereItIsUntilItIsSetAside(how: String) throws {
    fixture.fill(header)
    let bytes = damage(how)
    let walBytes: [UInt8] = [1, 2, 3]
    for access in [Access.readOnly, .readWrite] {
      fixture.home.write(walBytes, to: fixture.path + "-wal")
      let events = EventList()
      let history = fixture.open(access, events: events)
      #expect(history.problem?.kind == .damaged, "\(String(describing: history.problem))")
      #expect(throws: HistoryProblem.self) { try history.conversations(limit: nil) }
      history.perform(.saveTurn(ReplyID("lost"), header, [.question("lost")]))
      #expect(
        events.wait { if case .turnNotSaved(ReplyID("lost"), let why) = $0 { why.kind != .locked } else { false } })
      let left = history.close()
      #expect(left.conversations.isEmpty == (access == .readOnly))
      #expect(fixture.home.bytes(of: fixture.path) == bytes, "not even its log is folded into it")
      #expect(!fixture.home.names(in: "data").contains { $0.contains("damaged") })
    }

    // A name that is taken is not used.
    fixture.home.write(walBytes, to: fixture.path + "-wal")
    fixture.home.write([7], to: fixture.path + ".damaged-1")
    fixture.home.write([8], to: fixture.path + ".damaged-2-wal")
    #expect(try HistoryMaintenance.setAside(fixture.path) == .history("\(fixture.path).damaged-3"))
    #expect(fixture.home.bytes(of: fixture.path + ".damaged-1") == [7])
    #expect(fixture.home.bytes(of: fixture.path + ".damaged-2-wal") == [8])
    #expect(fixture.home.bytes(of: fixture.path + ".damaged-3") == bytes)
    #expect(
      HistoryMaintenance.leftovers(fixture.path).damaged == ["\(fixture.path).damaged-1", "\(fixture.path).damaged-3"])
    let again = fixture.open()
    defer { again.close() }
    #expect(again.problem == nil)
    again.performAndWait(.saveTurn(ReplyID("new"), header, [.question("new")]), events: fixture.events)
    #expect(try again.messages(of: header.id) == [.question("new")])
  }

  @Test func aLogOfAnotherFileIsSetAsideAlone() throws {
    // A copy is put in the place of a history whose client was killed.
    let history = fixture.open()
    func write(_ name: String) {
      let messages = (0..<300).map { Message.question("\(name)\($0)", "text \($0)") }
      history.performAndWait(.saveTurn(ReplyID(name), header, messages), events: fixture.events)
    }
    write("q")
    let copy = fixture.path + ".copy"
    _ = try HistoryMaintenance.backUp(fixture.path, to: copy, replacing: .refused)
    write("r")
    let log = fixture.home.bytes(of: fixture.path + "-wal")
    history.close()
    rename(copy, fixture.path)
    fixture.home.write(log, to: fixture.path + "-wal")
    let bytes = fixture.home.bytes(of: fixture.path)
    try #require((try? HistoryMaintenance.examine(fixture.path, .full).damages) != [])
    #expect(HistoryMaintenance.hasForeignLog(fixture.path))
    #expect(try HistoryMaintenance.setAside(fixture.path) == .log("\(fixture.path).damaged-1-wal"))
    #expect(fixture.home.bytes(of: fixture.path) == bytes)
    #expect(fixture.home.bytes(of: "\(fixture.path).damaged-1-wal") == log)
    let again = fixture.open()
    defer { again.close() }
    #expect(try again.messages(of: header.id).count == 300)
  }

  @Test func aDamagedFileThatSomebodyHasOpenStaysWhereItIs() async throws {
    fixture.fill(header)
    let path = fixture.path
    let bytes = damage("roots")
    let descriptor = open(path, O_RDWR)
    defer { close(descriptor) }
    var lock = flock()
    (lock.l_type, lock.l_whence) = (Int16(F_RDLCK), Int16(SEEK_SET))
    (lock.l_start, lock.l_len) = (0x4000_0002, 510)
    try #require(fcntl(descriptor, F_SETLK, &lock) == 0)
    await #expect(processExitsWith: .success) { [path = path as String] in
      do throws(HistoryProblem) { _ = try HistoryMaintenance.setAside(path) } catch  where error.kind == .locked {
        exit(0)
      }
      exit(1)
    }
    #expect(fixture.home.bytes(of: path) == bytes)
  }

  @Test func aWholeFileIsNeverSetAside() throws {
    fixture.fill(header)
    let bytes = fixture.home.bytes(of: fixture.path)
    #expect(throws: HistoryProblem.self) { try HistoryMaintenance.setAside(fixture.path) }
    #expect(throws: HistoryProblem.self) { try HistoryMaintenance.setAside(fixture.home.path("none.sqlite")) }
    #expect(fixture.home.bytes(of: fixture.path) == bytes)
    let names = fixture.home.names(in: "data")
    #expect(names.contains("history.sqlite") && !names.contains { $0.contains("damaged") }, "\(names)")
  }

  @Test func anErrorOfTheDiskIsNoDamage() {
    for code in [ResultCode.SQLITE_IOERR_READ, .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_SHMMAP, .SQLITE_IOERR] {
      let problem = HistoryProblem(DatabaseError(resultCode: code), path: fixture.path)
      #expect(problem.kind == .inaccessible && problem.text.contains("disk failed"), "\(code)")
      #expect(!DatabaseError(resultCode: code).mayBeDamage)
    }
  }

  /// What ends says nothing of what it would do if it went on.
  @Test func noProblemPromisesAnything() {
    let problems =
      [ResultCode.SQLITE_BUSY, .SQLITE_FULL, .SQLITE_READONLY, .SQLITE_CORRUPT, .SQLITE_IOERR, .SQLITE_CANTOPEN].map {
        HistoryProblem(DatabaseError(resultCode: $0), path: "/somewhere/history.sqlite").text
      } + [HistoryProblem.replaced("/h").text, HistoryProblem.foreign("/h").text]
    for text in problems {
      for word in ["memory", "Mend", "set aside as", ".."] { #expect(!text.contains(word), "\(text)") }
    }
  }

  @Test(arguments: ["FIFO", "socket", "folder", "FIFO beside it"])
  func whatIsNoFileIsRefusedAtOnce(kind: String) throws {
    fixture.home.makeFolder("data")
    switch kind {
    case "FIFO": #expect(mkfifo(fixture.path, 0o600) == 0)
    case "FIFO beside it":
      fixture.fill(header)
      #expect(mkfifo(fixture.path + "-wal", 0o600) == 0)
    case "folder": #expect(mkdir(fixture.path, 0o700) == 0)
    default:
      let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(descriptor) }
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(fixture.path.utf8)) }
      let bound = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      try #require(bound == 0)
    }
    for access in [Access.readOnly, .readWrite] {
      let history = fixture.open(access)
      #expect(history.problem?.kind == .foreign && history.problem?.text.contains(fixture.path) == true)
      history.close()
    }
    #expect(throws: HistoryProblem.self) { try HistoryMaintenance.examine(fixture.path, .quick) }
    #expect(throws: ForeignDatabaseProblem.self) { try ForeignDatabase(path: fixture.path) }
    #expect(throws: HistoryProblem.self) {
      try HistoryMaintenance.restore(fixture.path, into: fixture.home.path("other.sqlite"))
    }
    History.finishCreation(at: fixture.path)
  }

  /// A process may be ended before it has made anything but the file, or in the midst of its tables.
  @Test(arguments: ["no bytes", "no tables", "first step"]) func aCreationThatWasCutOffIsFinished(at place: String)
    throws
  {
    fixture.home.makeFolder("data")
    switch place {
    case "no bytes": fixture.home.write([], to: fixture.path)
    case "no tables":
      try fixture.sql { db in
        try db.execute(sql: "PRAGMA journal_mode = WAL")
        try db.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
      }
    default:
      try fixture.sql { db in try db.execute(sql: "PRAGMA journal_mode = WAL") }
      try Schema.migrator.migrate(DatabaseQueue(path: fixture.path), upTo: "1")
    }
    // Who may not write sees that nothing is there yet.
    let reader = fixture.open(.readOnly)
    #expect(reader.problem == nil)
    #expect(try reader.conversations(limit: nil) == [])
    reader.close()
    History.finishCreation(at: fixture.path)
    let version = try fixture.sql { try Int32.fetchOne($0, sql: "PRAGMA user_version") }
    #expect(version == (place == "first step" ? 1 : Schema.version), "an older version is left to who writes")
    #expect(try HistoryMaintenance.examine(fixture.path, .full).messages == 0)
    _ = try HistoryMaintenance.vacuum(fixture.path)
    #expect(try HistoryMaintenance.examine(fixture.path, .full).damages.isEmpty)
  }
}
