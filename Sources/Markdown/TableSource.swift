import Canvas

/// The head of a top-level table: what its rows are parsed with.
struct TableSource: Equatable, Sendable {
  /// Where the header and the rows below the delimiter row begin.
  let header: Int
  let body: Int
  private let delimiter: DelimiterRow

  /// Reads the head of the table `block`; nil if there is none.
  init?(_ document: MarkdownDocument, _ block: MarkdownBlock) {
    guard block.kind == .table, let row = document.delimiterRows(in: block.source).first else { return nil }
    let end = document.lineEnd(from: row)
    var last = end
    while last > row, document.source[last - 1].isLineEnd { last -= 1 }
    guard let delimiter = document.source.withUnsafeBufferPointer({ DelimiterRow(Bytes(rebasing: $0[row..<last])) })
    else { return nil }
    header = block.source.lowerBound
    body = end
    self.delimiter = delimiter
  }

  var columns: Int { delimiter.alignments.count }

  /// The rows of the table that stand in `range`, which begins with a line; the header is one of them.
  func rows(of document: MarkdownDocument, in range: Range<Int>, isOpen: Bool) -> [TableRow] {
    var rows: [TableRow] = []
    if range.lowerBound == header {
      let end = min(document.lineEnd(from: header), range.upperBound)
      let text = PreparedText(
        document, header..<end, columns: columns, head: [], tail: delimiter.widened, isOpen: false)
      rows += parse(text).prefix(1).map {
        var row = $0
        row.isHeader = true
        return row
      }
    }
    let lines = max(range.lowerBound, body)..<max(body, range.upperBound)
    guard !lines.isEmpty else { return rows }
    // The header is another one, so that this costs as much as the lines do.
    let head = Array(repeating: "|x", count: columns).joined() + "|\n"
    let text = PreparedText(
      document, lines, columns: columns, head: Array(head.utf8) + delimiter.widened + [.newline], tail: [],
      isOpen: isOpen)
    return rows + parse(text).dropFirst()
  }

  private func parse(_ text: PreparedText) -> [TableRow] {
    var reader = BlockRenderer(width: 80, text: text, tables: .read)
    guard MarkdownParser.parse(text.bytes, { reader.take($0) }) else { return [] }
    return reader.tableRows
  }

  /// The first line of a paragraph at the end of a text that grows, as the header of a table, if it looks like one: it
  /// begins with a pipe, and nothing has come after it.
  static func header(expectedIn piece: MarkdownPiece, of document: MarkdownDocument) -> PreparedText? {
    guard piece.isOpen, piece.resume == nil, !document.isFinished, piece.lines <= 1 else { return nil }
    let source = document.source
    let start = source.skip(from: piece.source.lowerBound) { $0 == .space }
    guard start < piece.source.upperBound, source[start] == UInt8(ascii: "|"),
      document.lineEnd(from: start) == piece.source.upperBound
    else { return nil }
    var last = piece.source.upperBound
    while last > start, source[last - 1].isLineEnd || source[last - 1].isBlank { last -= 1 }
    var columns = 0
    var position = start + 1
    var isInCell = false
    while position < last {
      if source[position] == UInt8(ascii: "|") {
        if isInCell { columns += 1 }
        isInCell = false
      } else {
        isInCell = isInCell || !source[position].isBlank
        if source[position] == .backslash { position += 1 }
      }
      position += 1
    }
    if isInCell { columns += 1 }
    guard columns > 0 else { return nil }
    let delimiter = "|" + String(repeating: "---|", count: columns)
    return PreparedText(
      document, piece.source.lowerBound..<last, columns: columns, head: [], tail: Array(delimiter.utf8), isOpen: true)
  }

  static func == (a: Self, b: Self) -> Bool { a.header == b.header && a.body == b.body }
}

