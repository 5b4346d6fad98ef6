import AppState
import Canvas
import ChatModel

// A text that is a slash and the beginning of a name shows the commands that fit above the composer. It never takes a key
// that writes or sends: Tab alone runs a command, Enter sends the text as it stands, since services have directives of
// their own that begin with a slash.

/// The list of commands above the composer.
struct CommandMenuView {
  /// Those that fit, the best first; never empty.
  let commands: [ChatCommand]
  let selected: Int

  /// Longer than any name.
  private static let longestText = 40

  /// nil while the text is none that asks for commands, and where nothing fits.
  init?(_ state: State) {
    guard state.zone == .composer, state.popups.isEmpty, !state.commandMenu.isHidden,
      state.settings.access == .readWrite, let composer = state.focused?.composer, composer.selection == nil,
      composer.text.utf8.first == UInt8(ascii: "/"), composer.text.utf8.count <= Self.longestText,
      composer.caret == composer.text.utf8.count
    else { return nil }
    let name = composer.text.dropFirst()
    guard name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }) else { return nil }
    commands = PaletteMatch.commands(String(name)).filter(\.isOfferedBySlash)
    guard !commands.isEmpty else { return nil }
    selected = min(max(0, state.commandMenu.selected), commands.count - 1)
  }

  /// What `press` does; nil for keys that are not the list's.
  func result(of press: KeyPress) -> InputResult? {
    switch (press.code, press.modifiers) {
    // The name that was typed is no text any more when its command runs; undo brings it back.
    case (.tab, []): InputResult(events: [.composer(.edited(.replace("")))], command: commands[selected])
    case (.down, []), (.character("n"), .control): moved(to: selected + 1)
    case (.up, []), (.character("p"), .control): moved(to: selected - 1)
    case (.escape, []): InputResult(events: [.composer(.menuClosed)])
    default: nil
    }
  }

  private func moved(to row: Int) -> InputResult {
    InputResult(events: [.composer(.menuMoved(min(max(row, 0), commands.count - 1)))])
  }

  /// The list, its lower edge at the row `bottom`, on a screen of `columns`; nil where there is no room.
  func picture(above bottom: Int, columns: Columns, keymap: Keymap) -> PopupPicture? {
    let menu = ComposerMenu(
      title: "Commands", count: commands.count, selected: selected,
      hints: [("Tab", "runs"), ("Enter", "sends as it is"), ("Esc", "hides")])
    return menu.picture(above: bottom, columns: columns) { row($0, width: $1, keymap: keymap) }
  }

  private func row(_ index: Int, width: Columns, keymap: Keymap) -> Row {
    let command = commands[index]
    let isSelected = index == selected
    func style(_ role: Role) -> Style { Style(isSelected ? .popupSelected : role) }
    var row = Row([Span((isSelected ? "›/" : " /") + command.rawValue, style(.popup))])
    guard width.value >= 40 else { return row.fitted(to: width, ellipsis: .mark, style: style(.popup)) }
    let key = keymap.keys(of: command, zone: .composer).first ?? keymap.keys(of: command).first ?? ""
    let end = Row([Span(key.isEmpty ? "" : " \(key) ", style(.popupKey))])
    row.pad(to: min(20, width), style: style(.popup))
    row.append(Span("  " + command.row.title, style(.dim)))
    row = row.fitted(to: max(0, width - end.columns), ellipsis: .mark, style: style(.popup))
    row.append(end)
    return row
  }
}

extension ChatCommand {
  /// Whether it makes sense as the whole of a text: what edits the text, or sends it, does not.
  fileprivate var isOfferedBySlash: Bool {
    guard editorAction == nil else { return false }
    return switch self {
    case .send, .newline, .up, .down, .selectUp, .selectDown, .previousPrompt, .nextPrompt: false
    default: true
    }
  }
}
