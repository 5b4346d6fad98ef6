import ChatModel

/// What could not be written to the history file, for a file that is made of it instead.
package struct Unwritten: Equatable, Sendable {
  /// Questions and answers, with the conversations that they belong to.
  package var conversations: [ArchivedConversation] = []
  /// What was typed and not sent.
  package var drafts: [Draft] = []
  package var count = UnsavedCount()
  /// Why they were not written.
  package var problem: HistoryProblem?

  package struct Draft: Equatable, Sendable {
    package var draft: ArchivedDraft
    /// Its attached files.
    package var files: [DraftAttachment]
    /// That of its conversation; nil for what was put aside.
    package var header: ConversationHeader?

    package init(_ draft: ArchivedDraft, files: [DraftAttachment] = [], header: ConversationHeader? = nil) {
      self.draft = draft
      self.files = files
      self.header = header
    }

    /// Whether it holds more than blanks.
    var hasContent: Bool { !files.isEmpty || draft.text.contains { !$0.isWhitespace } }
  }

  package init() {}

  package var isEmpty: Bool { conversations.isEmpty && drafts.isEmpty }
}

extension PendingWrites {
  /// How many questions, answers and drafts are among the writes.
  var count: UnsavedCount {
    var questions: Set<MessageID> = []
    var answers: Set<MessageID> = []
    var drafts: Set<ConversationID> = []
    for write in writes {
      switch write {
      case .text(let message, _), .part(let message, _, _), .unreadable(let message, _): answers.insert(message)
      case .command(.saveTurn(_, _, let messages)):
        for message in messages {
          if message.author == .person { questions.insert(message.id) }
          if message.author == .assistant, !message.text.isEmpty { answers.insert(message.id) }
        }
      case .command(.saveMessage(_, let message)), .command(.saveReply(_, _, let message)):
        if message.author == .person { questions.insert(message.id) } else { answers.insert(message.id) }
      case .command(let command):
        guard let draft = Unwritten.Draft(command) else { continue }
        if draft.hasContent {
          drafts.insert(draft.draft.conversation)
        } else {
          drafts.remove(draft.draft.conversation)
        }
      case .interruptions: break
      }
    }
    return UnsavedCount(questions: questions.count, answers: answers.count, drafts: drafts.count)
  }

  /// The writes as conversations. What they only add to is read from `file`, as far as that can be read.
  func unwritten(_ file: HistoryFile) -> Unwritten {
    var gathering = Gathering(file: file)
    for write in writes { gathering.add(write) }
    var result = gathering.result
    result.count = count
    return result
  }
}

extension Unwritten.Draft {
  /// What `command` would have kept, nothing where it takes a draft away; nil where it is about no draft.
  fileprivate init?(_ command: HistoryCommand) {
    switch command {
    case .saveDraft(let header, let draft):
      self.init(ArchivedDraft(conversation: header.id, text: draft.text), files: draft.attachments, header: header)
    case .saveStash(let stashed): self.init(ArchivedDraft(putAside: stashed.id, text: stashed.text))
    case .deleteStash(let id): self.init(ArchivedDraft(putAside: id, text: ""))
    default: return nil
    }
  }
}

/// Puts unwritten things together.
private struct Gathering {
  let file: HistoryFile
  private var order: [ConversationID] = []
  private var headers: [ConversationID: ConversationHeader] = [:]
  private var messages: [ConversationID: [Message]] = [:]
  private var drafts: [ConversationID: Unwritten.Draft] = [:]

  init(file: HistoryFile) { self.file = file }

  mutating func add(_ write: PendingWrites.Write) {
    switch write {
    case .text(let id, let text): change(id) { $0.text += text }
    case .part(let id, let number, let part):
      change(id) { message in
        if message.parts.indices.contains(number) {
          message.parts[number].text += part.text
        } else {
          message.parts.append(part)
        }
      }
    case .unreadable(let id, let count): change(id) { $0.unreadableEvents = count }
    case .command(.saveTurn(_, let header, let turn)):
      headers[header.id] = header
      for message in turn { put(message, in: header.id) }
    case .command(.saveConversation(let header, _)): headers[header.id] = header
    case .command(.saveMessage(let conversation, let message)): put(message, in: conversation)
    case .command(.saveReply(let header, let question, let reply)):
      headers[header.id] = header
      // An answer is little without its question, wherever that is kept.
      if let question { put(question, in: header.id) }
      put(reply, in: header.id)
    case .command(let command):
      guard let draft = Unwritten.Draft(command) else { return }
      if let header = draft.header { headers[header.id] = header }
      drafts[draft.draft.conversation] = draft
    case .interruptions: break
    }
  }

  private mutating func put(_ message: Message, in conversation: ConversationID) {
    if messages[conversation] == nil { order.append(conversation) }
    if let index = messages[conversation]?.firstIndex(where: { $0.id == message.id }) {
      messages[conversation]![index] = message
    } else {
      messages[conversation, default: []].append(message)
    }
  }

  /// Changes a running reply, which may be on disk as far as it came.
  private mutating func change(_ id: MessageID, _ change: (inout Message) -> Void) {
    for (conversation, known) in messages {
      guard let index = known.firstIndex(where: { $0.id == id }) else { continue }
      change(&messages[conversation]![index])
      return
    }
    let placed = try? file.read { [leases = file.leases, own = file.ownLease] db -> PlacedMessage? in
      let reader = HistoryReader(db: db, leases: leases)
      guard let row = try reader.rowID(of: id) else { return nil }
      return try reader.placed(row, own: own.map { _ in "" })
    }
    guard var placed = placed ?? nil else { return }
    change(&placed.message)
    put(placed.message, in: placed.conversation)
  }

  var result: Unwritten {
    var result = Unwritten()
    for id in order {
      let header =
        headers[id] ?? known(id)
        ?? ConversationHeader(
          id: id, profile: "", createdAt: messages[id]![0].createdAt, lastActivity: messages[id]![0].createdAt)
      result.conversations.append(
        ArchivedConversation(header: header, messages: messages[id]!.map { ArchivedMessage($0) }))
    }
    for (id, draft) in drafts.sorted(by: { $0.key < $1.key }) where draft.hasContent {
      result.drafts.append(Unwritten.Draft(draft.draft, files: draft.files, header: headers[id]))
    }
    return result
  }

  private func known(_ id: ConversationID) -> ConversationHeader? {
    let found = try? file.read { [leases = file.leases] db in
      try HistoryReader(db: db, leases: leases).conversations(startingWith: id.rawValue)
    }
    return found?.first { $0.id == id }
  }
}
