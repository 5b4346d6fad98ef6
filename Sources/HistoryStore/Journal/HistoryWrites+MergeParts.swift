import ChatModel
import GRDB

// Messages of the service that are parts of an answer become parts here.

extension HistoryWrites {
  /// Lets the message that parts of `remote` were fetched as, before there was an answer, become the answer.
  func joinParts(of remote: RemoteMessage, in conversation: Int64) throws {
    for part in remote.partIDs {
      try run(
        """
        UPDATE message SET remote_key = CAST(?1 AS TEXT), text = CAST(?2 AS TEXT), remote_digest = NULL
        WHERE conversation = ?3 AND remote_key = CAST(?4 AS TEXT) AND text = '' AND author = 'assistant'
          AND status = 'complete' AND NOT EXISTS (
            SELECT * FROM message WHERE conversation = ?3 AND remote_key = CAST(?1 AS TEXT))
        """, [remote.id.rawValue.stored, remote.text.stored, conversation, part.rawValue.stored])
    }
  }

  /// Adds parts that came before the answer in row `id`, and stand on another page than it, unless it has them: a reply that
  /// streamed here brought its own.
  func add(_ parts: [ReplyPart], toAnswer id: Int64) throws {
    let found = try db.cachedStatement(
      sql: "SELECT status, reply IS NOT NULL, CAST(parts AS BLOB) FROM message WHERE id = ?"
    ).map([id]) { row in
      (
        status: MessageStatus(stored: try row.word(0), failure: nil), wasStreamed: try row.value(1) as Bool,
        parts: decoded(try row.textIfAny(2)) as [ReplyPart]
      )
    }.first
    guard let found, !found.status.isRunning, !found.parts.starts(with: parts),
      found.parts.isEmpty || !found.wasStreamed
    else { return }
    try run("UPDATE message SET parts = ? WHERE id = ?", [encoded(parts + found.parts), id])
  }

  /// Writes down a message that only the service had.
  func insert(_ remote: RemoteMessage, into conversation: Int64, at ordinal: Int64) throws {
    let neighbour = try Int64.fetchOne(
      db.cachedStatement(
        sql: "SELECT created_at FROM message WHERE conversation = ? AND ordinal < ? ORDER BY ordinal DESC LIMIT 1"),
      arguments: [conversation, ordinal])
    try run(
      """
      INSERT INTO message (key, conversation, ordinal, remote_key, author, text, status, created_at, attachments, citations,
        feedback, parts, unreadable_sources, remote_digest)
      VALUES (lower(hex(randomblob(16))), ?, ?, CAST(? AS TEXT), ?, CAST(? AS TEXT), 'complete', ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        conversation, ordinal, remote.id.rawValue.stored, remote.author.rawValue, remote.text.stored,
        remote.createdAt?.milliseconds ?? neighbour ?? now.milliseconds, encoded(remote.attachments),
        encoded(remote.citations), remote.feedback?.rawValue, encoded(remote.parts), remote.unreadableSources,
        remote.digest,
      ])
  }
}
