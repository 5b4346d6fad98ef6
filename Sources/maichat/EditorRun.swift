import Configuration
import System

/// An editor that runs on this process's terminal. A thread waits for its end, so that nobody has to look again and again.
final class EditorRun {
  /// How it ended.
  enum End: Equatable, Sendable {
    case exited(Int32), killed(Int32)
    case notStarted(String)

    init(_ end: ChildProcess.End) {
      switch end {
      case .exited(let status): self = .exited(status)
      case .killed(let signal): self = .killed(signal)
      }
    }
  }

  struct StartFailure: Error {
    var reason: String
  }

  /// Readable once it has ended.
  let descriptor: Int32
  private let child: ChildProcess
  private let result: Lock<End?>
  private let thread: WorkerThread

  /// How it ended; nil while it runs.
  var end: End? { result.withLock { $0 } }

  /// Runs `command`, a line for the shell, with `file` added to its arguments; it has the descriptor `holding` open as well.
  static func start(
    _ command: String, file: String, environment: [String: String], holding: Int32? = nil
  ) -> Result<EditorRun, StartFailure> {
    guard let ends = Descriptor.pipe() else { return .failure(StartFailure(reason: systemReason())) }
    let words = ["/bin/sh", "-c", command + " \"$@\"", command, file]
    // The thread first: an editor that nobody waits for would fight for the keys.
    let started = Latch()
    let child = Lock<ChildProcess?>(nil)
    let result = Lock<End?>(nil)
    let thread: WorkerThread
    do {
      thread = try waiter(for: child, started, result, writingEnd: ends.writingEnd)
    } catch {
      for end in [ends.readingEnd, ends.writingEnd] { close(end) }
      return .failure(StartFailure(reason: error.description))
    }
    defer { started.open() }
    do {
      // In the client's group: a shell stops and continues both.
      let made = try ChildProcess.start(
        words, environment: environment, streams: .inherited, group: .shared, inheriting: holding)
      child.withLock { $0 = made }
      return .success(EditorRun(child: made, result: result, thread: thread, descriptor: ends.readingEnd))
    } catch {
      started.open()
      thread.join()
      close(ends.readingEnd)
      return .failure(StartFailure(reason: error.reason))
    }
  }

  private init(child: ChildProcess, result: Lock<End?>, thread: WorkerThread, descriptor: Int32) {
    self.child = child
    self.result = result
    self.thread = thread
    self.descriptor = descriptor
  }

  /// A thread that waits for the child's end, once `started` says that there is one or that it could not be started.
  private static func waiter(
    for child: Lock<ChildProcess?>, _ started: Latch, _ result: Lock<End?>, writingEnd: Int32
  ) throws(SystemShortage) -> WorkerThread {
    try WorkerThread(name: "editor") {
      started.wait()
      defer { close(writingEnd) }
      guard let child = child.withLock({ $0 }) else { return }
      let end = End(child.wait())
      result.withLock { $0 = end }
      // Said by a byte: another program that is being started may hold a copy of this end for a moment.
      var byte: UInt8 = 1
      _ = write(writingEnd, &byte, 1)
    }
  }

  deinit { close(descriptor) }

  /// Asks it to end.
  func end(by signal: Int32) { if end == nil { kill(child.id, signal) } }

  /// Returns when it has ended.
  func wait() { thread.join() }
}
