import ChatModel
import TestSupport
import Testing

@testable import AppState

/// Reading far from the end of a conversation: the pane holds what it shows.
@Suite struct ReadingTests {
  private let a = ConversationID("a")

  private func message(_ n: Int) -> Message {
    Message(id: MessageID("m\(n)"), author: .person, text: "text \(n)", createdAt: Timestamp(milliseconds: Int64(n)))
  }

  private func page(_ range: ClosedRange<Int>, earlier: Bool = true, later: Bool = true) -> MessagesPage {
    MessagesPage(messages: range.map(message), hasEarlier: earlier, hasLater: later)
  }

  /// A conversation of 1,000 messages of which the last ten are in memory.
  private func opened() -> Harness {
    var bench = Harness()
    let header = ConversationHeader(
      id: a, profile: "default", chatbot: ChatbotID("bot"), createdAt: bench.now, lastActivity: bench.now)
    bench.feed(.outside(.history(.conversationsLoaded([header], drafts: [:], isLast: true))))
    bench.user(.conversations(.opened(a)))
    bench.feed(
      .outside(
        .history(
          .messagesLoaded(a, (990...999).map(message), hasEarlier: true, scroll: .following, draft: Draft()))))
    return bench
  }

  private func shown(_ bench: Harness) -> [Int] {
    bench.state.shown?.messages.compactMap { Int($0.id.rawValue.dropFirst()) } ?? []
  }

  private func read(_ bench: inout Harness, _ place: MessagesPlace, _ page: MessagesPage) {
    bench.feed(.outside(.history(.messagesRead(bench.state.focusedPane, a, place, page))))
  }

