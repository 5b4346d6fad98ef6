import ChatModel

/// What is done about replies and how they are asked for.
package enum RepliesAction: Equatable, Sendable {
  case stopped
  /// Every reply that runs, in all conversations.
  case allStopped
  case retried
  case modeSwitched

  /// Whether it changes something on disk or sends something.
  var writes: Bool {
    switch self {
    case .retried, .modeSwitched: true
    case .stopped, .allStopped: false
    }
  }
}

extension State {
  mutating func reduce(_ action: RepliesAction, now: Timestamp) -> [Command] {
    switch action {
    case .stopped: return stopFocused(now: now)
    case .allStopped: return stopAll(now: now)
    case .retried: return retry(now: now)
    case .modeSwitched: return switchMode(now: now)
    }
  }
}

extension State {
  mutating func submit(now: Timestamp) -> [Command] {
    guard let id = pane.conversation, let conversation = conversations[id] else { return [] }
    var message = QueuedMessage(
      conversation.composer.text, attachments: conversation.attachments, edited: conversation.edited)
    for index in message.attachments.indices { message.attachments[index].others = nil }
    guard message.text.contains(where: { !$0.isWhitespace }) || !message.attachments.isEmpty else { return [] }
    guard settings.connection == .configured else {
      return open(SetupForm(baseURL: ""), now: now)
    }
    if let refusal = refusal(of: message) {
      show(refusal, .warning, now: now)
      return []
    }
    if let refusal = self.refusal(of: conversation.header) {
      show(refusal, .warning, now: now)
      return []
    }
    if goesToSeveral && conversation.edited == nil { return broadcast(message, now: now) }
    let isBusy = conversation.running != nil || conversation.runsElsewhere || !conversation.queue.isEmpty
    if isBusy && conversation.edited == nil {
      return enqueue(message, in: id, now: now)
    }
    if case .loading = conversation.loading {
      show("This conversation is still being read from disk. Your text stays.", .warning, now: now)
      return []
    }
    guard conversation.header.chatbot != nil else { return chooseThenSend(id, now: now) }
    guard message.isReady else { return enqueue(message, in: id, now: now) }
    return conversation.edited == nil ? send(message, in: id, now: now) : sendBranch(message, from: id, now: now)
  }

  /// Why `message` cannot go out with its files; nil where it can.
  private func refusal(of message: QueuedMessage) -> String? {
    guard let file = message.attachments.first(where: { if case .refused = $0.state { true } else { false } }),
      case .refused(let reason) = file.state
    else { return nil }
    return "Nothing is sent: \"\(file.name)\" \(reason). Ctrl-X Backspace takes it away. Your text stays."
  }

  /// With one chatbot there is nothing to choose.
  private mutating func chooseThenSend(_ id: ConversationID, now: Timestamp) -> [Command] {
    if chatbots.phase == .loaded, chatbots.known.count == 1 {
      return assign(chatbots.known[0], to: id) + submit(now: now)
    }
    return open(ChatbotPicker(purpose: .assignAndSend(id)), now: now)
  }

  /// Sends `message` to the conversations of all panes, or to none where one of them cannot take it. Its files are uploaded
  /// once.
  private mutating func broadcast(_ message: QueuedMessage, now: Timestamp) -> [Command] {
    for id in addressees {
      guard let reason = refusal(id) else { continue }
      show("Nothing is sent: \"\(self[id].title)\" \(reason). Your text stays.", .warning, now: now)
      return []
    }
    let own = pane.conversation
    guard message.isReady else {
      var waiting = message
      waiting.others = addressees.filter { $0 != own }
      return own.map { enqueue(waiting, in: $0, now: now) } ?? []
    }
    // What was typed in the other panes stays there.
    return addressees.flatMap { deliver(message, in: $0, from: $0 == own ? .composer : .elsewhere, now: now) }
  }

