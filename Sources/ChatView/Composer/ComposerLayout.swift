import Canvas
import Text

// The composer's rows.
//
// Rows are cut exactly where they are full and at each newline; every blank is kept, so that each place of the caret has
// a place on the screen and back. Where a row begins decides all that follows it, and nothing that follows decides where
// it begins. So an edit lays out the rows about the change: from two rows above it (a mark may join the cluster that a
// row begins with) to the first row that begins where one began before. A column more than `width` is needed on the
// screen, for the caret behind a full row.

/// Where the rows of a text under edit begin, and where the caret stands in them.
/// Does not: know which rows are in view.
struct ComposerLayout {
  /// In columns, at least 1.
  let width: Int
  private(set) var text = ""
  /// The offset of each row's first byte, in UTF-8 bytes; never empty.
  private(set) var starts = [0]
  /// How many rows were laid out so far, and how many clusters were measured for that; for tests that count.
  private(set) var rowsLaidOut = 0
  private(set) var clustersMeasured = 0

  /// Tabs reach to the next multiple of this many columns.
  private static let tabStop = 4

  /// The layout of an empty text.
  init(width: Int) { self.width = max(1, width) }

  /// Brings the rows in line with `new`; lays out the rows about what differs.
  mutating func update(_ new: String) {
    guard new != text else { return }
    let (prefix, suffix) = Self.common(text, new)
    let change = new.utf8.count - text.utf8.count
    let first = max(0, row(at: prefix) - 2)
    let old = starts
    text = new
    starts.removeSubrange((first + 1)...)
    while let next = rowEnd(from: starts[starts.count - 1]) {
      if next >= new.utf8.count - suffix, let same = Self.position(of: next - change, in: old) {
        starts += old[same...].map { $0 + change }
        break
      }
      starts.append(next)
      rowsLaidOut += 1
    }
  }

  // MARK: Places

  /// The row that holds the place `offset`, in UTF-8 bytes.
  func row(at offset: Int) -> Int {
    max(0, starts.partitioningIndex { $0 > offset } - 1)
  }

  /// Where the caret at `offset` (UTF-8 bytes, at a grapheme boundary) stands; the column is at most `width`.
  func place(of offset: Int) -> (row: Int, column: Int) {
    let row = row(at: offset)
    var column = 0
    eachCluster(of: row) { start, columns, _ in
      if start >= offset { return false }
      column += columns
      return true
    }
    return (row, column)
  }

  /// The place in `row` at `column` or next before it, in UTF-8 bytes; never behind the row's end.
  func offset(row: Int, column: Int) -> Int {
    let row = min(max(0, row), starts.count - 1)
    var place = starts[row]
    var at = 0
    var isFound = false
    eachCluster(of: row) { start, columns, _ in
      place = start
      isFound = at + columns > column
      at += columns
      return !isFound
    }
    if isFound { return place }
    let end = end(of: row)
    // Behind a row that goes on in the next one, the caret would stand at that one's start.
    return row + 1 < starts.count && end == starts[row + 1] ? place : end
  }

  /// What `row` shows, terminal-safe and without styles; at most `width` columns.
  func shown(_ row: Int) -> String { shown(row, marking: 0..<0).map(\.text).joined() }

  /// The same in pieces, of which those in `range` (UTF-8 bytes) are marked. A marked line end is one column more.
  func shown(_ row: Int, marking range: Range<Int>) -> [(text: String, isMarked: Bool)] {
    var pieces: [(text: String, isMarked: Bool)] = []
    func add(_ text: String, at offset: Int) {
      let isMarked = range.contains(offset)
      if pieces.last?.isMarked == isMarked {
        pieces[pieces.count - 1].text += text
      } else {
        pieces.append((text, isMarked))
      }
    }
    eachCluster(of: row) { start, columns, cluster in
      switch cluster {
      case nil: add(String(repeating: " ", count: columns), at: start)
      case let cluster? where cluster.columns.value > width: add("?", at: start)
      case let cluster?: add(cluster.text, at: start)
      }
      return true
    }
    let end = end(of: row)
    if range.contains(end), row + 1 < starts.count, end < starts[row + 1] { add(" ", at: end) }
    return pieces
  }

  // MARK: Rows

