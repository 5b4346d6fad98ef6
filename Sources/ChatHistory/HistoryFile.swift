import ChatModel
import Foundation
import GRDB
import Threading

/// The history file and the two connections to it: one that reads, and one that writes, which is opened with the first
/// write. Reads see a snapshot (WAL) and never wait for writers.
/// Does not: know what a conversation is.
final class HistoryFile: Sendable {
  let path: String
  let access: History.Access
  let leases: WriterLeases
  private let limits: History.Limits

  private struct Content {
    var reader: DatabaseQueue?
    var writer: DatabaseQueue?
    var lease: WriterLease?
    var problem: HistoryProblem?
    var notices: [String] = []
    var counters = History.Counters()
    var isClosed = false
    /// Whether the reader sees the file as it was when it was opened.
    var isFrozen = false
    /// Whether the file is of an older version.
    var isAdapted = false
    /// The last change that was there when the file was opened.
    var baseline: Int64 = 0
  }
  private let content = Lock(Content())

  init(path: String, access: History.Access, limits: History.Limits) {
    // SQLite takes a name that begins with "file:" for a URI.
    self.path = path.hasPrefix("/") ? path : "./\(path)"
    self.access = access
    self.limits = limits
    leases = WriterLeases(folder: "\(self.path).writers")
  }

  /// Why it cannot be used; nil when it can.
  var problem: HistoryProblem? { content.withLock { $0.problem } }
  var notices: [String] { content.withLock { $0.notices } }
  var counters: History.Counters { content.withLock { $0.counters } }
  /// The last change that was there when it was opened.
  var baseline: Int64 { content.withLock { $0.baseline } }
  /// This process's lease, where it has one.
  var ownLease: String? { content.withLock { $0.lease?.id } }

  // MARK: Opening

  /// Opens the file anew if it was not there, or if what can be read of it is as old as its opening.
  func thaw() {
    let isStale = content.withLock { !$0.isClosed && ($0.isFrozen || $0.reader == nil) }
    guard access == .readOnly, isStale else { return }
    let baseline = baseline
    open()
    // What was written since is news.
    content.withLock { $0.baseline = baseline }
  }

  /// Opens the file and brings it up to date; tried again before a write while there is a problem that may pass.
  /// Not to be called by two threads at a time.
  func open() {
    do {
      do { try openOnce() } catch let error as DatabaseError where Self.isDamage(error) && access == .readWrite {
        forgetConnections()
        let place = try SetAside.move(path)
        content.withLock {
          $0.notices.append(
            "The damaged history file was set aside as \(place), and a new one was begun. `sqlite3 \(place) .recover`"
              + " may save what is in it.")
        }
        try openOnce()
      }
      content.withLock { $0.problem = nil }
    } catch {
      let problem = HistoryProblem(error, path: path)
      content.withLock { $0.problem = problem }
    }
  }

  private func openOnce() throws {
    switch access {
    case .readOnly:
      if !FilePlace.isAbsent(path) { try openForReading() }
    case .readWrite:
      do throws(FileFailure) { try FilePlace.prepare(path) } catch {
        guard error.isReadOnly, FilePlace.isThere(path) else {
          throw HistoryProblem.inaccessible(path, reason: error.reason)
        }
        try openForReading()
        throw HistoryProblem.readOnly(path)
      }
      try openForReading()
    }
  }

  private func openForReading() throws {
    var (reader, isFrozen) = try makeReader()
    var state = try reader.read(Schema.state)
    if state == .older, access == .readWrite {
      try migrate()
      (reader, isFrozen) = try makeReader()
      state = try reader.read(Schema.state)
    }
    switch state {
    case .current:
      let newest = try reader.read(ChangeReader.newest)
      content.withLock {
        $0.reader = reader
        $0.isFrozen = isFrozen
        $0.isAdapted = false
        $0.baseline = newest
      }
    case .older where access == .readOnly && FilePlace.isEmpty(path): break
    case .older where access == .readOnly:
      try reader.writeWithoutTransaction(OlderSchema.adapt)
      let newest = try reader.read(ChangeReader.newest)
      content.withLock {
        $0.reader = reader
        // Whoever brings it up to date meanwhile is not to be read through what was laid over it.
        $0.isFrozen = true
        $0.isAdapted = true
        $0.baseline = newest
      }
    case .older:
      throw HistoryProblem.inaccessible(path, reason: "it is of an older version, and may only be read")
    case .newer: throw HistoryProblem.newerVersion(path)
    case .foreign: throw HistoryProblem.foreign(path)
    }
  }

  /// Without the right to write in its folder, a WAL file can be read only by the promise that nobody changes it.
  private func makeReader() throws -> (reader: DatabaseQueue, isFrozen: Bool) {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.label = "history reader"
    // The system has the pages of the file anyway; a copy of more of them is memory that a large history must not cost.
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -1000") }
    configuration.busyMode = .timeout(min(limits.busySeconds, 1))
    return try Self.openForReading(path, configuration)
  }

