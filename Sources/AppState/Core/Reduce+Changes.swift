import ChatModel

// What another process wrote, or what was merged from the service, becomes part of what is shown here. What was typed here
// is never replaced, what runs here is known better here, and the view stays where its reader is.

extension State {
  /// Counts the writes among `commands`, so that what was read before them is not taken for news.
  mutating func noteWrites(_ commands: [Command]) {
    for case .history(let command) in commands where command.isReadBack {
      historyWrites += 1
      if bookmarks.note(command, write: historyWrites) { continue }
      if let id = command.subject { conversations[id]?.lastWrite = historyWrites }
    }
  }

  mutating func take(_ changes: HistoryChanges, now: Timestamp) -> [Command] {
    var commands: [Command] = []
    var again: [ConversationID: [MessageID]] = [:]
    /// Whether what was read of it is older than what was written here.
    func isOld(_ id: ConversationID) -> Bool { (conversations[id]?.lastWrite ?? 0) > changes.writes }
    for header in changes.headers {
      if isOld(header.id) {
        again[header.id] = again[header.id] ?? []
      } else {
        commands += take(header, draft: changes.drafts[header.id] ?? Draft(), now: now)
      }
    }
    for placed in changes.messages {
      if isOld(placed.conversation) {
        again[placed.conversation, default: []].append(placed.message.id)
      } else {
        commands += takeSent(placed, draft: changes.drafts[placed.conversation], now: now)
        commands += take(placed, now: now)
      }
    }
    bookmarks.take(changes)
    sortList(changes.headers.map(\.id))
    var gone = changes.gone
    if changes.isWholeList {
      let there = Set(changes.headers.map(\.id))
      gone = Set(conversations.values.filter { $0.isKept && !there.contains($0.header.id) }.map(\.header.id))
      let (turns, running) = runningTurns()
      commands += turns
      gone.subtract(running)
      commands += typedDrafts()
    }
    for id in gone where !isOld(id) { lose(id, now: now) }
    for id in changes.outdated.sorted() { readAnew(id) }
    commands += loadShown()
    return commands + again.sorted { $0.key < $1.key }.map { .history(.readAgain($0.key, $0.value)) }
  }

  /// What ran here when everything changed on disk is written down as far as it came: it may be missing there, or be there as
  /// it was in a copy that somebody went back to.
  private func runningTurns() -> (commands: [Command], conversations: Set<ConversationID>) {
    guard settings.access == .readWrite else { return ([], []) }
    var commands: [Command] = []
    for (reply, id) in replies.sorted(by: { $0.key < $1.key }) {
      guard let conversation = conversations[id], let running = conversation.running, running.id == reply,
        let index = conversation.index(of: running.message)
      else { continue }
      let question = conversation.messages[..<index].last { $0.author == .person }
      commands.append(
        .history(
          .saveTurn(reply, conversation.header, [question, conversation.messages[index]].compactMap { $0 })))
    }
    return (commands, Set(replies.values))
  }

  /// What was typed here when everything changed on disk is written down again: a copy that somebody went back to lacks it.
  private mutating func typedDrafts() -> [Command] {
    guard settings.access == .readWrite else { return [] }
    let typed = conversations.values.filter { $0.draft != Draft() && !$0.isAsLoaded && $0.isKept }
    return typed.map(\.header.id).sorted().flatMap { saveDraft($0) }
  }

  private mutating func take(_ header: ConversationHeader, draft: Draft, now: Timestamp) -> [Command] {
    guard !deleted.contains(where: { $0.contains { $0.header.id == header.id } }) || conversations[header.id] != nil
    else {
      // It was deleted here and is back by another's hand.
      for index in deleted.indices { deleted[index].removeAll { $0.header.id == header.id } }
      deleted.removeAll(where: \.isEmpty)
      conversations[header.id] = Conversation(
        header: header, loading: .notLoaded, composer: TextEditor(draft), attachments: draft.attachments)
      return []
    }
    guard let known = conversations[header.id] else {
      conversations[header.id] = Conversation(
        header: header, loading: .notLoaded, composer: TextEditor(draft), attachments: draft.attachments)
      return []
    }
    let id = header.id
    if remote.fetches[id]?.isMerging == true { remote.fetches[id] = nil }
    self[id].header = header
    self[id].isKept = true
    self[id].isDeletedElsewhere = false
    let isShown = panes.contains { $0.conversation == id }
    let isBusy = known.draftDue != nil || known.edited != nil || !known.queue.isEmpty || known.recall != nil
    if !isBusy, !isShown || known.isAsLoaded { follow(draft, in: id) }
    guard isShown, header.unread > 0, settings.access == .readWrite else { return [] }
    // Whoever has it on the screen has read it.
    self[id].header.unread = 0
    return [.history(.saveConversation(self[id].header, .unread))]
  }

  /// Shows what another process has typed, or sent and cleared. Its files are looked at with all that panes show.
  private mutating func follow(_ draft: Draft, in id: ConversationID) {
    if self[id].composer.text != draft.text { self[id].composer = TextEditor(draft) }
    let files = draft.attachments.map(\.id)
    // Also where the same file is not at the service any more, or at another one.
    let isAnother = self[id].attachments.map(\.id) != files
    if isAnother || self[id].attachments.map(\.uploaded) != draft.attachments.map(\.uploaded) {
      self[id].attachments = draft.attachments
    }
    self[id].loaded = LoadedDraft(text: draft.text, files: files)
  }

