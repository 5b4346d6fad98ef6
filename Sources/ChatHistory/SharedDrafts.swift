import ChatModel
import GRDB

// Several clients may type in one conversation, which has one draft: what one of them has typed never takes away what
// another has.

extension HistoryWrites {
  func save(_ draft: Draft, in conversation: Int64, of id: ConversationID) throws {
    let known = try db.cachedStatement(
      sql: "SELECT CAST(text AS BLOB), writer FROM draft WHERE conversation = ?"
    ).map([conversation]) { row -> (String, String?) in (try row.text(0), try row.value(1)) }.first
    let own = file.ownLease
    if let (text, other) = known, let writer = other, writer != own, text != draft.text, file.leases.isAlive(writer) {
      // Two type in one conversation. The other's text is kept among those that were put aside, once.
      if draft == Draft() { return }
      try run(
        """
        INSERT INTO stash (key, text, created_at) VALUES (?, CAST(? AS TEXT), ?)
        ON CONFLICT (key) DO UPDATE SET text = excluded.text
        """, [Self.keptKey(of: id, writer: writer), text.stored, now.milliseconds])
    }
    guard draft != Draft() else {
      try run("DELETE FROM draft WHERE conversation = ?", [conversation])
      if let own { try run("DELETE FROM stash WHERE key = ?", [Self.keptKey(of: id, writer: own)]) }
      return
    }
    try run(
      """
      INSERT INTO draft (conversation, text, caret, writer, attachments) VALUES (?, CAST(? AS TEXT), ?, ?, ?)
      ON CONFLICT (conversation) DO UPDATE SET text = excluded.text, caret = excluded.caret, writer = excluded.writer,
        attachments = excluded.attachments
      """, [conversation, draft.text.stored, draft.caret, file.lease().id, try encoded(draft.attachments)])
    try restore(id)
  }

  private static func keptKey(of conversation: ConversationID, writer: String) -> String {
    "\(conversation.rawValue)/\(writer)"
  }
}
