import ChatModel
import Foundation
import GRDB
import System

/// What can be said of a history file's health.
package struct HistoryExamination: Sendable {
  package var conversations = 0
  package var messages = 0
  /// Of the file and of what waits beside it to become part of it.
  package var bytes: Int64 = 0
  /// What a vacuum would give back.
  package var freeBytes: Int64 = 0
  package var index = SearchIndexState.whole
  /// What SQLite found wrong, as it words it.
  package var damages: [String] = []
  /// Whether all of it was looked at.
  package var isWhole = true
}

/// How thoroughly a file is examined.
package enum Thoroughness: Sendable {
  /// As far as one gets in two seconds.
  case quick
  /// All of it, with its indexes.
  case full
}

/// Work on the file as a whole. Each of these opens it for itself, and works while clients have it open.
package enum HistoryMaintenance {
  private static let quickMilliseconds: Int32 = 2000

  /// Looks through the file at `path`.
  package static func examine(_ path: String, _ thoroughness: Thoroughness) throws(HistoryProblem) -> HistoryExamination
  {
    try caring(path) {
      let reader = try open(path, isReadOnly: true)
      defer { try? reader.close() }
      var result = HistoryExamination()
      try reader.read { db in
        result.conversations =
          try Int.fetchOne(db, sql: "SELECT count(*) FROM conversation WHERE deleted_at IS NULL") ?? 0
        result.messages = try Int.fetchOne(db, sql: "SELECT count(*) FROM message") ?? 0
        let page = try Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 0
        result.freeBytes = page * (try Int64.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0)
        result.index = try SearchIndex(db: db).coverage()?.state ?? .missing
      }
      result.bytes = HistoryFileLocation.size(path) + HistoryFileLocation.size("\(path)-wal")
      (result.damages, result.isWhole) = try check(reader, thoroughness)
      return result
    }
  }

  private static func check(_ reader: DatabaseQueue, _ thoroughness: Thoroughness) throws -> ([String], Bool) {
    let sql = if case .full = thoroughness { "PRAGMA integrity_check" } else { "PRAGMA quick_check" }
    let isDone = Lock(false)
    var timer: WorkerThread?
    if case .quick = thoroughness {
      // Without a thread it is looked through to its end.
      timer = try? WorkerThread(name: "check") {
        for _ in 0..<quickMilliseconds / 10 {
          if isDone.withLock({ $0 }) { return }
          _ = poll(nil, 0, 10)
        }
        if !isDone.withLock({ $0 }) { reader.interrupt() }
      }
    }
    defer {
      isDone.withLock { $0 = true }
      timer?.join()
    }
    do {
      let lines = try reader.read { try String.fetchAll($0, sql: sql) }
      return (lines == ["ok"] ? [] : lines, true)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT { return ([], false) }
  }

  /// Gives back the room of what was deleted. Says how large the file was and is, in bytes. Where another client keeps it
  /// from working it throws `locked`.
  package static func vacuum(_ path: String) throws(HistoryProblem) -> (before: Int64, after: Int64) {
    try caring(path) {
      let before = HistoryFileLocation.size(path) + HistoryFileLocation.size("\(path)-wal")
      if HistoryFileLocation.isThere(path), !HistoryFileLocation.isWritable(path) {
        throw HistoryProblem.readOnly(path)
      }
      let writer = try open(path, isReadOnly: false)
      defer { try? writer.close() }
      try writer.writeWithoutTransaction { db in
        try db.execute(sql: "VACUUM")
        let row = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        if row.flatMap({ Int.fromDatabaseValue($0[0]) }) == 1 {
          throw HistoryProblem(
            kind: .locked,
            text: "\(path) was put in order, but another maichat reads it: it becomes smaller when that one ends.")
        }
      }
      return (before, HistoryFileLocation.size(path) + HistoryFileLocation.size("\(path)-wal"))
    }
  }

  /// Throws where the file at `path` is damaged, or where nobody can say: a new connection has to find that too, which looks
  /// through all of it. A disk that fails is told as that.
  static func requireWhole(_ path: String) throws(HistoryProblem) {
    try caring(path) {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(3)
      let reader = try HistoryConnection.reader(path, configuration).reader
      defer { try? reader.close() }
      let lines = try reader.read { try String.fetchAll($0, sql: "PRAGMA quick_check(1)") }
      if lines != ["ok"] { throw HistoryProblem.damaged(path) }
    }
  }

  /// A file that was set aside, by the name that it has now.
  package enum SetAsideFile: Equatable, Sendable {
    /// The history itself; a new one is in its place.
    case history(String)
    /// A log of writes that belongs to another file; the history is whole without it.
    case log(String)
  }

  /// Moves the file at `path` out of the way, where it is really damaged, and begins a new one; where only the log beside it
  /// does not belong to it, moves that. Throws where the file is whole, where the disk does not let anybody say, and where
  /// another process has it open.
  package static func setAside(_ path: String) throws(HistoryProblem) -> SetAsideFile {
    try HistoryFileLocation.requireFile(path)
    do throws(HistoryProblem) {
      try requireWhole(path)
    } catch {
      guard error.kind == .damaged else { throw error }
      if let user = HistoryFileLocation.user(path) { throw .inUse(path, user) }
      let moved: SetAsideFile
      do throws(FileFailure) {
        moved = hasForeignLog(path) ? .log(try QuarantinedFile.moveLog(path)) : .history(try QuarantinedFile.move(path))
      } catch { throw error.problem(with: path) }
      if case .history = moved { try begin(path) }
      return moved
    }
    throw HistoryProblem(kind: .inaccessible, text: "The history file \(path) is not damaged and stays where it is.")
  }

  private static func begin(_ path: String) throws(HistoryProblem) {
    let file = HistoryFile(path: path, access: .readWrite, limits: History.Limits())
    file.open()
    defer { file.close() }
    if let problem = file.problem { throw problem }
  }

  /// Whether the file at `path`, which is damaged as it stands, is whole without the log beside it: somebody put the file in
  /// the place of another one, whose log stayed.
  package static func hasForeignLog(_ path: String) -> Bool {
    guard HistoryFileLocation.hasContent(path + "-wal") else { return false }
    var configuration = Configuration()
    configuration.readonly = true
    guard
      let reader = try? DatabaseQueue(
        path: HistoryConnection.uri(path, "immutable=1"), configuration: configuration)
    else { return false }
    defer { try? reader.close() }
    let lines = try? reader.read { db -> [String]? in
      switch try Schema.state(db) {
      case .current, .older: try String.fetchAll(db, sql: "PRAGMA quick_check(1)")
      case .newer, .foreign: nil
      }
    }
    return lines == ["ok"]
  }

  /// What stands beside the history at `path`: damaged files that were set aside, and what could not be saved.
  package static func leftovers(_ path: String) -> (damaged: [String], unsaved: [String]) {
    (QuarantinedFile.others(path, "damaged"), QuarantinedFile.others(path, "unsaved"))
  }

  /// Opens the file for work on it as a whole, and brings it up to date where it may be written.
  static func open(_ path: String, isReadOnly: Bool, reading: Reading = .asOfThisVersion) throws -> DatabaseQueue {
    try HistoryFileLocation.requireFile(path)
    guard HistoryFileLocation.isThere(path) else { throw HistoryProblem.absent(path) }
    var (queue, state) = try connect(path, isReadOnly: isReadOnly)
    if state == .older, !isReadOnly {
      try queue.close()
      let file = HistoryFile(path: path, access: .readWrite, limits: History.Limits())
      file.open()
      defer { file.close() }
      if let problem = file.problem { throw problem }
      (queue, state) = try connect(path, isReadOnly: isReadOnly)
    }
    switch state {
    case .current: return queue
    case .newer: throw HistoryProblem.newerVersion(path)
    case .foreign: throw HistoryProblem.foreign(path)
    case .older:
      if try queue.read(Schema.isUnfinished) {
        throw HistoryProblem.inaccessible(path, reason: "nothing is in it yet")
      }
      if reading == .asOfThisVersion { try queue.writeWithoutTransaction(OlderSchema.adapt) }
      return queue
    }
  }

  /// How the tables of a file of an older version are seen.
  enum Reading {
    case asOfThisVersion
    /// As they stand: SQLite cannot copy a file while views lie over its tables.
    case asItStands
  }

  private static func connect(_ path: String, isReadOnly: Bool) throws -> (DatabaseQueue, Schema.State) {
    let queue: DatabaseQueue
    if isReadOnly {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(3)
      queue = try HistoryConnection.reader(path, configuration).reader
    } else {
      queue = try HistoryConnection.writer(path, busy: 3, label: "history care")
    }
    return (queue, try queue.read(Schema.state))
  }

  static func caring<Result>(_ path: String, _ work: () throws -> Result) throws(HistoryProblem) -> Result {
    do { return try work() } catch { throw HistoryProblem(error, path: path) }
  }
}
