import AppState
import Canvas
import ChatModel

/// Chooses the chatbots that one prompt goes to, side by side.
extension ComparisonPicker: PickerPopup {
  func picker(_ context: PopupContext) -> PickerView {
    let rows = ChatbotRows(filter: list.filter.text, context)
    let current = list.chosen(of: rows.matching)?.id
    var notes = rows.notes
    if current != nil {
      notes.append(
        chosen.count > 1
          ? Span("\(chosen.count) chosen: Enter opens a pane for each.", Style(.popup))
          : Span("Choose two or more; what you type then goes to all of them.", Style(.dim)))
    }
    return PickerView(
      "Compare chatbots", list, placeholder: "type to find by name or model", rows.matching, of: rows.total,
      notes: notes,
      actions: [
        PopupAction("Tab", label: "choose", moves: current == nil ? nil : .down, does: current.map(switching)),
        PopupAction("Enter", label: "compare", does: current.map(entered) ?? rows.enteredWithout),
      ] + rows.readingAgain(label: nil)
    ) { chatbot in
      let mark = chosen.firstIndex(of: chatbot.id).map { $0 < 9 ? "\($0 + 1)" : "+" }
      return PickerRow(chatbot, mark: mark ?? "")
    }
  }

  private func switching(_ chatbot: ChatbotID) -> InputResult {
    var changed = self
    changed.switchChosen(chatbot)
    return [.changed(changed)]
  }

  /// With one chosen, the row that Enter is pressed on is the second.
  private func entered(_ current: ChatbotID) -> InputResult {
    let all = chosen.contains(current) || chosen.count > 1 ? chosen : chosen + [current]
    return all.count > 1 ? [.panes(.compared(all))] : switching(current)
  }

  func refreshDue(_ context: PopupContext) -> Timestamp? { ChatbotRows.refreshDue(context) }
}
