import ChatModel
import TestSupport
import Testing

@testable import AppState

/// vi's keys: what each command makes of a text. The caret is `|`, Esc is `⎋`.
@Suite struct ViEditingTests {
  /// What `keys` make of `marked`, from normal mode.
  private func after(_ marked: String, _ keys: String, ring: KillRing = KillRing()) -> (text: String, vi: ViEditing) {
    var ring = ring
    let caret = marked.utf8.distance(from: marked.startIndex, to: marked.firstIndex(of: "|")!)
    var editor = TextEditor(marked.replacing("|", with: "", maxReplacements: 1), caret: caret)
    var vi = ViEditing()
    vi.take(.escape, &editor, killed: &ring)
    editor.place(caret)
    press(keys, &vi, &editor, &ring)
    var bytes = Array(editor.text.utf8)
    bytes.insert(UInt8(ascii: "|"), at: editor.caret)
    return (String(decoding: bytes, as: UTF8.self), vi)
  }

  /// As the composer does: what is typed in insert mode reaches the editor and is noted.
  private func press(_ keys: String, _ vi: inout ViEditing, _ editor: inout TextEditor, _ ring: inout KillRing) {
    for key in keys {
      switch key {
      case "⎋": vi.take(.escape, &editor, killed: &ring)
      case "®": vi.take(.redo, &editor, killed: &ring)
      case let key where vi.mode == .insert:
        vi.note(.insert(String(key)))
        editor.apply(.insert(String(key)), killed: &ring)
      default: vi.take(.character(key), &editor, killed: &ring)
      }
    }
  }

