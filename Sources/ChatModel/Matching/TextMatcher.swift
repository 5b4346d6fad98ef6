/// Looks for one pattern in many texts, and keeps what it has worked out for the next one. What it does is counted in bytes
/// looked at, where new ground of a regular expression counts for many.
package struct TextMatcher {
  package let pattern: TextPattern
  private var automaton: ExpressionAutomaton?

  /// A matcher of `pattern`; where that cannot be used, nothing is found.
  package init(_ pattern: TextPattern) {
    self.pattern = pattern
    if pattern.isRegex, !pattern.isEmpty, let expression = try? pattern.expression() {
      automaton = ExpressionAutomaton(expression)
    }
  }

  /// Whether there is nothing that could be found.
  private var findsNothing: Bool { pattern.findsNothing || pattern.isRegex && automaton == nil }

  /// As `TextPattern.matches(in:limit:)`.
  package mutating func matches(in text: String, limit: Int = .max) -> [Range<Int>] {
    var scan = TextScan()
    var budget = Int.max
    advance(&scan, in: text, limit: limit, budget: &budget)
    return scan.ranges
  }

  /// Whether it is found in `text`; nil where `budget` was used up before that was known.
  package mutating func isIn(_ text: String, budget: inout Int) -> Bool? {
    var scan = TextScan()
    advance(&scan, in: text, limit: 1, budget: &budget)
    return scan.ranges.isEmpty ? scan.isFinished ? false : nil : true
  }

  /// Goes on with `scan` of `text` until it is finished, has found `limit` matches, or has used up `budget`, which it takes
  /// off, but for the little that is between two places where it can stop.
  package mutating func advance(_ scan: inout TextScan, in text: String, limit: Int = .max, budget: inout Int) {
    guard !scan.isFinished else { return }
    guard !findsNothing, limit > 0 else {
      scan.isFinished = true
      return
    }
    var text = text
    text.withUTF8 { bytes in
      if automaton != nil {
        scan.isFinished = scan.expression.advance(bytes, &automaton!, &scan.ranges, limit: limit, budget: &budget)
      } else {
        pattern.look(in: bytes, from: &scan.plain, &scan.ranges, limit: limit, budget: &budget)
        scan.isFinished = scan.plain >= bytes.count || scan.ranges.count >= limit
      }
    }
  }

  /// As `TextPattern.places(in:)`.
  package mutating func places(in rows: [String]) -> [[(row: Int, characters: Range<Int>)]] {
    guard pattern.isRegex else { return pattern.plainPlaces(in: rows) }
    var found: [[(row: Int, characters: Range<Int>)]] = []
    for (row, text) in rows.enumerated() {
      for range in matches(in: text) { found.append([(row, TextPattern.characters(of: text, in: range))]) }
    }
    return found
  }
}

/// How far looking through a text has come.
package struct TextScan {
  /// What was found so far, from start to end.
  package internal(set) var ranges: [Range<Int>]
  package internal(set) var isFinished = false
  var plain: Int
  var expression: ExpressionScan

  /// Looks from the byte `start` on, where a line of the text begins or a character of it, for a text that is not a regular
  /// expression; `ranges` were found before it.
  package init(from start: Int = 0, found ranges: [Range<Int>] = []) {
    self.ranges = ranges
    plain = start
    expression = ExpressionScan(from: start)
  }

  /// Up to where it has been looked through, where a text that has grown behind it can be gone on with.
  package func position(of pattern: TextPattern) -> Int { pattern.isRegex ? expression.lineStart : plain }
}
