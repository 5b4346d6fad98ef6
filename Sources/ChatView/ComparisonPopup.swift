import Canvas
import ChatModel
import ChatStore

/// Chooses the chatbots that one prompt goes to, side by side.
struct ComparisonPopup: Popup {
  var chooser: Chooser
  var chosen: [ChatbotID]
  var keymap: Keymap
  private let rows: ChatbotRows

  init(chooser: Chooser, chosen: [ChatbotID], state: State, keymap: Keymap) {
    self.chooser = chooser
    self.chosen = chosen
    self.keymap = keymap
    rows = ChatbotRows(filter: chooser.filter.text, state: state)
  }

  func picture(on screen: Size, now: Timestamp) -> PopupPicture? { view(now: now).picture(on: screen) }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    let view = view(now: Timestamp(milliseconds: 0))
    if press == KeyPress(.character("r"), .control) || rows.retries(press) {
      return LayerResult(events: [.chatbotsWanted])
    }
    if press == KeyPress(.tab), rows.matching.indices.contains(view.selected) {
      return LayerResult(events: [.comparisonChosen(rows.matching[view.selected].id)])
    }
    if let key = PopupKey(press) {
      if key == .enter { return entered(view) }
      if let usual = key.usual { return usual }
      if let row = view.row(after: key, on: screen) {
        return row == chooser.selected ? .nothing : LayerResult(events: [.layerSelected(row)])
      }
    }
    return keymap.editing(press).map { LayerResult(events: [.layerEdited($0)]) } ?? .nothing
  }

  func result(ofPaste text: String) -> LayerResult {
    LayerResult(events: [.layerEdited(.insert(FieldView.pasted(text, join: " ")))])
  }

  func refreshDue(now: Timestamp) -> Timestamp? { rows.refreshDue(now: now) }

  /// With one chosen, the row that Enter is pressed on is the second.
  private func entered(_ view: ChooserView) -> LayerResult {
    guard rows.matching.indices.contains(view.selected) else { return rows.enteredWithout }
    let current = rows.matching[view.selected].id
    let all = chosen.contains(current) || chosen.count > 1 ? chosen : chosen + [current]
    guard all.count > 1 else { return LayerResult(events: [.comparisonChosen(current)]) }
    return LayerResult(events: [.comparisonBegun(all)])
  }

  private func view(now: Timestamp) -> ChooserView {
    var notes = rows.notes(now: now)
    if !rows.matching.isEmpty {
      let count = chosen.count
      notes.append(
        count > 1
          ? Span("\(count) chosen: Enter opens a pane for each.", Style(.popup))
          : Span("Choose two or more; what you type then goes to all of them.", Style(.dim)))
    }
    return ChooserView(
      title: "Compare chatbots", chooser: chooser, placeholder: "type to find by name or model",
      items: rows.items { id in chosen.firstIndex(of: id).map { $0 < 9 ? "\($0 + 1)" : "+" } ?? "" },
      total: rows.directory.known.count, notes: notes,
      hints: [("Tab", "choose"), ("Enter", "compare"), ("Esc", "close")])
  }
}
