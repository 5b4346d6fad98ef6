import ChatModel

/// How long the replies of a conversation took, for those who test chatbots. Made once; does not follow the conversation.
package struct ConversationTimes: Equatable, Sendable {
  package var replies: [ReplyTimes]
  /// The messages of the person, and how many characters they have.
  package var questions: Int
  package var questionCharacters: Int
  package var replyCharacters: Int
  /// Whether these are all messages of the conversation.
  package var isWhole: Bool

  /// What is known of `messages`, oldest first.
  package init(_ messages: [Message], isWhole: Bool) {
    self.isWhole = isWhole
    replies = []
    (questions, questionCharacters, replyCharacters) = (0, 0, 0)
    var question = ""
    for message in messages {
      switch message.author {
      case .person:
        questions += 1
        questionCharacters += message.text.unicodeScalars.count
        question = message.text
      case .assistant:
        let reply = ReplyTimes(message, question: question)
        replyCharacters += reply.characters
        replies.append(reply)
      }
    }
  }

  /// The average of what `value` says of the replies; nil where it says nothing of any.
  package func average(_ value: (ReplyTimes) -> Double?) -> Double? {
    let known = replies.compactMap(value)
    return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
  }

  /// Their median: half of the replies lie below it.
  package func median(_ value: (ReplyTimes) -> Double?) -> Double? {
    let known = replies.compactMap(value).sorted()
    guard !known.isEmpty else { return nil }
    let middle = known.count / 2
    return known.count % 2 == 1 ? known[middle] : (known[middle - 1] + known[middle]) / 2
  }
}

/// How long one reply took.
package struct ReplyTimes: Equatable, Sendable {
  /// The beginning of what was asked.
  package var question: String
  package var status: MessageStatus
  package var characters: Int
  /// From the question to the first text, in milliseconds; nil where none came, or the clock went backwards.
  package var firstText: Double?
  /// From the question to the end, in milliseconds; nil while it runs.
  package var total: Double?

  init(_ message: Message, question: String) {
    self.question = String(question.prefix(200))
    status = message.status
    characters = message.text.unicodeScalars.count
    firstText = Self.length(from: message.createdAt, to: message.firstTextAt)
    total = Self.length(from: message.createdAt, to: message.endedAt)
  }

  /// Characters a second between the first text and the end; nil where all came at once.
  package var rate: Double? {
    guard let firstText, let total, total > firstText, characters > 0 else { return nil }
    return Double(characters) * 1000 / (total - firstText)
  }

  private static func length(from start: Timestamp, to end: Timestamp?) -> Double? {
    guard let end, end >= start else { return nil }
    return Double(end.milliseconds) - Double(start.milliseconds)
  }
}
