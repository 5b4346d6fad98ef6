import Canvas
import ChatView
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Compares a picture with the one kept under `Goldens/Transcript`; with `UPDATE_GOLDEN=1` it is kept anew instead.
func expectGolden(
  _ picture: TranscriptPicture, _ name: String, width: Int, location: SourceLocation = #_sourceLocation
) throws {
  let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
  let path = "\(folder)/Goldens/Transcript/\(name)-\(width).txt"
  let drawn = picture.rows.map { golden($0, width: width) }.joined(separator: "\n") + "\n"
  if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
    try Data(drawn.utf8).write(to: URL(filePath: path))
    return
  }
  let kept = try #require(FileManager.default.contents(atPath: path), "no golden \(path)", sourceLocation: location)
  #expect(drawn == String(decoding: kept, as: UTF8.self), "golden \(name)-\(width)", sourceLocation: location)
}

/// One row: its text between bars that stand where the pane ends, then its styles with the columns they cover.
func golden(_ row: Row, width: Int) -> String {
  let line = "|" + row.text + String(repeating: " ", count: max(0, width - row.columns.value)) + "|"
  let styles = row.spans.filter { $0.style != Style() }.map { span in
    var words = [span.style.role.rawValue]
    for (attribute, word) in attributeNames where span.style.attributes.contains(attribute) { words.append(word) }
    return "\(words.joined(separator: "+")) \(span.columns.value)"
  }
  return styles.isEmpty ? line : line + " " + styles.joined(separator: ", ")
}

private let attributeNames: [(Attributes, String)] = [
  (.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underline"), (.reverse, "reverse"),
  (.strikethrough, "strikethrough"),
]
