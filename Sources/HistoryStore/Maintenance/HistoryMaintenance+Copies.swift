import ChatModel
import GRDB
import System

// Copies of the history, and the way back from one.

extension HistoryMaintenance {
  /// Whether a file that is there may be replaced.
  package enum Replacing: Sendable {
    case refused, allowed
  }

  /// Writes a copy of the history as it is at this moment to `target`, which only its owner may read, and checks it. An
  /// existing file is replaced only where `replacing` says so, and only by a copy that is whole and on the disk.
  package static func backUp(
    _ path: String, to target: String, replacing: Replacing
  ) throws(HistoryProblem) -> HistoryExamination {
    try requirePlace(target, for: path, replacing)
    let part = "\(target).part-\(getpid())"
    defer { for end in ["", "-wal", "-shm", "-journal"] { unlink(part + end) } }
    try make(part, for: target)
    let reader = try caring(path) { try open(path, isReadOnly: true, reading: .asItStands) }
    defer { try? reader.close() }
    do {
      // VACUUM INTO reads one snapshot: it neither waits for writers nor keeps them waiting.
      try reader.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [part]) }
    } catch { throw copyProblem(error, path, target) }
    let examined: HistoryExamination
    do throws(HistoryProblem) { examined = try examine(part, .full) } catch {
      throw .unwritable(target, "the copy cannot be checked")
    }
    guard examined.damages.isEmpty else { throw HistoryProblem.damaged(path) }
    do {
      try sync(part)
      try place(part, at: target, replacing)
      try sync(FilePath.folder(of: target))
    } catch { throw error as? HistoryProblem ?? .unwritable(target, "\(error)") }
    return examined
  }

  /// Throws where `target` is not to be written: it is there already, is no ordinary file, or is the history itself.
  private static func requirePlace(
    _ target: String, for path: String, _ replacing: Replacing
  ) throws(HistoryProblem) {
    var (found, own) = (stat(), stat())
    guard stat(target, &found) == 0 else { return }
    guard case .allowed = replacing else { throw exists(target) }
    guard found.st_mode & S_IFMT == S_IFREG else { throw .unwritable(target, "it is no ordinary file") }
    if stat(path, &own) == 0, FileIdentity(own) == FileIdentity(found) {
      throw .unwritable(target, "it is the history itself")
    }
  }

  /// Makes an empty file that only its owner may read.
  private static func make(_ part: String, for target: String) throws(HistoryProblem) {
    let descriptor = Descriptor.open(part, O_RDWR | O_CREAT | O_EXCL)
    guard descriptor >= 0 else { throw HistoryProblem.unwritable(target, "\(FileFailure(path: part))") }
    Descriptor.close(descriptor)
  }

  /// Gives the file `part` its name.
  private static func place(_ part: String, at target: String, _ replacing: Replacing) throws {
    if case .allowed = replacing {
      guard rename(part, target) == 0 else { throw FileFailure(path: target) }
    } else if link(part, target) != 0 {
      if errno == EEXIST { throw exists(target) }
      // A file system without links.
      guard rename(part, target) == 0 else { throw FileFailure(path: target) }
    }
  }

  /// What a failed copy means: what was only read is not at fault where there is no room, or where a write failed.
  private static func copyProblem(_ error: any Error, _ path: String, _ target: String) -> HistoryProblem {
    guard let error = error as? DatabaseError else { return HistoryProblem(error, path: path) }
    switch error.resultCode {
    case .SQLITE_FULL: return .unwritable(target, "its disk is full")
    case .SQLITE_CANTOPEN, .SQLITE_READONLY:
      return .unwritable(target, error.message ?? "it cannot be opened")
    case .SQLITE_IOERR where ![.SQLITE_IOERR_READ, .SQLITE_IOERR_SHORT_READ].contains(error.extendedResultCode):
      return .unwritable(
        target, HistoryFileLocation.isFull(target) ? "its disk is full" : error.message ?? "its disk failed")
    default: return HistoryProblem(error, path: path)
    }
  }

  private static func exists(_ target: String) -> HistoryProblem {
    .unwritable(target, "it is there already; --overwrite replaces it")
  }

  /// Waits until the file or folder at `path` is on its disk. Throws where that failed.
  static func sync(_ path: String) throws(FileFailure) {
    let descriptor = Descriptor.open(path, O_RDONLY)
    guard descriptor >= 0 else { throw FileFailure(path: path) }
    defer { Descriptor.close(descriptor) }
    // Some file systems have nothing to wait for with folders.
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else { throw FileFailure(path: path) }
  }

  // MARK: The way back

  /// What a restoration did.
  package struct Restoration: Sendable {
    /// What the history holds now.
    package var restored: HistoryExamination
    /// Where the history that was there before is kept; nil where nothing was in it.
    package var before: Before?

    package enum Before: Equatable, Sendable {
      /// A copy of it, to which one can go back.
      case history(String)
      /// The file itself, which is damaged.
      case damaged(String)
    }
  }

  /// How long another process is waited for that holds the history and does not get on, in milliseconds.
  private static let patience: Int64 = 30_000
  /// More changes than any client reads one by one, and a gap before them: each reads all anew.
  private static let changeRows = 5001
  private static let changeGap: Int64 = 1_000_000

  /// Puts what is in the copy at `source` into the history at `path`, through SQLite, so that clients that have it open see
  /// the change and go on. The copy is looked through first; what the history held is kept in a file beside it, a damaged one
  /// as it is. Throws where the copy is no history, of a newer version or damaged; the history is as it was then.
  package static func restore(_ source: String, into path: String) throws(HistoryProblem) -> Restoration {
    try requireFile(source)
    var (from, to) = (stat(), stat())
    if stat(source, &from) == 0, stat(path, &to) == 0, from.st_dev == to.st_dev, from.st_ino == to.st_ino {
      throw .unusable(source, "it is the history itself")
    }
    let work = "\(path).restore-\(getpid())"
    defer { for end in ["", "-wal", "-shm", "-journal"] { unlink(work + end) } }
    var target = HistoryFile(path: path, access: .readWrite, limits: History.Limits())
    defer { target.close() }
    target.open()
    if let problem = target.problem, problem.kind != .damaged { throw problem }
    let restored = try prepare(work, from: source)
    var before: Restoration.Before?
    do throws(HistoryProblem) {
      if let problem = target.problem { throw problem }
      before = try keep(path).map { .history($0) }
    } catch {
      guard error.kind == .damaged else { throw error }
      target.close()
      switch try setAside(path) {
      case .history(let place): before = .damaged(place)
      case .log: before = try keep(path).map { .history($0) }
      }
      target = HistoryFile(path: path, access: .readWrite, limits: History.Limits())
      target.open()
      if let problem = target.problem { throw problem }
    }
    let copy = try caring(path) { try HistoryConnection.writer(work, busy: 3, label: "history copy") }
    defer { try? copy.close() }
    try caring(path) {
      let writer = try HistoryConnection.writer(path, busy: HistoryFile.busySlice, label: "history restore")
      defer { try? writer.close() }
      var wait = LockWait(path, patience: patience)
      while true {
        do {
          let newest = try writer.read(ChangeReader.newest)
          try copy.write { db in
            try db.execute(sql: "DELETE FROM change")
            try db.execute(
              sql: """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
                INSERT INTO change (id, conversation) SELECT ? + i, 0 FROM n
                """, arguments: [changeRows, newest + changeGap])
          }
          try target.requireUnmoved()
          try copy.backup(to: writer)
          return
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_LOCKED
        {
          if wait.isOver() { throw error }
          _ = poll(nil, 0, 20)
        }
      }
    }
    return Restoration(restored: restored, before: before)
  }

  private static func requireFile(_ source: String) throws(HistoryProblem) {
    guard HistoryFileLocation.isThere(source) else { throw .unusable(source, "\(FileFailure(path: source))") }
    if let reason = HistoryFileLocation.refusal(source) { throw .unusable(source, reason) }
  }

  /// Makes a copy of `source` at `work`, which is checked and brought up to date.
  private static func prepare(_ work: String, from source: String) throws(HistoryProblem) -> HistoryExamination {
    do {
      let reader = try open(source, isReadOnly: true, reading: .asItStands)
      defer { try? reader.close() }
      let damages = try reader.read { try String.fetchAll($0, sql: "PRAGMA integrity_check(3)") }
      guard damages == ["ok"] else { throw HistoryProblem.unusable(source, "it is damaged") }
      try make(work, for: work)
      try reader.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [work]) }
    } catch let problem as HistoryProblem where problem.kind == .damaged {
      throw .unusable(source, "it is damaged")
    } catch let problem as HistoryProblem { throw problem } catch {
      if (error as? DatabaseError)?.resultCode == .SQLITE_FULL || HistoryFileLocation.isFull(work) {
        throw .unusable(source, "the disk of \(work) is full")
      }
      let problem = copyProblem(error, source, work)
      throw problem.kind == .damaged ? .unusable(source, "it is no history, or a damaged one") : problem
    }
    let file = HistoryFile(path: work, access: .readWrite, limits: History.Limits())
    file.open()
    if let problem = file.problem { throw problem }
    file.close()
    let examined = try examine(work, .full)
    guard examined.damages.isEmpty else { throw .unusable(source, "it is damaged") }
    return examined
  }

  /// Keeps what the history holds in a file beside it.
  private static func keep(_ path: String) throws(HistoryProblem) -> String? {
    let isEmpty = try caring(path) {
      let reader = try open(path, isReadOnly: true)
      defer { try? reader.close() }
      return try reader.read { try Bool.fetchOne($0, sql: "SELECT NOT EXISTS (SELECT * FROM conversation)") } ?? true
    }
    if isEmpty { return nil }
    for number in 1...10_000 {
      let place = "\(path).before-restore-\(number)"
      if HistoryFileLocation.isThere(place) { continue }
      _ = try backUp(path, to: place, replacing: .refused)
      return place
    }
    throw .inaccessible(path, reason: "too many copies stand beside it")
  }
}

extension HistoryProblem {
  /// A copy cannot be written to `target`.
  fileprivate static func unwritable(_ target: String, _ reason: String) -> HistoryProblem {
    HistoryProblem(kind: .inaccessible, text: "No backup was written to \(target): \(reason).")
  }

  /// The copy at `source` cannot be put back.
  fileprivate static func unusable(_ source: String, _ reason: String) -> HistoryProblem {
    HistoryProblem(kind: .inaccessible, text: "\(source) is not restored: \(reason). The history is as it was.")
  }
}
