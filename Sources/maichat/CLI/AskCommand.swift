import ArgumentParser
import ChatModel

/// One question from the shell; the reply goes to standard output as it arrives.
struct AskCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "ask",
    abstract: "Ask one question; the reply goes to standard output as it arrives.",
    discussion: """
      The question is TEXT, or standard input, or both: TEXT first, then what standard input holds. `ask -` is standard \
      input, also where that is a terminal; with TEXT a terminal is not read. -n reads nothing, as a loop needs it that \
      reads its lines from standard input. With --attach - standard input is a file instead. A text that begins with - goes \
      after --. Both messages are kept in the history; a first question that no service took is kept as a draft.
      """)

  @ParentCommand var root: Maichat
  @OptionGroup var common: CommonOptions

  // What is no option is seen here, so that a question that begins with a minus gets a hint.
  @Argument(parsing: .allUnrecognized, help: ArgumentHelp("The question.", valueName: "text"))
  var text: [String] = []

  @Flag(name: [.customShort("n"), .customLong("no-input")], help: "Do not read standard input.")
  var noInput = false

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
      let limit = ResolvedConfiguration(common: options).settings.attachmentBytes
      let copy = try piped ?? TemporaryFile(standardInputAs: attachName ?? "stdin.txt", atMost: limit)
      piped = copy
      return copy.path
    }
    defer { piped?.remove() }
    let client = try Client(common: options, kind: .service)
    defer { client.close() }
    client.configured.sayProblems()
    try client.configured.measuring { try ask(question, client, files, Set([piped?.path].compactMap { $0 })) }
  }

  private func ask(_ question: String, _ client: Client, _ files: [String], _ temporaries: Set<String>) throws {
    // Nothing of it could be kept, however long one waits.
    if let problem = client.history.problem, [.damaged, .foreign, .newerVersion].contains(problem.kind) {
      throw CommandFailure(.history, safe(problem.text))
    }
    let asking = try AskSession(
      client: client, conversation: conversation, mode: noStream ? .synchronous : nil,
      temporaries: temporaries)
    defer { asking.close() }
    let status = try asking.run(question, files: files, output: json ? .json : .text)
    if status != .done { throw CommandFailure(status, "") }
  }

  /// More than any service takes as a question.
  private static let mostInput = 16 << 20

  func validate() throws {
    try requireIDs([conversation].compactMap { $0 })
    if attach.contains("") { throw ValidationError("the name of the file to attach is empty.") }
    guard let option = WordArguments(text).plain.first(where: { $0.hasPrefix("-") && $0 != "-" }) else { return }
    throw ValidationError(
      "Unknown option '\(option)'. A text that begins with - goes after --: maichat ask -- '\(option) …'.")
  }

  private func readQuestion() throws(CommandFailure) -> String {
    try WordArguments.checkText()
    let words = WordArguments(text)
    // As the last word it is standard input, as with cat; elsewhere it is a minus sign.
    let isNamed = words.literal.isEmpty && words.plain.last == "-"
    let given = (words.plain.dropLast(isNamed ? 1 : 0) + words.literal).joined(separator: " ")
    let isAttached = attach.contains("-")
    if attachName != nil, !isAttached {
      throw CommandFailure(.usage, "--attach-name is the name of standard input: it goes with --attach -.")
    }
    if attachName?.contains("/") == true || attachName == "" {
      throw CommandFailure(.usage, "--attach-name is a file's name, without a slash.")
    }
    if noInput, isNamed || isAttached {
      throw CommandFailure(
        .usage, "-n leaves standard input unread: it cannot be used with \(isNamed ? "-" : "--attach -").")
    }
    if isNamed, words.plain.count(where: { $0 == "-" }) > 1 {
      throw CommandFailure(.usage, "standard input can be given once: write - only one time.")
    }
    if isNamed, isAttached {
      throw CommandFailure(.usage, "standard input is the question or a file, not both: leave out - or --attach -.")
    }
    if isAttached, StandardInput.isTerminal {
      throw CommandFailure(.usage, "--attach - reads standard input, which is a terminal: pipe something into it.")
    }
    let isRead = isNamed || !noInput && !isAttached && !StandardInput.isTerminal
    let piped = isRead ? try StandardInput.readText(atMost: Self.mostInput) : ""
    let parts = [given, piped].filter { $0.contains { !$0.isWhitespace } }
    guard !parts.isEmpty || !attach.isEmpty else {
      throw CommandFailure(.usage, "nothing to ask: give the question as an argument or on standard input.")
    }
    return parts.joined(separator: "\n\n")
  }
}
