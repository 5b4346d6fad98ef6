/// A conversation with all its messages, on its way into a file or out of one.
package struct ArchivedConversation: Equatable, Sendable {
  package var header: ConversationHeader
  /// Its draft and marks.
  package var remarks: ConversationRemarks
  /// Oldest first.
  package var messages: [ArchivedMessage]

  package init(
    header: ConversationHeader, remarks: ConversationRemarks = ConversationRemarks(), messages: [ArchivedMessage]
  ) {
    self.header = header
    self.remarks = remarks
    self.messages = messages
  }
}

/// Draft and marks of a conversation: all that a user leaves in one besides messages and stars.
package struct ConversationRemarks: Equatable, Sendable {
  /// Typed and not sent; nil where there is none.
  package var draft: Draft?
  /// Places under letters, in the order of the letters.
  package var marks: [ArchivedMark]

  package init(draft: Draft? = nil, marks: [ArchivedMark] = []) {
    self.draft = draft
    self.marks = marks
  }
}

/// A place of a conversation under a letter.
package struct ArchivedMark: Hashable, Sendable {
  package var name: String
  package var scroll: ScrollPosition

  package init(name: String, scroll: ScrollPosition) {
    self.name = name
    self.scroll = scroll
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

/// What was typed in a conversation and not sent, in a file of what could not be written.
package struct ArchivedDraft: Hashable, Sendable {
  package var conversation: ConversationID
  package var text: String

  package init(conversation: ConversationID, text: String) {
    self.conversation = conversation
    self.text = text
  }

  private static let aside = "stash-"

  /// What was put aside; it is in no conversation.
  package init(putAside id: StashID, text: String) {
    self.init(conversation: ConversationID(Self.aside + id.rawValue), text: text)
  }

  /// The name of a text that was put aside; nil for one that stood in a conversation.
  package var stash: StashID? {
    conversation.rawValue.hasPrefix(Self.aside)
      ? StashID(String(conversation.rawValue.dropFirst(Self.aside.count))) : nil
  }
}

/// What an import did, or would do.
package struct ImportCounts: Equatable, Sendable {
  /// Conversations that were not there before.
  package var newConversations = 0
  /// Branches of conversations that were not there before.
  package var newBranches = 0
  /// Conversations that were there, and got messages, more of one, or stars.
  package var grownConversations = 0
  /// Conversations to which nothing was added.
  package var knownConversations = 0
  /// Messages that were added.
  package var newMessages = 0
  /// Replies that had broken off or failed here, of which the file had more.
  package var completedMessages = 0
  /// What was typed and came into its conversation.
  package var newDrafts = 0
  /// What was typed and was put aside, since something else is typed in its conversation here.
  package var asideDrafts = 0
  /// Stars that were added to messages that were there.
  package var newStars = 0
  /// Places under letters that came in with a conversation.
  package var newMarks = 0
  /// Places whose letter stands for another place here, which it goes on to do.
  package var takenMarks = 0
  /// Conversations whose title, chatbot or marks differ here; they stay as they are here.
  package var differingConversations = 0
  /// Messages and stars that differ here; they stay as they are here.
  package var differingMessages = 0

  package init() {}

  package static func += (a: inout ImportCounts, b: ImportCounts) {
    a.newConversations += b.newConversations
    a.newBranches += b.newBranches
    a.grownConversations += b.grownConversations
    a.knownConversations += b.knownConversations
    a.newMessages += b.newMessages
    a.completedMessages += b.completedMessages
    a.newDrafts += b.newDrafts
    a.asideDrafts += b.asideDrafts
    a.newStars += b.newStars
    a.newMarks += b.newMarks
    a.takenMarks += b.takenMarks
    a.differingConversations += b.differingConversations
    a.differingMessages += b.differingMessages
  }
}

/// What an import leaves out of a file, counted by kind.
package struct LeftOut: Equatable, Sendable {
  package enum Kind: CaseIterable, Sendable {
    case systemMessage, hiddenMessage, toolMessage, unknown, attachmentContent, branch, row, draftFile, mark

    /// What `count` of them are called.
    package func words(_ count: Int) -> String {
      let isOne = count == 1
      return switch self {
      case .systemMessage: "\(count) system \(isOne ? "message" : "messages")"
      case .hiddenMessage: "\(count) hidden \(isOne ? "message" : "messages")"
      case .toolMessage: "\(count) tool \(isOne ? "message" : "messages")"
      case .unknown: "\(count) \(isOne ? "part" : "parts") of an unknown kind"
      case .attachmentContent: "the content of \(count) \(isOne ? "attachment" : "attachments")"
      case .branch: "\(count) \(isOne ? "branch" : "branches") beyond the limit"
      case .row: "\(count) unreadable \(isOne ? "row" : "rows")"
      case .draftFile: "\(count) \(isOne ? "file" : "files") of a draft"
      case .mark: "\(count) \(isOne ? "mark" : "marks") whose letter is taken here"
      }
    }
  }

  private var counts: [Kind: Int] = [:]

  package init() {}

  package var isEmpty: Bool { counts.isEmpty }
  package subscript(kind: Kind) -> Int { counts[kind] ?? 0 }

  package mutating func add(_ kind: Kind, _ count: Int = 1) {
    if count > 0 { counts[kind, default: 0] += count }
  }

  package static func += (a: inout LeftOut, b: LeftOut) {
    for (kind, count) in b.counts { a.add(kind, count) }
  }

  /// All of it, as a list in words.
  package var text: String {
    Kind.allCases.filter { self[$0] > 0 }.map { $0.words(self[$0]) }.joined(separator: ", ")
  }
}
