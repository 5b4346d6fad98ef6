import Canvas
import ChatModel
import ChatStore

/// A popup that asks for one line of text.
protocol FieldPopup: PopupView {
  var title: String { get }
  var placeholder: String { get }
  /// What Enter does, in words.
  var label: String { get }
  var field: TextEditor { get set }
  /// What Enter does.
  var entered: PopupResult { get }
}

extension FieldPopup {
  var writes: Bool { true }

  mutating func edit(_ action: EditorAction, in state: inout State) -> [Command] {
    field.apply(action, killed: &state.killed)
    return []
  }

  func picture(_ context: PopupContext) -> PopupPicture? { fieldPicture(context) }

  /// The same; for popups that show something else too.
  func fieldPicture(_ context: PopupContext) -> PopupPicture {
    let rect = PopupPlace.middle(of: context.screen, wanted: Size(columns: 64, rows: 3))
    // On a low screen three rows are enough too, and the conversation stays in view.
    let size = Size(columns: rect.size.columns, rows: min(3, rect.size.rows))
    let inner = Box.inner(size)
    let row = FieldView.row(field, width: inner.columns, style: Style(.popup), placeholder: placeholder)
    let rows = Box.rows(
      title: PopupPlace.title(title), content: [row.row], size: size, border: .popupBorder, fill: .popup,
      footer: PopupPlace.footer([("Enter", label), ("Esc", "leave it")]))
    let caret = Position(
      column: rect.origin.column + Columns((size.columns - inner.columns).value / 2) + row.caret,
      row: rect.origin.row + Rows((size.rows - inner.rows).value / 2))
    return PopupPicture(rows: rows, place: rect.origin, caret: caret)
  }

  func result(of press: KeyPress, _ context: PopupContext) -> PopupResult { fieldResult(of: press, context) }

  func fieldResult(of press: KeyPress, _ context: PopupContext) -> PopupResult {
    press == KeyPress(.enter) ? entered : PopupKey(press)?.usual ?? edited(by: press, context)
  }

  func result(ofPaste text: String, _ context: PopupContext) -> PopupResult { pasted(text) }
}
