import Dispatch
import System

/// What the system's queues wait with: on Linux two descriptors that libdispatch opens when something is first put into a
/// queue, by whichever room does that, at any time; where the system refuses one, it ends the process by a trap. So they are
/// opened at the start, where nothing is lost by it, and the trap becomes a sentence.
enum WaitingMeans {
  private static let longest: Int32 = 2000
  private static let secured = Lock(false)

  /// Makes sure of them, once in the process.
  static func require() throws(CommandFailure) {
    guard queuesNeedDescriptors else { return }
    try secured.withLock { isSecured throws(CommandFailure) in
      if isSecured { return }
      try secure()
      isSecured = true
    }
  }

  private static func secure() throws(CommandFailure) {
    let before = [SIGILL, SIGTRAP].map { number in
      // Does nothing but what a handler may: writes, and ends the process.
      signal(number) { _ in
        let text: StaticString =
          "maichat: The system gives this process no descriptors to wait with (see ulimit -n).\n"
        _ = write(2, text.utf8Start, text.utf8CodeUnitCount)
        _exit(ExitStatus.requestFailed.rawValue)
      }
    }
    defer { for (number, handler) in zip([SIGILL, SIGTRAP], before) { signal(number, handler) } }
    let waits = Latch()
    do throws(SystemShortage) {
      // On a thread of our own: where the system refuses threads, the queues try again for ever.
      _ = try WorkerThread(name: "queues") {
        // A timer uses all that there is: a queue, its descriptors and a thread.
        let timer = DispatchSource.makeTimerSource()
        timer.setEventHandler { waits.open() }
        timer.schedule(deadline: .now())
        timer.activate()
        waits.wait(milliseconds: longest)
        timer.cancel()
      }
    } catch { throw CommandFailure(error) }
    guard waits.wait(milliseconds: longest) else {
      throw CommandFailure(SystemShortage("thread", number: EAGAIN))
    }
  }
}
