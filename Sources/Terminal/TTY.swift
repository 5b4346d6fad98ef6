import CNcurses
import Canvas
import System

/// The terminal device: its descriptor, its modes and its extent.
package final class TTY {
  /// Reads and writes without waiting. An open file description of its own: on the shell's, the mode would also hold for
  /// whoever shares standard input and output with this process.
  package let descriptor: Int32
  private let saved: termios
  private var isRaw = false

  /// Opens the terminal that the process was started on.
  package convenience init() throws(TerminalError) {
    let flags = O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC
    var opened: Int32 = -1
    for standard in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where opened < 0 && isatty(standard) == 1 {
      var path = [CChar](repeating: 0, count: 256)
      if ttyname_r(standard, &path, path.count) == 0 { opened = open(path, flags) }
    }
    if opened < 0 { opened = open("/dev/tty", flags) }
    guard opened >= 0 else { throw .noTerminal }
    try self.init(owning: opened)
  }

  /// Takes over `descriptor`, which must not block.
  package init(owning descriptor: Int32) throws(TerminalError) {
    var modes = termios()
    guard tcgetattr(descriptor, &modes) == 0 else {
      close(descriptor)
      throw .noTerminal
    }
    self.descriptor = descriptor
    saved = modes
  }

  deinit { close(descriptor) }

  /// The extent as the terminal reports it, else as LINES and COLUMNS say, else 80 by 24; never more than 1000 by 1000.
  package var size: Size {
    var window = winsize()
    var columns = 0
    var rows = 0
    if ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0 {
      columns = Int(window.ws_col)
      rows = Int(window.ws_row)
    }
    if columns == 0 { columns = Self.number("COLUMNS") ?? 80 }
    if rows == 0 { rows = Self.number("LINES") ?? 24 }
    return Size(columns: Columns(max(1, min(1_000, columns))), rows: Rows(max(1, min(1_000, rows))))
  }

  /// The extent of a cell, in pixels, where the terminal tells the system.
  package var cell: Graphics.CellSize? {
    var window = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else { return nil }
    let (width, height) = (Int(window.ws_xpixel) / Int(window.ws_col), Int(window.ws_ypixel) / Int(window.ws_row))
    return (2...500).contains(width) && (2...500).contains(height)
      ? Graphics.CellSize(width: width, height: height) : nil
  }

  /// How many bytes a second the line carries, as far as its speed says so: a serial line's own, or what a remote login passes
  /// on. nil for terminals that are no line, which say nothing below 38,400 baud.
  package var bytesPerSecond: Int? {
    var modes = saved
    let speeds: [(speed_t, Int)] = [
      (speed_t(B300), 300), (speed_t(B600), 600), (speed_t(B1200), 1200), (speed_t(B1800), 1800),
      (speed_t(B2400), 2400), (speed_t(B4800), 4800), (speed_t(B9600), 9600), (speed_t(B19200), 19_200),
    ]
    let speed = cfgetospeed(&modes)
    // Ten bits a byte: a start and a stop bit go along.
    return speeds.first { $0.0 == speed }.map { $0.1 / 10 }
  }

  private static func number(_ name: String) -> Int? {
    getenv(name).flatMap { Int(String(cString: $0)) }.flatMap { $0 > 0 ? $0 : nil }
  }

  /// Every byte comes as it is typed and goes as it is written: no echo, no lines, no signals from keys.
  package func makeRaw() throws(TerminalError) {
    var modes = saved
    cfmakeraw(&modes)
    guard tcsetattr(descriptor, TCSANOW, &modes) == 0 else { throw .system(call: "tcsetattr", errno: errno) }
    isRaw = true
  }

  /// The modes as they were found.
  package func restore() {
    guard isRaw else { return }
    isRaw = false
    var modes = saved
    tcsetattr(descriptor, TCSANOW, &modes)
  }

  /// From now on a crash or `exit` writes `bytes` and restores the modes.
  package func guardAgainstCrash(writing bytes: [UInt8]) {
    var modes = saved
    bytes.withUnsafeBytes { raw in
      _ = cn_guard_arm(descriptor, &modes, raw.bindMemory(to: CChar.self).baseAddress, raw.count)
    }
  }

  /// Reads what is there, at most `limit` bytes and the rest of a read; whether the terminal still exists.
  package func read(limit: Int = 1 << 16) -> (bytes: [UInt8], isOpen: Bool) {
    var bytes: [UInt8] = []
    while bytes.count < limit {
      var error: Int32 = 0
      let part = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, filled in
        let count = Descriptor.read(descriptor, into: UnsafeMutableRawBufferPointer(buffer))
        error = count < 0 ? errno : count == 0 ? EIO : 0
        filled = max(0, count)
      }
      switch error {
      case 0: bytes += part
      case EAGAIN, EWOULDBLOCK: return (bytes, true)
      default: return (bytes, false)
      }
    }
    return (bytes, true)
  }
}
