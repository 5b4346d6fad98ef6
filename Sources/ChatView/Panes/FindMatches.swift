import AppState
import ChatModel
import Text

/// Where a text stands in the messages that a pane shows; what was found is kept for as long as the messages stay. Messages
/// are looked through in slices, so that no key waits for a long one.
struct FindMatches {
  /// How much is looked at in one go: a few milliseconds.
  static let sliceBudget = 100_000

  /// Whether some message has not been looked through yet; each count finds out anew.
  private(set) var isUnfinished = false
  /// How much was looked at since the start; for tests that count.
  private(set) var lookedAt = 0
  private var matcher: TextMatcher?
  private var known: [MessageID: Known] = [:]

  private struct Known {
    var revision: Int
    var utf8Count: Int
    var scan: TextScan
  }

  /// A match, or why there is none.
  enum Outcome: Equatable {
    case found(Find.Match)
    case none
    /// Not known before more is looked through.
    case unfinished
  }

  /// Looks on in `message` within `budget`; returns what was found so far, from start to end, in UTF-8 bytes of its text, and
  /// whether that is all.
  mutating func look(in message: Message, for pattern: TextPattern, budget: inout Int) -> (
    ranges: [Range<Int>], isAll: Bool
  ) {
    if pattern != matcher?.pattern {
      matcher = TextMatcher(pattern)
      known = [:]
    }
    let count = message.text.utf8.count
    if known[message.id]?.revision != message.revision || known[message.id]?.utf8Count != count {
      let scan = known[message.id].flatMap { $0.utf8Count < count ? grown($0, message.text) : nil } ?? TextScan()
      known[message.id] = Known(revision: message.revision, utf8Count: count, scan: scan)
    }
    guard known[message.id]?.scan.isFinished == false else { return (known[message.id]?.scan.ranges ?? [], true) }
    if budget > 0 {
      let before = budget
      matcher?.advance(&known[message.id]!.scan, in: message.text, budget: &budget)
      lookedAt += before - budget
    }
    let scan = known[message.id]!.scan
    if !scan.isFinished { isUnfinished = true }
    return (scan.ranges, scan.isFinished)
  }

  /// Looking through a text that has grown: what was found before its end stays.
  private func grown(_ known: Known, _ text: String) -> TextScan? {
    guard let pattern = matcher?.pattern else { return nil }
    let bytes = text.utf8
    var start = known.scan.isFinished ? known.utf8Count : known.scan.position(of: pattern)
    var ranges = known.scan.ranges
    var place = bytes.index(bytes.startIndex, offsetBy: start)
    func goBack(while condition: (Int, UInt8) -> Bool) {
      while start > 0, condition(start, bytes[bytes.index(before: place)]) {
        place = bytes.index(before: place)
        start -= 1
      }
    }
    if pattern.isRegex {
      goBack { _, before in before != UInt8(ascii: "\n") }
    } else {
      let least = max(0, known.utf8Count - 4 * pattern.text.utf8.count - 64)
      goBack { place, _ in place > least }
      while let last = ranges.last, last.upperBound > start {
        ranges.removeLast()
        goBack { place, _ in place > last.lowerBound }
      }
      while start > 0, bytes[place] & 0xC0 == 0x80 { goBack { [place = start] at, _ in at == place } }
    }
    while let last = ranges.last, last.upperBound > start { ranges.removeLast() }
    return TextScan(from: start, found: ranges)
  }

  /// How many matches there are in `conversation` as far as it was looked through, which of them `match` is, from 1, and
  /// whether that is all.
  mutating func count(
    _ pattern: TextPattern, in conversation: Conversation, at match: Find.Match?, budget: inout Int
  ) -> (count: Int, current: Int?, isAll: Bool) {
    var count = 0
    var current: Int?
    isUnfinished = false
    for message in conversation.messages {
      let ranges = look(in: message, for: pattern, budget: &budget).ranges
      if let match, match.message == message.id {
        let index = ranges.firstIndex(atOrAfter: match.range.lowerBound)
        if index < ranges.count, ranges[index] == match.range { current = count + index + 1 }
      }
      count += ranges.count
    }
    return (count, current, !isUnfinished)
  }

  /// The match that comes next from the byte `source` of message `index` on; at that byte itself where `includes` says so.
  mutating func next(
    _ direction: UserEvent.Direction, from index: Int, source: Int, includes: Bool, of pattern: TextPattern,
    in conversation: Conversation, budget: inout Int
  ) -> Outcome {
    let messages = conversation.messages
    let isForward = direction == .forward
    var place = isForward ? max(0, index) : min(index, messages.count - 1)
    while messages.indices.contains(place) {
      let (ranges, isAll) = look(in: messages[place], for: pattern, budget: &budget)
      if !isAll, !isForward { return .unfinished }
      var range = isForward ? ranges.first : ranges.last
      if place == index {
        if isForward {
          let first = ranges.firstIndex(atOrAfter: source == .max || includes ? source : source + 1)
          range = first < ranges.count ? ranges[first] : nil
        } else {
          let end = ranges.firstIndex(atOrAfter: source == .max || !includes ? source : source + 1)
          range = end > 0 ? ranges[end - 1] : nil
        }
      }
      if let range { return .found(Find.Match(message: messages[place].id, range: range)) }
      if !isAll { return .unfinished }
      place += isForward ? 1 : -1
    }
    return .none
  }

  /// Where `pattern` stands in `rows`, as `TextPattern.places(in:)` has it.
  mutating func places(of pattern: TextPattern, in rows: [String]) -> [[(row: Int, characters: Range<Int>)]] {
    if pattern != matcher?.pattern {
      matcher = TextMatcher(pattern)
      known = [:]
    }
    return matcher?.places(in: rows) ?? []
  }
}

extension [Range<Int>] {
  /// The first of these ranges, which are in order, that begins at `place` or behind it; their count where none does.
  fileprivate func firstIndex(atOrAfter place: Int) -> Int { partitioningIndex { $0.lowerBound >= place } }
}
