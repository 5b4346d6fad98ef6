import Canvas

// The rows of a growing text at one width.
//
// The unit of work is a piece (see `MarkdownPiece`). A piece that has closed is laid out once for a width, when somebody
// asks for rows of its part; an open one is laid out again when it has grown, except code and tables, which keep the rows
// of the lines that have ended. Rows can be dropped to save memory; their number is remembered.
//
// Rows are numbered within parts (see `MarkdownGrain`), never over the whole text: what stands in the middle of a megabyte
// is found and laid out without what stands above it. `MarkdownLayout+Whole` numbers them over the whole text for those
// who can afford to lay all of it out.
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

  /// Those that were asked for, by number: of a long text they are few.
  private var pieces: [Int: LaidPiece] = [:]
  private var pieceCount = 0
  private var parts: [Part] = []
  /// How many pieces had closed at the last update, and how many changed links it had heard of.
  private var closedPieces = 0
  private var changesRead = 0
  /// The pieces from `closedPieces` on at the last update, and how many definitions there were then. Not a slice: it would
  /// keep all pieces, and what comes next would copy them.
  private var lastPieces: [MarkdownPiece] = []
  private var lastDefinitions = 0
  /// The tables whose columns have been measured, by block.
  private var tables: [Int: TableMeasure] = [:]
  /// The columns in which their rows are laid out.
  private var shapes: [Int: TableShape] = [:]

  /// What is known of the rows of a part.
  private struct Part: Sendable {
    /// Its first piece, and the one behind its last.
    var pieces: Range<Int>
    /// For each piece whose number of rows and whose predecessors' are known, the row of the part below it.
    var ends: [Int] = []

    func start(of piece: Int) -> Int { piece == pieces.lowerBound ? 0 : ends[piece - pieces.lowerBound - 1] }
    func end(of piece: Int) -> Int { ends[piece - pieces.lowerBound] }
  }

  /// Rows at `width`; less than one column counts as one.
  package init(width: Columns) { self.width = max(1, width) }

  /// Lays everything out at another width from now on.
  package mutating func resize(to width: Columns) {
    guard max(1, width) != self.width else { return }
    self.width = max(1, width)
    pieces = [:]
    for index in parts.indices { parts[index].ends = [] }
    for block in tables.keys { tables[block]?.resize(to: self.width) }
    shapes = [:]
  }

  /// Takes notice of what `document` has more than at the last update; costs as much as there is new, and lays out nothing.
  package mutating func update(_ document: MarkdownDocument) {
    let outline = document.outline
    let first = firstChange(document)
    for index in outline.pieces.count..<max(outline.pieces.count, pieceCount) { pieces[index] = nil }
    pieceCount = outline.pieces.count
    updateParts(outline, from: first)
    var block: Int?
    for index in first..<outline.pieces.count where outline.pieces[index].block != block {
      let number = outline.pieces[index].block
      block = number
      if document.blocks[number].kind == .table, tables[number] != nil, measure(number, document) {
        cut(from: document.blocks[number].firstPiece)
      }
    }
    closedPieces = document.closedPieces
    lastPieces = Array(outline.pieces[closedPieces...])
    lastDefinitions = document.references.count
    let changes = document.references.changedPieces
    while changesRead < changes.count {
      let index = changes[changesRead]
      changesRead += 1
      guard index < pieceCount else { continue }
      pieces[index] = nil
      let block = outline.pieces[index].block
      if document.blocks[block].kind == .table {
        // The widths of its columns depend on what its links show.
        tables[block] = nil
        shapes[block] = nil
        cut(from: document.blocks[block].firstPiece)
      }
      let part = outline.pieces[index].part
      parts[part].ends.removeLast(max(0, parts[part].ends.count - (index - parts[part].pieces.lowerBound)))
    }
  }

  /// The first piece that is not what it was at the last update. The line that has not ended is taken anew with all that
  /// comes, and may have many pieces.
  private func firstChange(_ document: MarkdownDocument) -> Int {
    let outline = document.outline
    var first = min(closedPieces, outline.pieces.count)
    guard lastDefinitions == document.references.count else { return first }
    while first < outline.pieces.count, first - closedPieces < lastPieces.count,
      outline.pieces[first] == lastPieces[first - closedPieces], !outline.pieces[first].isOpen,
      // What the rows of a table depend on is not all in its pieces.
      document.blocks[outline.pieces[first].block].kind != .table
    {
      first += 1
    }
    return first
  }

  /// How many parts the text has; none if it is empty.
  package var partCount: Int { parts.count }

  /// The number of rows of the part `part`. Lays out what has not been laid out yet.
  package mutating func rowCount(ofPart part: Int, of document: MarkdownDocument) -> Int {
    guard parts.indices.contains(part) else { return 0 }
    count(part, upTo: .max, document)
    return parts[part].ends.last ?? 0
  }

  /// The rows of `range` in the part `part`, as far as there are.
  package mutating func rows(_ range: Range<Int>, inPart part: Int, of document: MarkdownDocument) -> [Row] {
    var result: [Row] = []
    for index in piecesWithRows(in: range, part, document) {
      lay(index, document)
      let start = parts[part].start(of: index)
      let rows = pieces[index]?.rows?.rows ?? []
      let wanted = (max(range.lowerBound, start) - start)..<(min(range.upperBound, start + rows.count) - start)
      if !wanted.isEmpty { result += rows[wanted] }
    }
    return result
  }

  /// The place in the source, in UTF-8 bytes, of the first thing that row `row` of the part `part` shows.
  package mutating func source(ofRow row: Int, inPart part: Int, of document: MarkdownDocument) -> Int {
    guard let index = piecesWithRows(in: row..<row + 1, part, document).first else { return document.source.count }
    lay(index, document)
    return pieces[index]?.rows?.sources[row - parts[part].start(of: index)] ?? 0
  }

  /// The row that shows the byte `source` of the text; the last one for what lies behind the end.
  package mutating func place(ofSource source: Int, of document: MarkdownDocument) -> MarkdownPlace {
    guard !document.outline.pieces.isEmpty else { return MarkdownPlace(part: 0, row: 0) }
    let index = document.outline.piece(at: source)
    let part = document.outline.pieces[index].part
    _ = rowCount(ofPart: part, of: document)
    lay(index, document)
    let start = parts[part].start(of: index)
    let sources = pieces[index]?.rows?.sources ?? []
    // Definitions show nothing; they may be the last thing in the text.
    if sources.isEmpty { return place(above: start, inPart: part, document) }
    let row = sources.lastIndex { $0 <= source } ?? 0
    // Of several rows that show nothing of their own the first one counts.
    let first = sources.firstIndex { $0 == sources[row] } ?? row
    return MarkdownPlace(part: part, row: start + max(first, min(sources.count - 1, (pieces[index]?.gap ?? 0))))
  }

  /// The first row of the block `index`, the blank one above it left out.
  package mutating func place(ofBlock index: Int, of document: MarkdownDocument) -> MarkdownPlace {
    let piece = document.blocks[index].firstPiece
    let part = document.outline.pieces[piece].part
    _ = rowCount(ofPart: part, of: document)
    lay(piece, document)
    return MarkdownPlace(part: part, row: parts[part].start(of: piece) + (pieces[piece]?.gap ?? 0))
  }

  /// The rows of the block `index` in the part `part`, the blank one above it left out.
  package mutating func rows(ofBlock index: Int, inPart part: Int, of document: MarkdownDocument) -> Range<Int> {
    let all = document.pieces(ofBlock: index).clamped(to: parts[part].pieces)
    guard !all.isEmpty else { return 0..<0 }
    _ = rowCount(ofPart: part, of: document)
    lay(all.lowerBound, document)
    let gap = all.lowerBound == document.blocks[index].firstPiece ? pieces[all.lowerBound]?.gap ?? 0 : 0
    let end = parts[part].end(of: all.upperBound - 1)
    return min(end, parts[part].start(of: all.lowerBound) + gap)..<end
  }

  /// The block to which row `row` of the part `part` belongs.
  package mutating func block(ofRow row: Int, inPart part: Int, of document: MarkdownDocument) -> Int? {
    piecesWithRows(in: row..<row + 1, part, document).first.map { document.outline.pieces[$0].block }
  }

  /// Forgets the rows of other parts than `kept`, but not how many there are: they are laid out again when asked for.
  package mutating func drop(outsideParts kept: ClosedRange<Int>) {
    let first = kept.lowerBound < parts.count ? parts[max(0, kept.lowerBound)].pieces.lowerBound : pieceCount
    let last = kept.upperBound < parts.count ? parts[max(0, kept.upperBound)].pieces.upperBound : pieceCount
    pieces = pieces.filter { first <= $0.key && $0.key < last }
  }

  /// The same for what is outside of `range` in each part whose rows have been counted, which begins at `start`.
  mutating func drop(outside range: Range<Int>, ofPart part: Int, from start: Int) {
    for (index, end) in zip(parts[part].pieces, parts[part].ends) where pieces[index]?.rows != nil {
      let first = start + parts[part].start(of: index)
      if start + end <= range.lowerBound || first >= range.upperBound { pieces[index] = nil }
    }
  }

  /// How many rows are kept in memory.
  package var rowsHeld: Int { pieces.values.reduce(0) { $0 + ($1.rows?.count ?? 0) } }

  /// The number of rows of a part, as far as they have been counted.
  func rowsCounted(ofPart part: Int) -> Int { parts[part].ends.last ?? 0 }

  // MARK: Laying out

  private mutating func updateParts(_ outline: MarkdownOutline, from first: Int) {
    while let last = parts.last, last.pieces.lowerBound >= first { parts.removeLast() }
    for part in max(0, parts.count - 1)..<max(outline.partCount, parts.count) {
      let all = outline.pieces(ofPart: part)
      if part == parts.count { parts.append(Part(pieces: all)) }
      parts[part].pieces = all
      let known = max(0, first - all.lowerBound)
      if parts[part].ends.count > known { parts[part].ends.removeLast(parts[part].ends.count - known) }
    }
  }

  /// Counts rows of the part `part` until there are `rows`.
  private mutating func count(_ part: Int, upTo rows: Int, _ document: MarkdownDocument) {
    while (parts[part].ends.last ?? 0) < rows, parts[part].ends.count < parts[part].pieces.count {
      let index = parts[part].pieces.lowerBound + parts[part].ends.count
      if pieces[index]?.count == nil || pieces[index]?.stamp != stamp(index, document) { lay(index, document) }
      let above = parts[part].ends.last ?? 0
      parts[part].ends.append(above + (pieces[index]?.count ?? 0))
    }
  }

  private mutating func piecesWithRows(in range: Range<Int>, _ part: Int, _ document: MarkdownDocument) -> Range<Int> {
    guard parts.indices.contains(part) else { return 0..<0 }
    count(part, upTo: range.upperBound, document)
    guard !range.isEmpty, range.lowerBound < parts[part].ends.last ?? 0 else { return 0..<0 }
    let ends = parts[part].ends
    func first(endingAbove row: Int) -> Int {
      var low = 0
      var high = ends.count
      while low < high {
        let middle = (low + high) / 2
        if ends[middle] <= row { low = middle + 1 } else { high = middle }
      }
      return low
    }
    let start = parts[part].pieces.lowerBound
    let last = min(ends.count, first(endingAbove: range.upperBound - 1) + 1)
    return start + first(endingAbove: range.lowerBound)..<start + last
  }

  /// The last row above row `row` of the part `part`.
  private mutating func place(above row: Int, inPart part: Int, _ document: MarkdownDocument) -> MarkdownPlace {
    var part = part
    var row = row
    while row == 0, part > 0 {
      part -= 1
      row = rowCount(ofPart: part, of: document)
    }
    return MarkdownPlace(part: part, row: max(0, row - 1))
  }

  /// Counts again what stands from the piece `index` on.
  private mutating func cut(from index: Int) {
    for part in parts.indices.reversed() {
      let known = max(0, index - parts[part].pieces.lowerBound)
      if parts[part].ends.count > known { parts[part].ends.removeLast(parts[part].ends.count - known) }
      if known > 0 { break }
    }
  }

  /// Sees that the rows of the piece `index` are there.
  private mutating func lay(_ index: Int, _ document: MarkdownDocument) {
    let stamp = stamp(index, document)
    if pieces[index]?.rows != nil, pieces[index]?.stamp == stamp { return }
    pieces[index, default: LaidPiece()].lay(
      index, document, width: width, stamp: stamp, counters: &counters)
  }

  private mutating func stamp(_ index: Int, _ document: MarkdownDocument) -> LaidPiece.Stamp {
    let block = document.outline.pieces[index].block
    if document.blocks[block].kind == .table, shapes[block] == nil { _ = measure(block, document) }
    return LaidPiece.Stamp(document, index, table: shapes[block])
  }

  /// Measures what the table `block` has more than at the last time; whether its columns have changed.
  private mutating func measure(_ block: Int, _ document: MarkdownDocument) -> Bool {
    let table = document.blocks[block]
    guard let source = TableSource(document, table) else {
      tables[block] = nil
      shapes[block] = nil
      return true
    }
    let old = tables[block]
    var measure =
      old.flatMap { $0.fits(source) && $0.position <= table.source.upperBound ? $0 : nil }
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

/// A row of a text: the number of its part, and its own in that part.
package struct MarkdownPlace: Hashable, Comparable, Sendable {
  package var part: Int
  package var row: Int

  /// The row `row` of the part `part`.
  package init(part: Int, row: Int) {
    self.part = part
    self.row = row
  }

  package static func < (a: Self, b: Self) -> Bool { (a.part, a.row) < (b.part, b.row) }
}
