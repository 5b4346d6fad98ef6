import AppState
import ChatModel

extension CommandZone {
  /// The zone of the keymap that belongs to where the focus is.
  package init(_ zone: Zone) {
    switch zone {
    case .composer: self = .composer
    case .transcript: self = .transcript
    case .list: self = .list
    }
  }
}

/// Everything that a key or the palette can do, by name; the names are what the configuration file binds. The order is that
/// of the key help. What is to be known of each stands in its row of `CommandTable`.
package enum ChatCommand: String, CaseIterable, Hashable, Sendable {
  // Everywhere
  case leader
  case new, chatbot, palette, keys, mode, list, raw, theme
  case search
  case searchResults = "search-results"
  case moveConversation = "move-conversation"
  case retry, rename, delete
  case undoDelete = "undo-delete"
  case pin, archive, copy, editor, export
  case fetchHistory = "fetch-history"
  case fetchMessages = "fetch-messages"
  case nextUnread = "next-unread"
  case branches
  case nextConversation = "next-conversation"
  case previousConversation = "previous-conversation"
  case listWider = "list-wider"
  case listNarrower = "list-narrower"
  case nextZone = "next-zone"
  case previousZone = "previous-zone"
  case compose, back, stop
  case attach, detach
  case retryUploads = "retry-uploads"
  case stopAll = "stop-all"
  case pageUp = "page-up"
  case pageDown = "page-down"
  case mouse, reload
  case stars, plain, timing, starters, profiles
  case jumpBack = "jump-back"
  case jumpForward = "jump-forward"
  case redraw, suspend, demo, quit
  // Panes
  case splitRight = "split-right"
  case splitBelow = "split-below"
  case nextPane = "next-pane"
  case previousPane = "previous-pane"
  case lastPane = "last-pane"
  case closePane = "close-pane"
  case zoom, balance, broadcast, compare
  case lockScroll = "lock-scroll"
  case difference
  case layouts
  case saveLayout = "save-layout"
  case swapPane = "swap-pane"
  case rotatePanes = "rotate-panes"
  case paneLeft = "pane-left"
  case paneRight = "pane-right"
  case paneUp = "pane-up"
  case paneDown = "pane-down"
  case paneWider = "pane-wider"
  case paneNarrower = "pane-narrower"
  case paneTaller = "pane-taller"
  case paneLower = "pane-lower"
  case pane1 = "pane-1"
  case pane2 = "pane-2"
  case pane3 = "pane-3"
  case pane4 = "pane-4"
  case pane5 = "pane-5"
  case pane6 = "pane-6"
  case pane7 = "pane-7"
  case pane8 = "pane-8"
  case pane9 = "pane-9"
  // Composer
  case send, newline, left, right, up, down
  case wordLeft = "word-left"
  case wordRight = "word-right"
  case lineStart = "line-start"
  case lineEnd = "line-end"
  case textStart = "text-start"
  case textEnd = "text-end"
  case deleteBack = "delete-back"
  case deleteForward = "delete-forward"
  case deleteWordBack = "delete-word-back"
  case deleteBlankWordBack = "delete-blank-word-back"
  case deleteWordForward = "delete-word-forward"
  case killToStart = "kill-to-start"
  case killToEnd = "kill-to-end"
  case yank
  case yankOlder = "yank-older"
  case undo, redo
  case selectLeft = "select-left"
  case selectRight = "select-right"
  case selectUp = "select-up"
  case selectDown = "select-down"
  case selectWordLeft = "select-word-left"
  case selectWordRight = "select-word-right"
  case selectLineStart = "select-line-start"
  case selectLineEnd = "select-line-end"
  case selectTextStart = "select-text-start"
  case selectTextEnd = "select-text-end"
  case selectAll = "select-all"
  case setMark = "set-mark"
  case copySelection = "copy-selection"
  case previousPrompt = "previous-prompt"
  case nextPrompt = "next-prompt"
  case searchPrompts = "search-prompts"
  case stash
  case takeBack = "take-back"
  // Transcript
  case rowDown = "row-down"
  case rowUp = "row-up"
  case nextMessage = "next-message"
  case previousMessage = "previous-message"
  case nextCode = "next-code"
  case previousCode = "previous-code"
  case nextHeading = "next-heading"
  case previousHeading = "previous-heading"
  case fold
  case foldAll = "fold-all"
  case links, sources, attachments
  case editMessage = "edit-message"
  case find
  case findNext = "find-next"
  case findPrevious = "find-previous"
  case copyHints = "copy-hints"
  case copyConversation = "copy-conversation"
  case selectRows = "select-rows"
  case markPlace = "mark-place"
  case goToPlace = "go-to-place"
  case star
  case starNote = "star-note"
  case outline
  case halfPageDown = "half-page-down"
  case halfPageUp = "half-page-up"
  case top, end
  // List
  case listDown = "list-down"
  case listUp = "list-up"
  case listPageDown = "list-page-down"
  case listPageUp = "list-page-up"
  case listTop = "list-top"
  case listEnd = "list-end"
  case open, filter
  case openBeside = "open-beside"
  case mark
  case archived
}
