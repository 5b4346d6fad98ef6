import ChatModel
import GRDB

/// Takes conversations from elsewhere into the history file, each in one transaction, on the caller's thread. What is there
/// already stays as it is, but for a reply that broke off and is longer elsewhere; what is new is added at its place.
package final class HistoryImport {
  /// Whether anything is written.
  package enum Manner: Sendable {
    case writing
    /// Only counts what would be done.
    case trying
  }

  private let file: HistoryFile
  private let manner: Manner
  private let now: @Sendable () -> Timestamp
  /// What came in by this import: what the service calls them does not make them the same as others of it.
  private var added: Set<ConversationID> = []
  /// Those whose draft came in with them.
  private var drafted: Set<ConversationID> = []

  /// Opens the history file at `path`, and creates it where it is missing and something is to be written. Throws where it
  /// cannot be used.
  package init(
    path: String, manner: Manner, now: @escaping @Sendable () -> Timestamp = readClock
  ) throws(HistoryProblem) {
    self.manner = manner
    self.now = now
    file = HistoryFile(path: path, access: manner == .writing ? .readWrite : .readOnly, limits: History.Limits())
    file.open()
    if let problem = file.problem { throw problem }
  }

  deinit { file.close() }

  /// Lets go of the file. Nothing may be added behind it.
  package func close() { file.close() }

  /// Takes `conversation` in. Throws where the file cannot be written; then nothing of it was.
  package func add(_ conversation: ArchivedConversation) throws(HistoryProblem) -> ImportCounts {
    let counts = try patiently { () throws(HistoryProblem) in try addOnce(conversation) }
    if counts.newConversations + counts.newBranches > 0 { added.insert(conversation.header.id) }
    if counts.newDrafts > 0 { drafted.insert(conversation.header.id) }
    return counts
  }

  /// Takes `draft` into its conversation, which becomes one of `profile` where it is new, or puts it aside where something
  /// else is typed there. One that is there, or was sent meanwhile, is left out. Throws as `add` does.
  package func add(_ draft: ArchivedDraft, profile: String) throws(HistoryProblem) -> ImportCounts {
    if case .trying = manner, drafted.contains(draft.conversation) { return ImportCounts() }
    return try patiently { () throws(HistoryProblem) in try addOnce(draft, profile: profile) }
  }

  private func patiently(
    _ work: () throws(HistoryProblem) -> ImportCounts
  ) throws(HistoryProblem) -> ImportCounts {
    var wait = LockWait(file.path, patience: Self.patience)
    while true {
      do throws(HistoryProblem) { return try work() } catch  where error.kind == .locked {
        // Each attempt waits by itself.
        if wait.isOver() { throw error }
      }
    }
  }

  /// How long another process is waited for that holds the file and does not get on, in milliseconds.
  private static let patience: Int64 = 30_000

  private func addOnce(_ conversation: ArchivedConversation) throws(HistoryProblem) -> ImportCounts {
    var counts = ImportCounts()
    do {
      switch manner {
      case .trying where file.isAbsent: counts = ImportPlan(new: conversation).counts
      case .trying:
        counts = try file.read { [added] db in
          try ImportPlan(conversation, db: db, leases: file.leases, added: added).counts
        }
      case .writing:
        let now = now()
        try file.write(.process) { [added] db in
          let plan = try ImportPlan(conversation, db: db, leases: file.leases, added: added)
          try plan.carryOut(HistoryWrites(db: db, file: file, now: now))
          counts = plan.counts
        }
      }
    } catch { throw HistoryProblem(error, path: file.path) }
    return counts
  }

  private func addOnce(_ draft: ArchivedDraft, profile: String) throws(HistoryProblem) -> ImportCounts {
    var counts = ImportCounts()
    let now = now()
    do {
      switch manner {
      case .trying where file.isAbsent: counts = DraftPlan(draft, isNew: !added.contains(draft.conversation)).counts
      case .trying:
        counts = try file.read { [added] db in
          try DraftPlan(draft, db: db, isComing: added.contains(draft.conversation)).counts
        }
      case .writing:
        try file.write(.process) { db in
          let plan = try DraftPlan(draft, db: db, isComing: false)
          try plan.carryOut(HistoryWrites(db: db, file: file, now: now), profile: profile)
          counts = plan.counts
        }
      }
    } catch { throw HistoryProblem(error, path: file.path) }
    return counts
  }
}

/// What taking in one conversation means for the file.
private struct ImportPlan {
  private(set) var counts = ImportCounts()
  private var header: ConversationHeader
  /// Messages that are new, in order.
  private var messages: [ArchivedMessage] = []
  /// Replies that are here, as they are from now on.
  private var completed: [Message] = []
  /// Draft and marks of a conversation that is new here. One that is known may have been gone on with.
  private var remarks = ConversationRemarks()
  /// Stars for messages that are there.
  private var stars: [(message: MessageID, star: ArchivedStar)] = []
  /// The order of all messages afterwards, where new ones do not all come last.
  private var order: [MessageID]?
  /// Messages that get another name here than in the file, by that.
  private var renamed: [MessageID: MessageID] = [:]
  private var isKnown = false
  private var isDeleted = false

