import AppState
import Canvas
import ChatModel

/// Lists the questions and headings of a conversation, and goes to one.
struct OutlinePopup: PickerPopup {
  var list = ListPicker()
  var entries: [OutlineEntry]

  func picker(_ context: PopupContext) -> PickerView {
    let filter = list.filter.text
    let needle = SubstringMatcher(filter)
    let matching = entries.filter { needle.isIn($0.text) }
    return PickerView(
      "Outline", list, placeholder: "type a part of a question or heading", matching, of: entries.count,
      none: "No question or heading is like this.",
      actions: [
        PopupAction(
          "Enter", label: "go there",
          does: list.chosen(of: matching).map { [.popupClosed, .bookmarks(.outlineChosen($0))] })
      ]
    ) { entry in
      let indent = entry.level == 0 ? "› " : String(repeating: "  ", count: min(entry.level, 6))
      return PickerRow(label: indent + MatchSnippet.row(of: entry.text, about: filter), hit: filter)
    }
  }
}