  @Test func theBeginningIsReadAtOnceAndTheEndStaysInMemory() {
    var bench = opened()
    let pane = bench.state.focusedPane
    #expect(
      bench.user(.paging(.beginningRequested(pane))) == [
        .history(.readMessages(pane, a, .first, limit: State.pageSize))
      ])
    read(&bench, .first, page(0...9, earlier: false))
    #expect(shown(bench) == Array(0...9))
    #expect(bench.state.pane.scroll == .anchored(message: MessageID("m0"), row: Int(Int32.min)))
    #expect(bench.state.shown?.hasLater == true && bench.state.shown?.loading == .loaded(hasEarlier: false))
    #expect(bench.messages.count == 10, "the end is where replies arrive")
    // Following is to be at the end.
    bench.user(.paging(.scrolled(pane, .following)))
    #expect(shown(bench) == Array(990...999))
  }

  @Test func aWindowGrowsAtBothEndsAndJoinsTheEnd() {
    var bench = opened()
    let pane = bench.state.focusedPane
    bench.user(.paging(.messageOpened(a, MessageID("m500"), needle: "text 500", place: .here)))
    #expect(
      bench.commands.contains(.history(.readMessages(pane, a, .around(MessageID("m500")), limit: State.pageSize))))
    read(&bench, .around(MessageID("m500")), page(495...505))
    #expect(bench.state.pane.scroll == .anchored(message: MessageID("m500"), row: 0))
    #expect(bench.state.pane.find?.seeking?.message == MessageID("m500"))
    #expect(bench.state.zone == .transcript)
    bench.user(.paging(.messagesRequested(pane, .earlier)))
    #expect(bench.user(.paging(.messagesRequested(pane, .later))) == [], "one at a time")
    read(&bench, .before(MessageID("m495")), page(490...494))
    bench.user(.paging(.messagesRequested(pane, .later)))
    read(&bench, .after(MessageID("m505")), page(506...989))
    #expect(shown(bench) == Array(490...989))
    bench.user(.paging(.messagesRequested(pane, .later)))
    read(&bench, .after(MessageID("m989")), page(990...999, later: false))
    #expect(bench.state.pane.window == nil)
    #expect(shown(bench) == Array(490...999) && bench.conversation.loading == .loaded(hasEarlier: true))
    #expect(bench.state.pane.scroll == .anchored(message: MessageID("m500"), row: 0), "what is read stays where it is")
  }

  @Test func whatIsInMemoryIsNotReadAgain() {
    var bench = opened()
    let commands = bench.user(.paging(.messageOpened(a, MessageID("m995"), needle: "", place: .here)))
    #expect(!commands.contains { if case .history(.readMessages) = $0 { true } else { false } })
    #expect(bench.state.pane.scroll == .anchored(message: MessageID("m995"), row: 0))
  }

  @Test func aReplyArrivesWhileAnotherPartIsRead() {
    var bench = opened()
    let reply = bench.ask("a question")
    bench.user(.paging(.beginningRequested(bench.state.focusedPane)))
    read(&bench, .first, page(0...9, earlier: false))
    bench.reply(reply, .textArrived("an answer"))
    bench.reply(reply, .completed)
    #expect(shown(bench) == Array(0...9))
    #expect(bench.messages.last?.text == "an answer" && bench.messages.count == 12)
    bench.send("another")
    #expect(bench.state.pane.window == nil, "who sends sees what is sent")
  }

  @Test func memoryStaysBoundedWhileOneReadsUpwards() throws {
    var bench = opened()
    let pane = bench.state.focusedPane
    var first = 990
    bench.user(.paging(.scrolled(pane, .anchored(message: MessageID("m991"), row: 0))))
    // As if the conversation had many more: numbers go below zero.
    let loads = (State.mostMessages - bench.messages.count) / 200 + 1
    for step in 0..<40 {
      bench.user(.paging(.scrolled(pane, .anchored(message: bench.state.shown!.messages[2].id, row: 0))))
      let commands = bench.user(.paging(.messagesRequested(pane, .earlier)))
      let range = first - 200...first - 1
      // The conversation's own messages grow as far as memory goes; from there on the pane has a window of its own.
      if step < loads {
        let before = try #require(
          matched(commands.last) { if case .history(.loadMessages(_, let before, _))? = $0 { before } else { nil } },
          "nothing is read: \(commands)")
        #expect(before == MessageID("m\(first)"))
        bench.feed(
          .outside(
            .history(
              .messagesLoaded(a, range.map(message), hasEarlier: true, scroll: .following, draft: Draft()))))
      } else {
        let place = try #require(
          matched(commands.last) { if case .history(.readMessages(_, _, let place, _))? = $0 { place } else { nil } },
          "nothing is read: \(commands)")
        read(&bench, place, page(range))
      }
      first -= 200
      #expect(shown(bench).first == first)
      #expect(shown(bench).count <= State.mostMessages && bench.messages.count <= State.mostMessages)
    }
    #expect(bench.state.shown?.hasLater == true)
    bench.user(.paging(.scrolled(pane, .following)))
    #expect(shown(bench).last == 999)
  }

  @Test func aPlaceThatIsNotInMemoryIsReadWhenTheConversationOpens() {
    var bench = Harness()
    let header = ConversationHeader(
      id: a, profile: "default", chatbot: ChatbotID("bot"), createdAt: bench.now, lastActivity: bench.now)
    bench.feed(.outside(.history(.conversationsLoaded([header], drafts: [:], isLast: true))))
    bench.user(.conversations(.opened(a)))
    let commands = bench.feed(
      .outside(
        .history(
          .messagesLoaded(
            a, (990...999).map(message), hasEarlier: true, scroll: .anchored(message: MessageID("m5"), row: 3),
            draft: Draft()))))
    let pane = bench.state.focusedPane
    #expect(commands == [.history(.readMessages(pane, a, .around(MessageID("m5")), limit: State.pageSize))])
    read(&bench, .around(MessageID("m5")), page(0...20, earlier: false))
    #expect(bench.state.pane.scroll == .anchored(message: MessageID("m5"), row: 3) && shown(bench).first == 0)
  }

  @Test func aSearchGoesOnOnDiskAndWrapsOnce() {
    var bench = opened()
    let pane = bench.state.focusedPane
    bench.user(.find(.opened))
    bench.user(.find(.edited(.insert("needle"))))
    bench.user(.find(.settled))
    let pattern = TextPattern("needle")
    let commands = bench.user(.find(.continued(pane, .backward, wrapping: false)))
    #expect(
      commands == [
        .history(
          .findMessage(pane, a, pattern, isForward: false, beyond: MessageID("m990"), limit: 500))
      ])
    func found(_ found: FoundMessage) -> [Command] {
      bench.feed(.outside(.history(.messageFound(pane, a, pattern, found))))
    }
    #expect(
      found(.notYet(MessageID("m490"), count: 500)) == [
        .history(.findMessage(pane, a, pattern, isForward: false, beyond: MessageID("m490"), limit: 500))
      ])
    #expect(bench.state.pane.find?.search?.count == 500)
    #expect(
      found(.none) == [.history(.findMessage(pane, a, pattern, isForward: false, beyond: nil, limit: 500))])
    #expect(found(.none) == [] && bench.state.notice?.text == "\"needle\" is not found.")
    bench.user(.find(.continued(pane, .backward, wrapping: false)))
    #expect(
      found(.found(MessageID("m7"))) == [
        .history(.readMessages(pane, a, .around(MessageID("m7")), limit: State.pageSize))
      ])
    read(&bench, .around(MessageID("m7")), page(0...10, earlier: false))
    bench.user(.find(.continued(pane, .forward, wrapping: false)))
    let place = ScrollPosition.anchored(message: MessageID("m3"), row: 0)
    bench.user(.paging(.scrolled(pane, place)))
    #expect(found(.found(MessageID("m990"))) == [] && bench.state.pane.scroll == place, "who reads on is not moved")
    bench.user(.find(.ended))
    #expect(bench.state.pane.find == nil)
  }

  // MARK: Finding places again

  @Test func jumpsGoBackAndForth() {
    var bench = opened()
    func at(_ n: Int) -> ScrollPosition { .anchored(message: MessageID("m\(n)"), row: 0) }
    bench.user(.paging(.messageOpened(a, MessageID("m991"), needle: "", place: .here)))
    bench.user(.paging(.messageOpened(a, MessageID("m995"), needle: "", place: .here)))
    bench.user(.bookmarks(.jumped(.backward)))
    #expect(bench.state.pane.scroll == at(991))
    bench.user(.bookmarks(.jumped(.backward)))
    #expect(bench.state.pane.scroll == .following)
    bench.user(.bookmarks(.jumped(.backward)))
    #expect(bench.state.notice?.text == "This is where it began.")
    bench.user(.bookmarks(.jumped(.forward)))
    #expect(bench.state.pane.scroll == at(991))
    bench.user(.bookmarks(.jumped(.forward)))
    #expect(bench.state.pane.scroll == at(995))
  }

  @Test func placesUnderLettersLeadBackAlsoFromElsewhere() {
    var bench = opened()
    bench.user(.paging(.scrolled(bench.state.focusedPane, .anchored(message: MessageID("m992"), row: 2))))
    let mark = TranscriptMark(conversation: a, scroll: bench.state.pane.scroll)
    #expect(bench.user(.bookmarks(.markSet("x"))) == [.history(.saveMark("x", mark))])
    bench.user(.conversations(.begun))
    bench.user(.bookmarks(.markOpened("x")))
    #expect(bench.id == a && bench.state.pane.scroll == mark.scroll)
    bench.user(.bookmarks(.markOpened("y")))
    #expect(bench.state.notice?.text == "There is no mark y; there are x.")
  }

  @Test func starsAreSwitchedNotedAndListed() {
    var bench = opened()
    let id = MessageID("m993")
    let commands = bench.user(.bookmarks(.starNoted(id, " good \n answer ")))
    let star = Star(conversation: a, message: id, note: "good answer", excerpt: "text 993", createdAt: bench.now)
    #expect(commands == [.history(.saveStar(star))] && bench.state.starred == [star])
    #expect(bench.user(.bookmarks(.starSwitched(id))) == [.history(.deleteStar(id))] && bench.state.starred.isEmpty)
  }

  @Test func readOnlyKeepsNoStarAndNoPlace() {
    var bench = opened()
    bench.state.settings.access = .readOnly
    #expect(bench.user(.bookmarks(.starSwitched(MessageID("m993")))) == [] && bench.state.bookmarks.stars.isEmpty)
    #expect(bench.user(.bookmarks(.markSet("a"))) == [] && bench.state.bookmarks.marks.isEmpty)
  }
}
