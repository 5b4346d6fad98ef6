import ChatModel

/// Asks whether to leave while something is under way or unsaved; what that is follows from the state.
package struct QuittingQuestion: Popup {
  package init() {}
}

/// What concerns the program and the terminal.
package enum ProgramAction: Equatable, Sendable {
  case demo
  /// A profile by its name.
  case profile(String)
  case quit(UserEvent.Confirmation)
  case suspend
  case redraw
  case mouseSwitched
  /// Read the configuration again.
  case reload
  case theme(String)
}

extension State {
  mutating func reduce(_ action: ProgramAction, now: Timestamp) -> [Command] {
    switch action {
    case .demo: return [.client(.openDemo)]
    case .profile(let name): return changeProfile(name, now: now)
    case .quit(let confirmation): return quit(confirmation, now: now)
    case .suspend: return [.client(.suspend)]
    case .redraw: return [.client(.redraw)]
    case .mouseSwitched: return [.client(.useMouse(!hasMouse))]
    case .reload: return [.client(.reload)]
    case .theme(let name): return [.client(.useTheme(name))]
    }
  }
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
