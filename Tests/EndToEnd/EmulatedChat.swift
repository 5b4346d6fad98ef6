import Foundation
import TestSupport

/// The full-screen client on a terminal that keeps all bytes; ended with the last reference.
final class EmulatedChat {
  let terminal: EmulatedTerminal
  let child: Child
  private let modes: [UInt32]

  /// Starts `words`, the client unless told otherwise.
  init(_ environment: [String: String], _ words: [String] = [Maichat.path]) throws {
    terminal = try EmulatedTerminal()
    modes = Self.summary(terminal.modes)
    child = try Child(
      words[0], Array(words.dropFirst()),
      // The runtime's own report of a crash takes minutes for a binary that was built for debugging.
      environment: environment.merging(["TERM": "xterm-256color", "SWIFT_BACKTRACE": "enable=no"]) { $1 },
      input: terminal.path, output: terminal.path, errors: terminal.path)
  }

  deinit {
    guard child.exitStatus(.none) == nil else { return }
    kill(child.pid, SIGKILL)
    _ = child.exitStatus(.untilItEnds)
  }

  var hasEnded: Bool { child.exitStatus(.none) != nil }

  /// Takes what the client writes until `condition` holds; whether it does in time.
  func wait(_ condition: () -> Bool) -> Bool {
    waitUntil {
      terminal.take(milliseconds: 10)
      return condition()
    }
  }

  /// What the client, which has ended, has not given back of the terminal.
  var leftovers: [String] {
    terminal.takeRest()
    let text = terminal.text
    var left = Self.summary(terminal.modes) == modes ? [] : ["modes"]
    for (on, off) in [("?1049h", "?1049l"), ("?2004h", "?2004l"), ("?1004h", "?1004l"), ("?25l", "?25h")] {
      let places = [on, off].map { text.range(of: "\u{1B}[\($0)", options: .backwards)?.lowerBound }
      guard let set = places[0] else { continue }
      if places[1].map({ $0 > set }) != true { left.append(on) }
    }
    return left
  }

  private static func summary(_ modes: termios) -> [UInt32] {
    [UInt32(modes.c_iflag), UInt32(modes.c_oflag), UInt32(modes.c_cflag), UInt32(modes.c_lflag)]
  }
}
