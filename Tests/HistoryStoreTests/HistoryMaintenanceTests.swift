import ChatModel
import GRDB
import System
import TestSupport
import Testing

@testable import HistoryStore

@Suite struct HistoryMaintenanceTests {
  let fixture = HistoryFixture()

  private func filled() throws -> History {
    fixture.open().close()
    try SyntheticHistory(conversations: 5, messages: 500, longest: 300).fill(fixture.path)
    return fixture.open()
  }

  @Test func aBackupIsMadeWhileTheClientWritesAndIsTheWholeHistory() throws {
    let history = try filled()
    defer { history.close() }
    history.performAndWait(.saveTurn(ReplyID("r"), .sample("late"), [.question("lq")]), events: fixture.events)
    let target = fixture.home.path("copy.sqlite")
    let copied = try HistoryMaintenance.backUp(fixture.path, to: target, replacing: .refused)
    #expect(copied.messages == 501 && copied.conversations == 6 && copied.damages.isEmpty)
    #expect(fixture.home.mode(of: target) == 0o600)
    #expect(fixture.home.names() == ["copy.sqlite", "data"])
    let copy = fixture.open(.readOnly, at: target)
    #expect(try copy.messages(of: ConversationID("late")) == history.messages(of: ConversationID("late")))
    copy.close()
  }

  @Test func aBackupNeverReplacesAFileUnasked() throws {
    try filled().close()
    let target = fixture.home.path("copy.sqlite")
    fixture.home.write([1, 2, 3], to: target)
    #expect(throws: HistoryProblem.self) {
      try HistoryMaintenance.backUp(fixture.path, to: target, replacing: .refused)
    }
    #expect(fixture.home.bytes(of: target) == [1, 2, 3])
    _ = try HistoryMaintenance.backUp(fixture.path, to: target, replacing: .allowed)
    #expect(try HistoryMaintenance.examine(target, .full).messages == 500)
    #expect(throws: HistoryProblem.self) {
      try HistoryMaintenance.backUp(fixture.path, to: fixture.home.path("no/copy"), replacing: .refused)
    }
    #expect(throws: HistoryProblem.self) {
      try HistoryMaintenance.backUp(fixture.home.path("none.sqlite"), to: fixture.home.path("x"), replacing: .refused)
    }
    #expect(fixture.home.names() == ["copy.sqlite", "data"])
  }

  @Test func aVacuumGivesRoomBackAndSaysWhenSomebodyIsInItsWay() throws {
    let history = try filled()
    defer { history.close() }
    _ = try history.conversations(limit: 1)
    try fixture.sql { try $0.execute(sql: "DELETE FROM message WHERE conversation = 1") }
    let (before, after) = try HistoryMaintenance.vacuum(fixture.path)
    #expect(after < before)
    #expect(try HistoryMaintenance.examine(fixture.path, .full).messages == 200)
    #expect(try history.conversations(limit: nil).count == 5)
    try fixture.sql { db in
      try db.execute(sql: "BEGIN IMMEDIATE")
      #expect { try HistoryMaintenance.vacuum(fixture.path) } throws: { ($0 as? HistoryProblem)?.kind == .locked }
      try db.execute(sql: "ROLLBACK")
    }
  }

  @Test func anExaminationFindsDamageAndSaysHowFarTheIndexIs() throws {
    try filled().close()
    let found = try HistoryMaintenance.examine(fixture.path, .quick)
    #expect(found.messages == 500 && found.damages.isEmpty && found.isWhole && found.bytes > 50_000)
    var bytes = fixture.home.bytes(of: fixture.path)
    for index in bytes.count * 2 / 3..<bytes.count * 2 / 3 + 20_000 { bytes[index] = 0xAB }
    fixture.home.write(bytes, to: fixture.path)
    let damages = (try? HistoryMaintenance.examine(fixture.path, .full).damages) ?? ["unreadable"]
    #expect(!damages.isEmpty)
  }

  @Test func aLargeConversationIsPurgedInPartsAndOthersAreNotKeptWaiting() throws {
    let history = try filled()
    defer { history.close() }
    history.performAndWait(
      .deleteConversation(ConversationID(SyntheticHistory.conversation(0))), events: fixture.events)
    fixture.clock.withLock { $0 = Timestamp(milliseconds: $0.milliseconds + 2 * 86_400_000) }
    history.performAndWait(.purgeDeleted, events: fixture.events)
    // A part at once, the rest between other work.
    let left = try fixture.sql { try Int.fetchOne($0, sql: "SELECT count(*) FROM message WHERE conversation = 1")! }
    #expect(left <= 300 - Purge.part)
    #expect(
      try waitUntil {
        try fixture.sql { try Int.fetchOne($0, sql: "SELECT count(*) FROM conversation WHERE id = 1") } == 0
      })
    #expect(try HistoryMaintenance.examine(fixture.path, .full).messages == 200)
  }
}
