import Configuration
import System

/// An editor that runs on this process's terminal. A thread waits for its end, so that nobody has to look again and again.
final class EditorRun {
  struct StartFailure: Error, Equatable {
    var reason: String
  }

  /// How it ended, or why it never ran.
  typealias End = Result<ChildProcess.End, StartFailure>

  /// Readable once it has ended.
  let descriptor: Int32
  private let child: ChildProcess
  private let result: Lock<ChildProcess.End?>
  private let thread: WorkerThread

  /// How it ended; nil while it runs.
  var end: ChildProcess.End? { result.withLock { $0 } }

  /// Runs `command`, a line for the shell, with `file` added to its arguments; it has the descriptor `holding` open as well.
  static func start(
    _ command: String, file: String, environment: [String: String], holding: Int32? = nil
  ) -> Result<EditorRun, StartFailure> {
    guard let ends = Descriptor.pipe() else { return .failure(StartFailure(reason: systemReason())) }
    let words = ["/bin/sh", "-c", command + " \"$@\"", command, file]
    // The thread first: an editor that nobody waits for would fight for the keys.
    let started = Latch()
    let child = Lock<ChildProcess?>(nil)
    let result = Lock<ChildProcess.End?>(nil)
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

  private init(child: ChildProcess, result: Lock<ChildProcess.End?>, thread: WorkerThread, descriptor: Int32) {
    self.child = child
    self.result = result
    self.thread = thread
    self.descriptor = descriptor
  }

  /// A thread that waits for the child's end, once `started` says that there is one or that it could not be started.
  private static func waiter(
    for child: Lock<ChildProcess?>, _ started: Latch, _ result: Lock<ChildProcess.End?>, writingEnd: Int32
  ) throws(SystemShortage) -> WorkerThread {
    try WorkerThread(name: "editor") {
      started.wait()
      defer { close(writingEnd) }
      guard let child = child.withLock({ $0 }) else { return }
      let end = child.wait()
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
