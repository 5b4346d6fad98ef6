import Canvas
import GrowthScript
import TestSupport
import Testing

@testable import Markdown

/// Whichever way a text arrives, its rows are the same.
@Suite struct GrowthTests {
  /// After each piece the rows from a layout that saw the text grow are those of one that sees it for the first time.
  @Test(arguments: SeededGenerator.seeds(4, slow: 6))
  func warmEqualsCold(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for round in 0..<6 {
      let text = round % 3 == 0 ? Samples.structure(&generator, lines: 14) : Samples.reply(&generator, blocks: 8)
      compare(text, &generator, "seed \(seed), round \(round)")
    }
  }

  /// The same for soup, in which what is open above is most likely to matter below. New seeds only when asked for.
  @Test(arguments: SeededGenerator.seeds(8, slow: 24, new: 0))
  func warmEqualsColdInSoup(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for round in 0..<3 {
      let grain = round == 0 ? MarkdownGrain() : GrowthScript.fine
      var script = GrowthScript(Soup.script(&generator), grain: grain)
      #expect(script.play() == nil, "seed \(seed), round \(round)")
    }
  }

  /// The same for texts so long that code, tables and paragraphs are laid out in parts.
  @Test(arguments: SeededGenerator.seeds(1))
  func warmEqualsColdInLongBlocks(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for (index, text) in [Samples.longCode, Samples.longTable, Samples.longParagraph, Samples.longList].enumerated() {
      compare(text(&generator), &generator, "seed \(seed), text \(index)", pieces: 40)
    }
  }

  /// Paragraphs that can be parted nowhere else are laid out in parts.
  @Test(arguments: ["**never closed", "x", "[", "`a ", "字", "a | b\n"])
  func warmEqualsColdInEndlessParagraphs(text: String) {
    var generator = SeededGenerator(seed: 1)
    let start = text.hasPrefix("**") ? "**" : ""
    let text = start + String(repeating: text.hasPrefix("**") ? "closed never " : text, count: 9_600 / text.utf8.count)
    compare(text, &generator, "endless", pieces: 5)
  }

  /// A line of code so long that it has no colours is laid out from its last rows.
  @Test(arguments: ["x y", "字", "e\u{301}", "\tx", "🇹🇼", "``` ", "last tabs", "last byte"])
  func warmEqualsColdInEndlessLinesOfCode(text: String) {
    var generator = SeededGenerator(seed: 1)
    let line = String(repeating: text, count: 5_500 / text.utf8.count)
    let end = text == "last tabs" ? "\t\tx\t\u{1F468}\u{200D}\u{1F469}\t" : text == "last byte" ? "\u{0}\u{1}" : ""
    compare(
      "```swift\nlet a = 1\n  x" + line + end + line + "\nlet b = /* 2\n*/```\n", &generator, "endless", pieces: 4)
    let long = String(repeating: text, count: 19_000 / text.utf8.count)
    for mark in ["", "> ", "- "] {
      let next = mark == "- " ? "  " : mark
      compare(
        "\(mark)```swift\n\(next)let a = /*\n\(next)x\(long)\n\(next)2 */ let b = 2\n\(next)```\n", &generator,
        "endless in \(mark.debugDescription)", pieces: 5)
    }
  }

  /// A mark that the row begins with, such as the one of struck text, stands where the source has it, not where the text
  /// before it begins: a long paragraph would be laid out again from there.
  @Test(arguments: ["~~old~~ text", "![old](x) text"])
  func aRowThatBeginsWithAMarkHasThePlaceOfTheMark(end: String) {
    let start = "one two  \nthree four "
    var document = MarkdownDocument()
    document.append(start + end)
    var layout = MarkdownLayout(width: 10)
    layout.update(document)
    #expect(layout.rows(0..<2, of: document).map(\.text) == ["one two", "three four"])
    #expect(layout.source(ofRow: 2, of: document) == start.utf8.count)
  }

  private func compare(_ text: String, _ generator: inout SeededGenerator, _ name: String, pieces: Int = 200) {
    let bytes = Array(text.utf8)
    let longest = max(4, bytes.count * 2 / pieces)
    var document = MarkdownDocument()
    var layout = MarkdownLayout(width: 40)
    for (step, piece) in (generator.cut(bytes, maximum: longest) + [[]]).enumerated() {
      if piece.isEmpty { document.finish() } else { piece.withUnsafeBufferPointer { document.append(utf8: $0) } }
      if Int.random(in: 0..<3, using: &generator) == 0, !piece.isEmpty { continue }
      switch Int.random(in: 0..<8, using: &generator) {
      case 0: layout.resize(to: [1, 2, 7, 20, 40, 80, 200].randomElement(using: &generator)!)
      case 1: layout.drop(outside: 3..<9)
      default: break
      }
      layout.update(document)
      let warm = layout.rows(0..<layout.rowCount(of: document), of: document)
      var fresh = MarkdownDocument()
      document.source.withUnsafeBufferPointer { fresh.append(utf8: $0) }
      if document.isFinished { fresh.finish() }
      var cold = MarkdownLayout(width: layout.width)
      cold.update(fresh)
      let expected = cold.rows(0..<cold.rowCount(of: fresh), of: fresh)
      guard warm == expected, document.blocks == fresh.blocks else {
        let row = zip(warm, expected).enumerated().first { $1.0 != $1.1 }?.offset ?? min(warm.count, expected.count)
        Issue.record(
          "\(name), step \(step), width \(layout.width), row \(row) of \(warm.count)/\(expected.count): \(warm.dropFirst(row).prefix(2).map(\.text)) instead of \(expected.dropFirst(row).prefix(2).map(\.text)) in \(document.source.decoded.suffix(300).debugDescription)"
        )
        return
      }
      for row in warm { #expect(row.columns <= layout.width, "\(name), step \(step): \(row.text)") }
    }
  }
}
