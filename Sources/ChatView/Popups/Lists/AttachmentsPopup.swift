import AppState
import Canvas
import ChatModel

/// Takes one of the attached files away.
struct AttachmentsPopup: PickerPopup {
  var list = ListPicker()

  var writes: Bool { true }

  func picker(_ context: PopupContext) -> PickerView {
    let filter = list.filter.text
    let needle = SubstringMatcher(filter)
    let files = context.state.focused?.attachments ?? []
    let matching = files.filter { needle.isIn($0.name) }
    return PickerView(
      "Take a file away", list, placeholder: "type a part of a name", matching, of: files.count,
      none: "No attached file is like this.",
      actions: [
        PopupAction(
          "Enter", "Delete", label: "take it away",
          does: list.chosen(of: matching).map { file in
            InputResult(events: [.attachments(.removed(file.id))] + (files.count == 1 ? [.popupClosed] : []))
          })
      ]
    ) { file in
      PickerRow(
        label: file.name.excerpt(300), note: file.file.map { "\($0.type.label), \(ByteCount($0.size))" } ?? "",
        hit: filter)
    }
  }
}
