import AppState
import Canvas
import ChatModel

/// The list of chatbots to choose from. It stays in the order in which they arrived, so that a page which comes later
/// leaves the chosen row where it is.
extension ChatbotPicker: PickerPopup {
  func picker(_ context: PopupContext) -> PickerView {
    let rows = ChatbotRows(filter: list.filter.text, context)
    let chosen = list.chosen(of: rows.matching)
    let current =
      purpose.conversation.map { context.state.conversations[$0]?.header.chatbot } ?? context.state.settings.chatbot
    var picker = PickerView(
      "Choose a chatbot", list, placeholder: "type to find by name or model", rows.matching, of: rows.total,
      notes: rows.notes,
      actions: [
        PopupAction("Enter", label: "choose", does: chosen.map { [.chatbots(.chosen($0))] } ?? rows.enteredWithout)
      ] + rows.readingAgain(label: "read again")
    ) { PickerRow($0, mark: $0.id == current ? "✓" : "") }
    picker.shown = list.filter.isEmpty ? nil : rows.matching.count
    picker.details = chosen.map { Self.details($0, context.zone) } ?? []
    picker.narrowDetails = .none
    return picker
  }

  func refreshDue(_ context: PopupContext) -> Timestamp? { ChatbotRows.refreshDue(context) }

  /// What the service tells of one.
  private static func details(_ chatbot: Chatbot, _ zone: TranscriptZone) -> [Span] {
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
