import ChatModel
import GRDB
import TestSupport
import Testing

@testable import HistoryStore

/// What a reply brings beside its answer, on its way to disk and back.
@Suite struct ReplyPartTests {
  let fixture = HistoryFixture()
  private let header = ConversationHeader.sample("a")
  private let thinking = ReplyPart(kind: .thinking, name: "think\u{0}ing", text: "The user\u{0} 九", offset: 0)
  private let tool = ReplyPart(kind: .tool, name: "tool_call", text: "search()", offset: 4)

  private func piece(_ part: ReplyPart, _ text: String) -> ReplyPart {
    ReplyPart(kind: part.kind, name: part.name, text: text, offset: part.offset)
  }

  /// Lets a reply bring both parts and some text.
  private func begin(_ history: History) {
    history.perform(.saveTurn(ReplyID("r"), header, [.question("q"), .running("m")]))
    for scalar in thinking.text.unicodeScalars {
      history.perform(.appendPart(header.id, MessageID("m"), number: 0, piece(thinking, String(scalar))))
    }
    history.perform(.appendText(header.id, MessageID("m"), "one "))
    history.perform(.saveUnreadable(header.id, MessageID("m"), 1))
    history.perform(.appendPart(header.id, MessageID("m"), number: 1, tool))
    history.perform(.saveUnreadable(header.id, MessageID("m"), 2))
    history.performAndWait(.appendText(header.id, MessageID("m"), "two"), events: fixture.events)
  }

  @Test func partsAreOnDiskBeforeTheMessageEnds() throws {
    let history = fixture.open()
    defer { history.close() }
    begin(history)
    let message = try #require(try history.messages(of: header.id).last)
    #expect(message.parts == [thinking, tool])
    #expect(message.text == "one two" && message.unreadableEvents == 2 && message.status == .streaming)
    #expect(message.firstTextAt == Timestamp(milliseconds: 1_000_000))
  }

  @Test func aPartAloneIsNoFirstText() throws {
    let history = fixture.open()
    defer { history.close() }
    history.perform(.saveTurn(ReplyID("r"), header, [.question("q"), .running("m")]))
    history.performAndWait(.appendPart(header.id, MessageID("m"), number: 0, thinking), events: fixture.events)
    #expect(try history.messages(of: header.id).last?.firstTextAt == nil)
    history.performAndWait(.appendText(header.id, MessageID("m"), "a"), events: fixture.events)
    #expect(try history.messages(of: header.id).last?.firstTextAt == Timestamp(milliseconds: 1_000_000))
  }

  @Test(arguments: [Access.readWrite, .readOnly]) func aKillKeepsThem(access: Access) throws {
    let history = fixture.open()
    begin(history)
    history.abandon()
    let again = fixture.open(access)
    defer { again.close() }
    again.performAndWait(events: fixture.events)
    let message = try #require(try again.messages(of: header.id).last)
    #expect(message.status == .interrupted)
    #expect(message.parts == [thinking, tool])
    #expect(message.text == "one two" && message.unreadableEvents == 2)
    if access == .readWrite {
      #expect(try fixture.sql { try Int.fetchOne($0, sql: "SELECT count(*) FROM part_chunk") } == 0)
    }
  }

  @Test func whatIsSavedWholeReplacesWhatWasAppended() throws {
    let history = fixture.open()
    defer { history.close() }
    begin(history)
    let ended = Message.running("m").with {
      $0.text = "one two three"
      $0.status = .complete
      $0.parts = [thinking, piece(tool, "search() and more"), piece(tool, "")]
      $0.unreadableEvents = 5
    }
    history.performAndWait(.saveMessage(header.id, ended), events: fixture.events)
    // Too late to be part of it.
    history.performAndWait(.appendPart(header.id, MessageID("m"), number: 3, tool), events: fixture.events)
    #expect(try history.messages(of: header.id).last == ended)
    #expect(try fixture.sql { try Int.fetchOne($0, sql: "SELECT count(*) FROM part_chunk") } == 0)
  }

  @Test func othersSeeThemGrow() throws {
    let theirs = EventList()
    let a = fixture.open(limits: History.Limits(changeRest: 20))
    let b = fixture.open(.readOnly, limits: History.Limits(changeRest: 20), events: theirs)
    defer { a.close(); b.close() }
    a.performAndWait(.saveTurn(ReplyID("1"), header, [.running("m")]), events: fixture.events)
    for text in ["上午", "", "九點"] {
      a.performAndWait(.appendPart(header.id, MessageID("m"), number: 0, piece(thinking, text)), events: fixture.events)
    }
    #expect(
      theirs.wait {
        guard case .changed(let changes) = $0 else { return false }
        return changes.messages.last?.message.parts == [piece(thinking, "上午九點")]
      })
  }

  @Test func aBranchAndAMergeKeepThem() throws {
    let history = fixture.open()
    defer { history.close() }
    var known = header
    known.remoteID = RemoteConversationID("remote")
    let answer = Message.running("m").with {
      $0.text = "one two"
      $0.status = .complete
      $0.parts = [thinking, tool]
      $0.unreadableEvents = 1
      $0.unreadableSources = 4
    }
    history.performAndWait(
      .saveTurn(ReplyID("r"), known, [.question("q"), answer, .question("p")]), events: fixture.events)
    let page = RemotePage(messages: [
      RemoteMessage(id: RemoteMessageID("1"), author: .person, text: "why?"),
      RemoteMessage(id: RemoteMessageID("2"), author: .assistant, text: "one two"),
    ])
    history.performAndWait(.mergeMessages(header.id, page, .newest), events: fixture.events)
    let merged = try #require(try history.messages(of: header.id).dropFirst().first)
    #expect(merged.parts == answer.parts && merged.unreadableEvents == 1 && merged.remoteID == RemoteMessageID("2"))
    #expect(try history.messages(of: header.id).count == 3)
    var branch = ConversationHeader.sample("b")
    branch.branch = BranchPoint(conversation: header.id, message: MessageID("p"))
    history.performAndWait(.saveBranch(branch, copies: [:]), events: fixture.events)
    let copies = try history.messages(of: branch.id)
    #expect(copies.map(\.parts) == [[], [thinking, tool]] && copies.map(\.unreadableEvents) == [0, 1])
    #expect(copies.map(\.unreadableSources) == [0, 4])
  }

  @Test func piecesOfPartsAreJoinedAndBounded() {
    func pending(limit: Int, _ commands: [HistoryCommand]) -> PendingWrites {
      var pending = PendingWrites(textLimit: limit)
      for command in commands { pending.add(command) }
      return pending
    }
    let (a, m) = (header.id, MessageID("m"))
    let commands: [HistoryCommand] = [
      .appendPart(a, m, number: 0, piece(tool, "1")), .appendText(a, m, "x"),
      .appendPart(a, m, number: 0, piece(tool, "2")), .saveUnreadable(a, m, 1), .appendText(a, m, "y"),
      .saveUnreadable(a, m, 2), .appendPart(a, m, number: 1, piece(tool, "3")),
    ]
    #expect(
      pending(limit: 1000, commands).writes == [
        .part(m, number: 0, piece(tool, "12")), .text(m, "xy"), .unreadable(m, 2),
        .part(m, number: 1, piece(tool, "3")),
      ])
    // What does not fit ends what is kept of the reply: a beginning, without a hole.
    #expect(pending(limit: 11, commands).writes == [.part(m, number: 0, piece(tool, "1")), .text(m, "x")])
  }
}
