import AppState
import Canvas

/// Waits for the letter of a place.
struct MarkPopup: PopupView {
  var isSetting: Bool

  var writes: Bool { isSetting }

  func picture(_ context: PopupContext) -> PopupPicture? {
    let rect = PopupPlace.low(of: context.screen, wanted: Size(columns: 56, rows: 3))
    let marks = context.state.bookmarks.marks.keys.sorted()
    let known = marks.isEmpty ? "none is set yet" : "set: \(marks.joined(separator: " "))"
    let text = Span(isSetting ? "a letter or digit; \(known)" : known, Style(.popup))
    return PopupPicture(
      rect, title: isSetting ? "Mark this place" : "Go to a mark", [Row([text])], hints: [("Esc", "leave it")])
  }

  func result(of press: KeyPress, _ context: PopupContext) -> InputResult {
    if let usual = PopupKey(press)?.usual { return usual }
    guard case .character(let character) = press.code, press.modifiers.isEmpty, character.isLetter || character.isNumber
    else { return [] }
    let name = String(character)
    return [.popupClosed, isSetting ? .bookmarks(.markSet(name)) : .bookmarks(.markOpened(name))]
  }
}
