import CNcurses
import System

/// A signal that the client answers in its loop.
package enum Signal: Int32, CaseIterable, Hashable, Sendable {
  case hangup, interrupt, quit, terminate, windowChanged, stop, continued

  /// The number that the system gives it.
  package var number: Int32 {
    switch self {
    case .hangup: SIGHUP
    case .interrupt: SIGINT
    case .quit: SIGQUIT
    case .terminate: SIGTERM
    case .windowChanged: SIGWINCH
    case .stop: SIGTSTP
    case .continued: SIGCONT
    }
  }
}

extension Signal {
  /// Whether whoever started the program wants it ignored.
  package var isIgnored: Bool { cn_signal_is_ignored(number) != 0 }
}

/// The signals of the process as something to wait for with poll(2). A handler passes them on through a pipe: unlike
/// blocked signals, caught ones are back to normal in programs that this one starts. One at a time in a process.
package final class SignalSource {
  /// Readable when a signal has come.
  package let descriptor: Int32

  /// Catches `signals` until it goes, but those that are ignored already, as under nohup.
  package init(_ signals: [Signal] = Signal.allCases) throws(TerminalError) {
    let numbers = signals.map(\.number)
    descriptor = cn_signal_pipe_open(numbers, Int32(numbers.count))
    if descriptor < 0 { throw .system(call: "signal pipe", errno: errno) }
  }

  deinit { cn_signal_pipe_close() }

  /// The signals that came since the last call, in order, without waiting; one that came twice in a row counts once.
  package func read() -> [Signal] {
    var signals: [Signal] = []
    var bytes = [UInt8](repeating: 0, count: 256)
    while true {
      let count = Descriptor.read(descriptor, into: &bytes)
      guard count > 0 else { return signals }
      for byte in bytes[..<count] {
        if let signal = Signal.allCases.first(where: { $0.number == Int32(byte) }), signal != signals.last {
          signals.append(signal)
        }
      }
    }
  }
}
