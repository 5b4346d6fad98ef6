import AppState
import Canvas
import ChatModel

// A key goes to the popup on top; else to the first of `keyHandlers` that takes it.

extension ChatScreen {
  /// What the user did with `input`. The command is to be run when the events are reduced, on the state that they left.
  package mutating func answer(to input: Input, _ state: State, now: Timestamp) -> InputResult {
    composer.update(state, size: size)
    if case .mouse(let mouse) = input { return answer(to: mouse, state, now: now) }
    if case .row = hold { hold = nil }
    if state.top != nil { return popups.events(for: input, state: state, size: size, now: now) ?? [] }
    switch input {
    case .focus, .mouse: return []
    case .paste(let text): return InputResult(events: paste(text, state))
    case .key(let press):
      for handler in Self.keyHandlers {
        if let result = handler(&self, press, state) { return result }
      }
      return []
    }
  }

  /// Who gets a key while no popup is open, in order: the first one that takes it.
  private static let keyHandlers: [@Sendable (inout ChatScreen, KeyPress, State) -> InputResult?] = [
    { $0.filter($1, $2) },
    { CommandMenuView($2)?.result(of: $1) },
    { PathMenuView($2)?.events(for: $1).map { InputResult(events: $0) } },
    { PathMenuView.isReading($2) && $1 == KeyPress(.tab) ? [] : nil },
    { $0.isFinding($2) ? InputResult(events: $0.find($1, $2)) : nil },
    { $0.selectRows($1, $2).map { InputResult(events: $0) } },
    { $0.answerInVi($1, $2) },
    { $0.bound($1, CommandZone($2.zone)) },
    { $2.zone == .composer ? $1.typed.map { InputResult(events: [.composer(.edited(.insert($0)))]) } : nil },
  ]

  /// The command that the keymap names for `press`.
  private func bound(_ press: KeyPress, _ zone: CommandZone) -> InputResult? {
    switch keymap.answer(to: press, zone: zone) {
    case .command(let command): InputResult(command: command)
    case .leader: InputResult(command: .leader)
    case .none: nil
    }
  }

  /// While the list's filter is open, what types goes into it, and Enter and Esc have one meaning.
  private func filter(_ press: KeyPress, _ state: State) -> InputResult? {
    guard state.zone == .list, state.list.filter != nil else { return nil }
    if let text = press.typed { return InputResult(events: [.list(.filtered(.insert(text)))]) }
    if press == KeyPress(.enter) { return InputResult(command: .open) }
    if press == KeyPress(.escape) { return InputResult(events: [.list(.filterClosed)]) }
    return bound(press, .list) ?? InputResult(events: keymap.editing(press).map { [.list(.filtered($0))] } ?? [])
  }

  /// A paste is text, wherever the focus is: it goes to the filter or to the composer, and runs no command.
  private mutating func paste(_ text: String, _ state: State) -> [UserEvent] {
    guard !text.isEmpty else { return [] }
    if isFinding(state) { return findEdited(.insert(FieldView.pasted(text, join: " ")), state) }
    if state.zone == .list && state.list.filter != nil {
      return [.list(.filtered(.insert(text.split(whereSeparator: \.isNewline).joined(separator: " "))))]
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
