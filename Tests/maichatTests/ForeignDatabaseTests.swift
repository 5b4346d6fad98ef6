import ChatModel
import Foundation
import GRDB
import HistoryStore
import ImportExport
import TestSupport
import Testing

@testable import maichat

/// Databases of other programs, sound and spoilt.
@Suite struct ForeignDatabaseTests {
  private let folder = TestFolder()

  private func database(_ sql: String...) throws -> String {
    let path = folder.path("\(UUID().uuidString).db")
    let queue = try DatabaseQueue(path: path)
    try queue.write { db in for part in sql { try db.execute(sql: part) } }
    try queue.close()
    return path
  }

  private func read(_ path: String) throws -> ([ArchivedConversation], LeftOut) {
    var leftOut = LeftOut()
    let read = try ForeignDatabase(path: path).conversations(path: path, profile: "p", leftOut: &leftOut)
    return (read, leftOut)
  }

  /// The tables of llm 0.36, as far as they say anything.
  private static let llm = """
    CREATE TABLE threads (id TEXT PRIMARY KEY, name TEXT, tip_message_hash TEXT, forked_from TEXT, datetime_utc TEXT);
    CREATE TABLE turns (id TEXT PRIMARY KEY, thread_id TEXT, parent_message_hash TEXT, tip_message_hash TEXT, model TEXT,
      duration_ms INTEGER, datetime_utc TEXT, response_json TEXT);
    CREATE TABLE messages (hash TEXT PRIMARY KEY, parent_hash TEXT, role TEXT, provider_metadata TEXT);
    CREATE TABLE parts (id INTEGER PRIMARY KEY, message_hash TEXT, position INTEGER, type TEXT, tool_name TEXT, text TEXT,
      payload TEXT);
    CREATE TABLE fragments (id INTEGER PRIMARY KEY, hash TEXT, content TEXT, datetime_utc TEXT, source TEXT);
    CREATE TABLE attachments (id TEXT PRIMARY KEY, type TEXT, path TEXT, url TEXT, content BLOB);
    CREATE TABLE conversations (id TEXT PRIMARY KEY, name TEXT, model TEXT);
    CREATE TABLE responses (id TEXT PRIMARY KEY, model TEXT, prompt TEXT, system TEXT, response TEXT, conversation_id TEXT,
      duration_ms INTEGER, datetime_utc TEXT, reasoning TEXT);
    CREATE TABLE prompt_fragments (response_id TEXT, fragment_id INTEGER, "order" INTEGER);
    CREATE TABLE prompt_attachments (response_id TEXT, attachment_id TEXT, "order" INTEGER);
    CREATE TABLE tool_calls (id INTEGER PRIMARY KEY, response_id TEXT, name TEXT, arguments TEXT);
    CREATE TABLE tool_results (id INTEGER PRIMARY KEY, response_id TEXT, name TEXT, output TEXT, exception TEXT);
    """

  private static let rows = """
    INSERT INTO conversations VALUES ('c1', 'legacy', 'm');
    INSERT INTO responses VALUES ('r1', 'm', 'with it', 'be brief', 'Yes.', 'c1', 5, '2025-01-01T00:00:01', 'hm');
    INSERT INTO fragments VALUES (1, 'h', 'FRAGMENT', NULL, NULL);
    INSERT INTO prompt_fragments VALUES ('r1', 1, 0);
    INSERT INTO attachments VALUES ('f', 'image/png', '/home/me/cat.png', NULL, x'00FF');
    INSERT INTO prompt_attachments VALUES ('r1', 'f', 0);
    INSERT INTO tool_calls VALUES (1, 'r1', 'add', '{"a":1}');
    INSERT INTO tool_results VALUES (1, 'r1', 'add', '2', NULL);
    INSERT INTO threads VALUES ('t1', 'new', 'b2:2', NULL, '2026-01-01T00:00:00');
    INSERT INTO messages VALUES ('b2:1', NULL, 'user', NULL), ('b2:2', 'b2:1', 'assistant', NULL);
    INSERT INTO parts VALUES (1, 'b2:1', 0, 'text', NULL, NULL, '{"text_ref": [{"fragment": 1}, {"literal": "\\nq"}]}'),
      (2, 'b2:1', 1, 'attachment', NULL, NULL, '{"attachment": {"id": "f"}}'),
      (3, 'b2:2', 0, 'text', NULL, 'answer', NULL), (4, 'b2:2', 1, 'reasoning', NULL, 'why', NULL);
    INSERT INTO turns VALUES ('u1', 't1', 'b2:1', 'b2:2', 'fake', 125, '2026-01-01T00:00:00.5+00:00', NULL);
    """

