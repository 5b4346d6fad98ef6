import AppState
import Canvas
import ChatModel

/// One conversation in the list: which pane shows it, what its reply does, its flags, its title, and what is unread.
struct ListRow {
  var conversation: Conversation
  var isOpen: Bool
  var isMarked = false
  /// Where it is, where that is to be said.
  var presence: SyncState?
  var look: Look
  /// When something was last said; shown where there is room.
  var time = ""

  /// Narrower than this there is no room for a time beside a title, in columns.
  private static let columnsForTime: Columns = 32

  enum Look: Equatable {
    case plain, open, selected
  }

  /// The row, exactly `width` columns wide.
  func row(_ width: Columns) -> Row {
    let style = look == .open ? Style(.listItem, .bold) : Style(.listItem)
    let reply = ConversationMark.ofReply(conversation)
    var row = Row([Span(isMarked ? "✓" : isOpen ? "›" : " ", style)])
    row.append(Span(reply?.sign ?? " ", Style(reply?.role ?? .listItem)))
    row.append(Span(" ", style))
    for flag in flags {
      row.append(Span(flag.sign, Style(flag.role)))
      row.append(Span(" ", style))
    }
    row.append(Span(conversation.title.excerpt(400), conversation.header.title.isEmpty ? Style(.dim) : style))
    let unread = conversation.header.unread
    let count = unread > 0 ? Span(" \(unread > 999 ? "999+" : "\(unread)") ", Style(.unread)) : Span(" ", style)
    let time = Span(width >= Self.columnsForTime ? " \(time)" : "", Style(.time))
    row = row.fitted(to: width - count.columns - time.columns, ellipsis: .mark, style: style)
    if !time.text.isEmpty { row.append(time) }
    row.append(count)
    row = row.clipped(to: width)
    return look == .selected ? row.styled(.listSelected) : row
  }

  private var flags: [ConversationMark] {
    var flags: [ConversationMark] = []
    if conversation.header.isArchived { flags.append(.archived) }
    if conversation.header.isPinned { flags.append(.pinned) }
    switch presence {
    case .remote: flags.append(.remote)
    case .local: flags.append(.local)
    case .both, nil: break
    }
    if conversation.header.branch != nil { flags.append(.branch) }
    if conversation.hasDraft { flags.append(.draft) }
    return flags
  }
}