  /// For a history in which there is nothing.
  init(new conversation: ArchivedConversation) {
    header = conversation.header
    messages = conversation.messages
    remarks = conversation.remarks
    counts.newMarks = remarks.marks.count
    if remarks.draft != nil { counts.newDrafts = 1 }
    countAsNew()
    counts.newMessages = messages.count
  }

  private mutating func countAsNew() {
    if header.branch == nil { counts.newConversations = 1 } else { counts.newBranches = 1 }
  }

  init(
    _ conversation: ArchivedConversation, db: Database, leases: WriterLeases, added: Set<ConversationID>
  ) throws {
    guard let (row, local, isDeleted) = try Self.known(conversation.header, db, added) else {
      header = conversation.header
      remarks = conversation.remarks
      if remarks.draft != nil { counts.newDrafts = 1 }
      countAsNew()
      var names = MessageNames(conversation.header.id, db)
      messages = try conversation.messages.map { archived in
        try archived.named(names.free(archived.message.id))
      }
      renamed = names.renamed
      remarks.marks = remarks.marks.map { mark in
        guard case .anchored(let message, let row) = mark.scroll, let own = renamed[message] else { return mark }
        return ArchivedMark(name: mark.name, scroll: .anchored(message: own, row: row))
      }
      counts.newMessages = messages.count
      try findBranchPoint(db)
      try leaveOutTaken(db)
      return
    }
    self.isDeleted = isDeleted
    isKnown = true
    var header = local
    header.lastActivity = max(local.lastActivity, conversation.header.lastActivity)
    self.header = header
    if Self.differs(local, conversation.header) { counts.differingConversations = 1 }
    try merge(conversation, row, db, leases, mayMatchRemote: !added.contains(local.id))
    if messages.isEmpty {
      self.header.lastActivity = local.lastActivity
      if stars.isEmpty && completed.isEmpty && !isDeleted {
        counts.knownConversations = 1
      } else {
        counts.grownConversations = 1
      }
    } else {
      counts.grownConversations = 1
    }
    counts.newMessages = messages.count
    counts.completedMessages = completed.count
    counts.newStars = stars.count
  }

  /// The conversation of the same id, or of the same id at the service.
  private static func known(
    _ header: ConversationHeader, _ db: Database, _ added: Set<ConversationID>
  ) throws -> (row: Int64, header: ConversationHeader, isDeleted: Bool)? {
    let columns = "\(ConversationHeader.columns), c.id, c.deleted_at IS NOT NULL"
    func found(_ condition: String, _ arguments: StatementArguments) throws -> [(Int64, ConversationHeader, Bool)] {
      try db.cachedStatement(sql: "SELECT \(columns) FROM conversation c WHERE \(condition) ORDER BY c.id")
        .map(arguments) { row in
          let count = ConversationHeader.columnCount
          return (try row.value(count), try ConversationHeader(row: row), try row.value(count + 1))
        }
    }
    if let same = try found("c.key = ?", [header.id.rawValue]).first { return same }
    guard let remote = header.remoteID else { return nil }
    return try found(
      """
      c.remote_key = CAST(?1 AS TEXT) AND c.profile = CAST(?2 AS TEXT)
        AND (c.host IS NULL OR ?3 IS NULL OR c.host = CAST(?3 AS TEXT))
      """, [remote.rawValue.stored, header.profile.stored, header.host?.rawValue.stored]
    ).first { !added.contains($0.1.id) }
  }

  private static func differs(_ a: ConversationHeader, _ b: ConversationHeader) -> Bool {
    a.title != b.title || a.chatbot != b.chatbot || a.profile != b.profile
      || (b.host != nil && a.host != b.host) || a.isPinned != b.isPinned
      || a.isArchived != b.isArchived || a.mode != b.mode
  }

