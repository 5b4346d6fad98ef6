import ChatModel

/// Decides when the next frame is drawn. What the user does shows at once; what arrives by itself shows at a calm pace.
struct FrameGate: Equatable {
  /// 25 frames a second: text that streams looks continuous, and each frame has several chunks in it, which keeps the bytes
  /// to the terminal few.
  static let pace = Milliseconds(40)

  private(set) var last: Timestamp?
  private(set) var due: Timestamp?

  /// Something changed; `urgency` says who changed it.
  mutating func changed(by urgency: Urgency, now: Timestamp) {
    let moment =
      switch urgency {
      case .user: now
      case .arrival: max(now, (last ?? now) + (last == nil ? 0 : Self.pace))
      }
    due = min(due ?? moment, moment)
  }

  /// Whether a frame is to be drawn now.
  func isDue(now: Timestamp) -> Bool { due.map { $0 <= now } ?? false }

  /// A frame was drawn.
  mutating func drew(now: Timestamp) {
    last = now
    due = nil
  }

  /// The terminal could not take a frame: try again as soon as it can, without spinning.
  mutating func skipped(now: Timestamp) { due = now + Self.pace }

  enum Urgency: Equatable {
    case user, arrival
  }
}
