import AppState
import Canvas

/// Finds a prompt that was sent before and takes it into the composer.
extension PromptSearch: PickerPopup {
  func picker(_ context: PopupContext) -> PickerView {
    let filter = list.filter.text
    return PickerView(
      "Earlier prompts", list, placeholder: "type a part of it", matches, of: count, notes: notes,
      actions: [
        PopupAction("Ctrl-R", label: "older", moves: .down), PopupAction("Ctrl-S", label: "newer", moves: .up),
        PopupAction(
          "Enter", label: "take it",
          does: list.chosen(of: matches).map { [.popupClosed, .composer(.edited(.replace($0)))] }),
        PopupAction("Esc", label: "back", does: [.popupClosed]),
      ]
    ) { PickerRow(prompt: $0, hit: filter) }
  }

  private var notes: [Span] {
    switch phase {
    case .reading: [Span("Reading older ones …", Style(.dim))]
    case .failed(let problem): [Span(problem.text, Style(.warning))]
    case .whole where count == 0: [Span("Nothing was asked yet.", Style(.popup))]
    case .whole where matches.isEmpty: [Span("No earlier prompt has this in it.", Style(.popup))]
    case .whole: []
    }
  }
}
