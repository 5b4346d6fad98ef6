import ChatModel

/// Decides whether a failed request is repeated, and when. A POST is repeated only where the service cannot have taken
/// it.
package struct RetryPolicy: Hashable, Sendable {
  /// Tries in all, the first one included.
  package var maximumAttempts: Int
  /// The wait before the second try; doubled before each further one.
  package var firstWait: Milliseconds
  /// No back-off waits longer than this.
  package var longestWait: Milliseconds
  /// A Retry-After beyond this is not waited for: the failure is shown at once, and says how long.
  package var longestRetryAfter: Milliseconds

  package init(
    maximumAttempts: Int = 4, firstWait: Milliseconds = 500, longestWait: Milliseconds = .seconds(30),
    longestRetryAfter: Milliseconds = .seconds(120)
  ) {
    self.maximumAttempts = maximumAttempts
    self.firstWait = firstWait
    self.longestWait = longestWait
    self.longestRetryAfter = longestRetryAfter
  }

  /// One try and no more.
  package static let never = RetryPolicy(maximumAttempts: 1)

  /// How a try ended.
  package enum Outcome: Hashable, Sendable {
    /// An answer that is not a success.
    case answered(status: Int, retryAfter: Milliseconds?)
    /// No connection came about; nothing was sent.
    case notSent(Cause)
    /// The connection broke or fell silent after the request may have been taken.
    case broken
  }

  /// Whether a failure to connect may pass by itself.
  package enum Cause: Hashable, Sendable {
    case passing, lasting
  }

  package enum Decision: Hashable, Sendable {
    case retry(at: Timestamp)
    case giveUp
  }

  /// What to do after try number `attempt` (from 1) of a request by `method` ended in `outcome`.
  package func decide(
    _ method: APIRequest.Method, _ outcome: Outcome, attempt: Int, now: Timestamp,
    using random: inout some RandomNumberGenerator
  ) -> Decision {
    guard attempt < maximumAttempts, isRepeatable(method, outcome) else { return .giveUp }
    var wait = backOff(attempt: attempt, using: &random)
    if case .answered(_, let asked?) = outcome {
      guard asked <= longestRetryAfter else { return .giveUp }
      // Never before the service's moment; spread after it, so that many panes do not come back in one instant.
      wait = Milliseconds(asked.value + .random(in: 0...250, using: &random))
    }
    return .retry(at: now + wait)
  }

  private func isRepeatable(_ method: APIRequest.Method, _ outcome: Outcome) -> Bool {
    switch (outcome, method) {
    case (.notSent(.passing), _): true
    case (.notSent(.lasting), _): false
    case (.broken, .get): true
    case (.broken, .post): false
    case (.answered(let status, _), .get): [429, 502, 503, 504].contains(status)
    case (.answered(let status, _), .post): [429, 503].contains(status)
    }
  }

  /// Between half of the doubled wait and all of it.
  private func backOff(attempt: Int, using random: inout some RandomNumberGenerator) -> Milliseconds {
    let doubled = firstWait.value << Int64(min(attempt - 1, 16))
    let full = min(doubled, longestWait.value)
    return Milliseconds(full / 2 + .random(in: 0...max(0, full - full / 2), using: &random))
  }
}
