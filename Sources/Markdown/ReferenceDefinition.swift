/// `[label]: target "title"`: what a link elsewhere in the text that names only the label leads to.
struct ReferenceDefinition: Sendable, Equatable {
  /// The label in the form in which labels are compared.
  var key: String
  /// The definition as it stands in the text, in one or more lines.
  var source: [UInt8]

  /// The form in which labels are compared: case folded, blanks joined.
  static func key(of label: ArraySlice<UInt8>) -> String {
    label.decoded.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The definitions with which `text`, the lines of a paragraph, begins; and where they end.
  static func leading(_ text: [UInt8]) -> (definitions: [ReferenceDefinition], end: Int) {
    var definitions: [ReferenceDefinition] = []
    var start = 0
    while start < text.count, let (label, end) = definition(text, from: start) {
      let key = key(of: text[label])
      definitions.append(.init(key: key, source: Array(text[start..<end])))
      start = end
    }
    return (definitions, start)
  }

  /// Whether a footnote begins at `start`: it looks like a definition, but is text to be read.
  static func isNote(_ text: ArraySlice<UInt8>, at start: Int) -> Bool {
    guard text.has("[^", at: start) else { return false }
    let end = text.skip(from: start + 2) { $0 != UInt8(ascii: "]") && $0 != UInt8(ascii: "[") && !$0.isLineEnd }
    return end > start + 2 && text.has("]:", at: end)
  }

  /// The longest label there may be, in bytes.
  static let longestLabel = 999

  /// The label of the definition that begins at `start`, and the end of its last line.
  private static func definition(_ text: [UInt8], from start: Int) -> (label: Range<Int>, end: Int)? {
    guard text[start] == UInt8(ascii: "["), !isNote(text[...], at: start), let close = labelEnd(text, from: start + 1)
    else { return nil }
    guard close + 1 < text.count, text[close + 1] == UInt8(ascii: ":") else { return nil }
    guard let targetStart = spaces(text, from: close + 2), let targetEnd = target(text, from: targetStart) else {
      return nil
    }
    // Without a title the line must end after the target; with one, after the title.
    let plain = text.skip(from: targetEnd) { $0.isInnerSpace }
    let plainEnd = lineEnd(text, at: plain)
    guard let titleStart = spaces(text, from: targetEnd), titleStart > targetEnd, titleStart < text.count,
      let titleEnd = title(text, from: titleStart)
    else { return plainEnd.map { (start + 1..<close, $0) } }
    if let end = lineEnd(text, at: text.skip(from: titleEnd) { $0.isInnerSpace }) { return (start + 1..<close, end) }
    return plainEnd.map { (start + 1..<close, $0) }
  }

  /// Where the label that begins at `start` ends: at a bracket that is not escaped, with something before it.
  private static func labelEnd(_ text: [UInt8], from start: Int) -> Int? {
    var position = start
    var hasText = false
    while position < text.count, position - start <= longestLabel {
      switch text[position] {
      case .backslash where position + 1 < text.count && text[position + 1].isPunctuation:
        hasText = true
        position += 1
      case UInt8(ascii: "["): return nil
      case UInt8(ascii: "]"): return hasText ? position : nil
      case let byte: if !byte.isInnerSpace && !byte.isLineEnd { hasText = true }
      }
      position += 1
    }
    return nil
  }

  /// The end of the blanks at `start`, of which one may be a line end.
  private static func spaces(_ text: [UInt8], from start: Int) -> Int? {
    var position = text.skip(from: start) { $0.isInnerSpace }
    if position < text.count, text[position] == .newline {
      position = text.skip(from: position + 1) { $0.isInnerSpace }
    }
    return position < text.count ? position : nil
  }

  private static func lineEnd(_ text: [UInt8], at position: Int) -> Int? {
    if position == text.count { return position }
    return text[position] == .newline ? position + 1 : nil
  }

  private static func target(_ text: [UInt8], from start: Int) -> Int? {
    var position = start
    if text[start] == UInt8(ascii: "<") {
      position += 1
      while position < text.count {
        switch text[position] {
        case .backslash: position += 1
        case UInt8(ascii: ">"): return position + 1
        case UInt8(ascii: "<"), .newline: return nil
        default: break
        }
        position += 1
      }
      return nil
    }
    var depth = 0
    while position < text.count, text[position] > 0x20, text[position] != 0x7F {
      switch text[position] {
      case .backslash where position + 1 < text.count && text[position + 1].isPunctuation: position += 1
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        depth -= 1
        if depth < 0 { return nil }
      default: break
      }
      position += 1
    }
    return position > start && depth == 0 ? position : nil
  }

  private static func title(_ text: [UInt8], from start: Int) -> Int? {
    let close: UInt8
    switch text[start] {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): close = text[start]
    case UInt8(ascii: "("): close = UInt8(ascii: ")")
    default: return nil
    }
    var position = start + 1
    while position < text.count {
      if text[position] == close { return position + 1 }
      if text[position] == .backslash { position += 1 }
      position += 1
    }
    return nil
  }
}
