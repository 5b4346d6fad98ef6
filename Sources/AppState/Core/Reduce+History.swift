import ChatModel

extension State {
  mutating func reduceHistory(_ event: HistoryEvent, now: Timestamp) -> [Command] {
    switch event {
    case .turnSaved(let reply): return request(reply)
    case .turnNotSaved(let reply, let problem):
      // Somebody who asks a question wants the answer also when the disk is full; the status line keeps saying so.
      historyProblem = problem
      return request(reply)
    case .saveFailed(let problem): historyProblem = problem
    case .recovered: (historyProblem, unsaved) = (nil, UnsavedCount())
    case .unsaved(let count): unsaved = count
    case .conversationsLoaded(let headers, let drafts, let isLast): add(headers, drafts: drafts, isLast: isLast)
    case .messagesLoaded(let id, let messages, let hasEarlier, let scroll, let draft):
      let commands = addMessages(messages, to: id, hasEarlier: hasEarlier, scroll: scroll, draft: draft, now: now)
      return commands + (panes.contains { $0.conversation == id } ? fetchIfRemote(id) : [])
    case .messagesRead(let pane, let id, let place, var page):
      page.messages = asMoved(page.messages, in: id)
      take(page, at: place, of: id, for: pane, now: now)
    case .messageFound(let pane, let id, let pattern, let found):
      return takeFound(found, pattern, in: id, for: pane, now: now)
    case .messagesNotRead(let pane, let id, let problem):
      if let index = panes.firstIndex(where: { $0.id == pane }), panes[index].conversation == id {
        (panes[index].reading, panes[index].goal) = (nil, nil)
        panes[index].find?.search = nil
      }
      show(problem.text, .warning, now: now)
    case .loadFailed(let id, let problem):
      conversations[id]?.loading = .failed(problem)
      show(problem.text, .warning, now: now)
    case .changed(let changes): return take(changes, now: now)
    case .promptsLoaded(let texts):
      popups.change(PromptSearch.self) {
        $0.add(texts)
        $0.end(.whole)
      }
    case .promptsNotLoaded(let problem): popups.change(PromptSearch.self) { $0.end(.failed(problem)) }
    case .searchAnswered(let answer): takeAnswer(answer)
    case .searchFailed(let number, let problem): failSearch(number, problem)
    case .searchIndexChanged(let index): search.index = index
    }
    return []
  }

  /// The turn is as safe as it can be: hand the request to the network, unless it was stopped meanwhile.
  private mutating func request(_ reply: ReplyID) -> [Command] {
    guard let id = replies[reply], let running = conversations[id]?.running, running.id == reply,
      running.phase == .saving, let index = self[id].index(of: running.message),
      let question = self[id].messages[..<index].last(where: { $0.author == .person }),
      let chatbot = self[id].header.chatbot
    else { return [] }
    self[id].running!.phase = .requested
    let header = self[id].header
    let request = ReplyRequest(
      chatbot: chatbot, conversation: header.remoteID, text: asked(question, in: id), attachments: question.attachments,
      mode: header.mode)
    return [.network(.startReply(reply, request))]
  }

  private mutating func add(_ headers: [ConversationHeader], drafts: [ConversationID: Draft], isLast: Bool) {
    var added: [ConversationID] = []
    for header in headers
    where conversations[header.id] == nil && !deleted.contains(where: { $0.contains { $0.header.id == header.id } }) {
      let draft = drafts[header.id] ?? Draft()
      conversations[header.id] = Conversation(
        header: header, loading: .notLoaded, composer: TextEditor(draft), attachments: draft.attachments)
      added.append(header.id)
    }
    list.isLoading = !isLast
    takeIntoList(added)
  }

  private mutating func addMessages(
    _ messages: [Message], to id: ConversationID, hasEarlier: Bool, scroll: ScrollPosition, draft: Draft,
    now: Timestamp
  ) -> [Command] {
    guard conversations[id] != nil else { return [] }
    let isFirstPage = self[id].messages.isEmpty
    let messages = asMoved(messages, in: id)
    let known = Set(self[id].messages.map(\.id))
    self[id].messages.insert(contentsOf: messages.filter { !known.contains($0.id) }, at: 0)
    self[id].loading = .loaded(hasEarlier: hasEarlier)
    guard isFirstPage else {
      boundMessages(of: id)
      return []
    }
    for index in panes.indices where panes[index].conversation == id { markUnread(index) }
    self[id].scroll = scroll
    for index in panes.indices where panes[index].conversation == id && panes[index].scroll == .following {
      panes[index].scroll = scroll
    }
    if self[id].draft == Draft() && self[id].draftDue == nil {
      self[id].composer = TextEditor(draft)
      self[id].attachments = draft.attachments
      self[id].loaded = LoadedDraft(text: draft.text, files: draft.attachments.map(\.id))
    }
    return readAnchors()
  }
}