  /// Takes away what is typed here where another client has sent that very draft: here it could go out a second time.
  private mutating func takeSent(_ placed: PlacedMessage, draft: Draft?, now: Timestamp) -> [Command] {
    let id = placed.conversation
    guard placed.message.author == .person, (draft ?? Draft()) == Draft(), let conversation = conversations[id],
      conversation.index(of: placed.message.id) == nil, conversation.draftDue == nil, conversation.queue.isEmpty,
      case let typed = conversation.draft, !typed.text.isEmpty, typed.text == placed.message.text
    else { return [] }
    let sent = Set(placed.message.attachments.map(\.filename))
    self[id].attachments.removeAll { sent.contains($0.uploaded?.filename ?? $0.name) }
    if conversation.recall == nil {
      self[id].composer = TextEditor()
    } else {
      // An earlier prompt is shown, and stays; the draft stands behind it.
      self[id].recall?.own = Draft()
    }
    self[id].edited = nil
    self[id].loaded = LoadedDraft(text: "", files: [])
    show("What you typed in \"\(conversation.title)\" was sent by another maichat.", now: now)
    return self[id].attachments.isEmpty ? [] : saveDraft(id)
  }

  private mutating func take(_ placed: PlacedMessage, now: Timestamp) -> [Command] {
    let id = placed.conversation
    for index in panes.indices where panes[index].conversation == id { panes[index].window?.take(placed) }
    // What is still to be read is read later than this was.
    guard let hasEarlier = conversations[id]?.hasEarlier else { return [] }
    if let index = self[id].index(of: placed.message.id) {
      guard self[id].running?.message != placed.message.id else { return [] }
      let wasRunning = self[id].messages[index].status.isRunning
      self[id].messages[index].become(placed.message)
      guard wasRunning, placed.message.status == .complete else {
        return wasRunning && !placed.message.status.isRunning ? returnQueue(of: id, now: now) : []
      }
      return sendNext(in: id, now: now)
    }
    let place: Int
    if let predecessor = placed.predecessor {
      if let index = self[id].index(of: predecessor) {
        place = index + 1
      } else {
        guard self[id].messages.isEmpty, !hasEarlier else { return [] }
        place = 0
      }
    } else {
      guard !hasEarlier else { return [] }
      place = 0
    }
    self[id].messages.insert(placed.message, at: place)
    return []
  }

  /// Another process deleted the conversation `id`. What somebody looks at or types in stays until it is left.
  private mutating func lose(_ id: ConversationID, now: Timestamp) {
    guard let conversation = conversations[id], conversation.isKept, !conversation.isDeletedElsewhere else { return }
    let isShown = panes.contains { $0.conversation == id }
    guard isShown || conversation.draftDue != nil || conversation.running != nil else {
      drop(id)
      return
    }
    self[id].isDeletedElsewhere = true
    show(
      "\"\(conversation.title)\" was deleted by another maichat. It stays while it is open; what you send in it brings it"
        + " back.", .warning, now: now)
  }

  /// Takes a conversation out of what is known, without a write.
  mutating func drop(_ id: ConversationID) {
    let position = listed.firstIndex(of: id) ?? 0
    conversations[id] = nil
    list.marked.remove(id)
    sortList([id])
    guard list.selected == id else { return }
    list.selected = listed.isEmpty ? nil : listed[min(position, listed.count - 1)]
  }

  /// So much changed in `id` that its messages are read from disk again when they are shown.
  private mutating func readAnew(_ id: ConversationID) {
    guard let conversation = conversations[id], conversation.running == nil,
      case .loaded = conversation.loading
    else { return }
    self[id].messages = []
    self[id].loading = .notLoaded
  }
}

extension MessageWindow {
  /// Takes what changed among its messages; what was put before or between them is read when somebody comes there.
  fileprivate mutating func take(_ placed: PlacedMessage) {
    if let index = messages.firstIndex(where: { $0.id == placed.message.id }) {
      messages[index].become(placed.message)
    } else if let predecessor = placed.predecessor,
      let index = messages.firstIndex(where: { $0.id == predecessor })
    {
      if index + 1 < messages.count || !hasLater { messages.insert(placed.message, at: index + 1) }
    } else if !hasEarlier {
      hasEarlier = true
    }
  }
}

extension Conversation {
  /// Whether there are messages on disk before those in memory; nil while none are in memory that could have any.
  fileprivate var hasEarlier: Bool? {
    switch loading {
    case .loaded(let hasEarlier): hasEarlier
    case .loading where !messages.isEmpty: true
    case .loading, .notLoaded, .failed: nil
    }
  }
}

extension Message {
  /// Takes what is on disk; only what is seen of it counts as a change, and text that has become longer is appended.
  fileprivate mutating func become(_ other: Message) {
    guard other.id == id else { return }
    var other = other
    other.revision = revision
    guard other != self else { return }
    if other.text.utf8.count > text.utf8.count, other.text.utf8.starts(with: text.utf8) {
      text += other.text.suffix(fromByte: text.utf8.count)
    } else {
      text = other.text
    }
    other.text = text
    if other.parts.count >= parts.count { grow(&parts, to: other.parts) } else { parts = other.parts }
    other.parts = parts
    self = other
    revision += 1
  }
}

/// Makes `parts` the others, appending where one has only become longer: what is laid out of it stays.
private func grow(_ parts: inout [ReplyPart], to others: [ReplyPart]) {
  for (index, other) in others.enumerated() {
    if index >= parts.count {
      parts.append(other)
    } else if parts[index] != other {
      parts[index] = other
    }
  }
}

extension Conversation {
  /// Whether the composer holds what the history gave it, or nothing.
  fileprivate var isAsLoaded: Bool {
    (composer.isEmpty || loaded.isText(composer.text))
      && (attachments.isEmpty || loaded.areFiles(attachments.map(\.id)))
  }
}

extension String {
  /// What stands behind the first `count` UTF-8 bytes.
  fileprivate func suffix(fromByte count: Int) -> String { String(decoding: utf8.dropFirst(count), as: UTF8.self) }
}
