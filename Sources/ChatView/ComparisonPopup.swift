import Canvas
import ChatModel
import ChatStore

/// Chooses the chatbots that one prompt goes to, side by side.
struct ComparisonPopup: ChooserPopup {
  var chooser: Chooser
  private let compared: [ChatbotID]
  var keymap: Keymap
  private let rows: ChatbotRows

  init(chooser: Chooser, chosen: [ChatbotID], state: State, keymap: Keymap) {
    self.chooser = chooser
    compared = chosen
    self.keymap = keymap
    rows = ChatbotRows(filter: chooser.filter.text, state: state)
  }

  func picture(on screen: Size, now: Timestamp) -> PopupPicture? { view(now: now).picture(on: screen) }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    if press == KeyPress(.character("r"), .control) || rows.retries(press) {
      return LayerResult(events: [.chatbotsWanted])
    }
    if press == KeyPress(.tab), rows.matching.indices.contains(view.selected) {
      let next = listResult(of: KeyPress(.down), on: screen).events
      return LayerResult(events: [.comparisonChosen(rows.matching[view.selected].id)] + next)
    }
    return listResult(of: press, on: screen)
  }

  func refreshDue(now: Timestamp) -> Timestamp? { rows.refreshDue(now: now) }

  /// With one chosen, the row that Enter is pressed on is the second.
  var chosen: LayerResult? {
    guard rows.matching.indices.contains(view.selected) else { return rows.enteredWithout }
    let current = rows.matching[view.selected].id
    let all = compared.contains(current) || compared.count > 1 ? compared : compared + [current]
    guard all.count > 1 else { return LayerResult(events: [.comparisonChosen(current)]) }
    return LayerResult(events: [.comparisonBegun(all)])
  }

  var view: ChooserView { view(now: Timestamp(milliseconds: 0)) }

  private func view(now: Timestamp) -> ChooserView {
    var notes = rows.notes(now: now)
    if !rows.matching.isEmpty {
      let count = compared.count
      notes.append(
        count > 1
          ? Span("\(count) chosen: Enter opens a pane for each.", Style(.popup))
          : Span("Choose two or more; what you type then goes to all of them.", Style(.dim)))
    }
    return ChooserView(
      title: "Compare chatbots", chooser: chooser, placeholder: "type to find by name or model",
      items: rows.items { id in compared.firstIndex(of: id).map { $0 < 9 ? "\($0 + 1)" : "+" } ?? "" },
      total: rows.directory.known.count, notes: notes,
      hints: [("Tab", "choose"), ("Enter", "compare"), ("Esc", "close")])
  }
}
