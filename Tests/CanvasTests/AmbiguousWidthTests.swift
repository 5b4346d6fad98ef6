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
}
