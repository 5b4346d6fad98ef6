import Foundation
import TestSupport
import Testing

/// The real program over a line that carries 960 bytes a second. What counts is how many bytes stand between a key and its
/// answer: at that speed each of them is a millisecond.
@Suite(.watchingPrograms) struct SlowLineTests {
  /// A frame, what is left of the one before it, and the reply of a terminal's first questions.
  private static let most = 4096

  @Test func keysAreAnsweredWhilePagesScrollBy() throws {
    let text = (1...120).map { "第 \($0) 行 and a few words more" }.joined(separator: "\n\n")
    let service = FakeService { _ in streaming([text]) }
    let home = try Home()
    #expect(
      try Command.run(
        Maichat.path, ["ask", "many lines"], environment: service.environment(home)
      ).status == 0)
    let id = try Command.run(Maichat.path, ["list"], environment: service.environment(home)).text
    #expect(id.contains("many lines"))
    let line = try SlowLine(service.environment(home))
    #expect(line.bytes(until: "Type a message", from: 0) != nil)
    line.waitForQuiet()
    // The conversation is opened, and a held key asks for far more pages than the line can carry.
    line.type("\u{18}j")
    line.waitForQuiet()
    let before = line.bytes.count
    line.type(String(repeating: "\u{1B}[5~\u{1B}[6~", count: 15) + "\u{1B}[5~")
    line.type("Q")
    let answer = try #require(line.bytes(until: "Q", from: before))
    #expect(answer <= Self.most, "bytes until the key shows")
    line.waitForQuiet()
    // Thirty-one pages were asked for; frames were skipped.
    #expect(line.bytes.count - before <= 3 * Self.most)
    #expect(line.end() == 143)
  }
}
