/// Places in a paragraph that part it in two: what stands below means the same with and without what stands above.
struct PlainPlaces: Sendable {
  /// Ranges of the source in which no emphasis, code, link or bracket is open, in ascending order.
  private var ranges: [Range<Int>] = []
  private var brackets = 0
  /// A mark was left open that something further down could close.
  private var isOver = false

  /// Takes text that stands in no span, at `source`.
  mutating func add(_ text: UnsafeBufferPointer<UInt8>, at source: Int) {
    guard !isOver else { return }
    var start = 0
    for (index, byte) in text.enumerated() {
      switch byte {
      case UInt8(ascii: "["):
        if brackets == 0 { close(start..<index, source) }
        brackets += 1
      case UInt8(ascii: "]"):
        brackets = max(0, brackets - 1)
        start = index + 1
      case .backtick, .backslash, UInt8(ascii: "$"), UInt8(ascii: "<"), UInt8(ascii: "*"), UInt8(ascii: "~"),
        UInt8(ascii: "_"):
        if isInert(text, index) { continue }
        if brackets == 0 { close(start..<index, source) }
        isOver = true
        return
      default: break
      }
    }
    if brackets == 0 { close(start..<text.count, source) }
  }

  /// Takes text that stands in no span, but of which the places are not those of the source.
  mutating func pass(_ text: UnsafeBufferPointer<UInt8>) {
    if text.contains(where: { "$\\`<*~_[".utf8.contains($0) }) { isOver = true }
  }

  /// Whether the paragraph can be parted at `source`, where a row begins: at a word that can begin nothing but a paragraph.
  func contains(_ source: Int, in text: [UInt8]) -> Bool {
    guard source > 0, source < text.count else { return false }
    let before = text[source - 1]
    // A row begins after a space, or between two characters of a script without spaces.
    guard
      text[source] >= 0xE3 && before >= 0x80
        || (text[source].isLetter || text[source] >= 0xC3) && (before.isBlank || before.isLineEnd)
    else { return false }
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= source { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(source)
  }

  private mutating func close(_ range: Range<Int>, _ source: Int) {
    if !range.isEmpty { ranges.append(source + range.lowerBound..<source + range.upperBound) }
  }

  /// A mark that opens nothing: between two spaces, or an underscore between two letters.
  private func isInert(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    guard index > 0, index + 1 < text.count else { return false }
    let (before, after) = (text[index - 1], text[index + 1])
    if text[index] == UInt8(ascii: "_") {
      return (before.isLetter || before.isDigit) && (after.isLetter || after.isDigit)
    }
    return "*~<_".utf8.contains(text[index]) && before == .space && after == .space
  }
}
