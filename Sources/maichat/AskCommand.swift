import ArgumentParser
import ChatModel

/// One question from the shell; the reply goes to standard output as it arrives.
struct AskCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "ask",
    abstract: "Ask one question; the reply goes to standard output as it arrives.",
    discussion: """
      The question is TEXT, or standard input, or both: TEXT first, then what standard input holds. Both messages are \
      kept in the history.
      """)

  @ParentCommand var root: Maichat
  @OptionGroup var common: CommonOptions

  @Argument(help: ArgumentHelp("The question.", valueName: "text"))
  var text: [String] = []

  @Option(
    help: ArgumentHelp(
      "Go on with this conversation: an id as `maichat list` shows it, its first characters, or the service's id.",
      valueName: "id"))
  var conversation: String?

  @Flag(help: "Wait for the whole reply instead of streaming it.")
  var noStream = false

  @Flag(help: "Print one JSON event a line.")
  var json = false

  func run() throws {
    let options = try options()
    if options.readOnly { throw CommandFailure(.usage, "ask writes to the history: --read-only does not go with it.") }
    let question = try readQuestion()
    let client = try Client(common: options, kind: .service)
    defer { client.close() }
    client.configured.sayProblems()
    for notice in client.history.notices { StandardError.say("maichat: \(safe(notice))") }
    let asking = try Asking(client: client, conversation: conversation, mode: noStream ? .synchronous : nil)
    defer { asking.close() }
    let status = try asking.run(question, output: json ? .json : .text)
    if status != .done { throw CommandFailure(status, "") }
  }

  private func readQuestion() throws(CommandFailure) -> String {
    let given = text.joined(separator: " ")
    let piped = StandardInput.isTerminal ? "" : try StandardInput.readAll()
    let parts = [given, piped].filter { $0.contains { !$0.isWhitespace } }
    guard !parts.isEmpty else {
      throw CommandFailure(.usage, "nothing to ask: give the question as an argument or on standard input.")
    }
    return parts.joined(separator: "\n\n")
  }
}
