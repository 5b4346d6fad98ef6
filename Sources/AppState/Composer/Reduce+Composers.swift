import ChatModel

// A conversation has one composer. Where several panes show it, that is the one of the pane that had the focus last, and
// what was typed in the others is held until they have it again.

/// What stands in a composer.
package struct PaneDraft: Equatable, Sendable {
  var editor = TextEditor()
  var attachments: [DraftAttachment] = []
  var recall: PromptRecall?
  var edited: EditedMessage?
  var vi = ViEditing()

  init() {}

  /// What is left of it after the end of the client that had it.
  init(_ draft: Draft) {
    editor = TextEditor(draft)
    attachments = draft.attachments
  }

  var isEmpty: Bool { editor.isEmpty && attachments.isEmpty && recall == nil && edited == nil }

  /// What must not be lost of it, behind the texts and files of `queue`.
  func draft(behind queue: [QueuedMessage] = []) -> Draft {
    var own = recall?.own ?? editor.draft
    own.attachments = (queue.flatMap(\.files) + (edited?.own.attachments ?? []) + attachments).map(\.atRest)
    let others = (queue.map(\.text) + [edited?.own.text ?? ""]).filter { !$0.isEmpty }
    guard !others.isEmpty else { return own }
    let before = others.joined(separator: "\n\n")
    let caret = own.text.isEmpty ? before.utf8.count : before.utf8.count + 2 + own.caret
    let text = own.text.isEmpty ? before : before + "\n\n" + own.text
    return Draft(text: text, caret: caret, attachments: own.attachments)
  }
}

extension Conversation {
  /// What stands in its composer.
  var typed: PaneDraft {
    get {
      var typed = PaneDraft()
      (typed.editor, typed.attachments, typed.recall, typed.edited, typed.vi) =
        (composer, attachments, recall, edited, vi)
      return typed
    }
    set {
      (composer, attachments, recall, edited, vi) =
        (newValue.editor, newValue.attachments, newValue.recall, newValue.edited, newValue.vi)
    }
  }

  /// Whether something was typed in it that is not sent yet, in any pane.
  package var hasDraft: Bool { !draft.text.isEmpty || held.values.contains { !$0.draft().text.isEmpty } }
}

extension State {
  /// No pane has this number.
  private static let noPane = PaneID(0)

  /// Whether several panes show `id`.
  func isDivided(_ id: ConversationID) -> Bool { panes.count { $0.conversation == id } > 1 }

  /// What is held, pane by pane; nil where nothing is.
  var heldDrafts: [PaneID: Draft]? {
    var drafts: [PaneID: Draft] = [:]
    for id in sharedConversations { for (pane, held) in conversations[id]?.held ?? [:] { drafts[pane] = held.draft() } }
    return drafts.isEmpty ? nil : drafts
  }

  /// Holds `drafts` for their panes, which have just been laid out.
  mutating func hold(_ drafts: [PaneID: Draft]) {
    for (pane, draft) in drafts {
      guard let id = panes.first(where: { $0.id == pane })?.conversation, isDivided(id) else { continue }
      self[id].held[pane] = PaneDraft(draft)
      sharedConversations.insert(id)
    }
  }

  /// Gives the focused pane its own composer, after whatever has just changed panes, focus or conversations.
  mutating func settleComposers(now: Timestamp) -> [Command] {
    guard panes.count > 1 || !sharedConversations.isEmpty, settings.access == .readWrite else { return [] }
    var commands = handOver(now: now)
    for id in sharedConversations.sorted() { commands += releaseHeld(of: id, now: now) }
    return commands
  }

  private mutating func handOver(now: Timestamp) -> [Command] {
    guard let id = pane.conversation, let conversation = conversations[id] else { return [] }
    let others = panes.filter { $0.conversation == id && $0.id != focusedPane }.map(\.id)
    let own = conversation.held[focusedPane]
    guard !others.isEmpty || own != nil else { return [] }
    let before = conversation.draftOwner ?? others.first { conversation.held[$0] == nil }
    guard before != focusedPane else { return [] }
    self[id].draftOwner = focusedPane
    sharedConversations.insert(id)
    let typed = conversation.typed
    // After a start nobody knows whose the composer is where all others have something held: it is this pane's.
    guard own != nil || before != nil && !typed.isEmpty else { return [] }
    self[id].held[focusedPane] = nil
    self[id].typed = own ?? PaneDraft()
    self[id].isKept = true
    // Where its pane is gone it is released again at once.
    if !typed.isEmpty { self[id].held[before ?? Self.noPane] = typed }
    (commandMenu.selected, commandMenu.isHidden) = (0, false)
    // The session that holds the one text is on disk before the other text takes its place there.
    sessionDue = nil
    return [.history(.saveSession(session))] + saveDraft(id)
  }

  /// What is held for panes that show something else by now, or are closed, goes to the composer, or aside where that is
  /// in use.
  private mutating func releaseHeld(of id: ConversationID, now: Timestamp) -> [Command] {
    var commands: [Command] = []
    for (owner, held) in conversations[id]?.held ?? [:]
    where !panes.contains(where: { $0.id == owner && $0.conversation == id }) {
      self[id].held[owner] = nil
      if self[id].typed.isEmpty {
        self[id].typed = held
      } else {
        self[id].attachments += held.attachments
        if !held.draft().text.isEmpty {
          commands += stash(held.draft().text, now: now)
          show("What was typed in that pane is put aside; the command \"stash\" brings it back.", now: now)
        }
      }
      markDraft(id, now: now)
      markSession(now: now)
    }
    if !isDivided(id), conversations[id]?.held.isEmpty ?? true {
      conversations[id]?.draftOwner = nil
      sharedConversations.remove(id)
    }
    return commands
  }
}
