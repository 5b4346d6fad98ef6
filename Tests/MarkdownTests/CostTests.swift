import Canvas
import TestSupport
import Testing

@testable import Markdown

/// Work is in proportion to the text that arrives. Ceilings are those of a run, with a little room.
@Suite struct CostTests {
  /// Rows laid out and bytes looked at while `text` arrives in pieces of `size` bytes, with a frame after each.
  private func grow(_ text: String, by size: Int = 4, width: Columns = 80) -> (MarkdownDocument, MarkdownLayout) {
    let bytes = Array(text.utf8)
    var document = MarkdownDocument()
    var layout = MarkdownLayout(width: width)
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + size)
      bytes[start..<end].withUnsafeBufferPointer { document.append(utf8: $0) }
      start = end
      layout.update(document)
      _ = layout.rowCount(of: document)
    }
    document.finish()
    layout.update(document)
    _ = layout.rowCount(of: document)
    return (document, layout)
  }

  @Test func aLongReplyCostsItsOpenBlocks() {
    let part =
      "A paragraph of some eighty characters or so, with **strong** words and `code` in it.\n\n- one\n- two\n\n"
    let short = grow(String(repeating: part, count: 20)).1.counters
    let long = grow(String(repeating: part, count: 200)).1.counters
    // Ten times the text is ten times the work, or a little more where a short text has no block above.
    #expect(long.rowsLaidOut <= short.rowsLaidOut * 11)
    #expect(long.bytesLaidOut <= short.bytesLaidOut * 11)
    // A frame lays out what is open: two rows of a paragraph, or an item with the blank row above it.
    #expect(long.rowsLaidOut <= 200 * part.utf8.count / 4 * 3)
  }

  @Test func anOpenFenceCostsItsNewLine() {
    let lines = 500
    let (_, layout) = grow("```swift\n" + String(repeating: "let value = compute(1, \"two\")\n", count: lines))
    // Each line comes in eight pieces and is one row.
    #expect(layout.counters.rowsLaidOut <= lines * 9)
    #expect(layout.counters.piecesParsed == 0)
  }

  @Test func aLongTableCostsItsNewRow() {
    let rows = 2000
    let text = "| a | b |\n|---|---|\n" + (0..<rows).map { "| row \($0) | text |\n" }.joined()
    let bytes = Array(text.utf8)
    var document = MarkdownDocument()
    var layout = MarkdownLayout(width: 80)
    for line in bytes.split(separator: .newline) {
      (Array(line) + [.newline]).withUnsafeBufferPointer { document.append(utf8: $0) }
      layout.update(document)
      _ = layout.rowCount(of: document)
    }
    document.finish()
    layout.update(document)
    #expect(layout.rowCount(of: document) == rows + 2)
    // Up to sixteen rows the whole table each time, then each row once, and all of them at each doubling.
    #expect(layout.counters.rowsLaidOut <= rows * 4)
    #expect(layout.counters.bytesLaidOut <= bytes.count * 5)
  }

  @Test(arguments: ["word and **strong** and `code` with a [1] and snake_case, ", "這是一段很長的中文文字，包含**「粗體」**和`code`以及標點。"])
  func anOpenParagraphCostsItsLastRows(sentence: String) {
    let text = String(repeating: sentence, count: 20_000 / sentence.utf8.count)
    let (_, layout) = grow(text, by: 20)
    let frames = text.utf8.count / 20
    // From one thousand bytes on a frame lays out a few rows.
    #expect(layout.counters.rowsLaidOut <= frames * 8)
  }

  @Test func appendingScansEachByteAFewTimes() {
    let text = String(repeating: "Some words in a line.\n\n", count: 500)
    let (document, _) = grow(text)
    // The line that has not ended is looked at with each of its pieces: six of them.
    #expect(document.bytesScanned <= text.utf8.count * 5)
  }

  @Test func aChangeOfWidthLaysOutWhatIsAskedFor() {
    let document = MarkdownDocument(finished: String(repeating: "A paragraph.\n\n", count: 5000))
    var layout = MarkdownLayout(width: 80)
    layout.update(document)
    #expect(layout.counters.rowsLaidOut == 0)
    #expect(layout.rows(0..<50, of: document).count == 50)
    #expect(layout.counters.rowsLaidOut <= 51)
    layout.resize(to: 40)
    layout.update(document)
    _ = layout.rows(0..<50, of: document)
    #expect(layout.counters.rowsLaidOut <= 102)
  }

  @Test func droppedRowsAreCountedAndComeBack() {
    let document = MarkdownDocument(finished: String(repeating: "A paragraph.\n\n", count: 500))
    var layout = MarkdownLayout(width: 80)
    layout.update(document)
    let all = layout.rows(0..<layout.rowCount(of: document), of: document)
    layout.drop(outside: 100..<120)
    #expect(layout.rowsHeld <= 24)
    #expect(layout.rowCount(of: document) == all.count)
    #expect(layout.rows(0..<all.count, of: document) == all)
  }

  @Test func aDefinitionLaysOutTheBlocksThatUseIt() {
    var document = MarkdownDocument()
    var layout = MarkdownLayout(width: 80)
    document.append("See [one] there.\n\n" + String(repeating: "Other text.\n\n", count: 100))
    layout.update(document)
    _ = layout.rowCount(of: document)
    let before = layout.counters
    document.append("[one]: http://example.org\n\nAfter.\n")
    layout.update(document)
    let rows = layout.rows(0..<layout.rowCount(of: document), of: document)
    #expect(rows[0].text == "See one there.")
    #expect(layout.counters.piecesParsed - before.piecesParsed <= 3)
  }
}
