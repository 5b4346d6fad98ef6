import ChatModel
import GRDB

/// The text of running replies that is not yet part of their messages: rows that only grow, so that a reply costs what
/// its length costs and not its square.
enum RunningText {
  /// What waits for the message with the row id `message`.
  static func waiting(for message: Int64, _ db: Database) throws -> String {
    let statement = try db.cachedStatement(
      sql: "SELECT CAST(text AS BLOB) FROM message_chunk WHERE message = ? ORDER BY id")
    var text = ""
    try statement.forEach([message]) { text += try $0.text(0) }
    return text
  }

  static func clear(for message: Int64, _ db: Database) throws {
    try db.cachedStatement(sql: "DELETE FROM message_chunk WHERE message = ?").execute(arguments: [message])
    try db.cachedStatement(sql: "DELETE FROM part_chunk WHERE message = ?").execute(arguments: [message])
  }
}

/// The parts of running replies beside their answers, which grow as their texts do. A running message has none of its own.
enum RunningParts {
  /// More parts than these no service sends.
  private static let mostParts = 1 << 20

  /// What waits for the message with the row id `message`.
  static func waiting(for message: Int64, _ db: Database) throws -> [ReplyPart] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT number, kind, CAST(name AS BLOB), CAST(text AS BLOB), start FROM part_chunk WHERE message = ? ORDER BY id
        """)
    var parts: [ReplyPart] = []
    var places: [Int64: Int] = [:]
    try statement.forEach([message]) { row in
      let number: Int64 = try row.value(0)
      if let place = places[number] {
        parts[place].text += try row.text(3)
      } else if parts.count < mostParts {
        places[number] = parts.count
        parts.append(
          ReplyPart(
            kind: ReplyPart.Kind(rawValue: try row.word(1)) ?? .status, name: try row.text(2), text: try row.text(3),
            offset: try row.count(4)))
      }
    }
    return parts
  }
}

/// Replies that run, as their rows say, but whose writer is dead.
enum Interruptions {
  /// One of them: the row of its message, and who wrote it.
  struct Reply: Hashable {
    var id: Int64
    var writer: String?
  }

  /// All of them, and the text that is already part of the message.
  static func dead(_ db: Database, leases: WriterLeases) throws -> [(reply: Reply, text: String)] {
    var dead: [(reply: Reply, text: String)] = []
    let statement = try db.cachedStatement(
      sql: """
        SELECT id, CAST(text AS BLOB), writer FROM message WHERE status IN ('sending', 'waiting', 'streaming')
        """)
    try statement.forEach([]) { row in
      let writer: String? = try row.value(2)
      if writer.map(leases.isAlive) != true {
        dead.append((Reply(id: try row.value(0), writer: writer), try row.text(1)))
      }
    }
    return dead
  }
}
