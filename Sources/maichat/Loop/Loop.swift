import AppState
import Canvas
import ChatModel
import ChatView
import Configuration
import Logging
import System
import Terminal

/// The one loop of the full-screen client. A turn: keys first, then what arrived, then at most one frame; sleeps in
/// `poll` until the terminal, the mailbox, a signal or the clock has something, and not at all otherwise.
final class Loop {
  let engine: Engine
  let mailbox: Mailbox
  let terminal: TerminalSession
  let signals: SignalSource
  var screen: ChatScreen
  var theme: Theme
  var themeChoice: ThemeChoice
  let themes: ThemeCatalog
  let reload: ConfigurationReload
  private let setup: SetupCheck
  private let links: LinkOpener
  private let folders: FolderReader
  private let files: FileInspector
  let images: ImageDrawer
  var waitingImage: WaitingImage?
  let desktop: DesktopClipboard
  /// Where a copied text goes that no clipboard takes.
  let copyFile: String
  let exports: ExportThread
  let editor: ExternalEditor
  let log: Logger
  var gate = FrameScheduler()
  private var ending: Ending?
  /// Whether what could not be saved is not wanted in a file either.
  private(set) var discardsUnsaved = false

  /// Why the loop ended.
  enum Ending: Equatable {
    case quit
    /// The terminal is gone or the system wants the process to end.
    case hangup(signal: Int32)
    /// The user wants the demo instead; the process starts anew as that.
    case demo
    /// The user goes on with this profile; the process starts anew with it.
    case profile(String)
  }

  init(
    engine: Engine, mailbox: Mailbox, terminal: TerminalSession, signals: SignalSource, screen: ChatScreen,
    theme: Theme, themeChoice: ThemeChoice, themes: ThemeCatalog, setup: SetupCheck, links: LinkOpener,
    editor: ExternalEditor, copyFile: String, exports: ExportThread, reload: ConfigurationReload, log: Logger
  ) {
    self.engine = engine
    self.mailbox = mailbox
    self.terminal = terminal
    self.signals = signals
    self.screen = screen
    self.theme = theme
    self.themeChoice = themeChoice
    self.themes = themes
    self.setup = setup
    self.links = links
    folders = FolderReader(environment: editor.environment, sink: mailbox)
    files = FileInspector(home: editor.environment["HOME"] ?? "/", sink: mailbox)
    images = ImageDrawer(sink: mailbox)
    desktop = DesktopClipboard(environment: editor.environment, sink: mailbox)
    self.copyFile = copyFile
    self.exports = exports
    self.reload = reload
    self.editor = editor
    self.log = log
  }

  /// Runs until the user leaves or the terminal does.
  func run() -> Ending {
    engine.performClient = { [unowned self] in perform($0) }
    defer {
      engine.performClient = { _ in }
      images.forget()
      exports.stop()
    }
    screen.resize(terminal.size)
    gate.lineRate = terminal.bytesPerSecond
    gate.changed(by: .user, now: readClock())
    while ending == nil {
      turn()
    }
    return ending ?? .quit
  }

  private func turn() {
    paintIfDue()
    wait()
    let now = readClock()
    readSignals(now: now)
    readKeys(now: now)
    drawWaitingImage()
    readFiles(now: now)
    let mail = engine.takeMail(now: now)
    if !mail.isEmpty { gate.received(mailbox.isEmpty ? .all : .part, now: now) }
    for event in mail { log.note(event) }
    if engine.passTime(now: now) { gate.changed(by: .arrival, now: now) }
    gate.passTime(now: now)
    for event in screen.settled(engine.state) { feed(event, now: now) }
    for event in screen.wanted(engine.state) { feed(event, now: now) }
    if screen.isLooking(engine.state) { gate.changed(by: .arrival, now: now) }
  }

  func feed(_ event: UserEvent, now: Timestamp) {
    engine.feed(.user(event), now: now)
    gate.changed(by: .user, now: now)
  }

  // MARK: Waiting