  /// Sends `message` in `id`, or lets it wait there for its turn.
  mutating func deliver(
    _ message: QueuedMessage, in id: ConversationID, from source: Source, now: Timestamp
  ) -> [Command] {
    if self[id].running != nil || self[id].runsElsewhere || !self[id].queue.isEmpty {
      return enqueue(message, in: id, from: source, now: now)
    }
    return send(message, in: id, from: source, now: now)
  }

  /// Whether what is typed goes to more than the focused conversation.
  package var goesToSeveral: Bool {
    isBroadcasting || focused?.others.contains { conversations[$0] != nil } == true
  }

  /// The conversations that a broadcast goes to, in the order of their panes; else the focused one, and those that the last
  /// run was to send the same to.
  package var addressees: [ConversationID] {
    guard isBroadcasting else {
      return ([pane.conversation] + (focused?.others ?? [])).compactMap { $0 }.filter { conversations[$0] != nil }
    }
    var seen: Set<ConversationID> = []
    return tree.panes.compactMap { id in panes.first { $0.id == id }?.conversation }.filter {
      conversations[$0] != nil && seen.insert($0).inserted
    }
  }

  /// Why nothing can be sent in the conversation `id`; nil where it can.
  private func refusal(_ id: ConversationID) -> String? {
    let conversation = self[id]
    if case .loading = conversation.loading { return "is still being read from disk" }
    if let reason = reasonElsewhere(conversation.header) { return reason }
    return conversation.header.chatbot == nil ? "has no chatbot yet" : nil
  }

  /// Where a text to be sent comes from.
  enum Source {
    /// The composer of its conversation, which is then empty.
    case composer
    /// Another pane's composer.
    case elsewhere
    /// The messages that waited for a reply's end: nobody has pressed a key, so the view stays where it is.
    case queue
  }

  /// Sends `message`, whose files are all uploaded.
  mutating func send(
    _ message: QueuedMessage, in id: ConversationID, from source: Source = .composer, now: Timestamp
  ) -> [Command] {
    let question = Message(
      id: identifiers.next(), author: .person, text: message.text, createdAt: now,
      attachments: message.attachments.compactMap(\.uploaded))
    self[id].messages.append(question)
    if self[id].header.titleSource == .none {
      let title = ConversationHeader.title(from: message.text)
      self[id].header.title =
        title.isEmpty ? ConversationHeader.title(from: message.attachments.first?.name ?? "") : title
      self[id].header.titleSource = .firstQuestion
    }
    if source == .composer { self[id].clearComposer() }
    if source != .queue { showEnd(of: id, now: now) }
    let commands = ask(for: question, in: id, alsoSaving: [question], now: now)
    self[id].draftDue = nil
    return commands + [.history(.saveDraft(self[id].header, self[id].draft))]
  }

  mutating func showEnd(of id: ConversationID, now: Timestamp) {
    for index in panes.indices where panes[index].conversation == id {
      put(index, .following, now: now)
      panes[index].firstUnread = nil
    }
    if self[id].scroll != .following { keepPlace(.following, of: id, now: now) }
  }

  /// Begins a reply to `question`: a place for it in the transcript, and the turn on its way to disk. The request starts
  /// when the history answers that the turn is kept.
  mutating func ask(
    for question: Message, in id: ConversationID, alsoSaving messages: [Message], now: Timestamp
  ) -> [Command] {
    let reply: ReplyID = identifiers.next()
    let answer = Message(id: identifiers.next(), author: .assistant, status: .sending, createdAt: now, reply: reply)
    self[id].messages.append(answer)
    return run(reply, for: answer, in: id, alsoSaving: messages, now: now)
  }

