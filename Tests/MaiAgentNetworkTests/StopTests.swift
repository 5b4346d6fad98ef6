import ChatModel
import MaiAgentAPI
import MaiAgentNetwork
import System
import TestSupport
import Testing

@Suite struct StopTests {
  @Test(arguments: [true, false])
  func stoppingClosesTheSocketAtOnce(hasBegun: Bool) throws {
    let rig = try Rig(ScriptedServer([.streamHead(), .chunk(event("a")), .stall]))
    if !hasBegun {
      let silent = try Rig(ScriptedServer([.stall]))
      silent.start()
      #expect(silent.server.log.waitForRequests(1).count == 1)
      silent.stop()
      #expect(silent.sink.end() == .stopped)
      #expect(silent.server.log.waitForHangup())
      return
    }
    rig.start()
    #expect(waitUntil { rig.sink.text() == "a" })
    rig.stop()
    #expect(rig.sink.end() == .stopped)
    #expect(rig.server.log.waitForHangup())
    #expect(rig.sink.text() == "a")
  }

  @Test func stoppingOneLeavesTheOthers() throws {
    let gate = Gate()
    let rig = try Rig(
      ScriptedServer { _ in
        [.streamHead(), .chunk(event("a")), .wait(gate), .chunk(event("b", done: true)), .lastChunk]
      })
    for id in ["r1", "r2", "r3"] { rig.start(id) }
    #expect(waitUntil { ["r1", "r2", "r3"].allSatisfy { rig.sink.text(ReplyID($0)) == "a" } })
    rig.stop("r2")
    #expect(rig.sink.end(ReplyID("r2")) == .stopped)
    gate.open()
    for id in ["r1", "r3"] {
      #expect(rig.sink.end(ReplyID(id)) == .completed)
      #expect(rig.sink.text(ReplyID(id)) == "ab")
    }
  }

  @Test func stoppingEndsAWaitForTheNextTry() throws {
    let rig = try Rig(ScriptedServer { _ in [.respond(503, [("Retry-After", "60")], "")] }) {
      $0.retries = RetryPolicy()
    }
    rig.start()
    #expect(waitUntil { if case .retryScheduled? = rig.sink.reply().last { true } else { false } })
    rig.stop()
    #expect(rig.sink.end() == .stopped)
    rig.pass(.seconds(300))
    rig.start("next")
    #expect(rig.server.log.waitForRequests(2).count == 2)
    #expect(rig.sink.reply().last == .stopped)
  }

  @Test func stoppingWhatIsNotThereIsNothing() throws {
    let rig = try Rig(ScriptedServer { _ in [.respond(200, [], "{\"content\":\"Yes\"}")] })
    rig.stop()
    rig.start()
    #expect(rig.sink.end() == .completed)
    rig.stop()
    rig.start("r2")
    #expect(rig.sink.end(ReplyID("r2")) == .completed)
    #expect(rig.sink.reply().last == .completed)
  }

