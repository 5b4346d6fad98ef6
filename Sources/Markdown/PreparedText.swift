// What md4c is given of a piece, which is not quite what the text says:
//
// - Delimiter rows of tables are widened (see `DelimiterRow`).
// - `**「粗體」**中文` is emphasis to its author, but not to CommonMark, where a mark between punctuation and a letter cannot
//   close. A character that is neither is put between the mark and the punctuation, and dropped from what comes back.
// - In formulas (`\(a_1\)`, `$$x_{i}$$`) backslashes, underscores and stars stay what they are: they are parted from what
//   they would mark.
// - In the piece at the end of a text that grows, emphasis, code and links that are still open are closed, so that their
//   marks do not stand there until they close and then vanish.
// - A paragraph that has been parted stays one: before a line that would make a heading or a table of its last piece stands
//   a separator.
// - Cells for which a table has no column stay in the last one (see `SurplusCells`).
// - Empty lines before it, where md4c went wrong without them. In an item it looks for the item's start right before what
//   comes next, and takes a line for that whose place in the text is 4 in its last byte; what follows a blank line then
//   falls out of the list. At another place it does not.
//
// Each change is noted, so that a place in what md4c parsed leads back to a place in the text.

/// A part of a text, made ready for md4c.
struct PreparedText {
  private(set) var bytes: [UInt8] = []
  /// From each of these places on, the distance to the source.
  private var shifts: [(offset: Int, shift: Int)] = []
  /// The place in the source from which on marks are not there, but expected.
  private(set) var guessedFrom: Int?
  /// Places in the source at which something is open to the guess.
  private(set) var openRanges: [Range<Int>] = []
  /// Where it begins in the source.
  private let start: Int
  /// Of the rows of a table: its columns.
  private var columns: Int?

  /// What stands between an emphasis mark and punctuation: a noncharacter, which no text has a use for.
  static let separator: [UInt8] = [0xEF, 0xB7, 0x90]

  /// What stands before a mark that means itself: another noncharacter and a backslash. In code, where the backslash is
  /// not taken away, both are ours.
  static let escape: [UInt8] = [0xEF, 0xB7, 0x91, .backslash]

  /// The text of `bytes` without separators.
  static func withoutSeparators(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    guard hasSeparator(bytes) else { return bytes.decoded }
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    var position = 0
    while position < bytes.count {
      if isSeparator(bytes, position) {
        position +=
          bytes[position + 2] == escape[2] && position + 3 < bytes.count && bytes[position + 3] == .backslash ? 4 : 3
      } else {
        kept.append(bytes[position])
        position += 1
      }
    }
    return kept.decoded
  }

  /// Whether there is a separator in `bytes`.
  static func hasSeparator(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.indices.contains { isSeparator(bytes, $0) }
  }

  private static func isSeparator(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
    bytes[position] == separator[0] && position + 2 < bytes.count && bytes[position + 1] == separator[1]
      && (bytes[position + 2] == separator[2] || bytes[position + 2] == escape[2])
  }

  /// Makes the bytes of `range` ready, behind `padding` empty lines and `head`.
  init(
    _ document: MarkdownDocument, _ range: Range<Int>, isOpen: Bool, hasInlines: Bool = true, head: [UInt8] = [],
    padding: Int = 0
  ) {
    bytes.reserveCapacity(range.count + 16 + padding + head.count)
    bytes += repeatElement(.newline, count: padding)
    bytes += head
    start = range.lowerBound
    shifts.append((0, range.lowerBound - padding - head.count))
    let source = document.source
    var position = range.lowerBound
    let end = range.upperBound
    let words = LineMarks.places(document.lineMarks.wordLines, in: range)
    let rows = document.delimiterRows(in: range)
    for row in words.isEmpty ? Array(rows) : (rows + words).sorted() {
      if hasInlines { copy(document, position..<row) } else { bytes += source[position..<row] }
      if words.contains(row) {
        insert(Self.separator, sourceAfter: row)
        position = row
        continue
      }
      let lineEnd = min(end, source.skip(from: row) { !$0.isLineEnd })
      let widened = source.withUnsafeBufferPointer { DelimiterRow(Bytes(rebasing: $0[row..<lineEnd]))?.widened }
      insert(widened ?? Array(source[row..<lineEnd]), sourceAfter: lineEnd)
      position = lineEnd
    }
    guard hasInlines else {
      bytes += source[position..<end]
      endLine()
      return
    }
    copyLines(document, position..<end, isOpen: isOpen)
    addDefinitions(document, range)
  }

