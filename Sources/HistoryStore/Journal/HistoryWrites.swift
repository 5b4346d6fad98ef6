import ChatModel
import Foundation
import GRDB

/// Carries out one write after the other inside a transaction.
struct HistoryWrites {
  let db: Database
  let file: HistoryFile
  let now: Timestamp

  /// How long a deleted conversation can be brought back, in milliseconds.
  private static let keptDeleted = Milliseconds.seconds(24 * 60 * 60)

  /// What was deleted before this moment cannot be brought back at `now`.
  static func purgeable(at now: Timestamp) -> Timestamp {
    Timestamp(milliseconds: now.milliseconds - keptDeleted.value)
  }

  func carryOut(_ write: PendingWrites.Write) throws {
    switch write {
    case .text(let message, let text): try append(text, to: message)
    case .part(let message, let number, let part): try append(part, number: number, to: message)
    case .unreadable(let message, let count): try note(unreadable: count, of: message)
    case .command(let command): try carryOut(command)
    case .interruptions: try interruptDead()
    }
  }

  private func carryOut(_ command: HistoryCommand) throws {
    switch command {
    case .saveTurn(_, let header, let messages):
      let conversation = try save(header, .turn)
      // Who talks in it wants it, also where another process has deleted it meanwhile.
      try restore(header.id)
      for message in messages { try save(message, in: conversation) }
    case .saveConversation(let header, let fields):
      // Some fields of a conversation that is gone would make an empty one of it.
      if try fields == .all || rowID(of: header.id) != nil { _ = try save(header, fields) }
    case .appendText(_, let message, let text): try append(text, to: message)
    case .appendPart(_, let message, let number, let part): try append(part, number: number, to: message)
    case .saveUnreadable(_, let message, let count): try note(unreadable: count, of: message)
    case .saveMessage(let conversation, let message):
      // A conversation that is not there any more was purged; its messages went with it.
      if let conversation = try rowID(of: conversation) { try save(message, in: conversation) }
    case .leaveService(let conversation): try leaveService(conversation)
    case .saveReply(let header, let question, let reply):
      let conversation = try rowID(of: header.id) ?? save(header, .all)
      if let question, try !isThere(question.id) { try save(question, in: conversation) }
      try save(reply, in: conversation)
    case .saveDraft(let header, let draft):
      try save(draft, in: rowID(of: header.id) ?? save(header, .all), of: header.id)
    case .saveScroll(let conversation, let position):
      if let conversation = try rowID(of: conversation) { try save(position, in: conversation) }
    case .saveStash(let stashed):
      try run(
        "INSERT INTO stash (key, text, created_at) VALUES (?, CAST(? AS TEXT), ?) ON CONFLICT (key) DO NOTHING",
        [stashed.id.rawValue, stashed.text.stored, stashed.createdAt.milliseconds])
    case .deleteStash(let id): try run("DELETE FROM stash WHERE key = ?", [id.rawValue])
    case .saveSession(let session):
      try run(
        """
        INSERT INTO session (id, open_conversation, is_list_visible, list_columns, panes) VALUES (1, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET open_conversation = excluded.open_conversation,
          is_list_visible = excluded.is_list_visible, list_columns = excluded.list_columns, panes = excluded.panes
        """,
        [
          session.openConversation?.rawValue, session.isListVisible, session.listColumns,
          session.panes.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) },
        ])
    case .saveBranch(let header, let copies): try branch(header, copies: copies)
    case .saveLayout(let name, let panes):
      let json = String(decoding: try JSONEncoder().encode(panes), as: UTF8.self)
      try run(
        "INSERT INTO layout (name, panes) VALUES (CAST(? AS TEXT), ?) ON CONFLICT (name) DO UPDATE SET panes = excluded.panes",
        [name.stored, json])
    case .deleteLayout(let name): try run("DELETE FROM layout WHERE name = CAST(? AS TEXT)", [name.stored])
    case .deleteConversation(let conversation):
      try run(
        "UPDATE conversation SET deleted_at = ? WHERE key = ? AND deleted_at IS NULL",
        [now.milliseconds, conversation.rawValue])
    case .restoreConversation(let conversation): try restore(conversation)
    case .purgeDeleted: _ = try Purge(db: db).step(before: Self.purgeable(at: now))
    case .mergeConversations(let listed, let profile, let host, let mode):
      try merge(listed, profile: profile, host: host, mode: mode)
    case .markUnlisted(let profile, let host, let listed, let since):
      try markUnlisted(profile: profile, host: host, listed: listed, since: since)
    case .mergeMessages(let conversation, let page, let purpose): try merge(page, into: conversation, purpose)
    case .saveStar(let star):
      try run(
        """
        INSERT INTO star (message, note, created_at) SELECT id, CAST(? AS TEXT), ? FROM message WHERE key = ?
        ON CONFLICT (message) DO UPDATE SET note = excluded.note
        """, [star.note.stored, star.createdAt.milliseconds, star.message.rawValue])
    case .deleteStar(let message):
      try run("DELETE FROM star WHERE message = (SELECT id FROM message WHERE key = ?)", [message.rawValue])
    case .saveMark(let name, let mark): try save(mark, as: name)
    case .loadConversations, .loadMessages, .loadPrompts, .readMessages, .findMessage, .search, .readAgain: break
    }
  }

  func save(_ mark: TranscriptMark, as name: String) throws {
    let (message, row): (String?, Int) =
      switch mark.scroll {
      case .following: (nil, 0)
      case .anchored(let message, let row): (message.rawValue, row)
      }
    try run(
      """
      INSERT INTO mark (name, conversation, message, row) VALUES (?, ?, ?, ?)
      ON CONFLICT (name) DO UPDATE SET conversation = excluded.conversation, message = excluded.message,
        row = excluded.row
      """, [name, mark.conversation.rawValue, message, row])
  }

  func restore(_ conversation: ConversationID) throws {
    try run(
      "UPDATE conversation SET deleted_at = NULL WHERE key = ? AND deleted_at IS NOT NULL", [conversation.rawValue])
  }

  // MARK: Conversations

  func rowID(of conversation: ConversationID) throws -> Int64? {
    try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM conversation WHERE key = ?"), arguments: [conversation.rawValue])
  }

  /// Writes `fields` of a header that is on disk, or all of one that is not.
  func save(_ header: ConversationHeader, _ fields: HeaderFields) throws -> Int64 {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO conversation (key, remote_key, profile, chatbot, chatbot_name, title, title_source, mode, is_pinned,
          is_archived, unread, created_at, last_activity, branch_conversation, branch_message, presence, earlier_page,
          host)
        VALUES (?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), ?, ?, ?, ?, ?,
          ?, ?, ?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT))
        ON CONFLICT (key) DO UPDATE SET \(fields.assignments)
        RETURNING id
        """)
    let id = try Int64.fetchOne(
      statement,
      arguments: [
        header.id.rawValue, header.remoteID?.rawValue.stored, header.profile.stored, header.chatbot?.rawValue.stored,
        header.chatbotName.stored, header.title.stored, header.titleSource.rawValue, header.mode.rawValue,
        header.isPinned, header.isArchived, header.unread, header.createdAt.milliseconds,
        header.lastActivity.milliseconds, header.branch?.conversation.rawValue, header.branch?.message.rawValue,
        header.presence.rawValue, header.earlier.stored?.stored, header.host?.rawValue.stored,
      ])
    guard let id else { preconditionFailure("an upsert returns its row") }
    return id
  }

  /// Creates the conversation of `header` with copies of the messages before its branch point. What the service calls the
  /// originals is not copied: it knows nothing of the branch.
  private func branch(_ header: ConversationHeader, copies: [MessageID: MessageID]) throws {
    let id = try save(header, .all)
    guard let point = header.branch else { return }
    try run(
      """
      INSERT INTO message (key, conversation, ordinal, author, text, status, failure, created_at, first_text_at, ended_at,
        attachments, citations, parts, unreadable, unreadable_sources)
      SELECT lower(hex(randomblob(16))), ?1, m.ordinal, m.author, m.text,
        CASE WHEN m.status IN ('sending', 'waiting', 'streaming') THEN 'interrupted' ELSE m.status END, m.failure,
        m.created_at, m.first_text_at, m.ended_at, m.attachments, m.citations, m.parts, m.unreadable,
        m.unreadable_sources
      FROM message b JOIN message m ON m.conversation = b.conversation AND m.ordinal < b.ordinal WHERE b.key = ?2
      """, [id, point.message.rawValue])
    for (original, copy) in copies {
      try run(
        """
        UPDATE message SET key = ? WHERE conversation = ? AND ordinal = (SELECT ordinal FROM message WHERE key = ?)
        """, [copy.rawValue, id, original.rawValue])
    }
  }

  private func save(_ position: ScrollPosition, in conversation: Int64) throws {
    switch position {
    case .following: try run("DELETE FROM scroll WHERE conversation = ?", [conversation])
    case .anchored(let message, let row):
      try run(
        """
        INSERT INTO scroll (conversation, message, row) VALUES (?, ?, ?)
        ON CONFLICT (conversation) DO UPDATE SET message = excluded.message, row = excluded.row
        """, [conversation, message.rawValue, row])
    }
  }

  // MARK: Messages

  private func isThere(_ message: MessageID) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT EXISTS (SELECT * FROM message WHERE key = ?)"), arguments: [message.rawValue])
      ?? false
  }

  /// Writes the message down, behind the others of its conversation where it is new.
  func save(_ message: Message, in conversation: Int64) throws {
    let known = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM message WHERE key = ?"), arguments: [message.id.rawValue])
    let content: StatementArguments = try [
      message.remoteID?.rawValue.stored, message.author.rawValue, message.text.stored, message.status.stored,
      message.status.storedFailure, message.createdAt.milliseconds, message.firstTextAt?.milliseconds,
      message.endedAt?.milliseconds, encoded(message.attachments), encoded(message.citations), message.reply?.rawValue,
      message.status.isRunning ? file.lease().id : nil, message.feedback?.rawValue, encoded(message.parts),
      max(0, message.unreadableEvents), max(0, message.unreadableSources),
    ]
    guard let known else {
      return try run(
        """
        INSERT INTO message (remote_key, author, text, status, failure, created_at, first_text_at, ended_at,
          attachments, citations, reply, writer, feedback, parts, unreadable, unreadable_sources, key, conversation,
          ordinal)
        VALUES (CAST(? AS TEXT), ?, CAST(? AS TEXT), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """, content + [message.id.rawValue, conversation, nextOrdinal(in: conversation)])
    }
    try run(
      """
      UPDATE message SET remote_key = CAST(? AS TEXT), author = ?, text = CAST(? AS TEXT), status = ?, failure = ?,
        created_at = ?, first_text_at = ?, ended_at = ?, attachments = ?, citations = ?, reply = ?, writer = ?,
        feedback = ?, parts = ?, unreadable = ?, unreadable_sources = ?, remote_digest = NULL
      WHERE id = ?
      """, content + [known])
    try RunningText.clear(for: known, db)
  }

  /// Numbers the messages of the conversation anew where what is to be put between or behind them has no number left.
  func settleOrdinals(of conversation: Int64) throws {
    let row = try db.cachedStatement(sql: "SELECT min(ordinal), max(ordinal) FROM message WHERE conversation = ?")
      .map([conversation]) { row -> (Int64, Int64) in (try row.value(0) ?? 0, try row.value(1) ?? 0) }.first
    guard let (least, greatest) = row, least < -Self.greatestOrdinal || greatest > Self.greatestOrdinal else { return }
    _ = try renumber(conversation)
  }

  /// The place behind all messages of the conversation. In a damaged file the last one can stand where no other fits behind
  /// it: then all are numbered anew.
  func nextOrdinal(in conversation: Int64) throws -> Int64 {
    let statement = try db.cachedStatement(sql: "SELECT max(ordinal) FROM message WHERE conversation = ?")
    let last = try Int64.fetchOne(statement, arguments: [conversation]) ?? 0
    if last < Self.greatestOrdinal { return max(0, last) + 1 }
    return try renumber(conversation) + 1
  }

  /// No conversation has so many messages; what is greater was never written by this program.
  static let greatestOrdinal: Int64 = 1 << 38

  /// Numbers the messages of the conversation from 1 on, in the order in which they stand; how many they are.
  private func renumber(_ conversation: Int64) throws -> Int64 {
    let rows = try Int64.fetchAll(
      db.cachedStatement(sql: "SELECT id FROM message WHERE conversation = ? ORDER BY ordinal"),
      arguments: [conversation])
    try number(rows, of: conversation)
    return Int64(rows.count)
  }

  /// Numbers `rows`, all messages of the conversation, from 1 on. No two have the same number at any time: each moves to a
  /// stretch of free ones first.
  func number(_ rows: [Int64], of conversation: Int64) throws {
    let taken = try Int64.fetchAll(
      db.cachedStatement(sql: "SELECT ordinal FROM message WHERE conversation = ? AND ordinal > ? ORDER BY ordinal"),
      arguments: [conversation, Self.greatestOrdinal])
    var start = max(Self.greatestOrdinal, Int64(rows.count))
    for ordinal in taken where ordinal > start {
      if ordinal - start > Int64(rows.count) { break }
      start = ordinal
    }
    guard start < .max - Int64(rows.count) else { return }
    for first in [start, 0] {
      for (index, row) in rows.enumerated() {
        try run("UPDATE message SET ordinal = ? WHERE id = ?", [first + Int64(index) + 1, row])
      }
    }
  }

  /// Appends to what is on disk without touching it.
  private func append(_ text: String, to message: MessageID) throws {
    guard let id = try running(message, hasText: true) else { return }
    try run("INSERT INTO message_chunk (message, text) VALUES (?, CAST(? AS TEXT))", [id, text.stored])
    file.count { $0.addText(rows: 1, bytes: text.utf8.count) }
  }

  private func append(_ part: ReplyPart, number: Int, to message: MessageID) throws {
    guard let id = try running(message, hasText: false) else { return }
    try run(
      """
      INSERT INTO part_chunk (message, number, kind, name, text, start)
      VALUES (?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?)
      """, [id, number, part.kind.rawValue, part.name.stored, part.text.stored, part.offset])
    file.count { $0.addText(rows: 1, bytes: part.text.utf8.count) }
  }

  private func note(unreadable count: Int, of message: MessageID) throws {
    guard let id = try running(message, hasText: false) else { return }
    try run("UPDATE message SET unreadable = ? WHERE id = ?", [max(0, count), id])
  }

  /// The row of a reply that runs here, marked as such; nil where it may not grow any more.
  private func running(_ message: MessageID, hasText: Bool) throws -> Int64? {
    let known = try db.cachedStatement(
      sql: "SELECT id, status, writer, first_text_at IS NOT NULL FROM message WHERE key = ?"
    ).map([message.rawValue]) { row in
      (
        id: try row.value(0) as Int64, status: try row.word(1), writer: try row.value(2) as String?,
        hasText: try row.value(3) as Bool
      )
    }.first
    // Another process may have taken this one for dead, on a file system whose locks do not reach that far.
    guard let known, ["sending", "waiting", "streaming", "interrupted"].contains(known.status) else { return nil }
    let writer = try file.lease().id
    if known.status != "streaming" || known.writer != writer || (hasText && !known.hasText) {
      try run(
        """
        UPDATE message SET status = 'streaming', writer = ?,
          first_text_at = CASE WHEN ? THEN coalesce(first_text_at, ?) ELSE first_text_at END WHERE id = ?
        """, [writer, hasText, now.milliseconds, known.id])
    }
    return known.id
  }

  /// Sets down the running replies of writers that are dead: the text that came becomes the message's.
  private func interruptDead() throws {
    for (reply, text) in try Interruptions.dead(db, leases: file.leases) {
      let id = reply.id
      let waiting = try RunningText.waiting(for: id, db)
      try run(
        "UPDATE message SET status = 'interrupted', writer = NULL, text = CAST(? AS TEXT) WHERE id = ?",
        [(text + waiting).stored, id])
      let parts = try RunningParts.waiting(for: id, db)
      if !parts.isEmpty { try run("UPDATE message SET parts = ? WHERE id = ?", [encoded(parts), id]) }
      try RunningText.clear(for: id, db)
    }
  }

  func run(_ sql: String, _ arguments: StatementArguments) throws {
    try db.cachedStatement(sql: sql).execute(arguments: arguments)
  }
}

extension HeaderFields {
  /// What an upsert of a header sets.
  fileprivate var assignments: String {
    func columns(_ names: String...) -> [String] { names.map { "\($0) = excluded.\($0)" } }
    var list: [String] = []
    if contains(.remote) { list += columns("remote_key", "presence", "earlier_page") }
    if contains(.chatbot) { list += columns("chatbot", "chatbot_name") }
    if contains(.title) {
      list += columns("title", "title_source")
    } else if contains(.guessedTitle) {
      func rank(_ table: String) -> String {
        "CASE \(table)title_source WHEN 'none' THEN 0 WHEN 'firstQuestion' THEN 1 WHEN 'server' THEN 2 ELSE 3 END"
      }
      let isBetter = "(\(rank("excluded."))) > (\(rank("")))"
      list += ["title", "title_source"].map { "\($0) = CASE WHEN \(isBetter) THEN excluded.\($0) ELSE \($0) END" }
    }
    if contains(.mode) { list += columns("mode") }
    if contains(.pin) { list += columns("is_pinned") }
    if contains(.archive) { list += columns("is_archived") }
    if contains(.unread) { list += columns("unread") }
    if contains(.origin) {
      list += columns("profile", "created_at", "last_activity")
    } else if contains(.activity) {
      list.append("last_activity = max(last_activity, excluded.last_activity)")
    }
    if contains(.host) {
      list += columns("host")
    } else if contains(.unknownHost) {
      list.append("host = coalesce(host, excluded.host)")
    }
    // An upsert without an assignment returns no row.
    return list.isEmpty ? "key = key" : list.joined(separator: ", ")
  }
}
