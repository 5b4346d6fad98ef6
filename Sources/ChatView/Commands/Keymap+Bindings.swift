import Canvas
import ChatModel
import Text

extension Keymap {
  /// One line of the file.
  package struct Binding: Equatable, Sendable {
    package var zone: CommandZone
    /// As in `Ctrl-X n`.
    package var key: String
    /// A command's name; nil: the key does nothing.
    package var command: String?

    package init(zone: CommandZone, key: String, command: String?) {
      self.zone = zone
      self.key = key
      self.command = command
    }
  }

  /// Why a binding is left out.
  package struct Problem: Equatable, Sendable {
    /// Which one, counted from 0.
    package var binding: Int
    /// What is wrong and what to do, one sentence.
    package var text: String
  }

  /// The standard keys changed by `bindings`; what cannot be used is reported and left out. What is bound everywhere
  /// also replaces what that key does in the zones by standard.
  package init(_ bindings: [Binding], problems: inout [Problem]) {
    // Without these nobody would find out again; each turn leaves out one binding more that takes their keys away.
    var refused: [Int: String] = [:]
    while true {
      let reader = BindingReader(bindings, refused: refused)
      let keymap = Keymap(reader)
      guard let (command, binding) = Self.needed.lazy.compactMap({ keymap.thief(of: $0, in: reader) }).first else {
        self = keymap
        problems += reader.problems
        return
      }
      refused[binding] =
        "this would leave no key for \(command.rawValue), and is left out; bind another key to \(command.rawValue) first"
    }
  }

  private static let needed: [ChatCommand] = [.quit, .back]

  private init(_ reader: BindingReader) {
    let standard = Self.standard
    var entries = standard.entries
    // What the file says beats what is standard, wherever it says it.
    for own in reader.entries where own.zone == .everywhere {
      entries.removeAll { $0.press == own.press && $0.isChord == own.isChord }
    }
    for own in reader.entries {
      entries.removeAll { $0.zone == own.zone && $0.press == own.press && $0.isChord == own.isChord }
    }
    if reader.leader != standard.leader { entries.removeAll { $0.press == reader.leader && !$0.isChord } }
    self.init(leader: reader.leader, entries: reader.entries + entries)
  }

  /// The last binding that takes a standard key of `command`, if in some zone no key is left for it.
  private func thief(of command: ChatCommand, in reader: BindingReader) -> (ChatCommand, Int)? {
    let zones: [CommandZone] = [.composer, .transcript, .list]
    guard zones.contains(where: { keys(of: command, zone: $0).isEmpty }) else { return nil }
    let own = Self.standard.entries.filter { $0.command == command && !$0.isChord }
    let thief = reader.used.last { use in
      own.contains { $0.press == use.press } && !use.isChord && use.command != command
    }
    return thief.map { (command, $0.binding) }
  }
}

/// Reads bindings into entries, and says what is wrong with the others.
private struct BindingReader {
  /// A binding that can be used; the leader's own is one too, but is no entry.
  struct Use {
    var binding: Int
    var press: KeyPress
    var isChord: Bool
    var command: ChatCommand?
  }

  private(set) var leader = Keymap.standard.leader
  private(set) var entries: [Keymap.Entry] = []
  private(set) var used: [Use] = []
  private(set) var problems: [Keymap.Problem] = []
  private var seen: Set<[String]> = []

  init(_ bindings: [Keymap.Binding], refused: [Int: String]) {
    findLeader(bindings, refused: refused)
    for (index, binding) in bindings.enumerated() {
      do throws(Fault) {
        if let text = refused[index] { throw Fault(text: text) }
        try read(binding, index)
      } catch {
        problems.append(Keymap.Problem(binding: index, text: error.text))
      }
    }
  }

  private struct Fault: Error {
    var text: String
  }

