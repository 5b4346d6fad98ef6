import AppState
import Canvas
import ChatModel
import ChatView
import Configuration
import Logging
import System
import Terminal

/// The full-screen client from its start to its end: opens the rooms, restores the last run, runs the loop.
struct FullScreen {
  var common: CommonOptions

  /// Runs until the user leaves; goes on as the demo or with another profile where the user asks for that.
  func run(_ kind: AppState.Settings.Kind) throws {
    guard StandardInput.isTerminal, StandardOutput.isTerminal else {
      throw CommandFailure(
        .usage, "the full screen needs a terminal; `maichat ask` takes a question from a script or a pipe.")
    }
    var (screen, kind) = (self, kind)
    var before: (screen: FullScreen, kind: AppState.Settings.Kind)?
    var said: String?
    var isAgain = false
    // By profile. With the keys: these last as long as the process and reach no file.
    var setups: [String: SetupForm] = [:]
    while true {
      let ending: Loop.Ending
      let unsaved: SafeText?
      do {
        (ending, unsaved) = try screen.runOnce(kind, saying: said, setups: &setups)
      } catch let failure as CommandFailure {
        // A profile that cannot be used is no reason to lose the one that can.
        if let last = before {
          let reason = failure.problems.first.map(\.notice) ?? failure.message.text
          (screen, kind, before, said) = (last.screen, last.kind, nil, reason)
          continue
        }
        guard !failure.problems.isEmpty else { throw failure }
        let configured = ResolvedConfiguration(common: screen.common)
        switch configured.measuring({ DoubtPage(configured).run(failure.problems, isAgain: isAgain) }) {
        case .again: isAgain = true
        case .demo: kind = .demo
        case .quit: throw failure
        case .hangup(let signal): exit(128 + signal)
        }
        continue
      }
      (before, said, isAgain) = (nil, unsaved?.text, false)
      switch ending {
      case .quit:
        if let unsaved { throw CommandFailure(.history, unsaved) }
        return
      case .demo: kind = .demo
      case .profile(let name):
        before = (screen, kind)
        kind = .service
        screen.common.profile = name
        // These were said about the profile before.
        screen.common.baseURL = nil
        screen.common.chatbot = nil
      case .hangup(let signal):
        if let unsaved { StandardError.say("maichat: \(unsaved)") }
        exit(128 + signal)
      }
    }
  }

  /// Runs until it ends; how that was, and what is to be said of what could not be saved.
  private func runOnce(
    _ kind: AppState.Settings.Kind, saying said: String?, setups: inout [String: SetupForm]
  ) throws -> (ending: Loop.Ending, unsaved: SafeText?) {
    var client = try Client(common: common, kind: kind)
    if client.history.problem?.kind == .damaged {
      client.close()
      try DamagedHistory(path: client.historyPath).askToSetAside()
      client = try Client(common: common, kind: kind)
    }
    defer { client.close() }
    return try client.configured.measuring { try run(client, saying: said, setups: &setups) }
  }

  private func run(
    _ client: Client, saying said: String?, setups: inout [String: SetupForm]
  ) throws -> (ending: Loop.Ending, unsaved: SafeText?) {
    let configured = client.configured
    let log = Log.open(configured)
    var notices = [said].compactMap { $0 } + configured.problems.map(\.notice)
    let (keymap, mistakes) = Keymap.configured(configured.settings.bindings)
    notices += mistakes.map(\.notice)

    let catalog = configured.themes
    let engine = try client.engine(state: try initialState(client, setups))
    defer { engine.close() }

    let terminalOptions = configured.terminalOptions()
    let signals: SignalSource
    let terminal: TerminalSession
    do {
      signals = try SignalSource()
      terminal = try TerminalSession(terminalOptions)
    } catch { throw CommandFailure(.usage, "\(error)") }
    defer { terminal.close() }
    notices += terminal.notes

    let themeChoice = ThemeChoice(
      named: configured.settings.theme?.value, colors: terminal.colors, hint: terminalOptions.background)
    let (theme, themeProblems) = catalog.find(themeChoice.name)
    notices += themeProblems.map(\.description)
    engine.feed(.outside(.client(.themeChanged(theme.name))), now: readClock())
    for notice in notices { log.notice("\(notice)") }
    if let notice = Self.summary(notices) { engine.feed(.outside(.client(.noticed(notice))), now: readClock()) }
    if configured.access == .readWrite { client.history.perform(.purgeDeleted) }
    engine.feed(.user(.paging(.shownRequested)), now: readClock())
    if engine.state.list.isLoading { client.history.perform(.loadConversations) }
    if client.service != nil { engine.feed(.user(.chatbots(.requested)), now: readClock()) }

    var screen = ChatScreen(keymap: keymap, themes: catalog.names)
    screen.follow.mode = configured.settings.follow
    let loop = Loop(
      engine: engine, mailbox: client.mailbox, terminal: terminal, signals: signals,
      screen: screen, theme: theme, themeChoice: themeChoice, themes: catalog,
      setup: SetupCheck(engine: engine, mailbox: client.mailbox, configured: configured),
      links: LinkOpener(environment: configured.environment),
      editor: ExternalEditor(environment: configured.environment), copyFile: configured.paths.copyFile,
      exports: ExportThread(
        historyPath: client.historyPath, environment: configured.environment,
        reserved: configured.reserved(history: client.historyPath), sink: client.mailbox),
      reload: ConfigurationReload(common, configured, keymap: keymap), log: log)
    if configured.access == .readWrite { Self.removeLeftovers(configured, client.mailbox) }
    log.info("started", metadata: ["kind": "\(client.kind)"])
    let ending = loop.run()
    // The terminal first: whoever leaves has it back at once, whatever the rest takes.
    terminal.close()
    // The network's last words may still change what is written.
    engine.close()
    keep(engine.state, of: client, in: &setups, log)
    let left = client.endWriting()
    log.info("ended")
    let unsaved = client.rescue.sentence(left, loop.discardsUnsaved ? .discarded : .wanted)
    switch ending {
    case .quit: ExitDeadline.begin(status: (unsaved == nil ? ExitStatus.done : .history).rawValue)
    case .hangup(let signal): ExitDeadline.begin(status: 128 + signal)
    case .demo, .profile: break
    }
    loop.exports.close()
    return (ending, unsaved)
  }

