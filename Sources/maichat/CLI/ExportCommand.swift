import ArgumentParser
import ChatModel
import HistoryStore
import ImportExport
import Synchronization
import System
import Terminal

extension ExportFormat: ExpressibleByArgument {}

/// Conversations as files that other programs can read.
struct ExportCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write conversations to a file or to standard output, as Markdown, JSON, text or HTML.",
    discussion: """
      JSON holds all there is, and `maichat import` takes it back. A file that is there is never replaced without --force. \
      Where -o is a folder, each conversation gets a file of its own.
      """)

  @ParentCommand var root: Maichat
  @OptionGroup var common: CommonOptions

  @Argument(help: ArgumentHelp("Ids of conversations, or their first characters.", valueName: "id"))
  var ids: [String] = []

  @Flag(help: "All conversations.")
  var all = false

  @Option(help: "markdown, json, text or html; else what the file's name says, else markdown.")
  var format: ExportFormat?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write to this file or into this folder; - is standard output.", valueName: "file"))
  var output: String?

  @Flag(help: "Replace a file that is there.")
  var force = false

  func validate() throws {
    try requireIDs(ids)
    if output == "" { throw ValidationError("the name of the file is empty.") }
    if all != ids.isEmpty {
      throw ValidationError(
        all
          ? "--all exports every conversation: leave out the ids."
          : "say what to export: ids of conversations (`maichat list` shows them), or --all.")
    }
  }

  func run() throws {
    let options = try options()
    let reserved = ResolvedConfiguration(common: options).reserved()
    if let output, output != "-" { try reserved.require(output) }
    try withHistory(options) { try export($0, reserved: reserved) }
  }

  private func export(_ history: History, reserved: ReservedPlaces) throws {
    var chosen: [ConversationID]?
    if !all {
      var seen: Set<ConversationID> = []
      chosen = try ids.map { try findConversation($0, in: history).id }.filter { seen.insert($0).inserted }
    }
    let path = output == "-" ? nil : output
    let format = format ?? path.flatMap(ExportFormat.init(path:)) ?? .markdown
    var export = ConversationExport(format: format, conversations: chosen)
    do {
      guard let path else {
        var stream = ExportStream()
        _ = try export.run(history) { try stream.write($0) }
        return try stream.flush()
      }
      let line = ProgressLine()
      Interruption.watch()
      export.progress = { done, total in
        try Interruption.check()
        line.show("\(done) of \(total) conversations")
      }
      defer { line.clear() }
      if Self.isFolder(path) {
        let count = try export.run(history, folder: path, replaces: force, reserved: reserved)
        line.clear()
        StandardError.say("Wrote \(counted(count, "file")) into \(safe(path)).")
      } else {
        guard !path.hasSuffix("/") else { throw CommandFailure(.usage, "\(safe(path)) is not there.") }
        var file = try ExportFile(path, replaces: force, reserved: reserved)
        let count = try export.run(history) {
          try Interruption.check()
          try file.write($0)
        }
        try file.finish()
        line.clear()
        StandardError.say("Wrote \(counted(count, "conversation")) to \(safe(path)).")
      }
    } catch let problem as HistoryProblem {
      throw CommandFailure(.history, safe(problem.text))
    }
  }

  static func isFolder(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
  }
}

/// Signals that end the program, heeded where nothing is left half done.
private enum Interruption {
  /// The number of the last one; a handler may do little more than to store it.
  private static let signal = Atomic<Int32>(0)

  /// From here on those signals end nothing by themselves.
  static func watch() {
    for number in [Signal.interrupt, .terminate, .hangup].filter({ !$0.isIgnored }).map(\.number) {
      handleSignal(number) { Interruption.signal.store($0, ordering: .relaxed) }
    }
  }

  /// Throws once such a signal has come.
  static func check() throws(CommandFailure) {
    if signal.load(ordering: .relaxed) != 0 { throw CommandFailure(.interrupted, "") }
  }
}

/// `count` and the word for it.
func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
  "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}

/// A line on standard error that says how far something is, where that is a terminal; nothing elsewhere.
final class ProgressLine {
  private let isTerminal = StandardError.isTerminal
  private var shownAt: Timestamp?

  /// Shows `text` in the place of what was shown; not more often than can be read.
  func show(_ text: @autoclosure () -> SafeText) {
    guard isTerminal else { return }
    let now = readClock()
    if let shownAt, now - shownAt < 200 { return }
    shownAt = now
    StandardError.write(.eraseLine + text())
  }

  /// Takes the line away.
  func clear() {
    guard shownAt != nil else { return }
    shownAt = nil
    StandardError.write(.eraseLine)
  }
}
