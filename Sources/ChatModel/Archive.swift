/// A conversation with all its messages, on its way into a file or out of one.
package struct ArchivedConversation: Equatable, Sendable {
  package var header: ConversationHeader
  /// Oldest first.
  package var messages: [ArchivedMessage]

  package init(header: ConversationHeader, messages: [ArchivedMessage]) {
    self.header = header
    self.messages = messages
  }
}

/// A message and the star at it.
package struct ArchivedMessage: Equatable, Sendable {
  package var message: Message
  /// nil where there is none.
  package var star: ArchivedStar?

  package init(_ message: Message, star: ArchivedStar? = nil) {
    self.message = message
    self.star = star
  }
}

/// A star at a message, as it is kept with it.
package struct ArchivedStar: Hashable, Sendable {
  /// Empty where nothing was noted.
  package var note: String
  package var createdAt: Timestamp

  package init(note: String, createdAt: Timestamp) {
    self.note = note
    self.createdAt = createdAt
  }
}

/// What an import did, or would do.
package struct ImportCounts: Equatable, Sendable {
  /// Conversations that were not there before.
  package var newConversations = 0
  /// Conversations that were there, and got messages or stars.
  package var grownConversations = 0
  /// Conversations to which nothing was added.
  package var knownConversations = 0
  /// Messages that were added.
  package var newMessages = 0
  /// Stars that were added to messages that were there.
  package var newStars = 0
  /// Conversations whose title, chatbot or marks differ here; they stay as they are here.
  package var differingConversations = 0
  /// Messages and stars that differ here, or belong to another conversation here; they stay as they are here.
  package var differingMessages = 0

  package init() {}

  package static func += (a: inout ImportCounts, b: ImportCounts) {
    a.newConversations += b.newConversations
    a.grownConversations += b.grownConversations
    a.knownConversations += b.knownConversations
    a.newMessages += b.newMessages
    a.newStars += b.newStars
    a.differingConversations += b.differingConversations
    a.differingMessages += b.differingMessages
  }
}
