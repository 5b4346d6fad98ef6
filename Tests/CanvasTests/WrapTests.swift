import TestSupport
import Testing

@testable import Canvas

@Suite struct WrapTests {
  private func wrapped(_ text: String, _ width: Columns) -> [String] {
    Wrap.rows(of: [Span(text)], width: width).map(\.text)
  }

  @Test(arguments: [
    ("one two three", 7, ["one two", "three"]),
    ("one two three", 8, ["one two", "three"]),
    ("one  two", 4, ["one", "two"]),
    ("", 4, [""]),
    ("   ", 2, ["  "]),
    ("  in", 6, ["  in"]),
    ("a b ", 4, ["a b "]),
    ("well-known fact", 6, ["well-", "known", "fact"]),
    ("a --flag -5", 4, ["a", "--fl", "ag", "-5"]),
    ("abcdefgh", 3, ["abc", "def", "gh"]),
    ("xy abcdefgh", 4, ["xy", "abcd", "efgh"]),
    ("我們星期一開門。", 8, ["我們星期", "一開門。"]),
    ("我們星期一。開門", 10, ["我們星期", "一。開門"]),
    ("請看「說明」吧", 6, ["請看", "「說", "明」吧"]),
    ("版本3.14是", 6, ["版本", "3.14是"]),
    ("漢字", 1, ["?", "?"]),
    ("漢a字", 1, ["?", "a", "?"]),
    ("漢 字", 1, ["?", "?"]),
    ("\u{915}\u{94D}\u{937}\u{93F}a", 2, ["?a"]),
    ("\u{3000}\u{3000}開門", 8, ["\u{3000}\u{3000}開門"]),
  ])
  func textBreaksWhereReadersExpect(text: String, width: Int, rows: [String]) {
    #expect(wrapped(text, Columns(width)) == rows)
  }

  @Test func aWordMaySpanSeveralStyles() {
    let spans = [Span("see "), Span("bold", Style(.strong)), Span("face, "), Span("x")]
    let rows = Wrap.rows(of: spans, width: 9)
    #expect(rows.map(\.text) == ["see", "boldface,", "x"])
    #expect(rows[1].spans == [Span("bold", Style(.strong)), Span("face,")])
  }

  @Test func prefixesTakeTheirRoom() {
    let rows = Wrap.rows(
      of: [Span("one two three")], width: 6, firstPrefix: Row([Span("- ")]), prefix: Row([Span("  ")]))
    #expect(rows.map(\.text) == ["- one", "  two", "  thre", "  e"])
    #expect(Wrap.rows(of: [], width: 6, firstPrefix: Row([Span("- ")])).map(\.text) == ["- "])
    #expect(Wrap.rows(of: [Span("漢")], width: 3, firstPrefix: Row([Span(">>>>>")])).map(\.text) == [">漢"])
  }

  @Test func codeIsCutExactly() {
    #expect(Wrap.hard(of: [Span("  a  b  c")], width: 4).map(\.text) == ["  a ", " b  ", "c"])
    #expect(Wrap.hard(of: [Span("a漢字b")], width: 4).map(\.text) == ["a漢", "字b"])
    #expect(Wrap.hard(of: [Span("ab"), Span("cd", Style(.strong))], width: 3).map(\.text) == ["abc", "d"])
    #expect(Wrap.hard(of: [], width: 3) == [Row()])
    #expect(Wrap.hard(of: [Span("漢字")], width: 1).map(\.text) == ["?", "?"])
  }

  /// Not by a clock: work that grew with the square of the length would outlast anybody's patience here.
  @Test(arguments: [
    ("a", 1_000), ("漢", 2_000), ("a ", 2_000), ("a-", 2_000), ("(", 1_000), ("、", 2_000), ("😀\u{301}", 2_000),
  ])
  func longParagraphsAreFine(part: String, rows: Int) {
    let text = String(repeating: part, count: 80_000)
    #expect(Wrap.rows(of: [Span(text)], width: 80).count == rows)
    #expect(Wrap.hard(of: [Span(text)], width: 80).count == rows)
  }

  @Test(arguments: SeededGenerator.seeds())
  func nothingIsLostAndNothingIsTooWide(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let roles: [Role] = [.text, .strong, .codeSpan]
      let spans = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
        Span(
          RandomText.prose(words: Int.random(in: 0...12, using: &generator), using: &generator),
          Style(roles.randomElement(using: &generator)!))
      }
      let width = Columns(Int.random(in: 3...40, using: &generator))
      let text = spans.map(\.text).joined()
      let rows = Wrap.rows(of: spans, width: width)
      #expect(rows.allSatisfy { $0.columns <= width }, "seed \(seed), width \(width): \(text)")
      #expect(letters(rows.map(\.text).joined()) == letters(text), "seed \(seed), width \(width): \(text)")
      #expect(styles(rows) == styles([Row(spans)]), "seed \(seed), width \(width): \(text)")
      #expect(rows.dropFirst().allSatisfy { $0.text.first != " " || $0.columns == 0 }, "seed \(seed): \(text)")

      let hard = Wrap.hard(of: spans, width: width)
      #expect(hard.allSatisfy { $0.columns <= width }, "seed \(seed), width \(width): \(text)")
      #expect(hard.map(\.text).joined() == text, "seed \(seed), width \(width): \(text)")

      let narrow = Wrap.rows(of: spans, width: Columns(Int.random(in: -1...2, using: &generator)))
      #expect(narrow.allSatisfy { $0.columns <= 2 }, "seed \(seed): \(text)")
    }
  }

  private func letters(_ text: String) -> [Unicode.Scalar] { text.unicodeScalars.filter { $0 != " " } }

  /// The role of each scalar that is not a space.
  private func styles(_ rows: [Row]) -> [Role] {
    rows.flatMap { row in row.spans.flatMap { span in letters(span.text).map { _ in span.style.role } } }
  }
}