  private mutating func run(
    _ reply: ReplyID, for answer: Message, in id: ConversationID, alsoSaving messages: [Message], now: Timestamp
  ) -> [Command] {
    self[id].running = RunningReply(id: reply, message: answer.id, startedAt: now)
    self[id].header.lastActivity = now
    self[id].header.isArchived = false
    self[id].isDeletedElsewhere = false
    self[id].header.host = self[id].header.host ?? settings.host
    if !self[id].isKept { markSession(now: now) }
    self[id].isKept = true
    replies[reply] = id
    sortList([id])
    return [.history(.saveTurn(reply, self[id].header, messages + [answer]))]
  }

  /// Asks the last question of the focused conversation again. A reply of which nothing came is asked for in its place; one
  /// with text or parts stays, and the new one stands below it.
  mutating func retry(now: Timestamp) -> [Command] {
    guard let id = pane.conversation, let conversation = conversations[id] else { return [] }
    guard conversation.running == nil else {
      show("A reply is still running here: Esc stops it.", .warning, now: now)
      return []
    }
    guard !conversation.runsElsewhere else {
      show("A reply is running here, in another maichat.", .warning, now: now)
      return []
    }
    if let refusal = refusal(of: conversation.header) {
      show(refusal, .warning, now: now)
      return []
    }
    guard settings.connection == .configured, conversation.header.chatbot != nil else {
      show("This conversation has no chatbot here to ask: Ctrl-X c chooses one.", .warning, now: now)
      return []
    }
    guard let asked = conversation.messages.lastIndex(where: { $0.author == .person }) else {
      show("There is nothing to ask again yet.", now: now)
      return []
    }
    let question = conversation.messages[asked]
    if let file = question.attachments.first(where: \.isLeftBehind) {
      show(
        "Nothing is sent: e takes the question up. \"\(file.filename)\" \(Attachment.leftBehindReason).", .warning,
        now: now)
      return []
    }
    showEnd(of: id, now: now)
    guard let last = conversation.messages.last, last.author == .assistant, last.text.isEmpty,
      last.parts.isEmpty
    else {
      return ask(for: question, in: id, alsoSaving: [], now: now)
    }
    let place = conversation.messages.count - 1
    let reply: ReplyID = identifiers.next()
    self[id].messages[place].status = .sending
    self[id].messages[place].reply = reply
    self[id].messages[place].createdAt = now
    self[id].messages[place].endedAt = nil
    self[id].messages[place].unreadableEvents = 0
    self[id].messages[place].unreadableSources = 0
    self[id].messages[place].revision += 1
    return run(reply, for: self[id].messages[place], in: id, alsoSaving: [], now: now)
  }

  mutating func stopFocused(now: Timestamp) -> [Command] {
    guard let id = pane.conversation else { return [] }
    if conversations[id]?.isUploading == true { return returnQueue(of: id, now: now) }
    return stop(id, now: now)
  }

  mutating func stopAll(now: Timestamp) -> [Command] {
    conversations.keys.sorted().flatMap { id in
      conversations[id]?.isUploading == true ? returnQueue(of: id, now: now) : stop(id, now: now)
    }
  }

  /// Ends the reply that runs in `id` at once, keeping what came, and marks it as `status`.
  mutating func stop(_ id: ConversationID, as status: MessageStatus = .stopped, now: Timestamp) -> [Command] {
    guard let running = conversations[id]?.running else { return [] }
    let wasRequested = running.phase == .requested
    let saves = end(running, in: id, as: status, now: now)
    return (wasRequested ? [.network(.stopReply(running.id))] : []) + saves
  }

  mutating func switchMode(now: Timestamp) -> [Command] {
    guard let id = pane.conversation, conversations[id] != nil else { return [] }
    self[id].header.mode = self[id].header.mode.other
    let next = self[id].running == nil ? "" : " from the next message on"
    switch self[id].header.mode {
    case .streaming: show("Replies stream in as they are written\(next).", now: now)
    case .synchronous: show("Replies arrive whole, when they are finished\(next).", now: now)
    }
    return self[id].isKept ? [.history(.saveConversation(self[id].header, .mode))] : []
  }
}
