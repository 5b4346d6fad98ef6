import AppState
import ChatModel
import HistoryStore
import System
import Terminal

/// The life of one question outside the full screen: the same store, network and history, and standard output in place
/// of panes.
final class AskSession {
  private let client: Client
  private let engine: Engine
  /// The conversation that is asked in; another one once its question is a draft again.
  private var conversation: ConversationID
  private let signals: SignalSource
  /// Paths of files that are gone when this ends.
  private let temporaries: Set<String>
  /// Whether this one question is asked in the other mode than its conversation's.
  private let isOtherMode: Bool
  /// Counts from the beginning how long nobody has got on with the history.
  private let lock: LockWait
  /// The message that is to become the reply; nil until the question is sent.
  private var answer: MessageID?
  /// Whether it was said that the question is not in the history so far.
  private var saidNotKept = false

  /// Finds or begins the conversation and its chatbot. Throws what the user can mend as a usage failure.
  init(
    client: Client, conversation wanted: String?, mode: ReplyMode?, temporaries: Set<String> = []
  ) throws(CommandFailure) {
    self.temporaries = temporaries
    // Says what is missing.
    if client.service == nil { _ = try client.configured.service() }
    self.client = client
    var lock = client.history.lockWait(patience: lockPatience)
    _ = lock.isOver()
    self.lock = lock
    do { signals = try SignalSource() } catch { throw CommandFailure(.requestFailed, "\(error)") }
    let identifiers = try reading(try randomIdentifiers(client.historyPath))
    var state = State(settings: client.storeSettings, identifiers: identifiers, now: readClock())
    if let wanted {
      try waitForHistory(client.history) { [signals] in signals.read().contains(where: \.asksToEnd) }
      let header = try findConversation(wanted, in: client.history)
      let messages = try reading(try client.history.messages(of: header.id))
      state.restore(
        session: nil, headers: [header], drafts: [:], isWholeList: true,
        open: (header.id, messages, false, .following))
    }
    guard let id = state.pane.conversation else { preconditionFailure("a state always shows a conversation") }
    conversation = id
    isOtherMode = mode != nil && mode != state[id].header.mode
    let header = state[id].header
    // The question would take the place of what somebody types there, while it waits for another's reply.
    state.keepsWhatWaits = false
    if let refusal = state.refusal(of: header) { throw CommandFailure(.usage, safe(refusal)) }
    engine = try client.engine(state: state)
    let settings = client.configured.settings
    if let named = settings.chatbot, named.source == .flag("--chatbot") {
      try useChatbot(named.value, of: wanted == nil ? nil : header)
    }
    if wanted != nil { try putDraftAside() }
  }

  /// What somebody typed in the conversation and did not send stays theirs: it is among what was put aside. What belongs to a
  /// client that runs, which may be another question that waits for its turn, is left alone.
  private func putDraftAside() throws(CommandFailure) {
    let draft = try reading(try client.history.abandonedDraft(of: conversation))
    guard draft.text.contains(where: { !$0.isWhitespace }) else { return }
    engine.feed(.user(.composer(.edited(.replace(draft.text)))), now: readClock())
    engine.feed(.user(.stash(.stashed)), now: readClock())
    StandardError.say("maichat: the draft in this conversation is put aside; the full screen brings it back (stash).")
  }

  func close() { engine.close() }

  /// Asks the service for its chatbots, and waits.
  private func loadChatbots() throws(CommandFailure) {
    engine.feed(.user(.chatbots(.requested)), now: readClock())
    while case .loading = engine.state.chatbots.phase {
      wait(until: nil)
      if signals.read().contains(where: \.asksToEnd) { throw CommandFailure(.interrupted, "") }
      _ = takeMail(now: readClock())
    }
  }

