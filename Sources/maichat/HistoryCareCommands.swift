import ArgumentParser
import ChatHistory

/// Copies the history while clients use it.
struct BackupCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copy the history to a file; works while maichat runs.",
    discussion: "The copy is one file that only you can read, checked before it gets its name. To go back to it, end"
      + " maichat and put it in the place of history.sqlite.")

  @ParentCommand var root: Maichat
  @OptionGroup var common: CommonOptions

  @Flag(help: "Replace the file if it is there.")
  var overwrite = false

  @Argument(help: ArgumentHelp("Where the copy goes.", valueName: "file"))
  var file: String

  func run() throws {
    let path = Configured(common: try options()).paths.historyFile
    let copy = try reading(try HistoryCare.backUp(path, to: file, replacing: overwrite ? .allowed : .refused))
    try StandardOutput.write(
      "\(safe(file)): \(copy.conversations) conversations, \(copy.messages) messages, \(copy.bytes >> 10) KB, checked\n"
    )
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
    let path = Configured(common: options).paths.historyFile
    let (before, after) = try reading(try HistoryCare.vacuum(path))
    try StandardOutput.write("\(safe(path)): \(before >> 10) KB before, \(after >> 10) KB now\n")
  }
}
