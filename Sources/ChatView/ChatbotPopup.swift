import Canvas
import ChatModel
import ChatStore

/// The list of chatbots to choose from. It stays in the order in which they arrived, so that a page which comes later
/// leaves the chosen row where it is.
struct ChatbotPopup: Popup {
  var picker: ChatbotPicker
  var keymap: Keymap
  private let rows: ChatbotRows
  private let current: ChatbotID?

  init(picker: ChatbotPicker, state: State, keymap: Keymap) {
    self.picker = picker
    self.keymap = keymap
    rows = ChatbotRows(filter: picker.chooser.filter.text, state: state)
    current =
      switch picker.purpose {
      case .assign(let id), .assignAndSend(let id), .setUp(let id): state.conversations[id]?.header.chatbot
      case .begin: state.settings.chatbot
      }
  }

  func picture(on screen: Size, now: Timestamp) -> PopupPicture? { view(now: now).picture(on: screen) }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    let view = view(now: Timestamp(milliseconds: 0))
    if press == KeyPress(.character("r"), .control) { return LayerResult(events: [.chatbotsWanted]) }
    if rows.retries(press) { return LayerResult(events: [.chatbotsWanted]) }
    if let key = PopupKey(press) {
      if key == .enter { return entered(view) }
      if let usual = key.usual { return usual }
      if let row = view.row(after: key, on: screen) {
        return row == picker.chooser.selected ? .nothing : LayerResult(events: [.layerSelected(row)])
      }
    }
    return keymap.editing(press).map { LayerResult(events: [.layerEdited($0)]) } ?? .nothing
  }

  func result(ofPaste text: String) -> LayerResult {
    LayerResult(events: [.layerEdited(.insert(FieldView.pasted(text, join: " ")))])
  }

  func refreshDue(now: Timestamp) -> Timestamp? {
    rows.refreshDue(now: now)
  }

  private func entered(_ view: ChooserView) -> LayerResult {
    if rows.matching.indices.contains(view.selected) {
      return LayerResult(events: [.chatbotChosen(rows.matching[view.selected])])
    }
    return rows.enteredWithout
  }

  private func view(now: Timestamp) -> ChooserView {
    ChooserView(
      title: "Choose a chatbot", chooser: picker.chooser, placeholder: "type to find by name or model",
      items: rows.items { $0 == current ? "✓" : "" }, total: rows.directory.known.count, notes: rows.notes(now: now),
      hints: [("Enter", "choose"), ("Ctrl-R", "read again"), ("Esc", "close")])
  }
}
