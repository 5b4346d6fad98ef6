import ChatModel
import GRDB
import System

extension FileFailure {
  /// What it means for the history file at `path`.
  func problem(with path: String) -> HistoryProblem {
    isFull ? .full(path) : isReadOnly ? .readOnly(path) : .inaccessible(path, reason: "\(self.path): \(reason)")
  }
}

extension HistoryProblem {
  /// What `error` means for the user of the history file at `path`.
  init(_ error: any Error, path: String) {
    switch error {
    case let problem as HistoryProblem: self = problem
    case let error as DatabaseError: self.init(error, path: path)
    case is RowDecodingError: self = .damaged(path)
    case let failure as FileFailure: self = failure.problem(with: path)
    default: self = .inaccessible(path, reason: "\(error)")
    }
  }

  private init(_ error: DatabaseError, path: String) {
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL: self = .locked(path)
    case .SQLITE_FULL: self = .full(path)
    case .SQLITE_READONLY:
      // SQLite also says so where an attempt to open the file for writing failed for another reason.
      self =
        HistoryFileLocation.isWritable(path)
        ? .inaccessible(path, reason: "it could not be opened for writing") : .readOnly(path)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(path)
    case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHORT_READ: self = .damaged(path)
    case .SQLITE_IOERR where error.mayLackRoom && HistoryFileLocation.isLimited: self = .limited(path)
    case .SQLITE_IOERR where error.isMemoryOfLog:
      self = HistoryFileLocation.isFull(path) ? .full(path) : .failedDisk(path, reason: error.message)
    case .SQLITE_IOERR: self = .failedDisk(path, reason: error.message)
    case .SQLITE_CANTOPEN where HistoryFileLocation.isFull(path): self = .full(path)
    default: self = .inaccessible(path, reason: error.message ?? "\(error.resultCode)")
    }
  }

  // A line of 80 columns may be all there is for a sentence: what is wrong stands first, and the path last.

  private init(_ kind: Kind, _ words: String, _ path: String) { self.init(kind: kind, text: "\(words) (\(path))") }

  static func locked(_ path: String) -> HistoryProblem {
    HistoryProblem(.locked, "The history is locked by another program. Wait for that program, or end it.", path)
  }

  /// The process `user` has the file open.
  static func inUse(_ path: String, _ user: Int32) -> HistoryProblem {
    HistoryProblem(
      .locked, "The history is open in another program (process \(user)). End that program first, then try again.", path
    )
  }

  static func full(_ path: String) -> HistoryProblem {
    HistoryProblem(.full, "The disk of the history is full. Free some space, then try again.", path)
  }

  static func limited(_ path: String) -> HistoryProblem {
    HistoryProblem(
      .full, "The history cannot grow: files have a limit of size here (ulimit -f). Raise it, then try again.", path)
  }

  static func readOnly(_ path: String) -> HistoryProblem {
    HistoryProblem(
      .readOnly,
      "The history is read-only. Make it and its folder writable (chmod u+w), or use another folder (--data-dir).", path
    )
  }

  static func openedReadOnly(_ path: String) -> HistoryProblem {
    HistoryProblem(.readOnly, "The history was opened for reading only, so nothing new is kept.", path)
  }

  static func damaged(_ path: String) -> HistoryProblem {
    HistoryProblem(
      .damaged,
      "The history is damaged. `maichat doctor --repair` sets it aside and begins a new one; `maichat restore` puts a"
        + " backup in its place; `sqlite3 FILE .recover` may save what is in it.", path)
  }

  /// The disk, not the file, is at fault.
  static func failedDisk(_ path: String, reason: String?) -> HistoryProblem {
    HistoryProblem(
      .inaccessible,
      "The disk failed while the history was used (\(reason ?? "disk I/O error")). The file is not changed and stays where it is."
        + " Check the disk, then try again.", path)
  }

  static func newerVersion(_ path: String) -> HistoryProblem {
    HistoryProblem(
      .newerVersion,
      "The history was written by a newer maichat and is left as it is. Update this maichat, or use another folder.",
      path)
  }

  static func foreign(_ path: String) -> HistoryProblem {
    HistoryProblem(
      .foreign,
      "The history file is the database of another program and is left as it is. Move it away, or use another folder.",
      path)
  }

  static func inaccessible(_ path: String, reason: String) -> HistoryProblem {
    HistoryProblem(.inaccessible, "The history cannot be used: \(reason).", path)
  }

  /// Something else than a file stands under its name.
  static func noFile(_ path: String, reason: String) -> HistoryProblem {
    HistoryProblem(.foreign, "The history cannot be used: \(reason).", path)
  }

  /// There is no file.
  static func absent(_ path: String) -> HistoryProblem {
    HistoryProblem(.inaccessible, "There is no history here: the file does not exist.", path)
  }

  /// Somebody moved, deleted or replaced the file while it was used.
  static func replaced(_ path: String) -> HistoryProblem {
    HistoryProblem(
      .replaced,
      "The history was moved, deleted or replaced while maichat used it. Nothing more is written to it by this maichat:"
        + " end it and start it again. `maichat restore` puts a backup back without that.", path)
  }

  /// Somebody made the file empty while it was used.
  static func emptied(_ path: String) -> HistoryProblem {
    HistoryProblem(
      .replaced,
      "The history was emptied by another program while maichat used it. Nothing more is written to it by this maichat:"
        + " end it. `maichat restore` puts a backup in its place.", path)
  }

  /// Somebody removed or replaced what SQLite keeps beside the file while it was used.
  static func cutOff(_ path: String) -> HistoryProblem {
    HistoryProblem(
      .replaced,
      "A part of the history (-wal or -shm) was removed or replaced while maichat used it. Nothing more is written to it"
        + " by this maichat: end it and start it again.", path)
  }

  static func closed(_ path: String) -> HistoryProblem {
    .inaccessible(path, reason: "it was closed")
  }

  /// The conversation is not there, or was deleted.
  static func missingConversation(_ path: String) -> HistoryProblem {
    HistoryProblem(
      .inaccessible, "This conversation is not in the history any more: another maichat may have deleted it.", path)
  }

  /// Whether this process will never be able to write, however long it waits.
  package var isPermanent: Bool { kind == .newerVersion || kind == .replaced }
}

extension DatabaseError {
  /// Whether the values were refused, and would be refused again.
  var isRefusal: Bool {
    switch resultCode {
    case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG: true
    default: false
    }
  }

  /// Whether it may mean that the file is damaged; a second connection has to say so too.
  var mayBeDamage: Bool {
    switch resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: true
    case .SQLITE_IOERR: extendedResultCode == .SQLITE_IOERR_SHORT_READ
    default: false
    }
  }

  /// Whether it is about the memory that connections share, which is a file of its own and needs room on the disk.
  var isMemoryOfLog: Bool {
    [.SQLITE_IOERR_SHMOPEN, .SQLITE_IOERR_SHMSIZE, .SQLITE_IOERR_SHMLOCK, .SQLITE_IOERR_SHMMAP].contains(
      extendedResultCode)
  }

  /// Whether it is about bytes that found no place.
  var mayLackRoom: Bool {
    isMemoryOfLog || [.SQLITE_IOERR_WRITE, .SQLITE_IOERR_TRUNCATE].contains(extendedResultCode)
  }

  /// Whether a connection that failed so may be at fault itself, and is not used again.
  var spoilsConnection: Bool {
    switch resultCode {
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_NOMEM: true
    default: false
    }
  }
}
