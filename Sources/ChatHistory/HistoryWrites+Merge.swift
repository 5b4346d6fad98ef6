import ChatModel
import Foundation
import GRDB

// What the service keeps becomes part of what is here. Nothing that a person wrote or saw here is changed or removed: a
// reply that broke off becomes longer, at most.

extension HistoryWrites {
  // MARK: Conversations

  /// Adds what is new among `listed`, and brings the others up to date. What has the same name at another host is another
  /// conversation, and stays as it is.
  func merge(_ listed: [RemoteConversation], profile: String, host: HostURL?, mode: ReplyMode) throws {
    var identifiers: IdentifierSource?
    for remote in listed {
      let names: StatementArguments = [profile.stored, remote.id.rawValue.stored, host?.rawValue.stored]
      let isUnwanted = try Bool.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT EXISTS (SELECT * FROM unwanted WHERE profile = CAST(?1 AS TEXT) AND remote_key = CAST(?2 AS TEXT)
                AND (host = '' OR ?3 IS NULL OR host = CAST(?3 AS TEXT)))
              OR EXISTS (SELECT * FROM conversation
                WHERE remote_key = CAST(?2 AS TEXT) AND profile = CAST(?1 AS TEXT) AND \(Self.isAtHost)
                  AND deleted_at IS NOT NULL)
            """), arguments: names)
      if isUnwanted == true { continue }
      let known = try db.cachedStatement(
        sql: """
          SELECT \(ConversationHeader.columns) FROM conversation c
          WHERE remote_key = CAST(?2 AS TEXT) AND profile = CAST(?1 AS TEXT) AND \(Self.isAtHost)
          ORDER BY host IS NULL, id LIMIT 1
          """
      ).map(names, ConversationHeader.init(row:)).first
      if let known {
        let header = known.updated(by: remote, at: host)
        if header != known { _ = try save(header, [.remote, .title, .activity, .chatbot, .unknownHost]) }
      } else {
        var source = try identifiers ?? IdentifierSource.random()
        let id: ConversationID = source.next()
        identifiers = source
        _ = try save(ConversationHeader(remote, id: id, profile: profile, host: host, mode: mode, now: now), .all)
      }
    }
  }

  /// Whether a conversation may be one of the host `?3`: it is, or nothing tells of either.
  private static let isAtHost = "(host IS NULL OR ?3 IS NULL OR host = CAST(?3 AS TEXT))"

  /// The service's list is complete, and these are all that it has.
  func markUnlisted(
    profile: String, host: HostURL?, listed: Set<RemoteConversationID>, since: Timestamp
  ) throws {
    let rows = try db.cachedStatement(
      sql: """
        SELECT id, CAST(remote_key AS BLOB) FROM conversation
        WHERE remote_key IS NOT NULL AND profile = CAST(?1 AS TEXT) AND presence = 'both' AND last_activity < ?2
          AND \(Self.isAtHost)
        """
    ).map([profile.stored, since.milliseconds, host?.rawValue.stored]) { row -> (Int64, String) in
      (try row.value(0), try row.text(1))
    }
    for (id, remote) in rows where !listed.contains(RemoteConversationID(remote)) {
      try run("UPDATE conversation SET presence = 'local' WHERE id = ?", [id])
    }
  }

  // MARK: Messages

  private struct Known {
    var id: Int64
    var ordinal: Int64
    var message: RemoteMerge.Local
    var hasAttachments: Bool
    var citations: String?
  }

  /// Adds the messages of `page` to those of the conversation, each once.
  func merge(_ page: RemotePage, into conversation: ConversationID, _ purpose: FetchPurpose) throws {
    guard let id = try rowID(of: conversation) else { return }
    let knownBefore = try Set(
      page.messages.filter { try named($0.id, in: id) != nil }.map(\.id))
    let known = try window(of: id, around: page.messages)
    let inWindow = Set(known.compactMap(\.message.remoteID))
    var remotes: [RemoteMessage] = []
    for remote in page.messages {
      // Far from here: it stays where it is.
      if knownBefore.contains(remote.id), !inWindow.contains(remote.id) { continue }
      remotes.append(remote)
    }
    let entries = RemoteMerge.entries(known.map(\.message), remotes)
    for entry in entries {
      guard let local = entry.local, let remote = entry.remote else { continue }
      try update(known[local], by: remotes[remote], purpose)
    }
    try insert(entries, known: known, remotes: remotes, into: id)
    try noteFetched(page, in: id, hadAny: !knownBefore.isEmpty, purpose)
  }

  private func named(_ remote: RemoteMessageID, in conversation: Int64) throws -> Int64? {
    try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM message WHERE conversation = ? AND remote_key = CAST(? AS TEXT)"),
      arguments: [conversation, remote.rawValue.stored])
  }

  /// How many messages are compared with a page at most.
  private static let widest = 2000

  /// The part of the conversation that `page` can be about, oldest first.
  private func window(of conversation: Int64, around page: [RemoteMessage]) throws -> [Known] {
    let moments = page.compactMap(\.createdAt?.milliseconds)
    let latest = (moments.max() ?? .max - 200_000_000).addingReportingOverflow(100_000_000)
    let end = try Int64.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT max(ordinal) FROM (
            SELECT ordinal FROM message WHERE conversation = ? AND created_at <= ? ORDER BY ordinal DESC LIMIT 1)
          """), arguments: [conversation, latest.overflow ? .max : latest.partialValue])
    let rows = try db.cachedStatement(
      sql: """
        SELECT id, ordinal, CAST(remote_key AS BLOB), author, CAST(text AS BLOB), status, created_at,
          attachments IS NOT NULL, citations
        FROM message WHERE conversation = ? AND ordinal <= ? ORDER BY ordinal DESC LIMIT ?
        """
    ).map([conversation, end ?? .max, Self.widest]) { row -> Known in
      let id: Int64 = try row.value(0)
      var text = try row.text(4)
      let status = MessageStatus(stored: try row.value(5), failure: nil)
      if status.isRunning { text += try RunningText.waiting(for: id, db) }
      return Known(
        id: id, ordinal: try row.value(1),
        message: RemoteMerge.Local(
          remoteID: try row.textIfAny(2).map { RemoteMessageID($0) },
          author: Author(rawValue: try row.value(3)) ?? .assistant, text: text, status: status,
          createdAt: try row.moment(6)),
        hasAttachments: try row.value(7), citations: try row.value(8))
    }
    return rows.reversed()
  }

  /// Adds to a message of ours what the service knows of it. A reply that broke off or failed takes the service's longer text;
  /// one that the user stopped does only when the user asked for the messages.
  private func update(_ known: Known, by remote: RemoteMessage, _ purpose: FetchPurpose) throws {
    let local = known.message
    // Whoever runs it writes it down at its end.
    if local.status.isRunning { return }
    let isBroken =
      switch local.status {
      case .interrupted, .failed: true
      case .stopped: purpose == .newest
      default: false
      }
    let (ours, theirs) = (RemoteMerge.comparable(local.text), RemoteMerge.comparable(remote.text))
    if local.author == .assistant, isBroken, theirs.hasPrefix(ours), theirs.utf8.count >= ours.utf8.count,
      !theirs.isEmpty
    {
      try run(
        "UPDATE message SET text = CAST(? AS TEXT), status = 'complete', failure = NULL WHERE id = ?",
        [(remote.text.hasPrefix(local.text) ? remote.text : theirs).stored, known.id])
    }
    let citations = known.citations == nil ? try encoded(remote.citations) : known.citations
    let attachments = known.hasAttachments ? nil : try encoded(remote.attachments)
    try run(
      """
      UPDATE message SET remote_key = CAST(?1 AS TEXT), citations = ?2, attachments = coalesce(attachments, ?3),
        feedback = ?4
      WHERE id = ?5 AND (remote_key IS NOT CAST(?1 AS TEXT) OR citations IS NOT ?2
        OR (attachments IS NULL AND ?3 IS NOT NULL) OR feedback IS NOT ?4)
      """, [remote.id.rawValue.stored, citations, attachments, remote.feedback?.rawValue, known.id])
  }

  /// Writes down the messages that only the service had, each run of them between its neighbours.
  private func insert(
    _ entries: [RemoteMerge.Entry], known: [Known], remotes: [RemoteMessage], into conversation: Int64
  ) throws {
    var run: [RemoteMessage] = []
    var before: Int64?
    // How far what stands behind was moved up.
    var shift: Int64 = 0
    func write(before next: Int64?) throws {
      guard !run.isEmpty else { return }
      let count = Int64(run.count)
      var first: Int64
      switch (before, next) {
      case (nil, nil):
        first =
          (try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT max(ordinal) FROM message WHERE conversation = ?"),
            arguments: [conversation]) ?? 0) + 1
      case (nil, let next?):
        let room = try Int64.fetchOne(
          db.cachedStatement(sql: "SELECT max(ordinal) FROM message WHERE conversation = ? AND ordinal < ?"),
          arguments: [conversation, next])
        first = next - count
        if let room, room >= first {
          first = next
          try move(conversation, from: next, by: count)
          shift += count
        }
      case (let before?, _):
        first = before + 1
        let after = try Int64.fetchOne(
          db.cachedStatement(sql: "SELECT min(ordinal) FROM message WHERE conversation = ? AND ordinal > ?"),
          arguments: [conversation, before])
        if let after, after < first + count {
          try move(conversation, from: first, by: count)
          shift += count
        }
      }
      for remote in run {
        try insert(remote, into: conversation, at: first)
        first += 1
      }
      before = first - 1
      run = []
    }
    for entry in entries {
      if let local = entry.local {
        try write(before: known[local].ordinal + shift)
        before = known[local].ordinal + shift
      } else if let remote = entry.remote {
        run.append(remotes[remote])
      }
    }
    try write(before: nil)
  }

  /// Moves the messages from `ordinal` on up by `count`, in two steps: no two may have the same place in between.
  private func move(_ conversation: Int64, from ordinal: Int64, by count: Int64) throws {
    let far: Int64 = 1 << 40
    try run(
      "UPDATE message SET ordinal = ordinal + ? WHERE conversation = ? AND ordinal >= ?",
      [far + count, conversation, ordinal])
    try run(
      "UPDATE message SET ordinal = ordinal - ? WHERE conversation = ? AND ordinal >= ?",
      [far, conversation, far / 2])
  }

  private func insert(_ remote: RemoteMessage, into conversation: Int64, at ordinal: Int64) throws {
    let neighbour = try Int64.fetchOne(
      db.cachedStatement(
        sql: "SELECT created_at FROM message WHERE conversation = ? AND ordinal < ? ORDER BY ordinal DESC LIMIT 1"),
      arguments: [conversation, ordinal])
    try run(
      """
      INSERT INTO message (key, conversation, ordinal, remote_key, author, text, status, created_at, attachments, citations,
        feedback)
      VALUES (lower(hex(randomblob(16))), ?, ?, CAST(? AS TEXT), ?, CAST(? AS TEXT), 'complete', ?, ?, ?, ?)
      """,
      [
        conversation, ordinal, remote.id.rawValue.stored, remote.author.rawValue, remote.text.stored,
        remote.createdAt?.milliseconds ?? neighbour ?? now.milliseconds, encoded(remote.attachments),
        encoded(remote.citations), remote.feedback?.rawValue,
      ])
  }

  /// Notes how much of the conversation is here now.
  private func noteFetched(
    _ page: RemotePage, in conversation: Int64, hadAny: Bool, _ purpose: FetchPurpose
  ) throws {
    let header = try db.cachedStatement(
      sql: "SELECT \(ConversationHeader.columns) FROM conversation c WHERE id = ?"
    ).map([conversation], ConversationHeader.init(row:)).first
    guard let header else { return }
    var new = header
    new.presence = .both
    let rest: EarlierPages = page.order == .oldestFirst ? .none : page.next.map { .at($0) } ?? .none
    switch purpose {
    case .names: break
    case .earlier: new.earlier = rest
    case .newest where header.earlier == .unknown || !hadAny: new.earlier = rest
    case .newest: break
    }
    if header.titleSource == .none, new.earlier == .none {
      let first = try db.cachedStatement(
        sql: """
          SELECT CAST(text AS BLOB) FROM message WHERE conversation = ? AND author = 'person' ORDER BY ordinal LIMIT 1
          """
      ).map([conversation]) { try $0.text(0) }.first
      if let title = first.map(ConversationHeader.title(from:)), !title.isEmpty {
        new.title = title
        new.titleSource = .firstQuestion
      }
    }
    if let last = page.messages.compactMap(\.createdAt).max(), last > new.lastActivity { new.lastActivity = last }
    if new != header { _ = try save(new, [.remote, .guessedTitle, .activity]) }
  }
}

extension ConversationHeader {
  /// A conversation that only the service has.
  fileprivate init(
    _ remote: RemoteConversation, id: ConversationID, profile: String, host: HostURL?, mode: ReplyMode, now: Timestamp
  ) {
    let began = remote.createdAt ?? remote.lastMessageAt ?? now
    self.init(
      id: id, remoteID: remote.id, profile: profile,
      host: host, chatbotName: remote.inbox ?? "", title: remote.title ?? remote.contact ?? "",
      titleSource: remote.title == nil ? .none : .server, mode: mode, presence: .remote, createdAt: began,
      lastActivity: remote.lastMessageAt ?? began)
  }

  /// The same with what the service at `host` says of it.
  fileprivate func updated(by remote: RemoteConversation, at host: HostURL?) -> ConversationHeader {
    var header = self
    header.host = header.host ?? host
    if header.presence == .local { header.presence = .both }
    if let title = remote.title, titleSource != .user { (header.title, header.titleSource) = (title, .server) }
    if header.chatbot == nil, header.chatbotName.isEmpty, let inbox = remote.inbox { header.chatbotName = inbox }
    if let last = remote.lastMessageAt, last > header.lastActivity { header.lastActivity = last }
    return header
  }
}
