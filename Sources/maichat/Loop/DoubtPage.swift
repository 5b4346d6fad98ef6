import Canvas
import ChatModel
import Configuration
import System
import Terminal

/// The page that stands in place of the full screen while it is not certain which service is meant: shows every mistake
/// whole, and lets the user mend the file. Nothing is sent meanwhile.
struct DoubtPage {
  /// What the user wants.
  enum Choice: Equatable {
    /// The file is to be read again.
    case again
    case demo
    case quit
    /// The terminal is gone or the system wants the process to end.
    case hangup(Int32)
  }

  private let configured: ResolvedConfiguration
  private let editor: ExternalEditor

  init(_ configured: ResolvedConfiguration) {
    self.configured = configured
    editor = ExternalEditor(environment: configured.environment)
  }

  /// Shows `problems` until the user chooses; `isAgain` where they were shown before.
  func run(_ problems: [ConfigurationProblem], isAgain: Bool) -> Choice {
    guard let signals = try? SignalSource(), let terminal = try? TerminalSession(configured.terminalOptions()) else {
      return .quit
    }
    defer { terminal.close() }
    var text = DoubtText(problems, isAgain: isAgain)
    var choice = ThemeChoice(
      named: nil, colors: terminal.colors, hint: configured.terminalOptions().background)
    var theme = configured.themes.find(choice.name).theme
    while true {
      if !terminal.wantsWrite { _ = terminal.paint(text.frame(terminal.size), theme: theme) }
      let timeout = terminal.inputDeadline.map { Int32(clamping: max(0, $0 - readClock().milliseconds)) } ?? -1
      var descriptors = [
        pollfd(fd: terminal.inputDescriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: terminal.wantsWrite ? terminal.outputDescriptor : -1, events: Int16(POLLOUT), revents: 0),
      ]
      _ = poll(&descriptors, nfds_t(descriptors.count), timeout)
      if descriptors[2].revents != 0 { terminal.flush() }
      for signal in signals.read() {
        switch signal {
        case .windowChanged: terminal.resized()
        case .continued:
          terminal.resume()
          terminal.resized()
        case .stop:
          terminal.suspend()
          terminal.resized()
        case .interrupt: return .quit
        case .hangup, .terminate, .quit: return .hangup(signal.number)
        }
      }
      let (inputs, isOpen) = terminal.readInput(now: readClock().milliseconds)
      if choice.heard(terminal.background) { theme = configured.themes.find(choice.name).theme }
      for case .key(let press) in inputs {
        switch text.take(press, terminal.size) {
        case .stay: break
        case .redraw: terminal.clear()
        case .suspend:
          terminal.suspend()
          terminal.resized()
        case .edit:
          switch edit(on: terminal, signals) {
          case .success(let ending): return ending
          case .failure(let failure):
            text.note = "\(failure.reason): set VISUAL or EDITOR, or edit \(configured.paths.configFile) elsewhere."
          }
        case .choose(let choice): return choice
        }
      }
      if !isOpen { return .hangup(SIGHUP) }
    }
  }

  /// Hands the terminal to the user's editor with the configuration file. Fails where that did not come to be edited.
  private func edit(
    on terminal: TerminalSession, _ signals: SignalSource
  ) -> Result<Choice, EditorRun.StartFailure> {
    guard let command = editor.command else { return .failure(EditorRun.StartFailure(reason: "There is no editor")) }
    // A file that is not there yet is written by the editor, into a folder that is.
    try? configured.paths.createFolder(of: configured.paths.configFile)
    var result = Result<Choice, EditorRun.StartFailure>.success(.again)
    terminal.suspend(stopping: { result = wait(command, terminal, signals) })
    terminal.resized()
    return result
  }

