import ChatModel

// One prompt to several chatbots, and reading what they make of it turn by turn.

/// Choosing the chatbots that one prompt goes to.
package struct ComparisonPicker: ListPopup {
  package var list = ListPicker()
  /// In the order of choice.
  package private(set) var chosen: [ChatbotID]

  package init(chosen: [ChatbotID] = []) { self.chosen = chosen }

  package var writes: Bool { true }

  package mutating func open(in state: inout State, now: Timestamp) -> [Command] {
    state.chatbots.phase == .loaded ? [] : state.loadChatbots(now: now)
  }

  package mutating func switchChosen(_ chatbot: ChatbotID) {
    if let index = chosen.firstIndex(of: chatbot) { chosen.remove(at: index) } else { chosen.append(chatbot) }
  }
}

extension State {
  /// The layout that a comparison leaves is kept under this name.
  package static let layoutBeforeComparison = "before comparing"

  /// A pane with a new conversation for each of `chosen`, all of which get what is typed. What was typed in a conversation
  /// that has not begun comes along.
  mutating func compare(_ chosen: [ChatbotID], now: Timestamp) -> [Command] {
    let chatbots = chosen.compactMap { id in self.chatbots.known.first { $0.id == id } }
    guard chatbots.count > 1, chatbots.count <= Self.mostPanes else { return [] }
    popups[top: ComparisonPicker.self] = nil
    var commands: [Command] = []
    let left = panes.compactMap(\.conversation)
    // Where only a draft was, nothing is left when it has moved.
    let moved = focused.flatMap {
      belongsHere($0.header) && $0.messages.isEmpty && $0.queue.isEmpty
        && !($0.composer.isEmpty && $0.attachments.isEmpty) ? $0 : nil
    }
    if let moved { conversations[moved.header.id] = nil }
    let before = snapshot
    if before.conversations.contains(where: { $0 != nil }) {
      layouts[Self.layoutBeforeComparison] = before
      commands.append(.history(.saveLayout(Self.layoutBeforeComparison, before)))
    }
    var (ids, next) = ([PaneID](), (panes.map(\.id.value).max() ?? 0) + 1)
    var shown: [Pane] = []
    for chatbot in chatbots {
      let conversation = addConversation(now: now)
      assign(chatbot, to: conversation)
      shown.append(Pane(id: PaneID(next), conversation: conversation))
      ids.append(PaneID(next))
      next += 1
    }
    panes = shown
    tree = .grid(ids)
    focusedPane = ids[0]
    (lastPane, isZoomed, isBroadcasting, isScrollLocked) = (nil, false, true, true)
    list.selected = pane.conversation
    if let moved, let id = pane.conversation {
      self[id].composer = TextEditor(moved.composer.draft)
      self[id].attachments = moved.attachments
      for file in moved.attachments where uploads[file.id] != nil { uploads[file.id] = id }
      commands += saveDraft(id)
      if moved.isKept { commands.append(.history(.deleteConversation(moved.header.id))) }
    }
    markSession(now: now)
    return commands + Set(left).sorted().flatMap { leave($0) } + focus(.composer)
  }

  mutating func switchScrollLock(now: Timestamp) -> [Command] {
    guard panes.count > 1 || isScrollLocked else {
      show("This is the only pane.", now: now)
      return []
    }
    isScrollLocked.toggle()
    show(isScrollLocked ? "Panes scroll together, turn by turn." : "Each pane scrolls by itself.", now: now)
    return []
  }

  /// Takes the other panes to the turn that the pane at `index` shows at its top.
  mutating func follow(_ index: Int, now: Timestamp) {
    guard let own = shown(in: panes[index]) else { return }
    for other in panes.indices where other != index {
      guard let conversation = panes[other].conversation.flatMap({ conversations[$0] }) else { continue }
      switch panes[index].scroll {
      case .following: put(other, .following, now: now)
      case .anchored(let message, _):
        guard let counterpart = Self.counterpart(of: message, in: own, at: conversation) else { continue }
        put(other, panes[index].scroll.moved(to: counterpart), now: now)
      }
    }
  }

  /// The message of `other` that stands in the same turn as `message` does in `own`, and says the same kind of thing. In the
  /// last turn where `other` has fewer.
  package static func counterpart(
    of message: MessageID, in own: Conversation, at other: Conversation
  ) -> MessageID? {
    guard let index = own.index(of: message) else { return nil }
    let turn = own.messages[...index].count { $0.author == .person }
    let questions = other.messages.indices.filter { other.messages[$0].author == .person }
    guard turn > 0, !questions.isEmpty else { return other.messages.first?.id }
    let place = min(turn, questions.count)
    let question = questions[place - 1]
    guard own.messages[index].author == .assistant else { return other.messages[question].id }
    let end = place < questions.count ? questions[place] : other.messages.count
    // The last answer of a turn is the one that counts.
    return other.messages[question..<end].last { $0.author == .assistant }?.id ?? other.messages[question].id
  }

  /// The answers to set against each other: what the focused pane shows as `message`, and the same turn of the pane that had
  /// the focus before, else of the next one; in a single pane the answer before, which was asked again.
  package func answersToCompare(_ message: MessageID) -> (old: (title: String, Message), new: (title: String, Message))?
  {
    guard let own = shown, let index = own.index(of: message) else { return nil }
    func titled(_ message: Message, _ conversation: Conversation) -> (String, Message) {
      let name = conversation.header.chatbotName
      return (name.isEmpty ? conversation.title : name, message)
    }
    guard let answer = own.messages[index...].first(where: { $0.author == .assistant }) else { return nil }
    let others = [lastPane].compactMap { $0 } + tree.panes
    for id in others where id != focusedPane {
      guard let pane = panes.first(where: { $0.id == id }), pane.conversation != self.pane.conversation,
        let other = pane.conversation.flatMap({ conversations[$0] }),
        let counterpart = Self.counterpart(of: answer.id, in: own, at: other),
        let found = other.messages.first(where: { $0.id == counterpart }), found.author == .assistant
      else { continue }
      return (titled(found, other), titled(answer, own))
    }
    let answers = own.messages.filter { $0.author == .assistant && !$0.text.isEmpty }
    guard let place = answers.firstIndex(where: { $0.id == answer.id }), place > 0 else { return nil }
    return (titled(answers[place - 1], own), titled(answer, own))
  }
}

extension ScrollPosition {
  /// The same rows of another message.
  func moved(to message: MessageID) -> ScrollPosition {
    switch self {
    case .following: .following
    case .anchored(_, let row): .anchored(message: message, row: row)
    }
  }
}
