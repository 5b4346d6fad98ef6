import AppState
import ChatModel
import TestSupport
import Testing

@Suite struct TextEditorTests {
  private func edited(_ text: String, caret: Int? = nil, _ actions: EditorAction...) -> TextEditor {
    var killed = KillRing()
    var editor = TextEditor(text, caret: caret)
    for action in actions { editor.apply(action, killed: &killed) }
    return editor
  }

  @Test(arguments: [
    ("ab", 1, EditorAction.insert("x"), "axb", 2),
    ("ab", 2, .deleteBackward, "a", 1),
    ("ab", 0, .deleteBackward, "ab", 0),
    ("ab", 0, .deleteForward, "b", 0),
    ("ab", 2, .deleteForward, "ab", 2),
    ("one two", 7, .deleteWordBackward, "one ", 4),
    ("one two", 0, .deleteWordForward, " two", 0),
    ("a/b c/d", 7, .deleteBlankDelimitedWordBackward, "a/b ", 4),
    ("one\ntwo three", 7, .killToLineStart, "one\n three", 4),
    ("one\ntwo three", 7, .killToLineEnd, "one\ntwo", 7),
    ("one\ntwo", 3, .killToLineEnd, "onetwo", 3),
    ("one\ntwo", 7, .moveToLineStart, "one\ntwo", 4),
    ("one\ntwo", 0, .moveToLineEnd, "one\ntwo", 3),
    ("one\ntwo", 2, .moveToEnd, "one\ntwo", 7),
    ("one two", 7, .moveWordLeft, "one two", 4),
    ("one two", 0, .moveWordRight, "one two", 3),
    ("漢字かな", 12, .moveWordLeft, "漢字かな", 6),
    ("漢字abc", 9, .moveWordLeft, "漢字abc", 6),
    ("e\u{301}x", 4, .moveLeft, "e\u{301}x", 3),
    ("e\u{301}", 3, .deleteBackward, "", 0),
    ("👨‍👩‍👧!", 18, .deleteBackward, "!", 0),
    ("👨‍👩‍👧!", 19, .moveTo(5), "👨‍👩‍👧!", 0),
    ("漢", 3, .moveTo(2), "漢", 0),
    ("abc", 1, .moveTo(99), "abc", 3),
    ("abc", 1, .moveTo(-1), "abc", 0),
  ])
  func action(text: String, caret: Int, action: EditorAction, expected: String, expectedCaret: Int) {
    let editor = edited(text, caret: caret, action)
    #expect(editor.text == expected)
    #expect(editor.caret == expectedCaret)
  }

  @Test func aCombiningMarkJoinsTheClusterBeforeTheCaret() {
    let editor = edited("e", .insert("\u{301}"))
    #expect(editor.text == "é")
    #expect(editor.caret == 3)
  }

  @Test func killedTextComesBack() {
    var killed = KillRing()
    var editor = TextEditor("one two", caret: 4)
    editor.apply(.killToLineEnd, killed: &killed)
    editor.apply(.moveToStart, killed: &killed)
    editor.apply(.yank, killed: &killed)
    #expect(editor.text == "twoone ")
    #expect(killed.newest == "two")
  }

  @Test func undoTakesBackTypingAsOneAndRedoBringsItBack() {
    var editor = edited("", .insert("a"), .insert("b"), .insert("c"), .insert(" "), .insert("d"))
    var killed = KillRing()
    editor.apply(.undo, killed: &killed)
    #expect(editor.text == "abc ")
    editor.apply(.undo, killed: &killed)
    #expect(editor.text == "abc")
    editor.apply(.undo, killed: &killed)
    #expect(editor.text == "")
    editor.apply(.redo, killed: &killed)
    #expect(editor.text == "abc")
  }

  @Test(arguments: [1, 2, 3, 4, 5])
  func anyActionsKeepTheCaretOnAClusterAndUndoLeadsBackToTheStart(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let pieces = ["a", "漢", "e\u{301}", "\u{301}", "👨‍👩‍👧", "\u{200D}", "🇹🇼", "\n", " ", "\r\n", "\r", "\u{0}", "word"]
    let actions: [EditorAction] = [
      .deleteBackward, .deleteForward, .deleteWordBackward, .deleteWordForward, .deleteBlankDelimitedWordBackward,
      .killToLineStart, .killToLineEnd, .yank, .moveLeft, .moveRight, .moveWordLeft, .moveWordRight, .moveToLineStart,
      .moveToLineEnd, .moveToStart, .moveToEnd, .redo,
    ]
    var editor = TextEditor("start")
    var killed = KillRing()
    for step in 0..<150 {
      switch Int.random(in: 0..<4, using: &random) {
      case 0, 1: editor.apply(.insert(pieces.randomElement(using: &random)!), killed: &killed)
      case 2: editor.apply(.moveTo(Int.random(in: -2...40, using: &random)), killed: &killed)
      default: editor.apply(actions.randomElement(using: &random)!, killed: &killed)
      }
      let at = editor.text.utf8.index(editor.text.startIndex, offsetBy: editor.caret)
      let isBoundary = at == editor.text.endIndex || editor.text.indices.contains(at)
      #expect(isBoundary, "seed \(seed), step \(step): caret \(editor.caret) in \(editor.text.debugDescription)")
    }
    for _ in 0..<300 { editor.apply(.undo, killed: &killed) }
    #expect(editor.text == "start", "seed \(seed)")
  }
}
