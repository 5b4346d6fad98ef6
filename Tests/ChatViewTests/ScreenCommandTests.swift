import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

/// What keys mean, from the key to the changed state.
@Suite struct ScreenCommandTests {
  private let c = ConversationID("c")
  private let pane = PaneID(1)

  @Test func typingGoesIntoTheComposerAndEnterSendsIt() {
    var bench = ScreenHarness.new
    bench.type("When do 你 open?")
    #expect(bench.conversation.composer.text == "When do 你 open?")
    bench.press("Alt-Enter")
    bench.press("Backspace")
    #expect(bench.press("Enter") == [.composer(.submitted)])
    #expect(bench.conversation.messages.map(\.text) == ["When do 你 open?", ""])
    #expect(bench.conversation.composer.isEmpty)
  }

  @Test func otherZonesIgnoreKeysThatMeanNothingThere() {
    for zone in [Zone.transcript, .list] {
      var bench = ScreenHarness.replies
      bench.state.zone = zone
      let before = bench.state
      for key in ["x", "z", "漢", "F5", "Left"] {
        #expect(bench.press(key) == [], "\(key) in \(zone)")
      }
      #expect(bench.state == before)
    }
  }

  @Test func zonesGoRound() {
    var bench = ScreenHarness.new
    var zones: [Zone] = []
    for key in ["Tab", "Tab", "Tab", "Shift-Tab", "Shift-Tab"] {
      bench.press(key)
      zones.append(bench.state.zone)
    }
    #expect(zones == [.transcript, .list, .composer, .list, .transcript])
    #expect(bench.press("i") == [.zoneFocused(.composer)])
  }

  /// Esc: the popup on top, else the filter, else the running reply, else back to the composer.
  @Test func escEndsOneThingAfterTheOther() {
    var bench = ScreenHarness.replies
    bench.state.zone = .list
    bench.state.list.filter = TextEditor("o")
    bench.state.popups = [KeyHelp()]
    #expect(bench.press("Esc") == [.popupClosed])
    #expect(bench.press("Esc") == [.list(.filterClosed)])
    #expect(bench.press("Esc") == [.replies(.stopped)])
    #expect(bench.conversation.messages.last?.status == .stopped)
    #expect(bench.press("Esc") == [.zoneFocused(.composer)])
    #expect(bench.press("Esc") == [])
    #expect(bench.state.zone == .composer)
  }

  @Test func ctrlCStopsAReplyAndNeverLosesText() {
    var bench = ScreenHarness.replies
    bench.type("half a thought")
    #expect(bench.press("Ctrl-C") == [.replies(.stopped)])
    bench.press("Ctrl-C")
    #expect(bench.conversation.composer.text == "half a thought")
    #expect(bench.state.notice?.text == "No reply is running here. Your text stays. Ctrl-Q quits.")
  }

