import ChatModel
import GRDB
import System
import TestSupport
import Testing

@testable import HistoryStore

/// Files of every version that was ever released are read by this one.
@Suite struct MigrationTests {
  let fixture = HistoryFixture()

  /// A file of each version before this one.
  private static let dumps = [
    1: Version1.dump, 2: Version2.dump, 3: Version3.dump, 4: Version4.dump, 5: Version5.dump, 6: Version6.dump,
    7: Version7.dump, 8: Version8.dump, 9: Version9.dump,
  ]
  static let versions = Array(1..<Int(Schema.version))

  private func make(_ version: Int) throws {
    fixture.home.makeFolder("data")
    let dump = try #require(Self.dumps[version], "no file of version \(version)")
    try fixture.sql { db in try db.execute(sql: dump) }
  }

  private static let id = ConversationID("0b8f4a56-0000-4000-8000-000000000001")
  private static func message(_ number: Int) -> MessageID { MessageID("0b8f4a56-0000-4000-8000-00000000000\(number)") }
  private static func moment(_ milliseconds: Int64) -> Timestamp {
    Timestamp(milliseconds: 1_760_000_000_000 + milliseconds)
  }

  /// What is in the file of `version`.
  private static func content(_ version: Int) -> StartupSnapshot {
    var first = ConversationHeader(
      id: id, remoteID: RemoteConversationID("remote-1"), profile: "work", chatbot: ChatbotID("7"),
      chatbotName: "Guide 導覽", title: "First question", titleSource: .user, mode: .synchronous, isPinned: true,
      unread: 2, presence: .both, createdAt: moment(0), lastActivity: moment(100_000))
    let second = ConversationHeader.sample("0b8f4a56-0000-4000-8000-000000000006", at: 1_750_000_000_000)
    var messages = [
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
        id: message(5), author: .assistant, text: version == 1 ? "Half an answer" : "",
        status: version == 1 ? .interrupted : .complete,
        createdAt: moment(501), firstTextAt: moment(3000), reply: ReplyID("reply-3")),
    ]
    var draft = Draft(text: "and then", caret: 3)
    if version >= 5 {
      first.earlier = .at("cursor=x")
      messages[1].feedback = .like
    }
    if version >= 9 {
      messages[1].unreadableEvents = 3
      messages[1].parts = [ReplyPart(kind: .tool, name: "search", text: "hours", offset: 0)]
    }
    if version >= 6 {
      draft.attachments = [
        DraftAttachment(id: UploadID("d1"), path: "/tmp/a b.png", name: "a b.png", state: .refused("It is gone."))
      ]
    }
    var content = StartupSnapshot(
      session: SessionSnapshot(openConversation: id, isListVisible: false, listColumns: 30), headers: [first, second],
      drafts: [id: draft], isWholeList: true,
      open: StartupSnapshot.Open(
        id: id, messages: messages, hasEarlier: false, scroll: .anchored(message: message(2), row: -1), draft: draft))
    if version >= 2 { content.stash = [StashedText(id: StashID("stash-1"), text: "put aside", createdAt: moment(0))] }
    if version >= 3 {
      content.stars = [
        Star(
          conversation: id, message: message(3), note: "remember 漢", excerpt: "They are characters.",
          createdAt: moment(4000))
      ]
      content.marks = [
        "a": TranscriptMark(conversation: id, scroll: .anchored(message: message(3), row: -2)),
        "b": TranscriptMark(conversation: second.id, scroll: .following),
      ]
    }
    return content
  }

  @Test(arguments: versions) func aFileOfEachVersionIsReadWhole(version: Int) throws {
    try make(version)
    let expected = Self.content(version)
    for access in [Access.readOnly, .readWrite, .readWrite] {
      let history = fixture.open(access)
      #expect(history.problem == nil)
      let found = try history.restored(conversations: 10, messages: 10)
      #expect(found.headers == expected.headers && found.drafts == expected.drafts, "version \(version), \(access)")
      for (message, wanted) in zip(found.open?.messages ?? [], expected.open?.messages ?? []) {
        #expect(message == wanted, "version \(version), \(access)")
      }
      #expect(found.stash == expected.stash && found.stars == expected.stars && found.marks == expected.marks)
      #expect(found == expected, "version \(version), \(access)")
      history.close()
    }
    #expect(try fixture.sql { try Int32.fetchOne($0, sql: "PRAGMA user_version") } == Schema.version)
    if version >= 5 {
      #expect(try fixture.sql { try String.fetchAll($0, sql: "SELECT remote_key FROM unwanted") } == ["remote-9"])
    }
  }

  @Test(arguments: versions) func aFileOfEachVersionIsSearchedWholeAndGetsANewIndex(version: Int) throws {
    try make(version)
    for access in [Access.readOnly, .readWrite] {
      let history = fixture.open(access)
      defer { history.close() }
      #expect(history.problem == nil)
      if case .readWrite = access {
        #expect(waitUntil(interval: 20) { (try? fixture.sql { try SearchIndex(db: $0).coverage()?.isWhole }) == true })
      }
      var queries = [("字", 2), ("ＣＨＡＲＡＣＴＥＲＳ", 3), ("tell", 2), ("book.pdf", 3)]
      if version >= 3 { queries.append(("remember", 3)) }
      for (query, message) in queries {
        let found = try history.search(SearchRequest(number: 1, text: query), now: readClock()).groups.flatMap(\.hits)
          .map(\.message)
        #expect(found == [Self.message(message)], "\(query), version \(version), \(access)")
      }
    }
  }

  /// What may not be changed is read where it stands: a file of a gigabyte is not copied to be read.
  @Test(arguments: versions) func aFileOfEachVersionIsReadInItsPlaceAndNotChanged(version: Int) throws {
    try make(version)
    let before = fixture.home.bytes(of: fixture.path)
    let history = fixture.open(.readOnly)
    let places = try history.file.read { db in
      try String.fetchAll(db, sql: "SELECT file FROM pragma_database_list WHERE name = 'main'")
    }
    #expect(places.count == 1 && places[0].hasSuffix("/data/history.sqlite"), "\(places)")
    #expect(try history.search(SearchRequest(number: 1, text: "字"), now: readClock()).groups.count == 1)
    history.close()
    #expect(fixture.home.bytes(of: fixture.path) == before)
  }

  /// Who reads a file of an older version sees what others write who have brought it up to date meanwhile.
  @Test func aFileThatIsBroughtUpToDateMeanwhileIsFollowed() throws {
    try make(2)
    let history = fixture.open(.readOnly, limits: History.Limits(changeRest: 20))
    // Another one brings it up to date meanwhile, and writes.
    let writer = fixture.open(.readWrite, events: EventList())
    writer.perform(.saveTurn(ReplyID("n"), .sample("new"), [.question("newer", "later")]))
    writer.close()
    let isSeen = waitUntil {
      (try? history.conversations(limit: nil).contains { $0.id == ConversationID("new") }) == true
    }
    #expect(isSeen)
    history.close()
  }

  /// A step that was released is never changed: it still makes the tables, indexes and triggers of those files.
  @Test(arguments: versions) func eachStepStillMakesThatFile(version: Int) throws {
    try make(version)
    func schema(_ db: Database) throws -> [String] {
      try String.fetchAll(db, sql: "SELECT type || ' ' || sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
    }
    let released = try fixture.sql(schema)
    let queue = try DatabaseQueue()
    try Schema.migrator.migrate(queue, upTo: "\(version)")
    #expect(try queue.read(schema) == released)
  }

  /// Left behind by a process that was killed between making the list of steps and taking the first.
  @Test func aFileThatWasHardlyBegunIsBegun() throws {
    fixture.home.makeFolder("data")
    try fixture.sql { db in
      try db.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
    }
    let history = fixture.open()
    defer { history.close() }
    #expect(history.problem == nil)
    #expect(try history.conversations(limit: nil).isEmpty)
  }

  @Test func anEmptyFileIsBegun() throws {
    fixture.home.makeFolder("data")
    fixture.home.write([], to: fixture.path)
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
