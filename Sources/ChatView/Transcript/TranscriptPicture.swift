import AppState
import Canvas
import ChatModel

/// One pane's conversation as it is drawn at one moment.
package struct TranscriptPicture: Equatable, Sendable {
  /// Exactly as many rows as the pane has, none wider than the pane.
  package var rows: [Row]
  /// How many rows stand below the last one shown, as far as they were counted (see `below`); 0 while following.
  package var rowsBelow: Int
  /// Whether `rowsBelow` is all there is.
  package var below: Count
  /// Where the first row stands; nil while no message is shown.
  package var top: RowPlace?
  /// The message to which the first row belongs; nil while no message is shown.
  package var topMessage: MessageID? { top?.message }
  /// The message that commands such as copying are about: the one at the top, the last one while following.
  package var currentMessage: MessageID?
  /// Whether the messages before those in memory should be fetched, because the view came near them.
  package var needsEarlier: Bool
  /// The same for the messages behind those in memory.
  package var needsLater = false
  /// When a clock that is shown changes next; nil while none is shown.
  package var clockDue: Timestamp?

  /// How far a count went.
  package enum Count: Equatable, Sendable {
    case exact
    /// There is more than counted: what is far below the view is not laid out to be counted.
    case atLeast
  }
}

/// Whether the transcript has the focus.
package enum TranscriptFocus: Hashable, Sendable {
  case focused, unfocused
}

/// A move of the view over a conversation; negative counts go up.
package enum TranscriptMotion: Hashable, Sendable {
  case rows(Int)
  case halfPages(Int)
  /// Pages overlap by one row.
  case pages(Int)
  case top, end
  /// To the heads of messages.
  case messages(Int)
  /// To the first rows of code blocks.
  case codeBlocks(Int)
  case headings(Int)
}

/// What a transcript laid out so far; for tests that count.
package struct TranscriptCounters: Equatable, Sendable {
  /// Rows that were wrapped, of bodies and of what stands below them.
  package var rowsLaidOut = 0
  /// Markdown blocks that were laid out.
  package var blocksLaidOut = 0
  /// Messages of which anything was laid out.
  package var messagesLaidOut = 0
  /// Rows held in the cache at present, or so many as take the memory of what is held.
  package var rowsHeld = 0

  package init() {}
}

/// How the keys are called that the transcript's hints name; a keymap can bind others.
package struct TranscriptHints: Equatable, Sendable {
  package var send: String
  package var retry: String
  package var chooseChatbot: String
  package var showKeys: String
  package var fold: String
  package var starters: String
  package var nextConversation: String
  package var search: String
  /// Whether nothing can be sent.
  package var isReadOnly: Bool

  package init(
    send: String = "Enter", retry: String = "Tab, then r", chooseChatbot: String = "Ctrl-X c",
    showKeys: String = "Ctrl-X ?", fold: String = "Enter", starters: String = "Alt-T",
    nextConversation: String = "Ctrl-X j", search: String = "Ctrl-X f", isReadOnly: Bool = false
  ) {
    self.send = send
    self.retry = retry
    self.chooseChatbot = chooseChatbot
    self.showKeys = showKeys
    self.fold = fold
    self.starters = starters
    self.nextConversation = nextConversation
    self.search = search
    self.isReadOnly = isReadOnly
  }
}
