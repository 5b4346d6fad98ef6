import TestSupport
import Testing

@testable import DemoService

@Suite struct ScheduleTests {
  /// All pieces of a text with their due times.
  private static func pieces(
    _ text: String, _ pace: Reply.Pace = .standard, rate: Int, chunk: Int
  ) -> [(text: String, due: Duration?)] {
    var schedule = TextSchedule(text, pace: pace, rate: rate, chunk: chunk)
    var pieces: [(String, Duration?)] = []
    while !schedule.isAtEnd {
      let due = schedule.due
      pieces.append((String(decoding: schedule.take(), as: UTF8.self), due))
    }
    return pieces
  }

  @Test func timesFollowFromTheCountAlone() {
    let pieces = Self.pieces("abcdefghij", rate: 10, chunk: 4)
    #expect(pieces.map(\.text) == ["abcd", "efgh", "ij"])
    #expect(pieces.map(\.due) == [.milliseconds(400), .milliseconds(800), .milliseconds(1200)])
    // A quarter of an hour in, the rate still holds to the millisecond.
    let long = Self.pieces(SampleText.prose(36_000), rate: 40, chunk: 3)
    #expect(long.last?.due == .seconds(900))
  }

  @Test func noRateMeansAtOnce() { #expect(Self.pieces("abc", rate: 0, chunk: 1).allSatisfy { $0.due == nil }) }

  @Test func wordsGoOneByOne() {
    let pieces = Self.pieces("one two\nthree", .words(seconds: 2), rate: 400, chunk: 4)
    #expect(pieces.map(\.text) == ["one ", "two\n", "three"])
    #expect(pieces.map(\.due) == [.zero, .seconds(2), .seconds(4)])
  }

  @Test func piecesAreWholeCharactersAndJoinToTheText() {
    for seed in SeededGenerator.seeds() {
      var random = SeededGenerator(seed: seed)
      let text = (0..<200).map { _ in ["a", "é", "漢", "👍🏽", "\n", "\u{0}", " "].randomElement(using: &random)! }.joined()
      let chunk = Int.random(in: 1...9, using: &random)
      let pieces = Self.pieces(text, rate: 1, chunk: chunk).map(\.text)
      #expect(pieces.joined() == text, "seed \(seed)")
      #expect(pieces.dropLast().allSatisfy { $0.unicodeScalars.count == chunk }, "seed \(seed)")
    }
  }

  /// Without pauses many events travel in one write: a chunk of the body holds hundreds of them.
  @Test func eventsAreJoinedWhenTheyAreDue() async throws {
    try await withSandbox { server throws in
      let client = try server.send(
        "POST", "/api/v1/chatbots/\(echo)/completions/", body: SandboxServer.question("/paragraph 200000", stream: true)
      )
      _ = try client.readToEnd()
      let answer = Answer(client.received)
      #expect(answer.isWhole)
      #expect(answer.body.count { $0 == 0x0A } == 2 * 50_001)
      // The head, then three lines each chunk.
      let framing = client.received.count - answer.body.count
      #expect(framing < 500 * 10)
    }
  }
}
