import ChatModel
import TestSupport
import Testing

@testable import AppState

@Suite struct SelectionTests {
  @Test func shiftSelectsAndAPlainMotionLetsGo() {
    var ring = KillRing()
    var editor = TextEditor("one two", caret: 4)
    editor.apply(.selecting(.moveWordRight), killed: &ring)
    #expect(editor.selection == 4..<7 && editor.caret == 7 && editor.selectedText == "two")
    editor.apply(.selecting(.moveToStart), killed: &ring)
    #expect(editor.selection == 0..<4 && editor.caret == 0)
    editor.apply(.moveWordRight, killed: &ring)
    #expect(editor.selection == nil && editor.caret == 3 && !editor.isSelecting)
  }

  @Test func arrowsGoToTheEndsOfWhatShiftSelected() {
    var ring = KillRing()
    for (action, caret) in [(EditorAction.moveLeft, 1), (.moveRight, 3)] {
      var editor = TextEditor("abcde", caret: 1)
      editor.apply(.selecting(.moveTo(3)), killed: &ring)
      editor.apply(action, killed: &ring)
      #expect(editor.caret == caret && editor.selection == nil)
    }
  }

  @Test func theMarkSelectsByPlainMotionsUntilItIsPressedAgain() {
    var ring = KillRing()
    var editor = TextEditor("漢字 abc", caret: 0)
    editor.apply(.setMark, killed: &ring)
    editor.apply(.moveRight, killed: &ring)
    editor.apply(.moveWordRight, killed: &ring)
    #expect(editor.selection == 0..<6 && editor.isSelecting)
    editor.apply(.setMark, killed: &ring)
    #expect(editor.selection == nil && !editor.isSelecting && editor.caret == 6)
  }

  @Test(arguments: [
    (EditorAction.insert("x"), "axe", 2), (.insert("漢字"), "a漢字e", 7), (.deleteBackward, "ae", 1),
    (.deleteForward, "ae", 1), (.deleteBlankDelimitedWordBackward, "ae", 1), (.yank, "aoldde", 5),
    (.replace("new"), "new", 3), (.insert("\u{301}"), "a\u{301}e", 3),
  ])
  func whatIsSelectedIsReplacedAsOneChange(action: EditorAction, text: String, caret: Int) {
    var ring = KillRing()
    ring.add("oldd")
    var editor = TextEditor("abcde", caret: 1)
    editor.apply(.selecting(.moveTo(4)), killed: &ring)
    editor.apply(action, killed: &ring)
    #expect(editor.text == text && editor.caret == caret && editor.selection == nil)
    editor.apply(.undo, killed: &ring)
    #expect(editor.text == "abcde" && editor.selection == nil)
  }

  @Test func typingOverASelectionGoesOnAsTyping() {
    var ring = KillRing()
    var editor = TextEditor("abc", caret: 0)
    for letter in "xy" { editor.apply(.insert(String(letter)), killed: &ring) }
    editor.apply(.selectAll, killed: &ring)
    for letter in "new" { editor.apply(.insert(String(letter)), killed: &ring) }
    #expect(editor.text == "new")
    editor.apply(.undo, killed: &ring)
    #expect(editor.text == "xyabc", "what replaced the selection is one change, what was typed before another")
  }

  @Test func copyingKeepsTheTextAndEndsTheSelection() {
    var ring = KillRing()
    var editor = TextEditor("one two", caret: 0)
    editor.apply(.selecting(.moveWordRight), killed: &ring)
    editor.apply(.copySelection, killed: &ring)
    #expect(editor.text == "one two" && !editor.isSelecting && ring.newest == "one")
  }

  @Test func copyingInTheComposerGoesToTheClipboardToo() {
    var bench = Harness()
    bench.user(.composer(.edited(.insert("one two"))))
    #expect(bench.user(.composer(.edited(.copySelection))) == [], "nothing is selected")
    bench.user(.composer(.edited(.selectAll)))
    #expect(bench.user(.composer(.edited(.copySelection))) == [.client(.copy("one two"))])
    #expect(bench.state.killed.newest == "one two")
  }

  @Test(arguments: SeededGenerator.seeds(8))
  func anyActionsKeepTheSelectionWithinTheText(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let motions: [EditorAction] = [
      .moveLeft, .moveRight, .moveWordLeft, .moveWordRight, .moveToLineStart, .moveToLineEnd, .moveToStart, .moveToEnd,
      .moveTo(7),
    ]
    let changes: [EditorAction] = [
      .insert("a"), .insert("漢"), .insert("\u{301}"), .insert("\n"), .insert("👨‍👩‍👧"), .insert("long text "),
      .deleteBackward,
      .deleteForward, .deleteWordBackward, .killToLineStart, .killToLineEnd, .yank, .yankOlder, .undo, .redo, .setMark,
      .dropSelection, .selectAll, .copySelection, .deleteBlankDelimitedWordBackward,
    ]
    var ring = KillRing()
    var editor = TextEditor("start")
    for step in 0..<190 {
      let action =
        switch Int.random(in: 0..<3, using: &random) {
        case 0: EditorAction.selecting(motions.randomElement(using: &random)!)
        case 1: motions.randomElement(using: &random)!
        default: changes.randomElement(using: &random)!
        }
      editor.apply(action, killed: &ring)
      for offset in [editor.caret, editor.selection?.lowerBound ?? 0, editor.selection?.upperBound ?? 0] {
        let isSound =
          (0...editor.text.utf8.count).contains(offset)
          && (offset == editor.text.utf8.count
            || editor.text.indices.contains(editor.text.utf8.index(editor.text.startIndex, offsetBy: offset)))
        #expect(isSound, "seed \(seed) step \(step) \(action): \(offset) in \(editor.text.debugDescription)")
        if !isSound { return }
      }
    }
    for _ in 0..<200 { editor.apply(.undo, killed: &ring) }
    #expect(editor.text == "start", "seed \(seed)")
  }
}