  @Test func startAndStopInOneBreathKeepTheirOrder() throws {
    let rig = try Rig(ScriptedServer { _ in [.stall] })
    for turn in 0..<50 {
      rig.start("r\(turn)")
      rig.stop("r\(turn)")
    }
    for turn in 0..<50 { #expect(rig.sink.end(ReplyID("r\(turn)")) == .stopped) }
  }

  @Test func shuttingDownClosesEverythingAndMayBeRepeated() async throws {
    let rig = try Rig(ScriptedServer { _ in [.streamHead(), .chunk(event("a")), .stall] })
    for id in ["r1", "r2", "r3"] { rig.start(id) }
    #expect(waitUntil { ["r1", "r2", "r3"].allSatisfy { rig.sink.text(ReplyID($0)) == "a" } })
    #expect(await rig.network.openTransfers == 3)
    rig.network.shutDown()
    let count = rig.sink.all.count
    for connection in 0..<3 { #expect(rig.server.log.waitForHangup(connection: connection)) }
    rig.network.shutDown()
    rig.start("late")
    #expect(await rig.network.openTransfers == 0)
    // An end of the client is no end of a reply.
    #expect(rig.sink.all.count == count)
  }

  @Test func aFullSinkPausesTheServiceAndNothingIsLost() throws {
    let line = event(String(repeating: "x", count: 1000))
    let rig = try Rig(
      ScriptedServer([.streamHead(), .endless(ServerStep.chunked(Array(String(repeating: line, count: 16).utf8)))]))
    rig.sink.become(.full)
    rig.start()
    #expect(rig.server.log.waitForBlockedWrite())
    let written = rig.server.log.bytesWritten()
    // What the kernel's two buffers hold, and one read of curl's: nothing that grows with the stream.
    #expect(written < 16 << 20)
    #expect(rig.sink.textBytes <= 32 << 10)
    // Silence of our own making does not end the reply.
    rig.clock.pass(.seconds(1000))
    rig.sink.become(.ready)
    rig.network.sinkDrained()
    #expect(rig.server.log.waitForBytes(written + 1 << 20))
    #expect(waitUntil { rig.sink.textBytes > 1 << 20 })
    rig.stop()
    #expect(rig.sink.end() == .stopped)
    #expect(rig.server.log.waitForHangup())
    #expect(rig.sink.text().utf8.allSatisfy { $0 == UInt8(ascii: "x") })
  }

  @Test func aDrainLetsOneReplyGoOnUntilTheSinkIsFullAgain() async throws {
    let text = event(String(repeating: "x", count: 1000))
    let rig = try Rig(
      ScriptedServer { _ in
        [.streamHead(), .endless(ServerStep.chunked(Array(String(repeating: text, count: 16).utf8)))]
      })
    rig.sink.become(.full)
    let ids = (0..<8).map { "r\($0)" }
    for id in ids { rig.start(id) }
    let network = rig.network
    #expect(await waitUntil { await network.pausedTransfers == 8 })
    // Each in its turn, so that none starves.
    var turns: [String: Int] = [:]
    for _ in 0..<24 {
      let before = ids.map { rig.sink.text(ReplyID($0)).utf8.count }
      rig.network.sinkDrained()
      #expect(
        await waitUntil {
          let now = ids.map { rig.sink.text(ReplyID($0)).utf8.count }
          let paused = await network.pausedTransfers
          return now != before && paused == 8
        })
      let moved = ids.indices.filter { rig.sink.text(ReplyID(ids[$0])).utf8.count != before[$0] }
      #expect(moved.count == 1)
      for index in moved { turns[ids[index], default: 0] += 1 }
    }
    #expect(turns == Dictionary(uniqueKeysWithValues: ids.map { ($0, 3) }))
  }

  @Test func manyPausedRepliesAllGoOn() throws {
    let text = String(repeating: "x", count: 60_000)
    let rig = try Rig(
      ScriptedServer { _ in
        [.streamHead()] + (0..<20).map { _ in .chunk(event(text)) } + [.chunk(event("", done: true)), .lastChunk]
      })
    rig.sink.become(.full)
    for number in 0..<8 { rig.start("r\(number)") }
    #expect(waitUntil { (0..<8).allSatisfy { !rig.sink.reply(ReplyID("r\($0)")).isEmpty } })
    // Each drain lets some go on a little, in turn, until the sink is ready for good.
    for _ in 0..<20 { rig.network.sinkDrained() }
    #expect((0..<8).allSatisfy { rig.sink.reply(ReplyID("r\($0)")).last != .completed })
    rig.sink.become(.ready)
    rig.network.sinkDrained()
    for number in 0..<8 {
      #expect(rig.sink.end(ReplyID("r\(number)")) == .completed)
      #expect(rig.sink.text(ReplyID("r\(number)")).utf8.count == 1_200_000)
    }
  }
}
