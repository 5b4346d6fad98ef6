/// Which rows of a part of a body are hidden. In the place of each stretch of them stands one row, the gap; a stretch that
/// began in the part above has its gap there.
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
  /// So many rows at the start are hidden without a gap.
  let hidden: Int
  /// Whether what the last gap hides goes on in the part below.
  let goesOn: Bool

  init(hiding gaps: [Range<Int>] = [], afterHidden hidden: Int = 0, goesOn: Bool = false) {
    self.gaps = gaps
    self.hidden = hidden
    self.goesOn = goesOn
  }

  /// How many rows are shown of a part of `count` rows.
  func shown(of count: Int) -> Int { gaps.reduce(count - hidden) { $0 - $1.count + 1 } }

  /// What stands in the row `index` of those shown.
  func place(of index: Int) -> Place {
    var row = index + hidden
    for (number, gap) in gaps.enumerated() {
      if row < gap.lowerBound { break }
      if row == gap.lowerBound { return .gap(number) }
      row += gap.count - 1
    }
    return .row(row)
  }

  /// Where the row `row` of the part is shown; the gap where it is hidden, or the first row shown.
  func index(of row: Int) -> Int {
    var index = max(0, row - hidden)
    for gap in gaps {
      if row < gap.lowerBound { break }
      index -= min(row - gap.lowerBound, gap.count - 1)
    }
    return index
  }

  /// The row of the part that is shown in `index`, or is the first one hidden there.
  func row(at index: Int) -> Int {
    switch place(of: index) {
    case .row(let row): row
    case .gap(let number): gaps[number].lowerBound
    }
  }

  /// How many rows from `row` of the part on are shown without a gap between them.
  func run(from row: Int) -> Int { (gaps.first { $0.lowerBound > row }?.lowerBound ?? .max) - row }
}
