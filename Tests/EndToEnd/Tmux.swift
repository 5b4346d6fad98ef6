import Foundation
import TestSupport

/// A private tmux server with one window that runs a command; the screen a person would see.
final class Tmux {
  /// A path, not a name: tmux leaves the sockets that it has in a folder of its own.
  private var socket: String { folder.path("socket") }
  private let folder = TestFolder()
  // Each look starts a program of its own.
  private static let interval: Int32 = 25

  /// Starts `command` (a shell line) in a window of `columns` by `rows`; the window stays when it has ended. The
  /// environment is `environment` and what a login needs, nothing of the test's own.
  init(columns: Int = 120, rows: Int = 40, command: String, environment: [String: String] = [:]) throws {
    var arguments = ["new-session", "-d", "-x", "\(columns)", "-y", "\(rows)"]
    for (name, value) in environment { arguments += ["-e", "\(name)=\(value)"] }
    // tmux itself may miss that a window's program has ended.
    try run(arguments + ["\(command)\necho $? > '\(folder.path("status"))'; exec sleep 3600"])
    try run(["set-option", "-g", "status", "off"])
    try run(["set-option", "-g", "escape-time", "0"])
    try run(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
  }

  deinit { _ = try? run(["kill-server"]) }

  @discardableResult
  private func run(_ arguments: [String]) throws -> String {
    let output = try Command.run("tmux", ["-S", socket, "-f", "/dev/null", "-u"] + arguments)
    guard output.status == 0 else { throw Failure("tmux \(arguments.joined(separator: " ")): \(output.errors)") }
    return output.text
  }

  /// Presses keys by tmux's names ("Enter", "C-x", "M-Enter", "a").
  func press(_ keys: String...) throws { try run(["send-keys"] + keys) }

  /// Sends bytes as they are, in one write.
  func send(_ bytes: some Sequence<UInt8>) throws {
    try run(["send-keys", "-H"] + bytes.map { String($0, radix: 16) })
  }

  /// Sets an option of the whole server, such as `window-style`.
  func set(_ option: String, _ value: String) throws { try run(["set-option", "-g", option, value]) }

  /// Types text as it is.
  func type(_ text: String) throws { try run(["send-keys", "-l", "--", text]) }

  /// Pastes text as a terminal does, in brackets if the program asked for them.
  func paste(_ text: String) throws {
    try run(["load-buffer", folder.write(text, to: "paste")])
    try run(["paste-buffer", "-p", "-r"])
  }

  /// What the terminal was asked to copy last.
  func buffer() throws -> String { try run(["show-buffer"]) }

  func resize(columns: Int, rows: Int) throws { try run(["resize-window", "-x", "\(columns)", "-y", "\(rows)"]) }

  /// The rows of the screen, without trailing blanks; with escape sequences where `styled`.
  func screen(styled: Bool = false) throws -> [String] {
    try run(["capture-pane", "-p"] + (styled ? ["-e"] : [])).split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast().map(String.init)
  }

  /// A tmux format of the window's pane, such as `#{alternate_on}`, `#{cursor_x}`.
  func ask(_ format: String) throws -> String {
    try run(["display-message", "-p", format]).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Waits until the screen fulfils `condition`; throws with the last screen when it does not in time.
  @discardableResult
  func wait(
    _ what: String, deadline: Int64 = patience, until condition: ([String]) -> Bool
  ) throws -> [String] {
    var last: [String] = []
    var problem: (any Error)?
    let isMet = waitUntil(deadline: deadline, interval: Self.interval) {
      do { last = try screen() } catch { problem = error }
      return condition(last)
    }
    guard isMet else {
      throw Failure(
        "waited for \(what); the screen was:\n\(last.joined(separator: "\n"))\n\(problem.map { "\($0)" } ?? "")")
    }
    return last
  }

  /// Waits until `text` stands somewhere on the screen.
  @discardableResult
  func wait(for text: String, deadline: Int64 = patience) throws -> [String] {
    try wait("\"\(text)\"", deadline: deadline) { $0.contains { $0.contains(text) } }
  }

  /// The command's exit status, 128 and the signal's number where one ended it; nil while it runs.
  var exitStatus: Int? {
    folder.text(of: "status").flatMap { Int($0.trimmingCharacters(in: .newlines)) }
  }

  /// Waits until the command has ended and returns its exit status.
  func waitForExit(deadline: Int64 = patience) throws -> Int {
    _ = waitUntil(deadline: deadline, interval: Self.interval) { exitStatus != nil }
    guard let exitStatus else { throw Failure("did not end; the screen was:\n\(try screen().joined(separator: "\n"))") }
    return exitStatus
  }

  /// The process that the command started.
  func commandPID() throws -> pid_t {
    let shell = try ask("#{pane_pid}")
    let children = try String(contentsOf: URL(filePath: "/proc/\(shell)/task/\(shell)/children"), encoding: .utf8)
    guard let first = children.split(separator: " ").first, let pid = pid_t(first) else {
      throw Failure("the command does not run")
    }
    return pid
  }
}

/// What went wrong in a test's own machinery, or a wait that ended without what was waited for.
struct Failure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Numbers for names that must not meet.
final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var value = 0
  func next() -> Int {
    lock.withLock {
      value += 1
      return value
    }
  }
}
