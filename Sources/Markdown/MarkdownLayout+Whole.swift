import Canvas

// Rows numbered over the whole text. Each of these lays out what stands above the rows that it is asked for.

extension MarkdownLayout {
  /// The number of rows. Lays out what has not been laid out yet.
  package mutating func rowCount(of document: MarkdownDocument) -> Int {
    (0..<partCount).reduce(0) { $0 + rowCount(ofPart: $1, of: document) }
  }

  /// The rows of `range`, as far as there are.
  package mutating func rows(_ range: Range<Int>, of document: MarkdownDocument) -> [Row] {
    var result: [Row] = []
    var start = 0
    for part in 0..<partCount where start < range.upperBound {
      result += rows(max(0, range.lowerBound - start)..<range.upperBound - start, inPart: part, of: document)
      if start + rowsCounted(ofPart: part) >= range.upperBound { break }
      start += rowCount(ofPart: part, of: document)
    }
    return result
  }

  /// The place in the source, in UTF-8 bytes, of the first thing that row `row` shows.
  package mutating func source(ofRow row: Int, of document: MarkdownDocument) -> Int {
    var row = row
    for part in 0..<partCount {
      let count = rowCount(ofPart: part, of: document)
      if row < count { return source(ofRow: row, inPart: part, of: document) }
      row -= count
    }
    return document.source.count
  }

  /// The row that shows the byte `source` of the text; the last one for what lies behind the end.
  package mutating func row(ofSource source: Int, of document: MarkdownDocument) -> Int {
    row(at: place(ofSource: source, of: document), of: document)
  }

  /// The first row of the block `index`, the blank one above it left out.
  package mutating func row(ofBlock index: Int, of document: MarkdownDocument) -> Int {
    row(at: place(ofBlock: index, of: document), of: document)
  }

  /// Forgets the rows outside `range`, but not how many there are: they are laid out again when asked for.
  package mutating func drop(outside range: Range<Int>) {
    var start = 0
    for part in 0..<partCount {
      drop(outside: range, ofPart: part, from: start)
      start += rowsCounted(ofPart: part)
    }
  }

  private mutating func row(at place: MarkdownPlace, of document: MarkdownDocument) -> Int {
    (0..<min(place.part, partCount)).reduce(place.row) { $0 + rowCount(ofPart: $1, of: document) }
  }
}
