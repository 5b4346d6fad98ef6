import Canvas
import GrowthScript
import TestSupport
import Testing

@testable import Markdown

/// A block that is laid out in pieces shows what it shows as a whole.
@Suite struct PieceTests {
  private static func rows(_ text: String, _ grain: MarkdownGrain, width: Columns) -> [Row] {
    var document = MarkdownDocument(grain: grain)
    document.append(text)
    document.finish()
    var layout = MarkdownLayout(width: width)
    layout.update(document)
    return layout.rows(0..<layout.rowCount(of: document), of: document)
  }

  private static let texts = [
    "a quote": "> one line of a quote\n>\n> and another **bold** one\n>\n> # heading\n>\n> - item\n> - item\n\nafter",
    "a nested list": "- top\n  - nested one\n  - nested two\n  - nested three\n  - nested four\n- next",
    "nested numbers": "7. top\n   1. nested one\n   2. nested two\n   3. nested three\n   4. nested four\n8. next",
    "a long number": "123456789. top\n\n           second paragraph\n\n           third paragraph\n\n1. next",
    "tasks": "- [x] done\n  - [ ] nested\n  - [x] nested\n  - [ ] nested\n- [ ] open",
    "a loose item": "- one paragraph\n\n  two paragraphs\n\n  three paragraphs\n\n  > a quote in it\n  >\n  > of two",
    "code in an item":
      "1. Do this:\n\n   ```swift\n   let a = 1\n   let b = 2\n\n   let c = \"3\"\n   ```\n\n   and that",
    "open colours in an item":
      "1. Do this:\n\n   ```swift\n   /* a comment\n   let a = 1\n   let b = 2\n   */ let c = 3\n   let d = 4\n   ```\n\n"
      + "   ```swift\n   let e = 5\n   /* again\n   let f = 6\n\n   let g = 7\n   ```\n\n   and that",
    "open colours in a quote":
      "> - ```{.python}\n>   a = \"\"\"one\n>   two\n>   three\n>   four\"\"\"\n>   b = 2\n>   c = 3\n>   ```\n>\n> text",
    "code in a quote": "> ~~~\n> one line\n> another line\n> a third line\n> ~~~\n>\n> text",
    "indented code": "    let a = 1\n    let b = 2\n    let c = 3\n\n    let d = 4\n\ntext",
    "HTML": "<div>\n<p>one</p>\n<p>two</p>\n<p>three</p>\n</div>\n\ntext",
    "a comment": "<!-- one\ntwo lines of it\nthree lines\n\nfour -->\n\ntext",
    "HTML in an item": "- <div>\n  <p>one</p>\n  <p>two</p>\n  <p>three</p>\n  </div>\n\n  text",
    "deep": "> - 1. > one thing\n>   >   >\n>      > another thing\n>      >\n>      > a third thing\n",
    "lazy lines": "> a paragraph of a quote\nthat goes on lazily\n\n- item that is long enough\nand goes on lazily\n",
  ]

  @Test(arguments: texts.keys.sorted(), [20, 40, 80]) func rowsAreThoseOfTheWhole(name: String, width: Int) throws {
    let text = try #require(Self.texts[name])
    let grain = MarkdownGrain(part: 30, piece: 12, paragraph: 4000)
    let rows = Self.rows(text, grain, width: Columns(width))
    let whole = Self.rows(text, MarkdownGrain(), width: Columns(width))
    #expect(rows.map(\.text) == whole.map(\.text))
    #expect(rows == whole)
  }

  /// A paragraph in a quote that goes on in a further piece begins a row there, and keeps its words.
  @Test func aLongParagraphInAQuoteKeepsItsWords() {
    let words = (0..<200).map { "word\($0)" }
    for text in ["> " + words.joined(separator: " "), "- " + words.joined(separator: "\n  ")] {
      let rows = Self.rows(text, MarkdownGrain(part: 50, piece: 20, paragraph: 512), width: 30)
      let shown = rows.flatMap { $0.text.split(separator: " ").filter { $0 != "│" && $0 != "•" } }
      #expect(shown.map(String.init) == words)
      #expect(rows.count > 200 * 8 / 30)
    }
  }

