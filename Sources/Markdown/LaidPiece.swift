import Canvas

// The rows of one piece, and how they grow with it.
//
// When a piece has grown, it is laid out again from the last place at which nothing that comes can change what is above:
//
// - in code and tables, the start of the line that has not ended; in a very long line of code the start of a row;
// - in a paragraph, the start of a row before which no emphasis, code or link is open, so that what follows can be parsed
//   without what is above (see `LaidPiece+Paragraph`);
// - elsewhere, the start of the piece.

/// The rows of one piece at one width.
struct LaidPiece: Sendable {
  /// What the rows depend on, besides the width.
  struct Stamp: Equatable, Sendable {
    var kind: BlockKind
    var source: Range<Int>
    var lines: Int
    var isOpen: Bool
    var definitions: Int
    var language: String?
    var table: TableShape?
    var resume: MarkdownResume?
    /// Whether what is open at the end of the text is taken to be about to close.
    var isGuessed: Bool
  }

  /// The part of the rows that stays when the piece grows.
  struct Settled: Sendable {
    /// Where the rest begins in the source.
    var source: Int
    var rows: Int
    var highlighter: Highlighter?
    /// Of code: the rest is that of a line.
    var isInLine = false
    /// Of a paragraph: where the part begins that the rest belongs to, and how many rows are above it.
    var part = 0
    var rowsAbovePart = 0
  }

  private(set) var stamp: Stamp?
  var rows: LaidRows?
  private(set) var count: Int?
  /// The blank rows above, which part it from the piece before.
  private(set) var gap = 0
  var settled: Settled?

  /// Lays the piece `index` out.
  mutating func lay(
    _ index: Int, _ document: MarkdownDocument, width: Columns, stamp: Stamp,
    counters: inout MarkdownLayout.Counters
  ) {
    let piece = document.outline.pieces[index]
    if let settled, rows != nil, let old = self.stamp, old.canGrow(to: stamp, settled.source) {
      rows?.cut(to: settled.rows)
    } else {
      gap = Self.gap(index, document)
      var blank = LaidRows()
      for _ in 0..<gap { blank.append(Row(), source: piece.source.lowerBound) }
      rows = blank
      settled = nil
    }
    let kept = settled == nil ? 0 : rows?.count ?? 0
    let start = settled?.source ?? piece.source.lowerBound
    switch stamp.kind {
    case .code: layCode(piece, document, width: width, language: stamp.language ?? "")
    case .table: layTable(piece, document, width: width, shape: stamp.table, counters: &counters)
    case .paragraph: layParagraph(piece, document, width: width, counters: &counters)
    default:
      counters.piecesParsed += 1
      let head = piece.resume?.head(
        before: document.source[piece.source].first, followsBlankLine: piece.followsBlankLine)
      let parsed = MarkdownParser.parse(document, piece.source, isOpen: piece.isOpen, head: head ?? []) {
        BlockRenderer(width: width, text: $0, number: piece.number, resume: piece.resume)
      }
      rows?.append(
        parsed?.rows ?? .plain(document.source, piece.source, width: width), upTo: piece.source.upperBound)
    }
    if rows?.count == gap, index == document.blocks[piece.block].firstPiece {
      // Reference definitions show nothing, nor does code without lines: there is nothing to part from what is above.
      gap = 0
      rows = LaidRows()
      settled = nil
    }
    count = rows?.count ?? 0
    self.stamp = stamp
    counters.rowsLaidOut += (count ?? 0) - kept
    counters.bytesLaidOut += piece.source.upperBound - start
  }

  /// The blank rows above a piece.
  private static func gap(_ index: Int, _ document: MarkdownDocument) -> Int {
    let piece = document.outline.pieces[index]
    let block = document.blocks[piece.block]
    if index > block.firstPiece { return block.kind == .list && piece.followsBlankLine && piece.resume == nil ? 1 : 0 }
    if piece.block == 0 { return 0 }
    let above = document.blocks[piece.block - 1]
    return block.kind == .list && above.kind == .paragraph && !block.followsBlankLine ? 0 : 1
  }

  // MARK: Code