  /// Makes the lines at `range` ready, which are rows of a table of `columns` columns, between `head` and `tail`.
  init(
    _ document: MarkdownDocument, _ range: Range<Int>, columns: Int, head: [UInt8], tail: [UInt8], isOpen: Bool
  ) {
    start = range.lowerBound
    shifts.append((0, range.lowerBound))
    self.columns = columns
    insert(head, sourceAfter: range.lowerBound)
    copyLines(document, range, isOpen: isOpen)
    if !tail.isEmpty { insert(tail + [.newline], sourceAfter: range.upperBound) }
    addDefinitions(document, range)
  }

  /// The place in the source of a place in `bytes`.
  func source(of offset: Int) -> Int {
    var low = 0
    var high = shifts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if shifts[middle].offset <= offset { low = middle } else { high = middle }
    }
    return max(start, offset + shifts[low].shift)
  }

  private mutating func insert(_ text: [UInt8], sourceAfter: Int) {
    bytes += text
    shifts.append((bytes.count, sourceAfter - bytes.count))
  }

  /// Adds the lines at `range`, and what may follow them if they are the last ones of a text that grows.
  private mutating func copyLines(_ document: MarkdownDocument, _ range: Range<Int>, isOpen: Bool) {
    let leaf = document.openLeaf
    if isOpen, !document.isFinished, leaf.isText, range.upperBound > leaf.start, !range.isEmpty {
      let start = max(range.lowerBound, leaf.start)
      let guess = UnfinishedInlines(
        document.source[start..<range.upperBound], isTable: leaf.isTable,
        awaitsDefinitions: document.references.isWaiting)
      copy(document, range.lowerBound..<guess.end, isOpen: true)
      openRanges = guess.openRanges
      if !guess.closing.isEmpty { guessedFrom = guess.end }
      insert(guess.closing, sourceAfter: range.upperBound)
    } else {
      copy(document, range)
    }
    endLine()
  }

  private mutating func endLine() {
    if bytes.last.map({ !$0.isLineEnd }) ?? false { bytes.append(.newline) }
  }

  private mutating func addDefinitions(_ document: MarkdownDocument, _ range: Range<Int>) {
    let definitions = document.references.definitions(for: document.source[range])
    guard !definitions.isEmpty else { return }
    // With a carriage return before it a newline is no line of its own.
    if bytes.last == .carriageReturn { bytes.append(.newline) }
    bytes.append(.newline)
    bytes += definitions
  }

  private mutating func copy(_ document: MarkdownDocument, _ range: Range<Int>, isOpen: Bool = false) {
    let source = document.source
    var position = range.lowerBound
    var additions: [TextAdditions.Addition] = []
    if columns == nil {
      additions = TextAdditions.additions(to: source, range, isOpen: isOpen)
    } else {
      // Nothing goes from one row of a table to the next.
      var start = range.lowerBound
      while start < range.upperBound {
        let lineEnd = source.skip(from: start) { !$0.isLineEnd }
        let end = min(range.upperBound, lineEnd)
        additions += TextAdditions.additions(to: source, start..<end, isOpen: isOpen && lineEnd == source.count)
        start = source.skip(from: end) { $0.isLineEnd }
      }
    }
    let pipes =
      columns.map { SurplusCells.pipes(in: source, range, columns: $0) }
      ?? Array(LineMarks.places(document.lineMarks.surplusPipes, in: range))
    if !pipes.isEmpty {
      additions += pipes.map { .init(place: $0, text: Self.escape) }
      additions.sort { $0.place < $1.place }
    }
    for addition in additions {
      bytes += source[position..<addition.place]
      insert(addition.text, sourceAfter: addition.place)
      position = addition.place
    }
    bytes += source[position..<range.upperBound]
  }
}
