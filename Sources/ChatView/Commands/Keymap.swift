import AppState
import Canvas
import ChatModel

// Which key does what. A key counts in one zone or everywhere; what a zone says of a key, also that it does nothing, comes
// before what is said everywhere. A chord is the leader and one more key. Only chords hang on the leader: when the file
// moves the leader, they move with it.

/// What each key does.
/// Does not: hold the keys of popups, which are fixed so that nobody can lock himself out.
package struct Keymap: Equatable, Sendable {
  /// The first key of chords; nil where the file took it away.
  package internal(set) var leader: KeyPress?
  /// The best key of a command stands before its others.
  var entries: [Entry]

  /// What one key, or one key after the leader, does in one zone.
  struct Entry: Equatable, Sendable {
    var zone: CommandZone
    var press: KeyPress
    var isChord: Bool
    /// nil: nothing, also where it does something everywhere.
    var command: ChatCommand?
  }

  /// What a key means.
  package enum Answer: Equatable, Sendable {
    case command(ChatCommand)
    /// The first key of a chord: the next one counts.
    case leader
    case none
  }

  init(leader: KeyPress?, entries: [Entry]) {
    self.leader = leader
    self.entries = entries
  }

  /// The keys as they are without any configuration.
  package static let standard = Keymap(
    leader: KeyPress(.character("x"), .control),
    entries: ChatCommand.allCases.flatMap { command in
      command.row.keys.map { key in
        // All are names that KeyPress knows; a test looks up each of them.
        let presses = key.name.split(separator: " ").map { KeyPress(name: String($0))! }
        return Entry(zone: key.zone, press: presses.last!, isChord: presses.count == 2, command: command)
      }
    })

  /// What `press` does in `zone`.
  package func answer(to press: KeyPress, zone: CommandZone) -> Answer {
    if let entry = entry(press, isChord: false, in: zone) { return entry.command.map { .command($0) } ?? .none }
    if press == leader { return .leader }
    if zone != .everywhere, let entry = entry(press, isChord: false, in: .everywhere) {
      return entry.command.map { .command($0) } ?? .none
    }
    // Most terminals cannot tell Shift in such a chord, so it means something of its own only where it is bound.
    guard case .character = press.code, press.modifiers == [.control, .shift] else { return .none }
    return answer(to: KeyPress(press.code, .control), zone: zone)
  }

  /// What `press` does after the leader in `zone`.
  package func answer(afterLeader press: KeyPress, zone: CommandZone) -> ChatCommand? {
    if let entry = entry(press, isChord: true, in: zone) { return entry.command }
    return zone == .everywhere ? nil : entry(press, isChord: true, in: .everywhere)?.command
  }

  /// The names of the keys that run `command` in `zone` (nil: anywhere), the best first.
  package func keys(of command: ChatCommand, zone: CommandZone? = nil) -> [String] {
    if command == .leader { return leader.map { [$0.name] } ?? [] }
    let zones: [CommandZone] = zone.map { $0 == .everywhere ? [$0] : [$0, .everywhere] } ?? CommandZone.allCases
    var names: [String] = []
    for place in zones {
      for entry in entries where entry.zone == place && entry.command == command {
        guard let name = name(of: entry), !names.contains(name) else { continue }
        if runs(command, entry, in: zone ?? place) { names.append(name) }
      }
    }
    return names
  }

  /// The names of the keys that `zone` itself binds, without those that count everywhere, by command.
  func ownKeys(in zone: CommandZone) -> [ChatCommand: [String]] {
    var names: [ChatCommand: [String]] = zone == .everywhere ? [.leader: keys(of: .leader)] : [:]
    for entry in entries where entry.zone == zone {
      guard let command = entry.command, let name = name(of: entry), runs(command, entry, in: zone) else { continue }
      names[command, default: []].append(name)
    }
    return names
  }

  /// The second keys of the chords that count in `zone`, with what they do, in the order of the commands.
  package func leaderHints(zone: CommandZone) -> [(key: String, command: ChatCommand)] {
    var hints: [(key: String, command: ChatCommand)] = []
    for command in ChatCommand.allCases {
      for entry in entries where entry.isChord && entry.command == command {
        guard entry.zone == zone || entry.zone == .everywhere, runs(command, entry, in: zone) else { continue }
        if hints.contains(where: { $0.key == entry.press.name }) { continue }
        hints.append((entry.press.name, command))
      }
    }
    return hints
  }

  /// What `press` does to a text of one line under edit: the composer's editing keys, and what types itself. Nil for all
  /// others, also for a new line.
  package func editing(_ press: KeyPress) -> EditorAction? {
    if let entry = entry(press, isChord: false, in: .composer) {
      return entry.command == .newline ? nil : entry.command?.editorAction
    }
    guard case .character(let character) = press.code, press.modifiers.isEmpty else { return nil }
    return .insert(String(character))
  }

  // MARK: Looking up

  private func entry(_ press: KeyPress, isChord: Bool, in zone: CommandZone) -> Entry? {
    entries.first { $0.zone == zone && $0.isChord == isChord && $0.press == press }
  }

  /// Whether the key of `entry` still means `command` in `zone`, where something else may stand before it.
  private func runs(_ command: ChatCommand, _ entry: Entry, in zone: CommandZone) -> Bool {
    if !entry.isChord { return answer(to: entry.press, zone: zone) == .command(command) }
    guard let leader, answer(to: leader, zone: zone) == .leader else { return false }
    return answer(afterLeader: entry.press, zone: zone) == command
  }

  private func name(of entry: Entry) -> String? {
    guard entry.isChord else { return entry.press.name }
    return leader.map { "\($0.name) \(entry.press.name)" }
  }
}
