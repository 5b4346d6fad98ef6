import ChatModel

/// Choosing a chatbot, and what for.
package struct ChatbotPicker: ListPopup {
  package var list = ListPicker()
  package var purpose: Purpose

  /// What the chosen chatbot is used for.
  package enum Purpose: Equatable, Sendable {
    /// Becomes the chatbot of this conversation.
    case assign(ConversationID)
    /// Becomes its chatbot, and the text in its composer is sent.
    case assignAndSend(ConversationID)
    /// A new conversation begins with it.
    case begin
    /// The last step of the setup: becomes the chatbot of this conversation and of all new ones.
    case setUp(ConversationID)

    /// The conversation that it is for; nil for a new one.
    package var conversation: ConversationID? {
      switch self {
      case .assign(let id), .assignAndSend(let id), .setUp(let id): id
      case .begin: nil
      }
    }
  }

  package init(purpose: Purpose) { self.purpose = purpose }

  package var writes: Bool { true }

  /// Whether it opened by itself because a chatbot is needed, and nobody has looked for one yet.
  var isForWantOfOne: Bool {
    switch purpose {
    case .setUp, .assignAndSend: list.filter.text.isEmpty
    case .assign, .begin: false
    }
  }

  package mutating func open(in state: inout State, now: Timestamp) -> [Command] {
    selectCurrent(in: state)
    return state.chatbots.phase == .loaded ? [] : state.loadChatbots(now: now)
  }

  /// Chooses the chatbot in use, so that Enter alone changes nothing. Of a conversation that was fetched only the chatbot's
  /// name may be known.
  mutating func selectCurrent(in state: State) {
    let header = purpose.conversation.map { state.conversations[$0]?.header }
    let (id, name) = header.map { ($0?.chatbot, $0?.chatbotName ?? "") } ?? (state.settings.chatbot, "")
    let known = state.chatbots.known
    list.selected =
      known.firstIndex { $0.id == id } ?? known.firstIndex { id == nil && !name.isEmpty && $0.name == name } ?? 0
  }
}
