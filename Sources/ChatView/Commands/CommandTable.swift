import AppState
import ChatModel

/// One row of the table of commands: a command with its keys, its words and its action. The key help, the palette, the hints, `maichat keys`, README's table
/// and what a key does follow from it.
package struct CommandRow: Sendable {
  package let command: ChatCommand
  /// The zone that it belongs to, under which the key help shows it.
  package let home: CommandZone
  /// Its effect in a few words, as the key help shows it.
  package let title: String
  /// Other words for it that people type, as they are known from other programs.
  let synonyms: [String]
  /// The keys that it has without any configuration, the best of a zone first: a name, or two for a chord.
  let keys: [(zone: CommandZone, name: String)]
  /// Whether hints name it in a client that only reads.
  let inReadOnly: Use
  let action: Action

  enum Use: Sendable {
    case useful, useless
  }

  enum Action: Sendable {
    /// A change of the text under edit, also of a field's.
    case edits(EditorAction)
    case runs(Run)
  }

  /// Returns the events that it stands for.
  typealias Run = @Sendable (inout ChatScreen, CommandContext) -> [UserEvent]
}

/// The state and the moment in which a command runs.
struct CommandContext {
  let state: State
  let now: Timestamp
}

/// A row for every command.
struct CommandTable: Sendable {
  static let standard = {
    var table = CommandTable()
    table.addEverywhere()
    table.addPanes()
    table.addComposer()
    table.addTranscript()
    table.addList()
    return table
  }()

  private(set) var rows: [ChatCommand: CommandRow] = [:]
  /// Where the rows belong that are added next.
  var zone = CommandZone.everywhere

  /// Adds a command that runs; `also` has its keys in other zones than its own.
  mutating func add(
    _ command: ChatCommand, _ title: String, _ keys: String..., also others: [CommandZone: [String]] = [:],
    synonyms: [String] = [], inReadOnly: CommandRow.Use = .useful, run: @escaping CommandRow.Run
  ) {
    add(command, title, keys, others, synonyms, inReadOnly, .runs(run))
  }

  /// Adds a command that always does the same.
  mutating func add(
    _ command: ChatCommand, _ title: String, _ keys: String..., also others: [CommandZone: [String]] = [:],
    synonyms: [String] = [], inReadOnly: CommandRow.Use = .useful, does event: UserEvent
  ) {
    add(command, title, keys, others, synonyms, inReadOnly, .runs { _, _ in [event] })
  }

  /// Adds a command that changes a text.
  mutating func add(
    _ command: ChatCommand, _ title: String, _ keys: String..., also others: [CommandZone: [String]] = [:],
    synonyms: [String] = [], inReadOnly: CommandRow.Use = .useful, edits action: EditorAction
  ) {
    add(command, title, keys, others, synonyms, inReadOnly, .edits(action))
  }

  private mutating func add(
    _ command: ChatCommand, _ title: String, _ keys: [String], _ others: [CommandZone: [String]], _ synonyms: [String],
    _ inReadOnly: CommandRow.Use, _ action: CommandRow.Action
  ) {
    precondition(rows[command] == nil, "two rows for \(command.rawValue)")
    let elsewhere = others.flatMap { zone, names in names.map { (zone: zone, name: $0) } }
    rows[command] = CommandRow(
      command: command, home: zone, title: title, synonyms: synonyms,
      keys: keys.map { (zone: zone, name: $0) } + elsewhere, inReadOnly: inReadOnly, action: action)
  }
}

extension ChatCommand {
  /// All that is to be known of it. A test looks up each.
  package var row: CommandRow {
    guard let row = CommandTable.standard.rows[self] else { preconditionFailure("no row for \(rawValue)") }
    return row
  }

  /// Where a key can be bound to it.
  package var zones: Set<CommandZone> {
    switch row.home {
    case .everywhere: self == .leader ? [.everywhere] : Set(CommandZone.allCases)
    case let zone: [zone]
    }
  }

  /// What it does to a text under edit; nil for everything that needs rows or more than the text.
  package var editorAction: EditorAction? {
    if case .edits(let action) = row.action { action } else { nil }
  }
}
