import AppState
import ChatModel
import Testing

/// A state under test and the commands it gave back, with a clock that the test moves.
struct Harness {
  var state: State
  var commands: [Command] = []
  var now = Timestamp(milliseconds: 1_790_000_000_000)

  init(settings: Settings = Settings(service: "api.test", chatbot: ChatbotID("bot"))) {
    state = State(settings: settings, identifiers: IdentifierSource(seed: 7), now: now)
  }

  /// The focused conversation's id.
  var id: ConversationID { state.pane.conversation! }
  var conversation: AppState.Conversation { state.conversations[id]! }
  var messages: [Message] { conversation.messages }

  /// Feeds `event` and returns what is to be done about it.
  @discardableResult
  mutating func feed(_ event: StoreEvent) -> [Command] {
    let new = reduce(&state, event, now: now)
    commands += new
    if case let broken = state.brokenInvariants, !broken.isEmpty { Issue.record("\(broken) after \(event)") }
    return new
  }

  @discardableResult
  mutating func user(_ event: UserEvent) -> [Command] { feed(.user(event)) }

  @discardableResult
  mutating func reply(_ id: ReplyID, _ event: ReplyEvent) -> [Command] { feed(.outside(.reply(id, event))) }

  /// Types `text` and presses Enter; returns the reply that was asked for.
  @discardableResult
  mutating func send(_ text: String) -> ReplyID {
    user(.composer(.edited(.replace(text))))
    user(.composer(.submitted))
    return conversation.running!.id
  }

  /// Sends `text` and lets the turn reach the disk.
  mutating func ask(_ text: String) -> ReplyID {
    let id = send(text)
    feed(.outside(.history(.turnSaved(id))))
    return id
  }

  mutating func pass(_ time: Milliseconds) { now = now + time }

  /// What does not hold though it must, between any two events.
  func faults() -> [String] {
    var faults = state.brokenInvariants
    // No other client receives a reply here.
    for (id, conversation) in state.conversations {
      let running = conversation.messages.count(where: \.status.isRunning)
      if running != (conversation.running == nil ? 0 : 1) { faults.append("running messages of \(id)") }
    }
    var started: Set<ReplyID> = []
    for case .network(.startReply(let id, _)) in commands where !started.insert(id).inserted {
      faults.append("started twice")
    }
    return faults
  }
}
