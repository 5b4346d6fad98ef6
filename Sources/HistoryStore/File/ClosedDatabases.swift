import GRDB
import System

extension DatabaseQueue {
  /// Closes the connection, and keeps the closed object until the process ends. To free one, libdispatch starts a thread
  /// and an event queue of its own; where the system refuses it the descriptors for that, it ends the process.
  func closeForGood() throws {
    ClosedDatabases.all.withLock { $0.append(self) }
    try close()
  }

  /// Leaves the connection to the end of the process. Closing the last one has SQLite fold the log into the file and remove
  /// what stands under the log's name, which may be somebody else's by now.
  func leaveOpen() { ClosedDatabases.all.withLock { $0.append(self) } }
}

/// Connections that are kept until the process ends.
private enum ClosedDatabases {
  static let all = Lock<[DatabaseQueue]>([])
}
