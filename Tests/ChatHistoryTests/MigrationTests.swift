import ChatModel
import GRDB
import TestSupport
import Testing

@testable import ChatHistory

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Files of every version that was ever released are read by this one.
@Suite struct MigrationTests {
  let fixture = HistoryFixture()

  private func makeVersion1() throws {
    #expect(mkdir("\(fixture.folder)/data", 0o700) == 0)
    try fixture.sql { db in try db.execute(sql: Version1.dump) }
  }

  @Test func aFileOfVersion1IsReadWhole() throws {
    try makeVersion1()
    let id = ConversationID("0b8f4a56-0000-4000-8000-000000000001")
    func message(_ number: Int) -> MessageID { MessageID("0b8f4a56-0000-4000-8000-00000000000\(number)") }
    func moment(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: 1_760_000_000_000 + milliseconds) }
    let first = ConversationHeader(
      id: id, remoteID: RemoteConversationID("remote-1"), profile: "work", chatbot: ChatbotID("7"),
      chatbotName: "Guide 導覽", title: "First question", titleSource: .user, mode: .synchronous, isPinned: true,
      unread: 2, presence: .both, createdAt: moment(0), lastActivity: moment(100_000))
    let second = ConversationHeader.sample("0b8f4a56-0000-4000-8000-000000000006", at: 1_750_000_000_000)
    let messages = [
      Message(
        id: message(2), author: .person, text: "What's 漢字?\nTell me.", createdAt: moment(500),
        attachments: [
          Attachment(
            id: AttachmentID("file-1"), type: "image", filename: "a b.png", file: "https://files.example/1")
        ]),
      Message(
        id: message(3), remoteID: RemoteMessageID("remote-m"), author: .assistant, text: "They are characters.",
        createdAt: moment(501), firstTextAt: moment(1000), endedAt: moment(2000),
        citations: [
          Citation(filename: "book.pdf", file: "https://files.example/2", passage: "p", score: "0.9")
        ], reply: ReplyID("reply-1")),
      Message(
        id: message(4), remoteID: RemoteMessageID("remote-m"), author: .assistant,
        status: .failed(Failure(kind: .throttled, status: 429, text: "slow down", advice: "Wait a moment.")),
        createdAt: moment(501), endedAt: moment(2000), reply: ReplyID("reply-2")),
      Message(
        id: message(5), author: .assistant, text: "Half an answer", status: .interrupted, createdAt: moment(501),
        firstTextAt: moment(3000), reply: ReplyID("reply-3")),
    ]
    let draft = Draft(text: "and then", caret: 3)
    let expected = Restored(
      session: SessionSnapshot(openConversation: id, isListVisible: false, listColumns: 30), headers: [first, second],
      drafts: [id: draft], isWholeList: true,
      open: Restored.Open(
        id: id, messages: messages, hasEarlier: false, scroll: .anchored(message: message(2), row: -1), draft: draft))
    for access in [History.Access.readOnly, .readWrite, .readWrite] {
      let history = fixture.open(access)
      #expect(history.problem == nil && history.notices.isEmpty)
      #expect(try history.restored(conversations: 10, messages: 10) == expected)
      history.close()
    }
  }

  @Test func aFileOfVersion2IsSearchedWholeAndGetsAnIndex() throws {
    #expect(mkdir("\(fixture.folder)/data", 0o700) == 0)
    try fixture.sql { db in try db.execute(sql: Version2.dump) }
    for access in [History.Access.readOnly, .readWrite] {
      let history = fixture.open(access)
      #expect(history.problem == nil && history.notices.isEmpty)
      for (query, message) in [("漢", 2), ("ＣＨＡＲＡＣＴＥＲＳ", 3), ("tell", 2)] {
        let found = try history.search(SearchRequest(number: 1, text: query)).groups.flatMap(\.hits).map(\.message)
        #expect(found == [MessageID("0b8f4a56-0000-4000-8000-00000000000\(message)")], "\(query)")
      }
      if case .readWrite = access {
        #expect(waitUntil { (try? fixture.sql { try SearchIndex(db: $0).coverage()?.isWhole }) == true })
      }
      history.close()
    }
    #expect(try fixture.sql { try Int32.fetchOne($0, sql: "PRAGMA user_version") } == Schema.version)
  }

  @Test func theFirstStepStillMakesThatFile() throws {
    try makeVersion1()
    func schema(_ db: Database) throws -> [String] {
      try String.fetchAll(db, sql: "SELECT type || ' ' || sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
    }
    let released = try fixture.sql(schema)
    let queue = try DatabaseQueue()
    try Schema.migrator.migrate(queue, upTo: "1")
    #expect(try queue.read(schema) == released)
  }

  /// Left behind by a process that was killed between making the list of steps and taking the first.
  @Test func aFileThatWasHardlyBegunIsBegun() throws {
    #expect(mkdir("\(fixture.folder)/data", 0o700) == 0)
    try fixture.sql { db in
      try db.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
    }
    let history = fixture.open()
    defer { history.close() }
    #expect(history.problem == nil && history.notices.isEmpty)
    #expect(try history.conversations(limit: nil).isEmpty)
  }

  @Test func anEmptyFileIsBegun() throws {
    #expect(mkdir("\(fixture.folder)/data", 0o700) == 0)
    HistoryFixture.write([], to: fixture.path)
    let history = fixture.open()
    defer { history.close() }
    #expect(history.problem == nil)
    let state = try fixture.sql { db in
      try [
        Int32.fetchOne(db, sql: "PRAGMA application_id"), Int32.fetchOne(db, sql: "PRAGMA user_version"),
        Int32.fetchOne(db, sql: "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"),
      ]
    }
    #expect(state == [Schema.applicationID, Schema.version, 1])
  }
}
