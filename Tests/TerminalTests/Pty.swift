import System
import Terminal
import TestSupport

/// A terminal without a screen: the end that a terminal emulator would hold.
final class Pty {
  let emulator: Int32
  /// Keeps the terminal alive while no program has it open.
  private let program: Int32
  let path: String

  init(columns: UInt16 = 40, rows: UInt16 = 10) throws {
    var ends: (emulator: Int32, program: Int32) = (-1, -1)
    var name = [CChar](repeating: 0, count: 256)
    guard openpty(&ends.emulator, &ends.program, &name, nil, nil) == 0 else {
      throw TerminalError.system(call: "openpty", errno: errno)
    }
    emulator = ends.emulator
    program = ends.program
    path = name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    _ = fcntl(emulator, F_SETFL, O_NONBLOCK)
    resize(columns: columns, rows: rows)
  }

  deinit { hangUp() }

  private var isOpen = true

  func hangUp() {
    if isOpen {
      close(emulator)
      close(program)
    }
    isOpen = false
  }

  func resize(columns: UInt16, rows: UInt16) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(emulator, UInt(TIOCSWINSZ), &size)
  }

  /// The side of the program.
  func openTTY() throws -> TTY { try TTY(owning: open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)) }

  /// The modes as a program on the terminal sees them.
  func modes() -> termios {
    var modes = termios()
    tcgetattr(emulator, &modes)
    return modes
  }

  func type(_ text: String) { _ = write(emulator, text, text.utf8.count) }

  /// At most `count` bytes of what the program has written, as a slow terminal takes them.
  func take(_ count: Int) -> [UInt8] {
    var part = [UInt8](repeating: 0, count: count)
    return Array(part[..<max(0, read(emulator, &part, count))])
  }

  /// What the program has written since the last call.
  func written() -> String {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(emulator, &part, part.count)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += part[..<count]
    }
  }
}

extension termios {
  /// What tells one state of a terminal from another.
  var summary: [UInt32] { [UInt32(c_iflag), UInt32(c_oflag), UInt32(c_cflag), UInt32(c_lflag)] }
}
