import ChatModel

/// What is done in the composer.
package enum ComposerAction: Equatable, Sendable {
  case edited(EditorAction)
  case submitted
  case recalled(UserEvent.Direction)
  /// The last of the messages that wait for a reply's end goes back into the composer.
  case queuedMessageRecalled
  /// A key for vi's modes.
  case viPressed(ViKey)
  /// To the row that the view found.
  case menuMoved(Int)
  case menuClosed
  /// The path behind an `@` goes on with this.
  case pathCompleted(FolderEntry)
  /// The draft goes to the user's editor.
  case editorOpened
  /// What is typed becomes another version of this message, in a conversation that branches off before it.
  case messageEditBegun(MessageID)
  case messageEditEnded

  /// Whether it changes something on disk or sends something.
  var writes: Bool {
    switch self {
    case .submitted, .messageEditBegun, .edited, .recalled, .queuedMessageRecalled, .editorOpened, .viPressed,
      .pathCompleted:
      true
    case .menuMoved, .menuClosed, .messageEditEnded: false
    }
  }
}

extension State {
  mutating func reduce(_ action: ComposerAction, now: Timestamp) -> [Command] {
    switch action {
    case .edited(let action): return editComposer(action, now: now)
    case .submitted: return submit(now: now)
    case .recalled(let direction): return recall(direction, now: now)
    case .queuedMessageRecalled: return takeBackFollowUp(now: now)
    case .viPressed(let key): return pressVi(key, now: now)
    case .menuMoved(let row):
      commandMenu.selected = row
      return []
    case .menuClosed:
      commandMenu.isHidden = true
      return []
    case .pathCompleted(let entry): return completePath(entry, now: now)
    case .editorOpened: return openEditor(now: now)
    case .messageEditBegun(let id): return beginEdit(id, now: now)
    case .messageEditEnded: return endEdit(now: now)
    }
  }
}

extension State {
  /// Drafts reach the disk this long after the first change that is not there; half a second is promised, the rest is for
  /// the writer.
  private static let draftDelay = Milliseconds(300)

  /// Changes the focused conversation in place, if there is one.
  mutating func changeFocused(_ change: (inout Conversation) -> Void) {
    guard let id = pane.conversation, conversations[id] != nil else { return }
    change(&self[id])
  }

  mutating func editComposer(_ action: EditorAction, now: Timestamp) -> [Command] {
    guard let id = pane.conversation, conversations[id] != nil else { return [] }
    let before = self[id].composer.text
    if settings.editing == .vi { self[id].vi.note(action) }
    let copied = action == .copySelection ? self[id].composer.selectedText : nil
    edit(id, action)
    if settings.editing == .vi { self[id].settleVi() }
    noteEdited(id, before: before, now: now)
    return (copied.map { [.client(.copy($0))] } ?? []) + readFolder()
  }

  /// What follows from an edit of the text that was `before`.
  private mutating func noteEdited(_ id: ConversationID, before: String, now: Timestamp) {
    if self[id].composer.text != before {
      self[id].recall = nil
      commandMenu.selected = 0
      let composer = self[id].composer
      if composer.text.utf8.first != UInt8(ascii: "/") && TypedPath(composer) == nil { commandMenu.isHidden = false }
    }
    markDraft(id, now: now)
  }

  mutating func pressVi(_ key: ViKey, now: Timestamp) -> [Command] {
    guard let id = pane.conversation, conversations[id] != nil else { return [] }
    let before = self[id].composer.text
    changeWithKilled(id) { $0.takeVi(key, killed: &$1) }
    noteEdited(id, before: before, now: now)
    return readFolder()
  }

  mutating func markDraft(_ id: ConversationID, now: Timestamp) {
    guard conversations[id] != nil, self[id].draftDue == nil else { return }
    self[id].draftDue = now + Self.draftDelay
    conversationsToSave.insert(id)
    // With its first draft a conversation becomes one that the next start can open.
    if !self[id].isKept { markSession(now: now) }
  }

  /// Goes through the prompts of this conversation, older with `.backward`; past the newest stands the user's own draft.
  mutating func recall(_ direction: UserEvent.Direction, now: Timestamp) -> [Command] {
    guard let id = pane.conversation, let conversation = conversations[id] else { return [] }
    let prompts = conversation.messages.filter { $0.author == .person && !$0.text.isEmpty }
    let at = conversation.recall.flatMap { recall in prompts.firstIndex { $0.id == recall.message } } ?? prompts.count
    let target = direction == .backward ? at - 1 : at + 1
    guard target >= 0, at < prompts.count || target < prompts.count else { return [] }
    let own = conversation.recall?.own ?? conversation.composer.draft
    if target >= prompts.count {
      edit(id, .replace(own.text))
      edit(id, .moveTo(own.caret))
      self[id].recall = nil
    } else {
      // A change like any other, so that undo leads back to what was typed before.
      edit(id, .replace(prompts[target].text))
      self[id].recall = PromptRecall(message: prompts[target].id, own: own)
    }
    markDraft(id, now: now)
    return []
  }

  /// The draft as it stands is on disk before anything else touches it.
  mutating func openEditor(now: Timestamp) -> [Command] {
    guard let id = pane.conversation, let conversation = conversations[id] else { return [] }
    return focus(.composer) + saveDraft(id) + [.client(.editDraft(id, conversation.composer.text))]
  }

  /// What the editor made of a draft, as one change.
  mutating func takeEdited(_ text: String, in id: ConversationID, now: Timestamp) -> [Command] {
    guard conversations[id] != nil else { return [] }
    edit(id, .replace(text))
    self[id].recall = nil
    markDraft(id, now: now)
    return []
  }

  /// The commands that bring a draft to disk; what is recalled from before is not a draft, what the user typed is.
  mutating func saveDraft(_ id: ConversationID) -> [Command] {
    guard let conversation = conversations[id], settings.access == .readWrite else { return [] }
    self[id].draftDue = nil
    if conversation.isUntouched { return [] }
    if !keepsWhatWaits, conversation.runsElsewhere, !conversation.queue.isEmpty { return [] }
    self[id].isKept = true
    return [.history(.saveDraft(conversation.header, conversation.draft))]
  }
}
