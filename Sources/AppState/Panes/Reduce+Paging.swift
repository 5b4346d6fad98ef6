import ChatModel

// Reading far from the end. A conversation keeps its end in memory, where replies arrive; a pane that shows another part of
// a long one holds that part itself, so that neither the way to it nor what lies between costs anything.

/// The part of a conversation that a pane shows, where that is not its end.
package struct MessageWindow: Equatable, Sendable {
  /// Oldest first; never empty.
  package var messages: [Message]
  package var hasEarlier: Bool
  package var hasLater: Bool
}

/// Where a pane goes when what it waits for has been read.
package enum PagingGoal: Equatable, Sendable {
  case position(ScrollPosition)
  /// The first row of the conversation.
  case beginning
}

/// Which end of what is in memory.
package enum PagingSide: Hashable, Sendable {
  case earlier, later
}

/// Moving through a conversation, and loading what is not in memory.
package enum PagingAction: Equatable, Sendable {
  case scrolled(PaneID, ScrollPosition)
  /// What stands beyond the messages that a pane shows.
  case messagesRequested(PaneID, PagingSide)
  /// A pane that follows was drawn.
  case followed(PaneID, FollowedTop)
  /// The first row of a conversation whose beginning is not in memory.
  case beginningRequested(PaneID)
  /// Goes to a message of any conversation, where `needle` is marked if it is not empty.
  case messageOpened(ConversationID, MessageID, needle: String, place: UserEvent.OpeningPlace)
  /// Those that the panes of the last run show.
  case shownRequested
  case targetShown(PaneID, ScrollPosition)
}

extension State {
  mutating func reduce(_ action: PagingAction, now: Timestamp) -> [Command] {
    switch action {
    case .scrolled(let pane, let position): return scroll(pane, to: position, now: now)
    case .messagesRequested(let pane, let side): return readOn(pane, side)
    case .followed(let pane, let top): return follow(pane, top)
    case .beginningRequested(let pane): return readFirst(pane)
    case .messageOpened(let id, let message, let needle, let place):
      return openMessage(message, in: id, needle: needle, place, now: now)
    case .shownRequested: return loadShown()
    case .targetShown(let id, let position):
      if let index = panes.firstIndex(where: { $0.id == id }) { panes[index].scrollTarget = nil }
      return scroll(id, to: position, now: now)
    }
  }
}

extension State {
  /// How many messages a window, or the end of a conversation, grows to; what lies far from the view goes.
  package static let mostMessages = 2000
  /// How many of the last ones are kept then: a reply runs among them.
  private static let keptAtEnd = 400

  /// The conversation of `pane` with the messages that it shows; nil where it shows none.
  package func shown(in pane: Pane) -> Conversation? {
    guard let id = pane.conversation, var conversation = conversations[id] else { return nil }
    guard let window = pane.window else { return conversation }
    conversation.messages = window.messages
    conversation.loading = .loaded(hasEarlier: window.hasEarlier)
    conversation.hasLater = window.hasLater
    return conversation
  }

  /// The conversation of the focused pane with the messages that it shows.
  package var shown: Conversation? { shown(in: pane) }

  /// Reads on at `side` of what the pane `id` shows.
  mutating func readOn(_ id: PaneID, _ side: PagingSide) -> [Command] {
    guard let index = panes.firstIndex(where: { $0.id == id }), let conversation = panes[index].conversation else {
      return []
    }
    guard let window = panes[index].window else { return side == .earlier ? loadEarlier(conversation) : [] }
    guard panes[index].reading == nil, let first = window.messages.first, let last = window.messages.last else {
      return []
    }
    switch side {
    case .earlier: return window.hasEarlier ? read(.before(first.id), in: index) : fetchEarlier(conversation)
    case .later: return window.hasLater ? read(.after(last.id), in: index) : []
    }
  }

  /// Goes to the first row of the conversation in the pane `id`.
  mutating func readFirst(_ id: PaneID) -> [Command] {
    guard let index = panes.firstIndex(where: { $0.id == id }) else { return [] }
    panes[index].goal = .beginning
    return read(.first, in: index)
  }

