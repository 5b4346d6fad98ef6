import ChatModel
import GRDB
import TestSupport
import Testing

@testable import HistoryStore

/// What was fetched from the service, on disk.
@Suite struct FetchedHistoryTests {
  let fixture = HistoryFixture()
  private let id = ConversationID("c")

  private static func moment(_ minute: Int64) -> Timestamp { Timestamp(milliseconds: 1_000_000 + minute * 60_000) }

  private static func remote(_ id: String, _ author: Author, _ text: String, _ minute: Int64) -> RemoteMessage {
    RemoteMessage(id: RemoteMessageID(id), author: author, text: text, createdAt: moment(minute))
  }

  private static var header: ConversationHeader {
    var header = ConversationHeader.sample("c", at: 1_000_000)
    header.remoteID = RemoteConversationID("r")
    header.presence = .both
    return header
  }

  private func history(_ messages: [Message]) -> History {
    let history = fixture.open()
    history.performAndWait(
      .saveConversation(Self.header), .saveTurn(ReplyID("t"), Self.header, messages), events: fixture.events)
    return history
  }

  private func message(_ id: String, _ author: Author, _ text: String, _ status: MessageStatus = .complete) -> Message {
    Message(id: MessageID(id), author: author, text: text, status: status, createdAt: Self.moment(0))
  }

  private static func part(_ id: String, _ text: String, _ minute: Int64) -> RemoteMessage {
    RemoteMessage(
      id: RemoteMessageID(id), author: .assistant, text: "", createdAt: moment(minute),
      parts: [ReplyPart(kind: .tool, name: "tool_call", text: text, offset: 0)], isAnswer: false)
  }

  @Test func aChangedPartAtTheServiceIsSeen() throws {
    let history = history([])
    defer { history.close() }
    for text in ["one", "two", "two"] {
      let page = RemotePage(
        messages: [
          Self.remote("1", .person, "q", 0), Self.part("2", text, 1), Self.remote("3", .assistant, "a", 2),
        ].withPartsInAnswers)
      history.performAndWait(.mergeMessages(id, page, .newest), events: fixture.events)
      #expect(try history.messages(of: id).map(\.text) == ["q", "a"])
      #expect(try history.messages(of: id).last?.parts.map(\.text) == [text])
    }
  }

  @Test func partsOnAnotherPageJoinTheAnswerOnce() throws {
    let history = history([])
    defer { history.close() }
    let newest = RemotePage(messages: [Self.remote("3", .assistant, "a", 2)], next: "cursor=x")
    let older = RemotePage(messages: [Self.remote("1", .person, "q", 0), Self.part("2", "one", 1)].withPartsInAnswers)
    for (page, purpose) in [(newest, FetchPurpose.newest), (older, .earlier), (older, .earlier), (newest, .newest)] {
      history.performAndWait(.mergeMessages(id, page, purpose), events: fixture.events)
    }
    #expect(try history.messages(of: id).map(\.text) == ["q", "a"])
    #expect(try history.messages(of: id).last?.parts.map(\.text) == ["one"])
  }

  @Test func partsThatWereFetchedBeforeTheirAnswerBecomeIt() throws {
    let history = history([])
    defer { history.close() }
    let messages = [
      Self.remote("1", .person, "q", 0), Self.part("2", "one", 1), Self.part("3", "two", 2),
      Self.remote("4", .assistant, "a", 3),
    ]
    for count in [2, 3, 4, 4] {
      let page = RemotePage(messages: Array(messages.prefix(count)).withPartsInAnswers)
      history.performAndWait(.mergeMessages(id, page, .newest), events: fixture.events)
      #expect(try history.messages(of: id).map(\.text) == ["q", count == 4 ? "a" : ""])
      #expect(try history.messages(of: id).last?.parts.map(\.text) == (count == 2 ? ["one"] : ["one", "two"]))
    }
    #expect(try history.messages(of: id).last?.remoteID == RemoteMessageID("4"))
  }

