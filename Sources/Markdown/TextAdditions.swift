/// What is added to a text so that md4c reads it as its author meant it.
enum TextAdditions {
  struct Addition {
    var place: Int
    var text: [UInt8]
  }

  /// What to add to `range` of `source`, in ascending order of places.
  static func additions(to source: [UInt8], _ range: Range<Int>) -> [Addition] {
    let emphasis = EmphasisSeparators.places(in: source, range)
    let formulas = Formulas.ranges(in: source, range)
    if formulas.isEmpty { return emphasis.map { Addition(place: $0, text: PreparedText.separator) } }
    var additions = formulas.flatMap { guards(source, $0) }
    additions += emphasis.filter { place in !formulas.contains { $0.contains(place) } }
      .map { Addition(place: $0, text: PreparedText.separator) }
    return additions.sorted { $0.place < $1.place }
  }

  /// What keeps the marks of a formula from being marks of Markdown.
  private static func guards(_ source: [UInt8], _ range: Range<Int>) -> [Addition] {
    var additions: [Addition] = []
    for place in range {
      switch source[place] {
      case .backslash: additions.append(Addition(place: place + 1, text: PreparedText.separator))
      case UInt8(ascii: "_"):
        additions.append(Addition(place: place, text: PreparedText.separator))
        additions.append(Addition(place: place + 1, text: PreparedText.separator))
      case UInt8(ascii: "*"): additions.append(Addition(place: place, text: [.backslash]))
      default: break
      }
    }
    return additions
  }
}

/// Finds formulas in the notation of TeX: `\(…\)`, `\[…\]`, `$$…$$` and `$…$`.
enum Formulas {
  /// Bytes beyond which something is no formula; what is looked at for each opening mark.
  private static let longest = 2000

  /// The formulas in `range` of `source` that lie in no code, with their marks.
  static func ranges(in source: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    guard source[range].contains(where: { $0 == UInt8(ascii: "$") || $0 == .backslash }) else { return [] }
    let code = CodeSpans(source, range)
    var ranges: [Range<Int>] = []
    var position = range.lowerBound
    // Once an end was not found within reach, it is not looked for again before that place.
    var none: [UInt8: Int] = [:]
    while position < range.upperBound {
      let byte = source[position]
      if byte == .backtick {
        position = code.end(at: position) ?? source.skip(from: position) { $0 == .backtick }
        continue
      }
      guard byte == .backslash || byte == UInt8(ascii: "$"), position + 1 < range.upperBound else {
        position += 1
        continue
      }
      let next = source[position + 1]
      let end: [UInt8]
      var width = 2
      switch (byte, next) {
      case (.backslash, UInt8(ascii: "(")): end = Array("\\)".utf8)
      case (.backslash, UInt8(ascii: "[")): end = Array("\\]".utf8)
      case (.backslash, _):
        position += 2
        continue
      case (_, UInt8(ascii: "$")): end = Array("$$".utf8)
      default:
        end = Array("$".utf8)
        width = 1
      }
      let kind = end[end.count - 1] &+ UInt8(width)
      if none[kind] ?? 0 <= position, let close = find(end, in: source, from: position + width, to: range.upperBound) {
        let inner = position + width..<close
        if isFormula(source, inner, isInline: width == 1) {
          ranges.append(position..<close + end.count)
          position = close + end.count
          continue
        }
      } else if none[kind] ?? 0 <= position {
        none[kind] = position + longest
      }
      position += width
    }
    return ranges
  }

  private static func find(_ end: [UInt8], in source: [UInt8], from start: Int, to limit: Int) -> Int? {
    var position = start
    let last = min(limit - end.count, start + longest)
    while position <= last {
      if source[position] == end[0], end.count == 1 || source[position + 1] == end[1] { return position }
      if source[position] == .backtick { return nil }
      // A blank line ends a paragraph.
      if source[position] == .newline, position + 1 < limit, source[position + 1] == .newline { return nil }
      position += source[position] == .backslash ? 2 : 1
    }
    return nil
  }

  /// Whether there is something in `range` that only a formula has; money has not.
  private static func isFormula(_ source: [UInt8], _ range: Range<Int>, isInline: Bool) -> Bool {
    guard !range.isEmpty else { return false }
    if isInline, source[range.lowerBound].isBlank || source[range.upperBound - 1].isBlank { return false }
    return source[range].contains { "\\^_{=".utf8.contains($0) }
  }
}
