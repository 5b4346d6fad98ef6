import ChatModel

/// A clock that counts whole seconds since something began.
struct SecondsClock {
  var since: Timestamp

  func seconds(now: Timestamp) -> Int64 { elapsed(now: now) / 1000 }

  /// When it shows the next second.
  func due(now: Timestamp) -> Timestamp { now + Milliseconds(1000 - elapsed(now: now) % 1000) }

  /// Never negative, also where the moments are nonsense.
  private func elapsed(now: Timestamp) -> Int64 {
    let (length, overflow) = now.milliseconds.subtractingReportingOverflow(since.milliseconds)
    return overflow ? 0 : max(0, length)
  }
}