  /// Shows `position` in the pane at `index`, where need be as soon as its message has been read.
  mutating func go(to position: ScrollPosition, in index: Int, now: Timestamp) -> [Command] {
    guard case .anchored(let message, _) = position, let shown = shown(in: panes[index]),
      shown.index(of: message) == nil
    else {
      put(index, position, now: now)
      return []
    }
    if panes[index].window != nil, let id = panes[index].conversation, conversations[id]?.index(of: message) != nil {
      panes[index].window = nil
      put(index, position, now: now)
      return []
    }
    panes[index].goal = .position(position)
    return read(.around(message), in: index)
  }

  mutating func read(_ place: MessagesPlace, in index: Int) -> [Command] {
    guard let id = panes[index].conversation else { return [] }
    panes[index].reading = place
    return [.history(.readMessages(panes[index].id, id, place, limit: Self.pageSize))]
  }

  /// Takes what was read for a pane; what it does not wait for any more is not for it.
  mutating func take(
    _ page: MessagesPage, at place: MessagesPlace, of id: ConversationID, for pane: PaneID, now: Timestamp
  ) {
    guard let index = panes.firstIndex(where: { $0.id == pane }), panes[index].conversation == id,
      panes[index].reading == place, conversations[id] != nil
    else { return }
    panes[index].reading = nil
    switch place {
    case .first, .around:
      guard !page.messages.isEmpty else { return }
      panes[index].window = MessageWindow(
        messages: page.messages, hasEarlier: page.hasEarlier, hasLater: page.hasLater)
    case .before:
      guard panes[index].window != nil else { return }
      panes[index].window!.add(page, .earlier)
    case .after:
      guard panes[index].window != nil else { return }
      panes[index].window!.add(page, .later)
    }
    let goal = panes[index].goal
    panes[index].goal = nil
    switch goal {
    // Rows above the first one are clipped to it.
    case .beginning: put(index, .anchored(message: page.messages[0].id, row: Int(Int32.min)), now: now)
    case .position(let position):
      if case .anchored(let message, _) = position, !page.messages.contains(where: { $0.id == message }) {
        show("What was to be shown is not in the conversation any more.", .warning, now: now)
        put(index, .anchored(message: page.messages[0].id, row: 0), now: now)
      } else {
        put(index, position, now: now)
      }
    case nil: break
    }
    join(index, of: id)
  }

  /// Where the window of the pane at `index` has come to the messages that the conversation holds, they become one.
  private mutating func join(_ index: Int, of id: ConversationID) {
    guard let window = panes[index].window, case .loaded = self[id].loading else { return }
    let end = self[id].messages
    let meeting = end.first.flatMap { first in window.messages.lastIndex { $0.id == first.id } }
    guard meeting != nil || !window.hasLater else { return }
    self[id].messages = window.messages[..<(meeting ?? window.messages.endIndex)] + end
    self[id].loading = .loaded(hasEarlier: window.hasEarlier)
    panes[index].window = nil
  }

  /// Keeps the memory of a conversation bounded whose beginning was read: the panes that show it keep that part themselves.
  mutating func boundMessages(of id: ConversationID) {
    guard let messages = conversations[id]?.messages, messages.count > Self.mostMessages,
      case .loaded(let hasEarlier) = self[id].loading
    else { return }
    let kept = messages.count - Self.keptAtEnd
    for index in panes.indices where panes[index].conversation == id && panes[index].window == nil {
      guard case .anchored(let message, _) = panes[index].scroll,
        let place = messages.firstIndex(where: { $0.id == message }), place < kept
      else { continue }
      panes[index].window = MessageWindow(
        messages: Array(messages[..<kept]), hasEarlier: hasEarlier, hasLater: true)
    }
    self[id].messages.removeFirst(kept)
    self[id].loading = .loaded(hasEarlier: true)
  }
}

extension MessageWindow {
  mutating func add(_ page: MessagesPage, _ side: PagingSide) {
    let known = Set(messages.map(\.id))
    let new = page.messages.filter { !known.contains($0.id) }
    switch side {
    case .earlier:
      messages.insert(contentsOf: new, at: 0)
      hasEarlier = page.hasEarlier
      guard messages.count > State.mostMessages else { return }
      messages.removeLast(messages.count - State.mostMessages)
      hasLater = true
    case .later:
      messages += new
      hasLater = page.hasLater
      guard messages.count > State.mostMessages else { return }
      messages.removeFirst(messages.count - State.mostMessages)
      hasEarlier = true
    }
  }
}
