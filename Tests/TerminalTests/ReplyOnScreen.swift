import AppState
import Canvas
import ChatModel
import Configuration
import Terminal

@testable import ChatView
@testable import maichat

/// The path of a reply from its events to a terminal's bytes: what the loop does, with a clock of the test's own and a
/// terminal that takes as much as the test lets it.
struct ReplyOnScreen {
  var state: State
  var screen: ChatScreen
  var gate = FrameScheduler()
  /// Moves only when the test says so.
  var now = Timestamp(milliseconds: 1_795_428_120_000)
  let session: TerminalSession
  let pty: Pty
  /// The last frame painted.
  private(set) var frame: Frame?
  private let theme = ThemeCatalog(folder: nil, home: "/nowhere").find(ThemeCatalog.darkName).theme

  /// A new conversation on a terminal of `columns` by `rows`, with the list beside it if that `isListVisible`.
  init(columns: Int = 120, rows: Int = 40, list: ListVisibility = .visible) throws {
    pty = try Pty(columns: UInt16(columns), rows: UInt16(rows))
    session = try TerminalSession(
      TerminalSession.Options(environment: ["TERM": "xterm-256color"]), tty: pty.openTTY())
    state = State(
      settings: AppState.Settings(service: "api.maiagent.ai", chatbot: ChatbotID("b"), themeName: "default-dark"),
      identifiers: IdentifierSource(seed: 3), now: now)
    state.list.isVisible = list == .visible
    screen = ChatScreen(keymap: .standard, themes: ["default-dark"], zone: .fixed(secondsEast: 0))
    screen.resize(session.size)
    gate.changed(by: .user, now: now)
  }

  enum ListVisibility { case visible, hidden }

  /// What the transcript laid out so far.
  var counters: TranscriptCounters { screen.panes[state.focusedPane]?.transcript.counters ?? TranscriptCounters() }

  /// How many rows of the pane are free below the last one with text.
  var freeRows: Int {
    let rows = screen.panes[state.focusedPane]?.picture?.rows ?? []
    return rows.reversed().prefix { $0.text.allSatisfy { $0 == " " } }.count
  }

  /// The uppermost rows of the transcript: others are there after a step, and after nothing else.
  var topRows: [Row] { Array((screen.panes[state.focusedPane]?.picture?.rows ?? []).prefix(5)) }

  mutating func feed(_ event: StoreEvent, _ urgency: FrameScheduler.Urgency) {
    _ = reduce(&state, event, now: now)
    gate.changed(by: urgency, now: now)
  }

  /// Sends a question; its reply runs from now on.
  mutating func ask() {
    feed(.user(.composer(.edited(.replace("A question")))), .user)
    feed(.user(.composer(.submitted)), .user)
    guard let reply = state.replies.keys.first else { return }
    feed(.outside(.history(.turnSaved(reply))), .user)
    feed(.outside(.reply(reply, .sent)), .arrival)
  }

  mutating func reply(_ event: ReplyEvent) {
    guard let reply = state.replies.keys.first else { return }
    feed(.outside(.reply(reply, event)), .arrival)
  }

  /// Presses a key, and does what it stands for.
  mutating func press(_ key: KeyPress) {
    let answer = screen.answer(to: .key(key), state, now: now)
    for event in answer.events { feed(.user(event), .user) }
    for event in answer.command.map({ screen.run($0, state, now: now) }) ?? [] { feed(.user(event), .user) }
  }

  /// Paints until nothing is left to be painted, on a terminal that takes all; how many bytes that took.
  mutating func settle() -> Int {
    var bytes = 0
    for _ in 0..<5 {
      now = now + 1000
      if case .painted(_, let count)? = paintIfDue() { bytes += count }
      while session.wantsWrite {
        _ = pty.take(65_536)
        session.flush()
      }
      _ = pty.take(65_536)
    }
    return bytes
  }

  /// Types `character` into the composer.
  mutating func type(_ character: Character) {
    press(KeyPress(.character(character)))
  }

  /// Paints if a frame is due and the terminal can take one; what came of it, nil where none was due.
  mutating func paintIfDue() -> TerminalSession.PaintResult? {
    guard gate.isDue(now: now), !session.wantsWrite else { return nil }
    screen.follow.slowness = gate.slowness
    let next = screen.frame(state, now: now)
    let result = session.paint(next, theme: theme)
    if case .painted(_, let bytes) = result {
      frame = next
      gate.drew(now: now, bytes: bytes, session.wantsWrite ? .late : .atOnce, replies: state.replies.count)
      if let due = screen.refreshDue(state, now: now), due <= now { gate.changed(by: .arrival, now: now) }
    }
    return result
  }
}

extension String {
  /// The text in events of `length` characters.
  func pieces(_ length: Int) -> [String] {
    var pieces: [String] = []
    var rest = self[...]
    while !rest.isEmpty {
      pieces.append(String(rest.prefix(length)))
      rest = rest.dropFirst(length)
    }
    return pieces
  }
}
