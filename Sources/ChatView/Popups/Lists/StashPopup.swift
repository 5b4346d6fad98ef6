import AppState
import Canvas
import ChatModel

/// Takes one of the texts that were put aside, the newest first, or deletes it.
extension StashPicker: PickerPopup {
  func picker(_ context: PopupContext) -> PickerView {
    let filter = list.filter.text
    let needle = SubstringMatcher(filter)
    let matching = context.state.stash.reversed().filter { needle.isIn($0.text) }
    let chosen = list.chosen(of: matching)?.id
    return PickerView(
      "Put aside", list, placeholder: "type a part of it", matching, of: context.state.stash.count,
      none: "No text that was put aside has this in it.",
      actions: [
        PopupAction("Enter", label: "take it", does: chosen.map { [.stash(.taken($0))] }),
        PopupAction("Del", "Ctrl-D", label: "delete", does: chosen.map { [.stash(.deleted($0))] }),
      ]
    ) { PickerRow(prompt: $0.text, hit: filter) }
  }
}

extension PickerRow {
  /// A row for a text that may have many lines.
  init(prompt text: String, hit: String) {
    let lines = text.utf8.count > 4000 ? 0 : text.split(whereSeparator: \.isNewline).count
    self.init(label: MatchSnippet.row(of: text, about: hit), note: lines > 1 ? "\(lines) lines" : "", hit: hit)
  }
}
