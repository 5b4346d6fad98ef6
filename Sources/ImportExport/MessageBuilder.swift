import ChatModel

/// Makes messages out of what other programs keep: what a model thought, and what it and its tools told each other, goes with
/// the reply that follows.
struct MessageBuilder {
  private(set) var messages: [ArchivedMessage] = []
  private var parts: [ReplyPart] = []
  private var last: (id: MessageID, createdAt: Timestamp)?

  /// Keeps `parts` for the next reply; `id` and `moment` are those of a reply that has nothing else.
  mutating func add(_ parts: [ReplyPart], id: MessageID, at moment: Timestamp) {
    guard !parts.isEmpty else { return }
    self.parts += parts
    last = (id, moment)
  }

  mutating func add(_ message: Message) {
    if message.author == .person { endReply() }
    var message = message
    if message.author == .assistant {
      message.parts = parts + message.parts
      parts = []
    }
    messages.append(ArchivedMessage(message))
  }

  /// What is left without a reply becomes one that has nothing else.
  mutating func endReply() {
    guard !parts.isEmpty, let last else { return }
    add(Message(id: last.id, author: .assistant, createdAt: last.createdAt, endedAt: last.createdAt))
  }
}
