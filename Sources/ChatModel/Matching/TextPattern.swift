/// What is looked for in texts: a text that matches whatever the case and width of its letters, or a regular expression.
///
/// A text without capital letters matches any case, one with them only its own ("smart case"). Full-width letters match
/// half-width ones, any run of white space matches any other, and the asterisks and backticks of Markdown do not stand
/// between letters unless they are looked for themselves.
package struct TextPattern: Hashable, Sendable {
  /// As typed.
  package let text: String
  package let isRegex: Bool
  private let needle: [UInt32]
  private let foldsCase: Bool
  private let skipsMarkup: Bool

  /// The pattern that was typed as `text`. A regular expression may be wrong; see `problem`.
  package init(_ text: String, isRegex: Bool = false) {
    self.text = text
    self.isRegex = isRegex
    foldsCase = !text.unicodeScalars.contains { $0.properties.isUppercase }
    skipsMarkup = !text.contains { $0 == "*" || $0 == "`" }
    var needle: [UInt32] = []
    for scalar in text.unicodeScalars {
      let folded = Self.folded(scalar.value, foldsCase: foldsCase)
      if folded == Self.space, needle.last == Self.space { continue }
      needle.append(folded)
    }
    self.needle = needle
  }

  /// Whether nothing is looked for.
  package var isEmpty: Bool { text.isEmpty }

  /// Why the regular expression cannot be used; nil where it can.
  package var problem: String? {
    guard isRegex, !isEmpty else { return nil }
    do throws(ExpressionProblem) { _ = try expression() } catch { return error.text }
    return nil
  }

  func expression() throws(ExpressionProblem) -> RegularExpression { try RegularExpression(text, foldsCase: foldsCase) }

  /// Where it is found in `text`, in UTF-8 bytes, from start to end, at most `limit` times. They do not overlap, and none is
  /// empty.
  package func matches(in text: String, limit: Int = .max) -> [Range<Int>] {
    var matcher = TextMatcher(self)
    return matcher.matches(in: text, limit: limit)
  }

  /// Whether it is found in `text`.
  package func isIn(_ text: String) -> Bool { !matches(in: text, limit: 1).isEmpty }

  // MARK: Plain text

  /// Whether nothing can be found: no letter is looked for.
  var findsNothing: Bool { needle.isEmpty }

  /// Looks from `index` on until the end, `limit` matches, or until `budget` is used up, of which each byte takes one. Leaves
  /// `index` behind what was looked through.
  func look(
    in bytes: UnsafeBufferPointer<UInt8>, from index: inout Int, _ found: inout [Range<Int>], limit: Int,
    budget: inout Int
  ) {
    let first = needle[0]
    while index < bytes.count, found.count < limit, budget > 0 {
      budget -= 1
      let byte = bytes[index]
      if byte < 0x80 {
        // Most text is skipped here.
        guard Self.folded(UInt32(byte), foldsCase: foldsCase) == first else {
          index += 1
          continue
        }
      } else if byte & 0xC0 == 0x80 {
        index += 1
        continue
      }
      if let end = end(ofMatchAt: index, in: bytes, &budget) {
        found.append(index..<end)
        index = end
      } else if first == Self.space {
        // What does not begin with the first one of several blanks begins with none of them.
        index = max(index + 1, Self.endOfBlanks(in: bytes, from: index, &budget))
      } else {
        index += 1
      }
    }
  }

  private static func endOfBlanks(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ budget: inout Int) -> Int {
    var index = start
    while index < bytes.count {
      let (value, length) = scalar(bytes, at: index)
      guard folded(value, foldsCase: false) == space else { break }
      index += length
    }
    budget -= index - start
    return index
  }

  private func end(ofMatchAt start: Int, in bytes: UnsafeBufferPointer<UInt8>, _ budget: inout Int) -> Int? {
    var index = start
    var step = 0
    defer { budget -= index - start }
    while step < needle.count {
      guard index < bytes.count else { return nil }
      let byte = bytes[index]
      if skipsMarkup, step > 0, byte == UInt8(ascii: "*") || byte == UInt8(ascii: "`") {
        index += 1
        continue
      }
      let (value, length) = Self.scalar(bytes, at: index)
      let folded = Self.folded(value, foldsCase: foldsCase)
      guard folded == needle[step] else { return nil }
      index += length
      if folded == Self.space { index = Self.endOfBlanks(in: bytes, from: index, &budget) }
      step += 1
    }
    return index
  }

  // MARK: Rows on the screen

  /// Where it is found in texts that stand one below the other, as a wrapped text does: between two of them may be white
  /// space or nothing. Each place is a text's index and characters in it. Regular expressions are looked for in each alone.
  package func places(in rows: [String]) -> [[(row: Int, characters: Range<Int>)]] {
    var matcher = TextMatcher(self)
    return matcher.places(in: rows)
  }

  func plainPlaces(in rows: [String]) -> [[(row: Int, characters: Range<Int>)]] {
    guard !needle.isEmpty else { return [] }
    var cells: [(row: Int, character: Int, scalars: [UInt32])] = []
    for (row, text) in rows.enumerated() {
      if row > 0 { cells.append((row, -1, [])) }
      var isStart = true
      for (index, character) in text.enumerated() {
        let scalars = character.unicodeScalars.map { Self.folded($0.value, foldsCase: foldsCase) }
        if isStart, scalars == [Self.space] { continue }
        isStart = false
        cells.append((row, index, scalars))
      }
    }
    var found: [[(row: Int, characters: Range<Int>)]] = []
    var start = 0
    while start < cells.count {
      guard cells[start].scalars.first == needle[0], let end = end(ofMatchAt: start, in: cells) else {
        start += 1
        continue
      }
      var match: [(row: Int, characters: Range<Int>)] = []
      for cell in cells[start..<end] where cell.character >= 0 {
        if let last = match.indices.last, match[last].row == cell.row {
          match[last].characters = match[last].characters.lowerBound..<cell.character + 1
        } else {
          match.append((cell.row, cell.character..<cell.character + 1))
        }
      }
      found.append(match)
      start = end
    }
    return found
  }

  private func end(ofMatchAt start: Int, in cells: [(row: Int, character: Int, scalars: [UInt32])]) -> Int? {
    var index = start
    var step = 0
    while step < needle.count {
      guard index < cells.count else { return nil }
      let cell = cells[index]
      if cell.character < 0 {
        if needle[step] == Self.space { step += 1 }
        index += 1
        continue
      }
      for scalar in cell.scalars {
        guard step < needle.count else { return index + 1 }
        guard scalar == needle[step] else { return nil }
        step += 1
      }
      index += 1
      if cell.scalars == [Self.space] {
        while index < cells.count, cells[index].scalars == [Self.space] { index += 1 }
        if index < cells.count, cells[index].character < 0 { index += 1 }
      }
    }
    return index
  }

  static func characters(of text: String, in bytes: Range<Int>) -> Range<Int> {
    let utf8 = text.utf8
    let start = utf8.index(utf8.startIndex, offsetBy: bytes.lowerBound)
    let end = utf8.index(start, offsetBy: bytes.count)
    let before = text[..<start].count
    return before..<before + max(1, text[start..<end].count)
  }

  // MARK: Folding

  private static let space: UInt32 = 0x20

  private static func folded(_ value: UInt32, foldsCase: Bool) -> UInt32 {
    switch value {
    case 0x09...0x0D, 0x20, 0xA0, 0x3000: return space
    case 0x41...0x5A: return foldsCase ? value | 0x20 : value
    case 0..<0x80: return value
    // Full-width forms of ASCII.
    case 0xFF01...0xFF5E: return folded(value - 0xFEE0, foldsCase: foldsCase)
    // Letters that have a case end before here, but for a few scripts that nobody types.
    case 0x80..<0x2DE0 where foldsCase:
      let scalar = Unicode.Scalar(value)!
      let lower = scalar.properties.lowercaseMapping.unicodeScalars
      return lower.count == 1 ? lower.first!.value : value
    default: return value
    }
  }

  static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (value: UInt32, length: Int) {
    let byte = UInt32(bytes[index])
    if byte < 0x80 { return (byte, 1) }
    func next(_ offset: Int) -> UInt32 { index + offset < bytes.count ? UInt32(bytes[index + offset] & 0x3F) : 0 }
    if byte < 0xE0 { return ((byte & 0x1F) << 6 | next(1), 2) }
    if byte < 0xF0 { return ((byte & 0x0F) << 12 | next(1) << 6 | next(2), 3) }
    return ((byte & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3), 4)
  }
}
