import AppState

/// Asks for the name under which the layout is kept.
struct LayoutNamePopup: FieldPopup {
  var field = TextEditor()

  var title: String { "Keep the layout as" }
  var placeholder: String { "a name" }
  var label: String { "keep" }
  var entered: InputResult { [.layouts(.saved(field.text)), .popupClosed] }
}