  /// A long line of code is laid out in pieces and stays one line; the colours below it are those that were above it.
  @Test(arguments: ["x(1), ", "咖啡、"]) func aLongLineOfCodeKeepsItsText(word: String) {
    let line = String(repeating: word, count: 12_000)
    let text = "```swift\n/* open\n\(line)\nclosed */ let a = 1\nlet b = 2\n```\n\nafter"
    let rows = Self.rows(text, MarkdownGrain(), width: 60)
    let code = rows.dropFirst().prefix { !$0.text.isEmpty }.map { $0.text.dropFirst(2) }
    let whole = "/* open" + line + "closed */ let a = 1let b = 2"
    // A row is filled with blanks where a wide character did not fit.
    #expect(code.joined().filter { $0 != " " } == whole.filter { $0 != " " })
    #expect(rows.last?.text == "after")
    // What begins a row within a line has its mark.
    let within = rows.dropFirst(3).prefix { !$0.text.contains("closed") }
    #expect(within.count > 100 && within.allSatisfy { $0.text.hasPrefix("│↪") })
    #expect(within.count { $0.columns < 55 } <= 12_000 * word.utf8.count / 8192 + 1)
    let short = Self.rows("```swift\n/* open\nclosed */ let a = 1\nlet b = 2\n```", MarkdownGrain(), width: 60)
    #expect(Array(rows.dropLast(2).suffix(2)) == Array(short.suffix(2)))
    var document = MarkdownDocument()
    document.append(text)
    #expect(document.outline.pieces.count > 8)
    #expect(document.code(of: document.blocks[0]).contains(line))
  }

  /// So does one within a quote or an item.
  @Test(arguments: [("> ", "> ", "│ "), ("- ", "  ", "• "), ("> 1. ", ">    ", "│ 1. ")], ["===", "---", "-", "= "])
  func aLongParagraphWithinStaysOne(marks: (first: String, rest: String, shown: String), underline: String) {
    let sentence = "Words, **strong** ones and `code`, in one line that goes on. "
    let paragraph = marks.first + String(repeating: sentence, count: 150) + "The end"
    let rows = Self.rows(paragraph + "\n", MarkdownGrain(), width: 80)
    let text = paragraph + "\n" + marks.rest + underline + "\n" + marks.rest + "\n" + marks.rest + "After.\n"
    let with = Self.rows(text, MarkdownGrain(), width: 80)
    #expect(Array(with.prefix(rows.count - 1)) == Array(rows.dropLast()))
    let blanks = with.dropFirst(rows.count - 1).map { String($0.text.dropFirst(marks.shown.count)) }
    let last = rows.last!.text.dropFirst(marks.shown.count)
    // As the next line of the paragraph, which goes on in the row.
    #expect(blanks.joined(separator: " ").hasPrefix("\(last) \(underline.first!)"), "\(blanks)")
    #expect(!with.contains { $0.text.contains("#") } && blanks.last == "After.")
  }

  /// What is open in code at the end of a piece is open in the next one: a comment stays one.
  @Test(arguments: ["> ", "- ", "1. > "]) func coloursGoOnInNestedCode(mark: String) {
    let code = ["```swift", "let a = 1 /* a comment"] + (0..<12).map { "let line\($0) = 1" } + ["*/ let b = 2", "```"]
    let next = mark == "- " ? "  " : mark == "> " ? mark : "   > "
    let text = mark + code.joined(separator: "\n" + next) + "\n\nafter"
    let fine = Self.rows(text, MarkdownGrain(part: 60, piece: 24, paragraph: 4000), width: 40)
    #expect(fine == Self.rows(text, MarkdownGrain(), width: 40))
    #expect(fine.count { $0.spans.contains { $0.style.role == .comment } } == 14)
    // In pieces of usual size as well.
    let lines = (0..<400).map { "let line\($0) = 1" }
    let long = mark + (["```swift", "/*"] + lines + ["*/", "```"]).joined(separator: "\n" + next)
    let rows = Self.rows(long, MarkdownGrain(), width: 40).filter { $0.text.contains("let line") }
    #expect(rows.count == 400)
    #expect(rows.allSatisfy { $0.spans.contains { $0.style.role == .comment } })
  }

  /// A line of code that has no end is laid out where it is seen, and none of it is lost; also in containers.
  @Test(arguments: ["", "> ", "- "]) func aLongLineOfCodeIsParted(mark: String) {
    let next = mark == "- " ? "  " : mark
    let words = (0..<25_000).map { "x\($0);" }.joined()
    let text = ["```swift", "let a = 1 /*", words, "*/ let b = 2", "```"].map { next + $0 }.joined(separator: "\n")
    let document = MarkdownDocument(finished: mark + text.dropFirst(next.count) + "\n\nafter\n")
    var layout = MarkdownLayout(width: 80)
    layout.update(document)
    #expect(document.outline.pieces.count >= 15)
    let last = layout.partCount - 1
    let before = layout.counters.bytesLaidOut
    #expect(layout.rowCount(ofPart: last, of: document) > 0)
    _ = layout.place(ofSource: 90_000, of: document)
    #expect(layout.counters.bytesLaidOut - before <= 3 * 9000)
    let rows = layout.rows(0..<layout.rowCount(of: document), of: document)
    let shown = rows.map { $0.text.filter { !"│↪• ".contains($0) } }.joined()
    #expect(shown.contains(words))
    // The comment is still open below it.
    let below = rows.first { $0.text.contains("*/") }
    #expect(below?.spans.contains { $0.style.role == .comment && $0.text.contains("*/") } == true)
    #expect(below?.spans.contains { $0.style.role == .keyword } == true)
  }

