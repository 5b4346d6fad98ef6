import ChatModel
import TestSupport
import Testing

@testable import HistoryStore

@Suite struct PendingWritesTests {
  let a = ConversationID("a")
  let m1 = MessageID("m1")
  let m2 = MessageID("m2")

  private func pending(limit: Int = 1000, _ commands: HistoryCommand...) -> PendingWrites {
    var pending = PendingWrites(textLimit: limit)
    for command in commands { pending.add(command) }
    return pending
  }

  @Test func textOfOneReplyIsJoinedAcrossOthers() {
    let pending = pending(
      .appendText(a, m1, "a"), .appendText(a, m2, "1"), .appendText(a, m1, "b"), .appendText(a, m2, "2"))
    #expect(pending.writes == [.text(m1, "ab"), .text(m2, "12")])
  }

  /// A reply of thousands of parts does not look through all that waits for each.
  @Test func whatIsAddedIsComparedWithAFewAlone() {
    var pending = pending(limit: 1 << 20)
    for number in 0..<3000 {
      pending.add(.appendPart(a, m1, number: number, ReplyPart(kind: .status, name: "s", text: "t", offset: 0)))
    }
    #expect(pending.writes.count == 3000 && pending.lookedAt <= 3000 * 32)
  }

  @Test func textIsNotJoinedAcrossAnotherWrite() {
    let turn = HistoryCommand.saveTurn(ReplyID("r"), .sample("a"), [.running("m1")])
    let pending = pending(.appendText(a, m1, "a"), turn, .appendText(a, m1, "b"))
    #expect(pending.writes == [.text(m1, "a"), .command(turn), .text(m1, "b")])
  }

  @Test func aWholeMessageMakesItsPiecesNeedless() {
    let whole = HistoryCommand.saveMessage(a, .question("m1", "all"))
    let pending = pending(.appendText(a, m1, "a"), .appendText(a, m2, "1"), whole, .appendText(a, m2, "2"))
    #expect(pending.writes == [.text(m2, "1"), .command(whole), .text(m2, "2")])
  }

  @Test func onlyTheLastDraftPositionAndSessionOfEachAreKept() {
    let b = ConversationHeader.sample("b")
    let pending = pending(
      .saveDraft(.sample("a"), Draft(text: "x")), .saveScroll(a, .following), .saveDraft(b, Draft(text: "y")),
      .saveSession(SessionSnapshot(listColumns: 1)), .saveDraft(.sample("a"), Draft(text: "z")),
      .saveSession(SessionSnapshot(listColumns: 2)), .saveScroll(b.id, .following),
      .saveScroll(a, .anchored(message: m1, row: 1)))
    #expect(
      pending.writes == [
        .command(.saveDraft(.sample("a"), Draft(text: "z"))),
        .command(.saveScroll(a, .anchored(message: m1, row: 1))),
        .command(.saveDraft(b, Draft(text: "y"))), .command(.saveSession(SessionSnapshot(listColumns: 2))),
        .command(.saveScroll(b.id, .following)),
      ])
  }

  @Test func whatIsKeptOfATextBeyondTheLimitHasNoHole() {
    var pending = pending(limit: 5, .appendText(a, m1, "abc"), .appendText(a, m1, "defg"), .appendText(a, m1, "h"))
    #expect(pending.writes == [.text(m1, "abc")])
    pending.add(.appendText(a, m2, "12"))
    #expect(pending.writes == [.text(m1, "abc"), .text(m2, "12")])
    // Also when there is room again; only the whole message makes up for it.
    pending.removeFirst(2)
    pending.add(.appendText(a, m1, "i"))
    #expect(pending.isEmpty)
    pending.add(.saveMessage(a, .question("m1", "abcdefghi")))
    pending.add(.appendText(a, m1, "j"))
    #expect(pending.writes.last == .text(m1, "j"))
  }

  @Test func aTurnIsAnsweredOnce() {
    var pending = pending(
      .saveTurn(ReplyID("r1"), .sample("a"), []), .saveTurn(ReplyID("r2"), .sample("a"), []))
    #expect(pending.takeUnanswered(1) == [ReplyID("r1")])
    #expect(pending.takeUnanswered(2) == [ReplyID("r2")])
    #expect(pending.takeUnanswered(2) == [])
  }
}
