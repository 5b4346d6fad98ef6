import Canvas
import ChatModel
import ChatStore

/// Asks for one line of text.
struct FieldPopup: Popup {
  var title: String
  var editor: TextEditor
  var placeholder: String
  /// What Enter and Esc do, in words.
  var hints: [(key: String, does: String)]
  var keymap: Keymap
  /// What the user did by pressing Enter.
  var entered: (String) -> [UserEvent]

  func picture(on screen: Size, now: Timestamp) -> PopupPicture? {
    let rect = PopupPlace.middle(of: screen, wanted: Size(columns: 64, rows: 3))
    // On a low screen three rows are enough too, and the conversation stays in view.
    let size = Size(columns: rect.size.columns, rows: min(3, rect.size.rows))
    let inner = Box.inner(size)
    let field = FieldView.row(editor, width: inner.columns, style: Style(.popup), placeholder: placeholder)
    let rows = Box.rows(
      title: PopupPlace.title(title), content: [field.row], size: size, border: .popupBorder, fill: .popup,
      footer: PopupPlace.footer(hints))
    let caret = Position(
      column: rect.origin.column + Columns((size.columns - inner.columns).value / 2) + field.caret,
      row: rect.origin.row + Rows((size.rows - inner.rows).value / 2))
    return PopupPicture(rows: rows, place: rect.origin, caret: caret)
  }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    if let key = PopupKey(press) {
      if key == .enter { return LayerResult(events: entered(editor.text) + [.layerClosed]) }
      if let usual = key.usual { return usual }
    }
    return keymap.editing(press).map { LayerResult(events: [.layerEdited($0)]) } ?? .nothing
  }

  func result(ofPaste text: String) -> LayerResult {
    LayerResult(events: [.layerEdited(.insert(FieldView.pasted(text, join: " ")))])
  }
}

extension FieldPopup {
  /// Asks for a conversation's title.
  static func rename(_ id: ConversationID, _ editor: TextEditor, _ keymap: Keymap) -> FieldPopup {
    FieldPopup(
      title: "Title", editor: editor, placeholder: "empty: the first question",
      hints: [("Enter", "rename"), ("Esc", "leave it")], keymap: keymap
    ) { [.conversationRenamed(id, title: $0)] }
  }

  /// Asks for what is noted with a star.
  static func starNote(_ message: MessageID, _ editor: TextEditor, _ keymap: Keymap) -> FieldPopup {
    FieldPopup(
      title: "Star with a note", editor: editor, placeholder: "what it is good for",
      hints: [("Enter", "star"), ("Esc", "leave it")], keymap: keymap
    ) { [.starNoted(message, $0)] }
  }

  /// Asks for the name under which the layout is kept.
  static func layoutName(_ editor: TextEditor, _ keymap: Keymap) -> FieldPopup {
    FieldPopup(
      title: "Keep the layout as", editor: editor, placeholder: "a name",
      hints: [("Enter", "keep"), ("Esc", "leave it")],
      keymap: keymap
    ) { [.layoutSaved($0)] }
  }
}
