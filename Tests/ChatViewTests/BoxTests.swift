import Canvas
import TestSupport
import Testing

@testable import ChatView

@Suite struct BoxTests {
  @Test func aBoxHasItsTitleAboveAndItsFooterBelow() {
    let rows = Box.rows(
      title: Row([Span("會議", Style(.title))]), content: [Row([Span("漢字kana")])], size: Size(10, 4), border: .border,
      footer: Row([Span("Esc")]))
    #expect(rows.map(\.text) == ["┌ 會議 ──┐", "│漢字kana│", "│        │", "└─── Esc ┘"])
  }

  @Test func longLabelsAndContentAreCut() {
    let long = Row([Span("漢字漢字漢字")])
    let rows = Box.rows(title: long, content: [long, long], size: Size(8, 3), border: .border, footer: long)
    #expect(rows.map(\.text) == ["┌ 漢… ─┐".replacing(" ─", with: "  "), "│漢字… │", "└ 漢…  ┘"])
  }

  @Test func everySizeIsFilledExactly() {
    let content = [Row([Span("漢字 and more")]), Row()]
    for columns in -1...12 {
      for rows in -1...6 {
        let size = Size(columns, rows)
        let box = Box.rows(title: content[0], content: content, size: size, border: .border, footer: content[0])
        #expect(box.count == max(0, rows))
        #expect(box.allSatisfy { $0.columns.value == max(0, columns) }, "\(size)")
      }
    }
  }

  @Test func anOverlayCutsWhatIsBelowBetweenCells() {
    var frame = Frame(size: Size(10, 3))
    frame.rows = [Row([Span("漢漢漢漢漢")]), Row([Span("ab")]), Row()]
    frame.overlay([Row([Span("XX")]), Row([Span("YY")])], at: Position(column: 3, row: 0))
    #expect(frame.rows.map(\.text) == ["漢 XX 漢漢", "ab YY", ""])
  }

  @Test(arguments: SeededGenerator.seeds())
  func anOverlayNeverLeavesTheScreen(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<300 {
      let size = Size(Int.random(in: 0...12, using: &generator), Int.random(in: 0...4, using: &generator))
      var frame = Frame(size: size)
      frame.rows = frame.rows.map { _ in Row([Span(generator.text(3))]).clipped(to: size.columns) }
      let rows = (0..<3).map { _ in Row([Span(generator.text(2))]) }
      let place = Position(
        column: Columns(Int.random(in: -4...14, using: &generator)),
        row: Rows(Int.random(in: -3...5, using: &generator)))
      frame.overlay(rows, at: place)
      #expect(frame.rows.count == size.rows.value, "seed \(seed)")
      #expect(frame.rows.allSatisfy { $0.columns <= size.columns }, "seed \(seed)")
    }
  }
}
