import AppState
import ChatModel

/// Remembers where the message at the top stands among its conversation's, so that no frame searches through them.
struct IndexMemory {
  private var conversation: ConversationID?
  private var message: MessageID?
  private var index = 0
  private var count = 0
  private var isGone = false

  /// Where `id` stands in `conversation`: where it stood, moved by what was added above it, or else found by search.
  mutating func index(of id: MessageID, in conversation: Conversation) -> Int? {
    let messages = conversation.messages
    let isKnown = self.conversation == conversation.header.id && message == id
    if isKnown {
      if isGone && count == messages.count { return nil }
      for guess in [index, index + messages.count - count]
      where !isGone && messages.indices.contains(guess) && messages[guess].id == id {
        remember(id, at: guess, of: conversation)
        return guess
      }
    }
    guard let found = conversation.index(of: id) else {
      if !isKnown { index = self.conversation == conversation.header.id ? index : messages.count - 1 }
      self.conversation = conversation.header.id
      message = id
      count = messages.count
      isGone = true
      return nil
    }
    remember(id, at: found, of: conversation)
    return found
  }

  /// The index nearest to where the message stood that is gone.
  func nearest(in conversation: Conversation) -> Int { min(max(0, index), conversation.messages.count - 1) }

  mutating func remember(_ id: MessageID, at index: Int, of conversation: Conversation) {
    self.conversation = conversation.header.id
    message = id
    self.index = index
    count = conversation.messages.count
    isGone = false
  }
}
