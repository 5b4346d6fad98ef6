import ChatModel
import Testing

@testable import AppState

/// A conversation belongs to a service, wherever its profile leads now.
@Suite struct HostTests {
  private static let here = HostURL("https://here.test/api/v1/")
  private static let there = HostURL("https://there.test/api/v1/")
  private let far = ConversationID("far")

  /// A client of the service `here`, which has a conversation of `host` with a turn in it open.
  private func bench(_ host: HostURL?, profile: String = "default", chatbot: ChatbotID? = ChatbotID("bot")) -> Harness {
    var bench = Harness(settings: Settings(service: "here.test", host: Self.here, chatbot: ChatbotID("bot")))
    let header = ConversationHeader(
      id: far, remoteID: RemoteConversationID("r"), profile: profile, host: host, chatbot: chatbot, title: "Far",
      presence: .both, earlier: .at("cursor=x"), createdAt: Timestamp(milliseconds: 1),
      lastActivity: Timestamp(milliseconds: 2))
    var changes = HistoryChanges()
    changes.headers = [header]
    bench.feed(.outside(.history(.changed(changes))))
    bench.user(.conversations(.opened(far)))
    let messages = [
      Message(id: MessageID("q"), author: .person, text: "asked", createdAt: Timestamp(milliseconds: 1)),
      Message(
        id: MessageID("a"), remoteID: RemoteMessageID("ra"), author: .assistant, text: "",
        status: .failed(Failure(kind: .server, text: "boom", advice: "")), createdAt: Timestamp(milliseconds: 2)),
    ]
    bench.feed(
      .outside(.history(.messagesLoaded(far, messages, hasEarlier: false, scroll: .following, draft: Draft()))))
    bench.commands = []
    return bench
  }

  private func sent(_ commands: [Command]) -> [Command] {
    commands.filter {
      switch $0 {
      case .network, .history(.saveTurn), .history(.saveBranch): true
      default: false
      }
    }
  }

  /// Everything that a user can do with an open conversation to send something of it.
  private static let attempts: [(name: String, events: [UserEvent])] = [
    ("send", [.composer(.edited(.replace("hello"))), .composer(.submitted)]),
    ("retry", [.replies(.retried)]),
    (
      "branch",
      [.composer(.messageEditBegun(MessageID("q"))), .composer(.edited(.replace("otherwise"))), .composer(.submitted)]
    ),
    ("fetch", [.remote(.fetchSwitched(ConversationID("far"), isWhole: true))]),
    ("sources", [.transcript(.sourcesRequested(MessageID("a")))]),
    ("uploads", [.attachments(.retried)]),
    (
      "broadcast",
      [
        .panes(.split(.columns)), .panes(.broadcastSwitched), .composer(.edited(.replace("to all"))),
        .composer(.submitted),
      ]
    ),
  ]

  @Test(arguments: attempts.map(\.name)) func nothingOfItGoesToAnotherHost(name: String) throws {
    let attempt = try #require(Self.attempts.first { $0.name == name })
    var bench = bench(Self.there)
    for event in attempt.events { bench.user(event) }
    #expect(sent(bench.commands) == [])
    #expect(bench.state.conversations[far]?.header.host == Self.there)
    if name != "sources" && name != "uploads" {
      #expect(bench.state.notice?.text.contains("there.test") == true, "\(bench.state.notice?.text ?? "")")
    }
    if name == "send" { #expect(bench.conversation.composer.text == "hello") }
  }

  @Test func noFileOfItGoesToAnotherHost() {
    var bench = bench(Self.there)
    bench.attach()
    bench.user(.composer(.edited(.insert("Look"))))
    bench.user(.composer(.submitted))
    #expect(Harness.started(bench.commands) == [])
    #expect(bench.conversation.attachments.count == 1 && bench.conversation.composer.text == "Look")
  }

  @Test func whatWaitsGoesBackWhereAnotherProcessHasMovedIt() {
    var bench = bench(Self.here)
    let reply = bench.ask("one")
    bench.user(.composer(.edited(.replace("two"))))
    bench.user(.composer(.submitted))
    var moved = HistoryChanges()
    moved.headers = [bench.conversation.header]
    moved.headers[0].host = Self.there
    moved.writes = .max
    bench.feed(.outside(.history(.changed(moved))))
    bench.commands = []
    bench.reply(reply, .completed)
    #expect(sent(bench.commands) == [])
    #expect(bench.conversation.queue.isEmpty && bench.conversation.composer.text == "two")
    #expect(bench.faults() == [])
  }

  @Test func aConversationWithoutAHostTakesTheOneThatItIsSentTo() throws {
    var bench = bench(nil)
    _ = bench.ask("hello")
    let header = bench.commands.lazy.compactMap { command -> ConversationHeader? in
      if case .history(.saveTurn(_, let header, _)) = command { header } else { nil }
    }.first
    #expect(try #require(header).host == Self.here)
    // A new one has it from the start, and a branch has its parent's.
    bench.user(.conversations(.begun))
    #expect(bench.conversation.header.host == Self.here)
  }

  @Test func aBranchStaysAtTheHost() {
    var bench = bench(nil)
    bench.user(.composer(.messageEditBegun(MessageID("q"))))
    bench.user(.composer(.edited(.replace("otherwise"))))
    bench.user(.composer(.submitted))
    #expect(bench.id != far && bench.conversation.header.host == Self.here)
  }

  @Test func anUploadMakesItTheHosts() {
    var bench = bench(nil)
    bench.attach()
    bench.user(.composer(.edited(.insert("Look"))))
    bench.commands = []
    bench.user(.composer(.submitted))
    #expect(Harness.started(bench.commands).count == 1)
    #expect(bench.state.conversations[far]?.header.host == Self.here)
    #expect(
      bench.commands.contains { if case .history(.saveConversation(_, .unknownHost)) = $0 { true } else { false } })
  }

