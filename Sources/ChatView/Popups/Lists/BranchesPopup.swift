import AppState
import Canvas
import ChatModel

/// Lists the conversations that share their beginning with one, and opens one here or beside.
struct BranchesPopup: PickerPopup {
  var list = ListPicker()
  var conversation: ConversationID

  func picker(_ context: PopupContext) -> PickerView {
    let family = context.state.family(of: conversation).compactMap { context.state.conversations[$0] }
    let needle = SubstringMatcher(list.filter.text)
    let matching = family.filter { needle.isIn($0.title) }
    let chosen = list.chosen(of: matching)?.header.id
    return PickerView(
      "Branches", list, placeholder: "type to find one", matching, of: family.count,
      notes: family.count == 1
        ? [Span("It has none yet: e on one of your messages sends another version of it.", Style(.dim))] : [],
      actions: [
        PopupAction("Enter", label: "open", does: chosen.map { [.popupClosed, .conversations(.opened($0))] }),
        PopupAction("Alt-Enter", label: "beside", does: chosen.map { [.popupClosed, .panes(.openedBeside($0))] }),
      ]
    ) { shown in
      PickerRow(
        label: (shown.header.branch == nil ? "" : "↳ ") + shown.title.excerpt(300),
        note: shown.header.branch == nil ? "the first" : "", mark: shown.header.id == conversation ? "✓" : "")
    }
  }
}
