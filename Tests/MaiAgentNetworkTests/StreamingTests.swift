import ChatModel
import MaiAgentAPI
import MaiAgentNetwork
import TestSupport
import Testing

private let named = ReplyEvent.conversationNamed(RemoteConversationID("c1"))

@Suite struct StreamingTests {
  @Test func aReplyStreamsInWhateverPiecesItArrives() throws {
    let bytes = Array((event("漢字") + event(" 😀") + event("", done: true)).utf8)
    let rig = try Rig(ScriptedServer { _ in [.streamHead()] + bytes.map { .chunk([$0]) } + [.lastChunk] })
    rig.start()
    #expect(rig.sink.end() == .completed)
    #expect(rig.sink.reply() == [.sent, .accepted, named, .textArrived("漢字 😀"), .completed])
  }

  @Test func textIsSeenWhileTheRestIsStillToCome() throws {
    let gate = Gate()
    let rig = try Rig(
      ScriptedServer([.streamHead(), .chunk(event("a")), .wait(gate), .chunk(event("b", done: true)), .lastChunk]))
    rig.start()
    #expect(waitUntil { rig.sink.text() == "a" })
    gate.open()
    #expect(rig.sink.end() == .completed)
    #expect(rig.sink.text() == "ab")
  }

  @Test func theRequestIsAsTheManualSays() throws {
    let rig = try Rig(ScriptedServer([.respond(200, [], "{\"content\":\"Yes\",\"conversationId\":\"c1\"}")]))
    rig.start(mode: .synchronous, conversation: "c0", text: "開?")
    #expect(rig.sink.end() == .completed)
    #expect(rig.sink.reply() == [.sent, .accepted, named, .textArrived("Yes"), .completed])
    let request = try #require(rig.server.log.requests.first)
    #expect(request.method == "POST")
    #expect(request.target == "/api/v1/chatbots/b1/completions/")
    #expect(request.header("Authorization") == "Api-Key \(Rig.key)")
    #expect(request.header("Content-Type") == "application/json")
    #expect(request.header("Accept-Encoding")?.contains("gzip") == true)
    #expect(request.header("User-Agent") == "maichat")
    #expect(request.header("Expect") == nil)
    #expect(
      request.text
        == "{\"conversation\":\"c0\",\"is_streaming\":false,\"message\":{\"attachments\":[],\"content\":\"開?\"}}")
  }

  @Test func aLargeMessageDoesNotWaitForPermission() throws {
    let rig = try Rig(ScriptedServer([.respond(200, [], "{\"content\":\"Yes\"}")]))
    let text = String(repeating: "long ", count: 400_000)
    rig.start(text: text)
    #expect(rig.sink.end() == .completed)
    let request = try #require(rig.server.log.requests.first)
    #expect(request.header("Expect") == nil)
    #expect(request.body.count > text.utf8.count)
  }

  @Test func textOfOneReadIsOneEvent() throws {
    let events = (0..<500).map { event("\($0) ") }.joined() + event("", done: true)
    let rig = try Rig(ScriptedServer([.streamHead(), .chunk(events), .lastChunk]))
    rig.start()
    #expect(rig.sink.end() == .completed)
    #expect(rig.sink.text() == (0..<500).map { "\($0) " }.joined())
    // Curl hands over at most 16 kB at a time; the chunk is some 30 kB and may come in a few more reads.
    #expect(rig.sink.textEvents <= 10)
  }

  @Test func aReplyThatIsDoneIsCompleteBeforeTheConnectionIs() throws {
    let gate = Gate()
    let rig = try Rig(ScriptedServer([.streamHead(), .chunk(event("a", done: true)), .wait(gate), .lastChunk]))
    rig.start()
    #expect(rig.sink.end() == .completed)
    // A service that goes on holding the connection loses it.
    #expect(
      waitUntil {
        rig.pass(.seconds(1))
        return rig.server.log.waitForHangup(deadline: 5)
      })
  }

  @Test func aStreamThatBabblesOnAfterItsEndIsCutOff() throws {
    let rig = try Rig(
      ScriptedServer([
        .streamHead(), .chunk(event("a", done: true)),
        .endless(ServerStep.chunked([UInt8](repeating: 10, count: 8192))),
      ]))
    rig.start()
    #expect(rig.sink.end() == .completed)
    #expect(rig.server.log.waitForHangup())
    #expect(rig.sink.reply().last == .completed)
  }

  @Test func connectionsAreUsedAgain() throws {
    // The end of the chunks comes with the last event, so the connection is free before the next command is looked at.
    // Nothing is awaited: where many tests run it could take longer than connections are kept.
    let end = ServerStep.chunked(Array(event("", done: true).utf8)) + Array("0\r\n\r\n".utf8)
    let rig = try Rig(ScriptedServer { _ in [.streamHead(), .chunk(event("a")), .send(end)] })
    for turn in 0..<5 {
      rig.start("r\(turn)")
      #expect(rig.sink.end(ReplyID("r\(turn)")) == .completed)
    }
    #expect(rig.server.log.requests.count == 5)
    #expect(rig.server.log.connectionCount == 1)
  }

  @Test func thirtyTwoRepliesRunAtOnce() throws {
    let gate = Gate()
    let rig = try Rig(
      ScriptedServer { request in
        [
          .streamHead(), .chunk(event("\(request.text.count)")), .wait(gate), .chunk(event(" end", done: true)),
          .lastChunk,
        ]
      })
    for number in 0..<32 { rig.start("r\(number)", text: String(repeating: "x", count: number)) }
    // All have begun before any may end.
    #expect(waitUntil { (0..<32).allSatisfy { !rig.sink.text(ReplyID("r\($0)")).isEmpty } })
    #expect(rig.server.log.connectionCount == 32)
    gate.open()
    let lengths = (0..<32).map { number -> String in
      #expect(rig.sink.end(ReplyID("r\(number)")) == .completed)
      return rig.sink.text(ReplyID("r\(number)"))
    }
    #expect(Set(lengths).count == 32)
    #expect(lengths.allSatisfy { $0.hasSuffix(" end") })
  }

  @Test func aReplyThatRunsIsNotAskedForTwice() async throws {
    let rig = try Rig(ScriptedServer { _ in [.stall] })
    rig.start()
    rig.start()
    #expect(rig.server.log.waitForRequests(1).count == 1)
    rig.finishCommands()
    #expect(await rig.network.openTransfers == 1)
    #expect(rig.sink.reply() == [.sent])
  }

  @Test func gzipIsUndoneWithoutWaitingForTheEnd() throws {
    // Two sync-flushed halves of a gzip stream of two events, "a" and " b" with done.
    let gate = Gate()
    let rig = try Rig(
      ScriptedServer([
        .streamHead([("Content-Encoding", "gzip")]), .chunk(GzipFixture.first), .wait(gate), .chunk(GzipFixture.second),
        .lastChunk,
      ]))
    rig.start()
    #expect(waitUntil { rig.sink.text() == "a" })
    gate.open()
    #expect(rig.sink.end() == .completed)
    #expect(rig.sink.text() == "a b")
  }

  @Test func aWholeGzipAnswerIsUndone() throws {
    let rig = try Rig(
      ScriptedServer([
        .respond(200, [("Content-Type", "application/json"), ("Content-Encoding", "gzip")], GzipFixture.whole)
      ]))
    rig.start(mode: .synchronous)
    #expect(rig.sink.end() == .completed)
    #expect(rig.sink.text() == "zipped")
  }

  @Test func aCompressionBombIsRefused() throws {
    let rig = try Rig(
      ScriptedServer([
        .respond(200, [("Content-Type", "application/json"), ("Content-Encoding", "gzip")], GzipFixture.bomb)
      ])
    ) { $0.bodyLimit = 1 << 20 }
    rig.start(mode: .synchronous)
    #expect(rig.sink.failure()?.kind == .malformed)
  }
}
