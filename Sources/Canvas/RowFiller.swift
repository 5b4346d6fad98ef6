/// Fills rows of one width from left to right with pieces of spans.
struct RowFiller {
  private let spans: [Span]
  private let width: Int
  private let prefix: Row
  private var rows: [Row] = []
  private var begun: Row
  private var room: Int
  private var pieces: [TextPiece] = []
  private var used = 0

  init(spans: [Span], width: Columns, firstPrefix: Row, prefix: Row) {
    self.spans = spans
    self.width = max(1, width.value)
    // Two columns stay for the text, so that a wide cluster fits wherever it can.
    let most = Columns(max(0, self.width - 2))
    self.prefix = prefix.clipped(to: most)
    begun = firstPrefix.clipped(to: most)
    room = self.width - begun.columns.value
  }

  /// Puts `word` into the row after `blanks`, or at the start of the next row without them. Empties both.
  mutating func take(_ word: inout [TextPiece], after blanks: inout [TextPiece]) {
    guard !word.isEmpty else { return }
    let wordColumns = word.reduce(0) { $0 + $1.columns }
    let blankColumns = blanks.reduce(0) { $0 + $1.columns }
    if used + blankColumns + wordColumns <= room {
      place(blanks)
    } else if used > 0 {
      endRow()
    }
    if wordColumns <= room { place(word) } else { for piece in word { fill(piece) } }
    word.removeAll(keepingCapacity: true)
    blanks.removeAll(keepingCapacity: true)
  }

  /// Adds `piece`, going on in further rows where it does not fit.
  mutating func fill(_ piece: TextPiece) {
    if used + piece.columns <= room { return place([piece]) }
    if spans[piece.span].isASCII { return fillASCII(piece) }
    let text = spans[piece.span].text
    var cursor = ClusterCursor(text[piece.range])
    while let cluster = cursor.next() {
      let columns = ScalarWidth.columns(of: text.unicodeScalars[cluster])
      // A replacement needs one column.
      if used + (columns > room ? 1 : columns) > room { endRow() }
      if columns > room {
        replace(of: piece.span)
      } else {
        place(TextPiece(span: piece.span, range: cluster, columns: columns))
      }
    }
  }

  private mutating func fillASCII(_ piece: TextPiece) {
    let bytes = spans[piece.span].text.utf8
    var rest = piece
    while rest.columns > 0 {
      if used == room { endRow() }
      let columns = min(rest.columns, room - used)
      let end = bytes.index(rest.range.lowerBound, offsetBy: columns)
      place(TextPiece(span: piece.span, range: rest.range.lowerBound..<end, columns: columns))
      rest.range = end..<rest.range.upperBound
      rest.columns -= columns
    }
  }

  /// The rows, the last one with as many of the `blanks` at its end as fit.
  mutating func finish(_ blanks: [TextPiece]) -> [Row] {
    for piece in blanks {
      let text = spans[piece.span].text
      var cursor = ClusterCursor(text[piece.range])
      while let cluster = cursor.next() {
        let columns = ScalarWidth.columns(of: text.unicodeScalars[cluster])
        guard used + columns <= room else { break }
        place(TextPiece(span: piece.span, range: cluster, columns: columns))
      }
    }
    endRow()
    return rows
  }

  private mutating func place(_ piece: TextPiece) {
    used += piece.columns
    TextPiece.join(piece, to: &pieces)
  }

  private mutating func place(_ more: [TextPiece]) {
    for piece in more { place(piece) }
  }

  /// Shows `?` instead of a cluster that no row can hold.
  private mutating func replace(of span: Int) {
    flush()
    begun.append(Span(TerminalText(safe: "?", columns: 1), spans[span].style))
    used += 1
  }

  private mutating func flush() {
    for piece in pieces {
      let span = spans[piece.span]
      begun.append(
        Span(TerminalText(safe: String(span.text[piece.range]), columns: Columns(piece.columns)), span.style))
    }
    pieces.removeAll(keepingCapacity: true)
  }

  private mutating func endRow() {
    flush()
    rows.append(begun)
    begun = prefix
    room = width - begun.columns.value
    used = 0
  }
}
