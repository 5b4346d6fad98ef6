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
    if digits > start, digits == end || ".)".utf8.contains(line[digits]) && line[(digits + 1)...].allSatisfy(\.isBlank)
    {
      return true
    }
    if line[start] == .backtick || line[start] == UInt8(ascii: "~") {
      // A fence and its language, which come in one line.
      let marks = line.skip(from: start) { $0 == line[start] }
      if marks - start >= 3 && line[start] == .backtick { return !line[marks...].contains(.backtick) }
    }
    let marks = line.skip(from: start) { $0.isBlank || "-=*_+#>|:`~".utf8.contains($0) }
    return marks >= end || isBox(line, from: start)
  }

  /// Whether an item begins at `start` with nothing but what may become the box of a task.
  private static func isBox(_ line: Bytes, from start: Int) -> Bool {
    let box = line.skip(from: start) { $0.isBlank || $0.isDigit || "-*+>.)".utf8.contains($0) }
    guard box > start, box < line.count, line[box - 1].isBlank, line[box] == UInt8(ascii: "[") else { return false }
    let rest = line[(box + 1)...]
    for (byte, marks) in zip(rest, [" xX", "]", " \t\r"]) where !marks.utf8.contains(byte) { return false }
    return rest.dropFirst(2).allSatisfy { $0.isBlank || $0 == .carriageReturn }
  }
}
