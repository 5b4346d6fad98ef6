import ChatModel

/// How a pane shows its messages.
package enum TranscriptAction: Equatable, Sendable {
  case rawSwitched
  /// The service is asked what this reply rests on.
  case sourcesRequested(MessageID)
  case rowsSelected(RowSelection?)
  case foldSwitched(Fold)
  /// All messages, or whatever is folded.
  case foldsSwitched

  /// Whether it changes something on disk or sends something.
  var writes: Bool {
    switch self {
    case .sourcesRequested: true
    case .rawSwitched, .rowsSelected, .foldSwitched, .foldsSwitched: false
    }
  }
}

extension State {
  mutating func reduce(_ action: TranscriptAction, now: Timestamp) -> [Command] {
    switch action {
    case .sourcesRequested(let message): return askSources(message, now: now)
    case .rowsSelected(let selection): return select(selection, now: now)
    case .rawSwitched:
      pane.format = pane.format == .raw ? .markdown : .raw
      return []
    case .foldSwitched(let fold):
      pane.folding.toggle(fold)
      return []
    case .foldsSwitched:
      pane.folding.toggleAll()
      return []
    }
  }
}

extension State {
  private static let scrollDelay = Milliseconds(400)
  /// What the list can be resized to; narrower shows no title, wider leaves no transcript at 80 columns.
  static let listColumns = 12...60

  mutating func scroll(_ id: PaneID, to position: ScrollPosition, now: Timestamp) -> [Command] {
    guard let index = panes.firstIndex(where: { $0.id == id }), panes[index].scroll != position else { return [] }
    // Who reads on has stopped waiting for what is looked for.
    panes[index].find?.search = nil
    put(index, position, now: now)
    if isScrollLocked && id == focusedPane { follow(index, now: now) }
    return []
  }

  /// Shows `position` in the pane at `index`.
  mutating func put(_ index: Int, _ position: ScrollPosition, now: Timestamp) {
    panes[index].scroll = position
    guard let conversation = panes[index].conversation else { return }
    keepPlace(position, of: conversation, now: now)
    // The conversation has one place; of two panes that show it each has its own.
    if isDivided(conversation) { markSession(now: now) }
  }

  /// `position` is where `id` is read, also the next time.
  mutating func keepPlace(_ position: ScrollPosition, of id: ConversationID, now: Timestamp) {
    guard conversations[id] != nil else { return }
    self[id].scroll = position
    if self[id].scrollDue == nil {
      self[id].scrollDue = now + Self.scrollDelay
      conversationsToSave.insert(id)
    }
  }

  mutating func follow(_ id: PaneID, _ top: FollowedTop) -> [Command] {
    if let index = panes.firstIndex(where: { $0.id == id }), panes[index].scroll == .following {
      panes[index].followed = top
    }
    return []
  }

  mutating func saveScroll(_ id: ConversationID) -> [Command] {
    guard let conversation = conversations[id], conversation.scrollDue != nil else { return [] }
    self[id].scrollDue = nil
    guard conversation.isKept, settings.access == .readWrite else { return [] }
    return [.history(.saveScroll(id, conversation.scroll))]
  }

  mutating func focus(_ zone: Zone) -> [Command] {
    self.zone = zone == .list && !list.isVisible ? .composer : zone
    if self.zone == .list && list.selected == nil { list.selected = pane.conversation }
    return []
  }

  mutating func cycleZone(_ direction: UserEvent.Direction) -> [Command] {
    let zones: [Zone] = list.isVisible ? [.composer, .transcript, .list] : [.composer, .transcript]
    let at = zones.firstIndex(of: zone) ?? 0
    return focus(zones[(at + (direction == .forward ? 1 : zones.count - 1)) % zones.count])
  }

  mutating func switchList(now: Timestamp) -> [Command] {
    list.isVisible.toggle()
    if !list.isVisible && zone == .list { zone = .composer }
    markSession(now: now)
    return []
  }

  mutating func resizeList(to columns: Int, now: Timestamp) -> [Command] {
    list.columns = min(max(columns, Self.listColumns.lowerBound), Self.listColumns.upperBound)
    markSession(now: now)
    return []
  }

  mutating func changeMouse(_ isOurs: Bool, now: Timestamp) {
    hasMouse = isOurs
    show(
      isOurs
        ? "Mouse on: click, wheel, drag a border. With Shift held most terminals select text."
        : "Mouse off: the terminal selects text with it.", now: now)
  }

  /// What the next start restores.
  package var session: SessionSnapshot {
    let open = pane.conversation.flatMap { conversations[$0]?.isKept == true ? $0 : nil }
    var session = SessionSnapshot(
      openConversation: open, isListVisible: list.isVisible, listColumns: list.columns)
    if panes.count > 1 {
      session.panes = snapshot
      session.panes?.drafts = heldDrafts
    }
    return session
  }
}
