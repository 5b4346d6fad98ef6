import Canvas
import ChatModel
import ChatStore

/// One conversation in the list: which pane shows it, what its reply does, its flags, its title, and what is unread.
struct ListRow {
  var conversation: Conversation
  var isOpen: Bool
  var look: Look

  enum Look: Equatable {
    case plain, open, selected
  }

  /// The row, exactly `width` columns wide.
  func row(_ width: Columns) -> Row {
    let style = look == .open ? Style(.listItem, .bold) : Style(.listItem)
    let reply = ConversationMark.ofReply(conversation)
    var row = Row([Span(isOpen ? "›" : " ", style)])
    row.append(Span(reply?.sign ?? " ", Style(reply?.role ?? .listItem)))
    row.append(Span(" ", style))
    for flag in flags {
      row.append(Span(flag.sign, Style(flag.role)))
      row.append(Span(" ", style))
    }
    row.append(Span(conversation.title.excerpt(400), conversation.header.title.isEmpty ? Style(.dim) : style))
    let unread = conversation.header.unread
    let count = unread > 0 ? Span(" \(unread > 999 ? "999+" : "\(unread)") ", Style(.unread)) : Span(" ", style)
    row = row.fitted(to: width - count.columns, ellipsis: .mark, style: style)
    row.append(count)
    row = row.clipped(to: width)
    return look == .selected ? row.styled(.listSelected) : row
  }

  private var flags: [ConversationMark] {
    var flags: [ConversationMark] = []
    if conversation.header.isPinned { flags.append(.pinned) }
    if !conversation.draft.text.isEmpty { flags.append(.draft) }
    return flags
  }
}
