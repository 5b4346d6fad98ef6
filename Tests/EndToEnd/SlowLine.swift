import Foundation
import System
import TestSupport

/// The full-screen client on a terminal line of 9600 baud, which takes 960 bytes a second and no more.
final class SlowLine {
  static let bytesPerSecond = 960
  private let emulator: Int32
  private let program: Int32
  private let child: Child
  /// Everything that has arrived so far.
  private(set) var bytes: [UInt8] = []
  private var taken = 0.0
  private var last = steadyMilliseconds()

  init(_ environment: [String: String], columns: UInt16 = 80, rows: UInt16 = 24) throws {
    var ends: (emulator: Int32, program: Int32) = (-1, -1)
    var name = [CChar](repeating: 0, count: 256)
    guard openpty(&ends.emulator, &ends.program, &name, nil, nil) == 0 else { throw Failure("no terminal: \(errno)") }
    (emulator, program) = ends
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(program, UInt(TIOCSWINSZ), &size)
    var modes = termios()
    tcgetattr(program, &modes)
    cfsetspeed(&modes, speed_t(B9600))
    tcsetattr(program, TCSANOW, &modes)
    _ = fcntl(emulator, F_SETFL, O_NONBLOCK)
    let path = name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    child = try Child(
      Maichat.path, [], environment: environment.merging(["TERM": "xterm-256color"]) { $1 }, input: path, output: path,
      errors: "/dev/null")
  }

  deinit {
    if child.exitStatus(.none) == nil {
      kill(child.pid, SIGKILL)
      _ = child.exitStatus(.untilItEnds)
    }
    close(emulator)
    close(program)
  }

  func type(_ text: String) { _ = write(emulator, text, text.utf8.count) }

  /// Takes what the line has carried since the last call.
  private func take() {
    let now = steadyMilliseconds()
    taken = min(taken + Double(now - last) * Double(Self.bytesPerSecond) / 1000, 100)
    last = now
    var part = [UInt8](repeating: 0, count: Int(taken))
    let count = read(emulator, &part, part.count)
    guard count > 0 else { return }
    bytes += part[..<count]
    taken -= Double(count)
  }

  /// Waits until `text` arrives behind the first `start` bytes; how many bytes came until then, nil where it does not.
  func bytes(until text: String, from start: Int, deadline: Int64 = 2 * patience) -> Int? {
    let wanted = Array(text.utf8)
    var found: Int?
    _ = waitUntil(deadline: deadline, interval: 20) {
      take()
      guard bytes.count >= start + wanted.count else { return false }
      found = (start...(bytes.count - wanted.count)).first { bytes[$0..<($0 + wanted.count)].elementsEqual(wanted) }
      return found != nil
    }
    return found.map { $0 + wanted.count - start }
  }

  /// Waits until nothing has arrived for a second.
  func waitForQuiet() {
    var (count, since) = (bytes.count, steadyMilliseconds())
    _ = waitUntil(deadline: 3 * patience, interval: 20) {
      take()
      if bytes.count != count { (count, since) = (bytes.count, steadyMilliseconds()) }
      return steadyMilliseconds() - since > 1000
    }
  }

  func end() -> Int32? {
    kill(child.pid, SIGTERM)
    _ = waitUntil {
      take(); return child.exitStatus(.none) != nil
    }
    return child.exitStatus(.none)
  }
}
