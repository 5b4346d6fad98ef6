import ChatModel

/// How long a lock has been waited for without anybody getting further: whoever writes on a slow disk is waited for, whoever
/// only sits on the file is told of.
package struct LockWait: Sendable {
  private let path: String
  /// How long, in milliseconds.
  private let patience: Int64
  private let clock: @Sendable () -> Timestamp
  private var since: Timestamp?
  private var progress: FileProgress?

  /// Waits `patience` milliseconds for who holds the file at `path`.
  package init(_ path: String, patience: Int64, clock: @escaping @Sendable () -> Timestamp = readClock) {
    self.path = path
    self.patience = patience
    self.clock = clock
  }

  /// Whether something is waited for.
  package var isWaiting: Bool { since != nil }

  /// Notes that the file is locked; whether that was so for too long without anything being written to it.
  package mutating func isOver() -> Bool {
    let now = clock()
    let found = FileProgress(path)
    guard let since, found == progress else {
      self.since = now
      progress = found
      return patience <= 0
    }
    return (now - since).value >= patience
  }

  /// The lock was had.
  package mutating func end() { since = nil }
}
