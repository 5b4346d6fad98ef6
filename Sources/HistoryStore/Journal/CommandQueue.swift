import ChatModel
import System

/// The commands that wait for the writer's thread, and that thread's sleep. Text that is only appended wakes it once
/// when the first piece comes, and again when enough waits to be worth a write; everything else wakes it at once.
final class CommandQueue: Sendable {
  /// How long appended text waits for more of it, in milliseconds. With the 20 ms that the loop lets mail rest, a reply
  /// is at most 50 ms behind on disk.
  private static let joinMilliseconds: Int32 = 30
  /// How much of it waits at most, in bytes.
  private static let joinBytes = 4096

  /// What is to be done.
  struct Batch {
    var commands: [HistoryCommand] = []
    var ending: Ending?
  }

  /// How the thread ends.
  enum Ending {
    /// Writes what waits first; a file that is locked is tried for so many milliseconds.
    case closing(Int64)
    /// At once, as a killed process would.
    case abandoning
  }

  private struct Content {
    var batch = Batch()
    /// Whether commands were taken that are not carried out yet.
    var isBusy = false
    /// What was left when the thread ended.
    var left = Unwritten()
    var appendedBytes = 0
    var isUrgent = false
    var hasEnded = false
  }
  private let content = Lock(Content())
  private let pipe: WakePipe

  init() throws(SystemShortage) { pipe = try WakePipe() }

  /// Adds `command`; what comes after the end is dropped.
  func push(_ command: HistoryCommand) {
    let wakes = content.withLock { content -> Bool in
      guard !content.hasEnded else { return false }
      let wasEmpty = content.batch.commands.isEmpty
      content.batch.commands.append(command)
      if let bytes = command.appendedBytes {
        content.appendedBytes += bytes
        guard content.appendedBytes >= Self.joinBytes else { return wasEmpty }
      }
      defer { content.isUrgent = true }
      return !content.isUrgent
    }
    if wakes { pipe.wake() }
  }

  /// Whether all that was pushed is carried out, and on disk as far as it changes something there.
  var isSettled: Bool { content.withLock { !$0.isBusy && $0.batch.commands.isEmpty } }

  /// The thread has carried out what it took; `isAll` where nothing waits to be written.
  func settled(isAll: Bool) { content.withLock { $0.isBusy = !isAll } }

  /// What could not be written before the end.
  func left(_ unwritten: Unwritten) { content.withLock { $0.left = unwritten } }
  var left: Unwritten { content.withLock { $0.left } }

  /// Makes the thread end.
  func end(_ ending: Ending) {
    let wakes = content.withLock { content -> Bool in
      guard !content.hasEnded else { return false }
      content.hasEnded = true
      content.batch.ending = ending
      defer { content.isUrgent = true }
      return !content.isUrgent
    }
    if wakes { pipe.wake() }
  }

  /// Sleeps until there is something to do, until `milliseconds` have passed, or until `descriptor` is readable (-1: never),
  /// and takes all there is.
  func take(within milliseconds: Int32?, orReadable descriptor: Int32 = -1) -> Batch {
    var timeout = milliseconds ?? -1
    var isJoining = false
    while true {
      let (batch, hasText) = content.withLock { content -> (Batch?, Bool) in
        guard content.isUrgent else { return (nil, !content.batch.commands.isEmpty) }
        return (Self.empty(&content), false)
      }
      if let batch {
        pipe.drain()
        return batch
      }
      if hasText, !isJoining {
        isJoining = true
        timeout = timeout < 0 ? Self.joinMilliseconds : min(timeout, Self.joinMilliseconds)
      }
      var polled = [
        pollfd(fd: pipe.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&polled, 2, timeout)
      if ready == 0 || polled[1].revents != 0 { return content.withLock { Self.empty(&$0) } }
      pipe.drain()
    }
  }

  private static func empty(_ content: inout Content) -> Batch {
    let batch = content.batch
    if !batch.commands.isEmpty { content.isBusy = true }
    content.batch = Batch()
    content.appendedBytes = 0
    content.isUrgent = false
    return batch
  }
}

extension HistoryCommand {
  /// How many bytes it adds to a running reply; nil where it is of another kind, and no other waits for more of it.
  fileprivate var appendedBytes: Int? {
    switch self {
    case .appendText(_, _, let text): text.utf8.count
    case .appendPart(_, _, _, let part): part.text.utf8.count + part.name.utf8.count
    case .saveUnreadable: 8
    default: nil
    }
  }
}
