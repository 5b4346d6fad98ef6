import GRDB

/// Holds a history file as another program would that writes to it, until it is released.
package final class HistoryLock {
  package enum Kind: String, CaseIterable, Sendable {
    /// Others may read.
    case writing
    /// Others may not even read.
    case exclusive
  }

  private let queue: DatabaseQueue

  /// Takes the lock on the file at `path`.
  package init(_ path: String, _ kind: Kind) throws {
    var configuration = Configuration()
    // The transaction outlasts the call that begins it.
    configuration.allowsUnsafeTransactions = true
    queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.writeWithoutTransaction { db in
      if kind == .exclusive { try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE") }
      try db.execute(sql: "BEGIN IMMEDIATE")
      try db.execute(sql: "DELETE FROM session")
    }
  }

  /// Gives it back; nothing was changed.
  package func release() throws {
    try queue.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    try queue.close()
  }
}
