import AppState
import ChatModel
import TestSupport
import Testing

@Suite struct SendingTests {
  @Test func theTurnIsSavedBeforeTheRequestStarts() throws {
    var bench = Harness()
    bench.user(.composer(.edited(.insert("When do you open?"))))
    let commands = bench.user(.composer(.submitted))

    let question = bench.messages[0]
    let answer = bench.messages[1]
    let reply = try #require(answer.reply)
    #expect(question == Message(id: question.id, author: .person, text: "When do you open?", createdAt: bench.now))
    #expect(
      answer
        == Message(id: answer.id, author: .assistant, status: .sending, createdAt: bench.now, reply: reply))
    #expect(
      commands == [
        .history(.saveTurn(reply, bench.conversation.header, [question, answer])),
        .history(.saveDraft(bench.conversation.header, Draft())),
      ])
    #expect(bench.conversation.composer.isEmpty)
    #expect(bench.conversation.header.title == "When do you open?")

    let request = ReplyRequest(
      chatbot: ChatbotID("bot"), conversation: nil, text: "When do you open?", mode: .streaming)
    #expect(bench.feed(.outside(.history(.turnSaved(reply)))) == [.network(.startReply(reply, request))])
    #expect(bench.feed(.outside(.history(.turnSaved(reply)))) == [], "a second answer starts nothing")
    #expect(bench.faults() == [])
  }

  @Test func aTurnThatCannotBeSavedIsAskedAllTheSameAndSaidSo() {
    var bench = Harness()
    let reply = bench.send("hello")
    let problem = HistoryProblem(kind: .full, text: "The disk is full.")
    let commands = bench.feed(.outside(.history(.turnNotSaved(reply, problem))))
    #expect(commands.count == 1)
    #expect(bench.state.historyProblem == problem)
    bench.feed(.outside(.history(.recovered)))
    #expect(bench.state.historyProblem == nil)
  }

  @Test func stoppedBeforeItWasSavedNothingIsEverSent() {
    var bench = Harness()
    let reply = bench.send("hello")
    let commands = bench.user(.replies(.stopped))
    #expect(
      commands == [
        .history(.saveReply(bench.conversation.header, question: bench.messages[0], bench.messages[1]))
      ])
    #expect(bench.messages[1].status == .stopped)
    #expect(bench.feed(.outside(.history(.turnSaved(reply)))) == [])
  }

  @Test func textGrowsInPlaceAndIsJournaled() {
    var bench = Harness()
    let reply = bench.ask("hello")
    bench.reply(reply, .sent)
    #expect(bench.messages[1].status == .waiting)
    bench.reply(reply, .accepted)
    bench.pass(700)
    let first = bench.now
    #expect(bench.reply(reply, .textArrived("We ")) == [.history(.appendText(bench.id, bench.messages[1].id, "We "))])
    bench.pass(10)
    bench.reply(reply, .textArrived("open 九."))
    let named = bench.reply(reply, .conversationNamed(RemoteConversationID("r1")))
    let header = bench.conversation.header
    #expect(named == [.history(.saveConversation(header, .remote))])
    #expect(bench.conversation.header.remoteID == RemoteConversationID("r1"))
    #expect(bench.conversation.running?.scalars == 10)
    bench.reply(reply, .citationsArrived([Citation(filename: "hours.pdf")]))
    bench.reply(reply, .messageNamed(RemoteMessageID("m1")))
    let commands = bench.reply(reply, .completed)

    var expected = Message(
      id: bench.messages[1].id, remoteID: RemoteMessageID("m1"), author: .assistant, text: "We open 九.",
      status: .complete, createdAt: Timestamp(milliseconds: first.milliseconds - 700), firstTextAt: first,
      endedAt: bench.now, citations: [Citation(filename: "hours.pdf")], reply: reply)
    expected.revision = bench.messages[1].revision
    #expect(bench.messages[1] == expected)
    #expect(
      commands == [
        .history(.saveReply(header, question: bench.messages[0], expected)),
        .history(.saveConversation(bench.conversation.header, .activity)),
      ])
    #expect(bench.state.replies.isEmpty)
    #expect(bench.conversation.header.unread == 0, "it was on the screen")
  }

  @Test func theNextMessageContinuesTheConversation() {
    var bench = Harness()
    let first = bench.ask("one")
    bench.reply(first, .conversationNamed(RemoteConversationID("r1")))
    bench.reply(first, .completed)
    let second = bench.send("two")
    let commands = bench.feed(.outside(.history(.turnSaved(second))))
    let request = ReplyRequest(
      chatbot: ChatbotID("bot"), conversation: RemoteConversationID("r1"), text: "two", mode: .streaming)
    #expect(commands == [.network(.startReply(second, request))])
  }

  @Test(arguments: ["", "   ", "\n\n"])
  func blankTextIsNotSent(text: String) {
    var bench = Harness()
    bench.user(.composer(.edited(.replace(text))))
    #expect(bench.user(.composer(.submitted)) == [])
    #expect(bench.messages.isEmpty)
    #expect(bench.conversation.composer.text == text)
  }

  @Test func aFailedReplyIsRetriedInItsPlace() throws {
    var bench = Harness()
    let first = bench.ask("one")
    bench.reply(first, .failed(Failure(kind: .server, status: 500, text: "boom", advice: "Try again.")))
    let place = bench.messages[1].id
    let commands = bench.user(.replies(.retried))
    let second = try #require(bench.conversation.running?.id)
    #expect(second != first)
    #expect(bench.messages.count == 2)
    #expect(bench.messages[1].id == place)
    #expect(commands == [.history(.saveTurn(second, bench.conversation.header, [bench.messages[1]]))])
    let starts = bench.feed(.outside(.history(.turnSaved(second))))
    let request = ReplyRequest(chatbot: ChatbotID("bot"), conversation: nil, text: "one", mode: .streaming)
    #expect(starts == [.network(.startReply(second, request))])
    #expect(bench.reply(first, .textArrived("late")) == [], "the first attempt has no place any more")
    #expect(bench.messages[1].text == "")
  }

  @Test func aRetryKeepsAPartialReply() {
    var bench = Harness()
    let first = bench.ask("one")
    bench.reply(first, .textArrived("half of"))
    bench.reply(first, .failed(Failure(kind: .interrupted, text: "reset", advice: "Try again.")))
    bench.user(.replies(.retried))
    #expect(bench.messages.map(\.text) == ["one", "half of", ""])
    #expect(bench.messages[2].status == .sending)
    #expect(bench.faults() == [])
  }

  @Test func aScheduledRetryIsShownAndStopsAtOnce() {
    var bench = Harness()
    let reply = bench.ask("one")
    bench.reply(reply, .sent)
    let reason = Failure(kind: .throttled, status: 429, text: "slow down", advice: "Wait.")
    let at = bench.now + .seconds(3)
    bench.reply(reply, .retryScheduled(attempt: 2, at: at, reason: reason))
    #expect(bench.conversation.running?.retry == ScheduledRetry(attempt: 2, at: at, reason: reason))
    #expect(bench.messages[1].status == .sending)
    #expect(bench.user(.replies(.stopped)).first == .network(.stopReply(reply)))
    #expect(bench.messages[1].status == .stopped)
  }

  @Test func modeIsOfTheConversationAndRemembered() throws {
    var bench = Harness()
    #expect(bench.user(.replies(.modeSwitched)) == [], "nothing to remember of a conversation that nobody began")
    let reply = bench.send("one")
    let commands = bench.feed(.outside(.history(.turnSaved(reply))))
    let request = try #require(
      matched(commands[0]) { if case .network(.startReply(_, let request)) = $0 { request } else { nil } }, "no request"
    )
    #expect(request.mode == .synchronous)
    #expect(bench.user(.replies(.modeSwitched)) == [.history(.saveConversation(bench.conversation.header, .mode))])
    #expect(bench.conversation.header.mode == .streaming)
  }

  @Test func withoutAChatbotThePickerOpensAndTheTextIsSentAfterwards() throws {
    var bench = Harness(settings: Settings(service: "api.test"))
    bench.user(.composer(.edited(.insert("hello"))))
    #expect(bench.user(.composer(.submitted)) == [.network(.loadChatbots)])
    #expect(bench.state.popups == [ChatbotPicker(purpose: .assignAndSend(bench.id))])
    let bot = Chatbot(id: ChatbotID("b1"), name: "Front desk")
    let other = Chatbot(id: ChatbotID("b2"), name: "HR bot")
    bench.feed(.outside(.chatbots(.pageArrived([bot, other], isLast: true))))
    let commands = bench.user(.chatbots(.chosen(bot)))
    let header = try #require(
      matched(commands[0]) { if case .history(.saveTurn(_, let header, _)) = $0 { header } else { nil } },
      "not sent: \(commands)")
    #expect(header.chatbot == bot.id)
    #expect(header.chatbotName == "Front desk")
    #expect(bench.state.popups.isEmpty)
  }

  /// Of a conversation that the service tells of, only the chatbot's name is known: that one is chosen beforehand.
  @Test(arguments: [true, false]) func theChatbotOfThatNameIsChosenBeforehand(isListed: Bool) throws {
    let bots = [Chatbot(id: ChatbotID("b1"), name: "Front desk"), Chatbot(id: ChatbotID("b2"), name: "HR bot")]
    let list = Event.chatbots(.pageArrived(bots, isLast: true))
    var bench = Harness(settings: Settings(service: "api.test"))
    bench.state.conversations[bench.id]!.header.chatbotName = "HR bot"
    if isListed { bench.feed(.outside(list)) }
    bench.user(.composer(.edited(.insert("hello"))))
    bench.user(.composer(.submitted))
    if !isListed { bench.feed(.outside(list)) }
    let picker = try #require(
      bench.state.popups[top: ChatbotPicker.self])
    #expect(picker.list.selected == 1)
    // Whoever has moved is left there.
    bench.user(.popupEdited(.insert("r")))
    bench.feed(.outside(list))
    let filtered = try #require(
      bench.state.popups[top: ChatbotPicker.self])
    #expect(filtered.list.selected == 0)
  }

  /// Also before the service has said what its chatbots are called.
  @Test func aNewConversationNamesItsChatbot() {
    var bench = Harness()
    bench.state.conversations[bench.id]!.header.chatbotName = "Front desk"
    bench.send("hello")
    bench.user(.conversations(.begun))
    #expect(bench.conversation.messages.isEmpty)
    #expect(bench.conversation.header.chatbotName == "Front desk")

    // So does the one that a start begins with.
    var header = bench.conversation.header
    header.id = ConversationID("older")
    var state = State(settings: bench.state.settings, identifiers: IdentifierSource(seed: 99), now: bench.now)
    state.restore(session: nil, headers: [header], drafts: [:], isWholeList: true, open: nil)
    #expect(state.focused?.header.id != header.id)
    #expect(state.focused?.header.chatbotName == "Front desk")
  }

  @Test func theOnlyChatbotIsTakenWithoutAsking() {
    var bench = Harness(settings: Settings(service: "api.test"))
    bench.user(.chatbots(.requested))
    bench.feed(
      .outside(.chatbots(.pageArrived([Chatbot(id: ChatbotID("b1"), name: "Only")], isLast: true))))
    bench.send("hello")
    #expect(bench.conversation.header.chatbot == ChatbotID("b1"))
  }

  /// Typed and sent before the list of chatbots was there.
  @Test func theOnlyChatbotIsTakenWhenItComesLate() {
    let only = Chatbot(id: ChatbotID("b1"), name: "Only")
    var bench = Harness(settings: Settings(service: "api.test"))
    bench.user(.composer(.edited(.insert("hello"))))
    bench.user(.composer(.submitted))
    let commands = bench.feed(.outside(.chatbots(.pageArrived([only], isLast: true))))
    #expect(commands.contains { if case .history(.saveTurn) = $0 { true } else { false } })
    #expect(bench.state.popups.isEmpty)
    #expect(bench.conversation.header.chatbot == only.id)

    // Whoever has begun to look for another one is not interrupted, nor who opened the picker to look.
    bench = Harness(settings: Settings(service: "api.test"))
    bench.user(.composer(.edited(.insert("hello"))))
    bench.user(.composer(.submitted))
    bench.user(.popupEdited(.insert("x")))
    #expect(bench.feed(.outside(.chatbots(.pageArrived([only], isLast: true)))) == [])
    #expect(bench.state.popups.all.count == 1)
    bench = Harness(settings: Settings(service: "api.test"))
    bench.user(.opened(ChatbotPicker(purpose: .begin)))
    #expect(bench.feed(.outside(.chatbots(.pageArrived([only], isLast: true)))) == [])
    #expect(bench.state.popups.all.count == 1)
  }

  @Test func aConversationOfAnotherProfileIsNotSentThere() {
    var bench = Harness()
    bench.state.settings.profile = "work"
    bench.user(.composer(.edited(.insert("hello"))))
    #expect(bench.user(.composer(.submitted)) == [])
    #expect(bench.conversation.composer.text == "hello")
    #expect(bench.state.notice?.text.contains("--profile default") == true)
  }

  @Test func readOnlySendsAndChangesNothing() {
    var bench = Harness(settings: Settings(chatbot: ChatbotID("bot"), access: .readOnly))
    bench.user(.composer(.edited(.insert("x"))))
    bench.user(.composer(.submitted))
    bench.user(.conversations(.deleted([bench.id])))
    #expect(bench.commands == [])
    #expect(bench.messages.isEmpty)
    #expect(bench.state.notice?.text.contains("--read-only") == true)
  }

  @Test(arguments: [
    ("  one\n two", "one"), ("\n\n a   b\tc \n", "a b c"),
    (String(repeating: "字", count: 80), String(repeating: "字", count: 59) + "…"),
  ])
  func titles(question: String, title: String) {
    var bench = Harness()
    bench.send(question)
    #expect(bench.conversation.header.title == title)
    #expect(bench.conversation.header.titleSource == .firstQuestion)
  }
}