  /// Takes the chatbot that `text` means: an id, the beginning of one, or a name. `header` is that of a conversation that
  /// goes on, which has its chatbot already or was fetched without one.
  private func useChatbot(_ text: String, of header: ConversationHeader?) throws(CommandFailure) {
    let own = header?.chatbot
    if own?.rawValue == text { return }
    var chosen = Chatbot(id: ChatbotID(text), name: "")
    if !chosen.id.isComplete {
      try loadChatbots()
      let known = engine.state.chatbots.known
      let meant = known.meant(by: text)
      // A service that does not list its chatbots may still know one by its id.
      if engine.state.chatbots.phase == .loaded {
        guard meant.count == 1 else {
          let names = Self.list(meant.isEmpty ? known : meant)
          throw CommandFailure(
            .usage,
            meant.isEmpty
              ? "no chatbot's name is \"\(safe(text))\", and no id begins so. There are:\n\(names)"
              : "\"\(safe(text))\" may mean several chatbots; --chatbot takes one of these:\n\(names)")
        }
        chosen = meant[0]
      }
    }
    guard let own else { return choose(chosen) }
    guard own == chosen.id else {
      let name = header?.chatbotName ?? ""
      let belongs: SafeText = name.isEmpty ? "\(own)" : "\(name) (\(own))"
      throw CommandFailure(
        .usage,
        "this conversation belongs to the chatbot \(belongs), not to \(safe(text)): leave --chatbot out, or begin another "
          + "conversation without --conversation.")
    }
  }

  private func choose(_ chatbot: Chatbot) {
    engine.feed(.user(.opened(ChatbotPicker(purpose: .assign(conversation)))), now: readClock())
    engine.feed(.user(.chatbots(.chosen(chatbot))), now: readClock())
  }

  private static func list(_ chatbots: [Chatbot]) -> SafeText {
    let most = 20
    var lines: [SafeText] = chatbots.prefix(most).map { "  \($0.id)  \($0.name)" }
    if chatbots.count > most { lines.append("  and \(chatbots.count - most) more: `maichat chatbots` lists them") }
    return lines.joined(separator: "\n")
  }

  /// Takes the only chatbot there is.
  private func chooseChatbot() throws(CommandFailure) {
    try loadChatbots()
    if case .failed(let failure) = engine.state.chatbots.phase { throw unsent(failure) }
    let known = engine.state.chatbots.known
    guard let only = known.first, known.count == 1 else {
      if known.isEmpty { throw CommandFailure(.usage, "this key sees no chatbots.") }
      throw CommandFailure(.usage, "which chatbot? --chatbot takes one of these:\n\(Self.list(known))")
    }
    choose(only)
  }

  /// Sends `question` with `files` and prints the reply; how that ended.
  func run(_ question: String, files: [String] = [], output: AskOutput.Format) throws(CommandFailure) -> ExitStatus {
    try attach(files)
    var printer = AskOutput(format: output, isTerminal: StandardOutput.isTerminal)
    engine.feed(.user(.composer(.edited(.replace(question)))), now: readClock())
    if engine.state.conversations[conversation]?.header.chatbot == nil { try chooseChatbot() }
    var clock = WaitingClock(isShown: StandardError.isTerminal, since: readClock())
    if isOtherMode { engine.feed(.user(.replies(.modeSwitched)), now: readClock()) }
    engine.feed(.user(.composer(.submitted)), now: readClock())
    if try upload() == .interrupted { return .interrupted }
    guard let running = engine.state.conversations[conversation]?.running else {
      throw CommandFailure(.usage, safe(engine.state.notice?.text ?? "the question cannot be sent."))
    }
    let reply = running.id
    answer = running.message
    var isInterrupted = false
    while engine.state.replies[reply] != nil {
      wait(until: clock.due)
      let now = readClock()
      if signals.read().contains(where: \.asksToEnd) {
        isInterrupted = true
        engine.feed(.user(.replies(.stopped)), now: now)
      }
      do {
        for case .reply(reply, let event) in takeMail(now: now) {
          if event.isShown(in: output) { clock.stop() }
          try printer.print(event, now: now)
        }
      } catch {
        engine.feed(.user(.replies(.stopped)), now: now)
        if error.message.isEmpty { return .done }
        throw error
      }
      clock.show(now: now)
    }
    clock.stop()
    return try finish(&printer, isInterrupted: isInterrupted)
  }