  /// As Vim 9 has it, started with `-u NONE`.
  private static let commands: [(String, String, String)] = [
    ("|one two three", "w", "one |two three"),
    ("|one two three", "2w", "one two |three"),
    ("|one two three", "dw", "|two three"),
    ("one |two three", "2dw", "one| "),
    ("one |two three", "d2w", "one| "),
    ("one |two", "dw", "one| "),
    ("one |two\nthree", "dw", "one| \nthree"),
    ("one |two\nthree", "w", "one two\n|three"),
    ("|one\n\nthree", "w", "one\n|\nthree"),
    ("o|ne two", "cwX⎋", "o|X two"),
    ("on|e two", "cwX⎋", "on|X two"),
    ("|one two three", "c2wX⎋", "|X three"),
    ("one|  two", "cwX⎋", "one|Xtwo"),
    ("|foo.bar baz", "w", "foo|.bar baz"),
    ("|foo.bar baz", "W", "foo.bar |baz"),
    ("foo.bar |baz", "b", "foo.|bar baz"),
    ("foo.bar |baz", "B", "|foo.bar baz"),
    ("|foo.bar baz", "e", "fo|o.bar baz"),
    ("|foo.bar baz", "E", "foo.ba|r baz"),
    ("|foo.bar baz", "de", "|.bar baz"),
    ("fo|o.bar baz", "e", "foo|.bar baz"),
    ("one tw|o", "db", "one |o"),
    ("one t|wo three", "diw", "one | three"),
    ("one t|wo three", "daw", "one |three"),
    ("one two t|hree", "daw", "one tw|o"),
    ("one| two three", "diw", "one|two three"),
    ("one| two three", "daw", "one| three"),
    ("|foo.bar baz", "diW", "| baz"),
    ("say \"h|i there\" now", "di\"", "say \"|\" now"),
    ("|say \"hi there\" now", "di\"", "say \"|\" now"),
    ("say \"h|i there\" now", "ci\"X⎋", "say \"|X\" now"),
    ("f(a|, (b), c)", "di(", "f(|)"),
    ("f(a, (|b), c)", "di(", "f(a, (|), c)"),
    ("f(a, (|b), c)", "2l", "f(a, (b)|, c)"),
    ("|f(a, (b), c)", "%", "f(a, (b), c|)"),
    ("f|(a, (b), c)", "d%", "|f"),
    ("f(a, |(b), c)", "da(", "f(a, |, c)"),
    ("x {a [b|] c}", "di{", "x {|}"),
    ("one\n|two\nthree", "dd", "one\n|three"),
    ("one\ntwo\n|three", "dd", "one\n|two"),
    ("|one\ntwo\nthree", "2dd", "|three"),
    ("|one\ntwo\nthree", "dj", "|three"),
    ("one\ntwo\n|three", "dk", "|one"),
    ("one\n|two\nthree", "dG", "|one"),
    ("one\n|two\nthree", "dgg", "|three"),
    ("one\n|two\nthree", "ccX⎋", "one\n|X\nthree"),
    ("one\n|two\nthree", "yyp", "one\ntwo\n|two\nthree"),
    ("one\n|two\nthree", "yyP", "one\n|two\ntwo\nthree"),
    ("one\n|two\nthree", "yy2p", "one\ntwo\n|two\ntwo\nthree"),
    ("one\n|two\nthree", "ddp", "one\nthree\n|two"),
    ("|one two", "ywP", "one| one two"),
    ("|one two", "ywp", "oone| ne two"),
    ("|one two", "yw$p", "one twoone| "),
    ("|one two", "xp", "n|oe two"),
    ("one tw|o", "x", "one t|w"),
    ("|one two", "3x", "| two"),
    ("one |two", "2X", "on|two"),
    ("one |two", "D", "one| "),
    ("one |two", "CX⎋", "one |X"),
    ("one |two", "sX⎋", "one |Xwo"),
    ("|one two", "3sX⎋", "|X two"),
    ("o|ne\ntwo", "SX⎋", "|X\ntwo"),
    ("|one two", "rX", "|Xne two"),
    ("|one two", "3rX", "XX|X two"),
    ("o|ne", "5rX", "o|ne"),
    ("|one\n  two", "J", "one| two"),
    ("|one\ntwo\nthree", "3J", "one two| three"),
    ("|one \ntwo", "J", "one |two"),
    ("|oNe", "~", "O|Ne"),
    ("|oNe", "3~", "On|E"),
    ("|a,b,c,d", "f,", "a|,b,c,d"),
    ("|a,b,c,d", "2f,", "a,b|,c,d"),
    ("|a,b,c,d", "t,", "|a,b,c,d"),
    ("|a,b,c,d", "t,;", "a,|b,c,d"),
    ("|a,b,c,d", "f,;", "a,b|,c,d"),
    ("|a,b,c,d", "f,;,", "a|,b,c,d"),
    ("a,b,c,|d", "F,", "a,b,c|,d"),
    ("a,b,c,|d", "T,", "a,b,c,|d"),
    ("a,b,c,|d", "dF,", "a,b,c|d"),
    ("|a,b,c,d", "dt,", "|,b,c,d"),
    ("|a,b,c,d", "df,", "|b,c,d"),
    ("|a,b,c,d", "fz", "|a,b,c,d"),
    ("|one two", "$", "one tw|o"),
    ("  one |two", "^", "  |one two"),
    ("  one |two", "0", "|  one two"),
    ("one |two", "d$", "one| "),
    ("one |two", "d0", "|two"),
    ("|one two", "iX⎋", "|Xone two"),
    ("one| two", "aX⎋", "one |Xtwo"),
    ("|one two", "AX⎋", "one two|X"),
    ("  one| two", "IX⎋", "  |Xone two"),
    ("|one\ntwo", "oX⎋", "one\n|X\ntwo"),
    ("one\n|two", "OX⎋", "one\n|X\ntwo"),
    ("|one two three", "dw.", "|three"),
    ("|one two three", "cwX⎋w.", "X |X three"),
    ("|one two three", "x..", "| two three"),
    ("|one two", "iab⎋.", "aa|bbone two"),
    ("|one\ntwo", "AX⎋j.", "oneX\ntwo|X"),
    ("|one two", "dwu", "|one two"),
    ("|one two", "vd", "|ne two"),
    ("|one two", "ved", "| two"),
    ("|one two three", "vwd", "|wo three"),
    ("one |two", "vbd", "|wo"),
    ("|one two", "veyP", "on|eone two"),
    ("one |two three", "viwd", "one | three"),
    ("o|ne\ntwo\nthree", "Vd", "|two\nthree"),
    ("o|ne\ntwo\nthree", "Vjd", "|three"),
    ("o|ne\ntwo\nthree", "vjd", "o|o\nthree"),
    ("|one two", "vecX⎋", "|X two"),
    ("|one two", "ve~", "|ONE two"),
    ("|one two", "veU", "|ONE two"),
    ("|one two", "verX", "|XXX two"),
    ("|one two", "vllod", "| two"),
    ("|a b\nc d", "vjJ", "a b| c d"),
    ("p1 a\np|1 b\n\np2 a\np2 b", "dip", "|\np2 a\np2 b"),
    ("p1 a\np|1 b\n\np2 a\np2 b", "dap", "|p2 a\np2 b"),
    ("p1 a\np1 b\n\n|p2 a\np2 b", "dip", "p1 a\np1 b\n|"),
    ("|p1 a\np1 b\n\np2 a\np2 b", "}", "p1 a\np1 b\n|\np2 a\np2 b"),
    ("p1 a\np1 b\n\np2 |a\np2 b", "{", "p1 a\np1 b\n|\np2 a\np2 b"),
    ("|p1 a\np1 b\n\np2 a\np2 b", "d}", "|\np2 a\np2 b"),
    ("|one", "dd", "|"),
    ("|one", "ddp", "\n|one"),
    ("one |two", "yiwP", "one tw|otwo"),
    ("|one two", "d3l", "| two"),
    ("one| two", "dh", "on| two"),
    ("|漢字かなabc、終わり", "w", "漢字|かなabc、終わり"),
    ("|漢字かなabc、終わり", "2w", "漢字かな|abc、終わり"),
    ("|漢字かなabc、終わり", "dw", "|かなabc、終わり"),
    ("|漢字かなabc、終わり", "diw", "|かなabc、終わり"),
    ("|漢字かなabc、終わり", "cwX⎋", "|Xかなabc、終わり"),
    ("漢字|かなabc、終わり", "e", "漢字か|なabc、終わり"),
    ("漢字かなabc|、終わり", "b", "漢字かな|abc、終わり"),
    ("漢|字", "x", "|漢"),
    ("|漢字", "xp", "字|漢"),
    ("|漢字 「引用」 x", "f「", "漢字 |「引用」 x"),
    ("one\nt|wo", "gg", "|one\ntwo"),
    ("|one\ntwo\nthree", "2G", "one\n|two\nthree"),
    ("|one\ntwo\nthree", "G", "one\ntwo\n|three"),
    ("|one\n  two", "G", "one\n  |two"),
    ("on|e two", "ylp", "one|e two"),
    ("|one two three", "wvey$p", "one two threetw|o"),
    ("|one two", "ye", "|one two"),
    ("one tw|o", "yb", "one |two"),
    ("one\nt|wo\nthree", "yk", "o|ne\ntwo\nthree"),
    ("|one two", "wD", "one| "),
    ("|one two", "wDu", "one |two"),
    ("one|  two", "dw", "one|two"),
  ]

