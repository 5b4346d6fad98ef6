import AppState
import Canvas
import ChatModel

/// A popup that asks for one line of text.
protocol FieldPopup: PopupView {
  var title: String { get }
  var placeholder: String { get }
  /// What Enter does, in words.
  var label: String { get }
  var field: TextEditor { get set }
  /// What Enter does.
  var entered: InputResult { get }
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
    let rect = PopupPlace.low(of: context.screen, wanted: Size(columns: 64, rows: 3))
    let width = Box.inner(rect.size).columns
    let row = FieldView.row(field, width: width, style: Style(.popup), placeholder: placeholder)
    return PopupPicture(
      rect, title: title, [row.row], hints: fieldActions.hints, caret: Position(column: row.caret, row: 0))
  }

  func actions(_ context: PopupContext) -> [PopupAction] { fieldActions }

  var fieldActions: [PopupAction] {
    [
      PopupAction("Enter", label: label, does: entered), PopupAction("Esc", label: "leave it", does: [.popupClosed]),
    ]
  }

  func hasField(_ context: PopupContext) -> Bool { true }
}
