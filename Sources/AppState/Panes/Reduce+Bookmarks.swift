import ChatModel

// Finding places again: where one came from, places under letters, and starred messages.

/// Marks, stars, the outline and the places that were left by a jump.
package enum BookmarksAction: Equatable, Sendable {
  case jumped(UserEvent.Direction)
  case markSet(String)
  case markOpened(String)
  case starSwitched(MessageID)
  case starNoted(MessageID, String)
  case outlineChosen(OutlineEntry)

  /// Whether it changes something on disk or sends something.
  var writes: Bool {
    switch self {
    case .markSet, .starSwitched, .starNoted: true
    case .jumped, .markOpened, .outlineChosen: false
    }
  }
}

extension State {
  mutating func reduce(_ action: BookmarksAction, now: Timestamp) -> [Command] {
    switch action {
    case .jumped(let direction): return jump(direction, now: now)
    case .markSet(let name): return setMark(name, now: now)
    case .markOpened(let name): return goToMark(name, now: now)
    case .starSwitched(let message): return switchStar(message, now: now)
    case .starNoted(let message, let note): return star(message, note: note, now: now)
    case .outlineChosen(let entry):
      rememberJump()
      pane.scrollTarget = Find.Match(message: entry.message, range: entry.source..<entry.source)
      return focus(.transcript)
    }
  }
}

extension State {
  /// Notes where the focused pane stands, before it jumps.
  mutating func rememberJump(to scroll: ScrollPosition? = nil) {
    guard let id = pane.conversation else { return }
    bookmarks.leave(TranscriptMark(conversation: id, scroll: scroll ?? pane.scroll))
  }

  mutating func jump(_ direction: UserEvent.Direction, now: Timestamp) -> [Command] {
    guard let id = pane.conversation else { return [] }
    guard let place = bookmarks.jump(direction, from: TranscriptMark(conversation: id, scroll: pane.scroll)) else {
      show(direction == .backward ? "This is where it began." : "There is no later place.", now: now)
      return []
    }
    return go(to: place, now: now)
  }

  /// Shows `place` in the focused pane.
  mutating func go(to place: TranscriptMark, now: Timestamp) -> [Command] {
    guard conversations[place.conversation] != nil else {
      show("That conversation is not there any more.", .warning, now: now)
      return []
    }
    let commands = pane.conversation == place.conversation ? [] : open(place.conversation, now: now)
    guard let index = panes.firstIndex(where: { $0.id == focusedPane }) else { return commands }
    return commands + focus(.transcript) + go(to: place.scroll, in: index, now: now)
  }

  // MARK: Marks

  mutating func setMark(_ name: String, now: Timestamp) -> [Command] {
    guard let id = pane.conversation, self[id].isKept else {
      show("There is nothing here to mark yet.", now: now)
      return []
    }
    let mark = TranscriptMark(conversation: id, scroll: pane.scroll)
    bookmarks.mark(mark, as: name)
    show("Marked as \(name).", now: now)
    return [.history(.saveMark(name, mark))]
  }

  mutating func goToMark(_ name: String, now: Timestamp) -> [Command] {
    guard let mark = bookmarks.marks[name] else {
      let names = bookmarks.marks.keys.sorted().joined(separator: " ")
      show("There is no mark \(name)\(names.isEmpty ? "." : "; there are \(names).")", now: now)
      return []
    }
    rememberJump()
    return go(to: mark, now: now)
  }

  // MARK: Stars

  /// Stars the message, or takes its star and note away.
  mutating func switchStar(_ message: MessageID, now: Timestamp) -> [Command] {
    if bookmarks.unstar(message) {
      show("The star is gone.", now: now)
      return [.history(.deleteStar(message))]
    }
    return star(message, note: "", now: now)
  }

  /// Stars the message with a note, or changes its note.
  mutating func star(_ message: MessageID, note: String, now: Timestamp) -> [Command] {
    guard let shown, let index = shown.index(of: message) else { return [] }
    let note = note.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let star = Star(
      conversation: shown.header.id, message: message, note: note,
      excerpt: String(shown.messages[index].text.prefix(Star.longestExcerpt)),
      createdAt: bookmarks.stars[message]?.createdAt ?? now)
    bookmarks.star(star)
    show(note.isEmpty ? "Starred." : "Starred: \(note)", now: now)
    return [.history(.saveStar(star))]
  }

  /// What is starred in conversations that are there, the newest first.
  package var starred: [Star] {
    bookmarks.stars.values.filter { conversations[$0.conversation] != nil }.sorted {
      ($1.createdAt, $1.message) < ($0.createdAt, $0.message)
    }
  }
}

// Copying: what is copied is the source of messages, never what the screen adds.

extension State {
  /// Copies all that was said, as far as it is in memory.
  mutating func copyConversation(now: Timestamp) -> [Command] {
    guard let conversation = shown, let text = wholeText else {
      show("There is nothing to copy yet.", now: now)
      return []
    }
    let isWhole = conversation.loading == .loaded(hasEarlier: false) && !conversation.hasLater
    if !isWhole { show("Only the part that is in memory; the whole goes by export.", .warning, now: now) }
    return [.client(.copy(text))]
  }

  /// What the focused pane has in memory, who said what; nil where that is nothing.
  var wholeText: String? {
    guard let conversation = shown, conversation.messages.contains(where: { !$0.text.isEmpty }) else { return nil }
    let name = conversation.header.chatbotName.isEmpty ? "assistant" : conversation.header.chatbotName
    let parts = conversation.messages.filter { !$0.text.isEmpty }.map { message in
      "\(message.author == .person ? "you" : name):\n\(message.text)"
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// The focused pane, which stood still for as long as something was chosen in it, follows as before.
  mutating func followAgain(now: Timestamp) {
    if let index = panes.firstIndex(where: { $0.id == focusedPane }) { put(index, .following, now: now) }
  }

  mutating func select(_ selection: RowSelection?, now: Timestamp) -> [Command] {
    if selection == nil, pane.selection?.held == true { followAgain(now: now) }
    pane.selection = selection
    return []
  }
}
