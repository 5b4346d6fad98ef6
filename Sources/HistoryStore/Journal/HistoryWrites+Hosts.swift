import ChatModel
import GRDB

extension HistoryWrites {
  /// Forgets the names that the service has for the messages of `conversation` and for their files.
  func leaveService(_ conversation: ConversationID) throws {
    guard let id = try rowID(of: conversation) else { return }
    try run(
      "UPDATE message SET remote_key = NULL, remote_digest = NULL WHERE conversation = ? AND remote_key IS NOT NULL",
      [id])
    let rows = try Row.fetchAll(
      db, sql: "SELECT id, attachments FROM message WHERE conversation = ? AND attachments IS NOT NULL", arguments: [id]
    )
    for row in rows {
      let attachments = (decoded(try row.value(1)) as [Attachment]).map(\.leftBehind)
      try run("UPDATE message SET attachments = ? WHERE id = ?", [encoded(attachments), row.value(0) as Int64])
    }
  }
}
