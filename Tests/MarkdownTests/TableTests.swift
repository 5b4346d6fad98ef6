import Canvas
import Testing

@testable import Markdown

@Suite struct TableTests {
  private func rows(_ text: String, width: Columns = 40, isFinished: Bool = true) -> [String] {
    var document = MarkdownDocument()
    document.append(text)
    if isFinished { document.finish() }
    var layout = MarkdownLayout(width: width)
    layout.update(document)
    return layout.rows(0..<layout.rowCount(of: document), of: document).map(\.text)
  }

  /// Shown row by row, a header stands with each row; without rows it must not be lost.
  @Test func aHeaderThatIsTooWideWaitsForItsValues() {
    let header = "| first | second | third | fourth |\n|-|-|-|-|\n"
    let names = ["first:", "second:", "third:", "fourth:", "────────────"]
    #expect(rows(header, width: 14, isFinished: false) == names)
    #expect(rows(header, width: 14) == names)
    #expect(rows("> " + header.replacing("\n", with: "\n> "), width: 16) == names.map { "│ " + $0 })
    #expect(rows(header + "| 1", width: 14, isFinished: false).prefix(2) == ["first: 1", "second:"])
  }

  /// More cells than the header has.
  @Test func surplusCellsStayInTheLastOne() {
    #expect(rows("| a | b |\n|-|-|\n| 1 | 2 | 3 | 4 |\n")[2] == "1 │ 2 | 3 | 4")
    #expect(rows("a | b\n-|-\n1 | 2 | `3 | 4` | 5")[2] == "1 │ 2 | 3 | 4 | 5")
    #expect(rows("| a |\n|-|\n| `1 \\| 2` |")[2] == "1 | 2")
  }

  /// A table in a quote or an item loses no cells either, and what stands below it is as it was.
  @Test(arguments: [("> ", "> ", "│ "), ("- ", "  ", "• "), ("> - ", ">   ", "│ • ")])
  func surplusCellsWithinStayToo(first: String, rest: String, shown: String) {
    let lines = [
      "| a | b |", "|-|-|", "| 1 | 2 | 3 | `x \\| y | z` | 4 |", "5 | 6 | 7", "| 8 |", "", "one | two | `a | b`",
    ]
    for end in ["\n", "\r\n"] {
      let text = first + lines.joined(separator: end + rest)
      let whole = rows(lines.joined(separator: end), width: 60)
      let within = rows(text, width: 60 + Columns(shown.count))
      #expect(within.map { String($0.dropFirst(shown.count)) } == whole)
      #expect(within[2].hasSuffix("1 │ 2 | 3 | x | y | z | 4"), "\(within)")
      #expect(within[3].hasSuffix("5 │ 6 | 7"))
      #expect(within.last?.hasSuffix("one | two | a | b") == true)
      #expect(rows(text, width: 60 + Columns(shown.count), isFinished: false) == within)
    }
  }

  /// In a container as well, however the text comes.
  @Test func surplusCellsOfNestedTablesStayInTheLastOne() {
    #expect(rows("> | a | b |\n> |-|-|\n> | 1 | 2 | 3 | 4 |\n")[2] == "│ 1 │ 2 | 3 | 4")
    #expect(rows("- a | b\n  -|-\n  1 | 2 | `3 | 4` | 5")[2] == "  1 │ 2 | 3 | 4 | 5")
    #expect(rows("> - | a |\n>   |-|\n>   | `1 \\| 2` | x")[2] == "│   1 | 2 | x")
    let table = ["| a | b |", "|-|-|", "| one | two | **three** | four |", "| 1 | 2 |", "|5|6|7|"]
    let text = "1. > " + table.joined(separator: "\n   > ") + "\n\nend\n"
    let bytes = Array(text.utf8)
    for size in 1...9 {
      var document = MarkdownDocument()
      var layout = MarkdownLayout(width: 40)
      for start in stride(from: 0, to: bytes.count, by: size) {
        bytes[start..<min(bytes.count, start + size)].withUnsafeBufferPointer { document.append(utf8: $0) }
        layout.update(document)
        let warm = layout.rows(0..<layout.rowCount(of: document), of: document).map(\.text)
        #expect(warm == rows(document.source.decoded, isFinished: false), "\(start + size) bytes by \(size)")
      }
      let shown = layout.rows(0..<layout.rowCount(of: document), of: document).map(\.text).joined()
      for word in ["one", "two", "three", "four", "7", "end"] { #expect(shown.contains(word)) }
    }
  }

  /// The row that still comes does not wrap in columns that are made for the rows above.
  @Test func aRowThatGrowsTakesTheRoomThatIsFree() {
    let table = "| a | b |\n|-|-|\n| 1 | 2 |\n| a long cell | and another"
    #expect(rows(table, isFinished: false).last == "a long cell │ and another")
    #expect(rows(table, width: 20, isFinished: false)[2...3] == ["1           │ 2", "a long cell │ and"])
  }
}
