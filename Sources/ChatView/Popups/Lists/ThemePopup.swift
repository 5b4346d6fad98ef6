import AppState
import Canvas
import ChatModel

/// Chooses a theme, and shows each at once on the whole screen.
struct ThemePopup: PickerPopup {
  var list = ListPicker()
  /// The theme to go back to.
  private(set) var original = ""

  init(list: ListPicker = ListPicker()) { self.list = list }

  mutating func open(in state: inout State, now: Timestamp) -> [Command] {
    original = state.settings.themeName
    return []
  }

  func picker(_ context: PopupContext) -> PickerView {
    let matching = Self.matching(list.filter.text, context)
    return PickerView(
      "Colours", list, placeholder: "type to find a theme", matching, of: context.themes.count,
      none: "No theme is called like this.",
      actions: [
        PopupAction(
          "Enter", label: "keep",
          does: list.chosen(of: matching).map { InputResult(events: showing($0, context) + [.popupClosed]) }),
        PopupAction(
          "Esc", "Ctrl-C", label: "back to the one before",
          does: InputResult(events: (original.isEmpty ? [] : showing(original, context)) + [.popupClosed])),
      ]
    ) { PickerRow(label: $0, mark: $0 == original ? "✓" : "") }
  }

  func selecting(_ row: Int, _ context: PopupContext) -> InputResult {
    let matching = Self.matching(list.filter.text, context)
    guard matching.indices.contains(row) else { return [] }
    return InputResult(events: [.popupSelected(row)] + showing(matching[row], context))
  }

  /// The first of what passes the filter is chosen after a change, so it is shown.
  func edited(_ action: EditorAction, _ context: PopupContext) -> InputResult {
    var (filter, cut) = (list.filter, context.state.killed)
    filter.apply(action, killed: &cut)
    guard filter.text != list.filter.text, let first = Self.matching(filter.text, context).first else {
      return [.popupEdited(action)]
    }
    return InputResult(events: [.popupEdited(action)] + showing(first, context))
  }

  private func showing(_ name: String, _ context: PopupContext) -> [UserEvent] {
    name == context.state.settings.themeName ? [] : [.program(.theme(name))]
  }

  private static func matching(_ filter: String, _ context: PopupContext) -> [String] {
    let words = SubstringMatcher.words(filter)
    return context.themes.filter { theme in words.allSatisfy { $0.isIn(theme) } }
  }
}