  @Test func currentDatabasesOfLLMAreReadWithAllTheyHold() throws {
    let (read, leftOut) = try read(database(Self.llm, Self.rows))
    #expect(read.map(\.header.title) == ["legacy", "new"])
    #expect(read[0].messages.map(\.message.text) == ["be brief\n\nFRAGMENT\nwith it", "Yes."])
    #expect(read[0].messages[0].message.attachments.map(\.filename) == ["cat.png"])
    #expect(read[0].messages[1].message.parts.map(\.text) == ["hm", "2", #"{"a":1}"#])
    #expect(read[1].messages.map(\.message.text) == ["FRAGMENT\nq", "answer"])
    #expect(read[1].messages[0].message.attachments.map(\.file) == ["/home/me/cat.png"])
    #expect(read[1].messages[1].message.parts.map(\.text) == ["why"])
    #expect(read[1].header.chatbotName == "fake")
    #expect(leftOut.text == "the content of 1 attachment")
  }

  @Test func aDatabaseThatIsBrokenOrAnotherIsToldInItsOwnWords() throws {
    let other = try database("CREATE TABLE t (x)")
    #expect(throws: ArchiveProblem.self) { try read(other) }
    // Without row numbers the order of responses is not known.
    let odd = try database("CREATE TABLE responses (id TEXT PRIMARY KEY, prompt TEXT, response TEXT) WITHOUT ROWID")
    #expect(throws: ForeignDatabaseProblem.self) { try read(odd) }
  }

  @Test(arguments: SeededGenerator.seeds(6)) func anyValueInAnyColumnIsRead(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let values = [
      "NULL", "1", "-9223372036854775808", "9223372036854775807", "1e308", "9e999", "x'FF00'", "''", "'b2:1'", "'b2:2'",
      "'t1'", "'r1'", "'{\"text_ref\":[{\"fragment\":1}]}'", "'[[[['", "'text'", "zeroblob(3)", "char(0)", "'漢'",
    ]
    let tables = [
      "threads": 5, "turns": 8, "messages": 4, "fragments": 5, "attachments": 5, "conversations": 3, "responses": 9,
      "prompt_fragments": 3, "prompt_attachments": 3, "parts": 7, "tool_calls": 4, "tool_results": 5,
    ]
    var sql = ""
    for _ in 0..<120 {
      let (table, count) = tables.sorted { $0.key < $1.key }.randomElement(using: &generator)!
      let row = (0..<count).map { _ in values.randomElement(using: &generator)! }.joined(separator: ", ")
      sql += "INSERT OR IGNORE INTO \(table) VALUES (\(row));\n"
    }
    // Columns that are declared as numbers or texts refuse nothing, as SQLite has it, but for keys.
    let loose = Self.llm.replacing("INTEGER PRIMARY KEY", with: "ANY").replacing("TEXT", with: "ANY")
    let (read, _) = try read(database(loose, Self.rows, sql))
    for conversation in read {
      #expect(Set(conversation.messages.map(\.message.id)).count == conversation.messages.count)
    }
    let text = Export.whole(read, as: .json, title: "", clock: { "\($0.milliseconds)" })
    var count = 0
    try Array(text.utf8).withUnsafeBufferPointer { bytes in
      var file = try ArchiveFile(bytes, profile: "p")
      try file.read { _ in
        count += 1
      } refuse: {
        Issue.record("\($0)")
      }
    }
    #expect(count == read.count)
  }

  @Test(arguments: SeededGenerator.seeds(6)) func spoiltBytesAreReadOrTold(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let sound = folder.bytes(of: try database(Self.llm, Self.rows))
    for _ in 0..<25 {
      var bytes = sound
      for _ in 0..<Int.random(in: 1...30, using: &generator) {
        bytes[Int.random(in: 16..<bytes.count, using: &generator)] = .random(in: .min ... .max, using: &generator)
      }
      if Bool.random(using: &generator) {
        bytes = Array(bytes.prefix(.random(in: 16..<bytes.count, using: &generator)))
      }
      do { _ = try read(folder.write(bytes, to: "spoilt.db")) } catch is ForeignDatabaseProblem {
      } catch is ArchiveProblem {}
    }
  }
}