  /// A long paragraph in a container stays one too.
  @Test(arguments: ["> ", "- "], ["===", "---", "|---|---|"]) func aLongNestedParagraphStaysOne(
    mark: String, underline: String
  ) {
    let next = mark == "- " ? "  " : mark
    let sentence = "Words, **strong** ones and `code`, in one line that goes on. "
    let paragraph =
      mark + (underline.contains("|") ? "one | two " : "") + String(repeating: sentence, count: 150) + "The end\n"
    let rows = Self.rows(paragraph, MarkdownGrain(), width: 80)
    let text = paragraph + next + underline + "\n" + next + "and more\n" + next + "\n" + next + "# Heading\n\nAfter.\n"
    let with = Self.rows(text, MarkdownGrain(), width: 80)
    #expect(Array(with.prefix(rows.count - 1)) == Array(rows.dropLast()))
    #expect(!with.dropLast(4).contains { $0.spans.contains { $0.style.role == .heading || $0.style.role == .rule } })
    let below = with.dropFirst(rows.count - 1).flatMap { $0.text.split(separator: " ") }.filter { $0 != "│" }
    #expect(below.joined(separator: " ").hasSuffix("The end \(underline) and more # Heading After."))
    let bytes = Array(text.utf8)
    for size in [1, 7, 100] {
      var document = MarkdownDocument()
      var layout = MarkdownLayout(width: 80)
      let settled = paragraph.utf8.count - 10
      bytes[..<settled].withUnsafeBufferPointer { document.append(utf8: $0) }
      for start in stride(from: settled, to: bytes.count, by: size) {
        bytes[start..<min(bytes.count, start + size)].withUnsafeBufferPointer { document.append(utf8: $0) }
        layout.update(document)
        let warm = layout.rows(0..<layout.rowCount(of: document), of: document)
        var cold = MarkdownLayout(width: 80)
        cold.update(document)
        #expect(warm == cold.rows(0..<cold.rowCount(of: document), of: document), "\(start + size) bytes by \(size)")
      }
      document.finish()
      layout.update(document)
      #expect(layout.rows(0..<layout.rowCount(of: document), of: document) == with)
    }
  }

  /// A paragraph of which pieces have closed stays one, though a line comes that would make something else of it. Nothing
  /// above that line moves, and it stands there as it is written.
  @Test(arguments: ["===", "---", "|---|---|\n| 1 | 2 |\n| 3 | **4** |"]) func aLongParagraphStaysOne(underline: String)
  {
    let sentence = "Words, **strong** ones and `code`, in one line that goes on. "
    let paragraph = (underline.contains("|") ? "one | two " : "") + String(repeating: sentence, count: 150) + "The end"
    let rows = Self.rows(paragraph + "\n", MarkdownGrain(), width: 80)
    let with = Self.rows(paragraph + "\n" + underline + "\n\nAfter.\n", MarkdownGrain(), width: 80)
    #expect(!rows.contains { $0.text.contains("**") })
    #expect(Array(with.prefix(rows.count)) == rows)
    let below = underline.split(separator: "\n").map(String.init) + ["", "After."]
    #expect(with.dropFirst(rows.count).map(\.text) == below)
    // However it comes.
    for size in [7, 100, 1000] {
      var document = MarkdownDocument()
      var layout = MarkdownLayout(width: 80)
      let bytes = Array((paragraph + "\n" + underline + "\n\nAfter.\n").utf8)
      for start in stride(from: 0, to: bytes.count, by: size) {
        bytes[start..<min(bytes.count, start + size)].withUnsafeBufferPointer { document.append(utf8: $0) }
        layout.update(document)
        let warm = layout.rows(0..<layout.rowCount(of: document), of: document)
        // From the last words on.
        guard start > paragraph.utf8.count - 30 else { continue }
        var cold = MarkdownLayout(width: 80)
        cold.update(document)
        #expect(warm == cold.rows(0..<cold.rowCount(of: document), of: document), "\(start + size) bytes by \(size)")
      }
      document.finish()
      layout.update(document)
      #expect(layout.rows(0..<layout.rowCount(of: document), of: document) == with)
    }
  }
}
