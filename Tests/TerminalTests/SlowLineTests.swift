import Canvas
import ChatModel
import ChatView
import System
import Terminal
import TestSupport
import Testing

@testable import DemoService
@testable import maichat

extension ProcessTests {
  /// A reply of 800 characters a second on a line of 9600 baud, which carries 960 bytes a second. Counted: the clock is
  /// the test's, and for each hundredth of a second of it the terminal takes its share of bytes.
  @Suite struct SlowLineTests {
    /// What the system may hold between program and terminal, in bytes; 20,000 were seen. No program can take these back.
    /// Frames that queue up instead of being skipped are three times as many by the end of the reply.
    private static let systemsShare = 32_768

    @Test func keysAreAnsweredAndTheEndIsRight() async throws {
      var bench = try ReplyOnScreen()
      bench.ask()
      var all: [UInt8] = []
      var painted = 0
      var frames = 0
      var pressed: (key: Character, count: Int)?
      var answered = 0
      var typed = ""

      /// A hundredth of a second: the terminal takes what the line carries, then the loop has its turn.
      func turn(_ tick: Int) throws {
        bench.now = bench.now + 10
        all += bench.pty.take(tick % 5 == 0 ? 8 : 10)
        bench.session.flush()
        guard case .painted(_, let bytes) = bench.paintIfDue() else { return }
        frames += 1
        painted += bytes
        // Nothing waits but this frame.
        #expect(bench.session.waitingBytes <= bytes, "tick \(tick)")
        #expect(painted - all.count <= Self.systemsShare + bytes, "tick \(tick)")
        guard let key = pressed else { return }
        // The frame that follows the key shows it.
        typed.append(key.key)
        #expect(frames == key.count + 1)
        #expect(bench.frame?.rows.contains { $0.text.contains("> \(typed)") } == true, "tick \(tick)")
        pressed = nil
        answered += 1
      }

      let text = SampleText.markdown(20_000)
      var tick = 0
      for piece in text.pieces(8) {
        bench.reply(.textArrived(piece))
        if tick % 250 == 249, pressed == nil {
          let key = Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(typed.count % 26)))
          bench.type(key)
          pressed = (key, frames)
        }
        try turn(tick)
        tick += 1
      }
      #expect(bench.gate.slowness > 0, "the terminal was seen to be slow")
      bench.reply(.completed)
      // Until nothing is due and all is taken.
      var idle = 0
      while idle < 500, tick < 100_000 {
        let count = all.count
        try turn(tick)
        tick += 1
        idle = all.count == count && !bench.session.wantsWrite ? idle + 1 : 0
      }
      #expect(answered >= 4)
      #expect(pressed == nil)
      // Far fewer frames than the 350 that a fast terminal gets.
      #expect(frames < 250)

      let expected = try #require(bench.frame).rows.map { $0.text.withoutTrailingBlanks }
      let end = text.split(separator: "\n").last!.suffix(20)
      let shown = try await onItsOwnThread { [all] in
        let tmux = try TmuxReplay(all, columns: 120, rows: 40)
        return try tmux.rows { $0.map(\.withoutTrailingBlanks) == expected }
      }
      #expect(shown.map(\.withoutTrailingBlanks) == expected)
      #expect(shown.contains { $0.contains(end) }, "\(end)")
    }
  }
}

extension String {
  var withoutTrailingBlanks: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
