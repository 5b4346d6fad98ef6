import AppState
import ArgumentParser
import ChatModel
import HistoryStore
import System
import Terminal

/// Fetches the service's own history into this one.
struct SyncCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Fetch the service's list of conversations, and messages where asked for.",
    discussion: """
      What was fetched stays readable without the service. Nothing is sent but the requests to read, and nothing that is \
      here is removed or replaced.
      """)

  @ParentCommand var root: Maichat
  @OptionGroup var common: CommonOptions

  @Argument(
    help: ArgumentHelp("Fetch all messages of these conversations, named as in `maichat list`.", valueName: "id"))
  var ids: [String] = []

  @Flag(help: "Fetch all messages of all conversations.")
  var messages = false

  func validate() throws { try requireIDs(ids) }

  func run() throws {
    let options = try options()
    if options.readOnly { throw CommandFailure(.usage, "sync writes to the history: --read-only does not go with it.") }
    let client = try Client(common: options, kind: .service)
    defer { client.close() }
    client.configured.sayProblems()
    _ = client.service == nil ? try client.configured.service() : nil
    try waitForHistory(client.history) { false }
    try client.configured.measuring { try Synchronizing(client: client).run(ids: ids, wantsMessages: messages) }
    let left = client.close()
    if let problem = left.problem, !left.isEmpty { throw CommandFailure(.history, "not kept: \(safe(problem.text))") }
  }
}

/// One run of `sync`: the same store, network and history as the full screen's, and standard output in place of panes.
private final class Synchronizing {
  private let client: Client
  private let engine: Engine
  private let signals: SignalSource

  init(client: Client) throws(CommandFailure) {
    self.client = client
    do { signals = try SignalSource() } catch { throw CommandFailure(.requestFailed, "\(error)") }
    let identifiers = try reading(try randomIdentifiers(client.historyPath))
    var state = State(settings: client.storeSettings, identifiers: identifiers, now: readClock())
    let headers = try reading(try client.history.conversations(limit: nil))
    state.restore(session: nil, headers: headers, drafts: [:], isWholeList: true, open: nil)
    engine = try client.engine(state: state)
  }

  deinit { engine.close() }

  func run(ids: [String], wantsMessages: Bool) throws {
    var wanted = try ids.map { try findConversation($0, in: client.history).id }
    if ids.isEmpty {
      engine.feed(.user(.remote(.listSwitched)), now: readClock())
      try wait { $0.remote.listing != nil }
      guard engine.state.remote.listedAt != nil else { throw failure }
      try flush()
      let known = try reading(try client.history.conversations(limit: nil)).filter { $0.remoteID != nil }
      let profile = engine.state.settings.profile
      let own = known.filter { $0.profile == profile && $0.presence != .local && engine.state.belongsHere($0) }
      let fetched = own.count { $0.presence == .both }
      try StandardOutput.write(
        "\(own.count) conversations at the service, \(fetched) of them here as well\n")
      if wantsMessages { wanted = own.map(\.id) }
    }
    for id in wanted { try fetch(id) }
  }

  private func fetch(_ id: ConversationID) throws {
    if let refusal = engine.state.conversations[id].flatMap({ engine.state.refusal(of: $0.header) }) {
      throw CommandFailure(.usage, safe(refusal))
    }
    engine.feed(.user(.remote(.fetchSwitched(id, isWhole: true))), now: readClock())
    guard engine.state.remote.fetches[id] != nil else { throw failure }
    try wait { $0.remote.fetches[id] != nil }
    guard !engine.state.remote.failed.contains(id) else { throw failure }
    try flush()
    let count = try reading(try client.history.messages(of: id)).count
    let title = engine.state.conversations[id].map(\.title) ?? ""
    try StandardOutput.write("\(id.rawValue.prefix(8))  \(count) messages  \(safe(title))\n")
  }

  private var failure: CommandFailure {
    CommandFailure(.requestFailed, safe(engine.state.notice?.text ?? "the service did not answer."))
  }

  /// Until `isRunning` says no, or somebody asks to end.
  private func wait(while isRunning: (State) -> Bool) throws(CommandFailure) {
    while isRunning(engine.state) {
      var descriptors = [
        pollfd(fd: client.mailbox.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      _ = poll(&descriptors, 2, -1)
      if signals.read().contains(where: \.asksToEnd) { throw CommandFailure(.interrupted, "") }
      for case .client(.noticed(let sentence)) in engine.takeMail(now: readClock()) {
        StandardError.write("maichat: \(safe(sentence))\n")
      }
      // A lock is waited for when all has come.
      if let problem = engine.state.historyProblem, problem.kind != .locked {
        throw CommandFailure(.history, safe(problem.text))
      }
    }
  }

  /// Until what was asked of the history so far is on disk, and known here.
  private func flush() throws(CommandFailure) {
    switch client.settle(engine, signals, client.history.lockWait(patience: lockPatience)) {
    case .kept: break
    case .interrupted: throw CommandFailure(.interrupted, "")
    case .failed:
      let problem = engine.state.historyProblem ?? client.history.problem
      throw CommandFailure(.history, problem.map { safe($0.text) } ?? "the history could not be written.")
    }
    let marker = ConversationID("")
    client.history.perform(.loadMessages(marker, before: nil, limit: 1))
    while true {
      var descriptor = pollfd(fd: client.mailbox.descriptor, events: Int16(POLLIN), revents: 0)
      _ = poll(&descriptor, 1, -1)
      for event in engine.takeMail(now: readClock()) {
        if case .history(.loadFailed(marker, _)) = event { return }
      }
      if let problem = engine.state.historyProblem { throw CommandFailure(.history, safe(problem.text)) }
    }
  }
}
