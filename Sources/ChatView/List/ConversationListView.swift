import AppState
import Canvas
import ChatModel

/// Draws the list of conversations; owns which of them pass the filter.
/// Does not: hold the selection or the filter's text, which are state.
struct ConversationListView {
  /// Rows made so far; for tests that count.
  private(set) var rowsMade = 0
  /// How often all titles were compared with a filter so far.
  private(set) var filterings = 0
  private var filtered: Filtered?
  private let zone: TranscriptZone
  /// Where the selected conversation was found last.
  private var lastFound = 0

  init(zone: TranscriptZone = .local) { self.zone = zone }

  /// The conversations that the list shows, from top to bottom.
  mutating func shown(_ state: State) -> [ConversationID] {
    guard let filter = state.list.filter?.text, !filter.isEmpty else { return state.listed }
    if filtered?.holds(for: state, filter: filter) == true { return filtered!.conversations }
    filterings += 1
    let needle = SubstringMatcher(filter)
    // Most conversations are with the same few chatbots.
    var chatbots: [String: Bool] = [:]
    let matches = state.listed.filter { id in
      guard let conversation = state.conversations[id] else { return false }
      if needle.isIn(conversation.title) { return true }
      let name = conversation.header.chatbotName
      if let known = chatbots[name] { return known }
      let isMatch = needle.isIn(name)
      chatbots[name] = isMatch
      return isMatch
    }
    filtered = Filtered(state, filter: filter, conversations: matches)
    return matches
  }

  /// Where the selection stands in `shown`: the first row where what is selected does not pass the filter. Nil without
  /// rows.
  mutating func selection(_ state: State, in shown: [ConversationID]) -> Int? {
    guard !shown.isEmpty else { return nil }
    guard let selected = state.list.selected else { return 0 }
    if shown.indices.contains(lastFound), shown[lastFound] == selected { return lastFound }
    lastFound = shown.firstIndex(of: selected) ?? 0
    return lastFound
  }

  /// The rows of the list in `area`, and where the filter's caret stands while it is open.
  mutating func draw(_ state: State, in area: ScreenArea, now: Timestamp) -> (rows: [Row], caret: Position?) {
    let shown = shown(state)
    let inner = area.content
    var content: [Row] = []
    var caret: Position?
    if let filter = state.list.filter {
      let (row, column) = filterRow(filter, count: shown.count, of: state.listed.count, width: inner.size.columns)
      content.append(row)
      caret = Position(column: inner.origin.column + Columns(column), row: inner.origin.row)
    }
    let height = max(0, inner.size.rows.value - content.count)
    let selected = selection(state, in: shown)
    let open = Set(state.panes.compactMap(\.conversation))
    for index in RowWindow.around(selected ?? 0, of: shown.count, height: height) {
      guard let conversation = state.conversations[shown[index]] else { continue }
      let look: ListRow.Look =
        index == selected && state.zone == .list ? .selected : open.contains(shown[index]) ? .open : .plain
      content.append(
        ListRow(
          conversation: conversation, isOpen: open.contains(shown[index]),
          isMarked: state.list.marked.contains(shown[index]),
          presence: state.presence(of: conversation), look: look, time: time(of: conversation, now: now)
        ).row(inner.size.columns))
      rowsMade += 1
    }
    if shown.isEmpty && height > 0 {
      content.append(Row([Span(state.list.isLoading ? " reading…" : " No match.", Style(.dim))]))
    }
    return (border(state, area).rows(around: content, in: area), caret)
  }

  /// The conversation that `draw` shows at `position`; nil where there is none.
  mutating func conversation(at position: Position, _ state: State, in area: ScreenArea) -> ConversationID? {
    let shown = shown(state)
    let inner = area.content
    let filterRows = state.list.filter == nil ? 0 : 1
    guard inner.contains(position) else { return nil }
    let window = RowWindow.around(
      selection(state, in: shown) ?? 0, of: shown.count, height: max(0, inner.size.rows.value - filterRows))
    let index = window.lowerBound + (position.row - inner.origin.row).value - filterRows
    return window.contains(index) ? shown[index] : nil
  }

