/// Who wrote a message.
package enum Author: String, Hashable, Sendable, Codable {
  case person, assistant
}

/// Where a message stands. A person's message is `.complete` as soon as it is kept; what became of its request shows in
/// the reply that follows it.
package enum MessageStatus: Hashable, Sendable, Codable {
  /// The request is being prepared, or waits to be repeated. To: waiting, streaming, complete, stopped,
  /// interrupted, failed.
  case sending
  /// The request was handed to the connection; no text yet. To: sending (repeated), the same but `waiting`.
  case waiting
  /// Text is arriving. To: complete, stopped, interrupted, failed.
  case streaming
  /// All there is.
  case complete
  /// The user stopped it; the text is what had come.
  case stopped
  /// This client ended while it ran; the text is what had come.
  case interrupted
  /// It failed; the text is what had come.
  case failed(Failure)

  /// Whether a request is running for it.
  package var isRunning: Bool {
    switch self {
    case .sending, .waiting, .streaming: true
    case .complete, .stopped, .interrupted, .failed: false
    }
  }
}

/// One message of a conversation.
package struct Message: Equatable, Sendable, Identifiable {
  package var id: MessageID
  package var remoteID: RemoteMessageID?
  package var author: Author
  /// As typed or received; not made safe for a terminal.
  package var text: String
  package var status: MessageStatus
  /// When it was sent, or when its reply was asked for.
  package var createdAt: Timestamp
  /// When the first text came; nil for a person's message.
  package var firstTextAt: Timestamp?
  /// When it reached its present final status.
  package var endedAt: Timestamp?
  package var attachments: [Attachment]
  package var citations: [Citation]
  /// What the reply brought beside its answer, in the order in which it came.
  package var parts: [ReplyPart]
  /// How many events of the reply could not be read.
  package var unreadableEvents: Int
  /// How many entries of its lists of sources could not be read.
  package var unreadableSources: Int
  /// What a person said of it at the service.
  package var feedback: Feedback?
  /// The running or last request for it; nil for a person's message.
  package var reply: ReplyID?
  /// Grows with each change of what is shown of it; not kept on disk.
  package var revision: Int

  package init(
    id: MessageID, remoteID: RemoteMessageID? = nil, author: Author, text: String = "",
    status: MessageStatus = .complete, createdAt: Timestamp, firstTextAt: Timestamp? = nil,
    endedAt: Timestamp? = nil, attachments: [Attachment] = [], citations: [Citation] = [],
    parts: [ReplyPart] = [], unreadableEvents: Int = 0, unreadableSources: Int = 0, feedback: Feedback? = nil,
    reply: ReplyID? = nil, revision: Int = 0
  ) {
    self.id = id
    self.remoteID = remoteID
    self.author = author
    self.text = text
    self.status = status
    self.createdAt = createdAt
    self.firstTextAt = firstTextAt
    self.endedAt = endedAt
    self.attachments = attachments
    self.citations = citations
    self.parts = parts
    self.unreadableEvents = unreadableEvents
    self.unreadableSources = unreadableSources
    self.feedback = feedback
    self.reply = reply
    self.revision = revision
  }
}

/// A file that belongs to a message, as the service describes it.
package struct Attachment: Hashable, Sendable, Codable {
  package var id: AttachmentID
  /// `image`, `audio`, `other` or whatever else the service says.
  package var type: String
  /// As received; never a path.
  package var filename: String
  /// Where the service keeps it; as received.
  package var file: String
  /// In bytes; nil where nobody said.
  package var size: Int64?

  package init(id: AttachmentID, type: String, filename: String, file: String, size: Int64? = nil) {
    self.size = size
    self.id = id
    self.type = type
    self.filename = filename
    self.file = file
  }
}

extension Attachment {
  /// The same after its conversation was moved to another service: only its name is known there.
  package var leftBehind: Attachment {
    var left = self
    (left.id, left.file) = (AttachmentID(""), "")
    return left
  }

  /// Whether it is at a service that its conversation was moved from.
  package var isLeftBehind: Bool { id.rawValue.isEmpty }

  /// Why it cannot be sent, as the end of a sentence that begins with its name.
  package static let leftBehindReason =
    "has to be chosen again: it is at the service that this conversation was moved from"
}

extension Message {
  /// Forgets all names that its service has for it and its files, since the conversation goes on with another one.
  package mutating func leaveService() {
    remoteID = nil
    guard attachments.contains(where: { !$0.isLeftBehind }) else { return }
    attachments = attachments.map(\.leftBehind)
    revision += 1
  }
}

/// A source that an answer rests on.
package struct Citation: Hashable, Sendable, Codable {
  /// The file's name as received.
  package var filename: String
  /// Where the file is, if the service says.
  package var file: String?
  /// The passage, where the service gives one.
  package var passage: String?
  /// The score as the service words it.
  package var score: String?

  package init(filename: String, file: String? = nil, passage: String? = nil, score: String? = nil) {
    self.filename = filename
    self.file = file
    self.passage = passage
    self.score = score
  }
}
