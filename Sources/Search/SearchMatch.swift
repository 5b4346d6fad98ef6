import ChatModel
import System

/// Where terms stand in a folded text, and what that is worth.
package struct SearchMatch {
  /// How well the text answers; greater is better.
  package private(set) var score = 0.0

  /// nil where a term is missing or an excluded one is there.
  package init?(_ text: FoldedText, terms: [SearchTerm], excluded: [SearchTerm]) {
    for term in excluded where Self.first(term, in: text.bytes) != nil { return nil }
    var firsts: [Int] = []
    for term in terms {
      guard let share = Self.share(of: term, in: text) else { return nil }
      firsts.append(share.first)
      score += share.score
    }
    guard terms.count > 1 else { return }
    // Words that stand together in the order typed are most likely what was meant.
    var ends = firsts
    let together = zip(terms.indices.dropFirst(), terms.dropFirst()).allSatisfy { index, term in
      ends[index] = ends[index - 1] + terms[index - 1].folded.bytes.count
      return [ends[index], ends[index] + 1].contains { Self.stands(term.folded.bytes, in: text.bytes, at: $0) }
    }
    if together { score *= 1.5 }
  }

  init(score: Double) { self.score = score }

  /// What is said lately is more likely what is looked for: half of the weight of what was said at `moment` (milliseconds
  /// since 1970) fades within months.
  package static func freshness(of moment: Int64, now: Timestamp) -> Double {
    let days = max(0, Double(now.milliseconds) - Double(moment)) / 86_400_000
    return 0.5 + 0.5 / (1 + days / 60)
  }

  /// Where the first hit of `term` begins, and what it adds to the score; nil where there is none.
  static func share(of term: SearchTerm, in text: FoldedText) -> (first: Int, score: Double)? {
    guard let (first, worth) = worth(of: term, in: text.bytes) else { return nil }
    // Saturates as in BM25: the tenth occurrence says little more; a long text has to say it more often.
    let length = 0.3 + 0.7 * Double(text.bytes.count) / 1000
    return (first, worth * 2.2 / (worth + 1.2 * length))
  }

  /// Where the first hit begins, and how much the occurrences weigh.
  private static func worth(of term: SearchTerm, in text: [UInt8]) -> (first: Int, worth: Double)? {
    guard var place = first(term, in: text) else { return nil }
    let first = place
    var worth = 0.0
    for _ in 0..<8 {
      // A whole word counts for more than a part of one.
      worth += isWhole(term.folded.bytes, in: text, at: place) ? 1 : 0.4
      guard let next = Self.first(term, in: text, from: place + term.folded.bytes.count) else { break }
      place = next
    }
    return (first, worth)
  }

  /// All places of `terms` in `text`, in order and without overlaps; at most `limit`.
  package static func places(of terms: [SearchTerm], in text: FoldedText, limit: Int = 200) -> [Range<Int>] {
    var places: [Range<Int>] = []
    for term in terms {
      var start = 0
      while places.count < limit, let place = first(term, in: text.bytes, from: start) {
        start = place + term.folded.bytes.count
        places.append(place..<start)
      }
    }
    places.sort { $0.lowerBound < $1.lowerBound }
    var merged: [Range<Int>] = []
    for place in places {
      if let last = merged.last, place.lowerBound < last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, place.upperBound)
      } else {
        merged.append(place)
      }
    }
    return merged
  }

  /// Where `term` stands first at or behind `start`.
  static func first(_ term: SearchTerm, in text: [UInt8], from start: Int = 0) -> Int? {
    var start = start
    while let place = find(term.folded.bytes, in: text, from: start) {
      switch term.manner {
      case .anywhere: return place
      case .prefix: if isBoundary(text, before: place, needle: term.folded.bytes) { return place }
      case .exact: if isWhole(term.folded.bytes, in: text, at: place) { return place }
      }
      start = place + 1
    }
    return nil
  }

  /// Whether `needle` occurs in `text` from `start` on; where.
  package static func find(_ needle: [UInt8], in text: [UInt8], from start: Int = 0) -> Int? {
    guard let first = needle.first, start + needle.count <= text.count else { return nil }
    return text.withUnsafeBufferPointer { text in
      var index = start
      let last = text.count - needle.count
      while index <= last {
        guard let found = memchr(text.baseAddress! + index, Int32(first), last - index + 1) else { return nil }
        index = UnsafeRawPointer(text.baseAddress!).distance(to: found)
        if stands(needle, in: text, at: index) { return index }
        index += 1
      }
      return nil
    }
  }

  private static func stands(_ needle: [UInt8], in text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
    needle.withUnsafeBufferPointer { memcmp($0.baseAddress!, text.baseAddress! + index, $0.count) == 0 }
  }

  private static func stands(_ needle: [UInt8], in text: [UInt8], at index: Int) -> Bool {
    guard index >= 0, index + needle.count <= text.count else { return false }
    return text.withUnsafeBufferPointer { stands(needle, in: $0, at: index) }
  }

  private static func isWhole(_ needle: [UInt8], in text: [UInt8], at place: Int) -> Bool {
    isBoundary(text, before: place, needle: needle) && isBoundary(text, after: place + needle.count, needle: needle)
  }

  // Only words that are written with letters have boundaries.
  private static func isBoundary(_ text: [UInt8], before place: Int, needle: [UInt8]) -> Bool {
    !(isLetter(needle, at: 0) && isLetter(text, before: place))
  }

  private static func isBoundary(_ text: [UInt8], after place: Int, needle: [UInt8]) -> Bool {
    !(isLetter(needle, before: needle.count) && isLetter(text, at: place))
  }

  private static func isLetter(_ text: [UInt8], before place: Int) -> Bool {
    var start = place - 1
    while start > 0, text[start] & 0xC0 == 0x80 { start -= 1 }
    return isLetter(text, at: start)
  }

  private static func isLetter(_ text: [UInt8], at place: Int) -> Bool {
    guard text.indices.contains(place) else { return false }
    return text.withUnsafeBufferPointer { SearchGrams.kind(FoldedText.scalar($0, place).0) == .letter }
  }
}