  /// Killed, it has a part; broken off, it has the tag as text.
  @Test(arguments: ["", "<think>\none"])
  func aReplyThatBrokeOffWhileItThoughtIsCompletedWithTheServicesThoughts(text: String) throws {
    let thought = ReplyPart(kind: .thinking, name: ReplyPart.tagName, text: "one", offset: 0)
    var answer = message("a", .assistant, text, .interrupted)
    answer.reply = ReplyID("t")
    if text.isEmpty { answer.parts = [thought] }
    let history = history([message("q", .person, "q"), answer])
    defer { history.close() }
    var remote = Self.remote("3", .assistant, "Yes", 0)
    remote.parts = [thought]
    remote.parts[0].text += " two"
    history.performAndWait(
      .mergeMessages(id, RemotePage(messages: [Self.remote("1", .person, "q", 0), remote]), .newest),
      events: fixture.events)
    let messages = try history.messages(of: id)
    #expect(messages.map(\.text) == ["q", "Yes"] && messages.last?.parts == remote.parts)
  }

  @Test func whatStreamedHereKeepsItsParts() throws {
    var answer = message("a", .assistant, "a")
    answer.reply = ReplyID("t")
    answer.parts = [ReplyPart(kind: .tool, name: "tool_call", text: "as it came", offset: 0)]
    let history = history([message("q", .person, "q"), answer])
    defer { history.close() }
    let page = RemotePage(
      messages: [Self.remote("1", .person, "q", 0), Self.part("2", "one", 0), Self.remote("3", .assistant, "a", 0)]
        .withPartsInAnswers)
    history.performAndWait(.mergeMessages(id, page, .newest), events: fixture.events)
    let messages = try history.messages(of: id)
    #expect(messages.map(\.text) == ["q", "a"] && messages.last?.parts == answer.parts)
    #expect(messages.last?.remoteID == RemoteMessageID("3"))
  }