  @Test func commandsDoAsInVim() {
    for (text, keys, expected) in Self.commands {
      let result = after(text, keys)
      #expect(result.text == expected, "\(keys) on \(text.debugDescription)")
      #expect(result.vi.mode == .normal && !result.vi.isPending, "\(keys)")
    }
  }

  @Test func whatIsTypedUntilEscIsOneChange() {
    #expect(after("|one two", "cwabc def⎋u").text == "|one two")
    #expect(after("|one two", "cwabc def⎋u®").text.replacing("|", with: "") == "abc def two")
    #expect(after("|one two three", "dwdwu").text == "|two three")
    #expect(after("|x", "oa b⎋.u").text.replacing("|", with: "") == "x\na b")
  }

  @Test func cjkJoinsWithoutABlankAndHasBracketsOfItsOwn() {
    #expect(after("|漢字\nかな", "J").text.replacing("|", with: "") == "漢字かな")
    #expect(after("|漢字\nabc", "J").text.replacing("|", with: "") == "漢字 abc")
    #expect(after("說「你|好」了", "di「").text == "說「|」了")
    #expect(after("|「a」b", "d%").text == "|b")
    #expect(after("|e\u{301}a", "x").text == "|a")
    #expect(after("|👨‍👩‍👧b", "xp").text == "b|👨‍👩‍👧")
  }

