import System

/// The end of a program whose work is done: the terminal is given back and the history is written, and what other threads still
/// do (a search, an export, a connection) is nobody's any more.
enum ExitDeadline {
  /// Ends the process with `status` after `milliseconds`, whatever it waits for, unless it has ended before.
  static func begin(milliseconds: Int32 = 500, status: Int32) {
    _ = try? WorkerThread(name: "exit") {
      _ = poll(nil, 0, milliseconds)
      _exit(status)
    }
  }
}