  private mutating func layCode(
    _ piece: MarkdownPiece, _ document: MarkdownDocument, width: Columns, language: String
  ) {
    let block = document.blocks[piece.block]
    guard let fence = block.fence else { return }
    let isFirst = piece.source.lowerBound == block.source.lowerBound
    var code = CodeLayout(language: language, width: width, highlighter: settled?.highlighter ?? piece.highlighter)
    var laid = rows ?? LaidRows()
    rows = nil
    var position = settled?.source ?? piece.source.lowerBound
    while position < piece.source.upperBound {
      let end = document.lineEnd(from: position, in: piece)
      let isComplete = end < document.source.count || document.isFinished || document.source[end - 1] == .newline
      let range = position..<end
      let lastByte = document.source[range].lastIndex { !$0.isLineEnd }.map { $0 + 1 } ?? position
      let above = laid.count
      if piece.beginsInLine, position == piece.source.lowerBound, settled == nil {
        settled = Settled(source: position, rows: above, highlighter: code.highlighter, isInLine: true)
      }
      if let settled, settled.isInLine, settled.source == position {
        let rest = document.source[position..<lastByte].decoded
        laid.append(code.rows(ofRest: rest, at: position), upTo: range.upperBound)
        position = end
        if isComplete {
          self.settled = Settled(source: end, rows: laid.count, highlighter: code.highlighter)
        } else if rest.utf8.count == lastByte - range.lowerBound {
          settleInLine(above..<laid.count, laid)
        }
        continue
      }
      let line = FenceLine(document.source, range, fence)
      if isFirst, position == piece.source.lowerBound {
        if let label = code.label(after: Row()) { laid.append(label, source: position) }
      } else if !line.isClosing || end < document.source.count && !document.source[end - 1].isLineEnd {
        // What looks like the fence may be the start of a line that is parted.
        laid.append(code.rows(of: line.text, at: line.start), upTo: end)
      }
      position = end
      if isComplete {
        settled = Settled(source: position, rows: laid.count, highlighter: code.highlighter)
      } else if line.text.utf8.count > Highlighter.longestLine, line.text.utf8.count == lastByte - line.start {
        // Bytes that are no text are longer in rows than in the source, in which a place could not be found again.
        if settled == nil { settled = Settled(source: range.lowerBound, rows: above, highlighter: code.highlighter) }
        settleInLine(above..<laid.count, laid)
      }
    }
    rows = laid
  }

  /// Keeps all but the last two of the rows `range`, those of a line of code that has not ended.
  private mutating func settleInLine(_ range: Range<Int>, _ laid: LaidRows) {
    // The first row may be that of the fence, and what stands above an inexact place is not known to stay.
    guard range.count > 3, let row = range.dropFirst(2).dropLast().last(where: { laid.areExact[$0] }) else { return }
    settled?.source = laid.sources[row]
    settled?.rows = row
    settled?.isInLine = true
  }

  // MARK: Tables

  private mutating func layTable(
    _ piece: MarkdownPiece, _ document: MarkdownDocument, width: Columns, shape: TableShape?,
    counters: inout MarkdownLayout.Counters
  ) {
    guard let shape else { return }
    var laid = rows ?? LaidRows()
    rows = nil
    var start = settled?.source ?? piece.source.lowerBound
    let ended = document.lastLineEnd(in: piece.source)
    for (range, isComplete) in [
      (start..<max(start, ended), true), (max(start, ended)..<piece.source.upperBound, false),
    ] {
      if !range.isEmpty {
        counters.piecesParsed += 1
        for row in shape.source.rows(of: document, in: range, isOpen: piece.isOpen)
        where !row.isHeader || shape.showsHeader {
          let isHeader = row.isHeader
          laid.append(
            shape.layout.rows(of: row, isHeader: isHeader, columns: shape.layout.columns), upTo: range.upperBound)
        }
      }
      start = range.upperBound
      if isComplete, start > piece.source.lowerBound { settled = Settled(source: start, rows: laid.count) }
    }
    rows = laid
  }
}

extension LaidPiece.Stamp {
  init(_ document: MarkdownDocument, _ index: Int, table: TableShape?) {
    let piece = document.outline.pieces[index]
    let block = document.blocks[piece.block]
    kind = block.kind
    source = piece.source
    lines = piece.lines
    isOpen = piece.isOpen
    definitions = block.kind == .code ? 0 : document.references.count(for: index)
    language = block.kind == .code ? document.language(of: block) : nil
    self.table = block.kind == .table ? table : nil
    resume = piece.resume
    let leaf = document.openLeaf
    isGuessed = piece.isOpen && !document.isFinished && leaf.isText && leaf.start < piece.source.upperBound
  }

  /// Whether the rows above the place `settled` stay when this becomes `other`. A paragraph or a line of code that is
  /// parted ends sooner.
  func canGrow(to other: Self, _ settled: Int) -> Bool {
    kind == other.kind && source.lowerBound == other.source.lowerBound
      && (kind == .paragraph || kind == .code ? settled : source.upperBound) <= other.source.upperBound
      && definitions == other.definitions && language == other.language && table == other.table
  }
}
