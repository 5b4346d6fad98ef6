import ChatModel
import TestSupport
import Testing

@testable import AppState

/// The service's own history: what is asked for when, and what becomes of it.
@Suite struct RemoteHistoryTests {
  private let far = ConversationID("far")

  /// A client that knows of a conversation which only the service has.
  private func bench(earlier: EarlierPages = .unknown, presence: SyncState = .remote) -> Harness {
    var bench = Harness()
    var changes = HistoryChanges()
    changes.headers = [header(earlier: earlier, presence: presence)]
    bench.feed(.outside(.history(.changed(changes))))
    return bench
  }

  private func header(earlier: EarlierPages = .unknown, presence: SyncState = .remote) -> ConversationHeader {
    ConversationHeader(
      id: far, remoteID: RemoteConversationID("r"), profile: "default", title: "訪客", presence: presence,
      earlier: earlier, createdAt: Timestamp(milliseconds: 1), lastActivity: Timestamp(milliseconds: 2))
  }

  private func load(_ bench: inout Harness, _ messages: [Message] = []) -> [Command] {
    bench.feed(
      .outside(.history(.messagesLoaded(far, messages, hasEarlier: false, scroll: .following, draft: Draft()))))
  }

  private func fetch(_ page: String? = nil, size: Int = 50) -> Command {
    .network(.fetchMessages(far, RemoteConversationID("r"), page: page, size: size))
  }

  /// What the history answers when the page is merged.
  private func confirm(_ bench: inout Harness, earlier: EarlierPages) -> [Command] {
    var changes = HistoryChanges()
    changes.headers = [header(earlier: earlier, presence: .both)]
    changes.writes = bench.state.historyWrites
    return bench.feed(.outside(.history(.changed(changes))))
  }

