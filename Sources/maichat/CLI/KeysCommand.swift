import ArgumentParser
import ChatModel
import ChatView
import Configuration

/// The keys as they are configured; with `--test`, what the terminal sends for each.
struct KeysCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "List all commands with their keys as configured; --test shows what a key press sends.",
    discussion:
      "What is wrong with the keys in the configuration file is reported with file and line, and ends in status 2.")

  @ParentCommand var root: Maichat
  @OptionGroup var common: CommonOptions

  @Flag(help: "Print one JSON object a line.")
  var json = false

  @Flag(help: "Show for each key press the bytes received, the key, and what it runs.")
  var test = false

  @Flag(help: ArgumentHelp("Print README's table of the standard keys.", visibility: .hidden))
  var markdown = false

  func run() throws {
    if [json, test, markdown].count(where: { $0 }) > 1 {
      throw CommandFailure(.usage, "--json, --test and --markdown do not go together.")
    }
    if markdown { return try StandardOutput.write(received: KeyTable(.standard).markdown) }
    let configured = ResolvedConfiguration(common: try options())
    configured.sayProblems()
    let (keymap, mistakes) = Keymap.configured(configured.settings.bindings)
    for mistake in mistakes { StandardError.say("maichat: \(safe("\(mistake)"))") }
    if test {
      try configured.measuring { try KeyTest(configured, keymap: keymap).run() }
    } else {
      try StandardOutput.write(json ? Self.jsonLines(KeyTable(keymap)) : Self.text(KeyTable(keymap)))
    }
    if !mistakes.isEmpty || !configured.problems.isEmpty { throw CommandFailure(.usage, "") }
  }

  /// The table for people: a heading for each zone, then keys, command and what it does in columns.
  static func text(_ table: KeyTable) -> SafeText {
    let keys = table.lines.map { $0.keys.isEmpty ? "–" : $0.keys.joined(separator: ", ") }
    let keyColumns = keys.map(\.count).max() ?? 0
    let nameColumns = table.lines.map(\.command.rawValue.count).max() ?? 0
    var text = ""
    var zone: CommandZone?
    for (line, keys) in zip(table.lines, keys) {
      if line.zone != zone { text += (zone == nil ? "" : "\n") + line.zone.rawValue + "\n" }
      zone = line.zone
      text += "  " + padded(keys, keyColumns + 2) + padded(line.command.rawValue, nameColumns + 2)
      text += line.command.row.title + "\n"
    }
    return safeLines(text)
  }

  private static func padded(_ text: String, _ columns: Int) -> String {
    text + String(repeating: " ", count: max(0, columns - text.count))
  }

  private static func jsonLines(_ table: KeyTable) -> SafeText {
    table.lines.map { line in
      jsonLine(
        JSONLine(
          zone: line.zone.rawValue, command: line.command.rawValue, keys: line.keys, does: line.command.row.title))
    }.joined()
  }

  private struct JSONLine: Encodable {
    var zone: String
    var command: String
    var keys: [String]
    var does: String
  }
}
