import Foundation
import System
import TestSupport
import Testing

/// The full-screen client on a terminal without anybody before it: it is asked one question and left.
final class ShortSession {
  private let child: Child
  private let terminal: Int32
  private let other: Int32
  private let before: termios
  private var text = ""
  /// What is wrong with how the terminal was given back.
  private(set) var complaints: [String] = []

  init(environment: [String: String]) throws {
    var ends: (Int32, Int32) = (-1, -1)
    var name = [CChar](repeating: 0, count: 256)
    var size = winsize(ws_row: 30, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0)
    guard openpty(&ends.0, &ends.1, &name, nil, &size) == 0 else { throw Failure("no terminal: \(errno)") }
    (terminal, other) = ends
    _ = fcntl(terminal, F_SETFL, O_NONBLOCK)
    var modes = termios()
    tcgetattr(other, &modes)
    before = modes
    let path = name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    child = try Child(
      "setsid", ["-c", Maichat.path], environment: environment.merging(["TERM": "xterm-256color"]) { $1 }, input: path,
      output: path, errors: path)
  }

  deinit {
    close(terminal)
    close(other)
  }

  /// Asks "second", waits for the reply and leaves. What was on the terminal stands in the errors.
  func run() -> Command.Output {
    // The screen is there, then the history's list in it.
    wait { $0.contains("\u{1B}[?1049h") || $0.contains("[y/N]") }
    if !text.contains("[y/N]") { wait(milliseconds: 2000) { $0.contains("first") } }
    type(text.contains("[y/N]") ? "\r" : "second\r")
    wait(milliseconds: 5000) { $0.contains("reply") }
    let asked = text.count
    type("\u{11}")
    var answered: Int64?
    _ = waitUntil(interval: 5) {
      if child.exitStatus(.none) != nil { return true }
      read()
      // Where something is unsaved or runs it asks; y loses nothing. What it asks may change while it is answered.
      if text.dropFirst(asked).contains("Quit"), steadyMilliseconds() - (answered ?? 0) > 500 {
        answered = steadyMilliseconds()
        type("y")
      }
      return false
    }
    if child.exitStatus(.none) == nil {
      kill(child.pid, SIGKILL)
      complaints.append("did not end; the terminal had \(text.suffix(500).debugDescription)")
    }
    let status = child.exitStatus(.untilItEnds) ?? -1
    read()
    var after = termios()
    tcgetattr(other, &after)
    if after.c_lflag != before.c_lflag || after.c_iflag != before.c_iflag || after.c_oflag != before.c_oflag {
      complaints.append("the terminal's modes are not given back")
    }
    let entered = text.ranges(of: "\u{1B}[?1049h").last
    let left = text.ranges(of: "\u{1B}[?1049l").last
    if let entered, left.map({ $0.lowerBound < entered.lowerBound }) ?? true {
      complaints.append("the screen is not given back")
    }
    return Command.Output(status: status, bytes: Data(text.utf8), errors: text)
  }

  private func wait(milliseconds: Int64 = patience, _ condition: (String) -> Bool) {
    _ = waitUntil(deadline: milliseconds, interval: 5) {
      read()
      return condition(text) || child.exitStatus(.none) != nil
    }
  }

  private func read() {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Foundation.read(terminal, &part, part.count)
      guard count > 0 else { break }
      bytes += part[..<count]
    }
    text += String(decoding: bytes, as: UTF8.self)
  }

  private func type(_ keys: String) { _ = write(terminal, keys, keys.utf8.count) }
}
