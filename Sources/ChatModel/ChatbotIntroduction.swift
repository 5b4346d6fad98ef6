/// How a chatbot begins a conversation.
package struct ChatbotIntroduction: Hashable, Sendable {
  /// As received; empty where it has none.
  package var greeting: String
  /// Questions that it suggests, as received.
  package var starters: [String]

  package init(greeting: String = "", starters: [String] = []) {
    self.greeting = greeting
    self.starters = starters
  }

  package var isEmpty: Bool { greeting.isEmpty && starters.isEmpty }
}

/// What came of asking how a chatbot begins a conversation.
package enum IntroductionEvent: Equatable, Sendable {
  case arrived(ChatbotIntroduction)
  /// Nobody has to know: a conversation begins without it.
  case failed(Failure)
}