  @Test func theTranscriptScrollsFromTheComposerToo() throws {
    var bench = ScreenHarness(.sample([.long(60)]))
    try #require(
      matched(bench.press("PgUp").first) { if case .paging(.scrolled(pane, .anchored))? = $0 { true } else { nil } }
        != nil,
      "\(bench.state.pane)")
    #expect(bench.state.zone == .composer)
    #expect(bench.text().contains("rows below · PgDn"))
    #expect(bench.press("PgDn") == [.paging(.scrolled(pane, .following))])
    #expect(bench.press("PgDn") == [])
    bench.press("Tab")
    bench.press("g")
    #expect(bench.state.pane.scroll == .anchored(message: MessageID("m0"), row: -2))
    bench.press("J")
    #expect(bench.state.pane.scroll == .anchored(message: MessageID("m0"), row: 0))
    for key in ["j", "k", "Ctrl-D", "Ctrl-U"] { bench.press(key) }
    #expect(bench.state.pane.scroll == .anchored(message: MessageID("m0"), row: 0))
    #expect(bench.press("y") == [.copying(.message(MessageID("m0")))])
    #expect(bench.commands.contains(.client(.copy("message 0"))))
    #expect(bench.press("G") == [.paging(.scrolled(pane, .following))])
    #expect(bench.press("y") == [.copying(.message(MessageID("m59")))])
  }

  @Test func codeBlocksAreFound() throws {
    let code = "text\n\n```\nlet x = 1\n```\n"
    var bench = ScreenHarness(
      .sample([.sample((0..<30).map { .sample("m\($0)", .assistant, $0 % 10 == 5 ? code : "text") })]))
    bench.state.zone = .transcript
    bench.press("{")
    let message = try #require(
      matched(bench.state.pane.scroll) { if case .anchored(let message, _) = $0 { message } else { nil } },
      "\(bench.state.pane.scroll)")
    #expect([MessageID("m15"), MessageID("m25")].contains(message))
  }

  @Test func upAndDownKeepTheColumn() {
    var bench = ScreenHarness.new
    bench.state.list.isVisible = false
    bench.input(.paste("a long first row\nab\n漢字漢字漢字\n"))
    bench.press("Up")
    #expect(bench.conversation.composer.caret == 20)
    bench.press("Ctrl-Home")
    for _ in 0..<7 { bench.press("Right") }
    var carets: [Int] = []
    for key in ["Down", "Down", "Up", "Up"] {
      bench.press(key)
      carets.append(bench.conversation.composer.caret)
    }
    // The end of the short row; within the wide character that covers column 7; and back.
    #expect(carets == [19, 29, 19, 7])
    // Another motion takes a new column.
    for key in ["Down", "Left", "Up"] { bench.press(key) }
    #expect(bench.conversation.composer.caret == 1)
  }

  @Test func upRecallsPromptsAtTheFirstRowOnly() throws {
    var bench = ScreenHarness.replies
    bench.type("mine")
    #expect(bench.press("Up") == [.composer(.recalled(.backward))])
    #expect(bench.conversation.composer.text == "Again?")
    #expect(bench.press("Down") == [.composer(.recalled(.forward))])
    #expect(bench.conversation.composer.text == "mine")
    bench.press("Ctrl-J")
    try #require(
      matched(bench.press("Up").first) { if case .composer(.edited(.moveTo))? = $0 { true } else { nil } } != nil,
      "Up left the text")
    bench.press("Alt-P")
    #expect(bench.conversation.composer.text == "Again?")
  }

  @Test func thePasteIsTextWhereverTheFocusIs() {
    var bench = ScreenHarness.new
    bench.state.zone = .list
    bench.input(.paste("dd\nqq"))
    #expect(bench.state.zone == .composer)
    #expect(bench.conversation.composer.text == "dd\nqq")
    bench.press("Tab")
    bench.press("Tab")
    bench.press("/")
    bench.input(.paste("two\nlines"))
    #expect(bench.state.list.filter?.text == "two lines")
    #expect(bench.input(.focus(gained: true)) == [])
  }

  @Test func theListIsWalkedFilteredAndOpened() {
    var bench = ScreenHarness(.long(40))
    bench.state.zone = .list
    for key in ["j", "j", "k", "Ctrl-N", "Ctrl-P"] { bench.press(key) }
    #expect(bench.state.list.selected == ConversationID("c1"))
    bench.press("G")
    #expect(bench.state.list.selected == ConversationID("c39"))
    #expect(bench.text().contains("conversation 39"))
    #expect(bench.press("j") == [])
    bench.press("PgUp")
    #expect(bench.state.list.selected == ConversationID("c21"))
    bench.press("g")
    bench.press("/")
    bench.type("N 3")
    // j is text here, Down a motion.
    #expect(bench.rows()[1].contains("/ N 3"))
    #expect(bench.screen.list.shown(bench.state).count == 11)
    bench.press("Down")
    bench.press("Down")
    #expect(bench.state.list.selected == ConversationID("c31"))
    #expect(bench.press("Enter") == [.conversations(.opened(ConversationID("c31"))), .list(.filterClosed)])
    #expect(bench.state.pane.conversation == ConversationID("c31"))
    #expect(bench.state.zone == .composer)
  }

  @Test func whatDoesNotPassTheFilterIsNotActedOn() {
    var bench = ScreenHarness(.long(40))
    bench.state.zone = .list
    bench.press("/")
    bench.type("27")
    #expect(bench.press("Ctrl-X") == [.opened(LeaderHints(hintsAt: bench.now))])
    bench.state.popups = []
    // The selection is conversation 0, which is not shown: the first row that is shown stands for it.
    #expect(
      bench.screen.run(.delete, bench.state, now: bench.now) == [.conversations(.deleted([ConversationID("c27")]))])
    bench.type("none")
    #expect(bench.screen.run(.delete, bench.state, now: bench.now) == [])
    #expect(bench.press("Enter") == [])
    #expect(bench.text().contains("No match."))
    for _ in 0..<4 { bench.press("Backspace") }
    #expect(bench.press("Esc") == [.list(.filterClosed)])
  }

  @Test func commandsOfTheListMeanItsSelection() {
    var bench = ScreenHarness(.long(5))
    bench.state.zone = .list
    bench.press("j")
    #expect(
      bench.press("r")
        == [.opened(RenamePopup(conversation: ConversationID("c1"), field: TextEditor("conversation 1")))])
    bench.state.popups = []
    #expect(bench.press("p") == [.conversations(.pinSwitched([ConversationID("c1")]))])
    #expect(bench.state.order.first == ConversationID("c1"))
    #expect(bench.press("d") == [.conversations(.deleted([ConversationID("c1")]))])
    #expect(bench.press("u") == [.conversations(.deletionUndone)])
    #expect(bench.state.list.selected == ConversationID("c1"))
    #expect(bench.press("n") == [.conversations(.begun)])
    #expect(bench.state.zone == .composer)
  }

  @Test func enterFoldsTheMessageAndZAll() {
    let long = (1...40).map { "line \($0)" }.joined(separator: "\n")
    var bench = ScreenHarness(
      .sample([.sample([.sample("a", .person, long), .sample("b", .assistant, "short")])]))
    bench.state.zone = .transcript
    bench.press("g")
    #expect(bench.press("Enter").contains(.transcript(.foldSwitched(.message(MessageID("a"))))))
    #expect(bench.text().contains("38 rows folded · Enter shows them"))
    bench.press("Z")
    #expect(!bench.text().contains("folded"))
    bench.press("Z")
    #expect(bench.text().contains("folded"))
  }

  @Test func theLinksOfTheMessageAreListedAndOpened() {
    let text = "See [the docs](https://docs.test/a) and <https://docs.test/b>, again [here](https://docs.test/a)."
    var bench = ScreenHarness(.sample([.sample([.sample("a", .assistant, text)])]))
    bench.state.zone = .transcript
    let links = [
      LinksPopup.Link(text: "the docs", target: "https://docs.test/a"),
      LinksPopup.Link(text: "https://docs.test/b", target: "https://docs.test/b"),
    ]
    #expect(bench.press("o") == [.opened(LinksPopup(links: links))])
    #expect(bench.text().contains("https://docs.test/a"))
    bench.type("/b")
    #expect(bench.press("Enter") == [.copying(.linkOpened("https://docs.test/b"))])
    #expect(bench.commands.last == .client(.openLink("https://docs.test/b")))
    #expect(bench.state.popups.isEmpty)
  }

  @Test func everyCommandDoesSomethingOrSaysWhy() {
    var seen: [ChatCommand: [UserEvent]] = [:]
    let states = [ScreenHarness.replies, .list, .scrolled, .composer]
    for command in ChatCommand.allCases {
      for zone in [Zone.composer, .transcript, .list] {
        for state in states {
          var bench = state
          bench.state.zone = zone
          seen[command, default: []] += bench.screen.run(command, bench.state, now: bench.now)
        }
      }
    }
    let silent = ChatCommand.allCases.filter { seen[$0]!.isEmpty }
    // The samples have no code blocks and no headings, and nothing stands above what is open.
    #expect(
      Set(silent) == [.nextCode, .previousCode, .nextHeading, .previousHeading, .previousConversation])
    #expect(seen[.quit]!.allSatisfy { $0 == .program(.quit(.asked)) })
    #expect(seen[.theme]!.allSatisfy { $0 == .opened(ThemePopup()) })
    #expect(seen[.stopAll]!.allSatisfy { $0 == .replies(.allStopped) })
    #expect(seen[.demo]!.allSatisfy { $0 == .program(.demo) })
  }

  @Test func conversationsFollowEachOtherInTheListsOrder() {
    var bench = ScreenHarness(.long(3))
    let opened = [ChatCommand.nextConversation, .nextConversation, .nextConversation, .previousConversation].map {
      command in
      for event in bench.screen.run(command, bench.state, now: bench.now) { bench.feed(.user(event)) }
      return bench.state.pane.conversation?.rawValue
    }
    #expect(opened == ["c1", "c2", "c2", "c1"])
  }

  @Test func aNarrowScreenShowsTheListInThePanesPlace() {
    var bench = ScreenHarness(.long(3))
    bench.screen.resize(Size(60, 20))
    #expect(!bench.text().contains("Conversations"))
    for event in bench.screen.run(.list, bench.state, now: bench.now) { bench.feed(.user(event)) }
    #expect(bench.state.zone == .list)
    #expect(bench.rows()[0].hasPrefix("┌ Conversations ─"))
    bench.press("j")
    bench.press("Enter")
    #expect(bench.rows()[0].contains("conversation 1"))
    #expect(bench.state.list.isVisible)
  }

  @Test func theSameTextStaysAtTheTopWhateverChangesTheWidth() {
    var talk = Conversation.long(40)
    for index in talk.messages.indices {
      talk.messages[index].text = (0..<60).map { "w\(index)x\($0)" }.joined(separator: " ")
    }
    var bench = ScreenHarness(.sample([talk]))
    bench.state.pane.scroll = .anchored(message: MessageID("m20"), row: 4)
    func top() -> String {
      let row = bench.rows()[1]
      let text = row.split(separator: "│").last.map(String.init) ?? ""
      return text.split(separator: " ").first.map(String.init) ?? ""
    }
    let before = top()
    let changes: [(inout ScreenHarness) -> Void] = [
      { $0.resize(Size(120, 24)) }, { $0.resize(Size(12, 3)) }, { $0.resize(Size(50, 24)) },
      // The list in the pane's place must not keep it from following a resize.
      { bench in
        bench.state.zone = .list
        bench.resize(Size(66, 24))
        bench.press("Tab")
      },
      { $0.resize(Size(80, 24)) },
      { bench in
        for event in bench.screen.run(.list, bench.state, now: bench.now) { bench.feed(.user(event)) }
      },
      { bench in
        for event in bench.screen.run(.list, bench.state, now: bench.now) { bench.feed(.user(event)) }
      },
      { bench in
        for event in bench.screen.run(.listWider, bench.state, now: bench.now) { bench.feed(.user(event)) }
      },
      { bench in
        for event in bench.screen.run(.listNarrower, bench.state, now: bench.now) { bench.feed(.user(event)) }
      },
    ]
    for (index, change) in changes.enumerated() {
      change(&bench)
      if ScreenLayout.isTooSmall(bench.screen.size) { continue }
      let row = bench.rows()[1]
      #expect(row.contains("\(before) ") || row.contains("\(before)│"), "change \(index): \(row)")
    }
    #expect(top() == before)
    bench.state.zone = .transcript
    bench.press("R")
    #expect(bench.state.pane.format == .raw)
    #expect(top() == before)
  }

  @Test func earlierMessagesAreWantedOnceWhenTheViewComesNear() {
    var bench = ScreenHarness(.sample([.long(60)]))
    bench.conversation.loading = .loaded(hasEarlier: true)
    _ = bench.frame()
    #expect(bench.screen.wanted(bench.state) == [])
    bench.state.pane.scroll = .anchored(message: MessageID("m3"), row: 0)
    _ = bench.frame()
    #expect(bench.screen.wanted(bench.state) == [.paging(.messagesRequested(bench.state.focusedPane, .earlier))])
    bench.feed(.user(.paging(.messagesRequested(bench.state.focusedPane, .earlier))))
    #expect(bench.screen.wanted(bench.state) == [])
    // They have come, but are not drawn yet.
    let earlier = (0..<30).map { Message.sample("e\($0)", .person, "earlier", minute: -60) }
    bench.feed(
      .outside(.history(.messagesLoaded(c, earlier, hasEarlier: true, scroll: .following, draft: Draft()))))
    #expect(bench.screen.wanted(bench.state) == [])
    _ = bench.frame()
    #expect(bench.screen.wanted(bench.state) == [])
  }

  @Test func readOnlySaysSoAndChangesNothing() {
    var bench = ScreenHarness.readOnly
    bench.state.zone = .composer
    bench.type("x")
    #expect(bench.conversation.composer.isEmpty)
    #expect(bench.text().contains("read-only: nothing is sent or changed"))
    #expect(!bench.text().contains("Enter send"))
    #expect(bench.state.notice?.severity == .warning)
  }

  @Test func clocksWakeTheScreenAndIdleDoesNot() {
    var bench = ScreenHarness.new
    _ = bench.frame()
    #expect(bench.screen.refreshDue(bench.state, now: bench.now) == nil)
    bench.conversation = .sample([.sample("a", .assistant, "")]).running(.waiting)
    bench.state.replies = [ReplyID("r"): c]
    bench.now = monday + 1300
    #expect(bench.text().contains("waiting 1 s · Esc stops"))
    #expect(bench.screen.refreshDue(bench.state, now: bench.now) == monday + 2000)
    bench.conversation = .sample([.sample("a", .assistant, "text")]).running(.streaming, scalars: 130)
    #expect(bench.text().contains("100 char/s"))
    #expect(bench.screen.refreshDue(bench.state, now: bench.now) == monday + 1500)
    // Within the half second the number stands still.
    bench.conversation.running!.scalars = 900
    bench.now = monday + 1499
    #expect(bench.text().contains("100 char/s"))
    bench.now = monday + 1500
    #expect(bench.text().contains("600 char/s"))
    bench.feed(.user(.replies(.stopped)))
    _ = bench.frame()
    #expect(bench.screen.refreshDue(bench.state, now: bench.now) == nil)
  }
}
