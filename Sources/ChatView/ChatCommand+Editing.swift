import ChatStore

extension ChatCommand {
  /// What it does to a text under edit; nil for everything that needs rows or more than the text.
  package var editorAction: EditorAction? {
    switch self {
    case .newline: .insert("\n")
    case .left: .moveLeft
    case .right: .moveRight
    case .wordLeft: .moveWordLeft
    case .wordRight: .moveWordRight
    case .lineStart: .moveToLineStart
    case .lineEnd: .moveToLineEnd
    case .textStart: .moveToStart
    case .textEnd: .moveToEnd
    case .deleteBack: .deleteBackward
    case .deleteForward: .deleteForward
    case .deleteWordBack: .deleteWordBackward
    case .deleteBlankWordBack: .deleteBlankDelimitedWordBackward
    case .deleteWordForward: .deleteWordForward
    case .killToStart: .killToLineStart
    case .killToEnd: .killToLineEnd
    case .yank: .yank
    case .yankOlder: .yankOlder
    case .selectLeft: .selecting(.moveLeft)
    case .selectRight: .selecting(.moveRight)
    case .selectWordLeft: .selecting(.moveWordLeft)
    case .selectWordRight: .selecting(.moveWordRight)
    case .selectLineStart: .selecting(.moveToLineStart)
    case .selectLineEnd: .selecting(.moveToLineEnd)
    case .selectTextStart: .selecting(.moveToStart)
    case .selectTextEnd: .selecting(.moveToEnd)
    case .selectAll: .selectAll
    case .setMark: .setMark
    case .copySelection: .copySelection
    case .undo: .undo
    case .redo: .redo
    default: nil
    }
  }
}
