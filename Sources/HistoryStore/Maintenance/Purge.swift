import ChatModel
import GRDB

/// Removes for good what was deleted long enough ago, a part at a time: a conversation of a hundred thousand messages must
/// not keep what is written meanwhile waiting.
struct Purge {
  let db: Database

  /// Messages of one part; some milliseconds.
  static let part = 200

  /// Removes at most `limit` messages of conversations that were deleted before `moment`, and those of them that have none
  /// left; says whether more is to be done.
  func step(before moment: Timestamp, limit: Int = part) throws -> Bool {
    let coverage = try SearchIndex(db: db).coverage()
    let conversations = try Int64.fetchAll(
      db.cachedStatement(sql: "SELECT id FROM conversation WHERE deleted_at < ?"), arguments: [moment.milliseconds])
    var room = limit
    for conversation in conversations {
      guard room > 0 else { return true }
      let rows = try db.cachedStatement(
        sql: "SELECT m.id, m.status, \(SearchIndex.columns) FROM message m WHERE m.conversation = ? LIMIT ?"
      ).map([conversation, room]) { row in
        (
          id: try row.value(0) as Int64,
          isRunning: try MessageStatus(stored: row.word(1), failure: nil).isRunning,
          content: try SearchIndex.Content(row: row, at: 2)
        )
      }
      for row in rows {
        if let coverage, !row.isRunning {
          try SearchIndex(db: db).remove(row.id, row.content, coverage: coverage)
        }
        try db.cachedStatement(sql: "DELETE FROM message WHERE id = ?").execute(arguments: [row.id])
      }
      room -= rows.count
      if room > 0 {
        // The service's list must not bring it back.
        try db.cachedStatement(
          sql: """
            INSERT INTO unwanted (profile, remote_key, host) SELECT profile, remote_key, coalesce(host, '') FROM conversation
            WHERE id = ? AND remote_key IS NOT NULL ON CONFLICT DO NOTHING
            """
        ).execute(arguments: [conversation])
        try db.cachedStatement(sql: "DELETE FROM conversation WHERE id = ?").execute(arguments: [conversation])
      }
    }
    return room <= 0
  }
}
