import AppState
import ChatModel
import TestSupport
import Testing

@Suite struct ConversationTests {
  private func header(_ name: String, activity: Int64 = 0, unread: Int = 0) -> ConversationHeader {
    ConversationHeader(
      id: ConversationID(name), profile: "default", chatbot: ChatbotID("bot"), title: name, titleSource: .user,
      unread: unread, createdAt: Timestamp(milliseconds: 0), lastActivity: Timestamp(milliseconds: activity))
  }

  /// Two kept conversations, a (newer) and b, and the fresh one that has the focus.
  private func bench() -> Harness {
    var bench = Harness()
    bench.feed(
      .outside(
        .history(
          .conversationsLoaded(
            [header("a", activity: 2), header("b", activity: 1, unread: 3)],
            drafts: [ConversationID("b"): Draft(text: "draft", caret: 2)], isLast: true))))
    return bench
  }

  @Test func openingReadsMessagesOnceAndRestoresDraftAndScroll() {
    var bench = bench()
    let b = ConversationID("b")
    #expect(bench.conversation.isUntouched)
    let commands = bench.user(.conversations(.opened(b)))
    #expect(
      commands == [
        .history(.saveConversation(bench.conversation.header, .unread)),
        .history(.loadMessages(b, before: nil, limit: State.pageSize)),
      ])
    #expect(bench.conversation.header.unread == 0)
    #expect(bench.state.order == [ConversationID("a"), b], "the untouched one left the list")
    let message = Message(id: MessageID("m"), author: .person, text: "q", createdAt: Timestamp(milliseconds: 0))
    let scroll = ScrollPosition.anchored(message: message.id, row: 3)
    bench.feed(
      .outside(
        .history(
          .messagesLoaded(
            b, [message], hasEarlier: true, scroll: scroll, draft: Draft(text: "draft", caret: 2)))))
    #expect(bench.messages == [message])
    #expect(bench.state.pane.scroll == scroll)
    #expect(bench.conversation.composer.text == "draft")
    #expect(bench.conversation.composer.caret == 2)
    bench.user(.conversations(.opened(ConversationID("a"))))
    #expect(bench.user(.conversations(.opened(b))) == [], "it is in memory")
    #expect(bench.state.pane.scroll == scroll)
  }

  /// Three replies were unread; they are found when the messages are there, and forgotten with the next question.
  @Test func theFirstUnreadReplyIsMarkedUntilTheNextQuestion() {
    var bench = bench()
    let b = ConversationID("b")
    bench.user(.conversations(.opened(b)))
    #expect(bench.state.pane.firstUnread == nil)
    let messages = (0..<8).map {
      Message(
        id: MessageID("m\($0)"), author: $0 % 2 == 0 ? .person : .assistant, text: "x",
        createdAt: Timestamp(milliseconds: 0))
    }
    bench.feed(
      .outside(
        .history(.messagesLoaded(b, messages, hasEarlier: true, scroll: .following, draft: Draft()))))
    #expect(bench.state.pane.firstUnread == MessageID("m3"))
    bench.user(.conversations(.opened(ConversationID("a"))))
    #expect(bench.state.pane.firstUnread == nil)
    bench.user(.conversations(.opened(b)))
    #expect(bench.state.pane.firstUnread == nil, "they have been seen")

    bench.state.conversations[ConversationID("a")]!.header.unread = 1
    bench.state.conversations[ConversationID("a")]!.messages = Array(messages.prefix(2))
    bench.state.conversations[ConversationID("a")]!.loading = .loaded(hasEarlier: false)
    bench.user(.conversations(.opened(ConversationID("a"))))
    #expect(bench.state.pane.firstUnread == MessageID("m1"))
    bench.send("go on")
    #expect(bench.state.pane.firstUnread == nil)
  }

  @Test func whatIsTypedWhileADraftIsReadIsNotOverwritten() {
    var bench = bench()
    bench.user(.conversations(.opened(ConversationID("a"))))
    bench.user(.composer(.edited(.insert("typed"))))
    bench.feed(
      .outside(
        .history(
          .messagesLoaded(
            ConversationID("a"), [], hasEarlier: false, scroll: .following, draft: Draft(text: "old", caret: 0)))))
    #expect(bench.conversation.composer.text == "typed")
  }

  @Test func earlierMessagesComeBeforeAndTheScrollStays() {
    var bench = bench()
    let a = ConversationID("a")
    bench.user(.conversations(.opened(a)))
    func message(_ n: Int) -> Message {
      Message(id: MessageID("m\(n)"), author: .person, createdAt: Timestamp(milliseconds: Int64(n)))
    }
    bench.feed(
      .outside(
        .history(
          .messagesLoaded(a, [message(3), message(4)], hasEarlier: true, scroll: .following, draft: Draft()))))
    let anchor = ScrollPosition.anchored(message: MessageID("m3"), row: 0)
    bench.user(.paging(.scrolled(bench.state.focusedPane, anchor)))
    #expect(
      bench.user(.paging(.messagesRequested(bench.state.focusedPane, .earlier)))
        == [.history(.loadMessages(a, before: MessageID("m3"), limit: State.pageSize))])
    #expect(
      bench.user(.paging(.messagesRequested(bench.state.focusedPane, .earlier))) == [], "it is being read already")
    bench.feed(
      .outside(
        .history(
          .messagesLoaded(
            a, [message(1), message(2), message(3)], hasEarlier: false, scroll: .following, draft: Draft()))))
    #expect(bench.messages.map(\.id.rawValue) == ["m1", "m2", "m3", "m4"])
    #expect(bench.state.pane.scroll == anchor)
    #expect(bench.user(.paging(.messagesRequested(bench.state.focusedPane, .earlier))) == [])
  }

  @Test func aReplyThatEndsElsewhereIsUnread() {
    var bench = bench()
    let reply = bench.ask("hello")
    let asked = bench.id
    bench.user(.conversations(.opened(ConversationID("a"))))
    bench.reply(reply, .textArrived("hi"))
    bench.reply(reply, .completed)
    #expect(bench.state.conversations[asked]?.header.unread == 1)
    #expect(bench.state.conversations[asked]?.messages.last?.text == "hi")
    bench.user(.conversations(.opened(asked)))
    #expect(bench.conversation.header.unread == 0)
  }

  @Test func deletingStopsTheReplyAndUndoBringsAllBack() {
    var bench = bench()
    let reply = bench.ask("hello")
    let id = bench.id
    bench.reply(reply, .textArrived("par"))
    let commands = bench.user(.conversations(.deleted([id])))
    #expect(commands.contains(.network(.stopReply(reply))))
    #expect(commands.contains(.history(.deleteConversation(id))))
    #expect(bench.state.conversations[id] == nil)
    #expect(bench.id == ConversationID("a"))
    bench.reply(reply, .textArrived("tial"))
    #expect(bench.user(.conversations(.deletionUndone)) == [.history(.restoreConversation(id))])
    #expect(bench.state.conversations[id]?.messages.map(\.text) == ["hello", "par"])
    #expect(bench.state.conversations[id]?.messages.last?.status == .stopped)
    #expect(bench.user(.conversations(.deletionUndone)) == [])
  }

  @Test func deletingTheLastOneLeavesAFreshOne() {
    var bench = Harness()
    let id = bench.id
    bench.user(.conversations(.deleted([id])))
    #expect(bench.id != id)
    #expect(bench.state.order == [bench.id])
    #expect(bench.commands == [], "the history never knew it")
  }

  @Test func renaming() {
    var bench = Harness()
    bench.send("first question")
    bench.user(.conversations(.renamed(bench.id, title: "  My   name\n")))
    #expect(bench.conversation.header.title == "My name")
    #expect(bench.conversation.header.titleSource == .user)
    bench.user(.conversations(.renamed(bench.id, title: " ")))
    #expect(bench.conversation.header.title == "first question")
    #expect(bench.conversation.header.titleSource == .firstQuestion)
  }

  @Test func pinnedOnesStandOnTop() {
    var bench = bench()
    bench.user(.conversations(.pinSwitched([ConversationID("b")])))
    #expect(bench.state.order.first == ConversationID("b"))
    bench.user(.conversations(.pinSwitched([ConversationID("b")])))
    #expect(bench.state.order.last == ConversationID("b"))
  }

  @Test func beginningAgainUsesTheEmptyOne() {
    var bench = bench()
    let fresh = bench.id
    bench.user(.conversations(.begun))
    #expect(bench.id == fresh)
    bench.user(.composer(.edited(.insert("draft"))))
    bench.user(.conversations(.begun))
    #expect(bench.id != fresh)
    #expect(bench.state.conversations[fresh]?.composer.text == "draft")
  }

  @Test func draftsReachTheDiskInTimeAndOnce() {
    var bench = Harness()
    bench.user(.composer(.edited(.insert("a"))))
    let due = bench.state.deadline!
    #expect(due - bench.now <= 300)
    bench.pass(100)
    bench.user(.composer(.edited(.insert("b"))))
    #expect(bench.state.deadline == due, "typing on does not put it off")
    #expect(bench.feed(.timePassed) == [])
    bench.now = due
    #expect(
      bench.feed(.timePassed)
        == [
          .history(.saveDraft(bench.conversation.header, Draft(text: "ab", caret: 2))),
          .history(.saveSession(bench.state.session)),
        ])
    #expect(bench.state.deadline == nil)
  }

  @Test func recallingPromptsKeepsTheOwnDraft() {
    var bench = Harness()
    for text in ["one", "two"] {
      let reply = bench.ask(text)
      bench.reply(reply, .completed)
    }
    bench.user(.composer(.edited(.insert("mine"))))
    var seen: [String] = []
    for _ in 0..<3 {
      bench.user(.composer(.recalled(.backward)))
      seen.append(bench.conversation.composer.text)
    }
    for _ in 0..<3 {
      bench.user(.composer(.recalled(.forward)))
      seen.append(bench.conversation.composer.text)
    }
    #expect(seen == ["two", "one", "one", "two", "mine", "mine"])
    bench.user(.composer(.recalled(.backward)))
    bench.pass(1000)
    let commands = bench.feed(.timePassed)
    #expect(commands.first == .history(.saveDraft(bench.conversation.header, Draft(text: "mine", caret: 4))))
  }

  @Test func restoringGoesOnWhereTheLastRunEnded() {
    var bench = Harness()
    let a = header("a", activity: 5)
    let message = Message(id: MessageID("m"), author: .person, text: "q", createdAt: Timestamp(milliseconds: 0))
    bench.state.restore(
      session: SessionSnapshot(openConversation: a.id, isListVisible: false, listColumns: 30), headers: [a],
      drafts: [a.id: Draft(text: "dr", caret: 1)], isWholeList: false,
      open: (a.id, [message], true, .anchored(message: message.id, row: 2)))
    #expect(bench.id == a.id)
    #expect(bench.messages == [message])
    #expect(bench.conversation.composer.draft == Draft(text: "dr", caret: 1))
    #expect(bench.state.pane.scroll == .anchored(message: message.id, row: 2))
    #expect(bench.state.zone == .composer)
    #expect(!bench.state.list.isVisible && bench.state.list.columns == 30 && bench.state.list.isLoading)
    #expect(bench.state.order == [a.id])
    #expect(bench.faults() == [])
    #expect(bench.state.session == SessionSnapshot(openConversation: a.id, isListVisible: false, listColumns: 30))
  }

  @Test func zonesGoRound() {
    var bench = Harness()
    var seen: [Zone] = []
    for _ in 0..<3 {
      bench.user(.zoneCycled(.forward))
      seen.append(bench.state.zone)
    }
    #expect(seen == [.transcript, .list, .composer])
    bench.user(.list(.switched))
    bench.user(.zoneCycled(.backward))
    #expect(bench.state.zone == .transcript)
    bench.user(.zoneFocused(.list))
    #expect(bench.state.zone == .composer, "a hidden list takes no focus")
  }

  @Test func quittingWhileRepliesRunAsksFirstAndMarksThemInterrupted() {
    var bench = Harness()
    let reply = bench.ask("hello")
    bench.reply(reply, .textArrived("part"))
    bench.user(.composer(.edited(.insert("draft"))))
    #expect(bench.user(.program(.quit(.asked))) == [])
    #expect(bench.state.popups == [QuittingQuestion()])
    let commands = bench.user(.program(.quit(.given)))
    #expect(commands.first == .network(.stopReply(reply)))
    #expect(commands.last == .client(.quit))
    #expect(bench.messages[1].status == .interrupted)
    #expect(commands.contains { if case .history(.saveReply(_, _, bench.messages[1])) = $0 { true } else { false } })
    #expect(commands.contains(.history(.saveDraft(bench.conversation.header, Draft(text: "draft", caret: 5)))))
    #expect(commands.contains(.history(.saveSession(bench.state.session))))
  }

  @Test func quittingAsksWhereSomethingIsInMemoryOnly() {
    var bench = Harness()
    let problem = HistoryProblem(kind: .full, text: "The disk is full.")
    bench.feed(.outside(.history(.saveFailed(problem))))
    #expect(bench.user(.program(.quit(.asked))).last == .client(.quit), "a lost scroll position is worth no question")
    bench.feed(.outside(.history(.unsaved(UnsavedCount(questions: 2, answers: 1)))))
    #expect(bench.user(.program(.quit(.asked))) == [])
    #expect(bench.state.popups == [QuittingQuestion()])
    let given = bench.user(.program(.quit(.given)))
    #expect(given.last == .client(.quit) && !given.contains(.client(.discardUnsaved)))
    let discarded = bench.user(.program(.quit(.discarding)))
    #expect(discarded.last == .client(.quit) && discarded.contains(.client(.discardUnsaved)))
    bench.feed(.outside(.history(.recovered)))
    #expect(bench.state.unsaved.isEmpty)
  }

  @Test func theNextStartOpensWhatWasBegunLast() {
    var bench = Harness()
    let fresh = bench.id
    bench.user(.composer(.edited(.insert("d"))))
    bench.pass(300)
    let commands = bench.feed(.timePassed)
    #expect(commands.contains(.history(.saveSession(SessionSnapshot(openConversation: fresh)))), "by its draft")

    bench = Harness()
    _ = bench.ask("hello")
    bench.pass(300)
    #expect(bench.feed(.timePassed).contains(.history(.saveSession(SessionSnapshot(openConversation: bench.id)))))
  }

  @Test func messagesThatCameWhileItWasDeletedAreAskedForAgain() {
    var bench = bench()
    let a = ConversationID("a")
    bench.user(.conversations(.opened(a)))
    bench.user(.conversations(.deleted([a])))
    bench.feed(
      .outside(.history(.messagesLoaded(a, [], hasEarlier: false, scroll: .following, draft: Draft()))))
    bench.user(.conversations(.deletionUndone))
    #expect(
      bench.user(.conversations(.opened(a))).contains(.history(.loadMessages(a, before: nil, limit: State.pageSize))))
  }

  @Test func theSetupKeyLeavesTheStateWhenAccepted() {
    var bench = Harness(settings: Settings(connection: .missing))
    bench.user(.opened(SetupForm(baseURL: "https://api.test/")))
    bench.user(.popupEdited(.insert("sk-secret")))
    bench.user(.popupEdited(.killToLineStart))
    #expect(bench.state.killed.count == 0, "a cut key is not kept for yank")
    bench.user(.popupEdited(.undo))
    #expect(
      bench.user(.setup(.submitted))
        == [.client(.checkSetup(SetupEntry(baseURL: "https://api.test/", key: "sk-secret")))])
    #expect(bench.user(.setup(.submitted)) == [], "one check at a time")
    let refusal = Failure(kind: .unauthorized, status: 401, text: "no", advice: "check")
    bench.feed(.outside(.client(.setupRefused(refusal))))
    bench.user(.setup(.submitted))
    let entry = SetupEntry(baseURL: "https://api.test/", key: "sk-secret")
    #expect(bench.feed(.outside(.client(.setupChecked(entry)))) == [.client(.keepSetup(entry))])
    let commands = bench.feed(.outside(.client(.setupAccepted(profile: "default", service: "api.test"))))
    #expect(commands == [.network(.loadChatbots)])
    #expect(bench.state.settings.connection == .configured)
    #expect(!"\(bench.state)".contains("sk-secret"))
    #expect(bench.state.popups == [ChatbotPicker(purpose: .setUp(bench.id))])
    let chosen = bench.user(.chatbots(.chosen(Chatbot(id: ChatbotID("front"), name: "Front desk"))))
    #expect(chosen == [.client(.keepChatbot(ChatbotID("front")))])
    #expect(bench.state.popups == [])
    #expect(bench.conversation.header.chatbot == ChatbotID("front"))
    #expect(bench.state.settings.chatbot == ChatbotID("front"))
  }

  @Test func aCheckThatNobodyWaitsForIsNotKept() throws {
    var bench = Harness(settings: Settings(connection: .missing))
    bench.user(.opened(SetupForm(baseURL: "https://api.test/")))
    bench.user(.popupEdited(.insert("one")))
    bench.user(.setup(.submitted))
    let first = SetupEntry(baseURL: "https://api.test/", key: "one")
    bench.user(.popupClosed)
    #expect(bench.feed(.outside(.client(.setupChecked(first)))) == [], "turned back")
    bench.feed(.outside(.client(.setupRefused(Failure(kind: .unauthorized, text: "no", advice: "")))))
    let form = try #require(
      bench.state.popups[top: SetupForm.self], "the form is gone")
    #expect(form.phase == .editing)
    bench.user(.popupEdited(.insert("two")))
    bench.user(.setup(.submitted))
    #expect(bench.feed(.outside(.client(.setupChecked(first)))) == [], "the answer to another question")
    let second = SetupEntry(baseURL: "https://api.test/", key: "onetwo")
    #expect(bench.feed(.outside(.client(.setupChecked(second)))) == [.client(.keepSetup(second))])
  }

  @Test func theOnlyChatbotIsChosenByTheSetupItself() {
    var bench = Harness(settings: Settings(connection: .missing))
    bench.user(.opened(SetupForm(baseURL: "https://api.test/")))
    bench.user(.popupEdited(.insert("key")))
    bench.user(.setup(.submitted))
    bench.feed(.outside(.client(.setupAccepted(profile: "default", service: "api.test"))))
    let only = Chatbot(id: ChatbotID("front"), name: "Front desk")
    let commands = bench.feed(.outside(.chatbots(.pageArrived([only], isLast: true))))
    #expect(commands == [.client(.keepChatbot(only.id))])
    #expect(bench.state.popups == [])
    #expect(bench.conversation.header.chatbotName == "Front desk")
  }

  @Test func chatbotsThatCannotBeListedAreSaidOnce() {
    var bench = Harness()
    let refusal = Failure(kind: .unauthorized, status: 401, text: "No.", advice: "Check the key.")
    bench.user(.chatbots(.requested))
    bench.feed(.outside(.chatbots(.failed(refusal))))
    #expect(bench.state.notice?.text == "The chatbots cannot be listed: No (status 401). Check the key.")
    bench.state.notice = nil
    bench.user(.opened(ChatbotPicker(purpose: .begin)))
    bench.feed(.outside(.chatbots(.failed(refusal))))
    #expect(bench.state.notice == nil, "the picker shows it")
  }

  @Test func noticesStayLongEnoughToRead() {
    var bench = Harness()
    bench.user(.noticed(String(repeating: "x", count: 150)))
    bench.pass(9000)
    bench.feed(.timePassed)
    #expect(bench.state.notice != nil)
    bench.pass(1000)
    bench.feed(.timePassed)
    #expect(bench.state.notice == nil)
  }
}
