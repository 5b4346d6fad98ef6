import AppState
import Canvas
import ChatModel

/// Draws the popups over the base screen, back to front, and hands keys to the one on top.
/// Does not: open popups, or run the commands that a popup asks for.
package struct PopupStackView {
  var keymap: Keymap
  var themes: [String]
  var zone: TranscriptZone

  /// Popups that show the keys of `keymap` and offer `themes`.
  package init(keymap: Keymap, themes: [String], zone: TranscriptZone = .local) {
    self.keymap = keymap
    self.themes = themes
    self.zone = zone
  }

  /// Draws `state.popups` over `frame`. The caret goes into the field of the top one, and is hidden by one without.
  package func draw(_ state: State, over frame: inout Frame, now: Timestamp) {
    let context = context(state, frame.size, now)
    for popup in state.popups.all { view(popup).draw(over: &frame, context) }
  }

  /// What the top popup makes of `input` on a screen of `size`; nil where it does not take it, or there is none.
  package func events(for input: Input, state: State, size: Size, now: Timestamp) -> InputResult? {
    guard let popup = state.top.map(view) else { return nil }
    let context = context(state, size, now)
    switch input {
    case .key(let press): return popup.result(of: press, context)
    case .paste(let text): return popup.result(ofPaste: text, context)
    case .focus, .mouse: return nil
    }
  }

  /// The row of the top popup's list at `place` of a screen of `size`, the chosen one, and what choosing it does; nil
  /// where there is no row.
  func rows(
    at place: Position, _ state: State, size: Size, now: Timestamp
  ) -> (pressed: Int, selected: Int, selecting: InputResult)? {
    let context = context(state, size, now)
    guard let popup = state.top.map(view), let row = popup.row(at: place, context) else { return nil }
    return (row, popup.selectedRow(context), popup.selecting(row, context))
  }

  /// When something on a popup changes though nothing happens: a clock, or the leader's hints.
  package func refreshDue(_ state: State, now: Timestamp) -> Timestamp? {
    if state.popups.isEmpty { return nil }
    let context = context(state, Size(columns: 0, rows: 0), now)
    return state.popups.all.compactMap { view($0).refreshDue(context) }.min()
  }

  private func context(_ state: State, _ screen: Size, _ now: Timestamp) -> PopupContext {
    PopupContext(state: state, keymap: keymap, themes: themes, zone: zone, screen: screen, now: now)
  }

  /// A test opens one of each type.
  private func view(_ popup: any Popup) -> any PopupView {
    guard let view = popup as? any PopupView else { preconditionFailure("\(type(of: popup)) cannot be drawn") }
    return view
  }
}
