import ArgumentParser
import ChatModel

/// One question from the shell; the reply goes to standard output as it arrives.
struct AskCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "ask",
    abstract: "Ask one question; the reply goes to standard output as it arrives.",
    discussion: """
      The question is TEXT, or standard input, or both: TEXT first, then what standard input holds. With --attach - \
      standard input is a file instead. Both messages are kept in the history.
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

  @Option(
    help: ArgumentHelp(
      "Attach this file; may be given several times. - is standard input.", valueName: "file"))
  var attach: [String] = []

  @Option(help: ArgumentHelp("What an attached standard input is called.", valueName: "name"))
  var attachName: String?

  @Flag(help: "Wait for the whole reply instead of streaming it.")
  var noStream = false

  @Flag(help: "Print one JSON event a line.")
  var json = false

  func run() throws {
    let options = try options()
    if options.readOnly { throw CommandFailure(.usage, "ask writes to the history: --read-only does not go with it.") }
    let question = try readQuestion()
    var piped: TemporaryFile?
    let files = try attach.map { file in
      guard file == "-" else { return file }
      let copy = try piped ?? TemporaryFile(standardInputAs: attachName ?? "stdin.txt")
      piped = copy
      return copy.path
    }
    defer { piped?.remove() }
    let client = try Client(common: options, kind: .service)
    defer { client.close() }
    client.configured.sayProblems()
    if let problem = client.history.problem, problem.kind == .damaged {
      throw CommandFailure(.history, safe(problem.text))
    }
    let asking = try Asking(client: client, conversation: conversation, mode: noStream ? .synchronous : nil)
    defer { asking.close() }
    let status = try asking.run(question, files: files, output: json ? .json : .text)
    if status != .done { throw CommandFailure(status, "") }
  }

  private func readQuestion() throws(CommandFailure) -> String {
    let given = text.joined(separator: " ")
    if attachName != nil, !attach.contains("-") {
      throw CommandFailure(.usage, "--attach-name is the name of standard input: it goes with --attach -.")
    }
    if attachName?.contains("/") == true || attachName == "" {
      throw CommandFailure(.usage, "--attach-name is a file's name, without a slash.")
    }
    let isAttached = attach.contains("-")
    if isAttached, StandardInput.isTerminal {
      throw CommandFailure(.usage, "--attach - reads standard input, which is a terminal: pipe something into it.")
    }
    let piped = isAttached || StandardInput.isTerminal ? "" : try StandardInput.readAll()
    let parts = [given, piped].filter { $0.contains { !$0.isWhitespace } }
    guard !parts.isEmpty || !attach.isEmpty else {
      throw CommandFailure(.usage, "nothing to ask: give the question as an argument or on standard input.")
    }
    return parts.joined(separator: "\n\n")
  }
}