  @Test func keysThatMeanNothingAreForgotten() {
    for keys in ["gx", "dz", "dix", "ciq", "Q", "&", "99z", "d⎋", "2⎋", "f⎋", "\u{1B}"] {
      let result = after("on|e two", keys)
      #expect(result.text == "on|e two" && !result.vi.isPending && result.vi.mode == .normal, "\(keys)")
    }
    #expect(after("on|e", "2d").vi.isPending)
  }

  @Test func aCountBeyondReasonIsBounded() {
    var ring = KillRing()
    ring.add(String(repeating: "x", count: 1 << 20))
    #expect(after("|", "999999999999p", ring: ring).text.utf8.count <= (4 << 20) + 1)
    #expect(after("|abc", "99999999999999999999x").text == "|")
    #expect(after("|abc", "9999w").text == "ab|c")
  }

  @Test func enteringVisualModeSelectsTheCharacterUnderTheCaret() {
    var ring = KillRing()
    var editor = TextEditor("one\n漢字", caret: 4)
    var vi = ViEditing()
    vi.take(.escape, &editor, killed: &ring)
    editor.place(4)
    press("v", &vi, &editor, &ring)
    #expect(vi.mode == .visual && editor.selectedText == "漢")
    press("V", &vi, &editor, &ring)
    #expect(vi.mode == .visualLines && editor.selectedText == "漢字")
    press("k", &vi, &editor, &ring)
    #expect(editor.selectedText == "one\n漢字")
    press("⎋", &vi, &editor, &ring)
    #expect(vi.mode == .normal && editor.selection == nil)
  }

  @Test(arguments: SeededGenerator.seeds(10))
  func anyKeysOnAnyTextKeepTheCaretOnACluster(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let keys = Array("hjklwbeWBE0^$gGfFtT;,%{}dcyxXDCYpPrJu.~oOaAiIvVsS123\"'([{「漢a ⎋⎋⎋⎋®")
    var ring = KillRing()
    var editor = TextEditor("start (of) \"a\" text\n\n漢字「引用」 e\u{301}👨‍👩‍👧\nlast")
    var vi = ViEditing()
    var typed = ""
    for step in 0..<600 {
      let key = keys.randomElement(using: &random)!
      typed.append(key)
      press(String(key), &vi, &editor, &ring)
      if editor.text.utf8.count > 4_000 { editor.apply(.replace("short"), killed: &ring) }
      vi.settle(&editor)
      let at = editor.text.utf8.index(editor.text.startIndex, offsetBy: editor.caret)
      let isSound = at == editor.text.endIndex || editor.text.indices.contains(at)
      #expect(
        isSound, "seed \(seed) step \(step) \(typed.suffix(20)): \(editor.caret) in \(editor.text.debugDescription)")
      if !isSound { return }
      if vi.mode == .normal {
        #expect(!editor.isSelecting, "seed \(seed) step \(step)")
        let text = ViText(text: editor.text)
        #expect(text.onCharacter(at) == at, "seed \(seed) step \(step) \(typed.suffix(20))")
      }
    }
  }
}
