/// Where the messages of a conversation are, as far as known.
package enum SyncState: String, Hashable, Sendable, Codable {
  /// Only here: the service was never told of it, or does not list it any more.
  case local
  /// Only at the service: it was listed, and none of its messages was fetched.
  case remote
  /// Here, and at the service.
  case both
}

/// What the service has of a conversation before the messages that were fetched.
package enum EarlierPages: Hashable, Sendable {
  /// Nobody asked.
  case unknown
  /// Everything up to the beginning was fetched.
  case none
  /// The next page stands behind this query, as the service worded it.
  case at(String)
}

/// A conversation as the service lists it; whatever it leaves out is nil.
package struct RemoteConversation: Hashable, Sendable, Identifiable {
  package var id: RemoteConversationID
  /// As received; nil where it is empty or nothing but the contact's name.
  package var title: String?
  /// The person's name at the service.
  package var contact: String?
  /// Through which door it came; named like the chatbot behind it.
  package var inbox: String?
  package var createdAt: Timestamp?
  package var lastMessageAt: Timestamp?

  package init(
    id: RemoteConversationID, title: String? = nil, contact: String? = nil, inbox: String? = nil,
    createdAt: Timestamp? = nil, lastMessageAt: Timestamp? = nil
  ) {
    self.id = id
    self.title = title
    self.contact = contact
    self.inbox = inbox
    self.createdAt = createdAt
    self.lastMessageAt = lastMessageAt
  }
}

/// A message as the service keeps it.
package struct RemoteMessage: Hashable, Sendable, Identifiable {
  package var id: RemoteMessageID
  package var author: Author
  package var text: String
  /// By the service's clock, which nobody has compared with ours; nil where it says nothing.
  package var createdAt: Timestamp?
  package var attachments: [Attachment]
  package var citations: [Citation]
  package var feedback: Feedback?
  /// What came with it and is not the answer, in order.
  package var parts: [ReplyPart]
  /// How many entries of its lists of sources could not be read.
  package var unreadableSources: Int
  /// Whether it is more than parts of an answer.
  package var isAnswer: Bool
  /// Messages of the service that are parts of this one.
  package var partIDs: [RemoteMessageID] = []

  package init(
    id: RemoteMessageID, author: Author, text: String, createdAt: Timestamp? = nil, attachments: [Attachment] = [],
    citations: [Citation] = [], feedback: Feedback? = nil, parts: [ReplyPart] = [], unreadableSources: Int = 0,
    isAnswer: Bool = true
  ) {
    self.id = id
    self.author = author
    self.text = text
    self.createdAt = createdAt
    self.attachments = attachments
    self.citations = citations
    self.feedback = feedback
    self.parts = parts
    self.unreadableSources = unreadableSources
    self.isAnswer = isAnswer
  }

  /// Takes what belongs to the same answer and was kept as a message of its own, before this one or behind it.
  fileprivate mutating func take(_ other: RemoteMessage, isBefore: Bool) {
    var new = other.parts
    if !isBefore { for index in new.indices { new[index].offset = text.utf8.count } }
    parts = isBefore ? new + parts : parts + new
    attachments = isBefore ? other.attachments + attachments : attachments + other.attachments
    citations = isBefore ? other.citations + citations : citations + other.citations
    unreadableSources += other.unreadableSources
    feedback = feedback ?? other.feedback
    partIDs += [other.id] + other.partIDs
  }
}

extension [RemoteMessage] {
  /// The same, oldest first, with parts in the answers that they belong to, as in a reply that streams: in the one that
  /// follows, or else in the one before. Parts without an answer are one message.
  package var withPartsInAnswers: [RemoteMessage] {
    var result: [RemoteMessage] = []
    var parts: RemoteMessage?
    func settle() {
      guard let own = parts else { return }
      parts = nil
      if let last = result.indices.last, result[last].author == .assistant {
        result[last].take(own, isBefore: false)
      } else if !own.parts.isEmpty || !own.attachments.isEmpty || !own.citations.isEmpty {
        result.append(own)
      }
    }
    for message in self {
      switch (parts, message.isAnswer) {
      case (nil, false): parts = message
      case (_?, false): parts!.take(message, isBefore: false)
      case (let own, true):
        if message.author == .person { settle() }
        result.append(message)
        if let own, message.author == .assistant { result[result.count - 1].take(own, isBefore: true) }
        parts = nil
      }
    }
    settle()
    return result
  }
}

/// What a person said of an answer at the service; only read here, since no way to set it is documented.
package enum Feedback: String, Hashable, Sendable, Codable {
  case like, dislike
}

/// One page of a conversation's messages.
package struct RemotePage: Hashable, Sendable {
  /// Oldest first, whatever order they came in.
  package var messages: [RemoteMessage]
  package var order: Order
  /// The query that brings the page after this one in the service's order; nil on the last.
  package var next: String?

  /// In which order the service hands its messages out; it is not documented.
  package enum Order: Hashable, Sendable {
    case newestFirst, oldestFirst
  }

  package init(messages: [RemoteMessage], order: Order = .newestFirst, next: String? = nil) {
    self.messages = messages
    self.order = order
    self.next = next
  }
}

/// Why a page of messages was fetched, and so what may become of it.
package enum FetchPurpose: Hashable, Sendable {
  /// To learn what the service calls the messages of a turn, and its sources. Changes nothing else.
  case names
  /// The newest messages, at the user's wish: a stopped reply is completed as well.
  case newest
  /// What stands before those fetched so far.
  case earlier
}

/// What came of asking the service for its own history.
package enum RemoteEvent: Equatable, Sendable {
  /// One page of the list; `isLast` on the last.
  case conversationsArrived([RemoteConversation], isLast: Bool)
  case conversationsFailed(Failure)
  case messagesArrived(ConversationID, RemotePage)
  case messagesFailed(ConversationID, Failure)
}