  private func wait() {
    let now = readClock()
    // A terminal that takes nothing says itself when it does again; no frame is tried before that.
    let frame = terminal.wantsWrite ? nil : gate.wakeDue
    let input = terminal.inputDeadline.map { Timestamp(milliseconds: $0) }
    let mail = gate.mailDue(now: now)
    let moments = [frame, engine.state.deadline, input, mail, reload.due].compactMap { $0 }
    let timeout = moments.min().map { max(0, min($0.milliseconds - now.milliseconds, 60_000)) }
    var descriptors = [
      pollfd(fd: terminal.inputDescriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: mail == nil ? mailbox.descriptor : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: terminal.wantsWrite ? terminal.outputDescriptor : -1, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: reload.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    _ = poll(&descriptors, nfds_t(descriptors.count), timeout.map(Int32.init) ?? -1)
    if descriptors[3].revents != 0 { terminal.flush() }
  }

  // MARK: Input

  private func readKeys(now: Timestamp) {
    let (inputs, isOpen) = terminal.readInput(now: now.milliseconds)
    if themeChoice.heard(terminal.background) { useTheme(themeChoice.name, now: now) }
    for input in inputs {
      if input == .focus(gained: true) { apply(reload.looked(theme: themeChoice.named), now: now) }
      let answer = screen.answer(to: input, engine.state, now: now)
      for event in answer.events { feed(event, now: now) }
      for event in answer.command.map({ screen.run($0, engine.state, now: now) }) ?? [] { feed(event, now: now) }
      if ending != nil { return }
    }
    if !isOpen { leave(.hangup(signal: SIGHUP), now: now) }
  }

  private func readSignals(now: Timestamp) {
    for signal in signals.read() {
      switch signal {
      case .windowChanged: resize(now: now)
      case .continued:
        terminal.resume()
        resize(now: now)
      case .stop: suspend(now: now)
      case .interrupt: feed(.replies(.stopped), now: now)
      case .hangup: leave(.hangup(signal: SIGHUP), now: now)
      case .terminate: leave(.hangup(signal: SIGTERM), now: now)
      case .quit: leave(.hangup(signal: SIGQUIT), now: now)
      }
    }
  }

  /// Saves what is open, as `quit` does, and ends.
  func leave(_ why: Ending, now: Timestamp) {
    engine.feed(.user(.program(.quit(.given))), now: now)
    ending = why
  }

  func resize(now: Timestamp) {
    terminal.resized()
    for event in screen.resized(to: terminal.size, state: engine.state) { feed(event, now: now) }
    feed(.images(.roomChanged), now: now)
    gate.changed(by: .user, now: now)
  }

  // MARK: Output

  private func paintIfDue() {
    let now = readClock()
    guard gate.isDue(now: now), !terminal.wantsWrite else { return }
    screen.follow.slowness = gate.slowness
    switch terminal.paint(screen.frame(engine.state, now: now), theme: theme) {
    case .painted(_, let bytes):
      gate.drew(
        now: now, bytes: bytes, terminal.wantsWrite ? .late : .atOnce, replies: engine.state.replies.count,
        clock: screen.refreshDue(engine.state, now: now))
      for event in screen.followed(engine.state) { engine.feed(.user(event), now: now) }
    case .skipped: gate.skipped(now: now)
    }
  }

  private func suspend(now: Timestamp) {
    terminal.suspend()
    resize(now: now)
  }

  private func perform(_ command: ClientCommand) {
    let now = readClock()
    switch command {
    case .quit: ending = ending ?? .quit
    case .discardUnsaved: discardsUnsaved = true
    case .suspend: suspend(now: now)
    case .redraw:
      terminal.clear()
      gate.changed(by: .user, now: now)
    case .checkSetup(let entry): setup.check(entry)
    case .keepSetup(let entry):
      engine.feed(.outside(.client(setup.keep(entry))), now: now)
      reload.adopt(theme: themeChoice.named)
    case .keepChatbot(let chatbot):
      if let problem = setup.keep(chatbot) { engine.feed(.outside(.client(.noticed(problem))), now: now) }
      reload.adopt(theme: themeChoice.named)
    case .openDemo: leave(.demo, now: now)
    case .useProfile(let name): leave(.profile(name), now: now)
    case .copy(let text): copy(text)
    case .copyThroughTerminal(let text): copyThroughTerminal(text)
    case .page(let text): page(text)
    case .editDraft(let id, let text): edit(text, of: id)
    case .listFolder(let path): folders.read(path)
    case .browseFolder(let path): files.browse(path)
    case .previewFile(let path): files.preview(path)
    case .checkFile(let id, let path): files.check(id, path)
    case .findFiles(let paths): files.find(paths)
    case .openLink(let target):
      guard links.open(target) else { return copy(target) }
      engine.feed(.outside(.client(.copied("Opened \(target)"))), now: now)
    case .useTheme(let name):
      themeChoice.named = name
      reload.themeChanged(to: name)
      useTheme(name, now: now)
    case .useMouse(let isOurs): useMouse(isOurs, now: now)
    case .reload: apply(reload.asked(theme: themeChoice.named), now: now)
    case .export(let request): exports.start(request)
    case .stopExport: exports.stop()
    case .drawImage, .redrawImage, .forgetImage, .discardFile: performImage(command, now: now)
    }
  }
}
