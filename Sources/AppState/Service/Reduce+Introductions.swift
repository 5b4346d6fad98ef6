import ChatModel

/// How the chatbots begin their conversations, as far as known.
package struct Introductions: Equatable, Sendable {
  package var known: [ChatbotID: ChatbotIntroduction] = [:]
  /// Those that were asked for in this run, whatever came of it.
  package var asked: Set<ChatbotID> = []

  package init() {}
}

extension State {
  /// How the chatbot of `conversation` begins one, where that is known and nothing was said yet.
  package func introduction(to conversation: Conversation) -> ChatbotIntroduction? {
    guard conversation.messages.isEmpty, conversation.loading == .loaded(hasEarlier: false),
      belongsHere(conversation.header), let chatbot = conversation.header.chatbot
    else { return nil }
    return introductions.known[chatbot].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The chatbots with which conversations that panes show could begin, and that nobody has asked yet.
  package var introductionsWanted: [ChatbotID] {
    guard settings.connection == .configured, settings.access == .readWrite else { return [] }
    var wanted: [ChatbotID] = []
    for pane in panes {
      guard let conversation = pane.conversation.flatMap({ conversations[$0] }), conversation.messages.isEmpty,
        conversation.loading == .loaded(hasEarlier: false), belongsHere(conversation.header),
        let chatbot = conversation.header.chatbot, !introductions.asked.contains(chatbot), !wanted.contains(chatbot)
      else { continue }
      wanted.append(chatbot)
    }
    return wanted
  }

  mutating func askIntroduction(_ chatbot: ChatbotID) -> [Command] {
    guard settings.connection == .configured, introductions.asked.insert(chatbot).inserted else { return [] }
    return [.network(.loadIntroduction(chatbot))]
  }

  mutating func reduceIntroduction(_ chatbot: ChatbotID, _ event: IntroductionEvent) -> [Command] {
    // A failure is in the log; nobody waits for it.
    if case .arrived(let introduction) = event { introductions.known[chatbot] = introduction }
    return []
  }

  /// A starter goes where the caret is: what was typed stays.
  mutating func takeStarter(_ text: String, now: Timestamp) -> [Command] {
    focus(.composer) + editComposer(.insert(text), now: now)
  }
}
