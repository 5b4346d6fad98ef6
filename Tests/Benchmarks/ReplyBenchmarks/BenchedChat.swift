import Canvas
import ChatModel
import ChatStore
import ChatView

/// A client with one running reply, on a screen of 120 by 40 with the list shown.
struct BenchedChat {
  static let size = Size(columns: 120, rows: 40)
  private var state: State
  private var screen = ChatScreen(keymap: .standard, themes: [], zone: .fixed(secondsEast: 0))
  private var now = Timestamp(milliseconds: 1_795_428_120_000)
  private let reply: ReplyID

  init() {
    state = State(
      settings: Settings(service: "benchmark", chatbot: ChatbotID("b"), themeName: "benchmark"),
      identifiers: IdentifierSource(seed: 1), now: now)
    screen.resize(Self.size)
    _ = reduce(&state, .user(.composerEdited(.replace("A question"))), now: now)
    _ = reduce(&state, .user(.promptSubmitted), now: now)
    reply = state.replies.keys.first ?? ReplyID("none")
    _ = reduce(&state, .outside(.history(.turnSaved(reply))), now: now)
  }

  mutating func receive(_ event: ReplyEvent) { _ = reduce(&state, .outside(.reply(reply, event)), now: now) }

  /// The frame 40 milliseconds after the last one.
  mutating func frame() -> Frame {
    now = now + Milliseconds(40)
    return screen.frame(state, now: now)
  }
}
