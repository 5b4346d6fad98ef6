import AppState
import Canvas
import ChatModel

/// Lists the layouts that were kept under names; shows one, or forgets it.
struct LayoutsPopup: PickerPopup {
  var list = ListPicker()

  func picker(_ context: PopupContext) -> PickerView {
    let layouts = context.state.layouts
    let needle = SubstringMatcher(list.filter.text)
    let matching = layouts.keys.sorted().filter { needle.isIn($0) }
    let chosen = list.chosen(of: matching)
    let save = context.keymap.keys(of: .saveLayout).first ?? "save-layout"
    return PickerView(
      "Layouts", list, placeholder: "type to find one", matching, of: layouts.count,
      notes: layouts.isEmpty ? [Span("None is kept yet: \(save) keeps this one.", Style(.dim))] : [],
      actions: [
        PopupAction("Enter", label: "show", does: chosen.map { [.popupClosed, .layouts(.recalled($0))] }),
        // In a filter it deletes what is typed.
        PopupAction(
          "Delete", label: "forget",
          does: list.filter.isEmpty ? chosen.map { [.layouts(.deleted($0))] } : edited(by: KeyPress(.delete), context)),
      ]
    ) { name in
      let count = layouts[name]?.tree.panes.count ?? 0
      return PickerRow(label: name, note: count == 1 ? "1 pane" : "\(count) panes")
    }
  }
}
