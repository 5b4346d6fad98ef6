import Canvas

// The rows of a growing text at one width.
//
// The unit is a piece (see `MarkdownPiece`). A piece that has closed is laid out once for a width, when somebody asks for
// rows in it or below it; an open one is laid out again when it has grown, except code and tables, which keep the rows of
// the lines that have ended. Rows can be dropped to save memory; their number is remembered.
//
// Nothing announces a change: `update` compares what it has with the document. The rows that come out depend on the text
// and the width alone, whichever way the text arrived (a property that the tests always check).

/// Lays out a document and keeps its rows.
package struct MarkdownLayout: Sendable {
  /// What has been done so far, for tests and measurements.
  package struct Counters: Hashable, Sendable {
    /// Pieces given to the parser.
    package var piecesParsed = 0
    /// Rows made, each as often as it was made.
    package var rowsLaidOut = 0
    /// Bytes of source from which rows were made, each as often as that happened.
    package var bytesLaidOut = 0
  }

  /// The width of the rows.
  package private(set) var width: Columns
  /// What has been done since the layout was made.
  package private(set) var counters = Counters()

  private var pieces: [LaidPiece] = []
  /// For each piece whose number of rows and whose predecessors' are known, the row below it.
  private var ends: [Int] = []
  /// How many pieces had closed at the last update, and how many changed links it had heard of.
  private var closedPieces = 0
  private var changesRead = 0
  /// The tables whose columns have been measured, by block.
  private var tables: [Int: TableMeasure] = [:]
  /// The columns in which their rows are laid out.
  private var shapes: [Int: TableShape] = [:]

  /// Rows at `width`; less than one column counts as one.
  package init(width: Columns) { self.width = max(1, width) }

  /// Lays everything out at another width from now on.
  package mutating func resize(to width: Columns) {
    guard max(1, width) != self.width else { return }
    self.width = max(1, width)
    for index in pieces.indices { pieces[index].forget() }
    ends = []
    tables = [:]
    shapes = [:]
  }

  /// Takes notice of what `document` has more than at the last update; costs as much as there is new, and lays out nothing.
  package mutating func update(_ document: MarkdownDocument) {
    let outline = document.outline.pieces
    let first = min(closedPieces, outline.count)
    if pieces.count > outline.count { pieces.removeLast(pieces.count - outline.count) }
    while pieces.count < outline.count { pieces.append(LaidPiece()) }
    for index in first..<outline.count {
      let piece = outline[index]
      let block = document.blocks[piece.block]
      if block.kind == .table, tables[piece.block] != nil, measure(piece.block, document) {
        cut(from: block.firstPiece)
      }
      if ends.count > index, pieces[index].stamp != stamp(index, document) { cut(from: index) }
    }
    closedPieces = document.closedPieces
    let changes = document.references.changedPieces
    while changesRead < changes.count {
      let index = changes[changesRead]
      changesRead += 1
      guard index < pieces.count else { continue }
      pieces[index].forget()
      cut(from: index)
    }
  }

  /// The number of rows. Lays out what has not been laid out yet.
  package mutating func rowCount(of document: MarkdownDocument) -> Int {
    count(to: pieces.count, document)
    return ends.last ?? 0
  }

  /// The rows of `range`, as far as there are. Lays out what lies above them if that has not been done at this width.
  package mutating func rows(_ range: Range<Int>, of document: MarkdownDocument) -> [Row] {
    var result: [Row] = []
    for index in piecesWithRows(in: range, document) {
      lay(index, document)
      let start = index == 0 ? 0 : ends[index - 1]
      let rows = pieces[index].rows?.rows ?? []
      let part = (max(range.lowerBound, start) - start)..<(min(range.upperBound, start + rows.count) - start)
      if !part.isEmpty { result += rows[part] }
    }
    return result
  }

  /// The place in the source, in UTF-8 bytes, of the first thing that row `row` shows.
  package mutating func source(ofRow row: Int, of document: MarkdownDocument) -> Int {
    guard let index = piecesWithRows(in: row..<row + 1, document).first else { return document.source.count }
    lay(index, document)
    let start = index == 0 ? 0 : ends[index - 1]
    return pieces[index].rows?.sources[row - start] ?? 0
  }

  /// The row that shows the byte `source` of the text; the last one for what lies behind the end.
  package mutating func row(ofSource source: Int, of document: MarkdownDocument) -> Int {
    let outline = document.outline.pieces
    var low = 0
    var high = outline.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if outline[middle].source.lowerBound <= source { low = middle } else { high = middle }
    }
    guard low < outline.count else { return 0 }
    count(to: low + 1, document)
    lay(low, document)
    let start = low == 0 ? 0 : ends[low - 1]
    let sources = pieces[low].rows?.sources ?? []
    // Definitions show nothing; they may be the last thing in the text.
    if sources.isEmpty { return max(0, start - 1) }
    let row = sources.lastIndex { $0 <= source } ?? 0
    // Of several rows that show nothing of their own the first one counts.
    let first = sources.firstIndex { $0 == (sources.indices.contains(row) ? sources[row] : source) } ?? row
    return start + max(first, min(sources.count - 1, pieces[low].gap))
  }

  /// The first row of the block `index`, the blank one above it left out.
  package mutating func row(ofBlock index: Int, of document: MarkdownDocument) -> Int {
    let piece = document.blocks[index].firstPiece
    count(to: piece + 1, document)
    return (piece == 0 ? 0 : ends[piece - 1]) + pieces[piece].gap
  }

  /// The rows of the block `index`, the blank one above it left out.
  package mutating func rows(ofBlock index: Int, of document: MarkdownDocument) -> Range<Int> {
    let start = row(ofBlock: index, of: document)
    let next = index + 1 < document.blocks.count ? document.blocks[index + 1].firstPiece : pieces.count
    count(to: next, document)
    return start..<max(start, next == 0 ? 0 : ends[next - 1])
  }

  /// Forgets the rows outside `range`, but not how many there are: they are laid out again when asked for.
  package mutating func drop(outside range: Range<Int>) {
    for index in ends.indices where pieces[index].rows != nil {
      let start = index == 0 ? 0 : ends[index - 1]
      if ends[index] <= range.lowerBound || start >= range.upperBound { pieces[index].dropRows() }
    }
  }

  /// How many rows are kept in memory.
  package var rowsHeld: Int { pieces.reduce(0) { $0 + ($1.rows?.count ?? 0) } }

  // MARK: Laying out

  private mutating func piecesWithRows(in range: Range<Int>, _ document: MarkdownDocument) -> Range<Int> {
    while (ends.last ?? 0) < range.upperBound, ends.count < pieces.count { count(to: ends.count + 1, document) }
    guard !range.isEmpty, range.lowerBound < ends.last ?? 0 else { return 0..<0 }
    func first(endingAbove row: Int) -> Int {
      var low = 0
      var high = ends.count
      while low < high {
        let middle = (low + high) / 2
        if ends[middle] <= row { low = middle + 1 } else { high = middle }
      }
      return low
    }
    let start = first(endingAbove: range.lowerBound)
    return start..<min(ends.count, first(endingAbove: range.upperBound - 1) + 1)
  }

  /// Counts the rows of all pieces before `end`.
  private mutating func count(to end: Int, _ document: MarkdownDocument) {
    while ends.count < end {
      let index = ends.count
      if pieces[index].count == nil || pieces[index].stamp != stamp(index, document) { lay(index, document) }
      ends.append((ends.last ?? 0) + (pieces[index].count ?? 0))
    }
  }

  private mutating func cut(from index: Int) {
    if ends.count > index { ends.removeLast(ends.count - index) }
  }

  /// Sees that the rows of the piece `index` are there.
  private mutating func lay(_ index: Int, _ document: MarkdownDocument) {
    let stamp = stamp(index, document)
    if pieces[index].rows != nil, pieces[index].stamp == stamp { return }
    let before = index > 0 ? pieces[index - 1].highlighter : nil
    let isFirst = index == document.blocks[document.outline.pieces[index].block].firstPiece
    pieces[index].lay(
      index, document, width: width, stamp: stamp, after: isFirst ? nil : before, counters: &counters)
  }

  private mutating func stamp(_ index: Int, _ document: MarkdownDocument) -> LaidPiece.Stamp {
    let block = document.outline.pieces[index].block
    if document.blocks[block].kind == .table, tables[block] == nil { _ = measure(block, document) }
    return LaidPiece.Stamp(document, index, table: shapes[block])
  }

  /// Measures what the table `block` has more than at the last time; whether its columns have changed.
  private mutating func measure(_ block: Int, _ document: MarkdownDocument) -> Bool {
    let table = document.blocks[block]
    guard let source = TableSource(document, table) else {
      tables[block] = nil
      return true
    }
    let old = tables[block]
    var measure =
      old.flatMap { $0.fits(source, width: width) && $0.position <= table.source.upperBound ? $0 : nil }
      ?? TableMeasure(source, width: width)
    measure.extend(document, table, counters: &counters)
    let shape = measure.shape(of: document, table)
    defer { tables[block] = measure }
    guard shapes[block] == shape else {
      shapes[block] = shape
      return old != nil
    }
    return false
  }
}
