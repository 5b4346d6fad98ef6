import Canvas

// A paragraph that grows is laid out again from a place at which it can be parted (see `PlainPlaces`). There may be none,
// because of a mark at its start that nothing closes, or because it is one word. So that it does not cost the square of its
// length all the same, a paragraph of more than a few thousand bytes is laid out in parts, each as if it were one: a part
// begins with a row, and no emphasis goes from one to the next. Where the parts begin depends on the text alone.

extension LaidPiece {
  mutating func layParagraph(
    _ piece: MarkdownPiece, _ document: MarkdownDocument, width: Columns, counters: inout MarkdownLayout.Counters
  ) {
    if let header = TableSource.header(expectedIn: piece, of: document) {
      // What looks like the header of a table is shown as one before the next line says so.
      counters.piecesParsed += 1
      var renderer = BlockRenderer(width: width, text: header)
      if MarkdownParser.parse(header.bytes, { renderer.take($0) }) {
        rows?.append(renderer.rows, upTo: piece.source.upperBound)
        return
      }
    }
    if settled == nil { beginPart(at: piece.source.lowerBound) }
    while let part = settled?.part {
      guard
        let end = MarkdownDocument.paragraphEnd(
          in: document.source, part..<piece.source.upperBound, length: Self.longestPart)
      else { break }
      layPart(to: end, isOpen: false, piece, document, width: width, counters: &counters)
      beginPart(at: end)
    }
    layPart(to: piece.source.upperBound, isOpen: piece.isOpen, piece, document, width: width, counters: &counters)
  }

  private mutating func beginPart(at source: Int) {
    let count = rows?.count ?? 0
    settled = Settled(source: source, rows: count, part: source, rowsAbovePart: count)
  }

  /// Lays out the rest of the part that has begun.
  private mutating func layPart(
    to end: Int, isOpen: Bool, _ piece: MarkdownPiece, _ document: MarkdownDocument, width: Columns,
    counters: inout MarkdownLayout.Counters
  ) {
    guard let begun = settled else { return }
    counters.piecesParsed += 1
    let parsed = MarkdownParser.parse(document, begun.source..<end, isOpen: isOpen) {
      BlockRenderer(width: width, text: $0, number: nil)
    }
    // The first part begins the paragraph, or what md4c takes for something else.
    let isFirst = begun.source == piece.source.lowerBound && piece.resume == nil
    let isText = isFirst || parsed?.isOneParagraph == true
    if !isText, begun.source > begun.part {
      // Without what is above, the rest is something else.
      rows?.cut(to: begun.rowsAbovePart)
      settled = Settled(
        source: begun.part, rows: begun.rowsAbovePart, part: begun.part, rowsAbovePart: begun.rowsAbovePart)
      return layPart(to: end, isOpen: isOpen, piece, document, width: width, counters: &counters)
    }
    let shown = isText ? parsed?.rows : nil
    let laid = shown ?? .plain(document.source, begun.source..<end, width: width)
    rows?.append(laid, upTo: end)
    // In rows of fewer columns a wide character may be shown as another one.
    guard shown != nil, isOpen, end - begun.part >= Self.longParagraph, width > 3, let parsed
    else { return }
    // What is code to us and not to md4c, or the other way round, has no place in it.
    let code = CodeSpans(document.source, begun.source..<end)
    let formulas = Formulas.ranges(in: document.source, begun.source..<end, isOpen: true)
    for row in laid.sources.indices.dropFirst().dropLast().reversed() {
      let source = laid.sources[row]
      if source > begun.source, source < begun.part + Self.longestPart, laid.areExact[row],
        parsed.plainPlaces.contains(source, in: document.source),
        !parsed.text.openRanges.contains(where: { $0.contains(source) }), code.end(around: source) == nil,
        code.unmatched.first.map({ source < $0.lowerBound }) ?? true,
        !formulas.contains(where: { $0.contains(source) })
      {
        settled?.source = source
        settled?.rows = begun.rows + row
        return
      }
    }
  }

  /// Bytes from which on an open paragraph is not laid out from its start each time.
  private static let longParagraph = 1024
  /// Bytes of a part.
  private static let longestPart = 8192
}
