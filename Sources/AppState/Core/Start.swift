import ChatModel

extension State {
  /// Goes on where the last run ended: the first page of the list, and the conversation that was open.
  package mutating func restore(
    session: SessionSnapshot?, headers: [ConversationHeader], drafts: [ConversationID: Draft], isWholeList: Bool,
    layouts: [String: PanesSnapshot] = [:],
    open: (id: ConversationID, messages: [Message], hasEarlier: Bool, scroll: ScrollPosition)?
  ) {
    if let session {
      list.isVisible = session.isListVisible
      list.columns = min(max(session.listColumns, Self.listColumns.lowerBound), Self.listColumns.upperBound)
    }
    for header in headers {
      let draft = drafts[header.id] ?? Draft()
      conversations[header.id] = Conversation(
        header: header, loading: .notLoaded, composer: TextEditor(draft), attachments: draft.attachments)
    }
    list.isLoading = !isWholeList
    self.layouts = layouts
    if let open, conversations[open.id] != nil {
      self[open.id].messages = open.messages
      self[open.id].loading = .loaded(hasEarlier: open.hasEarlier)
      self[open.id].scroll = open.scroll
      if let fresh = pane.conversation, conversations[fresh]?.isUntouched == true { conversations[fresh] = nil }
      pane.conversation = open.id
      pane.scroll = open.scroll
      list.selected = open.id
    }
    if let panes = session?.panes { restore(panes) }
    sortList()
    // What began before the others were here.
    for (id, conversation) in conversations where conversation.isUntouched && conversation.header.chatbotName.isEmpty {
      if let chatbot = conversation.header.chatbot { self[id].header.chatbotName = name(of: chatbot) }
    }
  }

  /// The panes of the last run.
  private mutating func restore(_ snapshot: PanesSnapshot) {
    let fresh = pane.conversation
    guard show(snapshot), let fresh, !panes.contains(where: { $0.conversation == fresh }) else { return }
    if conversations[fresh]?.isUntouched == true { conversations[fresh] = nil }
  }

  /// Reads the messages that panes show and that are not in memory.
  mutating func loadShown() -> [Command] {
    let shown = panes.compactMap(\.conversation)
    // What is typed in them may go to others too.
    let others = shown.flatMap { conversations[$0]?.others ?? [] }.filter { conversations[$0] != nil }
    let loads: [Command] = (shown + others).flatMap { id in
      let commands = checkAgain(id)
      guard conversations[id]?.loading == .notLoaded else { return commands }
      self[id].loading = .loading
      return commands + [.history(.loadMessages(id, before: nil, limit: Self.pageSize))]
    }
    return loads + readAnchors()
  }

  /// Reads what stands about the places that panes show, where that is not in memory.
  mutating func readAnchors() -> [Command] {
    panes.indices.flatMap { index -> [Command] in
      guard case .anchored(let message, _) = panes[index].scroll, panes[index].reading == nil,
        let shown = shown(in: panes[index]), shown.loading == .loaded(hasEarlier: true),
        shown.index(of: message) == nil
      else { return [] }
      panes[index].goal = .position(panes[index].scroll)
      return read(.around(message), in: index)
    }
  }
}
