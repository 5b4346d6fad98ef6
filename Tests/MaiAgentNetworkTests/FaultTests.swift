import ChatModel
import MaiAgentAPI
import MaiAgentNetwork
import System
import TestSupport
import Testing

@Suite struct FaultTests {
  @Test(arguments: [ServerStep.reset, .close])
  func aBrokenStreamKeepsWhatCameAndIsNotRepeated(step: ServerStep) throws {
    let gate = Gate()
    let rig = try Rig(ScriptedServer { _ in [.streamHead(), .chunk(event("Half")), .wait(gate), step] }) {
      $0.retries = RetryPolicy()
    }
    rig.start()
    #expect(waitUntil { rig.sink.text() == "Half" })
    gate.open()
    #expect(rig.sink.failure()?.kind == .interrupted)
    #expect(rig.sink.text() == "Half")
    #expect(rig.server.log.requests.count == 1)
  }

  @Test func anEndBeforeDoneIsAFailure() throws {
    let rig = try Rig(ScriptedServer([.streamHead(), .chunk(event("Half")), .lastChunk]))
    rig.start()
    #expect(rig.sink.failure()?.text == "The reply ended before it was done.")
    #expect(rig.sink.text() == "Half")
  }

  @Test(arguments: [
    [ServerStep.close], [.reset], [.send("HTTP/1.1 200 O"), .close], [.send("HTTP/1.1 200 OK\r\nContent-Ty"), .reset],
    [.send("nonsense\r\n\r\n"), .close],
  ])
  func aPostThatMayHaveBeenTakenIsNotRepeated(steps: [ServerStep]) throws {
    let rig = try Rig(ScriptedServer { _ in steps }) { $0.retries = RetryPolicy() }
    rig.start()
    #expect(rig.sink.failure()?.kind == .interrupted)
    #expect(rig.sink.reply().first == .sent)
    // A second request would have come before the failure.
    #expect(rig.server.log.requests.count == 1)
  }

  @Test func aPostOnAKeptConnectionThatDiesIsNotRepeated() throws {
    // Curl by itself would send the same request again on a new connection.
    let rig = try Rig(
      ScriptedServer { request in request.number == 0 ? [.respond(200, [], "{\"content\":\"Yes\"}")] : [.close] })
    rig.start("r1")
    #expect(rig.sink.end(ReplyID("r1")) == .completed)
    rig.start("r2")
    #expect(rig.sink.failure(ReplyID("r2"))?.kind == .interrupted)
    #expect(rig.server.log.requests.count == 2)
    #expect(rig.server.log.requests.last?.connection == 0)
  }

  @Test(arguments: [400, 401, 403, 404, 405, 413, 415, 500, 502, 504])
  func aRefusalIsShownAndNotRepeated(status: Int) throws {
    let rig = try Rig(ScriptedServer { _ in [.respond(status, [], "{\"detail\":\"No, \(Rig.key)!\"}")] }) {
      $0.retries = RetryPolicy()
    }
    rig.start()
    let failure = try #require(rig.sink.failure())
    #expect(failure.status == status)
    #expect(failure.text == "No, (key)!")
    #expect(rig.server.log.requests.count == 1)
    #expect(rig.sink.reply().count == 2)
  }

  @Test(arguments: [429, 503])
  func aBusyServiceIsAskedAgainWhenItSays(status: Int) throws {
    let rig = try Rig(
      ScriptedServer { request in
        request.number < 2
          ? [.respond(status, [("Retry-After", "7")], "{\"detail\":\"busy\"}")]
          : [.respond(200, [], "{\"content\":\"Yes\"}")]
      }
    ) { $0.retries = RetryPolicy() }
    rig.start()
    for attempt in 2...3 {
      #expect(waitUntil { if case .retryScheduled(attempt, _, _)? = rig.sink.reply().last { true } else { false } })
      guard case .retryScheduled(_, let moment, let reason)? = rig.sink.reply().last else { return }
      #expect((7000...7250).contains((moment - rig.clock.now).value))
      #expect(reason.text == "busy" && reason.status == status)
      // Not a moment earlier.
      rig.pass(6900)
      #expect(rig.server.log.requests.count == attempt - 1)
      rig.pass(400)
    }
    #expect(rig.sink.end() == .completed)
    #expect(rig.sink.text() == "Yes")
    #expect(rig.server.log.requests.count == 3)
    #expect(Set(rig.server.log.requests.map(\.text)).count == 1)
  }

