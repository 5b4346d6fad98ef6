import CNcurses
import Canvas
import System

/// The terminal in the modes of input that the full screen uses, without the full screen: what is written scrolls by, and
/// each key comes with its bytes. Used on one thread.
package final class KeyProbe {
  private let tty: TTY
  private let screen: Screen
  private var recorder: KeyRecorder
  private var inquiry: TerminalQuery
  private var answersUntil: Int64?
  private var isOpen = true
  private var isEntered = false
  private var isClosed = false

  /// Opens the terminal of this process. Throws where no session could begin.
  package convenience init(_ options: TerminalSession.Options) throws(TerminalError) {
    try self.init(options, tty: TTY())
  }

  /// Uses `tty`.
  package init(_ options: TerminalSession.Options, tty: TTY) throws(TerminalError) {
    self.tty = tty
    screen = try Screen(terminal: options.terminal, size: tty.size, options: options.screen)
    recorder = KeyRecorder(screen.decoderSettings(options))
    inquiry = TerminalQuery(screen.kind, keyboard: options.screen.keyboard, alt: options.alt, background: .unasked)
    screen.mouse = options.mouse
    try enter()
    write(bytes: inquiry.questions)
  }

  deinit { close() }

  /// Readable when there is input.
  package var inputDescriptor: Int32 { tty.descriptor }
  /// When `read` has something to do though no byte comes, in milliseconds of the clock given to it.
  package var inputDeadline: Int64? { recorder.deadline }

  /// What was typed up to `now`, in milliseconds of a steady clock; `isOpen` is false once the terminal is gone.
  package func read(now: Int64) -> (arrivals: [KeyRecorder.Arrival], isOpen: Bool) {
    guard isOpen, !isClosed else { return ([], false) }
    let (bytes, isOpen) = tty.read()
    self.isOpen = isOpen
    let until = answersUntil ?? now + KeyDecoder.answerDelay
    answersUntil = until
    if until <= now { inquiry.giveUp() }
    recorder.answersUntil = inquiry.isOpen ? until : nil
    let arrivals = recorder.feed(bytes, now: now) + recorder.flush(now: now)
    for answer in recorder.takeAnswers() {
      let bytes = inquiry.take(answer)
      screen.keyboard = inquiry.keyboard
      guard !bytes.isEmpty else { continue }
      tty.guardAgainstCrash(writing: screen.inputModesOff)
      write(bytes: bytes)
    }
    return (arrivals, isOpen)
  }

  /// Writes `line` as a terminal can be given it, and goes on below.
  package func say(_ line: String) { write(bytes: Array((TerminalText(line).text + "\r\n").utf8)) }

  /// Gives the terminal back, stops the process as Ctrl-Z does in a shell, and takes the terminal again when it goes on.
  package func suspend() {
    leave()
    cn_stop_process_group()
    do { try enter() } catch { isOpen = false }
  }

  /// Gives the terminal back; nothing happens the second time.
  package func close() {
    guard !isClosed else { return }
    isClosed = true
    leave()
  }

  private func enter() throws(TerminalError) {
    try tty.makeRaw()
    isEntered = true
    tty.guardAgainstCrash(writing: screen.inputModesOff)
    write(bytes: screen.inputModesOn)
  }

  private func leave() {
    guard isEntered else { return }
    isEntered = false
    write(bytes: screen.inputModesOff)
    cn_guard_disarm()
    tty.restore()
  }

  /// A terminal that takes nothing at all for a second is gone.
  private func write(bytes: [UInt8]) {
    var queue = OutputQueue()
    queue.append(bytes)
    while isOpen, !queue.isEmpty {
      switch queue.write(to: tty.descriptor) {
      case .drained: return
      case .gone: isOpen = false
      case .pending:
        var descriptor = pollfd(fd: tty.descriptor, events: Int16(POLLOUT), revents: 0)
        if poll(&descriptor, 1, 1_000) <= 0 { isOpen = false }
      }
    }
  }
}
