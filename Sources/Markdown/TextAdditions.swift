/// What is added to a text so that md4c reads it as its author meant it.
enum TextAdditions {
  struct Addition {
    var place: Int
    var text: [UInt8]
  }

  /// What to add to `range` of `source`, in ascending order of places; if it `isOpen`, a formula may go on behind its end.
  static func additions(to source: [UInt8], _ range: Range<Int>, isOpen: Bool = false) -> [Addition] {
    let emphasis = EmphasisSeparators.places(in: source, range)
    let formulas = Formulas.ranges(in: source, range, isOpen: isOpen)
    let notes = notes(in: source, range)
    let tildes = tildes(in: source, range)
    if formulas.isEmpty, notes.isEmpty, tildes.isEmpty {
      return emphasis.map { Addition(place: $0, text: PreparedText.separator) }
    }
    var additions = formulas.flatMap { guards(source, $0) }
    additions += notes.filter { place in !formulas.contains { $0.contains(place) } }
      .map { Addition(place: $0, text: PreparedText.separator) }
    additions += emphasis.filter { place in !formulas.contains { $0.contains(place) } }
      .map { Addition(place: $0, text: PreparedText.separator) }
    additions += tildes.filter { place in !formulas.contains { $0.contains(place) } && !emphasis.contains(place) }
      .map { Addition(place: $0, text: PreparedText.escape) }
    return additions.sorted { $0.place < $1.place }
  }

  /// Where footnotes begin, `[^1]: text`: to CommonMark a note of one word is a reference definition, which does not show.
  private static func notes(in source: [UInt8], _ range: Range<Int>) -> [Int] {
    guard source[range].contains(UInt8(ascii: "^")) else { return [] }
    var places: [Int] = []
    var position = range.lowerBound
    while position < range.upperBound {
      if ReferenceDefinition.isNote(source[..<range.upperBound], at: position),
        position == range.lowerBound || source[position - 1].isLineEnd || source[position - 1].isBlank
      {
        places.append(position)
      }
      position += 1
    }
    return places
  }

  /// Tildes that stand alone: `3~5` and `~10` are more often written than text struck with one.
  private static func tildes(in source: [UInt8], _ range: Range<Int>) -> [Int] {
    guard source[range].contains(UInt8(ascii: "~")) else { return [] }
    let code = CodeSpans(source, range)
    var places: [Int] = []
    var position = range.lowerBound
    var wordStart = position
    while position < range.upperBound {
      switch source[position] {
      case .backtick: position = code.end(at: position) ?? source.skip(from: position) { $0 == .backtick }
      case .backslash: position += 2
      case UInt8(ascii: "~"):
        let end = source.skip(from: position) { $0 == UInt8(ascii: "~") }
        // In an address it is part of a name.
        if end == position + 1, !source[..<position].contains("://", from: wordStart),
          !source[..<position].contains("www.", from: wordStart)
        {
          places.append(position)
        }
        position = end
      case let byte:
        position += 1
        if byte.isBlank || byte.isLineEnd { wordStart = position }
      }
    }
    return places
  }

