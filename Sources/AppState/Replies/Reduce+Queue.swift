import ChatModel

// What is sent while a reply runs waits for its end, and what has files for their upload. Where the reply does not come to
// its end, what waits was perhaps meant otherwise: it goes back to the composer and is sent by nobody but the user.

extension State {
  /// Puts `message` behind what waits in `id` already, and has its files uploaded.
  mutating func enqueue(
    _ message: QueuedMessage, in id: ConversationID, from source: Source = .composer, now: Timestamp
  ) -> [Command] {
    self[id].queue.append(message)
    if source == .composer {
      self[id].clearComposer()
      if self[id].running == nil { showEnd(of: id, now: now) }
    }
    if let edited = message.edited {
      self[id].edited = nil
      self[id].composer = TextEditor(edited.own)
      self[id].attachments = edited.own.attachments
    }
    // What failed before is wanted again.
    for file in message.attachments {
      _ = self[id].change(file.id) { if case .failed = $0.state { $0.state = .ready } }
    }
    return checkAgain(id) + saveDraft(id) + upload(in: id)
  }

  /// Sends what has waited longest in `id`, if no reply runs and its files are up.
  mutating func sendNext(in id: ConversationID, now: Timestamp) -> [Command] {
    if let conversation = conversations[id], !conversation.queue.isEmpty,
      let refusal = refusal(of: conversation.header)
    {
      // Another process has moved it meanwhile.
      let commands = returnQueue(of: id, now: now)
      show(refusal, .warning, now: now)
      return commands
    }
    var commands = sendToOthers(from: id, now: now)
    while let next = conversations[id]?.queue.first, next.isReady, self[id].running == nil,
      !self[id].runsElsewhere
    {
      self[id].queue.removeFirst()
      guard let edited = next.edited else { return commands + send(next, in: id, from: .queue, now: now) }
      guard holds(edited.message, id) else {
        self[id].putBefore([next.text], next.attachments)
        show("The message that this was another version of is not here any more. Your text stays.", .warning, now: now)
        return commands + saveDraft(id)
      }
      // What was typed meanwhile stays behind when the branch goes out.
      self[id].edited = EditedMessage(message: edited.message, own: self[id].ownDraft)
      commands += sendBranch(next, from: id, now: now)
    }
    return commands
  }

  /// Hands on what waits in `id` for other conversations too, as far as its files are up.
  private mutating func sendToOthers(from id: ConversationID, now: Timestamp) -> [Command] {
    var commands: [Command] = []
    for place in conversations[id]?.queue.indices ?? 0..<0 {
      var message = self[id].queue[place]
      guard message.isReady else { break }
      let others = message.others
      self[id].queue[place].others = []
      message.others = []
      for other in others where conversations[other] != nil {
        if let reason = reasonElsewhere(self[other].header) {
          show("Nothing is sent in \"\(self[other].title)\": it \(reason).", .warning, now: now)
          continue
        }
        commands += deliver(message, in: other, from: .elsewhere, now: now)
      }
    }
    return commands
  }

  /// Puts what waits in `id` in front of what is typed there, and stops the uploads for it.
  mutating func returnQueue(of id: ConversationID, now: Timestamp) -> [Command] {
    guard let queue = conversations[id]?.queue, let first = queue.first else { return [] }
    // While all that is typed goes to all panes, that says to whom.
    var files = isBroadcasting ? queue.flatMap(\.attachments) : queue.flatMap(\.files)
    let commands = stopUploads(of: &files)
    self[id].queue = []
    if queue.count == 1, let edited = first.edited, self[id].edited == nil {
      let own = self[id].ownDraft
      self[id].edited = EditedMessage(message: edited.message, own: own)
      self[id].composer = TextEditor(first.text)
      self[id].attachments = files
    } else {
      self[id].putBefore(queue.map(\.text), files)
    }
    self[id].recall = nil
    markDraft(id, now: now)
    let what = queue.count == 1 ? "The message that waited is" : "The \(queue.count) messages that waited are"
    let place = self[id].title
    show(
      id == pane.conversation ? "\(what) back in the composer." : "\(what) back in the composer of \"\(place)\".",
      now: now)
    return commands
  }

  mutating func takeBackFollowUp(now: Timestamp) -> [Command] {
    guard let id = pane.conversation, let message = conversations[id]?.queue.last else {
      show("No message waits here for a reply's end.", now: now)
      return []
    }
    self[id].queue.removeLast()
    var files = message.attachments
    let commands = stopUploads(of: &files)
    self[id].putBefore([message.text], files)
    return commands + saveDraft(id)
  }
}

extension Conversation {
  /// What the user has typed for a new message.
  var ownDraft: Draft {
    var own = recall?.own ?? composer.draft
    own.attachments = attachments
    return own
  }

  /// Puts `texts` and `files` before what is typed.
  mutating func putBefore(_ texts: [String], _ files: [DraftAttachment]) {
    let own = ownDraft
    recall = nil
    attachments = files + own.attachments
    let before = texts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    guard !before.isEmpty else {
      composer = TextEditor(own)
      return
    }
    composer =
      own.text.isEmpty
      ? TextEditor(before)
      : TextEditor(Draft(text: before + "\n\n" + own.text, caret: before.utf8.count + 2 + own.caret))
  }
}
