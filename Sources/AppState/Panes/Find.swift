import ChatModel

/// Looking for a text in the conversation that a pane shows.
package struct Find: Equatable, Sendable {
  /// What was typed; where it is found, the view works out.
  package var editor: TextEditor
  package var isRegex = false
  /// Whether the field has the keys.
  package var isTyping: Bool
  /// Where the pane stood before.
  package var origin: ScrollPosition
  /// The match that the pane went to last.
  package var match: Match?
  /// The message in which the next match is to be shown as soon as it is in memory, and from which end on.
  package var seeking: Seeking?
  /// What is looked for in the messages in memory as soon as enough of them has been looked through; nil while nothing is.
  package var goal: Goal?
  /// What is read from disk to find more; nil while nothing is.
  package var search: Search?

  package init(_ text: String = "", isTyping: Bool, origin: ScrollPosition) {
    editor = TextEditor(text)
    self.isTyping = isTyping
    self.origin = origin
  }

  /// What was found belongs to another text.
  mutating func forgetPlace() { (match, search, seeking, goal) = (nil, nil, nil, nil) }

  package var pattern: TextPattern { TextPattern(editor.text, isRegex: isRegex) }

  /// A place in a message's text, in UTF-8 bytes.
  package struct Match: Hashable, Sendable {
    package var message: MessageID
    package var range: Range<Int>

    package init(message: MessageID, range: Range<Int>) {
      self.message = message
      self.range = range
    }
  }

  package struct Seeking: Hashable, Sendable {
    package var message: MessageID
    package var direction: UserEvent.Direction
    /// Whether no other message is gone to where that one has no match.
    package var staysThere = false
  }

  /// The match that comes next from a place on.
  package struct Goal: Hashable, Sendable {
    package var message: MessageID
    /// In UTF-8 bytes of the message's text; may be before its start or behind its end.
    package var source: Int
    package var direction: UserEvent.Direction
    /// Whether a match at the place itself counts.
    package var includes: Bool
    package var reach: Reach

    /// Where else a match may be if there is none in that direction.
    package enum Reach: Hashable, Sendable {
      /// On disk, then at the other end.
      case round
      /// In the other direction, then on disk.
      case nearest
    }

    package init(
      message: MessageID, source: Int, direction: UserEvent.Direction, includes: Bool, reach: Reach
    ) {
      self.message = message
      self.source = source
      self.direction = direction
      self.includes = includes
      self.reach = reach
    }
  }

  package struct Search: Hashable, Sendable {
    package var direction: UserEvent.Direction
    /// Messages looked through so far.
    package var count = 0
    /// Whether it began anew at the other end.
    package var hasWrapped = false
  }
}

/// Finding a text in what a pane shows.
package enum FindAction: Equatable, Sendable {
  case opened
  case edited(EditorAction)
  case kindSwitched
  /// Typing ends; what is found stays marked.
  case settled
  case ended
  case moved(PaneID, Find.Match?)
  /// The next match is not known before more is looked through, which goes on by itself.
  case aimed(PaneID, Find.Goal)
  /// There is no more in what the pane shows; `wrapping` where it goes on from the other end.
  case continued(PaneID, UserEvent.Direction, wrapping: Bool)
}

extension State {
  mutating func reduce(_ action: FindAction, now: Timestamp) -> [Command] {
    switch action {
    case .opened: return openFind()
    case .edited(let action): return editFind(action)
    case .kindSwitched: return switchFindKind()
    case .settled: return settleFind(now: now)
    case .ended: return endFind(now: now)
    case .moved(let pane, let match): return moveFind(pane, to: match, now: now)
    case .aimed(let pane, let goal): return aimFind(pane, at: goal)
    case .continued(let pane, let direction, let wrapping):
      return continueFind(pane, direction, wrapping: wrapping, now: now)
    }
  }
}

extension State {
  /// How many messages are looked through at once: a few milliseconds, so that nothing on disk waits for it.
  private static let searchedAtOnce = 500

  mutating func openFind() -> [Command] {
    zone = .transcript
    let before = pane.find
    pane.find = Find(isTyping: true, origin: pane.scroll)
    pane.find!.isRegex = before?.isRegex ?? false
    return []
  }

  mutating func editFind(_ action: EditorAction) -> [Command] {
    guard var find = pane.find else { return [] }
    find.editor.apply(action.withoutSelecting, killed: &killed)
    find.forgetPlace()
    pane.find = find
    return []
  }

  mutating func switchFindKind() -> [Command] {
    pane.find?.isRegex.toggle()
    pane.find?.forgetPlace()
    return []
  }

