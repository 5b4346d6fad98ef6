import AppState
import Canvas
import ChatModel

extension ChatScreen {
  /// Moves the view over the focused pane's conversation.
  mutating func scroll(_ motion: TranscriptMotion, _ state: State) -> [UserEvent] {
    scroll(motion, state.focusedPane, state)
  }

  /// Moves the view over the conversation of the pane `id`.
  mutating func scroll(_ motion: TranscriptMotion, _ id: PaneID, _ state: State) -> [UserEvent] {
    guard let pane = state.panes.first(where: { $0.id == id }),
      let conversation = state.shown(in: pane)
    else { return [] }
    if motion == .top, conversation.loading == .loaded(hasEarlier: true) { return [.paging(.beginningRequested(id))] }
    let size = layout(state).content(of: pane.id)?.size ?? contents[pane.id] ?? self.size
    prepare(pane.id)
    let position = panes[pane.id]!.transcript.position(
      after: motion, pane: pane, conversation: conversation, size: size)
    return position == pane.scroll ? [] : [.paging(.scrolled(pane.id, position))]
  }

  /// What keeps the same text at the top of each pane when the screen has its present size and the list is `list`; also in
  /// panes whose place the list has taken.
  mutating func reanchored(_ state: State, list: ListState) -> [UserEvent] {
    guard !ScreenLayout.isTooSmall(size) else { return [] }
    let new = layout(list: list, zone: .composer, state)
    var events: [UserEvent] = []
    for pane in state.panes {
      guard let size = new.content(of: pane.id)?.size else { continue }
      let old = contents[pane.id] ?? size
      contents[pane.id] = size
      guard let conversation = state.shown(in: pane) else { continue }
      prepare(pane.id)
      if let position = panes[pane.id]!.transcript.reanchored(
        pane: pane, conversation: conversation, from: old, to: size)
      {
        events.append(.paging(.scrolled(pane.id, position)))
      }
    }
    return events
  }

  /// Shows messages raw or formatted, with the same text at the top.
  mutating func switchFormat(_ state: State) -> [UserEvent] {
    changeForm(state, .transcript(.rawSwitched)) { $0.format = $0.format == .raw ? .markdown : .raw }
  }

  /// Folds or unfolds the code block or the part of a reply at the top of the view, else the message that commands are about:
  /// first its parts are unfolded, then all of it is folded where that hides anything, then it is as at first.
  mutating func fold(_ state: State, now: Timestamp) -> [UserEvent] {
    let pane = state.pane
    let size = contentSize(state)
    guard let conversation = state.shown, let picture = picture(of: pane, state, size: size, now: now),
      let message = picture.currentMessage
    else { return [] }
    let code = panes[pane.id]!.transcript.codeAtTop(of: pane, conversation: conversation, size: size)
    let part = panes[pane.id]!.transcript.partAtTop(of: pane, conversation: conversation, size: size)
    let fold: Fold
    if let code {
      fold = .code(message, code)
    } else if let part {
      fold = .part(message, part)
    } else {
      let found = panes[pane.id]!.transcript.foldable(from: message, in: pane, conversation: conversation, size: size)
      guard let (message, isWorthFolding) = found else { return [.noticed("Nothing in view can be folded.")] }
      fold = Self.fold(message, in: pane, last: conversation.messages.last?.id, isWorthFolding: isWorthFolding)
    }
    return changeForm(state, .transcript(.foldSwitched(fold))) { $0.folding.toggle(fold) }
  }

  /// The next step of folding `message` and what came beside its answer.
  private static func fold(_ message: Message, in pane: Pane, last: MessageID?, isWorthFolding: Bool) -> Fold {
    if message.parts.isEmpty { return .message(message.id) }
    if message.lacksAnswer { return .parts(message.id) }
    if pane.folding.folds(message.id, isLast: message.id == last) { return .messageAndParts(message.id) }
    let folds = pane.folding.parts(of: message.id)
    let areAllShown = message.parts.indices.allSatisfy { folds.shows($0, areShown: false) }
    return areAllShown && isWorthFolding ? .message(message.id) : .parts(message.id)
  }

  /// Folds all messages, or unfolds what is folded.
  mutating func foldAll(_ state: State) -> [UserEvent] {
    changeForm(state, .transcript(.foldsSwitched)) { $0.folding.toggleAll() }
  }

