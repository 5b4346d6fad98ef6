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
      if draft == Draft() {
        // Somebody sent what another had typed: it is nobody's draft any more.
        if try lastQuestion(in: conversation) == text {
          try run("DELETE FROM draft WHERE conversation = ?", [conversation])
        }
        // What was kept of one's own, in the same way, is sent or gone.
        return try forgetKept(of: id, own)
      }
      try run(
        """
        INSERT INTO stash (key, text, created_at) VALUES (?, CAST(? AS TEXT), ?)
        ON CONFLICT (key) DO UPDATE SET text = excluded.text
        """, [Self.keptKey(of: id, writer: writer), text.stored, now.milliseconds])
    }
    guard draft != Draft() else {
      try run("DELETE FROM draft WHERE conversation = ?", [conversation])
      return try forgetKept(of: id, own)
    }
    try run(
      """
      INSERT INTO draft (conversation, text, caret, writer, attachments) VALUES (?, CAST(? AS TEXT), ?, ?, ?)
      ON CONFLICT (conversation) DO UPDATE SET text = excluded.text, caret = excluded.caret, writer = excluded.writer,
        attachments = excluded.attachments
      """, [conversation, draft.text.stored, draft.caret, file.lease().id, try encoded(draft.attachments)])
    try restore(id)
    // It stands in the draft's place again, as it is by now.
    try forgetKept(of: id, own)
  }

  private func lastQuestion(in conversation: Int64) throws -> String? {
    try db.cachedStatement(
      sql: """
        SELECT CAST(text AS BLOB) FROM message WHERE conversation = ? AND author = 'person' ORDER BY ordinal DESC LIMIT 1
        """
    ).map([conversation]) { try $0.text(0) }.first
  }

  /// Takes what `save(_:in:of:)` put aside of the draft of `writer`.
  private func forgetKept(of conversation: ConversationID, _ writer: String?) throws {
    guard let writer else { return }
    try run("DELETE FROM stash WHERE key = ?", [Self.keptKey(of: conversation, writer: writer)])
  }

  private static func keptKey(of conversation: ConversationID, writer: String) -> String {
    "\(conversation.rawValue)/\(writer)"
  }
}

extension HistoryReader {
  /// The draft of `conversation`; an empty one where it has none, or where that is of another client that lives.
  func abandonedDraft(of conversation: ConversationID) throws -> Draft {
    let writer = try String.fetchOne(
      db.cachedStatement(
        sql: "SELECT d.writer FROM draft d JOIN conversation c ON c.id = d.conversation WHERE c.key = ?"),
      arguments: [conversation.rawValue])
    if let writer, writer != own, leases.isAlive(writer) { return Draft() }
    return try draft(of: conversation)
  }
}
