import ChatModel
import GRDB
import System

/// The history file and the two connections to it: one that reads, and one that writes, which is opened with the first
/// write. Reads see a snapshot (WAL) and never wait for writers.
///
/// It knows which file it opened: where another one stands in its place, or none, nothing is written any more.
/// Does not: know what a conversation is.
final class HistoryFile: Sendable {
  let path: String
  let access: Access
  let leases: WriterLeases
  private let limits: History.Limits

  private struct Content {
    var reader: DatabaseQueue?
    var writer: DatabaseQueue?
    var lease: WriterLease?
    var problem: HistoryProblem?
    /// The file that was opened; nil before that.
    var identity: FileIdentity?
    var counters = History.Counters()
    var isClosed = false
    /// Whether the reader sees the file as it was when it was opened.
    var isFrozen = false
    /// Whether the file is of an older version.
    var isAdapted = false
    /// The last change that was there when the file was opened.
    var baseline: Int64 = 0
    /// How often all connections were given up.
    var generation = 0
    /// The files that SQLite keeps beside it; nil while nothing is open, or where it is not used.
    var log: LogFiles?
    var hasLetGo = false
    /// Whether what is at its place is not to be touched any more, not even by closing it.
    var isForeign = false
    /// Whether there was nothing to read when it was opened.
    var isAbsent = false
  }
  private let content = Lock(Content())
  /// Open but for the moments in which all connections are given up and made again: who reads then waits.
  private let settled = Latch()

  init(path: String, access: Access, limits: History.Limits) {
    // SQLite takes a name that begins with "file:" for a URI.
    self.path = path.hasPrefix("/") ? path : "./\(path)"
    self.access = access
    self.limits = limits
    leases = WriterLeases(folder: "\(self.path).writers")
    settled.open()
  }

  /// Why it cannot be used; nil when it can.
  var problem: HistoryProblem? { content.withLock { $0.problem } }
  var counters: History.Counters { content.withLock { $0.counters } }
  /// The last change that was there when it was opened.
  var baseline: Int64 { content.withLock { $0.baseline } }
  /// This process's lease, where it has one.
  var ownLease: String? { content.withLock { $0.lease?.id } }
  /// Changes when connections to the file are not to be used any more.
  var generation: Int { content.withLock { $0.generation } }

  // MARK: Opening

  /// Opens the file anew if it was not there, or if what can be read of it is as old as its opening.
  func thaw() {
    let isStale = content.withLock { !$0.isClosed && ($0.isFrozen || $0.reader == nil) }
    guard access == .readOnly, isStale else { return }
    let baseline = baseline
    open(.again)
    // What was written since is news.
    content.withLock { $0.baseline = baseline }
  }

  /// How long an opening waits for other processes.
  enum Patience {
    /// As long as somebody who starts the program does.
    case first
    /// A moment: it is tried again.
    case again
  }

  /// Opens the file and brings it up to date; tried again before a write while there is a problem that may pass.
  /// Not to be called by two threads at a time.
  func open(_ patience: Patience = .first) {
    if problem?.kind == .replaced { return }
    do {
      do { try openOnce(patience) } catch let error as DatabaseError where error.mayBeDamage {
        forgetConnections()
        // A disk that fails once looks like damage too; nothing is said of the file before it was looked through.
        try HistoryMaintenance.requireWhole(path)
        try openOnce(patience)
      }
      content.withLock { $0.problem = nil }
    } catch {
      let problem = HistoryProblem(error, path: path)
      content.withLock { $0.problem = problem }
    }
  }

  private func openOnce(_ patience: Patience) throws {
    try HistoryFileLocation.requireFile(path)
    switch access {
    case .readOnly where HistoryFileLocation.isAbsent(path): content.withLock { $0.isAbsent = true }
    case .readOnly: try openForReading(patience)
    case .readWrite:
      // What was there once is not created again.
      try requireUnmoved()
      do throws(FileFailure) { try HistoryFileLocation.prepare(path) } catch {
        guard error.isReadOnly || error.isFull, HistoryFileLocation.isThere(path) else {
          throw error.problem(with: path)
        }
        try openForReading(patience)
        throw error.problem(with: path)
      }
      try openForReading(patience)
    }
  }

