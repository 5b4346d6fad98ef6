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

  /// Takes text that stands in a span, or of which the places are not those of the source. A mark that is left over in it
  /// may still be one to md4c, as those in bare links are.
  mutating func pass(_ text: UnsafeBufferPointer<UInt8>) {
    guard !isOver else { return }
    for (index, byte) in text.enumerated() where "$\\`<*~_[".utf8.contains(byte) && !isInert(text, index) {
      isOver = true
      return
    }
  }

  /// Whether the paragraph can be parted at `source`, where a row begins: at a word that can begin nothing but a paragraph.
  func contains(_ source: Int, in text: [UInt8]) -> Bool {
    guard source > 0, source < text.count else { return false }
    let before = text[source - 1]
    // A row begins after a space, or between two characters of a script without spaces.
    if before.isBlank || before.isLineEnd {
      guard text[source].isLetter || Self.isLetter(text, at: source) else { return false }
    } else {
      var start = source - 1
      while start > 0, text[start] & 0xC0 == 0x80, source - start < 4 { start -= 1 }
      guard Self.isWideLetter(text, at: source), Self.isWideLetter(text, at: start) else { return false }
      // In a word with an address marks mean something else.
      let word = text[..<source].lastIndex { $0.isBlank || $0.isLineEnd }.map { $0 + 1 } ?? 0
      if text[..<source].contains("://", from: word) || text[..<source].contains("www.", from: word) { return false }
    }
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= source { low = middle + 1 } else { high = middle }
    }
    guard low < ranges.count, ranges[low].contains(source) else { return false }
    // A mark in the word that the row begins with may vanish when it closes, and the word then fit in the row above.
    guard let wordEnd = Self.wordEnd(in: text, from: source) else { return false }
    while low + 1 < ranges.count, ranges[low].upperBound < wordEnd,
      ranges[low + 1].lowerBound == ranges[low].upperBound
    {
      low += 1
    }
    return ranges[low].upperBound >= wordEnd
  }

  /// Where what begins at `place` can be broken first; nil if the text ends before.
  private static func wordEnd(in text: [UInt8], from place: Int) -> Int? {
    var position = place
    var isAfterWide = false
    while position < text.count {
      if text[position].isBlank || text[position].isLineEnd { return position }
      let isWide = isIdeograph(text, at: position)
      if isWide, isAfterWide { return position }
      isAfterWide = isWide
      position += 1
      while position < text.count, text[position] & 0xC0 == 0x80 { position += 1 }
    }
    return nil
  }

  /// Whether a letter begins at `place` that belongs to no character before it.
  private static func isLetter(_ text: [UInt8], at place: Int) -> Bool {
    guard let scalar = scalar(text, at: place) else { return false }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter: return true
    default: return false
    }
  }

  /// Whether one of the characters begins at `place` that are written without spaces.
  private static func isWideLetter(_ text: [UInt8], at place: Int) -> Bool {
    if isIdeograph(text, at: place) { return true }
    return switch scalar(text, at: place)?.value ?? 0 {
    case 0x3001...0x3002, 0xFF01, 0xFF0C, 0xFF1A...0xFF1B, 0xFF1F: true
    default: false
    }
  }

  /// Whether one of them begins at `place` that is no punctuation.
  private static func isIdeograph(_ text: [UInt8], at place: Int) -> Bool {
    guard text[place] >= 0xE3 else { return false }
    return switch scalar(text, at: place)?.value ?? 0 {
    case 0x3041...0x3096, 0x30A1...0x30FA, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0x20000...0x3FFFD: true
    default: false
    }
  }

  private static func scalar(_ text: [UInt8], at place: Int) -> Unicode.Scalar? {
    text[place..<min(text.count, place + 4)].withUnsafeBufferPointer {
      String(decoding: $0, as: UTF8.self).unicodeScalars.first
    }
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
