import Canvas

/// Where the rows of a plain text begin at a width. Knows offsets only: the rows themselves are made when they are drawn,
/// so that a long text costs a number a row.
///
/// Rows are filled greedily: a row ends at the last place before its width where a line may end (after blanks, next to
/// a wide character), in the middle of a word that is longer than a row, and at each newline. Blanks at the end of a row
/// hang over it. Where a row begins decides all that follows, and nothing that follows decides where it begins; so when
/// text is appended, only the last row is wrapped again.
struct TranscriptText {
  /// The offset of each row's first byte, in UTF-8 bytes from the start of the text.
  private(set) var starts: [Int] = []
  /// How much of the text was wrapped.
  private(set) var utf8Count = 0
  let width: Int

  /// Tabs reach to the next multiple of this many columns.
  private static let tabStop = 4

  init(width: Int) { self.width = max(1, width) }

  /// Wraps what `text` has more than when last asked. Returns how many rows were laid out.
  mutating func extend(with text: String) -> Int {
    guard text.utf8.count > utf8Count || starts.isEmpty else { return 0 }
    // A row that begins where the text ended is stepped over too: its newline may have been half of CR LF.
    if let last = starts.last, last == utf8Count { starts.removeLast() }
    let from = starts.popLast() ?? 0
    let kept = starts.count
    wrap(text, from: from)
    utf8Count = text.utf8.count
    return starts.count - kept
  }

  /// The row that shows the byte at `offset`.
  func row(at offset: Int) -> Int {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
  }

  /// The row `index` of `text`, drawn in `style`.
  func row(_ index: Int, of text: String, style: Style) -> Row {
    guard starts.indices.contains(index) else { return Row() }
    let end = index + 1 < starts.count ? starts[index + 1] : utf8Count
    var shown = ""
    var column = 0
    for character in Self.slice(text, starts[index]..<end) {
      if Self.isNewline(character) { break }
      let columns = Self.columns(character, at: column)
      if column + columns > width {
        if column > 0 { break }
        // One character alone is wider than the pane.
        shown = "…"
        break
      }
      if character == "\t" {
        shown += String(repeating: " ", count: columns)
      } else {
        shown.append(character)
      }
      column += columns
    }
    while shown.utf8.last == UInt8(ascii: " ") { shown.removeLast() }
    return shown.isEmpty ? Row() : Row([Span(shown, style)])
  }

  private mutating func wrap(_ text: String, from: Int) {
    var start = from
    var column = 0
    var offset = from
    /// Where the next row could begin, and the columns from the row's start to there.
    var lastBreak: (offset: Int, column: Int)?
    var before = Kind.blank
    starts.append(start)
    for character in Self.slice(text, from..<text.utf8.count) {
      let bytes = character.utf8.count
      if Self.isNewline(character) {
        offset += bytes
        start = offset
        starts.append(start)
        column = 0
        lastBreak = nil
        before = .blank
        continue
      }
      let kind = Kind(character)
      var columns = Self.columns(character, at: column)
      if kind != .blank {
        if offset > start && (before == .blank || kind == .wide || before == .wide) {
          lastBreak = (offset, column)
        }
        while column + columns > width && offset > start {
          let (next, cut) = lastBreak ?? (offset, column)
          start = next
          starts.append(start)
          column -= cut
          lastBreak = nil
          columns = Self.columns(character, at: column)
        }
      }
      column += columns
      offset += bytes
      before = kind
    }
  }

  private enum Kind {
    case blank, wide, narrow

    init(_ character: Character) {
      if character == " " || character == "\t" {
        self = .blank
      } else {
        self = !character.isASCII && TerminalText(String(character)).columns > 1 ? .wide : .narrow
      }
    }
  }

  private static func columns(_ character: Character, at column: Int) -> Int {
    if character == "\t" { return tabStop - column % tabStop }
    if let ascii = character.asciiValue, (0x20..<0x7F).contains(ascii) { return 1 }
    return TerminalText(String(character)).columns.value
  }

  private static func isNewline(_ character: Character) -> Bool {
    character == "\n" || character == "\r\n" || character == "\r"
  }

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
