import ChatModel
import GRDB
import TestSupport
import Testing

@testable import HistoryStore

/// Reading anywhere in a long conversation, and what is kept to find places again.
@Suite struct ReadingTests {
  let fixture = HistoryFixture()
  let id = ConversationID("c")
  let pane = PaneID(1)

  private func filled(_ count: Int) -> History {
    let history = fixture.open()
    for index in 0..<count {
      history.perform(
        .saveTurn(ReplyID("r\(index)"), .sample("c"), [.question("m\(index)", "text \(index) 文字\(index)")]))
    }
    history.performAndWait(events: fixture.events)
    return history
  }

  private func read(_ history: History, _ place: MessagesPlace, limit: Int) -> (ids: [String], MessagesPage)? {
    history.performAndWait(.readMessages(pane, id, place, limit: limit), events: fixture.events)
    for case .messagesRead(pane, id, place, let page) in fixture.events.all.reversed() {
      return (page.messages.map { String($0.id.rawValue.dropFirst()) }, page)
    }
    return nil
  }

  @Test func messagesAreReadAtAnyPlace() throws {
    let history = filled(20)
    defer { history.close() }
    func check(_ place: MessagesPlace, _ ids: ClosedRange<Int>, earlier: Bool, later: Bool) throws {
      let (got, page) = try #require(read(history, place, limit: 6))
      #expect(got == ids.map(String.init), "\(place)")
      #expect(page.hasEarlier == earlier && page.hasLater == later, "\(place)")
    }
    try check(.first, 0...5, earlier: false, later: true)
    try check(.around(MessageID("m10")), 7...12, earlier: true, later: true)
    try check(.around(MessageID("m1")), 0...5, earlier: false, later: true)
    try check(.around(MessageID("m19")), 16...19, earlier: true, later: false)
    try check(.around(MessageID("gone")), 14...19, earlier: true, later: false)
    try check(.before(MessageID("m7")), 1...6, earlier: true, later: true)
    try check(.before(MessageID("m6")), 0...5, earlier: false, later: true)
    try check(.after(MessageID("m12")), 13...18, earlier: true, later: true)
    try check(.after(MessageID("m13")), 14...19, earlier: true, later: false)
  }

  @Test func aConversationThatIsNotThereIsSaid() {
    let history = filled(1)
    defer { history.close() }
    let other = ConversationID("other")
    history.performAndWait(.readMessages(pane, other, .first, limit: 5), events: fixture.events)
    #expect(fixture.events.all.contains { if case .messagesNotRead(pane, other, _) = $0 { true } else { false } })
  }

  @Test func textIsFoundStepByStep() {
    let history = filled(20)
    defer { history.close() }
    func find(_ text: String, isForward: Bool, beyond: String?, limit: Int = 5) -> FoundMessage? {
      let pattern = TextPattern(text)
      history.performAndWait(
        .findMessage(
          pane, id, pattern, isForward: isForward, beyond: beyond.map { MessageID($0) }, limit: limit),
        events: fixture.events)
      for case .messageFound(pane, id, pattern, let found) in fixture.events.all.reversed() { return found }
      return nil
    }
    #expect(find("文字14", isForward: true, beyond: nil) == .notYet(MessageID("m4"), count: 5))
    #expect(find("文字14", isForward: true, beyond: "m12") == .found(MessageID("m14")))
    #expect(find("text 1", isForward: false, beyond: "m10") == .notYet(MessageID("m5"), count: 5))
    #expect(find("text 1", isForward: false, beyond: "m5") == .found(MessageID("m1")))
    #expect(find("text 19", isForward: false, beyond: nil) == .found(MessageID("m19")))
    #expect(find("text 3", isForward: true, beyond: "m16") == FoundMessage.none)
  }

  @Test func starsAndPlacesOutliveTheClient() throws {
    var history = filled(3)
    let star = Star(
      conversation: id, message: MessageID("m1"), note: "重要\u{1B}", excerpt: "text 1 文字1",
      createdAt: Timestamp(milliseconds: 5))
    let mark = TranscriptMark(conversation: id, scroll: .anchored(message: MessageID("m2"), row: -1))
    history.performAndWait(
      .saveStar(star),
      .saveStar(Star(conversation: id, message: MessageID("gone"), note: "", excerpt: "", createdAt: star.createdAt)),
      .saveMark("a", mark), .saveMark("b", mark), .saveMark("b", TranscriptMark(conversation: id, scroll: .following)),
      events: fixture.events)
    history.close()
    history = fixture.open()
    var restored = try history.restored(conversations: 5, messages: 5)
    #expect(restored.stars == [star])
    #expect(restored.marks == ["a": mark, "b": TranscriptMark(conversation: id, scroll: .following)])
    history.performAndWait(.deleteStar(star.message), events: fixture.events)
    restored = try history.restored(conversations: 5, messages: 5)
    #expect(restored.stars.isEmpty)
    history.close()
  }
}
