import ChatModel

/// Decides when the next frame is drawn, and learns from how the frames are taken. What the user does shows at once; what
/// arrives by itself shows at a calm pace, and at a slower one where the terminal is slow.
struct FrameScheduler: Equatable {
  /// 25 frames a second: text that streams looks continuous, and each frame has several chunks in it, which keeps the bytes
  /// to the terminal few: a frame is 25 bytes of cursor and colour before its first letter.
  static let pace = Milliseconds(40)
  /// A frame that took many bytes is not followed by the next so soon: another millisecond for each so many, which is as
  /// fast as 64 kbit/s. More rows of a table make all of it anew, and few see a difference between 10 such frames a second
  /// and 25.
  private static let bytesPerMillisecond = 8
  /// But no frame waits for longer than this: what the user reads would come in jerks.
  private static let longestPace = Milliseconds(200)
  /// So long after mail the mailbox is not looked into: chunks come one by one, and waking up for each costs more than all
  /// that is done with them. Half a frame, so that no frame misses what came in time; history must not wait for longer
  /// either.
  static let mailRest = Milliseconds(20)
  /// How many frames were late when a terminal counts as slow, as slower, as slowest. One late frame is a terminal that
  /// was busy.
  private static let lateFrames = [2, 6, 14]

  private(set) var last: Timestamp?
  private var wanted: Timestamp?
  /// How many bytes a second the line to the terminal carries, where it says so; what was sent and is still under way cannot
  /// be taken back, so no frame is drawn before most of the last one has arrived.
  var lineRate: Int?
  private var lineFree: Timestamp?
  /// So much of a frame may still be under way when the next is drawn, so that the line never falls silent.
  private static let lineSlack = Milliseconds(150)

  /// When the next frame is drawn; nil while none is wanted.
  var due: Timestamp? { wanted.map { max($0, lineFree ?? $0) } }
  /// When a clock on the screen shows something else next; nil where none does, and from that moment on, since the frame
  /// that it wants may be due later: a moment that has passed would end each wait at once.
  private var clock: Timestamp?
  /// When there is something to do about frames next; nil while there is nothing.
  var wakeDue: Timestamp? { [due, clock].compactMap { $0 }.min() }
  private var late = 0
  /// What the last frame took.
  private var bytes = 0
  private var mailRestEnds: Timestamp?

  /// How slow the terminal is: 0 as long as it takes each frame at once, 3 at most. Falls only while nothing runs: what is
  /// on the screen would move back.
  var slowness: Int { Self.lateFrames.count { $0 <= late } }

  /// Something changed; `urgency` says who changed it.
  mutating func changed(by urgency: Urgency, now: Timestamp) {
    let moment =
      switch urgency {
      case .user: now
      case .arrival: last.map { max(now, $0 + rest) } ?? now
      }
    wanted = min(wanted ?? moment, moment)
  }

  /// How long after the last frame the next one is drawn by itself.
  private var rest: Milliseconds {
    let length = Self.pace.value + Int64(bytes / Self.bytesPerMillisecond)
    return Milliseconds(min(length, Self.longestPace.value) << Int64(slowness))
  }

  /// Mail arrived; `amount` says whether more waits.
  mutating func received(_ amount: Backlog, now: Timestamp) {
    mailRestEnds = amount == .all ? now + Self.mailRest : nil
    changed(by: .arrival, now: now)
  }

  /// When the mailbox is looked into next; nil when that is now.
  func mailDue(now: Timestamp) -> Timestamp? { mailRestEnds.flatMap { $0 > now ? $0 : nil } }

  /// The time is `now`: a clock that is due wants a frame.
  mutating func passTime(now: Timestamp) {
    guard let moment = clock, moment <= now else { return }
    clock = nil
    changed(by: .arrival, now: now)
  }

  /// Whether a frame is to be drawn now.
  func isDue(now: Timestamp) -> Bool { due.map { $0 <= now } ?? false }

  /// A frame of `bytes` bytes was drawn; `taking` says how the terminal took it, `replies` how many run, and `clock` when a
  /// clock in it shows something else.
  mutating func drew(now: Timestamp, bytes: Int, _ taking: WriteOutcome, replies: Int, clock: Timestamp? = nil) {
    last = now
    self.clock = clock
    self.bytes = bytes
    wanted = nil
    if let lineRate, lineRate > 0 {
      let start = max(now, lineFree.map { $0 + Self.lineSlack } ?? now)
      lineFree = start + Milliseconds(Int64(bytes) * 1000 / Int64(lineRate) - Self.lineSlack.value)
    }
    if taking == .late { late = min(late + 1, Self.lateFrames.last!) } else if replies == 0 { late = 0 }
  }

  /// The terminal could not take a frame: try again as soon as it can, without spinning.
  mutating func skipped(now: Timestamp) { wanted = now + Self.pace }

  enum Urgency: Equatable {
    case user, arrival
  }

  enum Backlog: Equatable {
    case all, part
  }

  /// Whether the terminal had room for a whole frame.
  enum WriteOutcome: Equatable {
    case atOnce, late
  }
}
