import Canvas
import Testing

@testable import Markdown

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Texts as they look, kept under `Goldens`; with `UPDATE_GOLDEN=1` they are kept anew.
@Suite struct GoldenTests {
  @Test(
    arguments: ["tour", "lists", "tables", "inline", "blocks", "commonmark", "gfm", "cjk", "hostile", "code"],
    [20, 80, 200])
  func rows(name: String, width: Int) throws {
    let text = try #require(FileManager.default.contents(atPath: Self.path("\(name).md")))
    let document = MarkdownDocument(finished: String(decoding: text, as: UTF8.self))
    var layout = MarkdownLayout(width: Columns(width))
    layout.update(document)
    let rows = layout.rows(0..<layout.rowCount(of: document), of: document)
    let drawn = rows.map { Self.drawn($0, width: width) }.joined(separator: "\n") + "\n"
    let path = Self.path("\(name)-\(width).txt")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try Data(drawn.utf8).write(to: URL(filePath: path))
      return
    }
    let kept = try #require(FileManager.default.contents(atPath: path), "no golden \(path)")
    #expect(drawn == String(decoding: kept, as: UTF8.self), "golden \(name)-\(width)")
  }

  static func path(_ file: String) -> String {
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
      + "/Goldens/\(file)"
  }

  /// One row: its text, a bar where the pane ends, then its styles with the columns they cover.
  private static func drawn(_ row: Row, width: Int) -> String {
    let text = row.text + String(repeating: " ", count: max(0, width - row.columns.value)) + "|"
    let styles = row.spans.filter { $0.style != Style() }.map { span in
      let names = names.filter { span.style.attributes.contains($0.0) }.map(\.1)
      return ([span.style.role.rawValue] + names).joined(separator: "+") + " \(span.columns.value)"
    }
    return styles.isEmpty ? text : text + " " + styles.joined(separator: ", ")
  }

  private static let names: [(Attributes, String)] = [
    (.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underline"), (.strikethrough, "strikethrough"),
  ]
}