  private func border(_ state: State, _ area: ScreenArea) -> AreaBorder {
    let isFocused = state.zone == .list
    let title = Row([Span("Conversations", Style(isFocused ? .titleFocused : .title))])
    return AreaBorder(
      title: title, footer: Row([Span(tally(state), Style(.dim))]), style: Style(isFocused ? .borderFocused : .border))
  }

  /// How many conversations there are, marked ones first.
  private func tally(_ state: State) -> String {
    if state.list.isLoading { return "reading…" }
    var parts: [String] = []
    if !state.list.marked.isEmpty { parts.append("\(state.list.marked.count) marked of") }
    parts.append("\(state.listed.count)")
    let away = state.order.count - state.listed.count
    if away > 0 { parts.append("+ \(away) archived") }
    let selected = state.list.selected.flatMap { state.conversations[$0] }
    let presence = state.zone == .list ? selected.flatMap(state.presence(of:)) : nil
    return parts.joined(separator: " ") + (presence.map { " · \($0.word)" } ?? "")
  }

  /// When something was last said in `conversation`: the time of today, the date of another day.
  private func time(of conversation: AppState.Conversation, now: Timestamp) -> String {
    guard !conversation.messages.isEmpty || conversation.isKept else { return "" }
    let (then, today) = (zone.read(conversation.header.lastActivity), zone.read(now))
    return then.day == today.day ? then.clock : then.date(limit: 6)
  }

  /// The field where the filter is typed: its end where it is longer than the row, and how many conversations pass.
  private func filterRow(_ filter: TextEditor, count: Int, of all: Int, width: Columns) -> (row: Row, caret: Int) {
    let tally = Span(" \(count) of \(all) ", Style(.dim))
    let tallyColumns = tally.columns + 8 <= width ? tally.columns : 0
    let room = max(1, (width - tallyColumns).value - 3)
    let before = TerminalText(String(decoding: filter.text.utf8.prefix(filter.caret), as: UTF8.self))
    let hidden = max(0, before.columns.value - room)
    let text = Row([Span(filter.text, Style(.composer))]).dropping(Columns(hidden)).clipped(to: Columns(room + 1))
    var row = Row([Span("/ ", Style(.composerPrompt))])
    row.append(text)
    row = row.fitted(to: width - tallyColumns)
    if tallyColumns > 0 { row.append(tally) }
    return (row, min(2 + before.columns.value - hidden, max(0, width.value - 1)))
  }
}

extension SyncState {
  /// What stands beside its sign where there is little room.
  var word: String {
    switch self {
    case .local: "only here"
    case .remote: "at service"
    case .both: "both"
    }
  }

  /// In a few words.
  var words: String {
    switch self {
    case .local: "only here"
    case .remote: "at the service"
    case .both: "here and at the service"
    }
  }
}

/// What passed a filter, and for which list that holds. Titles change when the list is sorted anew, when the chatbots'
/// names arrive, and when somebody renames the selected or an open conversation.
private struct Filtered {
  var conversations: [ConversationID]
  private var filter: String
  private var order: [ConversationID]
  private var chatbots: ChatbotDirectory
  /// Of those that were selected or open since.
  private var titles: [ConversationID: String] = [:]

  init(_ state: State, filter: String, conversations: [ConversationID]) {
    self.conversations = conversations
    self.filter = filter
    order = state.listed
    chatbots = state.chatbots
    noteTitles(state)
  }

  /// Whether the same would pass `filter` now.
  mutating func holds(for state: State, filter: String) -> Bool {
    guard filter == self.filter, state.chatbots == chatbots, Self.isSame(state.listed, order),
      titles.allSatisfy({ state.conversations[$0.key]?.header.title == $0.value })
    else { return false }
    noteTitles(state)
    return true
  }

  private mutating func noteTitles(_ state: State) {
    for id in [state.list.selected] + state.panes.map(\.conversation) {
      guard let id, let conversation = state.conversations[id] else { continue }
      titles[id] = conversation.header.title
    }
  }

  /// Whether both are one array and no copy: each sorting makes another.
  private static func isSame(_ a: [ConversationID], _ b: [ConversationID]) -> Bool {
    a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { a.baseAddress == $0.baseAddress } }
  }
}
