import Foundation
import TestSupport

/// A program run to its end with a terminal as standard output and standard error, or all three.
enum TerminalCommand {
  /// What was written, and the status; newlines are as the program wrote them.
  static func run(
    _ program: String, _ arguments: [String], environment: [String: String], input: Data? = nil,
    limit: Duration = .seconds(20)
  ) throws -> Command.Output {
    let terminal = try EmulatedTerminal()
    let folder = TestFolder()
    let file = input.map { folder.write([UInt8]($0), to: "input") }
    let child = try Child(
      program, arguments, environment: environment, input: file ?? terminal.path, output: terminal.path,
      errors: terminal.path)
    let deadline = ContinuousClock.now + limit
    while child.exitStatus(.none) == nil {
      terminal.take(milliseconds: 20)
      if ContinuousClock.now > deadline {
        kill(child.pid, SIGKILL)
        _ = child.exitStatus(.untilItEnds)
        throw Failure("\(arguments) does not end; it wrote \(terminal.text)")
      }
    }
    terminal.takeRest()
    return Command.Output(status: child.exitStatus(.untilItEnds) ?? -1, bytes: Data(terminal.bytes), errors: "")
  }
}

/// The end of a terminal that an emulator would hold. It translates no newlines and does not say which characters it takes.
final class EmulatedTerminal {
  let path: String
  private let emulator: Int32
  private let program: Int32
  private(set) var bytes: [UInt8] = []
  var text: String { String(decoding: bytes, as: UTF8.self) }

  init(columns: UInt16 = 100, rows: UInt16 = 30) throws {
    var ends: (emulator: Int32, program: Int32) = (-1, -1)
    var name = [CChar](repeating: 0, count: 256)
    guard openpty(&ends.emulator, &ends.program, &name, nil, nil) == 0 else { throw Failure("no terminal") }
    (emulator, program) = ends
    path = name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    for end in [emulator, program] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(emulator, F_SETFL, O_NONBLOCK)
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(emulator, UInt(TIOCSWINSZ), &size)
    var modes = self.modes
    modes.c_oflag &= ~tcflag_t(ONLCR)
    modes.c_iflag &= ~tcflag_t(IUTF8)
    tcsetattr(program, TCSANOW, &modes)
  }

  deinit {
    close(emulator)
    close(program)
  }

  /// The modes as a program on the terminal sees them.
  var modes: termios {
    var modes = termios()
    tcgetattr(program, &modes)
    return modes
  }

  func type(_ text: String) { _ = write(emulator, text, text.utf8.count) }

  /// Takes what a program has written that has ended. The system hands it on in its own time, but in order: what is written
  /// behind it comes last.
  func takeRest() {
    take(milliseconds: 0)
    _ = write(program, "\0", 1)
    _ = waitUntil {
      take(milliseconds: 10)
      return bytes.last == 0
    }
    if bytes.last == 0 { bytes.removeLast() }
  }

  /// Takes what the program has written, waiting so long for it.
  func take(milliseconds: Int32) {
    var descriptor = pollfd(fd: emulator, events: Int16(POLLIN), revents: 0)
    guard poll(&descriptor, 1, milliseconds) > 0 else { return }
    var part = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(emulator, &part, part.count)
      guard count > 0 else { return }
      bytes += part[..<count]
    }
  }
}
