/// Which rows of a body are hidden. In the place of each stretch of them stands one row, the gap.
struct FoldMap: Equatable {
  /// What stands in a row that is shown.
  enum Place: Equatable {
    /// This row of the body.
    case row(Int)
    /// The gap with this number, counted from 0.
    case gap(Int)
  }

  /// The hidden rows, in ascending order; none is empty, and between two of them a row is shown.
  let gaps: [Range<Int>]

  init(hiding gaps: [Range<Int>] = []) { self.gaps = gaps }

  /// How many rows are shown of a body of `count` rows.
  func shown(of count: Int) -> Int { gaps.reduce(count) { $0 - $1.count + 1 } }

  /// What stands in the row `index` of those shown.
  func place(of index: Int) -> Place {
    var row = index
    for (number, gap) in gaps.enumerated() {
      if row < gap.lowerBound { break }
      if row == gap.lowerBound { return .gap(number) }
      row += gap.count - 1
    }
    return .row(row)
  }

  /// Where the row `row` of the body is shown; the gap where it is hidden.
  func index(of row: Int) -> Int {
    var index = row
    for gap in gaps {
      if row < gap.lowerBound { break }
      index -= min(row - gap.lowerBound, gap.count - 1)
    }
    return index
  }

  /// The row of the body that is shown in `index`, or is the first one hidden there.
  func row(at index: Int) -> Int {
    switch place(of: index) {
    case .row(let row): row
    case .gap(let number): gaps[number].lowerBound
    }
  }

  /// How many rows from `row` of the body on are shown without a gap between them.
  func run(from row: Int) -> Int { (gaps.first { $0.lowerBound > row }?.lowerBound ?? .max) - row }
}
