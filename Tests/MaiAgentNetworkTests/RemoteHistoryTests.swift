import ChatModel
import MaiAgentAPI
import MaiAgentNetwork
import TestSupport
import Testing

/// Listing the service's conversations and fetching messages, against a service that does its worst.
@Suite struct RemoteHistoryTests {
  private static func events(_ rig: Rig) -> [RemoteEvent] {
    rig.sink.all.compactMap { if case .remote(let event) = $0 { event } else { nil } }
  }

  private static func page(_ ids: [String], next: String?) -> ServerStep {
    let items = ids.map { #"{"id":"\#($0)","type":"incoming","content":"\#($0)","conversation":"r"}"# }
    let list = items.joined(separator: ",")
    return .respond(200, [], #"{"next":\#(next.map { "\"\($0)\"" } ?? "null"),"results":[\#(list)]}"#)
  }

  private static func ids(_ rig: Rig) -> [String] {
    events(rig).flatMap { event -> [String] in
      switch event {
      case .conversationsArrived(let page, _): page.map(\.id.rawValue)
      case .messagesArrived(_, let page): page.messages.map(\.id.rawValue)
      default: []
      }
    }
  }

  private static func fetch(_ rig: Rig, _ id: String, page: String? = nil) {
    rig.network.perform(.fetchMessages(ConversationID(id), RemoteConversationID("r"), page: page, size: 50))
  }

  @Test func theKeyGoesToTheConfiguredHostOnly() throws {
    let other = ScriptedServer { _ in [.close] }
    defer { other.stop() }
    let rig = try Rig(
      ScriptedServer([Self.page(["a"], next: other.url("/x/?cursor=2"))], [Self.page(["b"], next: nil)]))
    rig.network.perform(.listConversations)
    #expect(waitUntil { Self.ids(rig) == ["a", "b"] })
    #expect(
      rig.server.log.requests.map(\.target) == [
        "/api/v1/conversations/?pageSize=100", "/api/v1/conversations/?cursor=2",
      ])
    #expect(rig.server.log.requests.allSatisfy { $0.header("Authorization") == "Api-Key \(Rig.key)" })
    #expect(other.log.connectionCount == 0)
  }

  @Test func aCircleOfPagesEnds() throws {
    let rig = try Rig(
      ScriptedServer { request in
        [Self.page(["x"], next: request.target.contains("cursor=1") ? "?cursor=2" : "?cursor=1")]
      })
    rig.network.perform(.listConversations)
    #expect(
      waitUntil { if case .conversationsArrived(_, isLast: true)? = Self.events(rig).last { true } else { false } })
    #expect(rig.server.log.requests.count == 3)
  }

  @Test func aPageOfMessagesIsOneRequest() throws {
    let rig = try Rig(
      ScriptedServer { request in
        [Self.page(["2", "1"], next: "http://inner.test:1/api/messages/?conversation=r&cursor=next&pageSize=50")]
      })
    Self.fetch(rig, "c")
    #expect(waitUntil { !Self.events(rig).isEmpty })
    let page = try #require(
      matched(Self.events(rig).first) {
        if case .messagesArrived(ConversationID("c"), let page)? = $0 { page } else { nil }
      }, "no page")
    #expect(page.messages.map(\.id.rawValue) == ["1", "2"])
    #expect(page.next == "conversation=r&cursor=next&pageSize=50")
    Self.fetch(rig, "d", page: page.next)
    #expect(waitUntil { Self.events(rig).count == 2 })
    #expect(
      rig.server.log.requests.map(\.target) == [
        "/api/v1/messages/?conversation=r&pageSize=50",
        "/api/v1/messages/?conversation=r&cursor=next&pageSize=50",
      ])
    // The page that was asked for leads to itself.
    guard case .messagesArrived(ConversationID("d"), let last)? = Self.events(rig).last else { return }
    #expect(last.next == nil)
  }

  @Test func aFetchIsRepeatedStoppedAndTold() throws {
    let rig = try Rig(
      ScriptedServer { request in
        switch request.number {
        case 0: [.respond(503, [], "")]
        case 1: [Self.page(["a"], next: nil)]
        case 2: [.stall]
        default: [.respond(403, [], #"{"detail":"no"}"#)]
        }
      }
    ) {
      $0.retries = RetryPolicy()
      $0.silenceTimeout = .seconds(1_000_000)
    }
    Self.fetch(rig, "c")
    #expect(
      waitUntil {
        rig.pass(100)
        return Self.ids(rig) == ["a"]
      })
    Self.fetch(rig, "c")
    #expect(waitUntil { rig.server.log.requests.count == 3 })
    rig.network.perform(.stopFetching(ConversationID("c")))
    #expect(rig.server.log.waitForHangup())
    Self.fetch(rig, "c")
    #expect(waitUntil { Self.events(rig).count == 2 })
    let failure = try #require(
      matched(Self.events(rig).last) {
        if case .messagesFailed(ConversationID("c"), let failure)? = $0 { failure } else { nil }
      }, "no failure")
    #expect(failure.kind == .forbidden && failure.advice.contains("history"))
  }

  @Test func anotherServiceGivesUpWhatWasAskedOfTheFirst() throws {
    let rig = try Rig(ScriptedServer { _ in [.stall] })
    let other = ScriptedServer { _ in [Self.page(["new"], next: nil)] }
    defer { other.stop() }
    rig.network.perform(.listConversations)
    Self.fetch(rig, "c")
    #expect(rig.server.log.waitForRequests(2).count == 2)
    var configuration = rig.configuration
    configuration.baseURL = try BaseURL(other.url())
    rig.network.configure(configuration)
    #expect(waitUntil { Self.events(rig).count == 2 })
    rig.network.perform(.listConversations)
    #expect(waitUntil { Self.ids(rig) == ["new"] })
  }
}
