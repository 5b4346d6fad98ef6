import Canvas
import TestSupport
import Testing

@testable import Markdown

/// Texts that nobody would write, at widths that nobody would choose.
@Suite struct HostileTests {
  private static let texts: [String: String] = [
    "brackets": String(repeating: "[", count: 10_000),
    "quotes": String(repeating: ">", count: 10_000) + " x",
    "bullets": String(repeating: "- ", count: 5_000) + "x",
    "emphasis": String(repeating: "*a_ ", count: 5_000),
    "links": String(repeating: "[a](", count: 5_000),
    "images": String(repeating: "![[]()", count: 5_000),
    "addresses": String(repeating: "a@a", count: 5_000),
    "backticks": (1..<200).map { String(repeating: "`", count: $0) }.joined(separator: "x"),
    "one word": String(repeating: "x", count: 20_000),
    "wide table": String(repeating: "|a", count: 300) + "|\n" + String(repeating: "|-", count: 300) + "|\n|x|\n|y|",
    "wide emphasis": String(repeating: "**「", count: 3_000),
    "tags": String(repeating: "<a ", count: 5_000),
    "controls": "\u{0}\u{1B}[31m\u{202E}x\u{200B}y `\u{1B}]0;t\u{7}`\n\n```\n\u{1B}[2J\n```",
    "numbers": String(repeating: "1. ", count: 300) + "x\n\n\n    y",
    "line ends": "\r\r\n\n\r",
    "tabs": String(repeating: "\t", count: 1_000) + "x",
    "one line of code": "```\n" + String(repeating: "y", count: 20_000),
    "one definition": "[x]: " + String(repeating: "a", count: 20_000),
    "mixed containers": String(repeating: "> - ", count: 200) + "x\n" + String(repeating: "> ", count: 150) + "y",
    "entities": "&#x110000; &#0; &#xD800; &unknown; &amp",
    "many items": "- a\n" + String(repeating: "  - b\n", count: 2_000),
  ]

  @Test(arguments: texts.keys.sorted())
  func rowsFitAndEnd(name: String) throws {
    let text = try #require(Self.texts[name])
    for width in [1, 3, 20, 80] as [Columns] {
      var document = MarkdownDocument()
      document.append(text)
      var layout = MarkdownLayout(width: width)
      layout.update(document)
      check(layout.rows(0..<layout.rowCount(of: document), of: document), width)
      document.finish()
      layout.update(document)
      check(layout.rows(0..<layout.rowCount(of: document), of: document), width)
    }
  }

  private func check(_ rows: [Row], _ width: Columns) {
    #expect(rows.allSatisfy { $0.columns <= width })
    #expect(!rows.contains { $0.text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } })
  }

  /// Bytes that are no UTF-8, and any cut of those that are.
  @Test(arguments: SeededGenerator.seeds(4))
  func anyBytes(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let marks = Array("\n\n\n#>-*_`~|[]()!<&\\ \t1.:=+\r".utf8) + [0, 0xC3, 0xE4, 0xB8, 0xAD, 0xFF, 0x80]
    for _ in 0..<8 {
      let bytes = (0..<Int.random(in: 1..<300, using: &generator)).map { _ in marks.randomElement(using: &generator)! }
      var document = MarkdownDocument()
      var layout = MarkdownLayout(width: Columns(Int.random(in: 1..<30, using: &generator)))
      for piece in generator.cut(bytes, maximum: 9) {
        piece.withUnsafeBufferPointer { document.append(utf8: $0) }
        layout.update(document)
        check(layout.rows(0..<layout.rowCount(of: document), of: document), layout.width)
      }
      document.finish()
      layout.update(document)
      let count = layout.rowCount(of: document)
      for row in 0..<count {
        let source = layout.source(ofRow: row, of: document)
        #expect((0...bytes.count).contains(source), "seed \(seed)")
        #expect((0..<count).contains(layout.row(ofSource: source, of: document)), "seed \(seed)")
      }
    }
  }

  @Test func deepListsKeepRoomForText() {
    let text = (0..<40).map { String(repeating: "  ", count: $0) + "- item \($0)" }.joined(separator: "\n")
    let document = MarkdownDocument(finished: text)
    var layout = MarkdownLayout(width: 30)
    layout.update(document)
    let rows = layout.rows(0..<layout.rowCount(of: document), of: document)
    #expect(rows.count == 40)
    #expect(rows.last?.text.hasSuffix("item 39") == true)
  }
}
