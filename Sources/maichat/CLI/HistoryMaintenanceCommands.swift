import ArgumentParser
import HistoryStore

/// Copies the history while clients use it.
struct BackupCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copy the history to a file; works while maichat runs.",
    discussion:
      "The copy is one file that only you can read, checked before it gets its name. `maichat restore` goes back"
      + " to it.")

  @ParentCommand var root: Maichat
  @OptionGroup var common: CommonOptions

  @Flag(help: "Replace the file if it is there.")
  var overwrite = false

  @Argument(help: ArgumentHelp("Where the copy goes.", valueName: "file"))
  var file: String

  func run() throws {
    if file.isEmpty { throw CommandFailure(.usage, "the file's name is empty.") }
    let options = try options()
    let configured = ResolvedConfiguration(common: options)
    let path = configured.paths.historyFile
    try configured.reserved().require(file)
    try requireHistory(path, options)
    if !options.readOnly { History.finishCreation(at: path) }
    for problem in Leftovers.removeParts(of: file) { StandardError.say("maichat: " + problem) }
    let copy = try reading(try HistoryMaintenance.backUp(path, to: file, replacing: overwrite ? .allowed : .refused))
    try StandardOutput.write(
      "\(safe(file)): \(copy.conversations) conversations, \(copy.messages) messages, \(copy.bytes >> 10) KB, checked\n"
    )
  }
}

/// Goes back to a copy of the history while clients use it.
struct RestoreCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Put a backup back in the place of the history; works while maichat runs.",
    discussion:
      "FILE is what `maichat backup` wrote, of this version or an older one. It is checked first. What the history"
      + " held is kept in a file beside it. Running clients show the change by themselves.")

  @ParentCommand var root: Maichat
  @OptionGroup var common: CommonOptions

  @Argument(help: ArgumentHelp("The copy.", valueName: "file"))
  var file: String

  func run() throws {
    let options = try options()
    guard !options.readOnly else { throw CommandFailure(.usage, "restore writes: it cannot be used with --read-only.") }
    let path = ResolvedConfiguration(common: options).paths.historyFile
    let done = try reading(try HistoryMaintenance.restore(file, into: path))
    try StandardOutput.write(
      "\(safe(path)): \(done.restored.conversations) conversations, \(done.restored.messages) messages, from"
        + " \(safe(file))\n")
    if let words = Self.words(done.before) { StandardError.say(words) }
  }
}

extension RestoreCommand {
  /// What is to be said of the history that was there before; nil where nothing was in it.
  static func words(_ before: HistoryMaintenance.Restoration.Before?) -> SafeText? {
    switch before {
    case nil: nil
    case .history(let path): "What was there before is in \(safe(path)); `maichat restore` goes back to it."
    case .damaged(let path):
      "What was there before is damaged, and is in \(safe(path)); `sqlite3 \(safe(path)) .recover` may still read some of it."
    }
  }
}

/// Gives back the room of what was deleted.
struct VacuumCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "vacuum", abstract: "Make the history file as small as what is in it.")

  @ParentCommand var root: Maichat
  @OptionGroup var common: CommonOptions

  func run() throws {
    let options = try options()
    guard !options.readOnly else { throw CommandFailure(.usage, "vacuum writes; it does not go with --read-only.") }
    let path = ResolvedConfiguration(common: options).paths.historyFile
    try requireHistory(path, options)
    History.finishCreation(at: path)
    let (before, after) = try reading(try HistoryMaintenance.vacuum(path))
    try StandardOutput.write("\(safe(path)): \(before >> 10) KB before, \(after >> 10) KB now\n")
  }
}
