// What md4c is given of a piece, which is not quite what the text says:
//
// - Delimiter rows of tables are widened (see `DelimiterRow`).
// - `**「粗體」**中文` is emphasis to its author, but not to CommonMark, where a mark between punctuation and a letter cannot
//   close. A character that is neither is put between the mark and the punctuation, and dropped from what comes back.
// - In the piece at the end of a text that grows, emphasis, code and links that are still open are closed, so that their
//   marks do not stand there until they close and then vanish.
//
// Each change is noted, so that a place in what md4c parsed leads back to a place in the text.

/// A part of a text, made ready for md4c.
struct PreparedText {
  private(set) var bytes: [UInt8] = []
  /// From each of these places on, the distance to the source.
  private var shifts: [(offset: Int, shift: Int)] = []

  /// What stands between an emphasis mark and punctuation: a noncharacter, which no text has a use for.
  static let separator: [UInt8] = [0xEF, 0xB7, 0x90]

  /// Makes the bytes of `range` ready.
  init(_ document: MarkdownDocument, _ range: Range<Int>, isOpen: Bool, hasInlines: Bool = true) {
    bytes.reserveCapacity(range.count + 16)
    shifts.append((0, range.lowerBound))
    let source = document.source
    var position = range.lowerBound
    let end = isOpen && hasInlines ? range.upperBound : range.upperBound
    for row in document.delimiterRows(in: range) {
      let lineEnd = min(end, source.skip(from: row) { !$0.isLineEnd })
      copy(source, position..<row, hasInlines: hasInlines)
      let widened = source.withUnsafeBufferPointer { DelimiterRow(Bytes(rebasing: $0[row..<lineEnd]))?.widened }
      insert(widened ?? Array(source[row..<lineEnd]), sourceAfter: lineEnd)
      position = lineEnd
    }
    if isOpen, hasInlines, document.openLeaf.isText, range.contains(document.openLeaf.start) {
      let start = max(position, document.openLeaf.start)
      let guess = UnfinishedInlines(source[start..<end], isTable: document.openLeaf.isTable)
      copy(source, position..<guess.end, hasInlines: true)
      insert(guess.closing, sourceAfter: end)
    } else {
      copy(source, position..<end, hasInlines: hasInlines)
    }
    if bytes.last.map({ !$0.isLineEnd }) ?? false { bytes.append(.newline) }
    guard hasInlines else { return }
    let definitions = document.references.definitions(for: source[range])
    if !definitions.isEmpty {
      bytes.append(.newline)
      bytes += definitions
    }
  }

  /// Bytes that stand for themselves, at `start` in a source.
  init(_ text: [UInt8], at start: Int = 0) {
    shifts.append((0, start))
    copy(text, 0..<text.count, hasInlines: true)
    if bytes.last.map({ !$0.isLineEnd }) ?? false { bytes.append(.newline) }
  }

  /// The place in the source of a place in `bytes`.
  func source(of offset: Int) -> Int {
    var low = 0
    var high = shifts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if shifts[middle].offset <= offset { low = middle } else { high = middle }
    }
    return offset + shifts[low].shift
  }

  private mutating func insert(_ text: [UInt8], sourceAfter: Int) {
    bytes += text
    shifts.append((bytes.count, sourceAfter - bytes.count))
  }

  private mutating func copy(_ source: [UInt8], _ range: Range<Int>, hasInlines: Bool) {
    var position = range.lowerBound
    if hasInlines {
      for place in EmphasisSeparators.places(in: source, range) {
        bytes += source[position..<place]
        insert(Self.separator, sourceAfter: place)
        position = place
      }
    }
    bytes += source[position..<range.upperBound]
  }
}

extension MarkdownDocument {
  /// Where delimiter rows begin in `range`.
  func delimiterRows(in range: Range<Int>) -> ArraySlice<Int> {
    func first(notBelow value: Int) -> Int {
      var low = 0
      var high = delimiterRows.count
      while low < high {
        let middle = (low + high) / 2
        if delimiterRows[middle] < value { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return delimiterRows[first(notBelow: range.lowerBound)..<first(notBelow: range.upperBound)]
  }
}
