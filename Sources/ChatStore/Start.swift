import ChatModel

extension State {
  /// Goes on where the last run ended: the first page of the list, and the conversation that was open.
  package mutating func restore(
    session: SessionSnapshot?, headers: [ConversationHeader], drafts: [ConversationID: Draft], isWholeList: Bool,
    open: (id: ConversationID, messages: [Message], hasEarlier: Bool, scroll: ScrollPosition)?
  ) {
    if let session {
      list.isVisible = session.isListVisible
      list.columns = session.listColumns
    }
    for header in headers {
      let composer = drafts[header.id].map { TextEditor($0) } ?? TextEditor()
      conversations[header.id] = Conversation(header: header, loading: .notLoaded, composer: composer)
    }
    list.isLoading = !isWholeList
    if let open, conversations[open.id] != nil {
      conversations[open.id]!.messages = open.messages
      conversations[open.id]!.loading = .loaded(hasEarlier: open.hasEarlier)
      conversations[open.id]!.scroll = open.scroll
      if let fresh = pane.conversation, conversations[fresh]?.isUntouched == true { conversations[fresh] = nil }
      pane.conversation = open.id
      pane.scroll = open.scroll
      list.selected = open.id
    }
    if let panes = session?.panes { restore(panes) }
    sortList()
  }

  /// The panes of the last run, but for those whose conversation is gone or was never begun.
  private mutating func restore(_ snapshot: PanesSnapshot) {
    let ids = snapshot.tree.panes
    guard snapshot.tree.isSound, snapshot.conversations.count == ids.count, ids.count <= Self.mostPanes else { return }
    let shown = Dictionary(
      uniqueKeysWithValues: zip(ids, snapshot.conversations).compactMap { id, conversation in
        conversation.flatMap { conversations[$0]?.isKept == true ? (id, $0) : nil }
      })
    var rest: PaneTree? = snapshot.tree
    for id in ids where shown[id] == nil { rest = rest?.removing(id) }
    guard let rest, shown.count > 1 else { return }
    if let fresh = pane.conversation, conversations[fresh]?.isUntouched == true { conversations[fresh] = nil }
    tree = rest
    panes = rest.panes.map { id in
      var pane = Pane(id: id, conversation: shown[id])
      pane.scroll = conversations[shown[id]!]!.scroll
      return pane
    }
    focusedPane = shown[snapshot.focused] == nil ? panes[0].id : snapshot.focused
    list.selected = pane.conversation
  }

  /// Reads the messages that panes show and that are not in memory.
  mutating func loadShown() -> [Command] {
    panes.compactMap(\.conversation).compactMap { id in
      guard conversations[id]?.loading == .notLoaded else { return nil }
      conversations[id]!.loading = .loading
      return .history(.loadMessages(id, before: nil, limit: Self.pageSize))
    }
  }
}
