import ChatModel
import MaiAgentAPI
import TestSupport
import Testing

@Suite struct RetryPolicyTests {
  let policy = RetryPolicy()
  let start = Timestamp(milliseconds: 1_000_000)

  func isRetried(_ method: APIRequest.Method, _ outcome: RetryPolicy.Outcome) -> Bool {
    var random = SeededGenerator(seed: 1)
    return policy.decide(method, outcome, attempt: 1, now: start, using: &random) != .giveUp
  }

  @Test func aPostIsRepeatedOnlyWhereItCannotHaveBeenTaken() {
    for status in 100..<600 {
      #expect(isRetried(.post, .answered(status: status, retryAfter: nil)) == [429, 503].contains(status))
      #expect(isRetried(.get, .answered(status: status, retryAfter: nil)) == [429, 502, 503, 504].contains(status))
    }
    #expect(!isRetried(.post, .broken))
    #expect(isRetried(.get, .broken))
    for method in [APIRequest.Method.get, .post] {
      #expect(isRetried(method, .notSent(.passing)))
      #expect(!isRetried(method, .notSent(.lasting)))
    }
  }

  @Test func theWaitsDoubleWithinBoundsAndTriesEnd() throws {
    for seed in SeededGenerator.seeds(20) {
      var random = SeededGenerator(seed: seed)
      let policy = RetryPolicy(maximumAttempts: 12)
      for attempt in 1..<12 {
        let full = min(Int64(500) << Int64(attempt - 1), 30_000)
        let moment = try #require(
          matched(policy.decide(.post, .notSent(.passing), attempt: attempt, now: start, using: &random)) {
            if case .retry(let moment) = $0 { moment } else { nil }
          }, "gave up at \(attempt), seed \(seed)")
        #expect((full / 2...full).contains((moment - start).value), "attempt \(attempt), seed \(seed)")
      }
      #expect(policy.decide(.post, .notSent(.passing), attempt: 12, now: start, using: &random) == .giveUp)
      #expect(RetryPolicy.never.decide(.get, .broken, attempt: 1, now: start, using: &random) == .giveUp)
    }
  }

  @Test func theServicesMomentIsKept() throws {
    for seed in SeededGenerator.seeds(20) {
      var random = SeededGenerator(seed: seed)
      let outcome = RetryPolicy.Outcome.answered(status: 429, retryAfter: .seconds(7))
      let moment = try #require(
        matched(policy.decide(.post, outcome, attempt: 1, now: start, using: &random)) {
          if case .retry(let moment) = $0 { moment } else { nil }
        }, "gave up, seed \(seed)")
      #expect((7000...7250).contains((moment - start).value), "seed \(seed)")
      let long = RetryPolicy.Outcome.answered(status: 503, retryAfter: .seconds(121))
      #expect(policy.decide(.post, long, attempt: 1, now: start, using: &random) == .giveUp)
    }
  }
}

@Suite struct RetryAfterTests {
  // 784111777 s is the moment that RFC 9110 writes in its three forms.
  static let moment = Timestamp(milliseconds: 784_111_777_000)

  @Test(arguments: [
    ("7", Milliseconds.seconds(7)), (" 0 ", 0), ("120", .seconds(120)),
    ("99999999999999999999", .seconds(999_999_999)),
    ("Sun, 06 Nov 1994 08:49:37 GMT", .seconds(60)), ("Sunday, 06-Nov-94 08:49:37 GMT", .seconds(60)),
    ("Sun Nov  6 08:49:37 1994", .seconds(60)), ("Sun, 06 Nov 1994 08:48:37 GMT", 0),
    ("Sat, 01 Jan 2000 00:00:00 GMT", .seconds(162_573_083)),
    ("Thu, 29 Feb 1996 00:00:00 GMT", .seconds(41_440_283)), ("Sun, 06 Nov 1994 08:40:00 GMT", 0),
  ])
  func reads(header: String, wait: Milliseconds) {
    #expect(RetryAfter.wait(header, now: Self.moment + -60_000) == wait)
  }

  @Test(arguments: [
    "", "soon", "-1", "1.5", "Sun, 99 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 25:00:00 GMT", "Sun, 06 Nov 1994 08:49 GMT", "a b c d e f g",
    "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
  ])
  func refuses(header: String) {
    #expect(RetryAfter.wait(header, now: Self.moment) == nil)
  }
}
