// Places at which md4c is not given what the text says (see `PreparedText`), in ascending order. They are found while the
// text is divided into blocks: only there it is known which containers a line stands in, and what is open in them.

/// What was noted of lines, by places in the source.
struct LineMarks: Sendable {
  /// Where the delimiter rows of tables begin, at any depth.
  private(set) var delimiterRows: [Int] = []
  /// Where lines begin that would make a heading or a table of a paragraph that has been parted.
  private(set) var wordLines: [Int] = []
  /// The pipes behind which a row of a table in a container has cells that its table has no columns for.
  private(set) var surplusPipes: [Int] = []
  /// The columns of the last table.
  private var columns = 0

  /// How many there are.
  struct Mark: Sendable {
    fileprivate var counts: [Int]
    fileprivate var columns: Int
  }

  var mark: Mark { Mark(counts: [delimiterRows.count, wordLines.count, surplusPipes.count], columns: columns) }

  /// Forgets what was noted since `mark`.
  mutating func back(to mark: Mark) {
    delimiterRows.removeLast(delimiterRows.count - mark.counts[0])
    wordLines.removeLast(wordLines.count - mark.counts[1])
    surplusPipes.removeLast(surplusPipes.count - mark.counts[2])
    columns = mark.columns
  }

  /// Notes what `line` says, which stands at `range` of `source`.
  mutating func note(_ line: BlockScanner.Line, at range: Range<Int>, of source: [UInt8]) {
    var end = range.upperBound
    while end > range.lowerBound, source[end - 1].isLineEnd { end -= 1 }
    if let offset = line.wordLine { wordLines.append(range.lowerBound + offset) }
    if let offset = line.delimiterRow {
      let row = range.lowerBound + offset
      delimiterRows.append(row)
      columns = source.withUnsafeBufferPointer { DelimiterRow(Bytes(rebasing: $0[row..<end])) }?.alignments.count ?? 0
    }
    if let offset = line.tableRow, columns > 0 {
      surplusPipes += SurplusCells.pipes(in: source, range.lowerBound + offset..<end, columns: columns)
    }
  }

  /// Those of `places` that are in `range`.
  static func places(_ places: [Int], in range: Range<Int>) -> ArraySlice<Int> {
    func first(notBelow value: Int) -> Int {
      var low = 0
      var high = places.count
      while low < high {
        let middle = (low + high) / 2
        if places[middle] < value { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return places[first(notBelow: range.lowerBound)..<first(notBelow: range.upperBound)]
  }
}

extension MarkdownDocument {
  /// Where delimiter rows begin in `range`.
  func delimiterRows(in range: Range<Int>) -> ArraySlice<Int> {
    LineMarks.places(lineMarks.delimiterRows, in: range)
  }
}
