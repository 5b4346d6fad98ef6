import ChatModel

// What holds between any two events, whatever happened before: of the parts of the state that refer to each other.

extension State {
  /// What does not hold, a few words each; empty between any two events. Work in proportion to everything in memory.
  package var brokenInvariants: [String] {
    var broken = brokenReferences
    if Set(order) != Set(conversations.keys) || order.count != conversations.count { broken.append("order") }
    if !Set(listed).isSubset(of: order) { broken.append("listed") }
    if !list.marked.isSubset(of: order) { broken.append("marked in the list") }
    for (id, conversation) in conversations { broken += conversation.broken(as: id) }
    if stash.count != Set(stash.map(\.id)).count { broken.append("two texts put aside of one id") }
    return broken
  }

  /// The same of panes and of what runs: little work, so that a debug build asks after each event.
  var brokenReferences: [String] {
    var broken: [String] = []
    let ids = panes.map(\.id)
    if Set(ids) != Set(tree.panes) || ids.count != tree.panes.count { broken.append("panes stand nowhere, or twice") }
    if ids.isEmpty || ids.count > Self.mostPanes { broken.append("\(ids.count) panes") }
    if !ids.contains(focusedPane) { broken.append("the focus is in no pane") }
    if let lastPane, !ids.contains(lastPane) { broken.append("the last pane is gone") }
    if panes.count == 1, isZoomed || isBroadcasting || isScrollLocked { broken.append("a mode for several panes") }
    for pane in panes {
      guard let id = pane.conversation, let conversation = conversations[id] else {
        broken.append("pane \(pane.id.value) shows nothing")
        continue
      }
      if pane.window?.messages.isEmpty == true { broken.append("pane \(pane.id.value) shows an empty window") }
      if pane.window != nil, pane.scroll == .following { broken.append("pane \(pane.id.value) follows in a window") }
      broken += conversation.broken(as: id)
    }
    for (reply, id) in replies where conversations[id]?.running?.id != reply {
      broken.append("reply \(reply) belongs nowhere")
    }
    for id in uploads.values where conversations[id] == nil { broken.append("an upload belongs nowhere") }
    for id in sharedConversations where conversations[id] == nil { broken.append("a divided conversation is gone") }
    if order.count != conversations.count { broken.append("order") }
    return broken
  }
}

extension Conversation {
  /// What does not hold of it, which stands under `id`. Other messages of it may run too: other clients receive those.
  fileprivate func broken(as id: ConversationID) -> [String] {
    var broken: [String] = []
    if header.id != id { broken.append("\(id) has another id") }
    if let running {
      guard let index = index(of: running.message) else { return broken + ["\(id) waits for no message"] }
      if !messages[index].status.isRunning { broken.append("\(id) waits for a message that has ended") }
      if messages[index].reply != running.id { broken.append("\(id) waits for another reply") }
    }
    let files = attachments.map(\.id)
    if Set(files).count != files.count { broken.append("\(id) has a file twice") }
    return broken
  }
}