  /// Ends typing; what is found stays marked.
  mutating func settleFind(now: Timestamp) -> [Command] {
    guard let find = pane.find else { return [] }
    guard !find.pattern.isEmpty else {
      pane.find = nil
      return []
    }
    if case .anchored = find.origin { rememberJump(to: find.origin) }
    pane.find!.isTyping = false
    return []
  }

  /// Marks nothing any more; while typing, the pane goes back to where it stood.
  mutating func endFind(now: Timestamp) -> [Command] {
    guard let find = pane.find, let index = panes.firstIndex(where: { $0.id == focusedPane }) else { return [] }
    pane.find = nil
    return find.isTyping && find.match != nil ? go(to: find.origin, in: index, now: now) : []
  }

  /// Looks further in what is on disk, beyond what the pane shows.
  mutating func continueFind(_ id: PaneID, _ direction: UserEvent.Direction, wrapping: Bool, now: Timestamp)
    -> [Command]
  {
    guard let index = panes.firstIndex(where: { $0.id == id }), let conversation = panes[index].conversation,
      let find = panes[index].find, find.search == nil, let shown = shown(in: panes[index])
    else { return [] }
    panes[index].find!.goal = nil
    panes[index].find!.search = Find.Search(direction: direction, hasWrapped: wrapping)
    let edge = direction == .forward ? shown.messages.last?.id : shown.messages.first?.id
    return look(from: wrapping ? nil : edge, direction, find.pattern, conversation, id)
  }

  private func look(
    from message: MessageID?, _ direction: UserEvent.Direction, _ pattern: TextPattern, _ conversation: ConversationID,
    _ pane: PaneID
  ) -> [Command] {
    [
      .history(
        .findMessage(
          pane, conversation, pattern, isForward: direction == .forward, beyond: message, limit: Self.searchedAtOnce))
    ]
  }

  /// Takes what came of looking through some messages on disk.
  mutating func takeFound(
    _ found: FoundMessage, _ pattern: TextPattern, in id: ConversationID, for pane: PaneID, now: Timestamp
  ) -> [Command] {
    guard let index = panes.firstIndex(where: { $0.id == pane }), panes[index].conversation == id,
      let find = panes[index].find, find.pattern == pattern, let search = find.search
    else { return [] }
    switch found {
    case .found(let message):
      panes[index].find!.search = nil
      panes[index].find!.seeking = Find.Seeking(message: message, direction: search.direction)
      if search.hasWrapped { show("Search goes on from the other end.", now: now) }
      return go(to: .anchored(message: message, row: 0), in: index, now: now)
    case .notYet(let last, let count):
      panes[index].find!.search!.count += count
      return look(from: last, search.direction, pattern, id, pane)
    case .none:
      guard !search.hasWrapped else {
        panes[index].find!.search = nil
        show("\"\(find.editor.text)\" is not found.", .warning, now: now)
        return []
      }
      panes[index].find!.search!.hasWrapped = true
      return look(from: nil, search.direction, pattern, id, pane)
    }
  }

  mutating func moveFind(_ id: PaneID, to match: Find.Match?, now: Timestamp) -> [Command] {
    guard let index = panes.firstIndex(where: { $0.id == id }), panes[index].find != nil else { return [] }
    panes[index].find!.match = match
    panes[index].find!.seeking = nil
    panes[index].find!.goal = nil
    return []
  }

  /// The view has to look through more before it knows the next match.
  mutating func aimFind(_ id: PaneID, at goal: Find.Goal) -> [Command] {
    guard let index = panes.firstIndex(where: { $0.id == id }), panes[index].find != nil else { return [] }
    panes[index].find!.goal = goal
    panes[index].find!.seeking = nil
    if goal.reach == .nearest { panes[index].find!.match = nil }
    return []
  }

  // MARK: Opening a message

  mutating func openMessage(
    _ message: MessageID, in id: ConversationID, needle: String, _ place: UserEvent.OpeningPlace, now: Timestamp
  ) -> [Command] {
    guard conversations[id] != nil else {
      show("That conversation is not there any more.", .warning, now: now)
      return []
    }
    rememberJump()
    var commands = place == .beside ? openBeside(id, now: now) : pane.conversation == id ? [] : open(id, now: now)
    guard pane.conversation == id, let index = panes.firstIndex(where: { $0.id == focusedPane }) else {
      return commands
    }
    commands += focus(.transcript)
    panes[index].find = needle.isEmpty ? nil : Find(needle, isTyping: false, origin: panes[index].scroll)
    panes[index].find?.seeking = Find.Seeking(message: message, direction: .forward, staysThere: true)
    return commands + go(to: .anchored(message: message, row: 0), in: index, now: now)
  }
}
