/// What is different on disk than it was: written by another process, or merged from the service. Says what is there now,
/// not what happened, so that it may be taken twice.
package struct HistoryChanges: Equatable, Sendable {
  package var headers: [ConversationHeader] = []
  /// Of the conversations in `headers`; those that are not here have none.
  package var drafts: [ConversationID: Draft] = [:]
  /// Conversations that are not there any more.
  package var gone: Set<ConversationID> = []
  /// Oldest first within each conversation.
  package var messages: [PlacedMessage] = []
  /// The stars at `messages`, of which the others have none; where `areAllStars`, all there are.
  package var stars: [MessageID: Star] = [:]
  package var areAllStars = false
  /// All marks, where any of them changed.
  package var marks: [String: TranscriptMark]?
  /// Conversations of which so much changed that their messages are to be read anew.
  package var outdated: Set<ConversationID> = []
  /// Whether `headers` are all there are.
  package var isWholeList = false
  /// How many of this client's own writes (those that `HistoryCommand.isReadBack`) had reached the disk before it was read.
  package var writes = 0

  package init() {}

  package var isEmpty: Bool {
    headers.isEmpty && gone.isEmpty && messages.isEmpty && outdated.isEmpty && !isWholeList && !areAllStars
      && marks == nil
  }
}

/// A message and where it stands.
package struct PlacedMessage: Equatable, Sendable {
  package var conversation: ConversationID
  package var message: Message
  /// The message before it; nil for the first one.
  package var predecessor: MessageID?

  package init(conversation: ConversationID, message: Message, predecessor: MessageID?) {
    self.conversation = conversation
    self.message = message
    self.predecessor = predecessor
  }
}

/// The parts of a header that a write is about. The others stay as they are on disk, where another process may have changed
/// them.
package struct HeaderFields: OptionSet, Hashable, Sendable {
  package let rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }

  /// The service's id, and what is known of its copy.
  package static let remote = HeaderFields(rawValue: 1)
  /// The chatbot and its name.
  package static let chatbot = HeaderFields(rawValue: 2)
  package static let title = HeaderFields(rawValue: 4)
  /// The title, unless what is on disk is of a later source.
  package static let guessedTitle = HeaderFields(rawValue: 8)
  package static let mode = HeaderFields(rawValue: 16)
  package static let pin = HeaderFields(rawValue: 32)
  package static let archive = HeaderFields(rawValue: 64)
  package static let unread = HeaderFields(rawValue: 128)
  /// The last activity, unless what is on disk is later.
  package static let activity = HeaderFields(rawValue: 256)
  /// What no two processes change at the same time: the profile, when it began.
  package static let origin = HeaderFields(rawValue: 512)
  /// The service that it belongs to.
  package static let host = HeaderFields(rawValue: 1024)
  /// The same, unless the file knows one: only the user moves a conversation.
  package static let unknownHost = HeaderFields(rawValue: 2048)
  package static let all: HeaderFields = [
    .remote, .chatbot, .title, .mode, .pin, .archive, .unread, .activity, .origin, .host,
  ]
  /// What a turn changes.
  package static let turn: HeaderFields = [.chatbot, .guessedTitle, .archive, .activity, .unknownHost]
}

extension HistoryCommand {
  /// Whether it changes something on disk that is told again when others change it.
  package var isReadBack: Bool {
    switch self {
    case .saveStar, .deleteStar, .saveMark: true
    default: subject != nil
    }
  }

  /// The conversation that it changes on disk in a way that others read back; nil for one that changes none, or only lets a
  /// running reply grow.
  package var subject: ConversationID? {
    switch self {
    case .saveTurn(_, let header, _), .saveConversation(let header, _), .saveBranch(let header, _),
      .saveDraft(let header, _), .saveReply(let header, _, _):
      header.id
    case .saveMessage(let id, _), .deleteConversation(let id), .restoreConversation(let id),
      .mergeMessages(let id, _, _), .leaveService(let id):
      id
    case .appendText, .appendPart, .saveUnreadable, .saveScroll, .saveStash, .deleteStash, .saveSession, .saveLayout,
      .deleteLayout, .purgeDeleted, .mergeConversations, .markUnlisted, .loadConversations, .loadMessages, .loadPrompts,
      .readAgain, .saveStar, .deleteStar, .saveMark, .readMessages, .findMessage, .search:
      nil
    }
  }
}
