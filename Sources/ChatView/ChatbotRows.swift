import Canvas
import ChatModel
import ChatStore

/// The chatbots that pass a filter, and what is to be said about their list while it is read or where it cannot be.
struct ChatbotRows {
  let matching: [Chatbot]
  let directory: ChatbotDirectory
  private let connection: Settings.Connection

  // Longer names are no use in a row and would cost time at each key.
  private static let longestName = 300

  init(filter: String, state: State) {
    directory = state.chatbots
    connection = state.settings.connection
    let words = filter.lowercased().split(whereSeparator: \.isWhitespace)
    matching = state.chatbots.known.filter { chatbot in
      guard !words.isEmpty else { return true }
      let text = "\(chatbot.name) \(chatbot.model ?? "") \(chatbot.id)".lowercased()
      return words.allSatisfy { text.contains($0) }
    }
  }

  /// One row each, with `mark` before it.
  func items(mark: (ChatbotID) -> String) -> [ChooserItem] {
    matching.map { chatbot in
      ChooserItem(
        label: String(chatbot.name.prefix(Self.longestName)),
        note: String((chatbot.model ?? "").prefix(Self.longestName)),
        mark: mark(chatbot.id))
    }
  }

  /// Whether `press` asks for the list again after it could not be read.
  func retries(_ press: KeyPress) -> Bool {
    guard directory.known.isEmpty, case .failed = directory.phase else { return false }
    return press == KeyPress(.character("r"))
  }

  /// What Enter does where no row is chosen.
  var enteredWithout: LayerResult {
    if connection == .missing {
      return LayerResult(events: [.layerClosed, .layerOpened(.setup(SetupForm(baseURL: "")))])
    }
    guard directory.known.isEmpty else { return .nothing }
    if case .loading = directory.phase { return .nothing }
    return LayerResult(events: [.chatbotsWanted])
  }

  func refreshDue(now: Timestamp) -> Timestamp? {
    guard case .loading(let since) = directory.phase else { return nil }
    return SecondsClock(since: since).due(now: now)
  }

  func notes(now: Timestamp) -> [Span] {
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
