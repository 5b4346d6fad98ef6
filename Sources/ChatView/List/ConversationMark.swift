import AppState
import Canvas
import ChatModel

/// What the list says of a conversation in front of its title.
struct ConversationMark: Equatable {
  var sign: String
  var role: Role

  /// What its reply is doing, or that it failed.
  static func ofReply(_ conversation: Conversation) -> ConversationMark? {
    guard let last = conversation.messages.last else { return nil }
    switch last.status {
    case .sending, .waiting: return ConversationMark(sign: "◌", role: .streaming)
    case .streaming: return ConversationMark(sign: "●", role: .streaming)
    case .failed: return ConversationMark(sign: "✗", role: .failed)
    case .complete, .stopped, .interrupted: return nil
    }
  }

  static let pinned = ConversationMark(sign: "▲", role: .pinned)
  static let archived = ConversationMark(sign: "▽", role: .dim)
  /// Only the service has it.
  static let remote = ConversationMark(sign: "↓", role: .notice)
  /// The service does not have it.
  static let local = ConversationMark(sign: "⌂", role: .dim)
  static let branch = ConversationMark(sign: "↳", role: .dim)
  static let draft = ConversationMark(sign: "✎", role: .draft)
}
