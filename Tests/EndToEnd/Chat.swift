import Foundation
import TestSupport

/// The full-screen client in a tmux window, as a person in `home` sees it.
final class Chat {
  let tmux: Tmux

  /// Programs are looked for in `programs` first: a shell that tmux starts may set PATH itself.
  init(
    _ environment: [String: String], arguments: [String] = [], programs: String? = nil, columns: Int = 100,
    rows: Int = 30
  ) throws {
    let path = programs.map { "PATH=\($0):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")" }
    let words = ((path.map { ["env", $0] } ?? []) + [Maichat.path] + arguments).map { "'\($0)'" }.joined(separator: " ")
    tmux = try Tmux(columns: columns, rows: rows, command: words, environment: environment)
  }

  /// Waits until the client can be typed into.
  @discardableResult
  func waitForStart() throws -> [String] { try tmux.wait("the composer") { $0.contains { $0.hasPrefix("> ") } } }

  /// Types `text` and presses Enter.
  func send(_ text: String) throws {
    try tmux.type(text)
    try tmux.press("Enter")
  }

  /// The composer's rows.
  func composer() throws -> String {
    let screen = try tmux.screen()
    guard let start = screen.lastIndex(where: { $0.hasPrefix("> ") || $0 == ">" }) else { return "" }
    return screen[start...].dropLast().joined(separator: "\n")
  }

  /// Leaves with Ctrl-Q, also where a reply still runs; the exit status.
  func quit() throws -> Int {
    try tmux.press("C-q")
    var isAsked = false
    _ = try waitUntil(interval: 25) {
      isAsked = try tmux.screen().contains { $0.contains("y quit") }
      return isAsked || tmux.exitStatus != nil
    }
    if isAsked { try tmux.press("y") }
    return try tmux.waitForExit()
  }

  func kill(_ signal: Int32) throws { _ = Foundation.kill(try tmux.commandPID(), signal) }
}
