import ChatModel
import MaiAgentAPI
import TestSupport
import Testing

@testable import MaiAgentNetwork

/// What an HTTP/2 service says that it did not take is asked for again; what it may have taken is not.
@Suite struct RefusedStreamTests {
  /// A network against an HTTP/2 server, both ended with the test.
  final class Rig {
    let server: FrameServer
    let sink = Recorder()
    let network: Network

    init(retries: RetryPolicy = .never, _ script: @escaping @Sendable (FrameServer.Seen) -> [FrameServer.Step]) throws {
      server = FrameServer(script)
      var configuration = NetworkConfiguration(
        baseURL: try BaseURL(server.url), key: APIKey("test.secret-4711")!, retries: retries)
      configuration.negotiation = .priorKnowledge
      network = try Network(configuration, sink: sink)
    }

    deinit {
      network.shutDown()
      server.stop()
    }

    func ask(_ id: String = "r") {
      network.perform(
        .startReply(
          ReplyID(id),
          ReplyRequest(chatbot: ChatbotID("b"), conversation: nil, text: "Hi", mode: .synchronous)))
    }
  }

  static let answer = FrameServer.Step.respond("{\"content\":\"Yes\"}")

  @Test func aStreamThatIsRefusedIsAskedForAgainAtOnce() throws {
    let rig = try Rig { $0.number == 0 ? [.refuse] : [Self.answer] }
    rig.ask()
    #expect(rig.sink.end() == .completed)
    #expect(rig.sink.text() == "Yes")
    let requests = rig.server.requests
    #expect(requests.count == 2 && requests.first?.body == requests.last?.body)
    #expect(rig.sink.reply().count { $0 == .sent } == 1)
  }

  @Test func aServiceThatGivesItsConnectionUpBeforeARequestIsAskedAgain() throws {
    let rig = try Rig(retries: RetryPolicy(firstWait: 1)) { $0.number == 0 ? [.goAway(lastStream: 0)] : [Self.answer] }
    rig.ask()
    #expect(rig.sink.end() == .completed)
    #expect(rig.server.requests.map(\.connection) == [0, 1])
  }

  @Test func aRequestThatTheServiceMayHaveTakenIsNotRepeated() throws {
    // The last stream is this one, or nothing is said of streams at all.
    for steps in [
      [FrameServer.Step.goAway(lastStream: 1), .reset(code: 2)], [.close], [.reset(code: 2)], [.reset(code: 8)],
    ] {
      let rig = try Rig(retries: RetryPolicy()) { _ in steps }
      rig.ask()
      #expect(rig.sink.failure()?.kind == .interrupted)
      #expect(rig.server.requests.count == 1)
    }
  }

  @Test func aServiceThatRefusesAgainIsLeftInPeaceForAWhile() throws {
    let rig = try Rig { _ in [.refuse] }
    rig.ask()
    let failure = try #require(rig.sink.failure())
    #expect(failure.kind == .unreachable && failure.text.contains("before it took it"))
    #expect(rig.server.requests.count == 2)
  }

  @Test func aRefusedStreamWithRetriesLeftIsScheduled() throws {
    let rig = try Rig(retries: RetryPolicy(firstWait: 1)) { $0.number < 2 ? [.refuse] : [Self.answer] }
    rig.ask()
    #expect(rig.sink.end() == .completed)
    #expect(rig.server.requests.count == 3)
    #expect(rig.sink.reply().contains { if case .retryScheduled(2, _, _) = $0 { true } else { false } })
  }

  @Test(arguments: [80, 150, 400])
  func headersBeyondMeasureAreToldAsWhatTheyAre(kilobytes: Int) throws {
    let rig = try Rig { _ in
      [
        .respond(
          200, headers: [("x-long", String(repeating: "a", count: kilobytes << 10))], body: "{\"content\":\"Yes\"}")
      ]
    }
    rig.ask()
    let failure = try #require(rig.sink.failure())
    #expect(failure.text.contains("headers") && failure.text.contains("too large"), "\(failure)")
  }

  // curl keeps no connection of HTTP/2 without TLS; what it says of a kept one is tried on its lines.
  @Test func aRefusalIsReadFromCurlsLines() {
    let connections = StreamRefusal.Connections()
    func refusal(_ lines: String...) -> Bool {
      var refusal = StreamRefusal(connections)
      for line in lines { refusal.read(line + "\n") }
      return refusal.isRefused
    }
    let kept = "Re-using existing connection #7 with host api.test"
    let died = "Connection died, retrying a fresh connect (retry count: 1)"
    #expect(!refusal(kept, "Using Stream ID: 5 (easy handle 0x1)", died))
    #expect(
      refusal(kept, "Using Stream ID: 5 (easy handle 0x1)", "recveived GOAWAY, error=0, last_stream=3", died))
    #expect(
      refusal(
        kept, "Using Stream ID: 5 (easy handle 0x1)", died, "Connected to api.test (192.0.2.1) port 443 (#8)"),
      "another request heard that the connection is given up")
    #expect(!refusal(kept, "Using Stream ID: 3 (easy handle 0x1)", died), "the last stream is taken")
    #expect(!refusal("Connected to api.test (192.0.2.1) port 443 (#8)", "Using Stream ID: 5 (easy handle 0x1)", died))
    #expect(
      !refusal(
        "Connected to api.test (192.0.2.1) port 443 (#9)", "Using Stream ID: 5 (easy handle 0x1)",
        "recveived GOAWAY, error=0, last_stream=2147483647", died))
    #expect(refusal("REFUSED_STREAM, retrying a fresh connect", died))
    #expect(!refusal("recveived GOAWAY, error=0, last_stream=1"))
  }
}
