/// An assistant that the key can talk to.
package struct Chatbot: Hashable, Sendable, Codable, Identifiable {
  package var id: ChatbotID
  /// The name as received; the id where the service gives none.
  package var name: String
  /// The language model's name as received, where the service tells.
  package var model: String?
  /// What it is for, as received, where the service tells.
  package var about: String?
  /// How it finds what it answers with, and in which way it answers, as received.
  package var retrieval: String?
  package var replyMode: String?
  /// When it was changed last, where the service tells.
  package var updatedAt: Timestamp?

  package init(
    id: ChatbotID, name: String, model: String? = nil, about: String? = nil, retrieval: String? = nil,
    replyMode: String? = nil, updatedAt: Timestamp? = nil
  ) {
    self.id = id
    self.name = name
    self.model = model
    self.about = about
    self.retrieval = retrieval
    self.replyMode = replyMode
    self.updatedAt = updatedAt
  }
}

/// How replies are asked for.
package enum ReplyMode: String, CaseIterable, Hashable, Sendable, Codable {
  /// The reply arrives as it is written (server-sent events).
  case streaming
  /// The reply arrives whole.
  case synchronous

  /// The other mode.
  package var other: ReplyMode { self == .streaming ? .synchronous : .streaming }
}

/// What the list and the history need to know of a conversation; its messages are kept apart.
package struct ConversationHeader: Equatable, Sendable, Identifiable {
  package var id: ConversationID
  /// The service's id, once it has given one.
  package var remoteID: RemoteConversationID?
  /// The profile (deployment and key) that it belongs to.
  package var profile: String
  /// The service that its messages went to; nil where the history does not know it: older versions kept only the profile's
  /// name, and imports may not say. Nothing then tells where it belongs, so the next message, upload or fetch by the
  /// profile of that name gives it that profile's host.
  package var host: HostURL?
  package var chatbot: ChatbotID?
  /// The chatbot's name when last seen, for showing offline.
  package var chatbotName: String
  /// As the user or the server gave it, or made from the first question; empty before that.
  package var title: String
  package var titleSource: TitleSource
  package var mode: ReplyMode
  package var isPinned: Bool
  package var isArchived: Bool
  /// Replies finished since it was last on the screen.
  package var unread: Int
  /// Where its messages are.
  package var presence: SyncState
  /// What the service has of it before the messages that were fetched.
  package var earlier: EarlierPages
  /// Where it left another conversation; nil for one that began by itself.
  package var branch: BranchPoint?
  package var createdAt: Timestamp
  /// When a message was last added.
  package var lastActivity: Timestamp

  package init(
    id: ConversationID, remoteID: RemoteConversationID? = nil, profile: String, host: HostURL? = nil,
    chatbot: ChatbotID? = nil, chatbotName: String = "", title: String = "", titleSource: TitleSource = .none,
    mode: ReplyMode = .streaming,
    isPinned: Bool = false, isArchived: Bool = false, unread: Int = 0, presence: SyncState = .local,
    earlier: EarlierPages = .unknown, branch: BranchPoint? = nil, createdAt: Timestamp, lastActivity: Timestamp
  ) {
    self.id = id
    self.remoteID = remoteID
    self.profile = profile
    self.host = host
    self.chatbot = chatbot
    self.chatbotName = chatbotName
    self.title = title
    self.titleSource = titleSource
    self.mode = mode
    self.isPinned = isPinned
    self.isArchived = isArchived
    self.unread = unread
    self.presence = presence
    self.earlier = earlier
    self.branch = branch
    self.createdAt = createdAt
    self.lastActivity = lastActivity
  }
}

extension ConversationHeader {
  /// The first line of `question` that says something, cut to a list's measure.
  package static func title(from question: String) -> String {
    let line = question.split(whereSeparator: \.isNewline).first { $0.contains { !$0.isWhitespace } } ?? ""
    let words = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.count <= 60 ? words : words.prefix(59) + "…"
  }
}

/// Where a conversation branches off: the messages before `message` are common to both.
package struct BranchPoint: Hashable, Sendable, Codable {
  package var conversation: ConversationID
  /// The message that was asked otherwise.
  package var message: MessageID

  package init(conversation: ConversationID, message: MessageID) {
    self.conversation = conversation
    self.message = message
  }
}

/// Who gave a conversation its title; a later source in this list is never replaced by an earlier one.
package enum TitleSource: String, Hashable, Sendable, Codable {
  case none, firstQuestion, server, user
}

/// Text typed but not sent, and the files that go with it.
package struct Draft: Hashable, Sendable, Codable {
  package var text: String
  /// The caret, in UTF-8 bytes from the start of `text`, at a grapheme boundary.
  package var caret: Int
  package var attachments: [DraftAttachment]

  package init(text: String = "", caret: Int = 0, attachments: [DraftAttachment] = []) {
    self.text = text
    self.caret = caret
    self.attachments = attachments
  }
}

/// A draft that was put aside, of whichever conversation.
package struct StashedText: Hashable, Sendable {
  package var id: StashID
  package var text: String
  package var createdAt: Timestamp

  package init(id: StashID, text: String, createdAt: Timestamp) {
    self.id = id
    self.text = text
    self.createdAt = createdAt
  }
}

/// What a transcript shows.
package enum ScrollPosition: Hashable, Sendable, Codable {
  /// The end, following what arrives.
  case following
  /// The row `row` rows below the head row of `message` stands at the top of the pane; negative rows stand above the head
  /// (a blank one, the date of a new day). In a long message rows are counted within its parts, and the number of the part
  /// is `row` / 2³².
  case anchored(message: MessageID, row: Int)
}
