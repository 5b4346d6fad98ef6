import Canvas

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The process's standard error.
enum StandardError {
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Writes `text` and a newline.
  static func say(_ text: SafeText) { write(text + "\n") }

  /// Writes `text`; what goes wrong with that has nowhere to be said.
  static func write(_ text: SafeText) {
    _ = writeAll(TerminalCharacters.of(STDERR_FILENO).bytes(of: text), to: STDERR_FILENO)
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
    guard let error = writeAll(bytes, to: STDOUT_FILENO) else { return }
    if error == EPIPE { throw CommandFailure(.done, "") }
    throw CommandFailure(.requestFailed, "cannot write to standard output: \(String(cString: strerror(error))).")
  }
}

/// The process's standard input.
enum StandardInput {
  static var isTerminal: Bool { isatty(STDIN_FILENO) == 1 }

  /// All of it, to its end.
  static func readAll() throws(CommandFailure) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      if count > 0 {
        bytes.append(contentsOf: buffer[..<count])
      } else if count == 0 {
        break
      } else if errno != EINTR {
        throw CommandFailure(.usage, "cannot read standard input: \(String(cString: strerror(errno))).")
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandFailure(.usage, "standard input is not UTF-8 text.")
    }
    return text
  }
}

/// Writes all of `bytes`, waiting where the reader is slow; returns errno when that is not possible.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
  var written = 0
  while written < bytes.count {
    let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, $0.count - written) }
    if count >= 0 {
      written += count
    } else if errno == EAGAIN {
      var descriptors = [pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)]
      _ = poll(&descriptors, 1, -1)
    } else if errno != EINTR {
      return errno
    }
  }
  return nil
}
