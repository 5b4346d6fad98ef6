import AppState
import TestSupport
import Testing

@Suite struct TextDifferenceTests {
  private func marked(_ old: String, _ new: String) -> String {
    TextDifference(old: old, new: new).parts.map { part in
      switch part.kind {
      case .common: part.text
      case .removed: "[-\(part.text)-]"
      case .added: "{+\(part.text)+}"
      }
    }.joined()
  }

  @Test(arguments: [
    ("", "", ""),
    ("same text", "same text", "same text"),
    ("", "new", "{+new+}"),
    ("old", "", "[-old-]"),
    ("We open at nine.", "We open at ten.", "We open at [-nine-]{+ten+}."),
    ("We open at nine.", "On Monday we open at nine.", "[-We-]{+On Monday we+} open at nine."),
    ("我們九點開門。", "我們十點開門。", "我們[-九-]{+十+}點開門。"),
    ("a b a b", "b a b a", "[-a -]b a b{+ a+}"),
    ("one\ntwo\nthree", "one\nthree", "one\n[-two\n-]three"),
    ("x = 10", "x = 100", "x = [-10-]{+100+}"),
  ])
  func wordsAreComparedWithWords(old: String, new: String, expected: String) {
    #expect(marked(old, new) == expected)
  }

  @Test func wordsAreCounted() {
    let counts = TextDifference(old: "We open at nine sharp.", new: "We open at ten.").counts
    #expect(counts.removed == 2 && counts.added == 1)
  }

  /// Both texts can be read off it, whatever they are; a difference that loses a word would be worse than none.
  @Test func nothingIsLost() {
    for seed in SeededGenerator.seeds(40) {
      var random = SeededGenerator(seed: seed)
      let words = ["a", "b", "the", " ", "\n", "字", "，", "end.", "e\u{301}", "👩‍💻"]
      func text(_ count: Int) -> String { (0..<count).map { _ in words.randomElement(using: &random)! }.joined() }
      let old = text(.random(in: 0...200, using: &random))
      let new = Bool.random(using: &random) ? text(.random(in: 0...200, using: &random)) : old + text(3)
      let difference = TextDifference(old: old, new: new)
      let (before, after) = (
        difference.parts.filter { $0.kind != .added }.map(\.text).joined(),
        difference.parts.filter { $0.kind != .removed }.map(\.text).joined()
      )
      #expect(before == old && after == new, "seed \(seed)")
      for (a, b) in zip(difference.parts, difference.parts.dropFirst()) { #expect(a.kind != b.kind, "seed \(seed)") }
    }
  }

  /// Two long texts without a common word, and two of one word each: neither takes a table as large as both.
  @Test func longTextsStayBounded() {
    let old = (0..<30_000).map { "a\($0)" }.joined(separator: " ")
    let new = (0..<30_000).map { "b\($0)" }.joined(separator: " ")
    #expect(TextDifference(old: old, new: new).counts == (30_000, 30_000))
    let same = String(repeating: "x ", count: 20_000)
    #expect(TextDifference(old: same, new: same + "y").counts == (0, 1))
  }
}
