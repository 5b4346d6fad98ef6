import ChatModel
import TestSupport
import Testing

@testable import HistoryStore

@Suite struct BranchTests {
  let fixture = HistoryFixture()

  private func header(at moment: Int64 = 5) -> ConversationHeader {
    var header = ConversationHeader.sample("b", at: moment)
    header.branch = BranchPoint(conversation: ConversationID("a"), message: MessageID("m3"))
    return header
  }

  /// Four messages, of which the last one runs.
  private func original() -> [Message] {
    var running = Message(id: MessageID("m4"), author: .assistant, text: "", createdAt: Timestamp(milliseconds: 4))
    running.status = .streaming
    return [
      Message.question("m1", "one"), RoundTripTests.full("m2"), Message.question("m3", "three"), running,
    ]
  }

  @Test func whatStandsBeforeTheBranchPointIsCopied() throws {
    let messages = original()
    let history = fixture.open()
    history.perform(.saveTurn(ReplyID("r"), .sample("a", at: 1), messages))
    history.perform(.saveBranch(header(), copies: [MessageID("m2"): MessageID("copy2")]))
    history.close()

    let again = fixture.open()
    defer { again.close() }
    let copied = try again.messages(of: ConversationID("b"))
    var expected = messages[1]
    expected.id = MessageID("copy2")
    expected.remoteID = nil
    expected.reply = nil
    #expect(copied.map(\.text) == messages[..<2].map(\.text))
    #expect(copied.last == expected)
    #expect(copied.first?.id != messages[0].id)
    #expect(try again.messages(of: ConversationID("a")).map(\.id) == messages.map(\.id), "the originals stay")
    #expect(try again.conversations(limit: nil).first { $0.id == ConversationID("b") }?.branch == header().branch)
  }

  @Test func whatFollowsInTheBranchStandsBelowTheCopies() throws {
    let history = fixture.open()
    defer { history.close() }
    history.perform(.saveTurn(ReplyID("r"), .sample("a", at: 1), original()))
    history.perform(.saveBranch(header(), copies: [:]))
    history.performAndWait(
      .saveTurn(ReplyID("s"), header(), [Message.question("new", "other")]), events: fixture.events)
    #expect(try history.messages(of: ConversationID("b")).map(\.text).last == "other")
    let page = try history.messages(of: ConversationID("b"))
    #expect(page.count == 3)
  }

  @Test func aBranchPointThatIsNotOnDiskCopiesNothing() throws {
    let history = fixture.open()
    defer { history.close() }
    history.performAndWait(.saveBranch(header(), copies: [:]), .saveConversation(header()), events: fixture.events)
    #expect(try history.messages(of: ConversationID("b")).isEmpty)
    #expect(try history.conversations(limit: nil).map(\.id) == [ConversationID("b")])
  }

  @Test func layoutsComeBackUnderTheirNames() throws {
    var tree = PaneTree.pane(PaneID(1))
    tree.split(PaneID(1), .rows, with: PaneID(2))
    let layout = PanesSnapshot(tree: tree, conversations: [ConversationID("a"), nil], focused: PaneID(2))
    let other = PanesSnapshot(tree: .pane(PaneID(1)), conversations: [ConversationID("a")], focused: PaneID(1))
    let history = fixture.open()
    history.perform(.saveLayout("名前\u{0}", other))
    history.perform(.saveLayout("work", other))
    history.perform(.saveLayout("work", layout))
    history.perform(.saveLayout("gone", other))
    history.perform(.deleteLayout("gone"))
    history.close()
    try fixture.sql { db in try db.execute(sql: "INSERT INTO layout VALUES ('damaged', '{')") }
    let again = fixture.open()
    defer { again.close() }
    #expect(try again.restored(conversations: 1, messages: 1).layouts == ["名前\u{0}": other, "work": layout])
  }
}
