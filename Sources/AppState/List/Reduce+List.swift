import ChatModel

// What commands of the list do, to one conversation or to all that are marked.

/// The conversation list.
package enum ListAction: Equatable, Sendable {
  case selected(ConversationID)
  case filtered(EditorAction)
  case markSwitched(ConversationID)
  case marksCleared
  case archivedSwitched
  case filterOpened
  case filterClosed
  case switched
  case resized(columns: Int)
}

extension State {
  mutating func reduce(_ action: ListAction, now: Timestamp) -> [Command] {
    switch action {
    case .selected(let id):
      list.selected = id
      return []
    case .markSwitched(let id):
      list.marked.formSymmetricDifference([id])
      return []
    case .marksCleared:
      list.marked = []
      return []
    case .archivedSwitched: return switchArchived(now: now)
    case .filterOpened:
      list.filter = list.filter ?? TextEditor()
      return focus(.list)
    case .filterClosed:
      list.filter = nil
      return []
    case .filtered(let action):
      list.filter?.apply(action, killed: &killed)
      return []
    case .switched: return switchList(now: now)
    case .resized(let columns): return resizeList(to: columns, now: now)
    }
  }
}

extension State {
  mutating func switchPin(_ ids: [ConversationID]) -> [Command] {
    let pins = !ids.allSatisfy { conversations[$0]?.header.isPinned == true }
    return change(ids, .pin) { $0.isPinned = pins }
  }

  /// Archived conversations leave the list until they are wanted; a new message in one brings it back.
  mutating func switchArchive(_ ids: [ConversationID], now: Timestamp) -> [Command] {
    let known = ids.filter { conversations[$0] != nil }
    guard let first = known.first else { return [] }
    let archives = !known.allSatisfy { self[$0].header.isArchived }
    let position = listed.firstIndex(of: first) ?? 0
    let commands = change(known, .archive) { $0.isArchived = archives }
    if list.selected.map({ !listed.contains($0) }) == true {
      list.selected = listed.isEmpty ? nil : listed[min(position, listed.count - 1)]
    }
    let what = known.count == 1 ? "\"\(self[first].title)\" is" : "\(known.count) conversations are"
    show(archives ? "\(what) archived." : "\(what) back in the list.", now: now)
    return commands
  }

  private mutating func change(
    _ ids: [ConversationID], _ fields: HeaderFields, _ change: (inout ConversationHeader) -> Void
  ) -> [Command] {
    var commands: [Command] = []
    for id in ids where conversations[id] != nil {
      change(&self[id].header)
      let isNew = !self[id].isKept
      self[id].isKept = true
      commands.append(.history(.saveConversation(self[id].header, isNew ? .all : fields)))
    }
    list.marked = []
    sortList(ids)
    return commands
  }

  mutating func switchArchived(now: Timestamp) -> [Command] {
    list.showsArchived.toggle()
    sortOutArchived()
    guard order.count == listed.count, list.showsArchived else { return [] }
    if !order.contains(where: { self[$0].header.isArchived }) {
      show("No conversation is archived.", now: now)
    }
    return []
  }

  mutating func delete(_ ids: [ConversationID], now: Timestamp) -> [Command] {
    var commands: [Command] = []
    var gone: [Conversation] = []
    for id in ids { commands += delete(id, into: &gone, now: now) }
    list.marked = []
    guard let first = gone.first else { return commands }
    deleted.append(gone)
    let what = gone.count == 1 ? "\"\(first.title)\"" : "\(gone.count) conversations"
    show("Deleted \(what). u in the list brings \(gone.count == 1 ? "it" : "them") back.", now: now)
    return commands
  }

  private mutating func delete(
    _ id: ConversationID, into gone: inout [Conversation], now: Timestamp
  ) -> [Command] {
    guard conversations[id] != nil else { return [] }
    let position = listed.firstIndex(of: id) ?? 0
    var commands = stop(id, now: now) + returnQueue(of: id, now: now)
    var files = self[id].attachments
    commands += stopUploads(of: &files)
    self[id].attachments = files
    if self[id].draftDue != nil { commands += saveDraft(id) }
    var conversation = conversations.removeValue(forKey: id)!
    // Messages on their way find nobody; should it come back, they are asked for again.
    if conversation.loading == .loading {
      conversation.loading = conversation.messages.isEmpty ? .notLoaded : .loaded(hasEarlier: true)
    }
    sortList([id])
    if conversation.isKept {
      gone.append(conversation)
      commands.append(.history(.deleteConversation(id)))
    }
    let neighbour = listed.isEmpty ? addConversation(now: now) : listed[min(position, listed.count - 1)]
    if list.selected == id || list.selected == nil { list.selected = neighbour }
    let (zone, focused) = (self.zone, focusedPane)
    for pane in panes where pane.conversation == id {
      focusedPane = pane.id
      commands += open(neighbour, now: now)
    }
    self.zone = zone
    focusedPane = focused
    return commands
  }

  mutating func undoDeletion(now: Timestamp) -> [Command] {
    guard let group = deleted.popLast(), let first = group.first else {
      show("Nothing was deleted since maichat started.", now: now)
      return []
    }
    for conversation in group {
      conversations[conversation.header.id] = conversation
      if !conversation.held.isEmpty { sharedConversations.insert(conversation.header.id) }
    }
    sortList(group.map(\.header.id))
    list.selected = first.header.id
    show(group.count == 1 ? "\"\(first.title)\" is back." : "\(group.count) conversations are back.", now: now)
    return group.map { .history(.restoreConversation($0.header.id)) }
  }
}