  private func wait(
    _ command: String, _ terminal: TerminalSession, _ signals: SignalSource
  ) -> Result<Choice, EditorRun.StartFailure> {
    let run: EditorRun
    switch EditorRun.start(command, file: configured.paths.configFile, environment: editor.environment) {
    case .success(let started): run = started
    case .failure(let failure):
      return .failure(EditorRun.StartFailure(reason: "The editor cannot be started (\(failure.reason))"))
    }
    var choice = Choice.again
    while run.end == nil {
      var descriptors = [run.descriptor, signals.descriptor].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      _ = poll(&descriptors, nfds_t(descriptors.count), -1)
      for signal in signals.read() {
        switch signal {
        case .stop: terminal.stopAlong()
        case .hangup, .terminate:
          run.end(by: signal.number)
          choice = .hangup(signal.number)
        // These are for the editor, which shares the terminal.
        case .interrupt, .quit, .windowChanged, .continued: break
        }
      }
    }
    run.wait()
    switch run.end {
    case .exited(0), nil: return .success(choice)
    // An editor that was told to end, or that gave up, may have written all the same.
    case .exited(let status):
      return choice == .again
        ? .failure(EditorRun.StartFailure(reason: "The editor (\(command)) ended with status \(status)"))
        : .success(choice)
    case .killed: return .success(choice)
    }
  }
}

/// What the page shows, and what its keys mean.
struct DoubtText {
  /// What a key asks for.
  enum Answer: Equatable {
    case stay, redraw, suspend, edit
    case choose(DoubtPage.Choice)
  }

  private let problems: [String]
  private let isAgain: Bool
  /// What came of the last key, as a sentence.
  var note: String?
  private var scroll = 0

  private static let hints = [("e", "edit the file"), ("r", "read it again"), ("d", "demo"), ("q", "quit")]

  init(_ problems: [ConfigurationProblem], isAgain: Bool) {
    // As they are met in the file, what stands elsewhere first.
    self.problems = problems.sorted { ($0.line ?? 0) < ($1.line ?? 0) }.map { "\($0)" }
    self.isAgain = isAgain
  }

  /// Takes a key press on a page of `size`.
  mutating func take(_ press: KeyPress, _ size: Size) -> Answer {
    note = nil
    let page = max(1, room(size) - 1)
    switch press.name {
    case "e", "E": return .edit
    case "r", "R": return .choose(.again)
    case "d", "D", "F2": return .choose(.demo)
    case "q", "Q", "Esc", "Ctrl-C", "Ctrl-Q", "Ctrl-D": return .choose(.quit)
    case "Ctrl-Z": return .suspend
    case "Ctrl-L": return .redraw
    case "j", "Down": scroll += 1
    case "k", "Up": scroll -= 1
    case "PgDn", "Space": scroll += page
    case "PgUp": scroll -= page
    case "g", "Home": scroll = 0
    case "G", "End": scroll = .max / 2
    default: break
    }
    scroll = min(max(0, scroll), max(0, content(size.columns).count - room(size)))
    return .stay
  }

  /// The page.
  func frame(_ size: Size) -> Frame {
    var frame = Frame(size: size)
    guard size.rows.value > 0, size.columns.value > 0 else { return frame }
    let rows = content(size.columns)
    let room = room(size)
    let first = min(scroll, max(0, rows.count - room))
    var shown = Array(rows[first..<min(rows.count, first + room)])
    shown += Array(repeating: Row(), count: room - shown.count)
    if rows.count > first + room {
      shown[max(0, room - 1)] = Row([Span("… \(rows.count - first - room + 1) more rows: Down", Style(.dim))])
    }
    shown += footer(size.columns)
    for (index, row) in shown.prefix(frame.rows.count).enumerated() {
      frame.rows[index] = row.clipped(to: size.columns)
    }
    return frame
  }

  private func room(_ size: Size) -> Int { max(1, size.rows.value - footer(size.columns).count) }

  private func content(_ width: Columns) -> [Row] {
    let title =
      isAgain ? "Something is still wrong with the configuration" : "Something is wrong with the configuration"
    var rows = Wrap.rows(of: [Span(title, Style(.titleFocused))], width: width)
    rows += Wrap.rows(of: [Span("Nothing is sent, and no key is used, until this is fixed:")], width: width)
    rows.append(Row())
    for problem in problems {
      rows += Wrap.rows(
        of: [Span(problem, Style(.error))], width: width, firstPrefix: Row([Span("• ", Style(.error))]),
        prefix: Row([Span("  ")]))
    }
    if let note {
      rows.append(Row())
      rows += Wrap.rows(of: [Span(note, Style(.warning))], width: width)
    }
    return rows
  }

  private func footer(_ width: Columns) -> [Row] {
    let spans = Self.hints.enumerated().flatMap { index, hint in
      [Span((index == 0 ? "" : "   ") + hint.0, Style(.statusKey)), Span(" \(hint.1)", Style(.status))]
    }
    return Wrap.rows(of: spans, width: width)
  }
}