@Suite struct KillRingTests {
  @Test func cutsInARowAreOneTextAndOthersAreNot() {
    var ring = KillRing()
    var editor = TextEditor("one two three four", caret: 8)
    editor.apply(.deleteWordForward, killed: &ring)
    editor.apply(.deleteWordBackward, killed: &ring)
    editor.apply(.deleteWordBackward, killed: &ring)
    #expect(ring.newest == "one two three" && ring.count == 1 && editor.text == " four")
    editor.apply(.moveToEnd, killed: &ring)
    editor.apply(.deleteWordBackward, killed: &ring)
    #expect(ring.newest == "four" && ring.count == 2)
  }

  @Test func aCutInAnotherEditorDoesNotGoOn() {
    var ring = KillRing()
    var one = TextEditor("a b", caret: 3)
    var other = TextEditor("c d", caret: 3)
    one.apply(.deleteWordBackward, killed: &ring)
    other.apply(.deleteWordBackward, killed: &ring)
    one.apply(.deleteWordBackward, killed: &ring)
    #expect((0..<3).map(ring.entry) == ["a ", "d", "b"])
  }

  @Test func yankOlderGoesRoundAndIsOneChange() {
    var ring = KillRing()
    for text in ["one", "two", "漢字"] { ring.add(text) }
    var editor = TextEditor("<>", caret: 1)
    editor.apply(.yankOlder, killed: &ring)
    #expect(editor.text == "<>", "nothing was yanked before")
    editor.apply(.yank, killed: &ring)
    var texts = [editor.text]
    for _ in 0..<3 {
      editor.apply(.yankOlder, killed: &ring)
      texts.append(editor.text)
    }
    #expect(texts == ["<漢字>", "<two>", "<one>", "<漢字>"])
    #expect(editor.caret == 7)
    editor.apply(.undo, killed: &ring)
    #expect(editor.text == "<>")
    editor.apply(.yank, killed: &ring)
    editor.apply(.moveLeft, killed: &ring)
    editor.apply(.yankOlder, killed: &ring)
    #expect(editor.text == "<漢字>", "a motion came between")
  }

  @Test func theRingIsBoundedInTextsAndBytes() {
    var ring = KillRing()
    for index in 0..<100 { ring.add("\(index)") }
    #expect(ring.count == 60 && ring.newest == "99" && ring.entry(59) == "40" && ring.entry(60) == "99")
    ring.add(String(repeating: "x", count: 3 << 20))
    ring.add(String(repeating: "y", count: 3 << 20))
    #expect(ring.count == 1 && ring.newest.first == "y")
  }

  @Test func theSameTextCutAgainIsThereOnce() {
    var ring = KillRing()
    ring.add("a")
    ring.add("a")
    #expect(ring.count == 1)
  }
}

@Suite struct WordMotionTests {
  /// Where words begin and end in a text: the stops of both motions.
  @Test(arguments: [
    ("今日は良い天気です。", ["今日", "は", "良", "い", "天気", "です"]),
    ("我們星期一9點open嗎", ["我們星期一", "9", "點", "open", "嗎"]),
    ("東京タワーへ行こー", ["東京", "タワー", "へ", "行", "こー"]),
    ("ソフト・ウェア", ["ソフト", "ウェア"]),
    ("한국어 텍스트와 漢字", ["한국어", "텍스트와", "漢字"]),
    ("ｶﾀｶﾅﾃﾞｽABC", ["ｶﾀｶﾅﾃﾞｽ", "ABC"]),
    ("ㄅㄆㄇ中文", ["ㄅㄆㄇ", "中文"]),
    ("e\u{301}te\u{301} naïve", ["e\u{301}te\u{301}", "naïve"]),
    ("人々と佐々木、「引用」", ["人々", "と", "佐々木", "引用"]),
    ("foo.bar(baz, 1)", ["foo", "bar", "baz", "1"]),
    ("ＡＢＣ１２全角", ["ＡＢＣ１２", "全角"]),
    ("Привет мир👋🏽x", ["Привет", "мир", "x"]),
  ])
  func wordsEndWhereTheScriptChanges(text: String, words: [String]) {
    var ring = KillRing()
    var forward = TextEditor(text, caret: 0)
    var found: [String] = []
    var ends: [Int] = []
    while forward.caret < text.utf8.count {
      forward.apply(.moveWordRight, killed: &ring)
      ends.append(forward.caret)
      var back = forward
      back.apply(.selecting(.moveWordLeft), killed: &ring)
      let word = back.selectedText ?? ""
      if forward.caret < text.utf8.count || text.hasSuffix(word) { found.append(word) }
    }
    if found.count == words.count + 1 { found.removeLast() }
    #expect(found.map { $0.trimmed } == words.map { $0.trimmed })
  }

  @Test func cuttingAWordOfChineseLeavesTheRest() {
    var ring = KillRing()
    var editor = TextEditor("請用Swift寫一個程式。")
    editor.apply(.deleteWordBackward, killed: &ring)
    #expect(editor.text == "請用Swift")
    editor.apply(.deleteWordBackward, killed: &ring)
    #expect(editor.text == "請用" && ring.newest == "Swift寫一個程式。")
  }
}

extension String {
  fileprivate var trimmed: String { String(drop(while: { !$0.isLetter && !$0.isNumber })) }
}