  /// Chords are written with the leader that the file sets, wherever it does.
  private mutating func findLeader(_ bindings: [Keymap.Binding], refused: [Int: String]) {
    var taken: Set<KeyPress> = []
    for (index, binding) in bindings.enumerated() where refused[index] == nil && binding.zone == .everywhere {
      guard let press = KeyPress(name: binding.key) else { continue }
      if binding.command == ChatCommand.leader.rawValue {
        guard !press.types, !taken.contains(press) else { continue }
        leader = press
        return
      }
      let command = binding.command.flatMap(ChatCommand.init(rawValue:))
      if binding.command == nil || command?.zones.contains(.everywhere) == true { taken.insert(press) }
    }
    if let standard = leader, taken.contains(standard) { leader = nil }
  }

  private mutating func read(_ binding: Keymap.Binding, _ index: Int) throws(Fault) {
    let presses = try presses(binding.key)
    let isChord = presses.count == 2
    let press = presses[presses.count - 1]
    let command = try command(binding.command, in: binding.zone)
    if command == .leader && isChord { throw Fault(text: "the leader is one key, not two") }
    if isChord { try check(chord: presses) }
    if !isChord && press.types && (binding.zone == .everywhere || binding.zone == .composer) {
      throw Fault(
        text:
          "\(quoted(press.name)) types where text is written; bind it in keys.transcript or keys.list, or with Ctrl or Alt"
      )
    }
    guard seen.insert([binding.zone.rawValue, isChord ? "chord" : "key", press.name]).inserted else {
      throw Fault(text: "this key is bound in keys.\(binding.zone.rawValue) already; take one of the two out")
    }
    if command == .leader && press != leader {
      throw Fault(text: "the leader is \(leader?.name ?? "another key") already; there can be one")
    }
    used.append(Use(binding: index, press: press, isChord: isChord, command: command))
    guard command != .leader else { return }
    entries.append(Keymap.Entry(zone: binding.zone, press: press, isChord: isChord, command: command))
  }

  private func presses(_ key: String) throws(Fault) -> [KeyPress] {
    let names = key.split(separator: " ").map(String.init)
    guard (1...2).contains(names.count) else {
      throw Fault(text: "a key is one name like Ctrl-G, or the leader and one more like Ctrl-X g")
    }
    var presses: [KeyPress] = []
    for name in names {
      guard let press = KeyPress(name: name) else {
        throw Fault(text: "\(quoted(name)) is not a key; keys are called like Ctrl-G, Alt-Enter, F5, PgUp, Space or ?")
      }
      presses.append(press)
    }
    return presses
  }

  private func check(chord: [KeyPress]) throws(Fault) {
    guard let leader else {
      throw Fault(
        text: "there is no leader that \(quoted(chord[0].name)) could be; bind a key to leader in keys.everywhere")
    }
    guard chord[0] == leader else {
      throw Fault(text: "two keys in turn have to begin with the leader, which is \(leader.name)")
    }
    if chord[1] == KeyPress(.escape) { throw Fault(text: "Esc after the leader always means never mind") }
  }

  private func command(_ name: String?, in zone: CommandZone) throws(Fault) -> ChatCommand? {
    guard let name else { return nil }
    guard let command = ChatCommand(rawValue: name) else {
      let nearest = NearestName.of(name, among: ChatCommand.allCases.map(\.rawValue))
      let hint = nearest.map { "did you mean \($0)?" } ?? "the key help lists them all"
      throw Fault(text: "there is no command \(quoted(name)); \(hint)")
    }
    guard command.zones.contains(zone) else {
      throw Fault(
        text: "\(name) does nothing in keys.\(zone.rawValue); it belongs into keys.\(command.row.home.rawValue)")
    }
    return command
  }

  private func quoted(_ text: String) -> String { "“\(text.count > 40 ? text.prefix(40) + "…" : text)”" }
}

extension KeyPress {
  /// Whether it writes a character in a text field.
  var types: Bool {
    if case .character = code { return modifiers.isDisjoint(with: [.control, .alt]) }
    return false
  }
}
