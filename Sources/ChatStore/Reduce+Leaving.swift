import ChatModel

/// Asks whether to leave while something is under way or unsaved; what that is follows from the state.
package struct QuittingQuestion: Popup {
  package init() {}
}

extension State {
  mutating func quit(_ confirmation: UserEvent.Confirmation, now: Timestamp) -> [Command] {
    if confirmation == .asked && !(replies.isEmpty && uploads.isEmpty && unsaved.isEmpty) {
      popups.removeAll(QuittingQuestion.self)
      popups.append(QuittingQuestion())
      return []
    }
    var commands: [Command] = []
    for id in order {
      commands += stop(id, as: .interrupted, now: now)
      if self[id].draftDue != nil { commands += saveDraft(id) }
      commands += saveScroll(id)
    }
    if settings.access == .readWrite { commands.append(.history(.saveSession(session))) }
    if confirmation == .discarding { commands.append(.client(.discardUnsaved)) }
    return commands + [.client(.quit)]
  }
}
