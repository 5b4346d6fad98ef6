import Canvas
import ChatModel
import System

/// Gives the standard streams that were closed a place, so that nothing else that is opened becomes one of them. An input
/// that is closed is empty; what is written to an output that is closed fails, as without this.
func openStandardStreams() {
  // In this order each gets its own number.
  for (stream, access) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
  where fcntl(stream, F_GETFD) == -1 && errno == EBADF {
    _ = open("/dev/null", access)
  }
}

/// The process's standard error.
enum StandardError {
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Writes `text` and a newline.
  static func say(_ text: SafeText) { write(text + "\n") }

  /// Writes `text`; what goes wrong with that has nowhere to be said.
  static func write(_ text: SafeText) {
    _ = Descriptor.writeAll(TerminalCharacters.of(STDERR_FILENO).bytes(of: text), to: STDERR_FILENO)
  }
}

/// The process's standard output.
enum StandardOutput {
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// How wide its terminal is: as `COLUMNS` says, else as the terminal says; nil where rows are not cut, since it is no
  /// terminal or nobody says.
  static var width: Columns? {
    guard isTerminal else { return nil }
    if let said = getenv("COLUMNS").flatMap({ Int(String(cString: $0)) }), said > 0 { return Columns(said) }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Columns(Int(size.ws_col))
  }

  /// Writes `text`. Throws `CommandFailure` when nobody reads any more (status done, no words: that is how pipes end) or when
  /// writing fails.
  static func write(_ text: SafeText) throws(CommandFailure) {
    try write(bytes: TerminalCharacters.of(STDOUT_FILENO).bytes(of: text))
  }

  /// Writes what was received: to a file or a pipe as it came, to a terminal as a terminal can be given it. Throws as the
  /// other.
  static func write(received text: String) throws(CommandFailure) {
    if isTerminal { try write(safeLines(text)) } else { try write(bytes: Array(text.utf8)) }
  }

  private static func write(bytes: [UInt8]) throws(CommandFailure) {
    guard let error = Descriptor.writeAll(bytes, to: STDOUT_FILENO) else { return }
    if error == EPIPE { throw CommandFailure(.done, "") }
    let reason = error == EBADF ? "it is closed" : systemReason(error)
    throw CommandFailure(.requestFailed, "cannot write to standard output: \(reason).")
  }
}

/// The process's standard input.
enum StandardInput {
  static var isTerminal: Bool { isatty(STDIN_FILENO) == 1 }

  /// All of it as text, to its end. Throws a usage failure where it cannot be read, is no UTF-8, or has more than `limit`
  /// bytes.
  static func readText(atMost limit: Int) throws(CommandFailure) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    var wait = Wait()
    while true {
      wait.untilReadable()
      let count = Descriptor.read(STDIN_FILENO, into: &buffer)
      if count > 0 {
        bytes.append(contentsOf: buffer[..<count])
        guard bytes.count <= limit else {
          throw CommandFailure(
            .usage,
            "standard input has more than \(limit >> 20) MB, which is too much for a question; --attach - sends it as a file."
          )
        }
      } else if count == 0 {
        break
      } else if errno != EAGAIN {
        throw CommandFailure(.usage, "cannot read standard input: \(systemReason()).")
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandFailure(
        .usage, "standard input is not UTF-8 text\(firstFault(bytes)); --attach - sends it as a file.")
    }
    return text
  }

  /// Where `bytes` cease to be UTF-8.
  private static func firstFault(_ bytes: [UInt8]) -> String {
    var decoder = UTF8()
    var rest = bytes.makeIterator()
    var good = 0
    while case .scalarValue(let scalar) = decoder.decode(&rest) { good += UTF8.width(scalar) }
    return good < bytes.count ? " (byte \(good + 1))" : ""
  }

  /// Waits for bytes, and says so where they let themselves be waited for.
  struct Wait {
    private let start = readClock()
    private var hasSaid = false

    /// Until there is something to read, or the end.
    mutating func untilReadable() {
      var descriptors = [pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)]
      if !hasSaid, poll(&descriptors, 1, Int32(clamping: max(0, 1000 - (readClock() - start).value))) == 0 {
        hasSaid = true
        StandardError.say("maichat: waiting for standard input to end; -n leaves it unread.")
      }
      if hasSaid { _ = poll(&descriptors, 1, -1) }
    }
  }
}
