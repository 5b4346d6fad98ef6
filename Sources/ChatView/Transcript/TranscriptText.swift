import Canvas
import Text

/// Where the rows of a plain text begin at a width. Knows offsets only: the rows themselves are made when they are drawn,
/// so that a long text costs a number a row.
///
/// Rows are filled greedily, by the rules of Canvas: a row ends at the last place before its width where a line may end,
/// within a word that is longer than a row, and at each newline. Blanks at the end of a row hang over it. Where a row
/// begins decides all that follows, and nothing that follows decides where it begins; so when text is appended, only the
/// last row is wrapped again.
struct TranscriptText {
  /// The offset of each row's first byte, in UTF-8 bytes from the start of the text.
  private(set) var starts: [Int] = []
  /// How much of the text was wrapped.
  private(set) var utf8Count = 0
  let width: Int

  /// Tabs reach to the next multiple of this many columns.
  private static let tabStop = 4

  /// A text of which nothing is known yet, in rows of `width` columns.
  init(width: Int) { self.width = max(1, width) }

  /// Wraps what `text` has more than when last asked. Returns how many rows were laid out.
  mutating func extend(with text: String) -> Int {
    guard text.utf8.count > utf8Count || starts.isEmpty else { return 0 }
    // A row that begins where the text ended is stepped over too: its newline may have been half of CR LF.
    if let last = starts.last, last == utf8Count { starts.removeLast() }
    var next: Int? = starts.popLast() ?? 0
    let kept = starts.count
    while let start = next {
      starts.append(start)
      next = rowEnd(text, from: start)
    }
    utf8Count = text.utf8.count
    return starts.count - kept
  }

  /// The row that shows the byte at `offset`.
  func row(at offset: Int) -> Int {
    max(0, starts.partitioningIndex { $0 > offset } - 1)
  }

  /// The row `index` of `text`, drawn in `style`.
  func row(_ index: Int, of text: String, style: Style) -> Row {
    guard starts.indices.contains(index) else { return Row() }
    let end = index + 1 < starts.count ? starts[index + 1] : utf8Count
    let slice = Self.slice(text, starts[index]..<end)
    var shown = ""
    var column = 0
    for cluster in clusters(of: slice) {
      let first = slice.unicodeScalars[cluster.source.lowerBound]
      if Self.isNewline(first) { break }
      let columns = columns(of: cluster, first: first, at: column)
      if column + columns > width { break }
      if first == "\t" {
        shown += String(repeating: " ", count: columns)
      } else {
        shown += cluster.text.columns.value > width ? "?" : cluster.text.text
      }
      column += columns
    }
    while shown.utf8.last == UInt8(ascii: " ") { shown.unicodeScalars.removeLast() }
    return shown.isEmpty ? Row() : Row([Span(shown, style)])
  }

  /// Where the row after the one that begins at `start` begins; nil if that is the last one.
  private func rowEnd(_ text: String, from start: Int) -> Int? {
    let slice = Self.slice(text, start..<text.utf8.count)
    var column = 0
    /// The last place where the row may end.
    var lastBreak: String.Index?
    var before: BreakClass?
    var isHyphenated = false
    for cluster in clusters(of: slice) {
      let first = slice.unicodeScalars[cluster.source.lowerBound]
      if Self.isNewline(first) { return offset(of: cluster.source.upperBound, in: text) }
      let columns = columns(of: cluster, first: first, at: column)
      let kind = BreakClass.of(first == "\t" ? " " : first, columns: columns)
      if kind.kind != .space {
        if let before, mayBreak(between: before, and: kind, isHyphenated: isHyphenated) {
          lastBreak = cluster.source.lowerBound
        }
        if column + columns > width && column > 0 {
          return offset(of: lastBreak ?? cluster.source.lowerBound, in: text)
        }
      }
      column += columns
      if kind.kind == .hyphen && before?.kind != .hyphen {
        isHyphenated = before?.kind == .text || before?.kind == .closing
      }
      before = kind
    }
    return nil
  }

  private func mayBreak(between before: BreakClass, and kind: BreakClass, isHyphenated: Bool) -> Bool {
    before.kind == .space || BreakClass.mayBreak(between: before, and: kind, isHyphenated: isHyphenated)
  }

  private func columns(of cluster: Cluster, first: Unicode.Scalar, at column: Int) -> Int {
    if first == "\t" { return Self.tabStop - column % Self.tabStop }
    let columns = cluster.text.columns.value
    // A cluster that no row can hold shows as a question mark.
    return columns > width ? 1 : columns
  }

  private func offset(of index: String.Index, in text: String) -> Int {
    text.utf8.distance(from: text.utf8.startIndex, to: index)
  }

  private static func isNewline(_ scalar: Unicode.Scalar) -> Bool { scalar == "\n" || scalar == "\r" }

  private static func slice(_ text: String, _ range: Range<Int>) -> Substring {
    let utf8 = text.utf8
    let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
    return text[start..<utf8.index(start, offsetBy: range.count)]
  }

  /// `text` in rows of at most `width` columns, each set in by `indent` columns where the width allows.
  static func rows(_ text: String, width: Int, indent: Int = 0, style: Style) -> [Row] {
    let indent = width >= indent + 8 ? indent : 0
    var wrapped = TranscriptText(width: width - indent)
    _ = wrapped.extend(with: text)
    return wrapped.starts.indices.map { index in
      let row = wrapped.row(index, of: text, style: style)
      guard indent > 0, !row.spans.isEmpty else { return row }
      return Row([Span(String(repeating: " ", count: indent), style)] + row.spans)
    }
  }
}