  /// Keeps what was typed into the set-up screen: all of it while the process lasts, the address for the next start.
  private func keep(_ state: State, of client: Client, in setups: inout [String: SetupForm], _ log: Logger) {
    guard client.kind == .service, client.configured.access == .readWrite else { return }
    let profile = client.configured.settings.profile.value
    setups[profile] = state.leftSetup
    guard let left = state.leftSetup, left.baseURL.text != setupAddress(client) else { return }
    let draft = SetupDraft(profile: profile, paths: client.configured.paths)
    do throws(FileFailure) { try draft.keep(left.baseURL.text, besideKey: left.key.text) } catch {
      log.notice("what was typed into the set-up screen is not kept for the next start: \(error)")
    }
  }

  /// Beside the first frame, which does not wait for it.
  private static func removeLeftovers(_ configured: ResolvedConfiguration, _ mailbox: Mailbox) {
    let environment = configured.environment
    WorkerThread.detach(name: "leftovers") {
      for text in Leftovers.remove(from: Leftovers.folders(environment)) {
        _ = mailbox.post(.client(.noticed("\(text)")))
      }
    }
  }

  /// The state of the last run, or an empty one where the history cannot be read; the client is usable either way.
  private func initialState(_ client: Client, _ setups: [String: SetupForm]) throws -> State {
    let now = readClock()
    var state: State
    do throws(HistoryProblem) {
      state = try client.initialState(now: now)
    } catch {
      let identifiers = try reading(try randomIdentifiers(client.historyPath))
      state = State(settings: client.storeSettings, identifiers: identifiers, now: now)
      state.historyProblem = error
    }
    state.historyProblem = state.historyProblem ?? client.history.problem
    let settings = client.configured.settings
    state.settings.namesReplies = settings.fetchesAfterReply
    state.settings.editing = settings.editing
    if let columns = settings.listWidth { _ = reduce(&state, .user(.list(.resized(columns: columns))), now: now) }
    state.hasMouse = settings.usesMouse
    if let isVisible = settings.isListVisible { state.list.isVisible = isVisible }
    if client.service == nil && client.configured.access == .readWrite {
      state.leftSetup = setups[settings.profile.value]
      _ = reduce(&state, .user(.opened(SetupForm(baseURL: setupAddress(client)))), now: now)
    }
    return state
  }

  /// The address that the set-up screen begins with. What was typed and not accepted counts more than the file, and less than
  /// what this start was told.
  private func setupAddress(_ client: Client) -> String {
    let (settings, paths) = (client.configured.settings, client.configured.paths)
    switch settings.baseURL.source {
    case .flag, .environment: return settings.baseURL.value
    case .file, .standard:
      return SetupDraft(profile: settings.profile.value, paths: paths).read() ?? settings.baseURL.value
    }
  }

  /// One sentence for the status line.
  private static func summary(_ notices: [String]) -> String? {
    guard let first = notices.first else { return nil }
    return notices.count == 1 ? first : "\(first) (and \(notices.count - 1) more: maichat doctor lists them)"
  }
}
