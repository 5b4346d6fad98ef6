import ChatModel
import Foundation
import GRDB

/// The history as it stood at one moment, for reading all of it without holding it in memory.
package struct HistorySnapshot {
  private let db: Database
  private let reader: HistoryReader

  fileprivate init(db: Database, leases: WriterLeases) {
    self.db = db
    reader = HistoryReader(db: db, leases: leases)
  }

  /// Which conversations are wanted.
  package enum Choice: Sendable {
    case all
    /// Those in which something was said, or that have a name.
    case begun
    /// Those, and what is only a draft so far.
    case begunOrTyped
  }

  /// The conversations of `choice`, in the order in which they were made.
  package func conversations(_ choice: Choice = .all) throws -> [ConversationHeader] {
    let condition =
      switch choice {
      case .all: "TRUE"
      case .begun: HistoryReader.hasBegun
      case .begunOrTyped:
        "(\(HistoryReader.hasBegun) OR EXISTS (SELECT * FROM draft d WHERE d.conversation = c.id))"
      }
    return try db.cachedStatement(
      sql: """
        SELECT \(ConversationHeader.columns) FROM conversation c WHERE deleted_at IS NULL AND \(condition)
        ORDER BY created_at, key
        """
    ).map([], ConversationHeader.init(row:))
  }

  /// Draft and marks of a conversation that is there.
  package func remarks(on conversation: ConversationID) throws -> ConversationRemarks {
    var remarks = ConversationRemarks()
    remarks.draft =
      try db.cachedStatement(
        sql: """
          SELECT \(Draft.columns) FROM draft d JOIN conversation c ON c.id = d.conversation
          WHERE c.key = ? AND c.deleted_at IS NULL
          """
      ).map([conversation.rawValue]) { try Draft(row: $0, at: 0) }.first ?? nil
    if remarks.draft == Draft() { remarks.draft = nil }
    remarks.marks = try reader.marks().filter { $0.value.conversation == conversation }
      .map { ArchivedMark(name: $0.key, scroll: $0.value.scroll) }.sorted { $0.name < $1.name }
    return remarks
  }

  /// How many messages there are in all conversations.
  package func messageCount() throws -> Int {
    try Int.fetchOne(
      db,
      sql: """
        SELECT count(*) FROM message m JOIN conversation c ON c.id = m.conversation WHERE c.deleted_at IS NULL
        """) ?? 0
  }

  /// Hands out the messages of a conversation, oldest first, one at a time.
  package func forEachMessage(
    of conversation: ConversationID, _ take: (ArchivedMessage) throws -> Void
  ) throws {
    let stars = try ArchivedStar.all(of: conversation, db)
    try reader.forEachMessage(of: conversation) { message, row in
      try take(ArchivedMessage(message, star: stars[row]))
    }
  }
}

extension ArchivedStar {
  /// The stars of a conversation, by the rows of their messages.
  static func all(of conversation: ConversationID, _ db: Database) throws -> [Int64: ArchivedStar] {
    var stars: [Int64: ArchivedStar] = [:]
    try db.cachedStatement(
      sql: """
        SELECT s.message, CAST(s.note AS BLOB), s.created_at
        FROM conversation c CROSS JOIN message m ON m.conversation = c.id JOIN star s ON s.message = m.id WHERE c.key = ?
        """
    ).forEach([conversation.rawValue]) { row in
      stars[try row.value(0)] = ArchivedStar(note: try row.text(1), createdAt: try row.moment(2))
    }
    return stars
  }
}

extension History {
  /// Reads from the history as it stands now; what others write meanwhile is not seen. Throws what `read` throws.
  package func snapshot<Result>(_ read: (HistorySnapshot) throws -> Result) throws -> Result? {
    var failure: (any Error)?
    let result =
      try file.isAbsent
      ? nil
      : file.read { [leases = file.leases] db -> Result? in
        do { return try read(HistorySnapshot(db: db, leases: leases)) } catch {
          // What the file has nothing to do with is not told as a problem of the file.
          if error is DatabaseError || error is RowDecodingError { throw error }
          failure = error
          return nil
        }
      }
    if let failure { throw failure }
    return result
  }
}
