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
    /// Text to be appended to the part with this number of a running reply.
    case part(MessageID, number: Int, ReplyPart)
    /// How many of a running reply's events could not be read.
    case unreadable(MessageID, Int)
    /// Running replies of dead processes are to be set down as interrupted.
    case interruptions
  }

  private(set) var writes: [Write] = []
  /// How many of them were looked at for the place of what was to be added; for tests that count.
  private(set) var lookedAt = 0
  private let textLimit: Int
  private var textBytes = 0
  /// Replies of which text was left out.
  private var cut: Set<MessageID> = []
  /// Turns that were answered already.
  private var answered: Set<ReplyID> = []

  init(textLimit: Int) { self.textLimit = textLimit }

  var isEmpty: Bool { writes.isEmpty }

  mutating func addInterruptions() { writes.append(.interruptions) }

  /// Adds `write` behind the others as it is.
  mutating func keep(_ write: Write) { writes.append(write) }

  mutating func add(_ command: HistoryCommand) {
    switch command {
    case .appendText(_, let message, let text): append(.text(message, text))
    case .appendPart(_, let message, let number, let part): append(.part(message, number: number, part))
    case .saveUnreadable(_, let message, let count): append(.unreadable(message, count))
    case .saveMessage(_, let message), .saveReply(_, _, let message):
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
      .leaveService,
      .restoreConversation, .purgeDeleted, .mergeConversations, .markUnlisted, .mergeMessages, .readAgain, .saveStar,
      .deleteStar, .saveMark, .loadConversations, .loadMessages, .loadPrompts, .readMessages, .findMessage, .search:
      writes.append(.command(command))
    }
  }

  /// The first `count` writes are done, or given up.
  mutating func removeFirst(_ count: Int) {
    for write in writes.prefix(count) {
      textBytes -= write.textBytes
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

  /// How many of the last writes are looked at for the place of what is to be added: more than there are replies at a time,
  /// and no more work where each event of a reply begins another part.
  private static let mostJoined = 32

  /// Adds what a running reply has more of, to what waits of the same where that is the last that waits of any reply.
  private mutating func append(_ write: Write) {
    guard let message = write.grown, !cut.contains(message) else { return }
    let bytes = write.textBytes
    guard textBytes + bytes <= textLimit else {
      cut.insert(message)
      return
    }
    textBytes += bytes
    for index in writes.indices.suffix(Self.mostJoined).reversed() {
      lookedAt += 1
      guard writes[index].grown != nil else { break }
      if join(write, at: index) { return }
    }
    writes.append(write)
  }

  /// Appends the text of `more` to the write at `index`, where that is of the same place.
  private mutating func join(_ more: Write, at index: Int) -> Bool {
    // The place is emptied first, so that the text grows where it stands.
    switch (writes[index], more) {
    case (.text(let message, var joined), .text(let other, let text)) where message == other:
      writes[index] = .text(message, "")
      joined += text
      writes[index] = .text(message, joined)
    case (.part(let message, let number, var joined), .part(let other, let same, let part))
    where message == other && number == same:
      writes[index] = .text(message, "")
      joined.text += part.text
      writes[index] = .part(message, number: number, joined)
      textBytes -= part.name.utf8.count
    case (.unreadable(let message, _), .unreadable(let other, let count)) where message == other:
      writes[index] = .unreadable(message, count)
      textBytes -= more.textBytes
    default: return false
    }
    return true
  }

  private mutating func removeText(of message: MessageID) {
    writes.removeAll { write in
      guard write.grown == message else { return false }
      textBytes -= write.textBytes
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
  /// The running reply that it lets grow; nil where it is of another kind.
  fileprivate var grown: MessageID? {
    switch self {
    case .text(let message, _), .part(let message, _, _), .unreadable(let message, _): message
    case .command, .interruptions: nil
    }
  }

  /// How much memory of a reply's growth it holds.
  fileprivate var textBytes: Int {
    switch self {
    case .text(_, let text): text.utf8.count
    case .part(_, _, let part): part.text.utf8.count + part.name.utf8.count
    case .unreadable: 8
    case .command, .interruptions: 0
    }
  }

  /// Whether it keeps a draft that was put aside.
  fileprivate var isStash: Bool {
    if case .command(.saveStash) = self { true } else { false }
  }

  /// Whether what it changes is news to the client that asked for it.
  var isNews: Bool {
    switch self {
    case .interruptions, .command(.mergeConversations), .command(.markUnlisted), .command(.mergeMessages): true
    case .text, .part, .unreadable, .command: false
    }
  }

  /// Whether it is worth waiting for the disk: what can be typed or received again is not.
  var durability: HistoryFile.Durability {
    switch self {
    case .text, .part, .unreadable, .command(.saveDraft), .command(.saveScroll), .command(.saveSession): .process
    case .command, .interruptions: .disk
    }
  }
}
