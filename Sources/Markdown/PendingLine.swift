/// The line at the end of a text, as long as it may become anything.
///
/// `-` may be a list, a rule, a heading's underline or a minus; shown at once it would turn a paragraph into a heading and
/// back. A line of nothing but marks is kept back until more of it has come.
enum PendingLine {
  /// Bytes beyond which a line is not kept back.
  static let longest = 120

  /// Whether `line`, which has not ended and follows a line that left `leaf` open, is to be kept back.
  static func isUndecided(_ line: Bytes, after leaf: BlockScanner.Leaf) -> Bool {
    guard line.count <= longest else { return false }
    let start = line.skip(from: 0) { $0.isBlank }
    guard start < line.count else { return true }
    let end = line[line.count - 1] == .carriageReturn ? line.count - 1 : line.count
    if case .fence(let fence) = leaf {
      return line.skip(from: start) { $0 == fence.mark } >= end
    }
    let digits = line.skip(from: start) { $0.isDigit }
    if digits > start, digits == end || digits == end - 1 && ".)".utf8.contains(line[digits]) { return true }
    if line[start] == .backtick || line[start] == UInt8(ascii: "~") {
      // A fence and its language, which come in one line.
      let marks = line.skip(from: start) { $0 == line[start] }
      if marks - start >= 3 && line[start] == .backtick { return !line[marks...].contains(.backtick) }
    }
    return line.skip(from: start) { $0.isBlank || "-=*_+#>|:`~".utf8.contains($0) } >= end
  }
}
