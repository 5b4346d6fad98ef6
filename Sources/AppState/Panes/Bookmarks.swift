import ChatModel

/// Starred messages, marked places, and the places that were left by a jump. What another client wrote comes in by `take`,
/// which knows what was written here since.
package struct Bookmarks: Equatable, Sendable {
  /// Messages to be found again.
  package private(set) var stars: [MessageID: Star]
  /// Places under letters.
  package private(set) var marks: [String: TranscriptMark]
  private var jumps = JumpList()
  /// The numbers of the last writes of each, as `State.historyWrites` counts them.
  private var starWrites: [MessageID: Int] = [:]
  private var markWrites: [String: Int] = [:]

  /// Those of the last run.
  package init(stars: [Star] = [], marks: [String: TranscriptMark] = [:]) {
    self.stars = Dictionary(stars.map { ($0.message, $0) }) { $1 }
    self.marks = marks
  }

  mutating func star(_ star: Star) { stars[star.message] = star }

  /// Takes the star of `message` away; whether it had one.
  mutating func unstar(_ message: MessageID) -> Bool { stars.removeValue(forKey: message) != nil }

  mutating func mark(_ place: TranscriptMark, as name: String) { marks[name] = place }

  /// `place` is left by a jump.
  mutating func leave(_ place: TranscriptMark) { jumps.leave(place) }

  /// The place to go to from `current`; nil at the end of the list.
  mutating func jump(_ direction: UserEvent.Direction, from current: TranscriptMark) -> TranscriptMark? {
    direction == .backward ? jumps.back(from: current) : jumps.forth()
  }

  /// Notes that `command` is the write `number`; whether it is about a bookmark.
  mutating func note(_ command: HistoryCommand, write number: Int) -> Bool {
    switch command {
    case .saveStar(let star): starWrites[star.message] = number
    case .deleteStar(let message): starWrites[message] = number
    case .saveMark(let name, _): markWrites[name] = number
    default: return false
    }
    return true
  }

  /// Takes what was read. What was read before a bookmark of ours was written does not take it away.
  mutating func take(_ changes: HistoryChanges) {
    let read = changes.areAllStars ? Set(stars.keys).union(changes.stars.keys) : Set(changes.messages.map(\.message.id))
    for message in read where (starWrites[message] ?? 0) <= changes.writes { stars[message] = changes.stars[message] }
    guard let there = changes.marks else { return }
    for name in Set(marks.keys).union(there.keys) where (markWrites[name] ?? 0) <= changes.writes {
      marks[name] = there[name]
    }
  }
}

/// The places that the user left by a jump, as a browser's history.
private struct JumpList: Equatable, Sendable {
  /// Oldest first.
  private var places: [TranscriptMark] = []
  /// Where going back and forth stands; the number of places while nobody has gone back.
  private var position = 0

  /// More than anybody goes back through.
  private static let limit = 100

  /// `place` was left by a jump: what lies ahead of it is forgotten.
  mutating func leave(_ place: TranscriptMark) {
    places.removeLast(places.count - position)
    if places.last != place { places.append(place) }
    if places.count > Self.limit { places.removeFirst() }
    position = places.count
  }

  /// The place before this one, on the way back from `current`.
  mutating func back(from current: TranscriptMark) -> TranscriptMark? {
    if position == places.count, places.last != current { places.append(current) }
    guard position > 0 else { return nil }
    position = min(position, places.count) - 1
    if places[position] == current, position > 0 { position -= 1 }
    return places[position] == current ? nil : places[position]
  }

  mutating func forth() -> TranscriptMark? {
    guard position + 1 < places.count else { return nil }
    position += 1
    return places[position]
  }
}
