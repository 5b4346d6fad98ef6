import ChatModel

// Another version of an earlier message. The service's conversations only grow at their end, so the new version begins a
// conversation of its own there; what was said before goes along with its first question as text.

extension State {
  /// How much of what was said before goes along, in UTF-8 bytes: several pages, and far below what services refuse.
  private static let longestContext = 24_000

  mutating func beginEdit(_ message: MessageID, now: Timestamp) -> [Command] {
    guard let id = pane.conversation, let conversation = shown, let index = conversation.index(of: message),
      conversation.messages[index].author == .person
    else { return [] }
    let own = conversation.edited?.own ?? conversation.ownDraft
    self[id].edited = EditedMessage(message: message, own: own)
    self[id].recall = nil
    self[id].composer = TextEditor(conversation.messages[index].text)
    self[id].attachments = conversation.messages[index].attachments.map { file in
      DraftAttachment(id: identifiers.next(), of: file)
    }
    markDraft(id, now: now)
    return focus(.composer)
  }

  /// Goes back to what was typed before; the version under way can be yanked.
  mutating func endEdit(now: Timestamp) -> [Command] {
    guard let id = pane.conversation, let edited = conversations[id]?.edited else { return [] }
    let text = self[id].recall?.own.text ?? self[id].composer.text
    if text != shown?.messages.first(where: { $0.id == edited.message })?.text { killed.add(text) }
    self[id].edited = nil
    self[id].recall = nil
    self[id].composer = TextEditor(edited.own)
    var files = self[id].attachments
    self[id].attachments = edited.own.attachments
    markDraft(id, now: now)
    return stopUploads(of: &files)
  }

  /// Whether `message` of the conversation `id` is in memory.
  func holds(_ message: MessageID, _ id: ConversationID) -> Bool {
    conversations[id]?.index(of: message) != nil
      || panes.contains { $0.conversation == id && shown(in: $0)?.index(of: message) != nil }
  }

  /// Sends `message` in place of the edited message, in a new conversation that has what stands before it.
  mutating func sendBranch(_ message: QueuedMessage, from id: ConversationID, now: Timestamp) -> [Command] {
    // The message may stand in the part that a pane shows, or where the pane stood before.
    let places = [self[id]] + panes.filter { $0.conversation == id }.compactMap { shown(in: $0) }
    let edits = self[id].edited?.message
    let parent = places.first { place in edits.map { place.index(of: $0) != nil } ?? false } ?? places[0]
    guard let edited = parent.edited, let index = parent.index(of: edited.message) else { return endEdit(now: now) }
    // Its title is its own first question: what tells it from the others.
    let header = ConversationHeader(
      id: identifiers.next(), profile: parent.header.profile, host: parent.header.host ?? settings.host,
      chatbot: parent.header.chatbot,
      chatbotName: parent.header.chatbotName, mode: parent.header.mode,
      branch: BranchPoint(conversation: id, message: edited.message), createdAt: now,
      lastActivity: now)
    var copies: [MessageID: MessageID] = [:]
    let before = parent.messages[..<index].map { message in
      let copy = copy(message)
      copies[message.id] = copy.id
      return copy
    }
    let hasEarlier = parent.loading != .loaded(hasEarlier: false)
    conversations[header.id] = Conversation(
      header: header, messages: before, loading: .loaded(hasEarlier: hasEarlier), isKept: false)
    self[id].edited = nil
    self[id].recall = nil
    self[id].composer = TextEditor(edited.own)
    self[id].attachments = edited.own.attachments
    var commands = saveDraft(id) + [.history(.saveBranch(header, copies: copies))]
    takeIntoList([header.id])
    // Where its files took a while, the user may be elsewhere by now.
    if id == pane.conversation { commands += open(header.id, now: now) }
    return commands + send(message, in: header.id, now: now)
  }

  private mutating func copy(_ message: Message) -> Message {
    var copy = message
    copy.id = identifiers.next()
    copy.remoteID = nil
    copy.reply = nil
    copy.revision = 0
    if copy.status.isRunning { copy.status = .interrupted }
    return copy
  }

  /// The conversations that share their beginning with `id`, as far as known: the first one, then the others by age.
  package func family(of id: ConversationID) -> [ConversationID] {
    let root = root(of: id)
    let others = conversations.values.filter { $0.header.branch != nil && $0.header.id != root }
      .filter { self.root(of: $0.header.id) == root }
      .sorted { ($0.header.createdAt, $0.header.id) < ($1.header.createdAt, $1.header.id) }
    return [root] + others.map(\.header.id)
  }

  private func root(of id: ConversationID) -> ConversationID {
    var (root, steps) = (id, 0)
    // A file may say anything, also that two conversations branch off each other.
    while let parent = conversations[root]?.header.branch?.conversation, conversations[parent] != nil, steps < 1000 {
      root = parent
      steps += 1
    }
    return root
  }

  /// The text that is sent for `question`: the first one of a branch brings along what was said before it.
  func asked(_ question: Message, in id: ConversationID) -> String {
    let conversation = self[id]
    guard conversation.header.branch != nil, conversation.header.remoteID == nil,
      let index = conversation.index(of: question.id)
    else { return question.text }
    var lines: [String] = []
    var bytes = 0
    for message in conversation.messages[..<index].reversed() where !message.text.isEmpty {
      bytes += message.text.utf8.count
      guard bytes <= Self.longestContext else {
        lines.append("[…]")
        break
      }
      lines.append("\(message.author == .person ? "user" : "assistant"): \(message.text)")
    }
    guard !lines.isEmpty else { return question.text }
    let context = lines.reversed().joined(separator: "\n\n")
    return "<earlier-conversation>\n\(context)\n</earlier-conversation>\n\n\(question.text)"
  }
}
