import AppState
import Canvas
import ChatModel

/// The chatbots that pass a filter, and what is to be said about their list while it is read or where it cannot be.
struct ChatbotRows {
  let matching: [Chatbot]
  private let directory: ChatbotDirectory
  private let connection: Settings.Connection
  private let now: Timestamp

  init(filter: String, _ context: PopupContext) {
    directory = context.state.chatbots
    connection = context.state.settings.connection
    now = context.now
    let words = SubstringMatcher.words(filter)
    matching = directory.known.filter { chatbot in
      guard !words.isEmpty else { return true }
      let text = "\(chatbot.name) \(chatbot.model ?? "") \(chatbot.id)"
      return words.allSatisfy { $0.isIn(text) }
    }
  }

  /// How many there are without a filter.
  var total: Int { directory.known.count }

  /// The keys that read the list again; after it could not be read, a letter does too.
  func readingAgain(label: String?) -> [PopupAction] {
    let again: InputResult = [.chatbots(.requested)]
    guard directory.known.isEmpty, case .failed = directory.phase else {
      return [PopupAction("Ctrl-R", label: label, does: again)]
    }
    return [PopupAction("Ctrl-R", "r", label: label, does: again)]
  }

  /// What Enter does where no row is chosen.
  var enteredWithout: InputResult {
    if connection == .missing { return [.popupClosed, .opened(SetupForm(baseURL: ""))] }
    guard directory.known.isEmpty else { return [] }
    if case .loading = directory.phase { return [] }
    return [.chatbots(.requested)]
  }

  static func refreshDue(_ context: PopupContext) -> Timestamp? {
    guard case .loading(let since) = context.state.chatbots.phase else { return nil }
    return SecondsClock(since: since).due(now: context.now)
  }

  var notes: [Span] {
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

extension PickerRow {
  // Longer names are no use in a row and would cost time at each key.
  private static let longestName = 300

  init(_ chatbot: Chatbot, mark: String) {
    self.init(
      label: String(chatbot.name.prefix(Self.longestName)),
      note: String((chatbot.model ?? "").prefix(Self.longestName)),
      mark: mark)
  }
}
