import Canvas
import ChatStore

/// Waits for the letter of a place.
struct MarkPopup: PopupView {
  var isSetting: Bool

  var writes: Bool { isSetting }

  func picture(_ context: PopupContext) -> PopupPicture? {
    let rect = PopupPlace.middle(of: context.screen, wanted: Size(columns: 56, rows: 3))
    let size = Size(columns: rect.size.columns, rows: min(3, rect.size.rows))
    let marks = context.state.marks.keys.sorted()
    let known = marks.isEmpty ? "none is set yet" : "set: \(marks.joined(separator: " "))"
    let rows = Box.rows(
      title: PopupPlace.title(isSetting ? "Mark this place" : "Go to a mark"),
      content: [Row([Span(isSetting ? "a letter or digit; \(known)" : known, Style(.popup))])], size: size,
      border: .popupBorder, fill: .popup, footer: PopupPlace.footer([("Esc", "leave it")]))
    return PopupPicture(rows: rows, place: rect.origin, caret: nil)
  }

  func result(of press: KeyPress, _ context: PopupContext) -> PopupResult {
    if let usual = PopupKey(press)?.usual { return usual }
    guard case .character(let character) = press.code, press.modifiers.isEmpty, character.isLetter || character.isNumber
    else { return [] }
    let name = String(character)
    return [.popupClosed, isSetting ? .markSet(name) : .markWanted(name)]
  }
}
