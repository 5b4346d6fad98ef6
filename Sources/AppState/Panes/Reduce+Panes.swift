import ChatModel

/// How the panes stand, and what goes for several of them.
package enum PanesAction: Equatable, Sendable {
  case split(PaneTree.Axis)
  case openedBeside(ConversationID)
  case closed
  case focused(PaneID)
  case cycled(UserEvent.Direction)
  case lastFocused
  case zoomSwitched
  case balanced
  case swapped(UserEvent.Direction)
  case rotated
  /// By so many hundredths of the room; negative: smaller.
  case resized(PaneTree.Axis, percent: Int)
  /// The border at which two panes touch was moved: the parts of its split have these sizes now, in cells; nil for those
  /// that are not shown.
  case borderMoved(PaneID, PaneID, sizes: [Int?])
  case broadcastSwitched
  case scrollLockSwitched
  /// One pane for each chatbot, and the composer's text for all of them.
  case compared([ChatbotID])

  /// Whether it changes something on disk or sends something.
  var writes: Bool {
    switch self {
    case .compared: true
    case .split, .openedBeside, .closed, .focused, .cycled, .lastFocused, .zoomSwitched, .balanced, .swapped, .rotated,
      .resized, .borderMoved, .broadcastSwitched, .scrollLockSwitched:
      false
    }
  }
}

extension State {
  mutating func reduce(_ action: PanesAction, now: Timestamp) -> [Command] {
    switch action {
    case .split(let axis): return splitPane(axis, now: now)
    case .openedBeside(let id): return openBeside(id, now: now)
    case .closed: return closePane(now: now)
    case .focused(let id): return focusPane(id, now: now)
    case .cycled(let direction): return cyclePanes(direction, now: now)
    case .lastFocused: return focusLastPane(now: now)
    case .zoomSwitched: return switchZoom(now: now)
    case .balanced: return arrange(now: now) { $0.balance() }
    case .swapped(let direction): return swapPanes(direction, now: now)
    case .rotated: return arrange(now: now) { $0.rotate() }
    case .resized(let axis, let percent):
      let id = focusedPane
      return arrange(now: now) { $0.resize(id, along: axis, percent: percent) }
    case .borderMoved(let first, let second, let sizes):
      return arrange(now: now) { $0.size(between: first, and: second, sizes) }
    case .broadcastSwitched: return switchBroadcast(now: now)
    case .scrollLockSwitched: return switchScrollLock(now: now)
    case .compared(let chatbots): return compare(chatbots, now: now)
    }
  }
}

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