  @Test func triesEnd() throws {
    let rig = try Rig(ScriptedServer { _ in [.respond(429, [("Retry-After", "1")], "{\"detail\":\"busy\"}")] }) {
      $0.retries = RetryPolicy(maximumAttempts: 3)
    }
    rig.start()
    for attempt in 2...3 {
      #expect(waitUntil { if case .retryScheduled(attempt, _, _)? = rig.sink.reply().last { true } else { false } })
      rig.pass(1250)
    }
    #expect(rig.sink.failure()?.kind == .throttled)
    #expect(rig.server.log.requests.count == 3)
  }

  @Test func aRefusedConnectionIsTriedAgainAndNothingWasSent() throws {
    let closed = ClosedPort()
    let rig = try Rig(ScriptedServer()) {
      $0.baseURL = try! BaseURL(closed.url())
      $0.retries = RetryPolicy(maximumAttempts: 2)
    }
    rig.start()
    #expect(waitUntil { if case .retryScheduled(2, _, _)? = rig.sink.reply().last { true } else { false } })
    rig.pass(600)
    let failure = try #require(rig.sink.failure())
    #expect(failure.kind == .unreachable)
    #expect(failure.text.contains("127.0.0.1"))
    #expect(!rig.sink.reply().contains(.sent))
  }

  @Test func aNameThatIsNotThereIsUnreachable() throws {
    let rig = try Rig(ScriptedServer()) { $0.baseURL = try! BaseURL("https://no-such-host.invalid/") }
    rig.start()
    let failure = try #require(rig.sink.failure())
    #expect(failure.kind == .unreachable)
    #expect(rig.sink.reply().count == 1)
  }

  @Test func aServerThatSpeaksNoTLSIsUnreachable() throws {
    let rig = try Rig(ScriptedServer()) {
      $0.baseURL = try! BaseURL($0.baseURL.description.replacing("http:", with: "https:"))
      $0.connectTimeout = 300
    }
    rig.start()
    let failure = try #require(rig.sink.failure())
    #expect(failure.kind == .unreachable)
    #expect(rig.server.log.requests.isEmpty)
  }

  @Test(arguments: [0, 1, 2])
  func silenceEndsAReply(stage: Int) throws {
    let scripts: [[ServerStep]] = [
      [.stall], [.send("HTTP/1.1 200 OK\r\n"), .stall], [.streamHead(), .chunk(event("Half")), .stall],
    ]
    let rig = try Rig(ScriptedServer(scripts[stage])) { $0.silenceTimeout = 200 }
    rig.start()
    #expect(rig.server.log.waitForRequests(1).count == 1)
    if stage == 2 { #expect(waitUntil { rig.sink.text() == "Half" }) }
    // Up to the limit nothing happens, and then it does.
    rig.pass(199)
    rig.start("other")
    #expect(waitUntil { rig.sink.reply(ReplyID("other")).last != nil })
    #expect(
      rig.sink.reply().last != nil && rig.sink.reply().allSatisfy { if case .failed = $0 { false } else { true } })
    rig.pass(1)
    #expect(rig.sink.failure()?.kind == .interrupted)
    #expect(rig.server.log.waitForHangup())
  }

  @Test func silenceIsTimedByTheRealClockToo() throws {
    let server = ScriptedServer([.streamHead(), .chunk(event("Half")), .stall])
    let sink = Recorder()
    let network = try Network(
      NetworkConfiguration(baseURL: try BaseURL(server.url()), key: APIKey("k")!, silenceTimeout: 200), sink: sink)
    defer {
      network.shutDown()
      server.stop()
    }
    network.perform(
      .startReply(ReplyID("r"), ReplyRequest(chatbot: ChatbotID("b"), conversation: nil, text: "Hi", mode: .streaming)))
    #expect(sink.failure()?.text == "The service sent nothing for 1 s.")
    #expect(server.log.waitForHangup())
  }

  @Test(arguments: [301, 302, 307, 308])
  func aRedirectIsReportedAndTheKeyStaysHome(status: Int) throws {
    let other = ScriptedServer { _ in [.respond(200, [], "{\"content\":\"Stolen\"}")] }
    defer { other.stop() }
    let rig = try Rig(ScriptedServer { _ in [.respond(status, [("Location", other.url("/x/"))], "")] }) {
      $0.retries = RetryPolicy()
    }
    rig.start()
    let failure = try #require(rig.sink.failure())
    #expect(failure.kind == .redirected)
    #expect(failure.text == "The service redirects to \(other.url("/x/"))")
    rig.network.perform(.loadChatbots)
    #expect(waitUntil { rig.sink.all.contains { if case .chatbots(.failed) = $0 { true } else { false } } })
    #expect(other.log.connectionCount == 0)
    #expect(rig.server.log.requests.count == 2)
  }

