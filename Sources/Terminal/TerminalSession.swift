import CNcurses
import Canvas
import System

/// The terminal as the loop sees it: inputs in, frames out, and the terminal as it was on every way out. Used on one
/// thread.
package final class TerminalSession {
  /// What the user and the environment want.
  package struct Options: Sendable {
    /// The terminal's name, as in TERM.
    package var terminal: String
    /// Whether the terminal is a tmux pane.
    package var isInTmux: Bool
    package var screen = Screen.Options()
    /// How long to wait after ESC for the rest of a sequence, in milliseconds.
    package var escapeDelay: Int64 = 25
    package var alt = AltEncoding.escape
    /// Who has the mouse at the start.
    package var mouse = MouseUse.left
    /// What the environment hints of the background; nil: nothing.
    package var background: Theme.Ground?

    /// What `environment` says: TERM, TMUX, and NO_COLOR, which takes the colours and leaves the attributes.
    package init(environment: [String: String]) {
      terminal = environment["TERM"] ?? ""
      isInTmux = environment["TMUX"].map { !$0.isEmpty } ?? false
      background = Theme.Ground(colorsVariable: environment["COLORFGBG"])
      if let noColor = environment["NO_COLOR"], !noColor.isEmpty { screen.colors = .atMost(0) }
      screen.marksLinks = TerminalKind(name: terminal).opensLinks(environment)
    }
  }

  /// What became of a frame.
  package enum PaintResult: Hashable, Sendable {
    /// The terminal has or gets it; `rows` were rewritten with `bytes` bytes.
    case painted(rows: Rows, bytes: Int)
    /// Bytes of an earlier frame still wait, so nothing was painted. The next frame shows the newest state.
    case skipped
  }

  /// What the user should know, as sentences.
  package var notes: [String] { screen.notes }
  /// The extent that the next frame should have.
  package private(set) var size: Size
  /// Whether its background is dark or light; nil until it says so, which it may do at any time or never.
  package var background: Theme.Ground? { inquiry.background }
  /// How many colours the terminal is given: 0, 8, 16, 256 or 2^24.
  package var colors: Int { screen.palette.colors }

  private let tty: TTY
  private let screen: Screen
  private let clipboard: Clipboard
  private var decoder: KeyDecoder
  private var inquiry: TerminalQuery
  private var graphicsInquiry = GraphicsInquiry()
  private let isInTmux: Bool
  private var queue = OutputQueue()
  private var isOpen = true
  private var isClosed = false
  /// Whether the modes and the other screen buffer are set.
  private var isEntered = false

  /// Opens the terminal of this process for a full screen. Throws if there is none or if it cannot show one; then it is
  /// as it was.
  package convenience init(_ options: Options) throws(TerminalError) {
    try self.init(options, tty: TTY())
  }

  /// Uses `tty` for a full screen.
  package init(_ options: Options, tty: TTY) throws(TerminalError) {
    self.tty = tty
    isInTmux = options.isInTmux
    size = tty.size
    screen = try Screen(terminal: options.terminal, size: size, options: options.screen)
    clipboard = Clipboard(terminal: options.terminal, isInTmux: options.isInTmux)
    decoder = KeyDecoder(screen.decoderSettings(options))
    screen.mouse = screen.kind.isClassic ? .left : options.mouse
    var screenOptions = options.screen
    if screen.palette.colors == 0 { screenOptions.background = .unasked }
    inquiry = TerminalQuery(
      screen.kind, keyboard: screenOptions.keyboard, alt: options.alt, background: screenOptions.background)
    try enter(screen.begin() + inquiry.questions)
  }

  deinit { close() }

  // MARK: Waiting

  /// Readable when there is input.
  package var inputDescriptor: Int32 { tty.descriptor }
  /// Writable when `flush` can go on.
  package var outputDescriptor: Int32 { tty.descriptor }
  /// How many bytes a second the line to the terminal carries; nil where it does not say.
  package var bytesPerSecond: Int? { tty.bytesPerSecond }
  /// Whether bytes wait for the terminal to take them.
  package var wantsWrite: Bool { !queue.isEmpty }
  /// How many bytes wait, of one frame at most.
  package var waitingBytes: Int { queue.count }
  /// When `readInput` has something to do though no byte comes, in milliseconds of the clock given to it.
  package var inputDeadline: Int64? { [decoder.deadline, graphicsInquiry.until].compactMap { $0 }.min() }

  // MARK: Input

  /// What was typed up to `now`, in milliseconds of a steady clock; `isOpen` is false once the terminal is gone.
  package func readInput(now: Int64) -> (inputs: [Input], isOpen: Bool) {
    guard isOpen, !isClosed else { return ([], false) }
    let (bytes, isOpen) = tty.read()
    self.isOpen = isOpen
    if inquiry.isOpen {
      let until = answersUntil ?? now + KeyDecoder.answerDelay
      answersUntil = until
      if until <= now { inquiry.giveUp() }
      decoder.answersUntil = inquiry.isOpen ? until : nil
    }
    if let until = graphicsInquiry.until { decoder.answersUntil = max(until, decoder.answersUntil ?? until) }
    let inputs = decoder.feed(bytes, now: now) + decoder.flush(now: now)
    takeAnswers()
    graphicsInquiry.passTime(now: now)
    return (inputs, self.isOpen)
  }

  /// Counted from the first look at the input, in milliseconds of the clock given to `readInput`.
  private var answersUntil: Int64?

  private func takeAnswers() {
    for answer in decoder.takeAnswers() {
      graphicsInquiry.take(answer)
      queue.append(inquiry.take(answer))
      if !inquiry.isOpen { decoder.answersUntil = nil }
    }
    guard inquiry.keyboard != screen.keyboard else { return }
    screen.keyboard = inquiry.keyboard
    tty.guardAgainstCrash(writing: screen.restoring)
    flush()
  }

  // MARK: Images

  /// How the terminal shows images; nil until it said so, or was not heard of for a while.
  package var graphics: Graphics? { graphicsInquiry.graphics }

  /// Asks how it shows images, unless that is known or asked, at `now` in milliseconds of the clock given to `readInput`.
  package func askGraphics(now: Int64) {
    let bytes = graphicsInquiry.ask(screen.kind, isInTmux: isInTmux, cell: tty.cell, now: now)
    guard !bytes.isEmpty else { return }
    decoder.answersUntil = max(now + GraphicsInquiry.patience, decoder.answersUntil ?? 0)
    queue.append(bytes)
    flush()
  }

  /// How long an ESC waits for the rest of its key from now on, in milliseconds, and how Alt arrives.
  package func setKeys(escapeDelay: Int64, alt: AltEncoding) {
    decoder.settings.escapeDelay = max(0, escapeDelay)
    decoder.settings.alt = alt
  }

  /// Takes the mouse from the terminal or gives it back; whether the terminal has one that can be taken.
  @discardableResult
  package func useMouse(_ use: MouseUse) -> Bool {
    guard !screen.kind.isClassic else { return use == .left }
    guard use != screen.mouse else { return true }
    screen.mouse = use
    guard isEntered else { return true }
    queue.append(use == .reported ? Screen.mouseOn : Screen.mouseOff)
    tty.guardAgainstCrash(writing: screen.restoring)
    flush()
    return true
  }

  // MARK: Output

  /// Paints `frame` in the colours of `theme`, unless the terminal has not taken the last one yet.
  package func paint(_ frame: Frame, theme: Theme) -> PaintResult {
    guard isEntered else { return .skipped }
    flush()
    guard queue.isEmpty else { return .skipped }
    let painted = screen.paint(frame, theme: theme)
    queue.append(painted.bytes)
    flush()
    return .painted(rows: painted.rows, bytes: painted.bytes.count)
  }

  /// Writes what the terminal takes without waiting.
  package func flush() {
    if case .gone = queue.write(to: tty.descriptor) { isOpen = false }
  }

  /// The next frame clears the terminal and paints everything.
  package func clear() { screen.clear() }

  /// Asks the terminal to put `text` on the clipboard.
  package func copy(_ text: String) -> CopyResult {
    let (bytes, result) = clipboard.copy(text)
    queue.append(bytes)
    flush()
    return result
  }

  // MARK: Extent

  /// Takes over the terminal's present extent; to be called when it has changed.
  package func resized() {
    let now = tty.size
    guard now != size else { return }
    size = now
    screen.resize(now)
  }

  // MARK: Coming and going

  /// Gives the terminal back, stops the process as Ctrl-Z does in a shell, and takes the terminal again when it goes on.
  package func suspend() { suspend(stopping: cn_stop_process_group) }

  /// The same with another way to stop.
  package func suspend(stopping stop: () -> Void) {
    guard isEntered else { return }
    leave()
    stop()
    resume()
  }

  /// Stops the process with its group, while the terminal belongs to another program of that group.
  package func stopAlong() { cn_stop_process_group() }

  /// Takes the terminal again, for a full screen that may have been written over; to be called after SIGCONT.
  package func resume() {
    guard !isClosed else { return }
    do { try enter(isEntered ? screen.beginAgain() : []) } catch { isOpen = false }
    resized()
  }

  /// Gives the terminal back; nothing happens the second time. Waits a moment for the terminal to take what is left.
  package func close() {
    guard !isClosed else { return }
    isClosed = true
    // In the background, setting the modes would stop the process.
    var mask = sigset_t()
    var old = sigset_t()
    sigemptyset(&mask)
    sigaddset(&mask, SIGTTOU)
    pthread_sigmask(SIG_BLOCK, &mask, &old)
    leave()
    pthread_sigmask(SIG_SETMASK, &old, nil)
  }

  private func enter(_ first: [UInt8]) throws(TerminalError) {
    try tty.makeRaw()
    tty.guardAgainstCrash(writing: screen.restoring)
    queue.append(first)
    isEntered = true
    flush()
  }

  private func leave() {
    guard isEntered else { return }
    isEntered = false
    awaitAnswers()
    queue.append(screen.end())
    flush()
    // A terminal that takes nothing at all for this long is not waited for.
    for _ in 0..<5 where isOpen && !queue.isEmpty {
      var descriptor = pollfd(fd: tty.descriptor, events: Int16(POLLOUT), revents: 0)
      if poll(&descriptor, 1, 50) > 0 { flush() }
    }
    cn_guard_disarm()
    tty.restore()
  }

  /// Gives answers that are on their way a moment to arrive: left to the shell, they would be typed there.
  private func awaitAnswers() {
    for _ in 0..<4 where isOpen && (inquiry.isOpen || graphicsInquiry.until != nil) && queue.isEmpty {
      var descriptor = pollfd(fd: tty.descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&descriptor, 1, 25) > 0 else { continue }
      let (bytes, isOpen) = tty.read()
      self.isOpen = isOpen
      _ = decoder.feed(bytes, now: 0)
      for answer in decoder.takeAnswers() {
        graphicsInquiry.take(answer)
        _ = inquiry.take(answer)
      }
    }
  }
}
