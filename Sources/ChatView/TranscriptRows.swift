import Canvas
import ChatModel
import ChatStore

// Rows that belong to no message: between two of them, and in place of them.

extension Row {
  /// The row, at most `width` columns wide; what is cut off is marked.
  func shortened(to width: Int) -> Row {
    if columns.value <= width { return self }
    var row = Row()
    for span in spans {
      let space = width - row.columns.value
      // A span that fits leaves room for the mark if anything follows that does not.
      if span.columns.value < space {
        row.append(span)
      } else {
        row.append(Span(TerminalText(span.text).shortened(to: space, isCut: true), span.style))
        break
      }
    }
    return row
  }
}

extension TerminalText {
  /// The text, at most `width` columns wide, with `…` for what is cut off.
  func shortened(to width: Int, isCut: Bool = false) -> TerminalText {
    if columns.value <= width && !isCut { return self }
    guard width > 0 else { return TerminalText(safe: "", columns: 0) }
    var shown = ""
    var used = 0
    for character in text {
      let columns = TerminalText(String(character)).columns.value
      if used + columns > width - 1 { break }
      shown.append(character)
      used += columns
    }
    return TerminalText(shown + "…")
  }
}

/// Makes the rows that belong to no message.
struct TranscriptRows {
  var hints: TranscriptHints
  var zone: TranscriptZone
  var width: Int

  /// A rule with a date in its middle.
  func separator(_ time: LocalTime) -> Row {
    let date = TerminalText(time.date(limit: width - 4))
    let left = (width - date.columns.value - 2) / 2
    guard left > 0 else { return Row([Span(date, Style(.separator))]).shortened(to: width) }
    let right = width - date.columns.value - 2 - left
    let rule = { String(repeating: "─", count: $0) }
    return Row([Span("\(rule(left)) \(date.text) \(rule(right))", Style(.separator))])
  }

  /// What stands where the messages would be.
  func placeholder(_ conversation: Conversation) -> [Row] {
    switch conversation.loading {
    case .notLoaded, .loading: return wrapped("reading…", .dim)
    case .failed(let problem): return wrapped(problem.text, .error)
    case .loaded: return greeting(conversation)
    }
  }

  /// The rows that say why the messages above the first one are missing.
  func problem(_ problem: HistoryProblem) -> [Row] {
    wrapped("The messages above could not be read: \(problem.text)", .error)
  }

  private func greeting(_ conversation: Conversation) -> [Row] {
    let name = conversation.header.chatbotName
    var rows: [Row] = [Row()]
    if conversation.header.chatbot == nil {
      rows += wrapped("No chatbot is chosen yet.", .title)
      rows.append(Row())
      rows += wrapped("\(hints.chooseChatbot) chooses one. Or type a question and press \(hints.send).", .dim)
    } else {
      rows += wrapped("A new conversation with \(name.isEmpty ? "the chatbot" : name).", .title)
      rows.append(Row())
      rows += wrapped("Type a question below and press \(hints.send).", .dim)
      rows += wrapped("\(hints.chooseChatbot) chooses another chatbot.", .dim)
    }
    return rows + wrapped("\(hints.showKeys) shows all keys.", .dim)
  }

  private func wrapped(_ text: String, _ role: Role) -> [Row] {
    TranscriptText.rows(text, width: width, indent: 2, style: Style(role))
  }
}
