import AppState
import Canvas
import ChatModel

/// A popup that is a list with a filter and nothing else.
protocol PickerPopup: PopupView, ListPopup {
  /// What the list shows, and its keys.
  func picker(_ context: PopupContext) -> PickerView
  /// What changing the filter does.
  func edited(_ action: EditorAction, _ context: PopupContext) -> InputResult
}

extension PickerPopup {
  func picture(_ context: PopupContext) -> PopupPicture? { picker(context).picture(on: context.screen) }

  func result(of press: KeyPress, _ context: PopupContext) -> InputResult {
    let picker = picker(context)
    if let action = picker.actions.action(of: press) {
      var result = action.result
      if let key = action.moves { result.events += moved(by: key, picker, context)?.events ?? [] }
      return result
    }
    if let key = PopupKey(press), let result = key.usual ?? moved(by: key, picker, context) { return result }
    return context.keymap.editing(press).map { edited($0, context) } ?? []
  }

  func result(ofPaste text: String, _ context: PopupContext) -> InputResult {
    edited(.insert(FieldView.pasted(text, join: " ")), context)
  }

  /// nil where `key` is no key of lists, or the filter needs it.
  private func moved(by key: PopupKey, _ picker: PickerView, _ context: PopupContext) -> InputResult? {
    picker.row(after: key, on: context.screen).map { $0 == list.selected ? [] : selecting($0, context) }
  }

  func edited(_ action: EditorAction, _ context: PopupContext) -> InputResult { [.popupEdited(action)] }

  func row(at place: Position, _ context: PopupContext) -> Int? { picker(context).row(at: place, on: context.screen) }

  func selectedRow(_ context: PopupContext) -> Int { picker(context).selected }
}