  @Test func plainHTTPElsewhereIsRefusedWithoutAConnection() throws {
    let rig = try Rig(ScriptedServer()) {
      $0.baseURL = try! BaseURL("http://chat.invalid:\($0.baseURL.port)/")
    }
    rig.start()
    #expect(rig.sink.failure()?.kind == .configuration)
    #expect(rig.sink.reply().count == 1)
    #expect(rig.server.log.connectionCount == 0)
    var allowed = rig.configuration
    allowed.plainHTTP = .allowed
    rig.network.configure(allowed)
    rig.start("r2")
    // Now it is tried.
    #expect(rig.sink.failure(ReplyID("r2"))?.kind == .unreachable)
  }

  @Test func endlessHeadersAreRefused() throws {
    let rig = try Rig(
      ScriptedServer([.send("HTTP/1.1 200 OK\r\n"), .endless(Array("X-Filler: abcdefghijklmnop\r\n".utf8))]))
    rig.start()
    #expect(rig.sink.failure()?.kind == .malformed)
    #expect(rig.server.log.waitForHangup())
  }

  @Test func oneHeaderThatDoesNotEndIsToldAsHeadersThatAreTooLarge() throws {
    let rig = try Rig(
      ScriptedServer([.send("HTTP/1.1 200 OK\r\nX-Filler: "), .endless(Array(repeating: 0x61, count: 4096))]))
    rig.start()
    let failure = try #require(rig.sink.failure())
    #expect(failure.kind == .malformed && failure.text.contains("headers are too large"), "\(failure)")
    rig.network.perform(.loadChatbots)
  }

  @Test func whatIsPromisedToBeSavedCame() throws {
    for (steps, isPartial) in [
      ([ServerStep.close], false), ([.streamHead(), .close], false),
      ([.streamHead(), .chunk(event("Half")), .close], true),
      ([.streamHead(), .chunk(event("Half")), .reset], true), ([.streamHead(), .lastChunk], false),
      ([.streamHead(), .chunk(event("Half")), .lastChunk], true),
      ([.streamHead(), .chunk("data: {\"error\":\"boom\"}\n\n"), .lastChunk], false),
    ] {
      let rig = try Rig(ScriptedServer { _ in steps })
      rig.start()
      let failure = try #require(rig.sink.failure())
      #expect(failure.advice.contains("saved") == isPartial, "\(steps) \(failure)")
      #expect(!failure.sentence.contains(".."))
    }
  }

  @Test func anEndlessAnswerIsRefused() throws {
    let rig = try Rig(
      ScriptedServer([
        .send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"),
        .endless(Array(repeating: 0x20, count: 4096)),
      ])
    ) { $0.bodyLimit = 1 << 20 }
    rig.start(mode: .synchronous)
    #expect(rig.sink.failure()?.kind == .malformed)
    #expect(rig.server.log.waitForHangup())
  }

  @Test func anEndlessErrorIsCutOff() throws {
    let rig = try Rig(ScriptedServer([.send("HTTP/1.1 500 Oops\r\n\r\nBroken "), .endless(Array("again ".utf8))]))
    rig.start()
    let failure = try #require(rig.sink.failure())
    #expect(failure.kind == .server)
    #expect(failure.text.hasPrefix("Broken again"))
    #expect(rig.server.log.waitForHangup())
  }

  @Test func anErrorWhoseWordsStallIsStillThatError() throws {
    let rig = try Rig(ScriptedServer([.send("HTTP/1.1 403 No\r\nContent-Length: 100\r\n\r\nNo."), .stall])) {
      $0.silenceTimeout = .seconds(1_000_000)
    }
    rig.start()
    #expect(rig.server.log.waitForRequests(1).count == 1)
    #expect(
      waitUntil {
        rig.pass(.seconds(1))
        return rig.sink.reply().contains { if case .failed = $0 { true } else { false } }
      })
    #expect(rig.sink.failure()?.kind == .forbidden)
    #expect(rig.sink.failure()?.text == "No.")
  }

  @Test func interimAnswersArePassedOver() throws {
    let rig = try Rig(
      ScriptedServer([
        .send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"),
        .respond(200, [], "{\"content\":\"Yes\"}"),
      ]))
    rig.start()
    #expect(rig.sink.end() == .completed)
  }

  @Test func theKeyIsInNoDescription() throws {
    let rig = try Rig(ScriptedServer())
    var dumped = ""
    dump(rig.configuration, to: &dumped)
    for text in ["\(rig.configuration)", String(reflecting: rig.configuration), dumped] {
      #expect(!text.contains("secret"))
      #expect(text.contains("127.0.0.1"))
    }
  }
}