  /// The links of the message that commands are about.
  mutating func links(_ state: State, now: Timestamp) -> [LinksPopup.Link] {
    guard let picture = picture(of: state.pane, state, size: contentSize(state), now: now),
      let message = state.shown?.messages.first(where: { $0.id == picture.currentMessage })
    else { return [] }
    var seen: Set<String> = []
    return MarkdownBody.links(in: message.text).filter { !$0.target.isEmpty && seen.insert($0.target).inserted }
      .map { LinksPopup.Link(text: $0.text, target: $0.target) }
  }

  /// The size of the focused pane's transcript.
  mutating func contentSize(_ state: State) -> Size {
    layout(state).content(of: state.pane.id)?.size ?? contents[state.pane.id] ?? size
  }

  /// `event`, which has the effect of `change` on the focused pane, with the same text at its top.
  private mutating func changeForm(
    _ state: State, _ event: UserEvent, _ change: (inout Pane) -> Void
  ) -> [UserEvent] {
    guard let conversation = state.shown else { return [] }
    let size = contentSize(state)
    var pane = state.pane
    change(&pane)
    prepare(pane.id)
    let position = panes[pane.id]!.transcript.reanchored(conversation, from: state.pane, size, to: pane, size)
    return (position.map { [.paging(.scrolled(pane.id, $0))] } ?? []) + [event]
  }

  /// Moves the list's selection by `rows` among the rows that it shows, or to its ends.
  mutating func select(_ rows: Int, _ state: State) -> [UserEvent] {
    let shown = list.shown(state)
    guard let selected = list.selection(state, in: shown) else { return [] }
    let (sum, overflow) = selected.addingReportingOverflow(rows)
    let target = min(max(0, overflow ? (rows < 0 ? 0 : shown.count) : sum), shown.count - 1)
    return shown[target] == state.list.selected ? [] : [.list(.selected(shown[target]))]
  }

  /// How many conversations a page of the list has.
  mutating func listPage(_ state: State) -> Int {
    max(1, (layout(state).list?.content.size.rows.value ?? size.rows.value / 2) - 1)
  }

  /// What commands about a conversation mean: the selected one while the list has the focus, else the open one.
  mutating func target(_ state: State) -> ConversationID? {
    guard state.zone == .list else { return state.pane.conversation }
    let shown = list.shown(state)
    return list.selection(state, in: shown).map { shown[$0] }
  }

  /// The conversation that stands `rows` below the open one in the list.
  func neighbour(_ rows: Int, _ state: State) -> ConversationID? {
    guard let open = state.pane.conversation, let index = state.listed.firstIndex(of: open),
      state.listed.indices.contains(index + rows)
    else { return nil }
    return state.listed[index + rows]
  }

  /// The next conversation below the open one in the list of which a reply was not seen, or the first of all.
  func nextUnread(_ state: State) -> ConversationID? {
    let start = state.pane.conversation.flatMap { state.order.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
    return (state.order[start...] + state.order[..<start]).first { (state.conversations[$0]?.header.unread ?? 0) > 0 }
  }

  /// Writes another version of the question that commands are about, or whose answer they are about.
  mutating func editMessage(_ state: State, now: Timestamp) -> [UserEvent] {
    guard let id = picture(of: state.pane, state, size: contentSize(state), now: now)?.currentMessage,
      let messages = state.shown?.messages, let index = messages.firstIndex(where: { $0.id == id }),
      let question = messages[...index].last(where: { $0.author == .person })
    else { return [.noticed("There is no message of yours to change yet.")] }
    return [.composer(.messageEditBegun(question.id))]
  }

  /// Sets the answer that commands are about against its counterpart.
  mutating func difference(_ state: State, now: Timestamp) -> [UserEvent] {
    guard let id = picture(of: state.pane, state, size: contentSize(state), now: now)?.currentMessage,
      let (old, new) = state.answersToCompare(id)
    else { return [.noticed("There are no two answers to compare: open another in a pane beside this one.")] }
    let difference = TextDifference(
      old: old.1.text, new: new.1.text, oldTitle: old.title, newTitle: new.title)
    return [.opened(DifferencePopup(difference: difference))]
  }
}
