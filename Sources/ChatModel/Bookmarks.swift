/// Which messages of a conversation are read.
package enum MessagesPlace: Hashable, Sendable {
  /// The first ones.
  case first
  /// Those about this one; the last ones where it is not there.
  case around(MessageID)
  /// Those that stand before this one.
  case before(MessageID)
  /// Those that stand behind this one.
  case after(MessageID)
}

/// Messages of one conversation that stand one behind the other, oldest first.
package struct MessagesPage: Equatable, Sendable {
  package var messages: [Message]
  package var hasEarlier: Bool
  package var hasLater: Bool

  package init(messages: [Message], hasEarlier: Bool, hasLater: Bool) {
    self.messages = messages
    self.hasEarlier = hasEarlier
    self.hasLater = hasLater
  }
}

/// A message that the user wants to find again.
package struct Star: Hashable, Sendable {
  package var conversation: ConversationID
  package var message: MessageID
  /// What the user wrote about it; may be empty.
  package var note: String
  /// The beginning of the message's text, as received; at most `longestExcerpt` characters.
  package var excerpt: String
  package var createdAt: Timestamp

  package static let longestExcerpt = 200

  package init(conversation: ConversationID, message: MessageID, note: String, excerpt: String, createdAt: Timestamp) {
    self.conversation = conversation
    self.message = message
    self.note = note
    self.excerpt = excerpt
    self.createdAt = createdAt
  }
}

/// A place in a conversation's transcript.
package struct TranscriptMark: Hashable, Sendable {
  package var conversation: ConversationID
  package var scroll: ScrollPosition

  package init(conversation: ConversationID, scroll: ScrollPosition) {
    self.conversation = conversation
    self.scroll = scroll
  }
}

/// What came of looking through messages.
package enum FoundMessage: Equatable, Sendable {
  case found(MessageID)
  /// Not in those looked through, of which this is the last; and how many they were.
  case notYet(MessageID, count: Int)
  /// Not in any message that way.
  case none
}
