import ChatModel

/// A conversation in memory: what the list shows, the messages loaded so far, the text being typed, and the reply that runs.
package struct Conversation: Equatable, Sendable {
  package var header: ConversationHeader
  /// Oldest first; those before the first stay on disk until wanted.
  package var messages: [Message]
  package var loading: Loading
  /// Whether there are messages behind the last one: only of what a pane shows (see `State.shown(in:)`).
  package var hasLater = false
  package var composer: TextEditor
  /// The files that go with what is typed.
  package var attachments: [DraftAttachment]
  /// The draft that the composer was given from the history. While it holds that one, nobody has typed here.
  var loaded: LoadedDraft
  /// The scroll position last seen in a pane.
  package var scroll: ScrollPosition
  /// Whether the history file knows it; a new one is written with its first draft or message.
  package var isKept: Bool
  /// Whether another process deleted it while it was open here.
  package var isDeletedElsewhere = false
  /// The number of the last write of it, among all.
  var lastWrite = 0

  /// What few conversations have at a time; kept apart, since there are many thousands without it.
  var activity = Activity()

  /// How much of the messages is in memory. To: notLoaded -> loading -> loaded; loaded(hasEarlier) -> loading.
  package enum Loading: Equatable, Sendable {
    case notLoaded
    case loading
    case loaded(hasEarlier: Bool)
    case failed(HistoryProblem)
  }

  package init(
    header: ConversationHeader, messages: [Message] = [], loading: Loading = .loaded(hasEarlier: false),
    composer: TextEditor = TextEditor(), attachments: [DraftAttachment] = [], scroll: ScrollPosition = .following,
    isKept: Bool = true
  ) {
    self.header = header
    self.messages = messages
    self.loading = loading
    self.composer = composer
    self.attachments = attachments
    loaded = LoadedDraft(text: composer.text, files: attachments.map(\.id))
    self.scroll = scroll
    self.isKept = isKept
  }

  /// What the list and the pane's title call it.
  package var title: String { header.title.isEmpty ? "New conversation" : header.title }

  /// Whether nothing was ever said or typed in it.
  package var isUntouched: Bool {
    !isKept && messages.isEmpty && composer.isEmpty && attachments.isEmpty && queue.isEmpty && held.isEmpty
  }

  /// Whether there are messages before those in memory, on disk or at the service.
  package var mayHaveEarlier: Bool {
    switch (loading, header.earlier) {
    case (.loaded(hasEarlier: true), _), (.loaded(hasEarlier: false), .at): true
    default: false
    }
  }

  /// Whether another process is receiving a reply in it.
  package var runsElsewhere: Bool {
    guard running == nil, let last = messages.last else { return false }
    return last.status.isRunning
  }

  /// What must not be lost: what waits to be sent and what was typed, as one text with all its files.
  package var draft: Draft { typed.draft(behind: queue) }

  /// The other conversations that get what is typed too: it waited for its files when the client ended.
  package var others: [ConversationID] {
    var seen: Set<ConversationID> = [header.id]
    return attachments.flatMap { $0.others ?? [] }.filter { seen.insert($0).inserted }
  }

  /// What was in the composer is sent, or waits to be.
  mutating func clearComposer() {
    composer = TextEditor()
    attachments = []
    vi.beginAgain()
    recall = nil
    refusal = nil
  }

  /// Takes a key of vi's modes.
  mutating func takeVi(_ key: ViKey, killed: inout KillRing) {
    activity.content.vi.take(key, &composer, killed: &killed)
  }

  /// Brings vi's mode and the caret in line with each other.
  mutating func settleVi() { activity.content.vi.settle(&composer) }

  /// Where `id` stands in `messages`; searched from the end, where replies run.
  package func index(of id: MessageID) -> Int? { messages.lastIndex { $0.id == id } }
}

/// Tells whether a draft is the one that was read from the history. It holds no text, since there are many conversations.
struct LoadedDraft: Equatable, Sendable {
  private let textMark: Int
  private let filesMark: Int

  init(text: String, files: [UploadID]) {
    textMark = text.hashValue
    filesMark = files.hashValue
  }

  func isText(_ text: String) -> Bool { text.hashValue == textMark }

  func areFiles(_ files: [UploadID]) -> Bool { files.hashValue == filesMark }
}

/// The request that runs in a conversation; there is at most one.
package struct RunningReply: Equatable, Sendable {
  package var id: ReplyID
  package var message: MessageID
  package var startedAt: Timestamp
  /// Unicode scalars received so far.
  package var scalars: Int
  /// Whether the turn is on disk and the request was handed to the network.
  package var phase: Phase
  /// The repetition that waits, if one does.
  package var retry: ScheduledRetry?

  /// To: saving -> requested.
  package enum Phase: Equatable, Sendable {
    case saving, requested
  }

  package init(id: ReplyID, message: MessageID, startedAt: Timestamp) {
    self.id = id
    self.message = message
    self.startedAt = startedAt
    scalars = 0
    phase = .saving
  }
}

/// A request that failed in a way that is safe to repeat, and will be.
package struct ScheduledRetry: Equatable, Sendable {
  /// Which attempt the next one is; counts from 2.
  package var attempt: Int
  package var at: Timestamp
  package var reason: Failure

  package init(attempt: Int, at: Timestamp, reason: Failure) {
    self.attempt = attempt
    self.at = at
    self.reason = reason
  }
}

/// Writing another version of a message.
package struct EditedMessage: Equatable, Sendable {
  package var message: MessageID
  /// What the user had typed before.
  package var own: Draft

  package init(message: MessageID, own: Draft) {
    self.message = message
    self.own = own
  }
}

/// Going through the prompts sent before, with Up and Down in the composer.
package struct PromptRecall: Equatable, Sendable {
  /// The message whose text the composer shows.
  package var message: MessageID
  /// What the user had typed before.
  package var own: Draft

  package init(message: MessageID, own: Draft) {
    self.message = message
    self.own = own
  }
}
