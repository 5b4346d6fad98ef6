import AppState
import ChatModel

/// Asks for what is noted with a star.
struct StarNotePopup: FieldPopup {
  var message: MessageID
  var field: TextEditor

  var title: String { "Star with a note" }
  var placeholder: String { "what it is good for" }
  var label: String { "star" }
  var entered: InputResult { [.bookmarks(.starNoted(message, field.text)), .popupClosed] }
}
