import Foundation
import TestSupport

/// A program run to its end.
enum Command {
  struct Output {
    var status: Int32
    var bytes: Data
    var errors: String
    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  /// Runs `program` (looked up in PATH unless it is a path) with `input` on its standard input.
  static func run(
    _ program: String, _ arguments: [String], environment: [String: String]? = nil, input: Data? = nil
  ) throws -> Output {
    // Files, not pipes: nothing can fill up while nobody reads.
    let folder = TestFolder()
    let child = try Child(
      program, arguments, environment: environment, input: folder.write([UInt8](input ?? Data()), to: "input"),
      output: folder.path("output"), errors: folder.path("errors"))
    guard let status = child.exitStatus(.untilItEnds) else { throw Failure("\(program) cannot be waited for") }
    return Output(
      status: status, bytes: Data(folder.bytes(of: "output")), errors: folder.text(of: "errors") ?? "")
  }
}

/// The program under test, as built beside this test bundle.
enum Maichat {
  static let path = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "maichat").path
}

/// A home of its own for each test: configuration, history and log of nobody else.
final class Home {
  private let files = TestFolder()
  let folder: URL

  init() throws { folder = URL(filePath: files.path) }

  /// The environment of somebody who lives in this home; nothing of the test's own.
  func environment(_ more: [String: String] = [:]) -> [String: String] {
    [
      "HOME": folder.path, "XDG_CONFIG_HOME": folder.appending(path: "config").path,
      "XDG_DATA_HOME": folder.appending(path: "data").path, "XDG_STATE_HOME": folder.appending(path: "state").path,
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC",
      // What runs the tests may set these; tmux hands on what it was started with.
      "NO_COLOR": "", "COLORFGBG": "",
    ].merging(more) { $1 }
  }

  /// Writes a file of this home; folders are made.
  func write(_ path: String, _ text: String) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  var history: String { files.path("data/maichat/history.sqlite") }
}

/// A program that runs while the test goes on.
final class RunningCommand {
  private let child: Child
  private let folder = TestFolder()

  init(_ program: String, _ arguments: [String], environment: [String: String]) throws {
    child = try Child(
      program, arguments, environment: environment, input: "/dev/null", output: folder.path("output"),
      errors: "/dev/null")
  }

  deinit {
    if child.exitStatus(.none) == nil {
      send(SIGKILL)
      _ = child.exitStatus(.untilItEnds)
    }
  }

  /// What it wrote to standard output so far.
  var text: String { folder.text(of: "output") ?? "" }

  /// The most memory that it ever had, in kB.
  func peakKilobytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(child.pid)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
  }

  /// Whether the program ignores `signal`.
  func ignores(_ signal: Int32) -> Bool {
    let status = (try? String(contentsOfFile: "/proc/\(child.pid)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("SigIgn:") } ?? ""
    return UInt64(line.dropFirst(7).filter(\.isHexDigit), radix: 16).map { $0 >> UInt64(signal - 1) & 1 == 1 } ?? false
  }

  /// As Ctrl-C does.
  func interrupt() { send(SIGINT) }

  func send(_ signal: Int32) { kill(child.pid, signal) }

  var hasEnded: Bool { child.exitStatus(.none) != nil }

  /// The exit status, 128 and the signal's number where one ended it; nil when it does not end in time.
  func waitForExit() -> Int32? {
    _ = waitUntil { child.exitStatus(.none) != nil }
    return child.exitStatus(.none)
  }
}