  /// Attaches `files`. Throws a usage failure where one of them cannot be sent.
  private func attach(_ files: [String]) throws(CommandFailure) {
    guard !files.isEmpty else { return }
    let inspector = FileInspector(home: client.configured.paths.home, sink: client.mailbox)
    engine.performClient = { if case .checkFile(let id, let path) = $0 { inspector.check(id, path) } }
    engine.feed(.user(.attachments(.attached(files))), now: readClock())
    var attached: [DraftAttachment] { engine.state.conversations[conversation]?.attachments ?? [] }
    let wanted = Set(files).count
    guard attached.count >= wanted else {
      throw CommandFailure(.usage, safe(engine.state.notice?.text ?? "these files cannot be attached."))
    }
    while attached.contains(where: { $0.state == .checking }) {
      wait(until: nil)
      if signals.read().contains(where: \.asksToEnd) { throw CommandFailure(.interrupted, "") }
      _ = takeMail(now: readClock())
    }
    for file in attached {
      if case .refused(let reason) = file.state {
        let name = temporaries.contains(file.path) ? "standard input" : file.path
        throw CommandFailure(.usage, safe("\(name): it \(reason)."))
      }
    }
  }

  /// Waits until the question's files are up, if it has any. Throws where one of them fails; the question is then a draft in
  /// the history.
  private func upload() throws(CommandFailure) -> ExitStatus {
    var line = UploadLine(isShown: StandardError.isTerminal)
    defer { line.end() }
    while let place = engine.state.conversations[conversation], place.isUploading {
      let files = place.queue.flatMap(\.attachments)
      for file in files {
        guard case .failed(let failure) = file.state else { continue }
        line.end()
        engine.feed(.user(.replies(.stopped)), now: readClock())
        throw unsent(failure)
      }
      line.show(files)
      wait(until: nil)
      let now = readClock()
      if signals.read().contains(where: \.asksToEnd) {
        engine.feed(.user(.replies(.stopped)), now: now)
        _ = closeHistory(.interrupted)
        return .interrupted
      }
      _ = takeMail(now: now)
    }
    return .done
  }

  private func closeHistory(_ settling: Settling = .kept) -> Settling {
    engine.feed(.user(.program(.quit(.given))), now: readClock())
    return keep(settling)
  }

  /// Takes what arrived, and says where the question went out without being in the history.
  private func takeMail(now: Timestamp) -> [Event] {
    let events = engine.takeMail(now: now)
    for case .history(.turnNotSaved(_, let problem)) in events where !saidNotKept {
      saidNotKept = true
      StandardError.say("maichat: not kept yet: \(safe(problem.text))")
    }
    return events
  }

  /// Waits until everything is on disk, 30 s in all where the file is locked, or since somebody got on with it; then closes
  /// the history. Says what could not be kept. With `.interrupted` nothing is waited for.
  private func keep(_ settling: Settling) -> Settling {
    var settling = settling
    if settling == .kept {
      settling = client.settle(engine, signals, lock, atLeast: lockPatience / 6)
    }
    let left = client.close(patience: settling == .kept ? History.closingPatience : 0)
    _ = engine.takeMail(now: readClock())
    if left.isEmpty {
      if saidNotKept { StandardError.say("maichat: kept now.") }
      return settling == .interrupted ? .interrupted : .kept
    }
    let why = left.problem.map { ": \(safe($0.text))" } ?? "."
    StandardError.say("maichat: not kept\(why)")
    if left.problem?.kind == .replaced, let path = client.rescue.write(left) {
      StandardError.say("maichat: what is not kept is in \(safe(path)); `maichat import` takes it.")
    }
    return settling == .interrupted ? .interrupted : .failed
  }

