import ChatModel

extension State {
  /// More panes than this nobody can read.
  package static let mostPanes = 32

  /// A pane beside the focused one, or below it, with a new conversation.
  mutating func splitPane(_ axis: PaneTree.Axis, now: Timestamp) -> [Command] {
    guard hasRoomForPane(now: now) else { return [] }
    let id = addConversation(now: now)
    addPane(axis)
    return open(id, now: now)
  }

  /// A pane beside the focused one that shows `id`.
  mutating func openBeside(_ id: ConversationID, now: Timestamp) -> [Command] {
    guard conversations[id] != nil, hasRoomForPane(now: now) else { return [] }
    addPane(.columns)
    return open(id, now: now)
  }

  private mutating func hasRoomForPane(now: Timestamp) -> Bool {
    if panes.count < Self.mostPanes { return true }
    show("There are \(panes.count) panes already; close one first.", .warning, now: now)
    return false
  }

  /// Adds a pane without a conversation and gives it the focus.
  private mutating func addPane(_ axis: PaneTree.Axis) {
    let id = PaneID((panes.map(\.id.value).max() ?? 0) + 1)
    tree.split(focusedPane, axis, with: id)
    panes.append(Pane(id: id))
    isZoomed = false
    moveFocus(to: id)
  }

  mutating func closePane(now: Timestamp) -> [Command] {
    guard panes.count > 1, let rest = tree.removing(focusedPane) else {
      show("This is the only pane.", now: now)
      return []
    }
    let order = tree.panes
    let position = order.firstIndex(of: focusedPane) ?? 0
    let next = lastPane.flatMap { rest.panes.contains($0) ? $0 : nil } ?? order[position == 0 ? 1 : position - 1]
    let closed = pane
    tree = rest
    panes.removeAll { $0.id == closed.id }
    focusedPane = next
    lastPane = nil
    isZoomed = false
    if panes.count == 1 { (isBroadcasting, isScrollLocked) = (false, false) }
    list.selected = pane.conversation
    markSession(now: now)
    return closed.conversation.map { leave($0) } ?? []
  }

  mutating func focusPane(_ id: PaneID, now: Timestamp) -> [Command] {
    guard id != focusedPane, panes.contains(where: { $0.id == id }) else { return [] }
    moveFocus(to: id)
    if zone == .list { zone = .composer }
    list.selected = pane.conversation
    markSession(now: now)
    return []
  }

  /// The pane after or before the focused one, from left to right and from top to bottom.
  mutating func cyclePanes(_ direction: UserEvent.Direction, now: Timestamp) -> [Command] {
    guard let id = neighbour(direction) else { return onlyPane(now: now) }
    return focusPane(id, now: now)
  }

  mutating func focusLastPane(now: Timestamp) -> [Command] {
    guard let id = lastPane ?? neighbour(.forward) else { return onlyPane(now: now) }
    return focusPane(id, now: now)
  }

  mutating func switchZoom(now: Timestamp) -> [Command] {
    guard panes.count > 1 else { return onlyPane(now: now) }
    isZoomed.toggle()
    return []
  }

  /// Changes how the panes stand.
  mutating func arrange(now: Timestamp, _ change: (inout PaneTree) -> Void) -> [Command] {
    guard panes.count > 1 else { return onlyPane(now: now) }
    change(&tree)
    isZoomed = false
    markSession(now: now)
    return []
  }

  mutating func swapPanes(_ direction: UserEvent.Direction, now: Timestamp) -> [Command] {
    guard let other = neighbour(direction) else { return onlyPane(now: now) }
    let own = focusedPane
    return arrange(now: now) { $0.swap(own, other) }
  }

  mutating func switchBroadcast(now: Timestamp) -> [Command] {
    if !isBroadcasting, let id = pane.conversation, goesToSeveral {
      for index in self[id].attachments.indices { self[id].attachments[index].others = nil }
      show("What is typed goes to this conversation alone.", now: now)
      return saveDraft(id)
    }
    guard panes.count > 1 || isBroadcasting else {
      show("There is one pane only: split it, and one text can go to several conversations.", now: now)
      return []
    }
    isBroadcasting.toggle()
    return []
  }

  private mutating func moveFocus(to id: PaneID) {
    lastPane = focusedPane
    focusedPane = id
  }

  private func neighbour(_ direction: UserEvent.Direction) -> PaneID? {
    let order = tree.panes
    guard order.count > 1, let index = order.firstIndex(of: focusedPane) else { return nil }
    return order[(index + (direction == .forward ? 1 : order.count - 1)) % order.count]
  }

  private mutating func onlyPane(now: Timestamp) -> [Command] {
    show("This is the only pane.", now: now)
    return []
  }
}