  @Test func theUserMovesIt() {
    var bench = bench(Self.there)
    bench.feed(.outside(.chatbots(.pageArrived([Chatbot(id: ChatbotID("bot"), name: "Bot")], isLast: true))))
    let commands = bench.user(.conversations(.moved(far)))
    #expect(bench.conversation.header.host == Self.here)
    #expect(bench.conversation.header.remoteID == RemoteConversationID("r"))
    #expect(
      commands.contains {
        if case .history(.saveConversation(_, let fields)) = $0 { fields.contains(.host) } else { false }
      })
    _ = bench.ask("hello")
    #expect(sent(bench.commands).count == 2)
  }

  @Test func whereItsChatbotIsNotKnownItBeginsAnew() {
    var bench = bench(Self.there)
    let other = Chatbot(id: ChatbotID("other"), name: "Other")
    bench.feed(.outside(.chatbots(.pageArrived([other, Chatbot(id: ChatbotID("x"), name: "X")], isLast: true))))
    bench.user(.conversations(.moved(far)))
    let header = bench.conversation.header
    #expect(header.host == Self.here && header.chatbot == nil && header.remoteID == nil && header.presence == .local)
    #expect(bench.state.notice?.text == "Moved to here.test. Ctrl-X c chooses a chatbot there.")
  }

  /// Notices are cut at the width of the screen: host and port are told, and all of it where only the rest differs.
  @Test(arguments: [
    ("https://here.test/api/v1/", "https://there.test/api/v1/", "here.test"),
    ("http://127.0.0.1:9102/api/v1/", "http://127.0.0.1:9101/api/v1/", "127.0.0.1:9102"),
    ("https://[::1]:1/", "https://[::1]:2/", "[::1]:1"),
    ("https://here.test/b/", "https://here.test/a/", "https://here.test/b/"),
    ("http://here.test/", "https://here.test/", "http://here.test/"), ("odd", "https://here.test/", "odd"),
  ]) func aServiceIsToldInFewColumns(host: String, other: String, name: String) {
    #expect(HostURL(host).name(besides: HostURL(other)) == name)
  }

  @Test func noOtherServicesNameOfAMessageOrFileGoesAlong() throws {
    var bench = bench(Self.there)
    let uploaded = Attachment(id: AttachmentID("u"), type: "other", filename: "f.txt", file: "https://there.test/f")
    bench.state.conversations[far]!.messages[0].attachments = [uploaded]
    bench.state.conversations[far]!.attachments = [
      DraftAttachment(id: UploadID("d"), path: "", name: "f.txt", state: .uploaded(uploaded))
    ]
    let other = Chatbot(id: ChatbotID("other"), name: "Other")
    bench.feed(.outside(.chatbots(.pageArrived([other], isLast: true))))
    let commands = bench.user(.conversations(.moved(far)))
    #expect(commands.contains(.history(.leaveService(far))))
    #expect(bench.conversation.messages.allSatisfy { $0.remoteID == nil })
    #expect(bench.conversation.messages[0].attachments == [uploaded.leftBehind])
    let why = Attachment.leftBehindReason
    #expect(bench.conversation.attachments.map(\.state) == [.refused(why)])
    bench.state.conversations[far]!.header.chatbot = other.id
    // Neither the draft, nor the question once more, nor another version of it.
    bench.commands = []
    bench.user(.composer(.edited(.replace("hello"))))
    bench.user(.composer(.submitted))
    #expect(bench.state.notice?.text.contains(why) == true, "\(bench.state.notice?.text ?? "")")
    bench.user(.attachments(.retried))
    bench.state.notice = nil
    bench.user(.replies(.retried))
    #expect(bench.state.notice?.text.contains(why) == true, "\(bench.state.notice?.text ?? "")")
    bench.user(.composer(.messageEditBegun(MessageID("q"))))
    #expect(bench.conversation.attachments.map(\.state) == [.refused(why)])
    bench.user(.composer(.submitted))
    bench.user(.transcript(.sourcesRequested(MessageID("a"))))
    #expect(sent(bench.commands) == [])
  }

  @Test func whatAPaneReadsOfALongConversationLeavesToo() throws {
    for chatbot in [ChatbotID("bot"), nil] {
      var bench = bench(Self.there, chatbot: chatbot)
      let uploaded = Attachment(id: AttachmentID("u"), type: "other", filename: "f.txt", file: "https://there.test/f")
      var early = Message(
        id: MessageID("early"), remoteID: RemoteMessageID("re"), author: .person, text: "old",
        createdAt: Timestamp(milliseconds: 0))
      early.attachments = [uploaded]
      bench.state.panes[0].scroll = .anchored(message: early.id, row: 0)
      bench.state.panes[0].window = MessageWindow(messages: [early], hasEarlier: false, hasLater: true)
      bench.feed(.outside(.chatbots(.pageArrived([Chatbot(id: ChatbotID("other"), name: "Other")], isLast: true))))
      #expect(bench.user(.conversations(.moved(far))).contains(.history(.leaveService(far))))
      let left = try #require(bench.state.panes[0].window?.messages.first)
      #expect(left.remoteID == nil && left.attachments == [uploaded.leftBehind])
      // What was asked for before the move was written down.
      let pane = bench.state.panes[0].id
      bench.state.panes[0].reading = .first
      bench.feed(
        .outside(
          .history(
            .messagesRead(pane, far, .first, MessagesPage(messages: [early], hasEarlier: false, hasLater: true)))))
      let read = bench.state.panes[0].window?.messages ?? []
      #expect(read.allSatisfy { $0.remoteID == nil && $0.attachments == [uploaded.leftBehind] }, "\(read)")
    }
  }

  @Test func theSameServiceByAnotherAddressKeepsItsNames() throws {
    var bench = bench(Self.there)
    let uploaded = Attachment(id: AttachmentID("u"), type: "other", filename: "f.txt", file: "https://there.test/f")
    bench.state.conversations[far]!.messages[0].attachments = [uploaded]
    bench.feed(.outside(.chatbots(.pageArrived([Chatbot(id: ChatbotID("bot"), name: "Bot")], isLast: true))))
    #expect(!bench.user(.conversations(.moved(far))).contains(.history(.leaveService(far))))
    #expect(bench.conversation.messages[0].attachments == [uploaded])
    #expect(bench.conversation.messages[1].remoteID != nil)
  }

  /// Whatever was opened before: the other service's name of the conversation never goes to this one.
  @Test func itIsMovedOnceTheChatbotsAreKnown() {
    var bench = bench(Self.there)
    #expect(bench.user(.conversations(.moved(far))) == [.network(.loadChatbots)])
    #expect(bench.conversation.header.host == Self.there && bench.state.notice?.text.contains("AskSession") == true)
    #expect(bench.user(.conversations(.moved(far))) == [], "they are on their way")
    let other = Chatbot(id: ChatbotID("other"), name: "Other")
    bench.feed(.outside(.chatbots(.pageArrived([other], isLast: false))))
    #expect(bench.conversation.header.host == Self.there, "more may come")
    let commands = bench.feed(.outside(.chatbots(.pageArrived([], isLast: true))))
    let header = bench.conversation.header
    #expect(header.host == Self.here && header.chatbot == nil && header.remoteID == nil && header.presence == .local)
    #expect(commands.contains { if case .history(.saveConversation(header, _)) = $0 { true } else { false } })
    #expect(bench.feed(.outside(.chatbots(.pageArrived([other], isLast: true)))) == [], "once")
  }

  @Test func itIsNotMovedWhereTheChatbotsDoNotCome() {
    var bench = bench(Self.there)
    bench.user(.conversations(.moved(far)))
    let failure = Failure(kind: .unreachable, text: "No route", advice: "Try again.")
    #expect(bench.feed(.outside(.chatbots(.failed(failure)))) == [])
    #expect(bench.conversation.header.host == Self.there)
    #expect(bench.conversation.header.remoteID == RemoteConversationID("r"))
    #expect(bench.state.notice?.text == "\"Far\" is not moved: the chatbots cannot be listed. No route. Try again.")
    #expect(bench.user(.conversations(.moved(far))) == [.network(.loadChatbots)], "another attempt")
  }

  @Test func whatHasNoChatbotLeavesTheOtherServicesNameBehind() {
    var bench = bench(Self.there, chatbot: nil)
    bench.feed(.outside(.chatbots(.pageArrived([Chatbot(id: ChatbotID("bot"), name: "Bot")], isLast: true))))
    bench.user(.conversations(.moved(far)))
    #expect(bench.conversation.header.host == Self.here && bench.conversation.header.remoteID == nil)
  }

  @Test func itIsNotMovedWithoutNeedOrInTheMiddle() {
    var home = bench(Self.here)
    #expect(home.user(.conversations(.moved(far))).isEmpty)
    var other = bench(Self.there, profile: "other")
    #expect(other.user(.conversations(.moved(far))).isEmpty && other.conversation.header.host == Self.there)
    var edited = bench(Self.there)
    edited.user(.composer(.messageEditBegun(MessageID("q"))))
    #expect(edited.user(.conversations(.moved(far))).isEmpty && edited.conversation.header.host == Self.there)
  }

  @Test func aChatbotOfThisServiceIsGivenToNoConversationOfAnother() {
    var bench = bench(Self.there, chatbot: nil)
    bench.user(.opened(ChatbotPicker(purpose: .assign(far))))
    bench.user(.chatbots(.chosen(Chatbot(id: ChatbotID("mine"), name: "Mine"))))
    #expect(bench.state.conversations[far]?.header.chatbot == nil)
    #expect(bench.id != far && bench.conversation.header.chatbot == ChatbotID("mine"))
  }

  // MARK: A chatbot by its name

  @Test func aChatbotIsFoundByIDBeginningOrName() {
    let all = [
      Chatbot(id: ChatbotID("b01"), name: "Front desk"), Chatbot(id: ChatbotID("b02"), name: "HR"),
      Chatbot(id: ChatbotID("c"), name: "b0"), Chatbot(id: ChatbotID("c1"), name: "人事"),
    ]
    func meant(_ text: String) -> [String] { all.meant(by: text).map(\.id.rawValue) }
    #expect(meant("b01") == ["b01"] && meant("front DESK") == ["b01"] && meant("人事") == ["c1"])
    #expect(meant("c") == ["c"], "an exact id is no beginning")
    #expect(meant("b0") == ["b01", "b02", "c"] && meant("B02") == ["b02"] && meant("x").isEmpty && meant("").isEmpty)
    #expect(ChatbotID("b0000000-0000-4000-8000-000000000001").isComplete && !ChatbotID("b0000000-0000").isComplete)
  }

  @Test func theChatbotThatWasAskedForIsUsedOnceItIsKnown() {
    var settings = Settings(service: "here.test", host: Self.here)
    settings.wantedChatbot = "front desk"
    let list = [Chatbot(id: ChatbotID("1"), name: "HR"), Chatbot(id: ChatbotID("2"), name: "Front desk")]
    var bench = Harness(settings: settings)
    #expect(bench.conversation.header.chatbot == nil)
    bench.feed(.outside(.chatbots(.pageArrived(list, isLast: true))))
    #expect(bench.conversation.header.chatbot == ChatbotID("2") && bench.state.settings.chatbot == ChatbotID("2"))
    settings.wantedChatbot = "nobody"
    bench = Harness(settings: settings)
    bench.feed(.outside(.chatbots(.pageArrived(list, isLast: true))))
    #expect(bench.conversation.header.chatbot == nil && bench.state.notice?.text.contains("nobody") == true)
    // A service without a list may know it as an id.
    bench = Harness(settings: settings)
    bench.feed(.outside(.chatbots(.failed(Failure(kind: .notFound, status: 404, text: "no", advice: "")))))
    #expect(bench.conversation.header.chatbot == ChatbotID("nobody"))
  }
}