  private func openForReading(_ patience: Patience) throws {
    let before = FileIdentity.look(path)
    var (reader, isFrozen) = try makeReader(patience)
    var state = try reader.read(Schema.state)
    if state == .older, access == .readWrite {
      try migrate(patience)
      (reader, isFrozen) = try makeReader(patience)
      state = try reader.read(Schema.state)
    }
    let isUnfinished = try state == .older && reader.read(Schema.isUnfinished)
    switch state {
    case .current: break
    // A process was ended while it made the file: nothing is in it yet.
    case .older where access == .readOnly && isUnfinished: return content.withLock { $0.isAbsent = true }
    case .older where access == .readOnly: try reader.writeWithoutTransaction(OlderSchema.adapt)
    case .older:
      throw HistoryProblem.inaccessible(path, reason: "it is of an older version, and may only be read")
    case .newer: throw HistoryProblem.newerVersion(path)
    case .foreign: throw HistoryProblem.foreign(path)
    }
    let newest = try reader.read(ChangeReader.newest)
    let isAdapted = state == .older
    let log = isFrozen ? nil : LogFiles(beside: path)
    let moved = content.withLock { content -> Bool in
      content.reader = reader
      content.isAbsent = false
      // Whoever brings it up to date meanwhile is not to be read through what was laid over it.
      content.isFrozen = isFrozen || isAdapted
      content.isAdapted = isAdapted
      content.log = log
      content.baseline = newest
      guard case .file(let identity) = before else { return false }
      defer { content.identity = content.identity ?? identity }
      return content.identity.map { $0 != identity } ?? false
    }
    if moved { throw HistoryProblem.replaced(path) }
    try requireUnmoved()
  }

  private func makeReader(_ patience: Patience) throws -> (reader: DatabaseQueue, isFrozen: Bool) {
    // Who writes tries again by itself, and has something to do meanwhile.
    let slice = patience == .again ? Self.busySlice : access == .readOnly ? 1 : 0.3
    return try HistoryConnection.reader(path, busy: min(limits.busySeconds, slice))
  }

  /// A connection for searches alone, which takes little memory.
  func makeSearchReader() throws -> DatabaseQueue {
    let (isOpen, isAdapted, problem) = content.withLock { ($0.reader != nil, $0.isAdapted, $0.problem) }
    guard isOpen else { throw problem ?? .closed(path) }
    let reader = try makeReader(.first).reader
    if isAdapted { try reader.writeWithoutTransaction(OlderSchema.adapt) }
    return reader
  }

  /// A connection for the search index, which gives way: it waits a moment only where others write.
  func makeSearchWriter() throws -> DatabaseQueue {
    try HistoryConnection.writer(path, busy: 0.1, label: "search index", synchronous: "NORMAL")
  }

  /// How long one attempt to write waits for other processes, in seconds. The writer's thread tries again by itself, and
  /// reads meanwhile.
  static let busySlice = 0.05

