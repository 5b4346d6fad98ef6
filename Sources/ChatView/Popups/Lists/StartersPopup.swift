import AppState
import Canvas
import ChatModel

/// Lists the questions that the chatbot suggests; one goes into the composer.
struct StartersPopup: PickerPopup {
  var list = ListPicker()
  var starters: [String]

  var writes: Bool { true }

  func picker(_ context: PopupContext) -> PickerView {
    let filter = list.filter.text
    let needle = SubstringMatcher(filter)
    let matching = starters.filter { needle.isIn($0) }
    func take(_ text: String?) -> InputResult? { text.map { [.popupClosed, .chatbots(.starterChosen($0))] } }
    // While nothing is typed, numbers choose.
    let numbered = filter.isEmpty ? starters.prefix(9) : []
    return PickerView(
      "Conversation starters", list, placeholder: "a number, or a part of it", Array(matching.enumerated()),
      of: starters.count, none: "No starter is like this.",
      actions: [PopupAction("Enter", label: "take it", does: take(list.chosen(of: matching)))]
        + numbered.enumerated().map { index, text in PopupAction("\(index + 1)", does: take(text)) }
    ) { index, text in
      PickerRow(label: (filter.isEmpty ? "\(index + 1) " : "") + MatchSnippet.row(of: text, about: filter), hit: filter)
    }
  }
}
