import Canvas
import ChatView
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Compares a frame with the one kept under `Goldens/Screen`; with `UPDATE_GOLDEN=1` it is kept anew instead.
func expectGolden(_ frame: Frame, _ name: String, location: SourceLocation = #_sourceLocation) throws {
  let (width, height) = (frame.size.columns.value, frame.size.rows.value)
  #expect(frame.rows.count == height, sourceLocation: location)
  #expect(frame.rows.allSatisfy { $0.columns.value <= width }, sourceLocation: location)
  let caret = frame.caret.map { "caret \($0.column.value),\($0.row.value)" } ?? "no caret"
  let drawn = frame.rows.map { golden($0, width: width) }.joined(separator: "\n") + "\n\(caret)\n"
  let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
  let path = "\(folder)/Goldens/Screen/\(name)-\(width)x\(height).txt"
  if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
    try Data(drawn.utf8).write(to: URL(filePath: path))
    return
  }
  let kept = try #require(FileManager.default.contents(atPath: path), "no golden \(path)", sourceLocation: location)
  #expect(
    drawn == String(decoding: kept, as: UTF8.self), "golden \(name)-\(width)x\(height)", sourceLocation: location)
}
