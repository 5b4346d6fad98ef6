import Canvas
import ChatModel

/// What keys mean one after the other, in every zone at once: remembers whether the leader was pressed.
package struct KeyMeaning: Sendable {
  private let keymap: Keymap
  private var isAfterLeader = false
  private static let zones: [CommandZone] = [.composer, .transcript, .list]

  /// The meanings of the keys of `keymap`.
  package init(_ keymap: Keymap) { self.keymap = keymap }

  /// What `press` does in each zone with no popup open, in words: the names of commands, `text` where it writes itself.
  package mutating func meaning(of press: KeyPress) -> String {
    let wasAfterLeader = isAfterLeader
    isAfterLeader = false
    let answers = Self.zones.map { wasAfterLeader ? chord(press, in: $0) : word(for: press, in: $0) }
    if let first = answers.first, answers.allSatisfy({ $0 == first }) {
      return first ?? (wasAfterLeader ? "no chord" : "nothing")
    }
    return zip(Self.zones, answers).compactMap { zone, answer in answer.map { "\(zone.rawValue): \($0)" } }
      .joined(separator: ", ")
  }

  private func chord(_ press: KeyPress, in zone: CommandZone) -> String? {
    if press == KeyPress(.escape) { return "closes the hints" }
    return keymap.answer(afterLeader: press, zone: zone)?.rawValue
  }

  private mutating func word(for press: KeyPress, in zone: CommandZone) -> String? {
    switch keymap.answer(to: press, zone: zone) {
    case .command(let command): return command.rawValue
    case .leader:
      isAfterLeader = true
      return "leader: the next key is the second of two"
    case .none: return zone == .composer && press.typed != nil ? "text" : nil
    }
  }
}