/// Cells for which a table has no column: md4c leaves them out; here they stay in the last cell, with their pipes.
enum SurplusCells {
  /// The pipes in `range` of `source`, rows of a table of `columns` columns, that part no cells.
  static func pipes(in source: [UInt8], _ range: Range<Int>, columns: Int) -> [Int] {
    var places: [Int] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(range.upperBound, source.skip(from: start) { !$0.isLineEnd })
      places += Self.pipes(in: source, from: start, to: end).dropFirst(columns - 1)
      start = source.skip(from: end) { $0.isLineEnd }
    }
    return places
  }

  /// The pipes between the cells of one row.
  private static func pipes(in source: [UInt8], from start: Int, to end: Int) -> [Int] {
    var position = source.skip(from: start) { $0.isBlank }
    var last = end
    while last > position, source[last - 1].isInnerSpace { last -= 1 }
    if position < last, source[position] == UInt8(ascii: "|") { position += 1 }
    var pipes: [Int] = []
    let code = CodeSpans(source, start..<end)
    while position < last {
      switch source[position] {
      case .backslash: position += 2
      case .backtick: position = code.end(at: position) ?? source.skip(from: position) { $0 == .backtick }
      case let byte:
        if byte == UInt8(ascii: "|"), position + 1 < last { pipes.append(position) }
        position += 1
      }
    }
    return pipes
  }
}

/// A table's head and the columns in which its rows are laid out.
struct TableShape: Equatable, Sendable {
  let source: TableSource
  let layout: TableLayout
  /// Whether the header shows by itself, and not with each row.
  let showsHeader: Bool

  init(source: TableSource, layout: TableLayout, hasRows: Bool) {
    self.source = source
    self.layout = layout
    showsHeader = layout.columns != nil || !hasRows
  }

  static func == (a: Self, b: Self) -> Bool {
    a.source == b.source && a.showsHeader == b.showsHeader && a.layout.columns == b.layout.columns
  }
}

// When the columns of a table that grows are measured anew.
//
// A row that is wider than the ones above it would move all of them. Up to sixteen rows it does; from there on the columns
// are measured anew each time the number of rows has doubled, so that in all no row is laid out more than a few times. Once
// the table has ended they are measured for the last time. A row that has not ended is not measured with the others; in a
// short table it gets the room that they leave free.

/// Measures a table row by row.
struct TableMeasure: Sendable {
  private let source: TableSource
  /// All rows that have ended, and those that the columns are made for while the table grows.
  private var all: TableLayout
  private var snapshot: TableLayout
  private var rows = 0
  /// Where the rows begin that have not been measured.
  private(set) var position: Int

  private static let everyRowUpTo = 16

  init(_ source: TableSource, width: Columns) {
    self.source = source
    all = TableLayout(columns: source.columns, width: width)
    snapshot = all
    position = source.header
  }

  func fits(_ source: TableSource) -> Bool { self.source == source }

  /// The same at another width.
  mutating func resize(to width: Columns) {
    all.resize(to: width)
    snapshot.resize(to: width)
  }

  /// Measures the rows of `block` that have ended since the last time.
  mutating func extend(_ document: MarkdownDocument, _ block: MarkdownBlock, counters: inout MarkdownLayout.Counters) {
    let end = document.lastLineEnd(in: block.source)
    guard end > position else { return }
    counters.piecesParsed += 1
    counters.bytesLaidOut += end - position
    for row in source.rows(of: document, in: position..<end, isOpen: false) {
      all.measure(row)
      rows += 1
      if rows <= Self.everyRowUpTo || rows & (rows - 1) == 0 { snapshot = all }
    }
    position = end
  }

  func shape(of document: MarkdownDocument, _ block: MarkdownBlock) -> TableShape {
    var layout = block.isOpen ? snapshot : all
    if block.isOpen, rows < Self.everyRowUpTo, position < block.source.upperBound {
      for row in source.rows(of: document, in: position..<block.source.upperBound, isOpen: true) {
        layout.makeRoom(for: row)
      }
    }
    return TableShape(source: source, layout: layout, hasRows: block.source.upperBound > source.body)
  }
}
