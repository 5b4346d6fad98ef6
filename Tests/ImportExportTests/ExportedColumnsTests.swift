import ChatModel
import Foundation
import GRDB
import Testing

@testable import HistoryStore
@testable import ImportExport

/// The JSON export has all that the history knows of a conversation. A column that is new is either in it or named here with
/// the reason why it is not.
@Suite struct ExportedColumnsTests {
  /// Where the export has what a column holds, as keys within a conversation.
  private static let exported: [String: [String]] = [
    "conversation.key": ["id"], "conversation.remote_key": ["remoteID"], "conversation.profile": ["profile"],
    "conversation.host": ["host"], "conversation.chatbot": ["chatbot"], "conversation.chatbot_name": ["chatbotName"],
    "conversation.title": ["title"], "conversation.title_source": ["titleSource"], "conversation.mode": ["mode"],
    "conversation.is_pinned": ["isPinned"], "conversation.is_archived": ["isArchived"],
    "conversation.unread": ["unread"], "conversation.presence": ["presence"],
    "conversation.earlier_page": ["earlier"], "conversation.created_at": ["createdAt"],
    "conversation.last_activity": ["lastActivity"],
    "conversation.branch_conversation": ["branch", "conversation"],
    "conversation.branch_message": ["branch", "message"],
    "message.key": ["messages", "id"], "message.remote_key": ["messages", "remoteID"],
    "message.author": ["messages", "author"], "message.text": ["messages", "text"],
    "message.status": ["messages", "status"], "message.failure": ["messages", "failure", "text"],
    "message.created_at": ["messages", "createdAt"], "message.first_text_at": ["messages", "firstTextAt"],
    "message.ended_at": ["messages", "endedAt"], "message.attachments": ["messages", "attachments", "filename"],
    "message.citations": ["messages", "citations", "passage"], "message.reply": ["messages", "reply"],
    "message.feedback": ["messages", "feedback"], "message.parts": ["messages", "parts", "text"],
    "message.unreadable": ["messages", "unreadableEvents"],
    "message.unreadable_sources": ["messages", "unreadableSources"],
    "star.note": ["messages", "star", "note"], "star.created_at": ["messages", "star", "createdAt"],
    "draft.text": ["draft", "text"], "draft.caret": ["draft", "caret"],
    "draft.attachments": ["draft", "attachments", "name"],
    "mark.name": ["marks", "name"], "mark.message": ["marks", "message"], "mark.row": ["marks", "row"],
  ]
  /// What is not in it, and why.
  private static let leftOut = [
    "conversation.id": "a number within the file", "conversation.deleted_at": "what was deleted is not exported",
    "message.id": "a number within the file", "message.conversation": "messages stand in their conversation",
    "message.ordinal": "messages stand in their order", "message.writer": "of the process that runs",
    "message.remote_digest": "follows from what the service says", "star.message": "stars stand in their message",
    "draft.conversation": "a draft stands in its conversation", "draft.writer": "of the process that runs",
    "mark.conversation": "marks stand in their conversation",
  ]
  /// Tables of which nothing is in it, and why.
  private static let otherTables = [
    "message_chunk": "part of the text of a message", "part_chunk": "part of the parts of a message",
    "scroll": "where the screen stood", "session": "how the screen stood", "layout": "how the screen stood",
    "stash": "of no conversation", "unwanted": "of conversations that are not here",
    "change": "what others have to read again", "search_state": "made from the texts",
    "search_queue": "made from the texts", "search": "made from the texts", "grdb_migrations": "of the file",
  ]

  @Test func everyColumnIsExportedOrThereIsAReason() throws {
    let queue = try DatabaseQueue()
    try Schema.migrator.migrate(queue)
    let text = Export.whole([Self.full()], as: .json, title: "", clock: ArchiveSamples.clock)
    let root = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let conversations = try #require(root["conversations"])
    var known: Set<String> = []
    try queue.read { db in
      let tables = try String.fetchAll(
        db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      for table in tables {
        // A table of the search index is several.
        let name = table.hasPrefix(SearchIndex.table) ? "search" : table
        if Self.otherTables[table] ?? Self.otherTables[name] != nil { continue }
        for column in try db.columns(in: table).map({ "\(table).\($0.name)" }) {
          known.insert(column)
          if let place = Self.exported[column] {
            #expect(Self.isThere(place, in: conversations), "\(column) should be exported as \(place)")
          } else {
            #expect(Self.leftOut[column] != nil, "\(column) is neither exported nor left out for a reason")
          }
        }
      }
    }
    #expect(Set(Self.exported.keys).union(Self.leftOut.keys) == known, "no column is named that there is not")
  }

  /// Every field of it says something.
  private static func full() -> ArchivedConversation {
    var conversation = ArchiveSamples.full()
    conversation.remarks.draft?.attachments = [
      DraftAttachment(id: UploadID("u"), path: "/tmp/x.pdf", name: "x.pdf")
    ]
    return conversation
  }

  /// Whether one of the objects at `place` has something there.
  private static func isThere(_ place: [String], in value: Any) -> Bool {
    if let list = value as? [Any] { return list.contains { isThere(place, in: $0) } }
    guard let key = place.first else { return true }
    guard let object = value as? [String: Any], let inner = object[key] else { return false }
    return isThere(Array(place.dropFirst()), in: inner)
  }
}
