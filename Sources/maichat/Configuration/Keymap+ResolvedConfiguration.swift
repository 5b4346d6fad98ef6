import ChatModel
import ChatView
import Configuration

extension Keymap {
  /// The standard keys changed by `bindings`, and what is wrong with those that are left out, by file and line.
  static func configured(_ bindings: [KeyBinding]) -> (keymap: Keymap, problems: [ConfigurationProblem]) {
    var found: [Problem] = []
    let keymap = Keymap(
      bindings.map { Binding(zone: $0.zone, key: $0.key, command: $0.command) }, problems: &found)
    return (keymap, found.map { bindings[$0.binding].problem($0.text) })
  }
}
