import ChatModel

/// What is done with conversations as a whole.
package enum ConversationsAction: Equatable, Sendable {
  case begun
  case opened(ConversationID)
  case renamed(ConversationID, title: String)
  case deleted([ConversationID])
  case deletionUndone
  /// All become pinned, or none where all are.
  case pinSwitched([ConversationID])
  case archiveSwitched([ConversationID])
  /// The conversation goes to the service that its profile leads to now.
  case moved(ConversationID)

  /// Whether it changes something on disk or sends something.
  var writes: Bool {
    switch self {
    case .begun, .renamed, .deleted, .deletionUndone, .pinSwitched, .archiveSwitched, .moved: true
    case .opened: false
    }
  }
}

extension State {
  mutating func reduce(_ action: ConversationsAction, now: Timestamp) -> [Command] {
    switch action {
    case .begun: return begin(now: now)
    case .opened(let id): return open(id, now: now)
    case .renamed(let id, let title): return rename(id, to: title, now: now)
    case .deleted(let ids): return delete(ids, now: now)
    case .deletionUndone: return undoDeletion(now: now)
    case .pinSwitched(let ids): return switchPin(ids)
    case .archiveSwitched(let ids): return switchArchive(ids, now: now)
    case .moved(let id): return move(id, now: now)
    }
  }
}

extension State {
  /// How many messages a page from disk holds: more than any screen shows, little enough to read in a blink.
  package static let pageSize = 200
  private static let sessionDelay = Milliseconds(300)

  /// Adds an empty conversation to the list; it is written when something is typed or sent in it.
  mutating func addConversation(now: Timestamp) -> ConversationID {
    let id: ConversationID = identifiers.next()
    // Without a choice: the one being talked to, or the only one there is.
    let only = chatbots.phase == .loaded && chatbots.known.count == 1 ? chatbots.known[0].id : nil
    let chatbot = settings.chatbot ?? (settings.wantedChatbot == nil ? only ?? currentChatbot : nil)
    let header = ConversationHeader(
      id: id, profile: settings.profile, host: settings.host, chatbot: chatbot,
      chatbotName: chatbot.map(name) ?? "", mode: settings.mode, createdAt: now, lastActivity: now)
    conversations[id] = Conversation(header: header, isKept: false)
    takeIntoList([id])
    return id
  }

  /// What `chatbot` is called, as the service says, else as the latest of its conversations does; empty where none knows.
  func name(of chatbot: ChatbotID) -> String {
    if let known = chatbots.known.first(where: { $0.id == chatbot }) { return known.name }
    for id in order {
      guard let header = conversations[id]?.header, header.chatbot == chatbot, belongsHere(header),
        !header.chatbotName.isEmpty
      else { continue }
      return header.chatbotName
    }
    return ""
  }

  private var currentChatbot: ChatbotID? {
    guard !panes.isEmpty, let header = focused?.header, belongsHere(header) else { return nil }
    return header.chatbot
  }

  mutating func begin(now: Timestamp) -> [Command] {
    if let focused, focused.isUntouched, belongsHere(focused.header) { return focus(.composer) }
    let untouched = order.first { self[$0].isUntouched && self[$0].running == nil }
    return open(untouched ?? addConversation(now: now), now: now)
  }

  mutating func open(_ id: ConversationID, now: Timestamp) -> [Command] {
    guard conversations[id] != nil else { return [] }
    var commands = focus(.composer)
    let before = pane.conversation
    pane.conversation = id
    pane.scroll = self[id].scroll
    list.selected = id
    if let before, before != id {
      pane.firstUnread = nil
      commands += leave(before)
    }
    if self[id].header.unread > 0 {
      pane.unreadToFind = self[id].header.unread
      self[id].header.unread = 0
      if settings.access == .readWrite {
        commands.append(.history(.saveConversation(self[id].header, .unread)))
      }
    }
    switch self[id].loading {
    case .notLoaded, .failed:
      self[id].loading = .loading
      commands.append(.history(.loadMessages(id, before: nil, limit: Self.pageSize)))
    case .loading: break
    case .loaded:
      markUnread(panes.firstIndex { $0.id == focusedPane }!)
      commands += fetchIfRemote(id)
    }
    commands += checkAgain(id)
    markSession(now: now)
    return commands
  }

  /// An empty conversation that nobody looks at any more is not worth a line in the list.
  mutating func leave(_ id: ConversationID) -> [Command] {
    guard let conversation = conversations[id], !panes.contains(where: { $0.conversation == id }) else { return [] }
    if conversation.isUntouched {
      conversations[id] = nil
      sortList([id])
      return []
    }
    if conversation.isDeletedElsewhere, conversation.running == nil, conversation.draftDue == nil {
      drop(id)
      return []
    }
    return conversation.draftDue == nil ? [] : saveDraft(id)
  }

  mutating func rename(_ id: ConversationID, to title: String, now: Timestamp) -> [Command] {
    guard conversations[id] != nil else { return [] }
    let title = title.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if title.isEmpty {
      let first = self[id].messages.first { $0.author == .person }?.text ?? ""
      self[id].header.title = ConversationHeader.title(from: first)
      self[id].header.titleSource = first.isEmpty ? .none : .firstQuestion
    } else {
      self[id].header.title = title
      self[id].header.titleSource = .user
    }
    let fields: HeaderFields = self[id].isKept ? .title : .all
    self[id].isKept = true
    return [.history(.saveConversation(self[id].header, fields))]
  }

  mutating func loadEarlier(_ id: ConversationID) -> [Command] {
    guard case .loaded(let hasEarlier) = conversations[id]?.loading else { return [] }
    guard hasEarlier else { return fetchEarlier(id) }
    self[id].loading = .loading
    let first = self[id].messages.first?.id
    return [.history(.loadMessages(id, before: first, limit: Self.pageSize))]
  }

  mutating func copy(_ id: MessageID, now: Timestamp) -> [Command] {
    guard let message = shown?.messages.first(where: { $0.id == id }) else { return [] }
    return [.client(.copy(message.text))]
  }

  mutating func markSession(now: Timestamp) {
    if sessionDue == nil { sessionDue = now + Self.sessionDelay }
  }
}
