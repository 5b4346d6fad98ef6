import ChatModel

// What is sent while a reply runs waits for its end. Where the reply does not come to its end, what waits was perhaps
// meant otherwise: it goes back to the composer and is sent by nobody but the user.

extension State {
  /// Puts `text` behind what waits in `id` already.
  mutating func enqueue(
    _ text: String, in id: ConversationID, from source: Source = .composer, now: Timestamp
  ) -> [Command] {
    conversations[id]!.queue.append(text)
    if source == .composer {
      conversations[id]!.composer = TextEditor()
      conversations[id]!.vi.beginAgain()
      conversations[id]!.recall = nil
    }
    return saveDraft(id)
  }

  /// Asks what has waited longest in `id`, whose reply is complete.
  mutating func sendNext(in id: ConversationID, now: Timestamp) -> [Command] {
    guard conversations[id]?.queue.isEmpty == false, conversations[id]!.running == nil else { return [] }
    let text = conversations[id]!.queue.removeFirst()
    return send(text, in: id, from: .queue, now: now)
  }

  /// Puts what waits in `id` in front of what is typed there.
  mutating func returnQueue(of id: ConversationID, now: Timestamp) {
    guard let count = conversations[id]?.queue.count, count > 0 else { return }
    let draft = conversations[id]!.draft
    conversations[id]!.queue = []
    conversations[id]!.recall = nil
    conversations[id]!.composer = TextEditor(draft)
    markDraft(id, now: now)
    let what = count == 1 ? "The message that waited is" : "The \(count) messages that waited are"
    let place = conversations[id]!.title
    show(
      id == pane.conversation ? "\(what) back in the composer." : "\(what) back in the composer of \"\(place)\".",
      now: now)
  }

  mutating func takeBackFollowUp(now: Timestamp) -> [Command] {
    guard let id = pane.conversation, let text = conversations[id]?.queue.last else {
      show("No message waits here for a reply's end.", now: now)
      return []
    }
    conversations[id]!.queue.removeLast()
    let own = conversations[id]!.recall?.own ?? conversations[id]!.composer.draft
    conversations[id]!.recall = nil
    conversations[id]!.composer =
      own.text.isEmpty
      ? TextEditor(text)
      : TextEditor(Draft(text: text + "\n\n" + own.text, caret: text.utf8.count + 2 + own.caret))
    return saveDraft(id)
  }
}