  /// Two processes may come here at once: the one that is late finds the work done.
  private func migrate(_ patience: Patience) throws {
    // Each step is whole or not there. None has to be on the disk before the next: whoever waits for the file on a slow one
    // waits once.
    let writer = try HistoryConnection.writer(
      path, busy: min(limits.busySeconds, Self.busySlice), synchronous: "NORMAL")
    defer { try? writer.close() }
    var wait = LockWait(path, patience: patience == .first ? Int64(limits.busySeconds * 1000) : 0, clock: limits.clock)
    while true {
      do {
        try writer.writeWithoutTransaction { db in _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") }
        return try Schema.migrator.migrate(writer)
      } catch {
        if case .current? = try? writer.read(Schema.state) { return }
        // Who was late with a step finds its tables there already; what is left of the steps is looked at again.
        let passing: [ResultCode] = [.SQLITE_BUSY, .SQLITE_ERROR, .SQLITE_CONSTRAINT]
        guard let code = (error as? DatabaseError)?.resultCode, passing.contains(code), !wait.isOver() else {
          throw error
        }
        _ = poll(nil, 0, 20)
      }
    }
  }

  /// No database of SQLite is smaller, in bytes.
  private static let smallest: Int64 = 512

  /// Throws where another file stands in the place of the one that was opened, or none, and where its log is not there any
  /// more; for good.
  func requireUnmoved() throws(HistoryProblem) {
    let (known, log, isOpen) = content.withLock { ($0.identity, $0.log, $0.reader != nil) }
    guard let known else { return }
    let problem: HistoryProblem
    switch FileIdentity.look(path) {
    case .unknown: throw .inaccessible(path, reason: "the system does not say what stands there")
    case .file(known):
      if isOpen, HistoryFileLocation.size(path) < Self.smallest {
        problem = .emptied(path)
      } else if let log, log.state != .whole {
        problem = .cutOff(path)
      } else {
        return
      }
    case .file, .nothing: problem = .replaced(path)
    }
    content.withLock { $0.problem = problem }
    throw problem
  }

  /// Called by the writer's thread, outside of its transactions, once `requireUnmoved` has thrown for good: what was written
  /// goes from the log to the file that it belongs to, and the log does not stay where SQLite would take it for that of the
  /// file that stands there now.
  func letGo() {
    let (writer, log) = content.withLock { content -> (DatabaseQueue?, LogFiles?) in
      defer { content.hasLetGo = true }
      return content.hasLetGo || access == .readOnly ? (nil, nil) : (content.writer, content.log)
    }
    guard let log else { return }
    let isSame = content.withLock { $0.identity }.map { FileIdentity.look(path) == .file($0) } ?? false
    // An emptied file is not to be filled with parts of what it was, nor one that somebody else has written to meanwhile.
    if isSame, log.hasLog || log.state == .other || HistoryFileLocation.size(path) < Self.smallest {
      return content.withLock { $0.isForeign = true }
    }
    let isFolded =
      (try? writer?.writeWithoutTransaction { db in
        try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)").flatMap { Int.fromDatabaseValue($0[0]) } == 0
      }) ?? false
    log.clear(isFolded: isFolded)
  }

  /// Whether a process may have been ended while it made the file at `path`. Looks at the file itself, so it is not to be
  /// called while this process has it open: closing it would drop SQLite's locks.
  static func looksUnfinished(_ path: String) -> Bool {
    guard (try? HistoryFileLocation.requireFile(path)) != nil else { return false }
    if HistoryFileLocation.hasContent(path + "-journal") { return true }
    let descriptor = Descriptor.open(path, O_RDONLY)
    guard descriptor >= 0 else { return false }
    defer { Descriptor.close(descriptor) }
    var header = [UInt8](repeating: 0, count: 64)
    let count = pread(descriptor, &header, header.count, 0)
    if count == 0 { return true }
    // The version is the last step's work; it may still stand in the log of writes.
    return count == header.count && header.starts(with: Array("SQLite format 3".utf8))
      && header[60...].allSatisfy { $0 == 0 }
  }

  // MARK: Reading and writing

  /// Reads one snapshot.
  func read<Result>(_ query: (Database) throws -> Result) throws(HistoryProblem) -> Result {
    guard settled.wait(milliseconds: Int32(limits.busySeconds * 1000)) else {
      throw .inaccessible(path, reason: "it is being opened again")
    }
    let (reader, problem) = content.withLock { ($0.reader, $0.problem) }
    guard let reader else { throw problem ?? .closed(path) }
    do { return try reader.read(query) } catch { throw HistoryProblem(error, path: path) }
  }

