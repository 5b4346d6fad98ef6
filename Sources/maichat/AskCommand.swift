import ArgumentParser
import ChatHistory
import ChatModel
import ChatStore
import Terminal

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One question from the shell; the reply goes to standard output as it arrives.
struct AskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ask",
    abstract: "Ask one question; the reply goes to standard output as it arrives.",
    discussion: """
      The question is TEXT, or standard input, or both: TEXT first, then what standard input holds. Both messages are \
      kept in the history.
      """)

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
    if common.readOnly { throw CommandFailure(.usage, "ask writes to the history: --read-only does not go with it.") }
    let question = try readQuestion()
    let client = try Client(common: common, kind: .shell)
    defer { client.close() }
    let asking = try Asking(client: client, conversation: conversation, mode: noStream ? .synchronous : nil)
    let status = try asking.run(question, output: json ? .json : .text)
    if status != .done {
      client.close()
      exit(status.rawValue)
    }
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

/// The life of one question outside the full screen: the same store, network and history, and standard output in place
/// of panes.
final class Asking {
  private let client: Client
  private let engine: Engine
  private let conversation: ConversationID

  /// Finds or begins the conversation and its chatbot. Throws what the user can mend as a usage failure.
  init(client: Client, conversation wanted: String?, mode: ReplyMode?) throws {
    self.client = client
    let now = readClock()
    var state = State(settings: client.storeSettings, identifiers: .random(), now: now)
    if let wanted {
      let header = try client.findConversation(wanted)
      let messages = try client.history.messages(of: header.id)
      state.restore(
        session: nil, headers: [header], drafts: [:], isWholeList: true,
        open: (header.id, messages, false, .following))
    }
    guard let id = state.pane.conversation else { preconditionFailure("a state always shows a conversation") }
    conversation = id
    if let mode { state.conversations[id]!.header.mode = mode }
    if state.conversations[id]!.header.chatbot == nil {
      let chatbot = try client.onlyChatbot()
      state.conversations[id]!.header.chatbot = chatbot.id
      state.conversations[id]!.header.chatbotName = chatbot.name
    }
    engine = client.engine(state: state)
  }

  func run(_ question: String, output: AskOutput.Format) throws -> ExitStatus {
    let signals = try SignalSource.open()
    var printer = AskOutput(format: output, isTerminal: StandardOutput.isTerminal)
    engine.feed(.user(.composerEdited(.replace(question))), now: readClock())
    engine.feed(.user(.promptSubmitted), now: readClock())
    guard let reply = engine.state.conversations[conversation]?.running?.id else {
      throw CommandFailure(.usage, engine.state.notice?.text ?? "the question cannot be sent.")
    }
    var status: ExitStatus?
    var outputFailure: CommandFailure?
    while engine.state.replies[reply] != nil {
      wait(signals)
      let now = readClock()
      if !signals.read().filter(\.asksToEnd).isEmpty {
        status = .interrupted
        engine.feed(.user(.replyStopped), now: now)
      }
      let events = engine.takeMail(now: now)
      do {
        for case .reply(reply, let event) in events { try printer.print(event) }
      } catch let failure as CommandFailure {
        outputFailure = failure
        engine.feed(.user(.replyStopped), now: now)
      }
    }
    if let outputFailure {
      if outputFailure.message.isEmpty { return .done }
      throw outputFailure
    }
    let header = engine.state.conversations[conversation]!.header
    guard let message = engine.state.conversations[conversation]!.messages.last else { return .requestFailed }
    try printer.finish(message, in: header)
    if let problem = engine.state.historyProblem { StandardError.say("maichat: not kept: \(problem.text)") }
    if let status { return status }
    switch message.status {
    case .complete: return .done
    case .failed(let failure): throw CommandFailure(.requestFailed, failure.sentence)
    default: return .interrupted
    }
  }

  private func wait(_ signals: SignalSource) {
    var descriptors = [
      pollfd(fd: client.mailbox.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    _ = poll(&descriptors, 2, -1)
  }
}

extension Signal {
  /// Whether it means that the program should end.
  var asksToEnd: Bool {
    switch self {
    case .interrupt, .terminate, .hangup, .quit: true
    default: false
    }
  }
}