  /// Goes over the clusters of `row` but for a newline at its end: where each begins, how many columns it takes, and its
  /// safe text (nil for a tab), until `visit` returns false.
  private func eachCluster(of row: Int, _ visit: (Int, Int, TerminalText?) -> Bool) {
    let end = row + 1 < starts.count ? starts[row + 1] : text.utf8.count
    let slice = text[index(starts[row])..<index(end)]
    var column = 0
    var offset = starts[row]
    for cluster in clusters(of: slice) {
      let first = slice.unicodeScalars[cluster.source.lowerBound]
      if Self.isNewline(first) { return }
      let columns = columns(of: cluster, first: first, at: column)
      guard visit(offset, columns, first == "\t" ? nil : cluster.text) else { return }
      column += columns
      offset += slice.utf8.distance(from: cluster.source.lowerBound, to: cluster.source.upperBound)
    }
  }

  /// Where the row after the one that begins at `start` begins; nil if that is the last one.
  private mutating func rowEnd(from start: Int) -> Int? {
    var column = 0
    var offset = start
    while offset < text.utf8.count {
      let plain = plainRun(from: offset, limit: width - column)
      offset += plain.bytes
      column += plain.columns
      guard offset < text.utf8.count else { return nil }
      let slice = text[index(offset)...]
      var all = clusters(of: slice)
      guard let cluster = all.next() else { return nil }
      clustersMeasured += 1
      let length = slice.utf8.distance(from: cluster.source.lowerBound, to: cluster.source.upperBound)
      let first = slice.unicodeScalars[cluster.source.lowerBound]
      if Self.isNewline(first) { return offset + length }
      let columns = columns(of: cluster, first: first, at: column)
      if column + columns > width { return offset }
      column += columns
      offset += length
    }
    return nil
  }

  /// The text from `offset` on, up to `limit` columns, whose scalars are clusters by themselves: printable ASCII of one
  /// column and common ideographs, kana and hangul of two, as long as no mark can follow.
  private func plainRun(from offset: Int, limit: Int) -> (bytes: Int, columns: Int) {
    text.utf8.withContiguousStorageIfAvailable { bytes in
      var place = offset
      var columns = 0
      while place < bytes.count {
        let length = Self.plainLength(bytes, place)
        guard length > 0, columns + (length == 1 ? 1 : 2) <= limit else { break }
        // What is no plain scalar may join the cluster before it.
        let next = place + length
        if next < bytes.count, bytes[next] >= 0x80, Self.plainLength(bytes, next) == 0 { break }
        place = next
        columns += length == 1 ? 1 : 2
      }
      return (place - offset, columns)
    } ?? (0, 0)
  }

  /// How many bytes the scalar at `place` has if it is a plain one; 0 for all others.
  private static func plainLength(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int {
    let byte = bytes[place]
    if byte >= 0x20, byte <= 0x7E { return 1 }
    guard byte >= 0xE3, byte <= 0xED, place + 2 < bytes.count else { return 0 }
    let value = UInt32(byte & 0x0F) << 12 | UInt32(bytes[place + 1] & 0x3F) << 6 | UInt32(bytes[place + 2] & 0x3F)
    return EastAsianScalar.isPlain(value) ? 3 : 0
  }

  private func columns(of cluster: Cluster, first: Unicode.Scalar, at column: Int) -> Int {
    // A tab never begins a row of its own but at a full one.
    if first == "\t" { return min(Self.tabStop - column % Self.tabStop, max(1, width - column)) }
    let columns = cluster.text.columns.value
    return columns > width ? 1 : columns
  }

  /// Where `row` ends, before its newline if it has one.
  private func end(of row: Int) -> Int {
    let next = row + 1 < starts.count ? starts[row + 1] : text.utf8.count
    guard next > starts[row] else { return next }
    let last = text.index(before: index(next))
    return Self.isNewline(text.unicodeScalars[last]) ? text.utf8.distance(from: text.startIndex, to: last) : next
  }

  private func index(_ offset: Int) -> String.Index { text.utf8.index(text.startIndex, offsetBy: offset) }

  /// Lines end where the editor's motions say that they do.
  private static func isNewline(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  // MARK: What an edit changed

  /// How many bytes both texts have in common at their start, and at their end besides those.
  private static func common(_ a: String, _ b: String) -> (prefix: Int, suffix: Int) {
    var (a, b) = (a, b)
    return a.withUTF8 { a in
      b.withUTF8 { b in
        let count = min(a.count, b.count)
        var prefix = 0
        while prefix < count, a[prefix] == b[prefix] { prefix += 1 }
        var suffix = 0
        while suffix < count - prefix, a[a.count - 1 - suffix] == b[b.count - 1 - suffix] { suffix += 1 }
        return (prefix, suffix)
      }
    }
  }

  /// Where `start` stands among the sorted `starts`.
  private static func position(of start: Int, in starts: [Int]) -> Int? {
    let index = starts.partitioningIndex { $0 >= start }
    return index < starts.count && starts[index] == start ? index : nil
  }
}
