import ChatModel

/// Copying, and opening links.
package enum CopyingAction: Equatable, Sendable {
  case text(String)
  case conversation
  /// The conversation as plain text, where the mouse can take it.
  case plainShown
  /// Opened by the desktop, or copied where there is none.
  case linkOpened(String)
  case message(MessageID)
}

extension State {
  mutating func reduce(_ action: CopyingAction, now: Timestamp) -> [Command] {
    switch action {
    case .text(let text): return [.client(.copy(text))]
    case .conversation: return copyConversation(now: now)
    case .plainShown:
      guard let text = wholeText else {
        show("There is nothing to show yet.", now: now)
        return []
      }
      return [.client(.page(text))]
    case .linkOpened(let target):
      popups.removeTop()
      return [.client(.openLink(target))]
    case .message(let id): return copy(id, now: now)
    }
  }
}
