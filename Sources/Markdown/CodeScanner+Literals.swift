import Canvas

// Where literals end that a pair of marks does not tell: characters among lifetimes, patterns among divisions, entities,
// and the texts that a shell reads from the lines that follow.

extension CodeScanner {
  /// Bytes beyond which nothing is taken for a pattern, so that a line of slashes is not read through for each of them.
  private static let longestPattern = 200

  /// The end of the character that begins with the `'` at `position`; nil if it is a lifetime.
  func characterEnd() -> Int? {
    let start = position + 1
    guard start < line.count else { return nil }
    if line[start] == .backslash {
      // An escape may be longer (`'\u{1F600}'`), but has no quote but its own in it.
      let end = line.skip(from: start + 2) { $0 != UInt8(ascii: "'") }
      return end < line.count ? end + 1 : nil
    }
    let end = line.skip(from: start + 1) { $0 & 0xC0 == 0x80 }
    return end < line.count && line[end] == UInt8(ascii: "'") ? end + 1 : nil
  }

  /// The end of the pattern that begins with the `/` at `position`; nil if it divides: behind a value, or without an end.
  func patternEnd() -> Int? {
    var before = position
    while before > 0, line[before - 1].isBlank { before -= 1 }
    if before > 0 {
      var start = before
      while start > 0, isWord(line[start - 1]) { start -= 1 }
      let isBehindValue =
        start < before
        ? !Syntax.beforeValues.contains(line[start..<before].decoded)
        : !Syntax.marksBeforeValues.contains(line[before - 1]) && !line.hasExactly("=>", at: max(0, before - 2))
      if isBehindValue { return nil }
    }
    var end = position + 1
    var isInSet = false
    let limit = min(line.count, position + Self.longestPattern)
    while end < limit, isInSet || line[end] != UInt8(ascii: "/") {
      switch line[end] {
      case .backslash: end += 1
      case UInt8(ascii: "["): isInSet = true
      case UInt8(ascii: "]"): isInSet = false
      default: break
      }
      end += 1
    }
    guard end < limit, end > position + 1 else { return nil }
    return line.skip(from: end + 1) { $0.isLetter }
  }

  /// The end of the entity that begins with the `&` at `position`.
  func entityEnd() -> Int? {
    let end = line.skip(from: position + 1) { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "#") }
    return end > position + 1 && end < line.count && line[end] == UInt8(ascii: ";") ? end + 1 : nil
  }

  /// The text that the `<<` at `position` says to read from the next line on; nil if it shifts bits.
  func hereDocumentStart() -> Highlighter.Open? {
    guard !line.hasExactly("<<<", at: position), position == 0 || line[position - 1] != UInt8(ascii: "<"),
      !(0..<position).contains(where: { line.hasExactly("((", at: $0) })
    else { return nil }
    var start = position + 2
    let isIndented = start < line.count && line[start] == UInt8(ascii: "-")
    if isIndented { start += 1 }
    start = line.skip(from: start) { $0.isBlank }
    guard start < line.count else { return nil }
    if line[start] == UInt8(ascii: "'") || line[start] == UInt8(ascii: "\"") || line[start] == .backslash { start += 1 }
    let end = line.skip(from: start) { isWord($0) }
    guard end > start, !line[start].isDigit else { return nil }
    return .hereDocument(line[start..<end].decoded, isIndented: isIndented)
  }
}

extension Array<UInt8> {
  /// Whether `text` stands at `index`.
  func hasExactly(_ text: StaticString, at index: Int) -> Bool {
    let length = text.utf8CodeUnitCount
    guard length > 0, index + length <= count else { return false }
    for offset in 0..<length where self[index + offset] != text.utf8Start[offset] { return false }
    return true
  }

  /// Whether `text`, which is in small letters, stands at `index` in small or capital ones.
  func hasWord(_ text: StaticString, at index: Int) -> Bool {
    let length = text.utf8CodeUnitCount
    guard index + length <= count else { return false }
    for offset in 0..<length where self[index + offset].lowercased != text.utf8Start[offset] { return false }
    return true
  }
}
