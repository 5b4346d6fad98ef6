import Canvas
import ChatModel
import ChatStore

/// The list of chatbots to choose from. It stays in the order in which they arrived, so that a page which comes later
/// leaves the chosen row where it is.
struct ChatbotPopup: ChooserPopup {
  var picker: ChatbotPicker
  var keymap: Keymap
  private let rows: ChatbotRows
  private let current: ChatbotID?
  private let zone: TranscriptZone

  init(picker: ChatbotPicker, state: State, keymap: Keymap, zone: TranscriptZone) {
    self.zone = zone
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
    if press == KeyPress(.character("r"), .control) || rows.retries(press) {
      return LayerResult(events: [.chatbotsWanted])
    }
    return listResult(of: press, on: screen)
  }

  func refreshDue(now: Timestamp) -> Timestamp? {
    rows.refreshDue(now: now)
  }

  var chosen: LayerResult? {
    guard rows.matching.indices.contains(view.selected) else { return rows.enteredWithout }
    return LayerResult(events: [.chatbotChosen(rows.matching[view.selected])])
  }

  var chooser: Chooser { picker.chooser }
  var view: ChooserView { view(now: Timestamp(milliseconds: 0)) }

  private func view(now: Timestamp) -> ChooserView {
    ChooserView(
      title: "Choose a chatbot", chooser: picker.chooser, placeholder: "type to find by name or model",
      items: rows.items { $0 == current ? "✓" : "" }, total: rows.directory.known.count, notes: rows.notes(now: now),
      hints: [("Enter", "choose"), ("Ctrl-R", "read again"), ("Esc", "close")],
      shown: chooser.filter.isEmpty ? nil : rows.matching.count, details: details,
      narrowDetails: .none)
  }

  /// What the service tells of the chosen one.
  private var details: [Span] {
    let selected = min(max(0, chooser.selected), rows.matching.count - 1)
    guard rows.matching.indices.contains(selected) else { return [] }
    let chatbot = rows.matching[selected]
    var lines = [Span(chatbot.name.excerpt(300), Style(.strong))]
    for (what, text) in [
      ("model", chatbot.model), ("retrieval", chatbot.retrieval), ("replies", chatbot.replyMode),
      ("changed", chatbot.updatedAt.map { "\(zone.read($0).date(limit: 11)) \(zone.read($0).clock)" }),
    ] {
      if let text, !text.isEmpty { lines.append(Span("\(what) \(text.excerpt(200))", Style(.dim))) }
    }
    if let about = chatbot.about, !about.isEmpty {
      lines += [Span("", Style(.dim)), Span(about.excerpt(600), Style(.popup))]
    }
    return lines + [Span("", Style(.dim)), Span(chatbot.id.rawValue.excerpt(100), Style(.dim))]
  }
}