  /// What keeps the marks of a formula from being marks of Markdown.
  private static func guards(_ source: [UInt8], _ range: Range<Int>) -> [Addition] {
    var additions: [Addition] = []
    // What stands on lines of its own keeps them.
    let isDisplayed =
      source[range.lowerBound + 1] == UInt8(ascii: "$") || source[range.lowerBound + 1] == UInt8(ascii: "[")
    for place in range {
      switch source[place] {
      case .backslash: additions.append(Addition(place: place + 1, text: PreparedText.separator))
      case UInt8(ascii: "_"):
        additions.append(Addition(place: place, text: PreparedText.separator))
        additions.append(Addition(place: place + 1, text: PreparedText.separator))
      case .carriageReturn where isDisplayed, .newline where isDisplayed && source[place - 1] != .carriageReturn:
        additions.append(Addition(place: place, text: PreparedText.escape))
      case UInt8(ascii: "*"), UInt8(ascii: "~"): additions.append(Addition(place: place, text: PreparedText.escape))
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

  /// The formulas in `range` of `source` that lie in no code, with their marks; if it `isOpen`, the last one may lack its
  /// end.
  static func ranges(in source: [UInt8], _ range: Range<Int>, isOpen: Bool = false) -> [Range<Int>] {
    guard source[range].contains(where: { $0 == UInt8(ascii: "$") || $0 == .backslash }) else { return [] }
    let code = CodeSpans(source, range)
    var ranges: [Range<Int>] = []
    var position = range.lowerBound
    // Where no end of a kind was found: up to there it is not looked for again.
    var none: [UInt8: Miss] = [:]
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
      switch find(end, in: source, from: position + width, to: range.upperBound, after: none[kind]) {
      case .at(let close):
        if isFormula(source, position + width..<close, next) {
          ranges.append(position..<close + end.count)
          position = close + end.count
          continue
        }
      case .none(let miss):
        none[kind] = miss
        if isOpen, mayGoOn(source, position + width..<range.upperBound, next) {
          ranges.append(position..<range.upperBound)
          return ranges
        }
      }
      position += width
    }
    return ranges
  }

  /// A search that found nothing: how far it went, and whether no other one gets beyond that place.
  private struct Miss {
    var place: Int
    var isStop: Bool
  }

  private enum Search {
    case at(Int)
    case none(Miss)
  }

  /// The first `end` behind `start`; `miss` is what a search from a place above found out.
  private static func find(
    _ end: [UInt8], in source: [UInt8], from start: Int, to limit: Int, after miss: Miss?
  ) -> Search {
    var position = start
    if let miss, miss.place >= start {
      if miss.isStop { return .none(miss) }
      position = miss.place
    }
    let last = min(limit - end.count, start + longest)
    while position <= last {
      if source[position] == end[0], end.count == 1 || source[position + 1] == end[1] { return .at(position) }
      // A blank line ends a paragraph.
      let isBlank = source[position] == .newline && position + 1 < limit && source[position + 1] == .newline
      if source[position] == .backtick || isBlank { return .none(Miss(place: position, isStop: true)) }
      position += source[position] == .backslash ? 2 : 1
    }
    return .none(Miss(place: position, isStop: false))
  }

  /// Whether the formula that has begun with `range`, behind a mark that ends with or is followed by `mark`, may end behind
  /// it.
  private static func mayGoOn(_ source: [UInt8], _ range: Range<Int>, _ mark: UInt8) -> Bool {
    guard range.count < longest else { return false }
    switch mark {
    case UInt8(ascii: "("): break
    case UInt8(ascii: "["):
      // In a line of its own it is one, and elsewhere an escaped bracket.
      var start = range.lowerBound - 2
      while start > 0, source[start - 1].isBlank { start -= 1 }
      // A backslash at the end may be that of the closing mark.
      let inner = range.isEmpty || source[range.upperBound - 1] != .backslash ? range : range.dropLast()
      if start > 0, !source[start - 1].isLineEnd, !isFormula(source, inner, mark) { return false }
    case UInt8(ascii: "$"):
      if !isFormula(source, range, mark) { return false }
    default:
      // A dollar is more often one of money.
      guard range.count < 100, !mark.isDigit, !mark.isBlank,
        source[range].contains(where: { "\\^_{=".utf8.contains($0) }),
        !source[range].contains(where: { $0 == UInt8(ascii: "*") || $0.isLineEnd })
      else { return false }
    }
    return !range.contains {
      source[$0] == .backtick
        || source[$0] == .newline && $0 + 1 < range.upperBound && source[$0 + 1] == .newline
    }
  }

  /// Whether there is something in `range` that only a formula has; money has not.
  private static func isFormula(_ source: [UInt8], _ range: Range<Int>, _ mark: UInt8) -> Bool {
    guard !range.isEmpty else { return false }
    // Brackets are escaped more often than parentheses, which are so in formulas only.
    if mark == UInt8(ascii: "(") { return true }
    if mark != UInt8(ascii: "$"), mark != UInt8(ascii: "["),
      source[range.lowerBound].isBlank || source[range.upperBound - 1].isBlank
    {
      return false
    }
    return source[range].contains { "\\^_{=".utf8.contains($0) }
  }
}
