import AppState
import Canvas
import ChatModel

/// What stands in the border of a pane: whose conversation it is, how its reply comes, and what is below the view.
struct PaneTitle {
  var texts: ScreenTexts
  var pane: Pane
  var conversation: Conversation
  var isFocused: Bool
  /// Whether it scrolls together with the others.
  var isLocked = false
  /// Where the conversation is, where that is to be said.
  var presence: SyncState?
  /// What is looked for in it, and how many matches there are.
  var find: String?
  /// Its number among several.
  var number: Int?

  /// Chatbot and title.
  var row: Row {
    let style = Style(isFocused ? .titleFocused : .title)
    let name = conversation.header.chatbotName.excerpt(200)
    let title = conversation.title.excerpt(400)
    let mark = number.map { "\(isFocused ? "›" : "")\($0) " } ?? ""
    return Row([Span(mark + (name.isEmpty ? title : "\(name) · \(title)"), style)])
  }

  /// What is unusual about it, and how fast its reply arrives.
  func state(_ rates: ReplyRates) -> Row {
    var row = Row()
    func add(_ text: String, _ role: Role) {
      if !row.spans.isEmpty { row.append(Span(" · ", Style(.dim))) }
      row.append(Span(text, Style(role)))
    }
    if let find { add(find, .match) }
    if isLocked { add("locked", .dim) }
    if let presence { add(presence == .remote ? "only \(presence.words)" : presence.words, .dim) }
    if conversation.isDeletedElsewhere { add("deleted elsewhere", .warning) }
    if conversation.runsElsewhere { add("runs in another maichat", .streaming) }
    if pane.format == .raw { add("raw", .dim) }
    if conversation.header.mode == .synchronous { add("whole replies", .dim) }
    if let running = conversation.running, let rate = rates[running.id] { add("● \(rate) char/s", .streaming) }
    return row
  }

  /// The mark for rows below the view, with the key that leads back to the end where `width` has room for it.
  func below(_ picture: TranscriptPicture, zone: Zone, width: Columns) -> Row {
    guard picture.rowsBelow > 0 else { return Row() }
    let count = "▼ \(picture.rowsBelow)" + (picture.below == .atLeast ? "+" : "")
    guard width >= 40 else { return Row([Span(count, Style(.scrollMark))]) }
    let rows = picture.rowsBelow == 1 && picture.below == .exact ? "row" : "rows"
    let key = zone == .transcript ? texts.key(.end, .transcript) : texts.key(.pageDown, .composer)
    return Row([Span("\(count) \(rows) below" + (key.isEmpty ? "" : " · \(key)"), Style(.scrollMark))])
  }
}
