import ChatModel
import Testing

@testable import maichat

@Suite struct FrameGateTests {
  private let start = Timestamp(milliseconds: 1000)

  @Test func whatTheUserDoesShowsAtOnce() {
    var gate = FrameGate()
    gate.drew(now: start)
    gate.changed(by: .arrival, now: start)
    #expect(!gate.isDue(now: start))
    gate.changed(by: .user, now: start)
    #expect(gate.isDue(now: start))
  }

  @Test func arrivalsShareAFrame() {
    var gate = FrameGate()
    var frames = 0
    for millisecond in 0..<1000 {
      let now = start + Milliseconds(Int64(millisecond))
      gate.changed(by: .arrival, now: now)
      if gate.isDue(now: now) {
        frames += 1
        gate.drew(now: now)
      }
    }
    #expect(frames == 25)
  }

  @Test func idleAsksForNothing() {
    var gate = FrameGate()
    gate.changed(by: .arrival, now: start)
    gate.drew(now: start)
    #expect(gate.due == nil)
  }
}