  /// The end of a question that no service took: it is a draft, of which a script that asks again and again leaves one.
  private func unsent(_ failure: Failure) -> CommandFailure {
    let now = readClock()
    var place = conversation
    let lost = engine.state.conversations[conversation]?.attachments.filter { temporaries.contains($0.path) } ?? []
    for file in lost { engine.feed(.user(.attachments(.removed(file.id))), now: now) }
    if let own = engine.state.conversations[conversation], own.header.remoteID == nil, own.messages.isEmpty,
      own.attachments.isEmpty,
      let same = (try? client.history.drafts(own.composer.text, profile: own.header.profile))?
        .first(where: { $0 != conversation })
    {
      engine.feed(.user(.composer(.edited(.replace("")))), now: now)
      engine.feed(.user(.conversations(.deleted([conversation]))), now: now)
      place = same
    }
    guard closeHistory() == .kept else {
      return CommandFailure(.history, safe(failure.sentence(afterwards: "The question is not sent.")))
    }
    let rest = lost.isEmpty ? "" : " What came on standard input is not kept with it."
    return CommandFailure(
      .requestFailed,
      safe(
        failure.sentence(
          afterwards: "The question is not sent; it is a draft in \(place.rawValue.prefix(8)).\(rest)")))
  }

  private func finish(_ printer: inout AskOutput, isInterrupted: Bool) throws(CommandFailure) -> ExitStatus {
    if engine.state.conversations[conversation] == nil, let draft = engine.state.focused, let failure = draft.refusal {
      conversation = draft.header.id
      if isOtherMode { engine.feed(.user(.replies(.modeSwitched)), now: readClock()) }
      let end = unsent(failure)
      try printer.finish(unsent: failure)
      throw end
    }
    // Others may have asked in it meanwhile.
    guard let place = engine.state.conversations[conversation],
      let message = place.messages.first(where: { $0.id == answer })
    else {
      return keep(.kept) == .kept ? .requestFailed : .history
    }
    do { try printer.finish(message, in: place.header) } catch {
      if error.message.isEmpty { return .done }
      throw error
    }
    if isOtherMode { engine.feed(.user(.replies(.modeSwitched)), now: readClock()) }
    // What is still on its way to the disk may fail too.
    let settling = keep(isInterrupted ? .interrupted : .kept)
    if settling == .interrupted { return .interrupted }
    let unkept: ExitStatus? = settling == .failed ? .history : nil
    switch message.status {
    case .complete: return unkept ?? .done
    case .failed(let failure): throw CommandFailure(unkept ?? .requestFailed, safe(failure.sentence))
    default: return unkept ?? .interrupted
    }
  }

  /// Until something arrives, a signal comes, or `due`.
  private func wait(until due: Timestamp?) {
    var descriptors = [
      pollfd(fd: client.mailbox.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    let timeout = due.map { Int32(clamping: max(0, ($0 - readClock()).value)) } ?? -1
    _ = poll(&descriptors, 2, timeout)
  }
}

/// Says on a terminal's standard error how long a reply has been waited for, until it comes.
private struct WaitingClock {
  private let since: Timestamp
  /// When it changes next; nil once it has ended.
  private(set) var due: Timestamp?
  private var isOnScreen = false

  init(isShown: Bool, since: Timestamp) {
    self.since = since
    // What comes within a second needs no clock.
    due = isShown ? since + .seconds(1) : nil
  }

  mutating func show(now: Timestamp) {
    guard let due, due <= now else { return }
    let seconds = (now - since).value / 1000
    StandardError.write("\rwaiting \(seconds) s, Ctrl-C stops ")
    isOnScreen = true
    self.due = since + .seconds(seconds + 1)
  }

  mutating func stop() {
    due = nil
    if isOnScreen { StandardError.write(.eraseLine) }
    isOnScreen = false
  }
}

extension Signal {
  /// Whether it means that the program should end.
  var asksToEnd: Bool {
    switch self {
    case .interrupt, .terminate, .hangup, .quit: true
    case .windowChanged, .stop, .continued: false
    }
  }
}

extension ReplyEvent {
  /// Whether there is something to see of it.
  fileprivate func isShown(in format: AskOutput.Format) -> Bool {
    switch self {
    case .textArrived, .thoughtsWereText, .retryScheduled: true
    case .partArrived: format == .json
    default: false
    }
  }
}
