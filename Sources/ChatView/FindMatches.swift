import ChatModel
import ChatStore

/// Where a text stands in the messages that a pane shows; what was found is kept for as long as the messages stay.
struct FindMatches {
  private var pattern: TextPattern?
  private var known: [MessageID: Known] = [:]

  private struct Known {
    var revision: Int
    var utf8Count: Int
    var ranges: [Range<Int>]
  }

  /// The matches in `message`, in UTF-8 bytes of its text.
  mutating func ranges(in message: Message, of pattern: TextPattern) -> [Range<Int>] {
    if pattern != self.pattern {
      self.pattern = pattern
      known = [:]
    }
    let count = message.text.utf8.count
    if let known = known[message.id], known.revision == message.revision, known.utf8Count == count {
      return known.ranges
    }
    var ranges: [Range<Int>] = []
    var start = 0
    if let known = known[message.id], count > known.utf8Count, !pattern.isRegex {
      // The text has grown: what is found in what was there stays, but at its end.
      ranges = known.ranges
      start = known.utf8Count - min(known.utf8Count, 4 * pattern.text.utf8.count + 64)
      while let last = ranges.last, last.upperBound > start {
        ranges.removeLast()
        start = min(start, last.lowerBound)
      }
    }
    if start == 0 {
      ranges = pattern.matches(in: message.text)
    } else {
      var index = message.text.utf8.index(message.text.startIndex, offsetBy: start)
      while start > 0, message.text.utf8[index] & 0xC0 == 0x80 {
        index = message.text.utf8.index(before: index)
        start -= 1
      }
      ranges += pattern.matches(in: String(message.text[index...])).map {
        $0.lowerBound + start..<$0.upperBound + start
      }
    }
    known[message.id] = Known(revision: message.revision, utf8Count: count, ranges: ranges)
    return ranges
  }

  /// How many matches there are in `conversation`, and which of them `match` is, from 1.
  mutating func count(_ pattern: TextPattern, in conversation: Conversation, at match: Find.Match?) -> (
    count: Int, current: Int?
  ) {
    var count = 0
    var current: Int?
    for message in conversation.messages {
      let ranges = ranges(in: message, of: pattern)
      if let match, match.message == message.id, let index = ranges.firstIndex(of: match.range) {
        current = count + index + 1
      }
      count += ranges.count
    }
    return (count, current)
  }

  /// The match that comes next from the byte `source` of message `index` on; at that byte itself where `includes` says so.
  mutating func next(
    _ direction: UserEvent.Direction, from index: Int, source: Int, includes: Bool, of pattern: TextPattern,
    in conversation: Conversation
  ) -> Find.Match? {
    let messages = conversation.messages
    let order =
      direction == .forward ? Array(index..<messages.count) : Array((0..<min(index + 1, messages.count)).reversed())
    for place in order where messages.indices.contains(place) {
      var ranges = ranges(in: messages[place], of: pattern)[...]
      if place == index {
        ranges =
          ranges.filter {
            direction == .forward
              ? $0.lowerBound > source || includes && $0.lowerBound == source
              : $0.lowerBound < source || includes && $0.lowerBound == source
          }[...]
      }
      if let range = direction == .forward ? ranges.first : ranges.last {
        return Find.Match(message: messages[place].id, range: range)
      }
    }
    return nil
  }
}
