import ChatModel

// Layouts under names: how panes stand and what they show.

/// Layouts under names.
package enum LayoutsAction: Equatable, Sendable {
  case saved(String)
  case recalled(String)
  case deleted(String)

  /// Whether it changes something on disk or sends something.
  var writes: Bool {
    switch self {
    case .saved, .deleted: true
    case .recalled: false
    }
  }
}

extension State {
  mutating func reduce(_ action: LayoutsAction, now: Timestamp) -> [Command] {
    switch action {
    case .saved(let name): return saveLayout(name, now: now)
    case .recalled(let name): return recallLayout(name, now: now)
    case .deleted(let name): return deleteLayout(name, now: now)
    }
  }
}

extension State {
  /// A name longer than this is no name, in characters.
  private static let longestName = 60

  /// How the panes stand and what they show.
  var snapshot: PanesSnapshot {
    let shown = tree.panes.map { id in panes.first { $0.id == id } }
    return PanesSnapshot(
      tree: tree,
      conversations: shown.map { pane in
        pane?.conversation.flatMap { conversations[$0]?.isKept == true ? $0 : nil }
      }, focused: focusedPane, places: shown.map { $0?.scroll ?? .following })
  }

  mutating func saveLayout(_ name: String, now: Timestamp) -> [Command] {
    let name = String(name.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(Self.longestName))
    guard !name.isEmpty else { return [] }
    let snapshot = snapshot
    guard snapshot.conversations.contains(where: { $0 != nil }) else {
      show("No pane shows a conversation that has begun: there is nothing to keep yet.", .warning, now: now)
      return []
    }
    let isNew = layouts.updateValue(snapshot, forKey: name) == nil
    show("The layout \"\(name)\" is kept\(isNew ? "" : " in place of the one before").", now: now)
    return [.history(.saveLayout(name, snapshot))]
  }

  mutating func deleteLayout(_ name: String, now: Timestamp) -> [Command] {
    guard layouts.removeValue(forKey: name) != nil else { return [] }
    show("The layout \"\(name)\" is gone; its conversations stay.", now: now)
    return [.history(.deleteLayout(name))]
  }

  mutating func recallLayout(_ name: String, now: Timestamp) -> [Command] {
    guard let snapshot = layouts[name] else { return [] }
    let before = panes.compactMap(\.conversation)
    guard show(snapshot) else {
      show("The conversations of the layout \"\(name)\" are gone.", .warning, now: now)
      return []
    }
    let lost = snapshot.tree.panes.count - panes.count
    if lost > 0 { show("\(lost) of its panes showed conversations that are gone.", .warning, now: now) }
    (isBroadcasting, isScrollLocked) = (false, false)
    markSession(now: now)
    return focus(.composer) + Set(before).sorted().flatMap { leave($0) } + see() + loadShown()
  }

  /// What is shown now counts as seen.
  private mutating func see() -> [Command] {
    var commands: [Command] = []
    for index in panes.indices {
      guard let id = panes[index].conversation, let unread = conversations[id]?.header.unread, unread > 0 else {
        continue
      }
      panes[index].unreadToFind = unread
      self[id].header.unread = 0
      markUnread(index)
      if settings.access == .readWrite {
        commands.append(.history(.saveConversation(self[id].header, .unread)))
      }
    }
    return commands
  }

  /// Shows the panes of `snapshot` but for those whose conversation is gone or was never begun; says whether any is left.
  mutating func show(_ snapshot: PanesSnapshot) -> Bool {
    let ids = snapshot.tree.panes
    guard snapshot.tree.isSound, snapshot.conversations.count == ids.count, ids.count <= Self.mostPanes else {
      return false
    }
    let shown = Dictionary(
      uniqueKeysWithValues: zip(ids, snapshot.conversations).compactMap { id, conversation in
        conversation.flatMap { conversations[$0]?.isKept == true ? (id, $0) : nil }
      })
    var rest: PaneTree? = snapshot.tree
    for id in ids where shown[id] == nil { rest = rest?.removing(id) }
    guard let rest, !shown.isEmpty else { return false }
    let places = Dictionary(uniqueKeysWithValues: zip(ids, snapshot.places ?? []))
    tree = rest
    panes = rest.panes.map { id in
      var pane = Pane(id: id, conversation: shown[id])
      let conversation = self[shown[id]!]
      let isAlone = shown.values.count { $0 == shown[id] } == 1
      pane.scroll = isAlone ? conversation.scroll : places[id] ?? conversation.scroll
      return pane
    }
    hold(snapshot.drafts ?? [:])
    focusedPane = shown[snapshot.focused] == nil ? panes[0].id : snapshot.focused
    (lastPane, isZoomed) = (nil, false)
    list.selected = pane.conversation
    return true
  }
}
