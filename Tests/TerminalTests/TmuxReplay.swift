import Foundation
import TestSupport

/// Shows bytes on the screen of a real terminal, tmux, and tells what stands where.
final class TmuxReplay {
  /// A path, not a name: tmux leaves the sockets that it has in a folder of its own.
  private var socket: String { folder.path("socket") }
  private let folder = TestFolder()

  /// Starts tmux with a screen of `columns` by `rows` and writes `bytes` to it.
  init(_ bytes: [UInt8], columns: Int, rows: Int) throws {
    let file = folder.write(bytes, to: "bytes")
    // No program changes what was written: raw, without echo, and nothing after the bytes.
    let command = "stty raw -echo; cat '\(file)'; touch '\(file).shown'; exec sleep 3600"
    try run([
      "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "-e", "LANG=C.UTF-8", command, ";",
      "set-option", "-g", "status", "off", ";", "set-option", "-g", "mode-keys", "vi", ";", "resize-window", "-x",
      "\(columns)", "-y", "\(rows)",
    ])
    guard waitUntil(interval: 10, { folder.names().contains("bytes.shown") }) else {
      throw Problem("tmux did not take the bytes")
    }
  }

  deinit { _ = try? run(["kill-server"]) }

  /// The rows of the screen, without trailing blanks.
  func rows() throws -> [String] {
    try run(["capture-pane", "-p"]).split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// One row with its colours, as tmux writes them, without what ends them.
  func styledRow(_ row: Int) throws -> String {
    var text = try run(["capture-pane", "-p", "-e", "-S", "\(row)", "-E", "\(row)"]).replacing("\n", with: "")
    for end in ["\u{1B}[0m", "\u{1B}[49m", "\u{1B}[39m"] where text.hasSuffix(end) { text.removeLast(end.count) }
    return text
  }

  /// Waits until the rows fulfil `condition`; the last rows seen.
  func rows(until condition: ([String]) -> Bool) throws -> [String] {
    var last: [String] = []
    var problem: (any Error)?
    _ = waitUntil(interval: 10) {
      do { last = try rows() } catch { problem = error }
      return condition(last)
    }
    if last.isEmpty, let problem { throw problem }
    return last
  }

  /// The columns of the first `count` places where `character` stands on the screen, from top to bottom, by tmux's own
  /// grid.
  func columns(of character: String, count: Int) throws -> [[Int]] {
    var words = ["copy-mode", ";", "send-keys", "-X", "history-top", ";", "send-keys", "-X", "start-of-line"]
    for index in 0..<count {
      words += [";", "send-keys", "-X"] + (index == 0 ? ["search-forward", character] : ["search-again"])
      words += [";", "display-message", "-p", "#{copy_cursor_y} #{copy_cursor_x}"]
    }
    return try run(words).split(separator: "\n").map { $0.split(separator: " ").compactMap { Int($0) } }
  }

  @discardableResult
  private func run(_ arguments: [String]) throws -> String {
    // Not Foundation's Process: that waits for the server, too, which tmux leaves behind.
    let output = folder.path("output")
    let words = (["timeout", "20", "tmux", "-S", socket, "-f", "/dev/null", "-u"] + arguments).map {
      "'" + $0.replacing("'", with: "'\\''") + "'"
    }
    let status = system(words.joined(separator: " ") + " < /dev/null > '\(output)' 2>&1")
    let text = try String(contentsOfFile: output, encoding: .utf8)
    guard status == 0 else { throw Problem("tmux \(arguments.prefix(3)) failed: \(text)") }
    return text
  }

  struct Problem: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }
}

/// Runs `work` on a thread of its own, as what blocks must not run on those of Swift's tasks.
func onItsOwnThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Swift.Result { try work() }) }
  }
}
