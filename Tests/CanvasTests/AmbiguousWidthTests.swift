import Canvas
import Testing

@Suite struct AmbiguousWidthTests {
  @Test(arguments: [
    "①", "“", "”", "→", "é", "ß", "Ω", "я", "★", "℃", "—", "…", "·", "\u{E000}", "\u{1F100}",
  ])
  func theseAreAmbiguous(text: Unicode.Scalar) { #expect(AmbiguousWidth.widens(text)) }

  @Test(arguments: ["a", " ", "漢", "ñ", "한", "😀", "\u{301}", "\u{FE0F}", "ｱ"] as [Unicode.Scalar])
  func theseAreNot(text: Unicode.Scalar) { #expect(!AmbiguousWidth.widens(text)) }

  /// What the screen is made of keeps its one column, and is drawn in ASCII.
  @Test(
    arguments: ["─", "│", "┌", "┐", "└", "┘", "├", "┼", "╭", "●", "•", "▲", "▼", "■", "█"] as [Unicode.Scalar]
  )
  func theScreenIsDrawnInASCII(text: Unicode.Scalar) {
    #expect(!AmbiguousWidth.widens(text))
    #expect(AmbiguousWidth.substitute(for: text)?.isASCII == true)
  }

  /// Both at a time, in one process: each measures as it was told.
  @Test(arguments: [false, true, false, true, false, true]) func `a width holds where it is bound`(isWide: Bool) {
    AmbiguousWidth.$isWide.withValue(isWide) {
      for _ in 0..<1000 {
        #expect(TerminalText("“é→” 漢│").columns == (isWide ? 12 : 8))
        let row = Row([Span("①②③④⑤⑥")]).fitted(to: 5, ellipsis: .mark)
        #expect(row.text == (isWide ? "①②~" : "①②③④…") && row.columns == 5)
      }
    }
    #expect(TerminalText("é").columns == 1)
  }

  @Test func `what keeps one column is shown in one`() {
    #expect(AmbiguousWidth.drawn("▲● │①") == "▲● │①")
    AmbiguousWidth.$isWide.withValue(true) { #expect(AmbiguousWidth.drawn("▲● │①") == "^* |①") }
  }
}
