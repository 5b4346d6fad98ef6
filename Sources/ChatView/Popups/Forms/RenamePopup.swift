import AppState
import ChatModel

/// Asks for a conversation's title.
struct RenamePopup: FieldPopup {
  var conversation: ConversationID
  var field: TextEditor

  var title: String { "Title" }
  var placeholder: String { "empty: the first question" }
  var label: String { "rename" }
  var entered: InputResult { [.conversations(.renamed(conversation, title: field.text)), .popupClosed] }
}
