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

  /// A paragraph that is one line is laid out where it is seen, in a width as in the next one; so is a line of code.
  @Test(arguments: ["", "```json\n"]) func aMegabyteWithoutANewlineCostsWhatIsSeen(start: String) {
    let document = MarkdownDocument(finished: start + String(repeating: "Some **strong** words, ", count: 45_000))
    var layout = MarkdownLayout(width: 80)
    for width in [80, 40] as [Columns] {
      let before = layout.counters.bytesLaidOut
      layout.resize(to: width)
      layout.update(document)
      let last = layout.partCount - 1
      #expect(last > 100)
      let count = layout.rowCount(ofPart: last, of: document)
      #expect(!layout.rows(max(0, count - 50)..<count, inPart: last, of: document).isEmpty)
      #expect(layout.place(ofSource: 500_000, of: document).part > 50)
      #expect(layout.counters.bytesLaidOut - before <= 3 * 8500)
    }
  }

  /// What is known of the pieces must not keep the list of them, or each of the thousands of pieces would copy it.
  @Test func theListOfPiecesIsNotCopiedWithEachFrame() {
    var document = MarkdownDocument()
    var layout = MarkdownLayout(width: 80)
    var places: Set<UnsafeRawPointer> = []
    for _ in 0..<1000 {
      document.append("Some words.\n\n")
      layout.update(document)
      document.outline.pieces.withUnsafeBytes { if let base = $0.baseAddress { places.insert(base) } }
    }
    // It moves when it outgrows its room, which doubles.
    #expect(places.count <= 12)
  }

  /// The pieces that a line is parted into stay as they are when the line ends, though nobody keeps their rows.
  @Test func theEndOfALongLineLaysOutItsLastPiece() {
    var document = MarkdownDocument()
    var layout = MarkdownLayout(width: 80)
    for _ in 0..<400 {
      document.append(String(repeating: "Some **strong** words, ", count: 5))
      layout.update(document)
      let count = layout.rowCount(of: document)
      layout.drop(outside: count - 10..<count)
    }
    let before = layout.counters.bytesLaidOut
    document.append("\n\nAfter.\n")
    document.finish()
    layout.update(document)
    _ = layout.rowCount(of: document)
    #expect(layout.counters.bytesLaidOut - before <= 8192)
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

/// The same for texts of the sizes that must stay smooth: what a byte costs, and that the last ones cost what the first did.
@Suite struct ScaleTests {
  /// A text, the bytes that arrive with each frame, and what a byte may cost.
  struct Load: CustomTestStringConvertible, Sendable {
    var name: String
    var text: @Sendable () -> String
    var step: Int
    /// How often a byte is looked at to find blocks: once with its line, and again while its line is the last one, as far as
    /// `PendingLine.longest`.
    var scanned: Double
    /// How often rows are made of a byte: once, and again while it stands behind the last place that is settled.
    var laidOut: Double
    /// Parses of a frame: one of what is open, and one of each piece that came with it.
    var parses: Double

    var testDescription: String { name }
  }

  private static let loads = [
    // A frame brings two kilobytes, the last block of which is laid out twice.
    Load(
      name: "300 kB of prose",
      text: {
        repeated("A paragraph of some length, with **strong** words and `code` in it.\n\n- one\n- two\n\n", 300_000)
      },
      step: 2048, scanned: 1.1, laidOut: 1.2, parses: 80),
    // Beside the hundred bytes that are new, the two rows above them, and the first kilobyte of each piece from its start,
    // a few times.
    Load(
      name: "a paragraph of 200 kB",
      text: { repeated("Words, **strong** ones and `code`, in one line that goes on. ", 200_000) },
      step: 100, scanned: 2.3, laidOut: 3.3, parses: 1.1),
    // The line that has not ended, and the bytes that came.
    Load(
      name: "200 kB of code", text: { "```swift\n" + repeated("let value = compute(1, \"two\") // note\n", 200_000) },
      step: 100, scanned: 1.3, laidOut: 1.3, parses: 0),
    // As long in each run: up to four kilobytes, where its colours end, all of the line; from there on its last rows, and once more the piece
    // that it is parted into.
    Load(
      name: "100 kB of code in one line",
      text: { "```json\n" + String(repeating: "{\"key\": [1, 2]}, ", count: 6_000) }, step: 200,
      scanned: 1.7, laidOut: 3.1, parses: 0),
    // In a container the last piece is laid out from its start: four kilobytes on average, for two hundred new bytes.
    Load(
      name: "100 kB of code in one line of a quote",
      text: { "> ```json\n> " + repeated("{\"key\": [1, 2]}, ", 100_000) },
      step: 200, scanned: 1.7, laidOut: 25, parses: 1.2),
    // Measured and laid out once; all of it again at each doubling of the rows, which is once more in all; the row that
    // has not ended; and for the last time when it is known that the table has ended.
    Load(
      name: "a table of 5,000 rows",
      text: { "| a | b |\n|---|---|\n" + (0..<5000).map { "| row \($0) | some words |\n" }.joined() },
      step: 100, scanned: 1.3, laidOut: 3.7, parses: 5),
    // What holds other blocks is laid out from the start of its last piece: a thousand bytes on average, for a hundred new
    // ones. The paragraphs in them are laid out from their start, or that of the last eight kilobytes.
    Load(
      name: "an item of 200 kB",
      text: { "- start\n" + repeated("  some words\n\n  a second paragraph with **more** of them\n\n", 200_000) },
      step: 100, scanned: 1.8, laidOut: 13, parses: 1.3),
    Load(
      name: "a nested list of 200 kB", text: { "- start\n" + repeated("  - nested item with some words\n", 200_000) },
      step: 100, scanned: 1.3, laidOut: 13, parses: 1.3),
    Load(
      name: "200 kB of code in an item",
      text: { "1. Do this:\n\n   ```swift\n" + repeated("   let value = compute(1, \"two\") // note\n", 200_000) },
      step: 100, scanned: 1.4, laidOut: 13, parses: 1.3),
    Load(
      name: "a quote of 200 kB", text: { repeated("> quoted text with **bold** words\n>\n", 200_000) }, step: 100,
      scanned: 1.4, laidOut: 13, parses: 1.3),
    Load(
      name: "a paragraph of 200 kB in a quote", text: { repeated("> quoted text with **bold** words\n", 200_000) },
      step: 100, scanned: 1.4, laidOut: 50, parses: 1.1),
    Load(
      name: "200 kB of HTML", text: { "<div>\n" + repeated("<p>some text in a paragraph</p>\n", 200_000) }, step: 100,
      scanned: 1.4, laidOut: 13, parses: 1.3),
    Load(
      name: "200 kB of indented code", text: { repeated("    let value = compute(1, \"two\") // note\n", 200_000) },
      step: 100, scanned: 1.4, laidOut: 13, parses: 1.3),
    // Brackets could close: the part of a paragraph that they are in is laid out each time, eight kilobytes at most.
    Load(
      name: "10,000 brackets", text: { String(repeating: "[", count: 10_000) }, step: 100, scanned: 2.3, laidOut: 45,
      parses: 1.1),
    // The same for a mark that is never closed, and a word that never ends: half of a part on average.
    Load(
      name: "30 kB behind a mark", text: { "**" + repeated("bold words, ", 30_000) }, step: 1000, scanned: 1.2,
      laidOut: 6, parses: 1.3),
    Load(
      name: "a word of 30 kB", text: { repeated("x", 30_000) }, step: 1000, scanned: 1.2, laidOut: 6, parses: 1.3),
  ]

  /// Of a megabyte that nobody scrolls to only the blocks are found, once.
  @Test func textBelowTheScreenCostsNoRows() {
    let bytes = Array(Self.repeated("Some words in a paragraph.\n\n- one\n- two\n\n", 1_000_000).utf8)
    var document = MarkdownDocument()
    var layout = MarkdownLayout(width: 80)
    for start in stride(from: 0, to: bytes.count, by: 4096) {
      bytes[start..<min(bytes.count, start + 4096)].withUnsafeBufferPointer { document.append(utf8: $0) }
      layout.update(document)
      _ = layout.rows(0..<50, of: document)
    }
    #expect(document.bytesScanned <= bytes.count + bytes.count / 50)
    // The last block on the screen may belong to two frames.
    #expect(layout.counters.rowsLaidOut <= 55)
  }

  /// So many bytes in the slow run; in the usual one a quarter.
  private static func repeated(_ text: String, _ bytes: Int) -> String {
    String(repeating: text, count: bytes / text.utf8.count / (isSlowRun ? 1 : 4))
  }

  @Test(arguments: loads)
  func aByteCostsTheSameAtAnySize(load: Load) {
    let bytes = Array(load.text().utf8)
    var document = MarkdownDocument()
    var layout = MarkdownLayout(width: 80)
    var frames = 0
    var half = MarkdownLayout.Counters()
    for start in stride(from: 0, to: bytes.count, by: load.step) {
      bytes[start..<min(bytes.count, start + load.step)].withUnsafeBufferPointer { document.append(utf8: $0) }
      layout.update(document)
      let count = layout.rowCount(of: document)
      layout.drop(outside: count - 100..<count)
      frames += 1
      if start < bytes.count / 2 { half = layout.counters }
    }
    document.finish()
    layout.update(document)
    _ = layout.rowCount(of: document)
    let counters = layout.counters
    func perByte(_ count: Int) -> Double { Double(count) / Double(bytes.count) }
    #expect(perByte(document.bytesScanned) <= load.scanned)
    #expect(perByte(counters.bytesLaidOut) <= load.laidOut)
    #expect(Double(counters.piecesParsed) / Double(frames) <= load.parses)
    // Twice the text is twice the work, and what the end of the text costs, or the next doubling of a table. Ten thousand
    // brackets are little more than one part, which grows.
    if bytes.count < 20_000 { return }
    #expect(counters.bytesLaidOut <= half.bytesLaidOut * 5 / 2 + bytes.count * 2)
  }
}
