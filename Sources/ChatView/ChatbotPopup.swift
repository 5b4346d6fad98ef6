import Canvas
import ChatModel
import ChatStore

/// The list of chatbots to choose from. It stays in the order in which they arrived, so that a page which comes later
/// leaves the chosen row where it is.
struct ChatbotPopup: Popup {
  var picker: ChatbotPicker
  var keymap: Keymap
  private let matching: [Chatbot]
  private let directory: ChatbotDirectory
  private let connection: Settings.Connection
  private let current: ChatbotID?

  // Longer names are no use in a row and would cost time at each key.
  private static let longestName = 300

  init(picker: ChatbotPicker, state: State, keymap: Keymap) {
    self.picker = picker
    self.keymap = keymap
    directory = state.chatbots
    connection = state.settings.connection
    current =
      switch picker.purpose {
      case .assign(let id), .assignAndSend(let id), .setUp(let id): state.conversations[id]?.header.chatbot
      case .begin: state.settings.chatbot
      }
    let words = picker.chooser.filter.text.lowercased().split(whereSeparator: \.isWhitespace)
    matching = state.chatbots.known.filter { chatbot in
      guard !words.isEmpty else { return true }
      let text = "\(chatbot.name) \(chatbot.model ?? "") \(chatbot.id)".lowercased()
      return words.allSatisfy { text.contains($0) }
    }
  }

  func picture(on screen: Size, now: Timestamp) -> PopupPicture? { view(now: now).picture(on: screen) }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    let view = view(now: Timestamp(milliseconds: 0))
    if press == KeyPress(.character("r"), .control) { return LayerResult(events: [.chatbotsWanted]) }
    if directory.known.isEmpty, case .failed = directory.phase, press == KeyPress(.character("r")) {
      return LayerResult(events: [.chatbotsWanted])
    }
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
    guard case .loading(let since) = directory.phase else { return nil }
    return SecondsClock(since: since).due(now: now)
  }

  private func entered(_ view: ChooserView) -> LayerResult {
    if matching.indices.contains(view.selected) {
      return LayerResult(events: [.chatbotChosen(matching[view.selected])])
    }
    if connection == .missing {
      return LayerResult(events: [.layerClosed, .layerOpened(.setup(SetupForm(baseURL: "")))])
    }
    guard directory.known.isEmpty else { return .nothing }
    if case .loading = directory.phase { return .nothing }
    return LayerResult(events: [.chatbotsWanted])
  }

  private func view(now: Timestamp) -> ChooserView {
    ChooserView(
      title: "Choose a chatbot", chooser: picker.chooser, placeholder: "type to find by name or model",
      items: matching.map { chatbot in
        ChooserItem(
          label: String(chatbot.name.prefix(Self.longestName)),
          note: String((chatbot.model ?? "").prefix(Self.longestName)),
          mark: chatbot.id == current ? "✓" : "")
      },
      total: directory.known.count, notes: notes(now: now),
      hints: [("Enter", "choose"), ("Ctrl-R", "read again"), ("Esc", "close")])
  }

  private func notes(now: Timestamp) -> [Span] {
    var notes: [Span] = []
    if matching.isEmpty && !directory.known.isEmpty {
      notes.append(Span("No chatbot has this in its name or model.", Style(.popup)))
    }
    let isEmpty = directory.known.isEmpty
    switch directory.phase {
    case _ where connection == .missing:
      notes.append(Span("Base URL and key are not set up yet. Enter opens the setup.", Style(.warning)))
    case .unknown: notes.append(Span("The list was not read yet. Enter reads it.", Style(.dim)))
    case .loading(let since):
      let count = isEmpty ? "" : "\(directory.known.count) so far, "
      let seconds = SecondsClock(since: since).seconds(now: now)
      notes.append(Span("\(count)reading the list… \(seconds) s", Style(.streaming)))
    case .loaded:
      guard isEmpty else { break }
      notes.append(
        Span(
          "This key can see no chatbot. Make one in MaiAgent, then press Enter to read the list again.", Style(.warning)
        ))
    case .failed(let failure):
      let what = isEmpty ? "The chatbots could not be listed" : "The rest of the list could not be read"
      notes.append(Span("\(what): \(failure.text)", Style(.error)))
      if !failure.advice.isEmpty { notes.append(Span(failure.advice, Style(.popup))) }
      notes.append(Span(isEmpty ? "r or Enter tries again." : "Ctrl-R tries again.", Style(.popup)))
    }
    return notes
  }
}
