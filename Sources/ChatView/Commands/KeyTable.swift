import ChatModel

/// All commands with the keys that run them, zone by zone, in the order in which the key help shows them. What
/// `maichat keys` and README print.
package struct KeyTable: Equatable, Sendable {
  /// One command in one zone.
  package struct Line: Equatable, Sendable {
    package var zone: CommandZone
    package var command: ChatCommand
    /// By name, the best first; none where the command has no key at all.
    package var keys: [String]
  }

  package let lines: [Line]

  /// The keys of `keymap`. A command stands in each zone that has keys of its own for it; one without any key stands in
  /// the zone it belongs to.
  package init(_ keymap: Keymap) {
    lines = CommandZone.allCases.flatMap { zone in
      let own = keymap.ownKeys(in: zone)
      return ChatCommand.allCases.compactMap { command -> Line? in
        let keys = own[command] ?? []
        guard !keys.isEmpty || (command.row.home == zone && keymap.keys(of: command).isEmpty) else { return nil }
        return Line(zone: zone, command: command, keys: keys)
      }
    }
  }

  /// The lines of `zone`.
  package func lines(of zone: CommandZone) -> [Line] { lines.filter { $0.zone == zone } }

  /// A Markdown table of every line, as README holds it; ends with a newline.
  package var markdown: String {
    var text = "| zone | keys | command | does |\n|---|---|---|---|\n"
    for line in lines {
      let keys = line.keys.map(Self.code).joined(separator: " ")
      text += "| \(line.zone.rawValue) | \(keys.isEmpty ? "–" : keys) "
      text += "| `\(line.command.rawValue)` | \(Self.inTable(line.command.row.title)) |\n"
    }
    return text
  }

  private static func code(_ key: String) -> String {
    key.contains("`") ? "`` \(inTable(key)) ``" : "`\(inTable(key))`"
  }

  /// A bar would end the cell, also within a code span.
  private static func inTable(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
