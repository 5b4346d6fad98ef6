import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

/// A state, a screen over it, and a clock: presses keys as the loop does, events reduced one after the other.
struct ScreenHarness {
  var state: State
  var screen: ChatScreen
  var now = monday
  var commands: [Command] = []

  init(_ state: State, _ size: Size = Size(80, 24)) {
    self.state = state
    screen = .sample(size)
  }

  /// Presses the key called `name`; returns what the user did by it.
  @discardableResult
  mutating func press(_ name: String, location: SourceLocation = #_sourceLocation) -> [UserEvent] {
    guard let press = KeyPress(name: name) else {
      Issue.record("no key \(name)", sourceLocation: location)
      return []
    }
    return input(.key(press))
  }

  /// Types `text`, a key for each character.
  mutating func type(_ text: String) {
    for character in text { input(.key(KeyPress(.character(character)))) }
  }

  @discardableResult
  mutating func input(_ input: Input) -> [UserEvent] {
    let answer = screen.answer(to: input, state, now: now)
    for event in answer.events { feed(.user(event)) }
    let ran = answer.command.map { screen.run($0, state, now: now) } ?? []
    for event in ran { feed(.user(event)) }
    for event in screen.settled(state) { feed(.user(event)) }
    return answer.events + ran
  }

  mutating func resize(_ size: Size) {
    for event in screen.resized(to: size, state: state) { feed(.user(event)) }
  }

  mutating func feed(_ event: StoreEvent) {
    commands += reduce(&state, event, now: now)
    if case let broken = state.brokenInvariants, !broken.isEmpty { Issue.record("\(broken) after \(event)") }
  }

  mutating func frame() -> Frame {
    let frame = screen.frame(state, now: now)
    for event in screen.followed(state) { feed(.user(event)) }
    return frame
  }

  /// The rows of the screen, without blanks at their ends.
  mutating func rows() -> [String] {
    frame().rows.map { row in
      var text = row.text
      while text.last == " " { text.removeLast() }
      return text
    }
  }

  mutating func text() -> String { rows().joined(separator: "\n") }

  /// The focused conversation, to be changed.
  var conversation: Conversation {
    get { state.conversations[state.pane.conversation!]! }
    set { state.conversations[state.pane.conversation!] = newValue }
  }
}

extension ChatScreen {
  static func sample(_ size: Size) -> ChatScreen {
    var screen = ChatScreen(
      keymap: .standard, themes: ["default-dark", "default-light", "mono"], zone: .fixed(secondsEast: 0))
    screen.resize(size)
    return screen
  }
}

extension State {
  /// A client with these conversations in this order, the first one open.
  static func sample(
    _ conversations: [Conversation] = [.sample()],
    settings: Settings = Settings(
      service: "api.maiagent.ai", chatbot: ChatbotID("b"), themeName: "default-dark")
  ) -> State {
    var state = State(settings: settings, identifiers: IdentifierSource(seed: 3), now: monday)
    state.conversations = Dictionary(uniqueKeysWithValues: conversations.map { ($0.header.id, $0) })
    state.order = conversations.map(\.header.id)
    state.listed = state.order
    state.pane.conversation = state.order.first
    state.list.selected = state.order.first
    for conversation in conversations {
      if let running = conversation.running { state.replies[running.id] = conversation.header.id }
    }
    return state
  }

  /// Asks something in the focused conversation: a reply runs there.
  mutating func startReply() {
    let id = pane.conversation!
    conversations[id]!.header.chatbot = ChatbotID("b")
    conversations[id]!.header.profile = settings.profile
    for event in [UserEvent.composer(.edited(.replace("Q"))), .composer(.submitted)] {
      _ = reduce(&self, .user(event), now: monday)
    }
  }

  /// `count` conversations, of which the first has `messages` messages.
  static func long(_ count: Int, messages: Int = 0) -> State {
    var all = (0..<count).map { Conversation.titled("conversation \($0)", id: "c\($0)") }
    all[0].messages = Conversation.long(messages).messages
    return .sample(all)
  }
}

extension Conversation {
  static func titled(_ title: String, id: String, _ messages: [Message] = []) -> Conversation {
    var conversation = Conversation.sample(messages)
    conversation.header.id = ConversationID(id)
    conversation.header.title = title
    conversation.header.titleSource = .user
    return conversation
  }

  /// The conversation with its last message, which must be a reply, running.
  func running(_ status: MessageStatus, reply: String = "r", scalars: Int = 0) -> Conversation {
    var conversation = self
    let last = conversation.messages.count - 1
    conversation.messages[last].status = status
    conversation.messages[last].reply = ReplyID(reply)
    conversation.running = RunningReply(
      id: ReplyID(reply), message: conversation.messages[last].id, startedAt: conversation.messages[last].createdAt)
    conversation.running!.phase = .requested
    conversation.running!.scalars = scalars
    if status == .streaming { conversation.messages[last].firstTextAt = conversation.messages[last].createdAt }
    return conversation
  }
}
