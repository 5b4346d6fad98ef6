import AppState

extension CommandTable {
  /// The text that is written.
  mutating func addComposer() {
    zone = .composer
    add(.send, "Send the text", "Enter", inReadOnly: .useless, does: .composer(.submitted))
    add(
      .newline, "Begin a new line", "Alt-Enter", "Ctrl-J", "Shift-Enter", "Ctrl-Enter", inReadOnly: .useless,
      edits: .insert("\n"))
    add(.left, "Go left", "Left", "Ctrl-B", edits: .moveLeft)
    add(.right, "Go right", "Right", "Ctrl-F", edits: .moveRight)
    add(.up, "Go a row up; at the first, to older prompts", "Up") { $0.moveCaret(-1, $1.state) }
    add(.down, "Go a row down; at the last, to newer prompts", "Down") { $0.moveCaret(1, $1.state) }
    add(.wordLeft, "Go a word left", "Alt-B", "Ctrl-Left", edits: .moveWordLeft)
    add(.wordRight, "Go a word right", "Alt-F", "Ctrl-Right", edits: .moveWordRight)
    add(.lineStart, "Go to the start of the line", "Ctrl-A", "Home", edits: .moveToLineStart)
    add(.lineEnd, "Go to the end of the line", "Ctrl-E", "End", edits: .moveToLineEnd)
    add(.textStart, "Go to the start of the text", "Ctrl-Home", edits: .moveToStart)
    add(.textEnd, "Go to the end of the text", "Ctrl-End", edits: .moveToEnd)
    add(.deleteBack, "Delete the character before", "Backspace", edits: .deleteBackward)
    add(.deleteForward, "Delete the character after", "Delete", "Ctrl-D", edits: .deleteForward)
    add(.deleteWordBack, "Delete the word before", "Alt-Backspace", edits: .deleteWordBackward)
    add(.deleteBlankWordBack, "Delete back to the last blank", "Ctrl-W", edits: .deleteBlankDelimitedWordBackward)
    add(.deleteWordForward, "Delete the word after", "Alt-D", edits: .deleteWordForward)
    add(.killToStart, "Cut to the start of the line", "Ctrl-U", edits: .killToLineStart)
    add(.killToEnd, "Cut to the end of the line", "Ctrl-K", edits: .killToLineEnd)
    add(.yank, "Put in what was cut last", "Ctrl-Y", edits: .yank)
    add(.yankOlder, "After that: put in what was cut before instead", "Alt-Y", edits: .yankOlder)
    add(.undo, "Take the last change back", "Ctrl-_", edits: .undo)
    add(.redo, "Make the change that was taken back again", "Alt-_", edits: .redo)
    add(.selectLeft, "Select to the left", "Shift-Left", edits: .selecting(.moveLeft))
    add(.selectRight, "Select to the right", "Shift-Right", edits: .selecting(.moveRight))
    add(.selectUp, "Select a row up", "Shift-Up") { $0.select(rows: -1, $1.state) }
    add(.selectDown, "Select a row down", "Shift-Down") { $0.select(rows: 1, $1.state) }
    add(.selectWordLeft, "Select a word left", "Ctrl-Shift-Left", edits: .selecting(.moveWordLeft))
    add(.selectWordRight, "Select a word right", "Ctrl-Shift-Right", edits: .selecting(.moveWordRight))
    add(.selectLineStart, "Select to the start of the line", "Shift-Home", edits: .selecting(.moveToLineStart))
    add(.selectLineEnd, "Select to the end of the line", "Shift-End", edits: .selecting(.moveToLineEnd))
    add(.selectTextStart, "Select to the start of the text", "Ctrl-Shift-Home", edits: .selecting(.moveToStart))
    add(.selectTextEnd, "Select to the end of the text", "Ctrl-Shift-End", edits: .selecting(.moveToEnd))
    add(.selectAll, "Select the whole text", "Ctrl-X h", edits: .selectAll)
    add(.setMark, "Select from here on, or let go of what is selected", "Ctrl-Space", edits: .setMark)
    add(.copySelection, "Copy what is selected, also to the clipboard", "Alt-W", edits: .copySelection)
    add(.previousPrompt, "Bring the prompt before", "Alt-P", does: .composer(.recalled(.backward)))
    add(.nextPrompt, "Bring the prompt after", "Alt-N", does: .composer(.recalled(.forward)))
    add(
      .searchPrompts, "Find a prompt sent before, in any conversation", "Ctrl-R",
      does: .opened(PromptSearch()))
    add(.stash, "Put the text aside; if there is none, bring it back", "Alt-S", does: .stash(.stashed))
    add(.takeBack, "Take back the last message that waits", "Alt-Q", does: .composer(.queuedMessageRecalled))
  }
}
