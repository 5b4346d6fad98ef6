import Canvas

/// The rows of one piece at one width.
struct LaidPiece: Sendable {
  /// What the rows depend on, besides the width.
  struct Stamp: Equatable, Sendable {
    var kind: BlockKind
    var source: Range<Int>
    var lines: Int
    var isOpen: Bool
    var definitions: Int
    var isFinished: Bool

    init(_ document: MarkdownDocument, _ index: Int) {
      let piece = document.outline.pieces[index]
      kind = document.blocks[piece.block].kind
      source = piece.source
      lines = piece.lines
      isOpen = piece.isOpen
      // Closed pieces hear of the definitions that they use.
      definitions = piece.isOpen ? document.references.count : 0
      isFinished = piece.isOpen && document.isFinished
    }
  }

  private(set) var stamp: Stamp?
  private(set) var rows: LaidRows?
  private(set) var count: Int?
  /// The blank rows above, which part it from the piece before.
  private(set) var gap = 0
  /// Of code: the colours' state before the first line.
  private var highlighter: Highlighter?

  mutating func forget() { self = LaidPiece() }

  mutating func dropRows() { rows = nil }

  mutating func lay(
    _ index: Int, _ document: MarkdownDocument, width: Columns, stamp: Stamp, counters: inout MarkdownLayout.Counters
  ) {
    let piece = document.outline.pieces[index]
    gap = Self.gap(index, document)
    var laid = LaidRows()
    for _ in 0..<gap { laid.append(Row(), source: piece.source.lowerBound) }
    let text = PreparedText(document, piece.source, isOpen: piece.isOpen)
    var renderer = BlockRenderer(width: width, text: text, number: piece.number)
    if MarkdownParser.parse(text.bytes, { renderer.take($0) }) {
      laid.append(renderer.rows)
    } else {
      renderer.showPlain(document.source[piece.source])
      laid.append(renderer.rows)
    }
    if renderer.rows.count == 0 {
      // Reference definitions show nothing, and nothing is parted from what is above.
      gap = 0
      laid = LaidRows()
    }
    rows = laid
    count = laid.count
    self.stamp = stamp
    counters.piecesParsed += 1
    counters.rowsLaidOut += laid.count
    counters.bytesLaidOut += piece.source.count
  }

  /// The blank rows above a piece.
  private static func gap(_ index: Int, _ document: MarkdownDocument) -> Int {
    let piece = document.outline.pieces[index]
    let block = document.blocks[piece.block]
    if index > block.firstPiece { return block.kind == .list && piece.followsBlankLine ? 1 : 0 }
    if piece.block == 0 { return 0 }
    let above = document.blocks[piece.block - 1]
    return block.kind == .list && above.kind == .paragraph && !block.followsBlankLine ? 0 : 1
  }
}
