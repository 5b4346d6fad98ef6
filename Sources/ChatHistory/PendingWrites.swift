import ChatModel

/// The writes that are not yet on disk, in order. Text that is appended to the same reply is joined, and what a later
/// write makes needless is left out.
///
/// Its memory is bounded: beyond `textLimit` bytes of appended text a reply's further text is not kept until the whole
/// message is saved, so that what does get to the disk is always its beginning and never has a hole. Everything else
/// that waits shares its text with the client's own state.
struct PendingWrites {
  /// A step of a transaction.
  enum Write: Equatable {
    case command(HistoryCommand)
    /// Text to be appended to a running reply.
    case text(MessageID, String)
    /// Running replies of dead processes are to be set down as interrupted.
    case interruptions
  }

  private(set) var writes: [Write] = []
  private let textLimit: Int
  private var textBytes = 0
  /// Replies of which text was left out.
  private var cut: Set<MessageID> = []
  /// Turns that were answered already.
  private var answered: Set<ReplyID> = []

  init(textLimit: Int) { self.textLimit = textLimit }

  var isEmpty: Bool { writes.isEmpty }

  mutating func addInterruptions() { writes.append(.interruptions) }

  mutating func add(_ command: HistoryCommand) {
    switch command {
    case .appendText(_, let message, let text): append(text, to: message)
    case .saveMessage(_, let message):
      cut.remove(message.id)
      removeText(of: message.id)
      writes.append(.command(command))
    case .saveTurn(_, _, let messages):
      for message in messages { cut.remove(message.id) }
      writes.append(.command(command))
    case .saveDraft(_, let draft) where draft == Draft() && writes.contains(where: \.isStash):
      // A draft that was put aside is gone from its place only behind the write that keeps it.
      writes.append(.command(command))
    case .saveSession, .saveScroll, .saveDraft:
      if let index = writes.lastIndex(where: { Self.replaces(command, $0) }) {
        writes[index] = .command(command)
      } else {
        writes.append(.command(command))
      }
    case .saveBranch, .saveLayout, .deleteLayout, .saveStash, .deleteStash, .saveConversation, .deleteConversation,
      .restoreConversation, .purgeDeleted, .mergeConversations, .markUnlisted, .mergeMessages, .readAgain, .saveStar,
      .deleteStar, .saveMark, .loadConversations, .loadMessages, .loadPrompts, .readMessages, .findMessage, .search:
      writes.append(.command(command))
    }
  }

  /// The first `count` writes are done, or given up.
  mutating func removeFirst(_ count: Int) {
    for write in writes.prefix(count) {
      if case .text(_, let text) = write { textBytes -= text.utf8.count }
      if case .command(.saveTurn(let reply, _, _)) = write { answered.remove(reply) }
    }
    writes.removeFirst(count)
  }

  /// The turns among the first `count` writes that nobody was told about yet; they count as told from now on.
  mutating func takeUnanswered(_ count: Int) -> [ReplyID] {
    let turns = writes.prefix(count).compactMap { write -> ReplyID? in
      if case .command(.saveTurn(let reply, _, _)) = write { reply } else { nil }
    }
    return turns.filter { answered.insert($0).inserted }
  }

  private mutating func append(_ text: String, to message: MessageID) {
    let bytes = text.utf8.count
    guard !cut.contains(message) else { return }
    guard textBytes + bytes <= textLimit else {
      cut.insert(message)
      return
    }
    textBytes += bytes
    for index in writes.indices.reversed() {
      guard case .text(let other, var joined) = writes[index] else { break }
      guard other == message else { continue }
      // The place is emptied first, so that the text grows where it stands.
      writes[index] = .text(message, "")
      joined += text
      writes[index] = .text(message, joined)
      return
    }
    writes.append(.text(message, text))
  }

  private mutating func removeText(of message: MessageID) {
    writes.removeAll { write in
      guard case .text(message, let text) = write else { return false }
      textBytes -= text.utf8.count
      return true
    }
  }

  private static func replaces(_ command: HistoryCommand, _ write: Write) -> Bool {
    guard case .command(let before) = write else { return false }
    switch (before, command) {
    case (.saveSession, .saveSession): return true
    case (.saveScroll(let a, _), .saveScroll(let b, _)): return a == b
    case (.saveDraft(let a, _), .saveDraft(let b, _)): return a.id == b.id
    default: return false
    }
  }
}

extension PendingWrites.Write {
  /// Whether it keeps a draft that was put aside.
  fileprivate var isStash: Bool {
    if case .command(.saveStash) = self { true } else { false }
  }

  /// Whether what it changes is news to the client that asked for it.
  var isNews: Bool {
    switch self {
    case .interruptions, .command(.mergeConversations), .command(.markUnlisted), .command(.mergeMessages): true
    case .text, .command: false
    }
  }

  /// Whether it is worth waiting for the disk: what can be typed or received again is not.
  var durability: HistoryFile.Durability {
    switch self {
    case .text, .command(.appendText), .command(.saveDraft), .command(.saveScroll), .command(.saveSession): .process
    case .command, .interruptions: .disk
    }
  }
}