  /// Opens the database at `path`, also where it stands on a disk that nobody may write; then it is frozen, as nobody is
  /// expected to change it.
  static func openForReading(
    _ path: String, _ configuration: Configuration
  ) throws -> (reader: DatabaseQueue, isFrozen: Bool) {
    do {
      let reader = try DatabaseQueue(path: path, configuration: configuration)
      _ = try reader.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
      return (reader, false)
    } catch let error as DatabaseError
      where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) && FilePlace.isThere(path)
    {
      let uri = "file:\(FilePlace.absolute(path).addingPercentEncoding(withAllowedCharacters: plain)!)?immutable=1"
      return (try DatabaseQueue(path: uri, configuration: configuration), true)
    }
  }

  private static let plain = CharacterSet(charactersIn: "/-._~").union(.alphanumerics)

  /// A connection for searches alone, which takes little memory.
  func makeSearchReader() throws -> DatabaseQueue {
    let (isOpen, isAdapted, problem) = content.withLock { ($0.reader != nil, $0.isAdapted, $0.problem) }
    guard isOpen else { throw problem ?? .closed(path) }
    let reader = try makeReader().reader
    if isAdapted { try reader.writeWithoutTransaction(OlderSchema.adapt) }
    return reader
  }

  /// A connection for the search index, which gives way: it waits a moment only where others write.
  func makeSearchWriter() throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.label = "search index"
    configuration.busyMode = .timeout(0.1)
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  private func makeWriter() throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.label = "history writer"
    // The writer's thread tries again by itself, and reads meanwhile.
    configuration.busyMode = .timeout(min(limits.busySeconds, Self.busySlice))
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// How long one attempt to write waits for other processes, in seconds.
  static let busySlice = 0.05

  /// Two processes may come here at once: the one that is late finds the work done.
  private func migrate() throws {
    let writer = try makeWriter()
    let rounds = max(1, Int(limits.busySeconds * 50))
    for round in 1... {
      do {
        try writer.writeWithoutTransaction { db in _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") }
        return try Schema.migrator.migrate(writer)
      } catch {
        if case .current? = try? writer.read(Schema.state) { return }
        guard round < rounds, (error as? DatabaseError)?.resultCode == .SQLITE_BUSY else { throw error }
        _ = poll(nil, 0, 20)
      }
    }
  }

  private static func isDamage(_ error: DatabaseError) -> Bool {
    HistoryProblem(error, path: "").kind == .damaged
  }

  // MARK: Reading and writing

  /// Reads one snapshot.
  func read<Result>(_ query: (Database) throws -> Result) throws(HistoryProblem) -> Result {
    let (reader, problem) = content.withLock { ($0.reader, $0.problem) }
    guard let reader else { throw problem ?? .closed(path) }
    do { return try reader.read(query) } catch { throw HistoryProblem(error, path: path) }
  }

  /// Whether there is anything to read from.
  var canRead: Bool { content.withLock { $0.reader != nil } }

  /// Whether there is nothing to read: the file does not exist, and may not be created.
  var isAbsent: Bool { content.withLock { $0.reader == nil && $0.problem == nil && !$0.isClosed } }

  /// Carries out `work` in one transaction. Called by the writer's thread only.
  ///
  /// A kill -9 loses nothing that was committed. With `.disk` a power failure does not either: the commit waits until
  /// the disk has it; a running reply's text, drafts and scroll positions are not worth that wait.
  func write(_ durability: Durability, _ work: (Database) throws -> Void) throws {
    if let problem {
      guard !problem.isPermanent, access == .readWrite else { throw problem }
      open()
      if let problem = self.problem { throw problem }
    }
    let writer = try openWriter()
    let number = content.withLock { content -> Int in
      content.counters.transactions += 1
      return content.counters.transactions
    }
    try writer.writeWithoutTransaction { db in
      try limits.beforeTransaction?(db, number)
      try db.execute(sql: durability == .disk ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
      try db.inTransaction(.immediate) {
        guard try Int32.fetchOne(db, sql: "PRAGMA user_version") == Schema.version else {
          throw HistoryProblem.newerVersion(path)
        }
        try work(db)
        return .commit
      }
    }
    content.withLock { $0.counters.commits += 1 }
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
    let writer = try makeWriter()
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
      throw error.isReadOnly ? HistoryProblem.readOnly(path) : .inaccessible(path, reason: error.reason)
    }
  }

  /// Notes `rows` rows of running text, `bytes` long.
  func countText(rows: Int, bytes: Int) {
    content.withLock {
      $0.counters.textRows += rows
      $0.counters.textBytes += bytes
    }
  }

  // MARK: Closing

  /// Ends both connections and the lease.
  func close() {
    let lease = content.withLock { content -> WriterLease? in
      content.isClosed = true
      return content.lease
    }
    lease?.remove()
    forgetConnections()
  }

  /// Drops both connections and leaves the lease's file behind, as a killed process does.
  func abandon() {
    content.withLock { $0.isClosed = true }
    forgetConnections()
  }

  private func forgetConnections() {
    // The reader first: the last connection that may write folds the WAL into the file and removes it.
    let (reader, writer) = content.withLock { content -> (DatabaseQueue?, DatabaseQueue?) in
      let connections = (content.reader, content.writer)
      content.reader = nil
      content.writer = nil
      content.lease = nil
      return connections
    }
    try? reader?.close()
    try? writer?.close()
  }
}
