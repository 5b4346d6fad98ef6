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
  }

  /// A message that the service named before.
  private struct Anchor {
    var id: Int64
    var ordinal: Int64
    var author: Author
    var status: MessageStatus
    /// Stands for what the service said of it when that was merged last; nil where it never was.
    var digest: Int64?
  }

  /// Adds the messages of `page` to those of the conversation, each once. What the service said before of a message that it
  /// named is known by its digest; only what is new, or said otherwise, is compared with what is here, and only with what
  /// stands about the same place: a turn costs the same however long the conversation is.
  func merge(_ page: RemotePage, into conversation: ConversationID, _ purpose: FetchPurpose) throws {
    guard let id = try rowID(of: conversation) else { return }
    try settleOrdinals(of: id)
    var seen: Set<RemoteMessageID> = []
    let remotes = page.messages.filter { seen.insert($0.id).inserted }
    let anchors = try remotes.map { remote -> Anchor? in
      if let known = try anchor(remote.id, in: id) { return known }
      guard !remote.partIDs.isEmpty else { return nil }
      try joinParts(of: remote, in: id)
      return try anchor(remote.id, in: id)
    }
    for (remote, anchor) in zip(remotes, anchors) {
      guard let anchor, anchor.digest != remote.digest || Self.isBroken(anchor.status, purpose) else { continue }
      try update(anchor.id, by: remote, purpose)
    }
    try add(remotes, anchors, to: id, purpose)
    try noteFetched(page, in: id, hadAny: anchors.contains { $0 != nil }, purpose)
  }

  private func anchor(_ remote: RemoteMessageID, in conversation: Int64) throws -> Anchor? {
    let found = try db.cachedStatement(
      sql: """
        SELECT id, ordinal, author, status, remote_digest FROM message
        WHERE conversation = ? AND remote_key = CAST(? AS TEXT) ORDER BY id LIMIT 1
        """
    ).map([conversation, remote.rawValue.stored]) { row in
      Anchor(
        id: try row.value(0), ordinal: try row.value(1), author: try row.author(2),
        status: MessageStatus(stored: try row.word(3), failure: nil), digest: try row.value(4))
    }.first
    file.count { $0.addMerge(rows: found == nil ? 0 : 1, bytes: 0) }
    return found
  }

  /// Adds the messages of `remotes` that the service did not name before.
  private func add(
    _ remotes: [RemoteMessage], _ anchors: [Anchor?], to conversation: Int64, _ purpose: FetchPurpose
  ) throws {
    let new = anchors.indices.filter { anchors[$0] == nil }
    guard let first = new.first, let last = new.last else { return }
    let (range, lower, upper) = try place(first...last, anchors, in: conversation)
    let known = try window(of: conversation, around: remotes, from: lower, through: upper)
    let inWindow = Set(known.compactMap(\.message.remoteID))
    // What is known and far from here stays where it is.
    let own = range.filter { anchors[$0] == nil || inWindow.contains(remotes[$0].id) }
    let compared = own.map { remotes[$0] }
    let entries = RemoteMerge.entries(known.map(\.message), compared)
    for entry in entries {
      guard let local = entry.local, let remote = entry.remote, anchors[own[remote]] == nil else { continue }
      try update(known[local].id, by: compared[remote], purpose)
    }
    try insert(entries, known: known, remotes: compared, into: conversation)
  }

  /// How many messages above the first one that is known may be what the page begins with, beside as many as it has.
  private static let margin = 64

  /// Which messages of a page stand about the new ones among them, and between which places of the conversation that is (both
  /// included; nil: its beginning, its end).
  private func place(
    _ new: ClosedRange<Int>, _ anchors: [Anchor?], in conversation: Int64
  ) throws -> (range: ClosedRange<Int>, lower: Int64?, upper: Int64?) {
    // From a question on: which questions were asked again only shows from there.
    let before = anchors[..<new.lowerBound].lastIndex { $0?.author == .person }
    let behind = anchors[(new.upperBound + 1)...].firstIndex { $0 != nil }
    let range = (before ?? 0)...(behind ?? anchors.count - 1)
    let ordinals = anchors[range].compactMap { $0?.ordinal }
    guard let least = ordinals.first, ordinals == ordinals.sorted() else {
      // Nothing tells the place, or the service's order is not ours.
      return (0...anchors.count - 1, nil, nil)
    }
    let upper = behind.flatMap { anchors[$0]?.ordinal }
    if before != nil { return (range, least, upper) }
    let lower = try Int64.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT ordinal FROM message WHERE conversation = ? AND ordinal < ? ORDER BY ordinal DESC LIMIT 1 OFFSET ?
          """), arguments: [conversation, least, Self.margin + 2 * anchors.count])
    return (range, lower, upper)
  }

  /// How many messages are compared with a page at most.
  private static let widest = 2000

  /// The part of the conversation that `page` can be about, oldest first.
  private func window(
    of conversation: Int64, around page: [RemoteMessage], from lower: Int64?, through upper: Int64?
  ) throws -> [Known] {
    let moments = page.compactMap(\.createdAt?.milliseconds)
    let latest = (moments.max() ?? .max - 200_000_000).addingReportingOverflow(100_000_000)
    let end =
      try upper
      ?? Int64.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT max(ordinal) FROM (
              SELECT ordinal FROM message WHERE conversation = ? AND created_at <= ? ORDER BY ordinal DESC LIMIT 1)
            """), arguments: [conversation, latest.overflow ? .max : latest.partialValue])
    // Of a reply that the service named, only its name is compared.
    let rows = try db.cachedStatement(
      sql: """
        SELECT id, ordinal, CAST(remote_key AS BLOB), author, status, created_at,
          CASE WHEN remote_key IS NULL OR author = 'person' THEN CAST(text AS BLOB) END
        FROM message WHERE conversation = ? AND ordinal <= ? AND ordinal >= ? ORDER BY ordinal DESC LIMIT ?
        """
    ).map([conversation, end ?? .max, lower ?? .min, Self.widest]) { row -> Known in
      let id: Int64 = try row.value(0)
      var text = try row.text(6)
      let status = MessageStatus(stored: try row.word(4), failure: nil)
      if status.isRunning { text += try RunningText.waiting(for: id, db) }
      file.count { $0.addMerge(rows: 1, bytes: text.utf8.count) }
      return Known(
        id: id, ordinal: try row.value(1),
        message: RemoteMerge.Local(
          remoteID: try row.textIfAny(2).map { RemoteMessageID($0) }, author: try row.author(3), text: text,
          status: status, createdAt: try row.moment(5)))
    }
    return rows.reversed()
  }

  /// Whether a reply that ended so takes the service's longer text: one that broke off or failed does; one that the user
  /// stopped does only when the user asked for the messages.
  private static func isBroken(_ status: MessageStatus, _ purpose: FetchPurpose) -> Bool {
    switch status {
    case .interrupted, .failed: true
    case .stopped: purpose == .newest
    default: false
    }
  }

  /// Adds to the message of ours in row `id` what the service knows of it.
  private func update(_ id: Int64, by remote: RemoteMessage, _ purpose: FetchPurpose) throws {
    let found = try db.cachedStatement(
      sql: "SELECT author, status, attachments IS NOT NULL, citations FROM message WHERE id = ?"
    ).map([id]) { row in
      (
        author: try row.author(0), status: MessageStatus(stored: try row.word(1), failure: nil),
        hasAttachments: try row.value(2) as Bool, citations: try row.value(3) as String?
      )
    }.first
    // Whoever runs it writes it down at its end.
    guard let found, !found.status.isRunning else { return }
    file.count { $0.addMerge(rows: 1, bytes: 0) }
    if found.author == .assistant, Self.isBroken(found.status, purpose) { try complete(id, by: remote) }
    let citations = found.citations == nil ? try encoded(remote.citations) : found.citations
    let attachments = found.hasAttachments ? nil : try encoded(remote.attachments)
    try run(
      """
      UPDATE message SET remote_key = CAST(?1 AS TEXT), citations = ?2, attachments = coalesce(attachments, ?3),
        feedback = ?4, remote_digest = ?6,
        parts = CASE WHEN parts IS NULL OR reply IS NULL THEN coalesce(?7, parts) ELSE parts END,
        unreadable_sources = CASE WHEN reply IS NULL THEN ?8 ELSE unreadable_sources END
      WHERE id = ?5 AND (remote_key IS NOT CAST(?1 AS TEXT) OR citations IS NOT ?2
        OR (attachments IS NULL AND ?3 IS NOT NULL) OR feedback IS NOT ?4 OR remote_digest IS NOT ?6)
      """,
      [
        remote.id.rawValue.stored, citations, attachments, remote.feedback?.rawValue, id, remote.digest,
        encoded(remote.parts), remote.unreadableSources,
      ])
  }

  /// Lets a reply that broke off become the service's whole one, where that begins with it.
  private func complete(_ id: Int64, by remote: RemoteMessage) throws {
    let text =
      try db.cachedStatement(sql: "SELECT CAST(text AS BLOB) FROM message WHERE id = ?")
      .map([id]) { try $0.text(0) }.first ?? ""
    file.count { $0.addMerge(rows: 1, bytes: text.utf8.count) }
    let (ours, theirs) = (RemoteMerge.comparable(text), RemoteMerge.comparable(remote.text))
    let isThought = RemoteMerge.isBegunThought(ours, of: remote)
    guard isThought || theirs.hasPrefix(ours) && theirs.utf8.count >= ours.utf8.count, !theirs.isEmpty else { return }
    try run(
      """
      UPDATE message SET text = CAST(? AS TEXT), status = 'complete', failure = NULL, parts = coalesce(?, parts)
      WHERE id = ?
      """, [(isThought || remote.text.hasPrefix(text) ? remote.text : theirs).stored, encoded(remote.parts), id])
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
        if known[local].message.author == .assistant, let last = run.last, !last.isAnswer {
          run.removeLast()
          try add(last.parts, toAnswer: known[local].id)
        }
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
