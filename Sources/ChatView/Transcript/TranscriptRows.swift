import AppState
import Canvas
import ChatModel

// Rows that belong to no message: between two of them, and in place of them.

/// Makes the rows that belong to no message.
struct TranscriptRows {
  var hints: TranscriptHints
  var zone: TranscriptZone
  var width: Int

  /// A rule with a date in its middle.
  func separator(_ time: LocalTime) -> Row { rule(TerminalText(time.date(limit: width - 4)), .separator) }

  /// A rule above the first reply that nobody has seen.
  var unreadMark: Row { rule(TerminalText("new"), .unread) }

  /// A rule above the first message of a branch.
  var branchMark: Row { rule(TerminalText("branch"), .separator) }

  private func rule(_ text: TerminalText, _ role: Role) -> Row {
    let left = (width - text.columns.value - 2) / 2
    guard left > 0 else { return Row([Span(text, Style(role))]).clipped(to: Columns(width), ellipsis: .mark) }
    let right = width - text.columns.value - 2 - left
    let line = { String(repeating: "─", count: $0) }
    return Row([Span("\(line(left)) \(text.text) \(line(right))", Style(role))])
  }

  /// What stands where the messages would be.
  func placeholder(_ conversation: Conversation, _ introduction: ChatbotIntroduction? = nil) -> [Row] {
    switch conversation.loading {
    case .notLoaded, .loading: return wrapped("reading…", .dim)
    case .failed(let problem): return wrapped(problem.text, .error)
    case .loaded: return greeting(conversation, introduction)
    }
  }

  /// The rows that say why the messages above the first one are missing.
  func problem(_ problem: HistoryProblem) -> [Row] {
    wrapped("The messages above could not be read: \(problem.text)", .error)
  }

  private func greeting(_ conversation: Conversation, _ introduction: ChatbotIntroduction?) -> [Row] {
    let name = conversation.header.chatbotName
    var rows: [Row] = [Row()]
    if let failure = conversation.refusal {
      rows += wrapped(sentences("The question is not sent: \(failure.sentence)"), .failed)
      rows += wrapped("It is a draft again: \(hints.send) sends it.", .dim)
      rows.append(Row())
    }
    if hints.isReadOnly {
      rows += wrapped("There are no messages here.", .title)
      rows.append(Row())
      rows += wrapped("\(hints.nextConversation) opens one, \(hints.search) searches all of them.", .dim)
    } else if conversation.header.chatbot == nil {
      rows += wrapped("No chatbot is chosen yet.", .title)
      rows.append(Row())
      rows += wrapped("\(hints.chooseChatbot) chooses one. Or type a question and press \(hints.send).", .dim)
    } else {
      rows += wrapped("A new conversation with \(name.isEmpty ? "the chatbot" : name).", .title)
      rows.append(Row())
      if let introduction { rows += self.introduction(introduction) }
      rows += wrapped("Type a question below and press \(hints.send).", .dim)
      rows += wrapped("\(hints.chooseChatbot) chooses another chatbot.", .dim)
    }
    return rows + wrapped("\(hints.showKeys) shows all keys.", .dim)
  }

  private func introduction(_ introduction: ChatbotIntroduction) -> [Row] {
    var rows: [Row] = []
    if !introduction.greeting.isEmpty { rows += wrapped(introduction.greeting, .text) + [Row()] }
    for (index, starter) in introduction.starters.enumerated() { rows += wrapped("\(index + 1) \(starter)", .citation) }
    if !introduction.starters.isEmpty {
      rows += wrapped("\(hints.starters) and a number takes one of these.", .dim) + [Row()]
    }
    return rows
  }

  private func wrapped(_ text: String, _ role: Role) -> [Row] {
    TranscriptText.rows(text, width: width, indent: 2, style: Style(role))
  }
}
