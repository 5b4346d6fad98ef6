import ChatModel
import MaiAgentAPI
import MaiAgentNetwork
import System
import TestSupport
import Testing

@Suite struct ChatbotListTests {
  static func page(_ ids: [String], next: String?) -> ServerStep {
    let items = ids.map { "{\"id\":\"\($0)\",\"name\":\"\($0)\"}" }.joined(separator: ",")
    return .respond(200, [], "{\"next\":\(next.map { "\"\($0)\"" } ?? "null"),\"results\":[\(items)]}")
  }

  static func events(_ rig: Rig) -> [ChatbotsEvent] {
    rig.sink.all.compactMap { if case .chatbots(let event) = $0 { event } else { nil } }
  }

  static func bots(_ ids: String...) -> [Chatbot] { ids.map { Chatbot(id: ChatbotID($0), name: $0) } }

  static func isOver(_ rig: Rig) -> Bool {
    switch events(rig).last {
    case .pageArrived(_, isLast: true), .failed: true
    default: false
    }
  }

  @Test func pagesAreFollowedAtTheConfiguredHostOnly() throws {
    let other = ScriptedServer { _ in [.close] }
    defer { other.stop() }
    let rig = try Rig(
      ScriptedServer(
        [Self.page(["a", "b"], next: other.url("/inner/chatbots/?page=2"))], [Self.page(["c"], next: nil)]))
    rig.network.perform(.loadChatbots)
    #expect(waitUntil { Self.isOver(rig) })
    #expect(
      Self.events(rig) == [
        .pageArrived(Self.bots("a", "b"), isLast: false), .pageArrived(Self.bots("c"), isLast: true),
      ])
    #expect(
      rig.server.log.requests.map(\.target) == ["/api/v1/chatbots/?page=1&pageSize=100", "/api/v1/chatbots/?page=2"])
    #expect(
      rig.server.log.requests.allSatisfy { $0.method == "GET" && $0.header("Authorization") == "Api-Key \(Rig.key)" })
    #expect(rig.server.log.connectionCount == 1)
    #expect(other.log.connectionCount == 0)
  }

  @Test func entriesThatCannotBeReadAreToldAndTheOthersAreThere() throws {
    let rig = try Rig(
      ScriptedServer { _ in [.respond(200, [], #"{"results":[{"id":"a"},{"id":bad},7,{"id":"c"}],"next":null}"#)] })
    rig.network.perform(.loadChatbots)
    let told = Event.client(.noticed("2 entries in the service's list of chatbots could not be read."))
    #expect(waitUntil { rig.sink.all.contains(told) })
    #expect(Self.events(rig) == [.pageArrived(Self.bots("a", "c"), isLast: true)])
  }

  @Test func pagesThatGoInACircleEnd() throws {
    let rig = try Rig(
      ScriptedServer { request in
        [Self.page(["x"], next: request.target.contains("page=2") ? "?page=1&pageSize=100" : "?page=2")]
      })
    rig.network.perform(.loadChatbots)
    #expect(waitUntil { Self.isOver(rig) })
    #expect(rig.server.log.requests.count == 2)
  }

  @Test(arguments: [429, 502, 503, 504, 0])
  func aReadIsRepeated(status: Int) throws {
    let rig = try Rig(
      ScriptedServer { request in
        request.number > 0 ? [Self.page(["a"], next: nil)] : status == 0 ? [.reset] : [.respond(status, [], "")]
      }
    ) {
      $0.retries = RetryPolicy()
      // The clock runs fast below.
      $0.silenceTimeout = .seconds(1_000_000)
    }
    rig.network.perform(.loadChatbots)
    #expect(
      waitUntil {
        rig.pass(100)
        return Self.isOver(rig)
      })
    #expect(Self.events(rig) == [.pageArrived(Self.bots("a"), isLast: true)])
    #expect(rig.server.log.requests.count == 2)
  }

  @Test func silenceEndsAReadAndItIsRepeated() throws {
    let rig = try Rig(ScriptedServer { $0.number > 0 ? [Self.page(["a"], next: nil)] : [.stall] }) {
      // The clock runs fast below, so that the second try may fall silent as well.
      $0.retries = RetryPolicy(maximumAttempts: 1000)
      $0.silenceTimeout = 2000
    }
    rig.network.perform(.loadChatbots)
    #expect(rig.server.log.waitForRequests(1).count == 1)
    #expect(
      waitUntil {
        rig.pass(20)
        return Self.isOver(rig)
      })
    #expect(rig.server.log.waitForHangup())
    #expect(Self.events(rig) == [.pageArrived(Self.bots("a"), isLast: true)])
  }

  @Test func aFailureIsTold() throws {
    let rig = try Rig(ScriptedServer { _ in [.respond(401, [], "{\"detail\":\"Invalid API key format.\"}")] })
    rig.network.perform(.loadChatbots)
    #expect(waitUntil { Self.isOver(rig) })
    guard case .failed(let failure)? = Self.events(rig).last else { return }
    #expect(failure.kind == .unauthorized)
    #expect(failure.text == "Invalid API key format.")
  }

  @Test func anotherProfileDropsTheOldList() throws {
    let gate = Gate()
    let rig = try Rig(ScriptedServer { _ in [.wait(gate), Self.page(["old"], next: nil)] })
    let other = ScriptedServer { _ in [Self.page(["new"], next: nil)] }
    defer { other.stop() }
    rig.network.perform(.loadChatbots)
    #expect(rig.server.log.waitForRequests(1).count == 1)
    var configuration = rig.configuration
    configuration.baseURL = try BaseURL(other.url())
    configuration.key = APIKey("other.key")!
    rig.network.configure(configuration)
    #expect(rig.server.log.waitForHangup())
    gate.open()
    rig.network.perform(.loadChatbots)
    #expect(waitUntil { Self.isOver(rig) })
    #expect(Self.events(rig) == [.pageArrived(Self.bots("new"), isLast: true)])
    #expect(other.log.requests.first?.header("Authorization") == "Api-Key other.key")
  }

  @Test func aCheckAsksOnceWithItsOwnKey() throws {
    let rig = try Rig(ScriptedServer())
    let other = ScriptedServer(
      [Self.page(["a"], next: "?page=2")], [.respond(503, [("Retry-After", "1")], "{\"detail\":\"busy\"}")])
    defer { other.stop() }
    var configuration = rig.configuration
    configuration.baseURL = try BaseURL(other.url())
    configuration.key = APIKey("typed.key")!
    configuration.retries = RetryPolicy()
    let results = Lock<[Result<[Chatbot], Failure>]>([])
    for turn in 1...2 {
      rig.network.checkReachability(configuration) { result in results.withLock { $0.append(result) } }
      #expect(waitUntil { results.withLock { $0.count } == turn })
    }
    #expect(results.withLock { $0.first } == .success(Self.bots("a")))
    let failure = try #require(
      matched(results.withLock({ $0.last })) { if case .failure(let failure)? = $0 { failure } else { nil } },
      "no failure")
    #expect(failure.status == 503)
    #expect(other.log.requests.count == 2)
    #expect(other.log.requests.first?.header("Authorization") == "Api-Key typed.key")
    #expect(rig.sink.all.isEmpty)
  }

  @Test func aCheckIsAnsweredEvenIfTheClientEndsFirst() throws {
    let rig = try Rig(ScriptedServer { _ in [.stall] })
    let results = Lock<[Result<[Chatbot], Failure>]>([])
    rig.network.checkReachability(rig.configuration) { result in results.withLock { $0.append(result) } }
    #expect(rig.server.log.waitForRequests(1).count == 1)
    rig.network.shutDown()
    rig.network.checkReachability(rig.configuration) { result in results.withLock { $0.append(result) } }
    #expect(results.withLock { $0.count } == 2)
  }
}
