import Canvas
import ChatModel
import ChatStore

/// Asks for a conversation's title.
struct RenamePopup: Popup {
  var id: ConversationID
  var editor: TextEditor
  var keymap: Keymap

  func picture(on screen: Size, now: Timestamp) -> PopupPicture? {
    let rect = PopupPlace.middle(of: screen, wanted: Size(columns: 64, rows: 3))
    // On a low screen three rows are enough too, and the conversation stays in view.
    let size = Size(columns: rect.size.columns, rows: min(3, rect.size.rows))
    let inner = Box.inner(size)
    let field = FieldView.row(
      editor, width: inner.columns, style: Style(.popup), placeholder: "empty: the first question")
    let rows = Box.rows(
      title: PopupPlace.title("Title"), content: [field.row], size: size, border: .popupBorder, fill: .popup,
      footer: PopupPlace.footer([("Enter", "rename"), ("Esc", "leave it")]))
    let caret = Position(
      column: rect.origin.column + Columns((size.columns - inner.columns).value / 2) + field.caret,
      row: rect.origin.row + Rows((size.rows - inner.rows).value / 2))
    return PopupPicture(rows: rows, place: rect.origin, caret: caret)
  }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    if let key = PopupKey(press) {
      if key == .enter {
        return LayerResult(events: [.conversationRenamed(id, title: editor.text), .layerClosed])
      }
      if let usual = key.usual { return usual }
    }
    return keymap.editing(press).map { LayerResult(events: [.layerEdited($0)]) } ?? .nothing
  }

  func result(ofPaste text: String) -> LayerResult {
    LayerResult(events: [.layerEdited(.insert(FieldView.pasted(text, join: " ")))])
  }
}
