import ChatModel
import ChatStore
import ChatView
import Canvas
import Terminal
import Testing

@testable import Sandbox
@testable import maichat

/// What looking around may cost on a slow line, in bytes to the terminal: counted.
extension ProcessTests {
  @Suite struct LookingCeilingTests {
    /// A page is its text, and for each row where it stands and its colours.
    private static let perRow = 40

    @Test func aPageCostsLittleMoreThanItsText() throws {
      var bench = try ReplyOnScreen(list: .hidden)
      bench.ask()
      bench.reply(
        .textArrived((1...400).map { "第 \($0) 段 with some plain words beside it." }.joined(separator: "\n\n")))
      bench.reply(.completed)
      func painted() -> Int {
        var bytes = 0
        for _ in 0..<5 {
          bench.now = bench.now + 1000
          if case .painted(_, let count)? = bench.paintIfDue() { bytes += count }
          while bench.session.wantsWrite {
            _ = bench.pty.take(65_536)
            bench.session.flush()
          }
          _ = bench.pty.take(65_536)
        }
        return bytes
      }
      _ = painted()
      for key in ["PageUp", "PageUp", "PageDown"] {
        let press = try #require(KeyPress(name: key == "PageUp" ? "PgUp" : "PgDn"))
        for event in bench.screen.events(for: .key(press), state: bench.state, now: bench.now) {
          bench.feed(StoreEvent.user(event), FrameGate.Urgency.user)
        }
        let bytes = painted()
        let text = bench.frame!.rows.reduce(0) { $0 + $1.text.withoutTrailingBlanks.utf8.count }
        #expect(bytes > 0 && bytes <= text + Self.perRow * 40, "\(key): \(bytes) bytes for \(text)")
      }
    }
  }
}
