import Canvas
import ChatModel
import ChatStore

// A key goes to the popup on top; else to the list's filter while that is open and the list has the focus; else to the
// list of commands above the composer, if it is one of its few; else to vi's modes; else to the command that the keymap
// names for the zone; else, in the composer, it types itself.

extension ChatScreen {
  /// What the user did with `input`.
  package mutating func events(for input: Input, state: State, now: Timestamp) -> [UserEvent] {
    composer.update(state, size: size)
    if case .mouse(let mouse) = input { return events(for: mouse, state, now: now) }
    if case .row = hold { hold = nil }
    if state.top != nil {
      guard let result = layers.events(for: input, state: state, size: size, now: now) else { return [] }
      return result.events + (result.command.map { run($0, state, now: now) } ?? [])
    }
    switch input {
    case .focus, .mouse: return []
    case .paste(let text): return paste(text, state)
    case .key(let press):
      if state.zone == .list && state.list.filter != nil { return filter(press, state, now: now) }
      if let action = CommandMenuView(state)?.action(of: press) { return take(action, state, now: now) }
      if let events = PathMenuView(state)?.events(for: press) { return events }
      if press == KeyPress(.tab), PathMenuView.isReading(state) { return [] }
      if isFinding(state) { return find(press, state) }
      if let events = selectRows(press, state) { return events }
      if let events = answerInVi(press, state, now: now) { return events }
      return answer(press, state, now: now)
    }
  }

  private mutating func answer(_ press: KeyPress, _ state: State, now: Timestamp) -> [UserEvent] {
    switch keymap.answer(to: press, zone: CommandZone(state.zone)) {
    case .command(let command): return run(command, state, now: now)
    case .leader: return run(.leader, state, now: now)
    case .none:
      guard state.zone == .composer, let text = press.typed else { return [] }
      return [.composerEdited(.insert(text))]
    }
  }

  /// The name that was typed is no text any more when its command runs; undo brings it back.
  private mutating func take(_ action: CommandMenuView.Action, _ state: State, now: Timestamp) -> [UserEvent] {
    switch action {
    case .run(let command): return [.composerEdited(.replace(""))] + run(command, state, now: now)
    case .move(let row): return [.commandMenuMoved(row)]
    case .close: return [.commandMenuClosed]
    }
  }

  /// While the filter is open, what types goes into it, and Enter and Esc have one meaning.
  private mutating func filter(_ press: KeyPress, _ state: State, now: Timestamp) -> [UserEvent] {
    if let text = press.typed { return [.listFiltered(.insert(text))] }
    if press == KeyPress(.enter) { return run(.open, state, now: now) }
    if press == KeyPress(.escape) { return [.listFilterClosed] }
    switch keymap.answer(to: press, zone: .list) {
    case .command(let command): return run(command, state, now: now)
    case .leader: return run(.leader, state, now: now)
    case .none: return keymap.editing(press).map { [.listFiltered($0)] } ?? []
    }
  }

  /// A paste is text, wherever the focus is: it goes to the filter or to the composer, and runs no command.
  private mutating func paste(_ text: String, _ state: State) -> [UserEvent] {
    guard !text.isEmpty else { return [] }
    if isFinding(state) { return findEdited(.insert(FieldView.pasted(text, join: " ")), state) }
    if state.zone == .list && state.list.filter != nil {
      return [.listFiltered(.insert(text.split(whereSeparator: \.isNewline).joined(separator: " ")))]
    }
    let focus: [UserEvent] = state.zone == .composer ? [] : [.zoneFocused(.composer)]
    return focus + PastePopup.events(text)
  }
}

extension KeyPress {
  /// The text that the key types; nil for all keys that do something else.
  var typed: String? {
    // Terminals that tell Shift-Space from Space mean no other character.
    if self == KeyPress(.character(" "), .shift) { return " " }
    guard case .character(let character) = code, modifiers.isEmpty else { return nil }
    return String(character)
  }
}
