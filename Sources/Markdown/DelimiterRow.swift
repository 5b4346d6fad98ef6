/// The row that makes a table of the row above it: `|:--|---:|`.
///
/// One dash makes a cell, as everywhere but in md4c, which wants three characters: the row is widened for it.
struct DelimiterRow {
  enum Alignment: Sendable { case none, left, center, right }

  private(set) var alignments: [Alignment] = []
  /// The row as md4c takes it.
  private(set) var widened: [UInt8] = []

  /// Reads `line`, which has no line end and no indentation; nil when it is no such row.
  init?(_ line: Bytes) {
    var position = 0
    var hasPipe = false
    if line.first == UInt8(ascii: "|") {
      hasPipe = true
      position = line.skip(from: 1) { $0.isInnerSpace }
      widened.append(UInt8(ascii: "|"))
    }
    while true {
      let isLeft = position < line.count && line[position] == UInt8(ascii: ":")
      if isLeft { position += 1 }
      let end = line.skip(from: position) { $0 == UInt8(ascii: "-") }
      guard end > position else { return nil }
      let dashes = end - position
      position = end
      let isRight = position < line.count && line[position] == UInt8(ascii: ":")
      if isRight { position += 1 }
      alignments.append(isLeft ? (isRight ? .center : .left) : (isRight ? .right : .none))
      if isLeft { widened.append(UInt8(ascii: ":")) }
      widened.append(contentsOf: repeatElement(UInt8(ascii: "-"), count: max(3, dashes)))
      if isRight { widened.append(UInt8(ascii: ":")) }
      position = line.skip(from: position) { $0.isInnerSpace }
      let isDelimited = position < line.count && line[position] == UInt8(ascii: "|")
      if isDelimited {
        hasPipe = true
        widened.append(UInt8(ascii: "|"))
        position = line.skip(from: position + 1) { $0.isInnerSpace }
      }
      if position == line.count { break }
      guard isDelimited else { return nil }
    }
    guard hasPipe else { return nil }
  }
}
