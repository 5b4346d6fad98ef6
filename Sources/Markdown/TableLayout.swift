import Canvas

/// The content of a table as parsed: the first row is the header.
struct TableContent: Sendable {
  let columns: Int
  private(set) var rows: [TableRow] = []

  init(columns: Int) { self.columns = columns }

  mutating func startRow(at source: Int) { rows.append(TableRow(source: source)) }

  mutating func startCell(_ alignment: DelimiterRow.Alignment) {
    guard !rows.isEmpty else { return }
    rows[rows.count - 1].alignments.append(alignment)
  }

  mutating func endCell(_ lines: [[InlineRun]]) {
    guard !rows.isEmpty else { return }
    rows[rows.count - 1].cells.append(lines)
  }
}

/// A row of a table: for each column the lines of its cell.
struct TableRow: Sendable {
  var source: Int
  var isHeader = false
  var cells: [[[InlineRun]]] = []
  var alignments: [DelimiterRow.Alignment] = []
}

// How wide the columns of a table are.
//
// Each column is as wide as its widest cell as long as all fit. If they do not, the widest columns are made narrower until
// they do, and their cells wrap. If that would leave a column fewer columns than it takes to read in it, the table is shown
// row by row instead, as `header: value`.

/// Lays out the rows of a table in columns that it measures.
struct TableLayout: Sendable {
  private var width: Int
  /// For each column the width of its widest cell and of its longest word.
  private var widest: [Int]
  private var longestWord: [Int]
  private var header: TableRow?
  /// For each column the width that the row which has not ended would like to have.
  private var wanted: [Int] = []

  /// Columns that a narrowed column keeps at least, unless its longest word is shorter.
  private static let leastColumns = 8
  private static let gap = 3

  /// A table of `columns` columns at `width`.
  init(columns: Int, width: Columns) {
    self.width = max(1, width.value)
    widest = Array(repeating: 1, count: columns)
    longestWord = Array(repeating: 1, count: columns)
  }

  /// The same at another width of the pane; the widths of the cells do not depend on it.
  mutating func resize(to width: Columns) { self.width = max(1, width.value) }

  /// Takes the widths of `row` into account; the first one is the header.
  mutating func measure(_ row: TableRow) {
    if header == nil { header = row }
    for (column, cell) in row.cells.enumerated() where column < widest.count {
      for line in cell {
        var columns = 0
        for run in line {
          let text = TerminalText(run.text)
          columns += text.columns.value
          for word in run.text.split(separator: " ") where longestWord[column] < Self.leastColumns {
            longestWord[column] = max(longestWord[column], TerminalText(word).columns.value)
          }
        }
        widest[column] = max(widest[column], columns)
      }
    }
  }

  /// Gives `row`, which has not ended, the room that the rows above leave free: narrowing their columns for what still grows
  /// would move all of them with each word.
  mutating func makeRoom(for row: TableRow) {
    var whole = self
    whole.measure(row)
    wanted = whole.widest
  }

  /// The widths of the columns; nil when the table is shown row by row.
  var columns: [Int]? {
    guard var columns = columnsOfMeasured, !wanted.isEmpty else { return columnsOfMeasured }
    var free = width - Self.gap * (columns.count - 1) - columns.reduce(0, +)
    for (column, wish) in wanted.enumerated() where wish > columns[column] && free > 0 {
      let added = min(free, wish - columns[column])
      columns[column] += added
      free -= added
    }
    return columns
  }

  private var columnsOfMeasured: [Int]? {
    let room = width - Self.gap * (widest.count - 1)
    guard room >= widest.count else { return nil }
    if widest.reduce(0, +) <= room { return widest }
    // The level above which columns are cut so that all fit: narrow columns keep their width, the others share the rest.
    var left = room
    var level = 0
    var rest = widest.count
    for column in widest.sorted() {
      level = left / rest
      if column > level { break }
      left -= column
      rest -= 1
    }
    var extra = left - level * rest
    var result: [Int] = []
    for (index, column) in widest.enumerated() {
      if column <= level {
        result.append(column)
        continue
      }
      let share = extra > 0 ? level + 1 : level
      extra -= 1
      if share < min(Self.leastColumns, longestWord[index]) { return nil }
      result.append(share)
    }
    return result
  }

  /// The rows of `row` in `columns`, or in the form `header: value` without them.
  func rows(of row: TableRow, isHeader: Bool, columns: [Int]?) -> LaidRows {
    guard let columns else { return isHeader ? headerRecord(row) : record(row) }
    var cells: [[Row]] = []
    for (column, width) in columns.enumerated() {
      var laid = LaidRows()
      for line in column < row.cells.count ? row.cells[column] : [[]] {
        laid.wrap(line, width: Columns(width), first: Row(), rest: Row(), source: row.source)
      }
      cells.append(laid.rows)
    }
    var rows = LaidRows()
    for line in 0..<(cells.map(\.count).max() ?? 1) {
      var result = Row()
      for (column, width) in columns.enumerated() {
        if column > 0 { result.append(Span(" │ ", Style(.tableBorder))) }
        let cell = line < cells[column].count ? cells[column][line] : Row()
        let alignment = column < row.alignments.count ? row.alignments[column] : .none
        let free = max(0, width - cell.columns.value)
        let before = alignment == .right ? free : alignment == .center ? free / 2 : 0
        result.append(Span(TerminalText.blanks(Columns(before))))
        result.append(cell)
        let isLast = column == columns.count - 1
        if !isLast { result.append(Span(TerminalText.blanks(Columns(free - before)))) }
      }
      rows.append(result, source: row.source)
    }
    if isHeader {
      let lines = columns.map { String(repeating: "─", count: $0) }.joined(separator: "─┼─")
      let total = columns.reduce(0, +) + Self.gap * (columns.count - 1)
      rows.append(
        Row([Span(TerminalText(safe: lines, columns: Columns(total)), Style(.tableBorder))]), source: row.source)
    }
    return rows
  }

  /// The header as long as there is no row below it: its cells, which wait for their values.
  private func headerRecord(_ row: TableRow) -> LaidRows {
    record(TableRow(source: row.source, isHeader: true, cells: row.cells.map { _ in [[]] }, alignments: []))
  }

  /// The cells below each other, each behind its header.
  private func record(_ row: TableRow) -> LaidRows {
    var rows = LaidRows()
    for (column, cell) in row.cells.enumerated() {
      var name = column < header?.cells.count ?? 0 ? header?.cells[column].joined().map(\.text).joined() ?? "" : ""
      if name.isEmpty { name = "\(column + 1)" }
      let isEmpty = cell.allSatisfy(\.isEmpty)
      let label = InlineRun(text: name + (isEmpty ? ":" : ": "), style: Style(.tableHeader, .bold), source: row.source)
      let indent = Row([Span(TerminalText.blanks(2))])
      for (index, line) in cell.enumerated() {
        rows.wrap(
          index == 0 ? [label] + line : line, width: Columns(width), first: index == 0 ? Row() : indent, rest: indent,
          source: row.source)
      }
    }
    let rule = String(repeating: "─", count: min(width, 12))
    rows.append(Row([Span(rule, Style(.tableBorder))]), source: row.source)
    return rows
  }
}