  @Test func theListIsAskedForMergedAndStopped() {
    var bench = Harness()
    #expect(bench.user(.remote(.listSwitched)) == [.network(.listConversations)])
    let page = [RemoteConversation(id: RemoteConversationID("1")), RemoteConversation(id: RemoteConversationID("2"))]
    #expect(
      bench.feed(.outside(.remote(.conversationsArrived(page, isLast: false))))
        == [.history(.mergeConversations(page, profile: "default", mode: .streaming))])
    // The same again is not merged again.
    let since = bench.now
    #expect(
      bench.feed(.outside(.remote(.conversationsArrived([page[1]], isLast: true)))) == [
        .history(.markUnlisted(profile: "default", listed: Set(page.map(\.id)), since: since))
      ])
    #expect(bench.state.remote.listing == nil && bench.state.remote.listedAt == bench.now)
    bench.user(.remote(.listSwitched))
    #expect(bench.user(.remote(.listSwitched)) == [.network(.stopListing)])
    // What comes after that has no place, and nothing is called unlisted.
    #expect(bench.feed(.outside(.remote(.conversationsArrived(page, isLast: true)))).isEmpty)
  }

  @Test func openingWhatOnlyTheServiceHasFetchesIt() {
    var bench = bench()
    #expect(
      bench.user(.conversations(.opened(far))) == [.history(.loadMessages(far, before: nil, limit: State.pageSize))])
    #expect(load(&bench) == [fetch()])
    let page = RemotePage(messages: [RemoteMessage(id: RemoteMessageID("m"), author: .person, text: "q")], next: "c=2")
    #expect(
      bench.feed(.outside(.remote(.messagesArrived(far, page)))) == [
        .history(.mergeMessages(far, page, .newest)), .history(.readAgain(far, [])),
      ])
    // Until it is merged nothing more is asked for.
    #expect(!bench.state.canFetchEarlier(far))
    #expect(confirm(&bench, earlier: .at("c=2")) == [])
    #expect(bench.state.canFetchEarlier(far))
    #expect(bench.user(.paging(.messagesRequested(bench.state.focusedPane, .earlier))) == [fetch("c=2")])
    #expect(!bench.state.canFetchEarlier(far))
    // A page that leads back is the last.
    bench.feed(.outside(.remote(.messagesArrived(far, RemotePage(messages: [], next: "c=2")))))
    #expect(bench.commands.suffix(2).first == .history(.mergeMessages(far, RemotePage(messages: []), .earlier)))
  }

  @Test func aFailureIsToldOnceAndNotRepeatedByScrolling() {
    var bench = bench(earlier: .at("c=9"), presence: .both)
    bench.user(.conversations(.opened(far)))
    #expect(load(&bench) == [])
    #expect(bench.user(.paging(.messagesRequested(bench.state.focusedPane, .earlier))) == [fetch("c=9")])
    let failure = Failure(kind: .unreachable, text: "No network.", advice: "Wait.")
    bench.feed(.outside(.remote(.messagesFailed(far, failure))))
    #expect(bench.state.notice?.text.contains("No network.") == true)
    #expect(
      !bench.state.canFetchEarlier(far)
        && bench.user(.paging(.messagesRequested(bench.state.focusedPane, .earlier))) == [])
    // At the user's wish it is.
    #expect(bench.user(.remote(.fetchSwitched(far, isWhole: false))) == [fetch()])
  }

  @Test func withTheOldestFirstAllPagesAreWalkedAndLoopsEnd() {
    var bench = bench()
    bench.user(.remote(.fetchSwitched(far, isWhole: false)))
    func page(_ next: String?) -> RemotePage { RemotePage(messages: [], order: .oldestFirst, next: next) }
    func arrived(_ page: RemotePage) -> [Command] { bench.feed(.outside(.remote(.messagesArrived(far, page)))) }
    #expect(arrived(page("c=1")).last == fetch("c=1"))
    #expect(arrived(page("c=2")).last == fetch("c=2"))
    #expect(arrived(page("c=1")).last == .history(.readAgain(far, [])))
  }

  @Test func allOfAConversationIsFetchedWhenWanted() {
    var bench = bench()
    bench.user(.remote(.fetchSwitched(far, isWhole: true)))
    func arrived(_ page: RemotePage) -> [Command] { bench.feed(.outside(.remote(.messagesArrived(far, page)))) }
    let (first, last) = (RemotePage(messages: [], next: "c=1"), RemotePage(messages: [], next: nil))
    #expect(arrived(first) == [.history(.mergeMessages(far, first, .newest)), fetch("c=1")])
    #expect(arrived(last) == [.history(.mergeMessages(far, last, .earlier)), .history(.readAgain(far, []))])
  }

  @Test func afterAReplyTheServiceIsAskedForNamesOnce() {
    var bench = Harness()
    func asked(_ commands: [Command]) -> Bool {
      commands.contains { if case .network(.fetchMessages(_, _, nil, 10)) = $0 { true } else { false } }
    }
    var reply = bench.ask("q")
    bench.reply(reply, .conversationNamed(RemoteConversationID("r")))
    #expect(!asked(bench.reply(reply, .completed)), "not unless it is wanted")
    bench.state.settings.namesReplies = true
    reply = bench.ask("q2")
    #expect(asked(bench.reply(reply, .completed)))
    // A service without that route is asked once, silently.
    bench.feed(
      .outside(.remote(.messagesFailed(bench.id, Failure(kind: .notFound, status: 404, text: "no", advice: "")))))
    #expect(bench.state.notice == nil)
    reply = bench.ask("q3")
    #expect(!asked(bench.reply(reply, .completed)))
    // What the reply said itself need not be asked for.
    bench.state.remote.isRefused = false
    reply = bench.ask("q4")
    bench.reply(reply, .messageNamed(RemoteMessageID("m")))
    bench.reply(reply, .citationsArrived([Citation(filename: "a")]))
    #expect(!asked(bench.reply(reply, .completed)))
  }

  @Test func goingOnWithAFetchedConversationAsksWhichChatbot() throws {
    var bench = bench(presence: .both)
    bench.user(.conversations(.opened(far)))
    _ = load(&bench, [Message(id: MessageID("m"), author: .person, text: "q", createdAt: bench.now)])
    bench.user(.composer(.edited(.replace("還有嗎？"))))
    bench.user(.composer(.submitted))
    let picker = try #require(bench.state.popups[top: ChatbotPicker.self])
    #expect(picker.purpose == .assignAndSend(far), "no question which chatbot")
    bench.user(.chatbots(.chosen(Chatbot(id: ChatbotID("b"), name: "B"))))
    let reply = bench.conversation.running!.id
    let commands = bench.feed(.outside(.history(.turnSaved(reply))))
    let request = try #require(
      matched(commands.first) { if case .network(.startReply(_, let request))? = $0 { request } else { nil } },
      "nothing is sent")
    #expect(request.conversation == RemoteConversationID("r") && request.chatbot == ChatbotID("b"))
  }

  @Test func withReadOnlyNothingIsFetched() {
    var bench = bench(earlier: .at("c"), presence: .both)
    bench.state.settings.access = .readOnly
    bench.user(.conversations(.opened(far)))
    _ = load(&bench)
    bench.commands = []
    bench.user(.remote(.listSwitched))
    #expect(bench.state.notice?.text.contains("--read-only") == true)
    bench.user(.remote(.fetchSwitched(far, isWhole: false)))
    bench.user(.paging(.messagesRequested(bench.state.focusedPane, .earlier)))
    #expect(bench.commands.isEmpty)
  }

  @Test func whereAConversationIsIsSaidOnceTheListIsKnown() {
    var bench = bench()
    func presence(_ id: ConversationID) -> SyncState? { bench.state.presence(of: bench.state.conversations[id]!) }
    #expect(presence(far) == .remote)
    _ = bench.ask("here")
    #expect(presence(bench.id) == nil)
    bench.state.remote.listedAt = bench.now
    #expect(presence(bench.id) == .local)
  }
}
