import ChatModel
import GRDB

/// What taking in something that was typed elsewhere means for the file: what is typed here stays, and nothing comes twice.
struct DraftPlan {
  private enum Place {
    /// It is here, or was sent meanwhile.
    case nowhere
    case newConversation
    /// The row of the conversation, and the files that are attached there.
    case composer(Int64, [DraftAttachment])
    case aside
  }

  private let draft: ArchivedDraft
  private let place: Place

  /// For a history in which there is nothing but what this import brings.
  init(_ draft: ArchivedDraft, isNew: Bool) {
    self.draft = draft
    let isEmpty = !draft.text.contains { !$0.isWhitespace }
    place = isEmpty ? .nowhere : draft.stash != nil ? .aside : isNew ? .newConversation : .composer(0, [])
  }

  /// `isComing` says that the conversation would have come in before.
  init(_ draft: ArchivedDraft, db: Database, isComing: Bool) throws {
    let plan = DraftPlan(draft, isNew: !isComing)
    self.draft = draft
    func isThere(_ condition: String, _ arguments: StatementArguments) throws -> Bool {
      try Bool.fetchOne(db.cachedStatement(sql: "SELECT EXISTS (\(condition))"), arguments: arguments) ?? false
    }
    let isKept = try isThere("SELECT * FROM stash WHERE text = CAST(? AS TEXT)", [draft.text.stored])
    if case .nowhere = plan.place {
      place = .nowhere
      return
    }
    let row = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM conversation WHERE key = ?"), arguments: [draft.conversation.rawValue])
    guard let row else {
      if case .aside = plan.place, isKept { place = .nowhere } else { place = plan.place }
      return
    }
    let typed =
      try db.cachedStatement(sql: "SELECT \(Draft.columns) FROM draft d WHERE conversation = ?")
      .map([row]) { try Draft(row: $0, at: 0) }.first.flatMap { $0 } ?? Draft()
    let isSent = try isThere(
      "SELECT * FROM message WHERE conversation = ? AND author = 'person' AND text = CAST(? AS TEXT)",
      [row, draft.text.stored])
    if isKept || isSent || typed.text.utf8.elementsEqual(draft.text.utf8) {
      place = .nowhere
    } else if typed.text.contains(where: { !$0.isWhitespace }) {
      place = .aside
    } else {
      place = .composer(row, typed.attachments)
    }
  }

  var counts: ImportCounts {
    var counts = ImportCounts()
    switch place {
    case .nowhere: break
    case .newConversation: (counts.newConversations, counts.newDrafts) = (1, 1)
    case .composer: counts.newDrafts = 1
    case .aside: counts.asideDrafts = 1
    }
    return counts
  }

  func carryOut(_ writes: HistoryWrites, profile: String) throws {
    let typed = Draft(text: draft.text, caret: draft.text.utf8.count)
    switch place {
    case .nowhere: break
    case .newConversation:
      let header = ConversationHeader(
        id: draft.conversation, profile: profile, createdAt: writes.now, lastActivity: writes.now)
      try writes.save(typed, in: writes.save(header, .all), of: header.id)
    case .composer(let row, let files):
      var typed = typed
      typed.attachments = files
      try writes.save(typed, in: row, of: draft.conversation)
    case .aside:
      let name: StashID =
        draft.stash ?? DerivedIdentifier.make("draft", draft.conversation.rawValue, draft.text)
      try writes.run(
        "INSERT INTO stash (key, text, created_at) VALUES (?, CAST(? AS TEXT), ?) ON CONFLICT (key) DO NOTHING",
        [name.rawValue, draft.text.stored, writes.now.milliseconds])
    }
  }
}
