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
    sortList()
  }
}
