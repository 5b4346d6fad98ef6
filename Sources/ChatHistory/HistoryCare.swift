import ChatModel
import Foundation
import GRDB
import Threading

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

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
package enum HistoryCare {
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
      result.bytes = size(path) + size("\(path)-wal")
      (result.damages, result.isWhole) = try check(reader, thoroughness)
      return result
    }
  }

  private static func check(_ reader: DatabaseQueue, _ thoroughness: Thoroughness) throws -> ([String], Bool) {
    let sql = if case .full = thoroughness { "PRAGMA integrity_check" } else { "PRAGMA quick_check" }
    let isDone = Lock(false)
    var timer: WorkerThread?
    if case .quick = thoroughness {
      timer = WorkerThread(name: "check") {
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
      let before = size(path) + size("\(path)-wal")
      if FilePlace.isThere(path), access(path, W_OK) != 0 { throw HistoryProblem.readOnly(path) }
      let writer = try open(path, isReadOnly: false)
      defer { try? writer.close() }
      try writer.writeWithoutTransaction { db in
        try db.execute(sql: "VACUUM")
        let row = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        if (row?[0] as Int?) == 1 {
          throw HistoryProblem(
            kind: .locked,
            text: "\(path) was put in order, but another maichat reads it: it becomes smaller when that one ends.")
        }
      }
      return (before, size(path) + size("\(path)-wal"))
    }
  }

  /// Writes a copy of the history as it is at this moment to `target`, which only its owner may read, and checks it. An
  /// existing file is replaced only where `replacing` says so, and only by a copy that is whole.
  package static func backUp(
    _ path: String, to target: String, replacing: Replacing
  ) throws(HistoryProblem) -> HistoryExamination {
    if case .refused = replacing, access(target, F_OK) == 0 { throw exists(target) }
    let part = "\(target).part-\(getpid())"
    defer { unlink(part) }
    let descriptor = Glibc.open(part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw HistoryProblem.unwritable(target, FileFailure(path: part).reason) }
    Glibc.close(descriptor)
    try caring(path) {
      let reader = try open(path, isReadOnly: true)
      defer { try? reader.close() }
      // VACUUM INTO reads one snapshot: it neither waits for writers nor keeps them waiting.
      try reader.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [part]) }
    }
    let examined = try examine(part, .full)
    guard examined.damages.isEmpty else { throw HistoryProblem.damaged(path) }
    for rest in ["-wal", "-shm"] { unlink(part + rest) }
    sync(part)
    if case .allowed = replacing {
      guard rename(part, target) == 0 else { throw HistoryProblem.unwritable(target, FileFailure(path: target).reason) }
    } else if link(part, target) != 0 {
      if errno == EEXIST { throw exists(target) }
      // A file system without links.
      guard rename(part, target) == 0 else { throw HistoryProblem.unwritable(target, FileFailure(path: target).reason) }
    }
    return examined
  }

  /// Whether a file that is there may be replaced.
  package enum Replacing: Sendable {
    case refused, allowed
  }

  private static func exists(_ target: String) -> HistoryProblem {
    HistoryProblem.unwritable(target, "it is there already; --overwrite replaces it")
  }

  private static func sync(_ path: String) {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    Glibc.close(descriptor)
  }

  private static func open(_ path: String, isReadOnly: Bool) throws -> DatabaseQueue {
    guard FilePlace.isThere(path) else { throw HistoryProblem.inaccessible(path, reason: "it is not there") }
    var configuration = Configuration()
    configuration.readonly = isReadOnly
    configuration.busyMode = .timeout(3)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    switch try queue.read(Schema.state) {
    case .current: return queue
    case .newer: throw HistoryProblem.newerVersion(path)
    case .foreign: throw HistoryProblem.foreign(path)
    case .older: throw HistoryProblem.inaccessible(path, reason: "it is of an older version: start maichat once")
    }
  }

  private static func caring<Result>(_ path: String, _ work: () throws -> Result) throws(HistoryProblem) -> Result {
    do { return try work() } catch { throw HistoryProblem(error, path: path) }
  }

  private static func size(_ path: String) -> Int64 {
    var info = stat()
    return stat(path, &info) == 0 ? Int64(info.st_size) : 0
  }
}

extension HistoryProblem {
  /// A copy cannot be written to `target`.
  fileprivate static func unwritable(_ target: String, _ reason: String) -> HistoryProblem {
    HistoryProblem(kind: .inaccessible, text: "No backup was written to \(target): \(reason).")
  }
}
