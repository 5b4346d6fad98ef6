import ChatModel
import Testing

@testable import maichat

@Suite struct FrameSchedulerTests {
  private let start = Timestamp(milliseconds: 1000)

  @Test func whatTheUserDoesShowsAtOnce() {
    var gate = FrameScheduler()
    gate.drew(now: start, bytes: 0, .atOnce, replies: 0)
    gate.changed(by: .arrival, now: start)
    #expect(!gate.isDue(now: start))
    gate.changed(by: .user, now: start)
    #expect(gate.isDue(now: start))
  }

  @Test func arrivalsShareAFrame() {
    var gate = FrameScheduler()
    var frames = 0
    for millisecond in 0..<1000 {
      let now = start + Milliseconds(Int64(millisecond))
      gate.changed(by: .arrival, now: now)
      if gate.isDue(now: now) {
        frames += 1
        gate.drew(now: now, bytes: 0, .atOnce, replies: 1)
      }
    }
    #expect(frames == 25)
  }

  /// A loop that sleeps until the gate wants something or mail comes, with a clock that shows something else twice a
  /// second: where that is just after a frame, the next one is not due yet, and the loop sleeps until then.
  @Test(arguments: [nil, 960]) func aClockThatIsDueDoesNotSpinTheLoop(lineRate: Int?) {
    var gate = FrameScheduler()
    gate.lineRate = lineRate
    gate.changed(by: .user, now: start)
    let (step, end) = (Milliseconds(500), start + Milliseconds(2_000))
    var (now, clock, mail, turns, frames) = (start, start + step, start, 0, 0)
    while now < end, turns < 1_000 {
      if gate.isDue(now: now) {
        while clock <= now { clock = clock + step }
        gate.drew(now: now, bytes: 400, .atOnce, replies: 1, clock: clock)
        frames += 1
      }
      now = max(now, min(gate.wakeDue ?? end, mail))
      if mail <= now {
        gate.received(.all, now: now)
        mail = mail + Milliseconds(47)
      }
      gate.passTime(now: now)
      turns += 1
    }
    #expect(frames > 2)
    // Each turn is for mail, for a clock, or for a frame.
    #expect(turns <= 2_000 / 47 + 1 + 4 + frames + 1, "\(turns) turns, \(frames) frames")
  }

  @Test func idleAsksForNothing() {
    var gate = FrameScheduler()
    gate.changed(by: .arrival, now: start)
    gate.drew(now: start, bytes: 0, .atOnce, replies: 0)
    #expect(gate.due == nil)
  }

  /// Frames in ten seconds of steady arrivals, when each of the first `late` frames is late and all take `bytes`.
  private func frames(late: Int, bytes: Int = 0) -> (count: Int, slowness: Int) {
    var gate = FrameScheduler()
    var count = 0
    for millisecond in 0..<10_000 {
      let now = start + Milliseconds(Int64(millisecond))
      gate.changed(by: .arrival, now: now)
      guard gate.isDue(now: now) else { continue }
      gate.drew(now: now, bytes: bytes, count < late ? .late : .atOnce, replies: 1)
      count += 1
    }
    return (count, gate.slowness)
  }

  @Test func aSlowTerminalGetsFewerFrames() {
    #expect(frames(late: 0) == (250, 0))
    // Once is no sign.
    #expect(frames(late: 1) == (250, 0))
    #expect(frames(late: 2).slowness == 1)
    #expect(frames(late: 6).slowness == 2)
    let slowest = frames(late: 1000)
    #expect(slowest.slowness == 3)
    #expect(slowest.count < 50)
  }

  @Test func framesOfManyBytesComeLessOften() {
    #expect(frames(late: 0, bytes: 64).count == 209)
    #expect(frames(late: 0, bytes: 400).count == 112)
    #expect(frames(late: 0, bytes: 100_000).count == 50)
  }

  @Test func aTerminalIsSlowUntilNothingRuns() {
    var gate = FrameScheduler()
    for _ in 0..<3 { gate.drew(now: start, bytes: 0, .late, replies: 1) }
    for _ in 0..<1000 { gate.drew(now: start, bytes: 0, .atOnce, replies: 1) }
    #expect(gate.slowness == 1)
    // What the user does shows at once all the same.
    gate.changed(by: .user, now: start)
    #expect(gate.isDue(now: start))
    gate.drew(now: start, bytes: 0, .atOnce, replies: 0)
    #expect(gate.slowness == 0)
  }

  @Test func mailRestsWhereNoneIsLeft() {
    var gate = FrameScheduler()
    #expect(gate.mailDue(now: start) == nil)
    gate.received(.all, now: start)
    #expect(gate.mailDue(now: start) == start + FrameScheduler.mailRest)
    #expect(gate.mailDue(now: start + FrameScheduler.mailRest) == nil)
    gate.received(.part, now: start)
    #expect(gate.mailDue(now: start) == nil)
  }

  @Test func aSlowLineIsNeverFilled() {
    var gate = FrameScheduler()
    gate.lineRate = 960
    var sent = 0
    var frames = 0
    // A key each 30 ms for ten seconds, and a frame of 600 bytes for each that can be had.
    for millisecond in 0..<10_000 {
      let now = start + Milliseconds(Int64(millisecond))
      if millisecond % 30 == 0 { gate.changed(by: .user, now: now) }
      guard gate.isDue(now: now) else { continue }
      gate.drew(now: now, bytes: 600, .atOnce, replies: 0)
      sent += 600
      frames += 1
      // One frame, and the little that keeps the line busy.
      #expect(sent - millisecond * 960 / 1000 <= 600 + 150)
    }
    #expect((15...17).contains(frames))
    // After a rest the next key shows at once.
    let later = start + 20_000
    gate.changed(by: .user, now: later)
    #expect(gate.isDue(now: later))
  }
}
