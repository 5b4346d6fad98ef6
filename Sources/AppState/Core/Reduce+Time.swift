import ChatModel

extension State {
  /// When `.timePassed` is due next; nil while nothing waits for the clock.
  package var deadline: Timestamp? {
    var moments = conversationsToSave.flatMap { [conversations[$0]?.draftDue, conversations[$0]?.scrollDue] }
    moments.append(sessionDue)
    moments.append(notice?.until)
    return moments.compactMap { $0 }.min()
  }

  mutating func reduceTime(now: Timestamp) -> [Command] {
    var commands: [Command] = []
    for id in conversationsToSave.sorted() {
      if let due = conversations[id]?.draftDue, due <= now { commands += saveDraft(id) }
      if let due = conversations[id]?.scrollDue, due <= now { commands += saveScroll(id) }
      if conversations[id]?.draftDue == nil && conversations[id]?.scrollDue == nil { conversationsToSave.remove(id) }
    }
    if let due = sessionDue, due <= now {
      sessionDue = nil
      if settings.access == .readWrite { commands.append(.history(.saveSession(session))) }
    }
    if let notice, notice.until <= now { self.notice = nil }
    return commands
  }
}
