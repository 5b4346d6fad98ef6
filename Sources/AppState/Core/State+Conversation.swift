import ChatModel

extension State {
  /// The conversation `id`, which must be there: an id that is shown, listed or waited for by something of the state. One that
  /// is not is a fault, which ends the program in a debug build and in tests; elsewhere an empty conversation stands for it,
  /// and what is changed there is dropped.
  package subscript(id: ConversationID) -> Conversation {
    get {
      guard let conversation = conversations[id] else { return Self.missing(id) }
      return conversation
    }
    _modify {
      if conversations[id] != nil {
        yield &conversations[id]!
      } else {
        var conversation = Self.missing(id)
        yield &conversation
      }
    }
  }

  /// Does `action` to what is typed in the conversation `id`.
  mutating func edit(_ id: ConversationID, _ action: EditorAction) {
    changeWithKilled(id) { $0.composer.apply(action, killed: &$1) }
  }

  /// Changes the conversation `id` and what was cut so far.
  mutating func changeWithKilled(_ id: ConversationID, _ change: (inout Conversation, inout KillRing) -> Void) {
    var killed = killed
    change(&self[id], &killed)
    self.killed = killed
  }

  private static func missing(_ id: ConversationID) -> Conversation {
    assertionFailure("there is no conversation \(id)")
    let never = Timestamp(milliseconds: 0)
    return Conversation(header: ConversationHeader(id: id, profile: "", createdAt: never, lastActivity: never))
  }
}
