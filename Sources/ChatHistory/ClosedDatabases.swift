import GRDB
import System

extension DatabaseQueue {
  /// Closes the connection, and keeps the closed object until the process ends. To free one, libdispatch starts a thread
  /// and an event queue of its own; where the system refuses it the descriptors for that, it ends the process.
  func closeForGood() throws {
    ClosedDatabases.all.withLock { $0.append(self) }
    try close()
  }
}

private enum ClosedDatabases {
  static let all = Lock<[DatabaseQueue]>([])
}
