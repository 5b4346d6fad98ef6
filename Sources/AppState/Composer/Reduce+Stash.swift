import ChatModel

/// Choosing which of the texts that were put aside to take.
package struct StashPicker: ListPopup {
  package var list: ListPicker

  package init(list: ListPicker = ListPicker()) { self.list = list }

  package var writes: Bool { true }
}

/// Putting drafts aside and taking them back.
package enum StashAction: Equatable, Sendable {
  /// The draft is put aside, or one that was comes back.
  case stashed
  case taken(StashID)
  case deleted(StashID)

  /// Whether it changes something on disk or sends something.
  var writes: Bool { true }
}

extension State {
  mutating func reduce(_ action: StashAction, now: Timestamp) -> [Command] {
    switch action {
    case .stashed: return stashDraft(now: now)
    case .taken(let id): return takeStashed(id, now: now)
    case .deleted(let id): return deleteStashed(id, now: now)
    }
  }
}

extension State {
  /// Puts the focused draft aside; an empty composer takes the newest of what was put aside, or asks which.
  mutating func stashDraft(now: Timestamp) -> [Command] {
    guard let id = pane.conversation, let conversation = conversations[id] else { return [] }
    guard conversation.composer.isEmpty else { return putAside(conversation.composer.text, of: id, now: now) }
    switch stash.count {
    case 0:
      show("There is nothing to put aside, and nothing was.", now: now)
      return []
    case 1: return takeStashed(stash[0].id, now: now)
    default: return open(StashPicker(), now: now)
    }
  }

  private mutating func putAside(_ text: String, of id: ConversationID, now: Timestamp) -> [Command] {
    let commands = stash(text, now: now)
    // While an earlier prompt is shown, the user's own draft stands behind it.
    let own = self[id].recall?.own ?? Draft()
    edit(id, .replace(own.text))
    edit(id, .moveTo(own.caret))
    self[id].recall = nil
    let count = stash.count == 1 ? "." : "; \(stash.count) texts are there now."
    show("Put aside\(count) The same key brings it back into an empty text.", now: now)
    return commands + saveDraft(id)
  }

  /// Adds `text` to what was put aside.
  mutating func stash(_ text: String, now: Timestamp) -> [Command] {
    let stashed = StashedText(id: identifiers.next(), text: text, createdAt: now)
    stash.append(stashed)
    return [.history(.saveStash(stashed))]
  }

  /// Brings a text that was put aside into the focused composer. It is gone from the stash when it is on disk as a draft.
  mutating func takeStashed(_ stashed: StashID, now: Timestamp) -> [Command] {
    guard let index = stash.firstIndex(where: { $0.id == stashed }), let id = pane.conversation,
      conversations[id] != nil
    else { return [] }
    popups[top: StashPicker.self] = nil
    if self[id].recall != nil { self[id].recall = nil }
    edit(id, .insert(stash.remove(at: index).text))
    if !self[id].isKept { markSession(now: now) }
    return saveDraft(id) + [.history(.deleteStash(stashed))]
  }

  /// Forgets a text that was put aside; yank brings it back while maichat runs.
  mutating func deleteStashed(_ stashed: StashID, now: Timestamp) -> [Command] {
    guard let index = stash.firstIndex(where: { $0.id == stashed }) else { return [] }
    killed.add(stash.remove(at: index).text)
    if stash.isEmpty { popups[top: StashPicker.self] = nil }
    show("Deleted. Yank (Ctrl-Y) still puts it in.", now: now)
    return [.history(.deleteStash(stashed))]
  }
}