  @Test func aPageTwiceIsAPageOnce() throws {
    let history = history([message("q", .person, "幾點開門？"), message("a", .assistant, "九點。")])
    defer { history.close() }
    var answer = Self.remote("2", .assistant, "九點。", 1)
    answer.citations = [Citation(filename: "規則.pdf")]
    answer.feedback = .like
    let page = RemotePage(
      messages: [Self.remote("1", .person, "幾點開門？", 0), answer, Self.remote("3", .person, "謝謝", 2)], next: "cursor=x")
    for _ in 1...2 { history.performAndWait(.mergeMessages(id, page, .newest), events: fixture.events) }
    let messages = try history.messages(of: id)
    #expect(messages.map(\.text) == ["幾點開門？", "九點。", "謝謝"])
    #expect(messages.map { $0.remoteID?.rawValue } == ["1", "2", "3"])
    #expect(messages[0].id == MessageID("q") && messages[1].id == MessageID("a"))
    #expect(messages[1].citations == answer.citations && messages[1].feedback == .like)
    #expect(try history.conversations(limit: nil).first?.earlier == .at("cursor=x"))
    // The client that asked is told.
    #expect(
      fixture.events.wait {
        if case .changed(let changes) = $0 { changes.messages.map(\.message.text).contains("謝謝") } else { false }
      })
  }

  @Test func earlierPagesStandBeforeAndBetween() throws {
    let history = history([])
    defer { history.close() }
    func page(_ numbers: [Int64], next: String?) -> RemotePage {
      RemotePage(
        messages: numbers.map { Self.remote("\($0)", $0 % 2 == 1 ? .person : .assistant, "文 \($0)", $0) }, next: next)
    }
    history.performAndWait(
      .mergeMessages(id, page([7, 8], next: "c=5"), .newest), .mergeMessages(id, page([1, 2], next: nil), .earlier),
      .mergeMessages(id, page([3, 4, 5, 6], next: "c=1"), .earlier), events: fixture.events)
    #expect(try history.messages(of: id).map(\.text) == (1...8).map { "文 \($0)" })
    history.performAndWait(.saveTurn(ReplyID("u"), Self.header, [message("new", .person, "新")]), events: fixture.events)
    #expect(try history.messages(of: id).last?.text == "新")
    #expect(try history.messages(of: id).count == 9)
    let ordinals = try fixture.sql { try Int64.fetchAll($0, sql: "SELECT ordinal FROM message ORDER BY ordinal") }
    #expect(Set(ordinals).count == 9)
  }

  @Test(arguments: [MessageStatus.interrupted, .stopped, .complete])
  func localTextIsNeverLost(status: MessageStatus) throws {
    let history = history([message("q", .person, "q"), message("a", .assistant, "上午九", status)])
    defer { history.close() }
    let page = RemotePage(messages: [
      Self.remote("1", .person, "q", 0), Self.remote("2", .assistant, "上午九點開門。", 0),
    ])
    history.performAndWait(.mergeMessages(id, page, .names), events: fixture.events)
    let first = try history.messages(of: id)
    switch status {
    case .interrupted:
      // What broke off is completed by itself.
      #expect(first.map(\.text) == ["q", "上午九點開門。"] && first[1].status == .complete)
    case .stopped:
      // What the user stopped stays so until the messages are asked for.
      #expect(first.map(\.text) == ["q", "上午九"] && first[1].status == .stopped)
      history.performAndWait(.mergeMessages(id, page, .newest), events: fixture.events)
      #expect(try history.messages(of: id).map(\.text) == ["q", "上午九點開門。"])
    default:
      #expect(first.map(\.text) == ["q", "上午九", "上午九點開門。"])
    }
  }

  @Test func aRunningReplyIsLeftAlone() throws {
    let history = history([message("q", .person, "q"), .running("a")])
    defer { history.close() }
    let page = RemotePage(messages: [Self.remote("1", .person, "q", 0), Self.remote("2", .assistant, "whole", 0)])
    history.performAndWait(
      .appendText(id, MessageID("a"), "who"), .mergeMessages(id, page, .newest), events: fixture.events)
    let messages = try history.messages(of: id)
    #expect(messages.map(\.text) == ["q", "who"] && messages[1].status == .streaming && messages[1].remoteID == nil)
  }

  @Test func theListIsMergedByTheServicesIDs() throws {
    let history = fixture.open()
    defer { history.close() }
    func header(_ id: String, _ title: String, _ source: TitleSource) -> ConversationHeader {
      var header = ConversationHeader.sample(id)
      (header.title, header.titleSource, header.remoteID, header.presence) = (
        title, source, RemoteConversationID("r-\(id)"), .both
      )
      return header
    }
    func listed(_ id: String, _ title: String?, contact: String? = nil, last: Int64 = 0) -> RemoteConversation {
      RemoteConversation(
        id: RemoteConversationID("r-\(id)"), title: title, contact: contact, inbox: "Front desk",
        createdAt: Self.moment(0), lastMessageAt: Self.moment(last))
    }
    history.performAndWait(
      .saveConversation(header("a", "my title", .user)), .saveConversation(header("b", "first words", .firstQuestion)),
      .saveConversation(header("d", "gone", .user)), .saveConversation(header("e", "unlisted", .user)),
      .deleteConversation(ConversationID("d")),
      .mergeConversations(
        [
          listed("a", "theirs"), listed("b", "問題：合約"), listed("d", "again"), listed("new", nil, contact: "訪客", last: 9),
          listed("new", nil, contact: "訪客", last: 9),
        ], profile: "default", mode: .synchronous),
      .mergeConversations([listed("a", "x")], profile: "other", mode: .streaming), events: fixture.events)
    let all = try history.conversations(limit: nil)
    func named(_ remote: String, profile: String = "default") -> [ConversationHeader] {
      all.filter { $0.remoteID?.rawValue == "r-\(remote)" && $0.profile == profile }
    }
    #expect(named("a").map(\.title) == ["my title"])
    #expect(named("b").map(\.title) == ["問題：合約"] && named("b")[0].titleSource == .server)
    #expect(named("d").isEmpty, "what was deleted here does not come back")
    #expect(named("a", profile: "other").map(\.presence) == [.remote])
    let new = try #require(named("new").first)
    #expect(named("new").count == 1)
    #expect(new.presence == .remote && new.title == "訪客" && new.titleSource == .none && new.chatbotName == "Front desk")
    #expect(new.chatbot == nil && new.mode == .synchronous && new.lastActivity == Self.moment(9))
    // The list is complete, and "e" is not in it.
    history.performAndWait(
      .markUnlisted(
        profile: "default", listed: [RemoteConversationID("r-a"), RemoteConversationID("r-b")], since: Self.moment(99)),
      events: fixture.events)
    let after = try history.conversations(limit: nil)
    #expect(after.first { $0.id == ConversationID("e") }?.presence == .local)
    #expect(after.first { $0.id == ConversationID("a") }?.presence == .both)
  }

  @Test func whatWasDeletedForGoodStaysSo() throws {
    let history = fixture.open()
    defer { history.close() }
    history.performAndWait(
      .saveConversation(Self.header), .deleteConversation(id), events: fixture.events)
    fixture.clock.withLock { $0 = $0 + .seconds(25 * 3600) }
    let again = RemoteConversation(id: RemoteConversationID("r"), title: "t")
    history.performAndWait(
      .purgeDeleted, .mergeConversations([again], profile: "default", mode: .streaming), events: fixture.events)
    #expect(try history.conversations(limit: nil).isEmpty)
    #expect(try fixture.sql { try Int.fetchOne($0, sql: "SELECT count(*) FROM conversation") } == 0)
  }

  private static let here = HostURL("https://here.example/api/v1/")
  private static let there = HostURL("https://there.example/api/v1/")

  @Test func aListIsMergedIntoTheConversationsOfItsOwnHost() throws {
    let history = fixture.open()
    defer { history.close() }
    func header(_ id: String, _ host: HostURL?) -> ConversationHeader {
      var header = ConversationHeader.sample(id)
      (header.title, header.titleSource, header.presence) = (id, .firstQuestion, .both)
      (header.remoteID, header.host) = (RemoteConversationID("r"), host)
      return header
    }
    func titles() throws -> [String: HostURL?] {
      Dictionary(try history.conversations(limit: nil).map { ($0.title, $0.host) }) { $1 }
    }
    let listed = RemoteConversation(id: RemoteConversationID("r"), title: "listed")
    // The same name at another host is another conversation.
    history.performAndWait(
      .saveConversation(header("there", Self.there)),
      .mergeConversations([listed], profile: "default", host: Self.here, mode: .streaming), events: fixture.events)
    #expect(try titles() == ["there": Self.there, "listed": Self.here])
    history.performAndWait(
      .markUnlisted(profile: "default", host: Self.here, listed: [], since: Self.moment(99)), events: fixture.events)
    #expect(try history.conversations(limit: nil).first { $0.host == Self.there }?.presence == .both)
    // What was deleted for good at one host is still listed by the other.
    let own = try #require(history.conversations(limit: nil).first { $0.host == Self.here }?.id)
    history.performAndWait(.deleteConversation(own), events: fixture.events)
    fixture.clock.withLock { $0 = $0 + .seconds(25 * 3600) }
    let third = HostURL("https://third.example/api/v1/")
    history.performAndWait(
      .purgeDeleted, .mergeConversations([listed], profile: "default", host: Self.here, mode: .streaming),
      .mergeConversations([listed], profile: "default", host: third, mode: .streaming), events: fixture.events)
    #expect(try titles() == ["there": Self.there, "listed": third])
  }

  /// Nothing tells where a conversation of an older version belongs, so that the first host that is used for it keeps it.
  @Test func aConversationWithoutAHostTakesTheFirstAndKeepsIt() throws {
    let history = fixture.open()
    defer { history.close() }
    var header = Self.header
    history.performAndWait(.saveConversation(header), events: fixture.events)
    let listed = RemoteConversation(id: RemoteConversationID("r"), title: "listed")
    history.performAndWait(
      .mergeConversations([listed], profile: "default", host: Self.here, mode: .streaming), events: fixture.events)
    #expect(try history.conversations(limit: nil).map(\.host) == [Self.here])
    // Another process, which knows nothing of that yet, talks in it.
    header.host = Self.there
    history.performAndWait(.saveTurn(ReplyID("t"), header, [.question("q")]), events: fixture.events)
    #expect(try history.conversations(limit: nil).map(\.host) == [Self.here])
    // The user moves it.
    history.performAndWait(.saveConversation(header, .host), events: fixture.events)
    #expect(try history.conversations(limit: nil).map(\.host) == [Self.there])
  }
}
