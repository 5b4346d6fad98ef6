import ChatModel
import GRDB

extension HistoryProblem {
  /// What `error` means for the user of the history file at `path`.
  init(_ error: any Error, path: String) {
    switch error {
    case let problem as HistoryProblem: self = problem
    case let error as DatabaseError: self.init(error, path: path)
    case is RowDecodingError: self = .damaged(path)
    default: self = .inaccessible(path, reason: "\(error)")
    }
  }

  private init(_ error: DatabaseError, path: String) {
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL:
      self.init(
        kind: .locked,
        text:
          "The history file \(path) is locked by another program. End that program; what cannot be written until then"
          + " is kept in memory and written as soon as the file is free.")
    case .SQLITE_FULL:
      self.init(
        kind: .full,
        text: "There is no room left for the history file \(path). Free some space on its disk; what cannot be written"
          + " until then is kept in memory.")
    case .SQLITE_READONLY: self = .readOnly(path)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(path)
    case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHORT_READ: self = .damaged(path)
    default: self = .inaccessible(path, reason: error.message ?? "\(error.resultCode)")
    }
  }

  static func readOnly(_ path: String) -> HistoryProblem {
    HistoryProblem(
      kind: .readOnly,
      text:
        "The history file \(path) is read-only, so nothing new is kept. Make it and its folder writable (chmod u+w),"
        + " or use another folder.")
  }

  static func openedReadOnly(_ path: String) -> HistoryProblem {
    HistoryProblem(
      kind: .readOnly, text: "The history file \(path) was opened for reading only, so nothing new is kept.")
  }

  static func damaged(_ path: String) -> HistoryProblem {
    HistoryProblem(
      kind: .damaged,
      text: "The history file \(path) is damaged. Move it away, together with the files beside it that end in -wal and"
        + " -shm; `sqlite3 FILE .recover` may save what is in it.")
  }

  static func newerVersion(_ path: String) -> HistoryProblem {
    HistoryProblem(
      kind: .newerVersion,
      text: "The history file \(path) was written by a newer maichat and is left as it is. Update this maichat, or use"
        + " another folder.")
  }

  static func foreign(_ path: String) -> HistoryProblem {
    HistoryProblem(
      kind: .inaccessible,
      text: "\(path) is the database of another program and is left as it is. Move it away, or use another folder.")
  }

  static func inaccessible(_ path: String, reason: String) -> HistoryProblem {
    HistoryProblem(
      kind: .inaccessible,
      text: "The history file \(path) cannot be used: \(reason). Mend that, or use another folder.")
  }

  static func closed(_ path: String) -> HistoryProblem {
    .inaccessible(path, reason: "it was closed")
  }

  /// The conversation is not there, or was deleted.
  static func missingConversation(_ path: String) -> HistoryProblem {
    HistoryProblem(
      kind: .inaccessible,
      text: "This conversation is not in the history file \(path) any more: another maichat may have deleted it.")
  }

  /// Whether this program will never be able to write, however long it waits.
  var isPermanent: Bool { kind == .newerVersion }
}

extension DatabaseError {
  /// Whether the values were refused, and would be refused again.
  var isRefusal: Bool {
    switch resultCode {
    case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG: true
    default: false
    }
  }
}