  /// Whether there is anything to read from.
  var canRead: Bool { content.withLock { $0.reader != nil } }

  /// Whether there is nothing to read: the file does not exist, and may not be created.
  var isAbsent: Bool { content.withLock { $0.isAbsent && $0.problem == nil && !$0.isClosed } }

  /// Carries out `work` in one transaction. Called by the writer's thread only.
  ///
  /// A kill -9 loses nothing that was committed. With `.disk` a power failure does not either: the commit waits until
  /// the disk has it; a running reply's text, drafts and scroll positions are not worth that wait.
  func write(_ durability: Durability, _ work: (Database) throws -> Void) throws {
    if let problem {
      guard !problem.isPermanent, access == .readWrite else { throw problem }
      open(.again)
      if let problem = self.problem { throw problem }
    }
    try requireUnmoved()
    let writer = try openWriter()
    let number = content.withLock { content -> Int in
      content.counters.transactions += 1
      return content.counters.transactions
    }
    do {
      try writer.writeWithoutTransaction { db in
        try limits.beforeTransaction?(db, number)
        try db.execute(sql: durability == .disk ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
        try db.inTransaction(.immediate) {
          guard try Int32.fetchOne(db, sql: "PRAGMA user_version") == Schema.version else {
            throw HistoryProblem.newerVersion(path)
          }
          try work(db)
          try requireUnmoved()
          return .commit
        }
      }
    } catch let error as DatabaseError where error.spoilsConnection {
      // SQLite opens a file read-only where it cannot open it otherwise, and keeps the memory beside it so for all
      // connections of the process: one failure must not last.
      settled.close()
      defer { settled.open() }
      forgetConnections()
      limits.whileReopening?()
      open(.again)
      throw error
    }
    content.withLock {
      $0.counters.commits += 1
      $0.log?.note()
    }
  }

  /// What a commit waits for.
  enum Durability {
    case process, disk
  }

  private func openWriter() throws -> DatabaseQueue {
    guard access == .readWrite else { throw HistoryProblem.openedReadOnly(path) }
    let (known, isClosed) = content.withLock { ($0.writer, $0.isClosed) }
    if let known { return known }
    guard !isClosed else { throw HistoryProblem.closed(path) }
    let writer = try HistoryConnection.writer(path, busy: min(limits.busySeconds, Self.busySlice))
    content.withLock { $0.writer = writer }
    return writer
  }

  /// The lease of this process's running replies; taken with the first of them.
  func lease() throws -> WriterLease {
    if let lease = content.withLock({ $0.lease }) { return lease }
    do throws(FileFailure) {
      let lease = try WriterLease(in: leases.folder)
      content.withLock { $0.lease = lease }
      return lease
    } catch {
      throw error.problem(with: path)
    }
  }

  /// Counts what was done.
  func count(_ change: (inout History.Counters) -> Void) { content.withLock { change(&$0.counters) } }

  // MARK: Closing

  /// Ends both connections and the lease.
  func close() {
    let lease = content.withLock { content -> WriterLease? in
      content.isClosed = true
      return content.lease
    }
    lease?.remove()
    forgetConnections()
    content.withLock { $0.lease = nil }
  }

  /// Drops both connections and leaves the lease's file behind, as a killed process does.
  func abandon() {
    content.withLock { $0.isClosed = true }
    forgetConnections()
    content.withLock { $0.lease = nil }
  }

  private func forgetConnections() {
    // The reader first: the last connection that may write folds the WAL into the file and removes it.
    let (reader, writer, isForeign) = content.withLock { content -> (DatabaseQueue?, DatabaseQueue?, Bool) in
      let connections = (content.reader, content.writer, content.isForeign)
      content.reader = nil
      content.writer = nil
      content.log = nil
      content.generation += 1
      return connections
    }
    if isForeign { return [reader, writer].forEach { $0?.leaveOpen() } }
    try? reader?.closeForGood()
    try? writer?.closeForGood()
  }
}