  /// A branch says where it begins by the name that the message has in the file.
  private mutating func findBranchPoint(_ db: Database) throws {
    guard let branch = header.branch else { return }
    let own: MessageID = MessageNames.derived(from: branch.message, in: branch.conversation)
    let isThere = try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT EXISTS (
            SELECT * FROM message m JOIN conversation c ON c.id = m.conversation WHERE m.key = ? AND c.key = ?)
          """), arguments: [own.rawValue, branch.conversation.rawValue])
    if isThere == true { header.branch = BranchPoint(conversation: branch.conversation, message: own) }
  }

  /// A letter that stands for a place here goes on to do so.
  private mutating func leaveOutTaken(_ db: Database) throws {
    let statement = try db.cachedStatement(sql: "SELECT EXISTS (SELECT * FROM mark WHERE name = ?)")
    let before = remarks.marks.count
    try remarks.marks.removeAll { try Bool.fetchOne(statement, arguments: [$0.name]) ?? false }
    counts.newMarks = remarks.marks.count
    counts.takenMarks = before - counts.newMarks
  }

  private mutating func merge(
    _ conversation: ArchivedConversation, _ row: Int64, _ db: Database, _ leases: WriterLeases, mayMatchRemote: Bool
  ) throws {
    let snapshot = HistoryReader(db: db, leases: leases)
    var local: [MessageID: ArchivedMessage] = [:]
    var byRemote: [RemoteMessageID: MessageID] = [:]
    var order: [MessageID] = []
    let notes = try ArchivedStar.all(of: header.id, db)
    try snapshot.forEachMessage(ofRow: row) { message, row in
      local[message.id] = ArchivedMessage(message, star: notes[row])
      if mayMatchRemote, let remote = message.remoteID { byRemote[remote] = message.id }
      order.append(message.id)
    }
    var names = MessageNames(conversation.header.id, db)
    /// New messages by the one that they follow; nil: at the start.
    var following: [MessageID?: [MessageID]] = [:]
    var last: MessageID?
    for archived in conversation.messages {
      let id = archived.message.id
      let known = names.known(id, in: local) ?? archived.message.remoteID.flatMap { names.take(byRemote[$0]) }
      if let known, let here = local[known] {
        last = known
        if let whole = Self.completed(here.message, by: archived.message) {
          completed.append(whole)
        } else if !Self.isSame(here.message, archived.message) {
          counts.differingMessages += 1
        }
        guard let star = archived.star, star != here.star else { continue }
        if here.star == nil { stars.append((known, star)) } else { counts.differingMessages += 1 }
      } else {
        let new = try archived.named(names.free(id))
        messages.append(new)
        following[last, default: []].append(new.message.id)
      }
    }
    renamed = names.renamed
    // All behind the last one that is here: nothing moves.
    guard following.keys.contains(where: { $0 != order.last }) else { return }
    self.order = (following[nil] ?? []) + order.flatMap { [$0] + (following[$0] ?? []) }
  }

  private static func isSame(_ a: Message, _ b: Message) -> Bool {
    a.author == b.author && a.text.utf8.elementsEqual(b.text.utf8) && a.status == b.status
      && a.attachments == b.attachments && a.citations == b.citations
  }

  /// A reply that broke off or failed here, as it is elsewhere, where that begins with what is here and has more of it; nil
  /// where it stays as it is.
  private static func completed(_ here: Message, by there: Message) -> Message? {
    guard here.author == .assistant, there.author == .assistant, here.status.isBroken,
      there.text.utf8.starts(with: here.text.utf8),
      there.text.utf8.count > here.text.utf8.count || !there.status.isBroken
    else { return nil }
    var whole = there
    (whole.id, whole.createdAt, whole.reply) = (here.id, here.createdAt, here.reply ?? there.reply)
    whole.remoteID = here.remoteID ?? there.remoteID
    whole.firstTextAt = here.firstTextAt ?? there.firstTextAt
    whole.feedback = here.feedback ?? there.feedback
    if there.attachments.isEmpty { whole.attachments = here.attachments }
    if there.citations.isEmpty { whole.citations = here.citations }
    if there.parts.count < here.parts.count { whole.parts = here.parts }
    return whole
  }

  // MARK: Writing

  func carryOut(_ writes: HistoryWrites) throws {
    guard !isKnown || !messages.isEmpty || !completed.isEmpty || !stars.isEmpty || isDeleted else { return }
    let row = try writes.save(header, .all)
    if isDeleted { try writes.run("UPDATE conversation SET deleted_at = NULL WHERE id = ?", [row]) }
    for archived in messages {
      try writes.save(archived.message, in: row)
      if let star = archived.star { try save(star, at: archived.message.id, writes) }
    }
    for message in completed { try writes.save(message, in: row) }
    for (message, star) in stars { try save(star, at: message, writes) }
    if let draft = remarks.draft { try writes.save(draft, in: row, of: header.id) }
    for mark in remarks.marks {
      try writes.save(TranscriptMark(conversation: header.id, scroll: mark.scroll), as: mark.name)
    }
    // Branches that came in before what they branch off.
    for (old, new) in renamed {
      try writes.run(
        "UPDATE conversation SET branch_message = CAST(? AS TEXT) WHERE branch_conversation = ? AND branch_message = ?",
        [new.rawValue, header.id.rawValue, old.rawValue])
    }
    guard let order else { return }
    let statement = try writes.db.cachedStatement(sql: "SELECT id FROM message WHERE key = ? AND conversation = ?")
    try writes.number(
      order.compactMap { try Int64.fetchOne(statement, arguments: [$0.rawValue, row]) }, of: row)
  }

  private func save(_ star: ArchivedStar, at message: MessageID, _ writes: HistoryWrites) throws {
    try writes.run(
      """
      INSERT INTO star (message, note, created_at)
      SELECT id, CAST(? AS TEXT), ? FROM message WHERE key = ? ON CONFLICT (message) DO NOTHING
      """, [star.note.stored, star.createdAt.milliseconds, message.rawValue])
  }
}

extension MessageStatus {
  /// Whether it is that of a reply of which there may be more elsewhere.
  fileprivate var isBroken: Bool {
    switch self {
    case .interrupted, .failed: true
    default: false
    }
  }
}
