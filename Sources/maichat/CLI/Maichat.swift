import ArgumentParser
import Configuration
import System

/// The program: what it is called, which commands it has. Without a command it is the full-screen client.
struct Maichat: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "maichat",
    abstract: "Talk to MaiAgent chatbots from the terminal.",
    discussion: """
      Without a command: the full-screen client. The key comes from MAIAGENT_API_KEY, from the configuration file or from \
      a command that it names; it is never a flag, where others could read it.
      """,
    version: "maichat \(version)",
    subcommands: [
      AskCommand.self, ChatbotsCommand.self, ListCommand.self, ShowCommand.self, SyncCommand.self, SearchCommand.self,
      ExportCommand.self,
      ImportCommand.self, BackupCommand.self, RestoreCommand.self, VacuumCommand.self, SandboxCommand.self,
      KeysCommand.self,
      DoctorCommand.self,
    ])

  static let version = "0.1.0"

  @OptionGroup var common: CommonOptions

  @Flag(help: "Try it on the built-in sandbox: no key, no network, a history of its own.")
  var demo = false

  func run() throws { try FullScreen(common: common).run(demo ? .demo : .service) }
}

/// How the program ended, for the shell; part of the contract.
enum ExitStatus: Int32 {
  case done = 0
  /// The request failed (API or network), or nothing was found.
  case requestFailed = 1
  /// Wrong usage or configuration.
  case usage = 2
  /// The history file cannot be used.
  case history = 3
  case interrupted = 130
}

/// A command's end that is not success: what to say on standard error, and the status.
struct CommandFailure: Error {
  var status: ExitStatus
  /// One or two sentences, without a newline at the end.
  var message: SafeText

  /// What is wrong with the configuration, where that is the reason.
  var problems: [ConfigurationProblem] = []

  init(_ status: ExitStatus, _ message: SafeText) {
    self.status = status
    self.message = message
  }

  /// The system refuses what the command cannot go on without.
  init(_ shortage: SystemShortage, _ status: ExitStatus = .requestFailed) {
    self.init(status, "\(shortage)")
  }

  /// Nothing may be sent because of `problems`; each is said on a line of its own.
  init(_ problems: [ConfigurationProblem]) {
    status = .usage
    self.problems = problems
    var lines: [SafeText] = problems.map { "\($0)" }
    lines.append("nothing was sent; fix this first.")
    message = lines.joined(separator: "\nmaichat: ")
  }
}
