import AppState
import Canvas
import ChatModel
import ChatView

/// A client with a running reply in each pane, on a screen of 120 by 40 with the list shown.
struct BenchedChat {
  static let size = Size(columns: 120, rows: 40)
  private var state: State
  private var screen = ChatScreen(keymap: .standard, themes: [], zone: .fixed(secondsEast: 0))
  private var now = Timestamp(milliseconds: 1_795_428_120_000)
  private var replies: [ReplyID]

  /// With `panes` panes side by side.
  init(panes: Int = 1) {
    state = State(
      settings: Settings(service: "benchmark", chatbot: ChatbotID("b"), themeName: "benchmark"),
      identifiers: IdentifierSource(seed: 1), now: now)
    screen.resize(Self.size)
    for number in 1..<max(2, panes) where number < panes {
      _ = reduce(&state, .user(.panes(.split(number.isMultiple(of: 2) ? .rows : .columns))), now: now)
      _ = reduce(&state, .user(.panes(.balanced)), now: now)
    }
    if panes > 1 { _ = reduce(&state, .user(.panes(.broadcastSwitched)), now: now) }
    _ = reduce(&state, .user(.composer(.edited(.replace("A question")))), now: now)
    _ = reduce(&state, .user(.composer(.submitted)), now: now)
    replies = Array(state.replies.keys)
    for reply in replies { _ = reduce(&state, .outside(.history(.turnSaved(reply))), now: now) }
  }

  /// The same for every reply.
  mutating func receive(_ event: ReplyEvent) {
    for reply in replies { _ = reduce(&state, .outside(.reply(reply, event)), now: now) }
  }

  /// Presses a key that types `character`.
  mutating func type(_ character: Character) {
    for event in screen.answer(to: .key(KeyPress(.character(character))), state, now: now).events {
      _ = reduce(&state, .user(event), now: now)
    }
    for event in screen.settled(state) { _ = reduce(&state, .user(event), now: now) }
  }

  /// The frame 40 milliseconds after the last one.
  mutating func frame() -> Frame {
    now = now + Milliseconds(40)
    return screen.frame(state, now: now)
  }
}
