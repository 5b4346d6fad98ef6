import TestSupport
import Testing

@testable import Canvas

@Suite struct RowTests {
  private func row(_ parts: String...) -> Row {
    Row(parts.enumerated().map { Span($1, Style($0.isMultiple(of: 2) ? .text : .strong)) })
  }

  @Test func aRowThatFitsStays() {
    let row = row("ab", "漢")
    #expect(row.clipped(to: 4) == row)
    #expect(row.padded(to: 4) == row)
    #expect(row.dropping(0) == row)
  }

  @Test func aCutGoesThroughSpans() {
    #expect(row("abc", "def").clipped(to: 4) == row("abc", "d"))
    #expect(row("abc", "def").clipped(to: 3) == row("abc"))
    #expect(row("abc", "def").clipped(to: 0) == Row())
    #expect(row("abc", "def").clipped(to: -1) == Row())
    #expect(row("abc", "def").dropping(4) == Row([Span("ef", Style(.strong))]))
  }

  @Test func aWideClusterIsNeverSplit() {
    #expect(row("a漢").clipped(to: 2).text == "a ")
    #expect(row("a漢").clipped(to: 2).columns == 2)
    #expect(row("漢a").dropping(1).text == " a")
    #expect(row("漢字漢字").clipped(to: 4, ellipsis: .mark).text == "漢… ")
  }

  @Test func theMarkTakesTheLastColumn() {
    #expect(row("abcdef").clipped(to: 4, ellipsis: .mark).text == "abc…")
    #expect(row("abcdef").clipped(to: 1, ellipsis: .mark).text == "…")
    #expect(row("abc", "def").clipped(to: 5, ellipsis: .mark).spans.last?.style == Style(.strong))
  }

  @Test func paddingIsOneSpanOfBlanks() {
    #expect(row("ab").padded(to: 5, style: Style(.dim)) == Row([Span("ab"), Span("   ", Style(.dim))]))
    #expect(row("abcdef").fitted(to: 3).text == "abc")
    #expect(row("a").fitted(to: 3).text == "a  ")
  }

  @Test func styledKeepsTheText() {
    let styled = row("ab", "c").styled(.dim, adding: .bold)
    #expect(styled.text == "abc")
    #expect(styled.spans.map(\.style) == [Style(.dim, .bold), Style(.dim, .bold)])
  }

  @Test(arguments: SeededGenerator.seeds())
  func anyCutHasItsWidth(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let row = Row((0..<3).map { _ in Span(RandomText.hostile(using: &generator)) })
      let width = Columns(Int.random(in: 0...20, using: &generator))
      #expect(row.clipped(to: width).columns == min(width, row.columns), "seed \(seed)")
      #expect(row.clipped(to: width, ellipsis: .mark).columns == min(width, row.columns), "seed \(seed)")
      #expect(row.fitted(to: width).columns == width, "seed \(seed)")
      #expect(row.dropping(width).columns == max(0, row.columns - width), "seed \(seed)")
      for cut in [row.clipped(to: width), row.dropping(width)] {
        #expect(cut.spans.reduce(0) { $0 + TerminalText($1.text).columns } == cut.columns, "seed \(seed)")
      }
    }
  }
}
