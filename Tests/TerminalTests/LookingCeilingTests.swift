import AppState
import Canvas
import ChatModel
import ChatView
import Terminal
import Testing

@testable import DemoService
@testable import maichat

/// What looking around may cost on a slow line, in bytes to the terminal: counted.
extension ProcessTests {
  @Suite struct LookingCeilingTests {
    /// A page is its text, and for each row where it stands and its colours.
    private static let perRow = 40
    /// The rows of two titles, and the status line.
    private static let mostOfFrames = 900
    /// Where one row is chosen instead of another, or a key is shown.
    private static let mostOfFocus = 1500

    @Test func aPageCostsLittleMoreThanItsText() throws {
      var bench = try ReplyOnScreen(list: .hidden)
      bench.ask()
      bench.reply(
        .textArrived((1...400).map { "第 \($0) 段 with some plain words beside it." }.joined(separator: "\n\n")))
      bench.reply(.completed)
      _ = bench.settle()
      for key in ["PageUp", "PageUp", "PageDown"] {
        let press = try #require(KeyPress(name: key == "PageUp" ? "PgUp" : "PgDn"))
        bench.press(press)
        let bytes = bench.settle()
        let text = bench.frame!.rows.reduce(0) { $0 + $1.text.withoutTrailingBlanks.utf8.count }
        #expect(bytes > 0 && bytes <= text + Self.perRow * 40, "\(key): \(bytes) bytes for \(text)")
      }
    }

    private static let text = (1...60).map { "第 \($0) 段 with some plain words beside it." }.joined(separator: "\n\n")

    /// Two panes with text in both.
    private func twoPanes() throws -> ReplyOnScreen {
      var bench = try ReplyOnScreen(list: .visible)
      for key in ["", "|"] {
        if !key.isEmpty { for name in ["Ctrl-X", key] { bench.press(try #require(KeyPress(name: name))) } }
        bench.ask()
        bench.reply(.textArrived(Self.text))
        bench.reply(.completed)
      }
      _ = bench.settle()
      #expect(bench.state.panes.count == 2)
      return bench
    }

    /// The other pane is on the screen already: only both titles and the status line are painted.
    @Test func goingToAnotherPaneCostsFramesAndNoText() throws {
      var bench = try twoPanes()
      for _ in 0..<2 {
        let focused = bench.state.focusedPane
        for name in ["Ctrl-X", "o"] { bench.press(try #require(KeyPress(name: name))) }
        let bytes = bench.settle()
        #expect(bench.state.focusedPane != focused)
        #expect(bytes > 0 && bytes <= Self.mostOfFrames, "\(bytes) bytes")
      }
    }

    /// Zoomed, the other pane takes the place of this one: what differs is painted once, and costs its text.
    @Test func goingToAnotherPaneThatFillsTheScreenCostsItsText() throws {
      var bench = try twoPanes()
      for name in ["Ctrl-X", "z"] { bench.press(try #require(KeyPress(name: name))) }
      _ = bench.settle()
      for name in ["Ctrl-X", "o"] { bench.press(try #require(KeyPress(name: name))) }
      let bytes = bench.settle()
      let text = bench.frame!.rows.reduce(0) { $0 + $1.text.withoutTrailingBlanks.utf8.count }
      #expect(bytes > 0 && bytes <= text + Self.perRow * 40, "\(bytes) bytes for \(text)")
    }

    /// Each key of a search in the list paints what the list shows, never the transcript beside it.
    @Test func aKeyOfASearchInTheListCostsTheListsText() throws {
      var bench = try ReplyOnScreen(list: .visible)
      let headers = (0..<200).map { number in
        ConversationHeader(
          id: ConversationID("c\(number)"), profile: "default", title: "第 \(number) 題 \(number % 7)",
          titleSource: .user, createdAt: bench.now, lastActivity: bench.now + Milliseconds(Int64(-1000 * number)))
      }
      bench.feed(.outside(.history(.conversationsLoaded(headers, drafts: [:], isLast: true))), .arrival)
      bench.ask()
      bench.reply(.textArrived(Self.text))
      bench.reply(.completed)
      for name in ["Ctrl-X", "i", "/"] { bench.press(try #require(KeyPress(name: name))) }
      _ = bench.settle()
      for key in ["題", "5", "3"] {
        bench.press(KeyPress(.character(Character(key))))
        let bytes = bench.settle()
        let list = bench.frame!.rows.reduce(0) { $0 + $1.clipped(to: 30).text.withoutTrailingBlanks.utf8.count }
        #expect(bytes > 0 && bytes <= list + Self.perRow * 40, "\(key): \(bytes) bytes for \(list)")
      }
    }

    /// A key of the search over all messages paints its field and what it found, once.
    @Test func whatASearchFoundCostsItsText() throws {
      var bench = try ReplyOnScreen(list: .hidden)
      for name in ["Ctrl-X", "f"] { bench.press(try #require(KeyPress(name: name))) }
      _ = bench.settle()
      bench.press(KeyPress(.character("九")))
      let asked = bench.settle()
      #expect(asked > 0 && asked <= Self.mostOfFocus, "\(asked) bytes for a key")
      let header = ConversationHeader(
        id: ConversationID("c"), profile: "default", title: "時間", createdAt: bench.now, lastActivity: bench.now)
      let hits = (0..<60).map { number in
        SearchHit(
          message: MessageID("m\(number)"), author: .person, createdAt: bench.now, snippet: "第 \(number) 次九點開門",
          hits: [7..<10], needle: "九")
      }
      let answer = SearchAnswer(number: 1, groups: [SearchGroup(header: header, hits: hits)], count: 60)
      bench.feed(.outside(.history(.searchAnswered(answer))), .arrival)
      let found = bench.settle()
      let text = bench.frame!.rows.reduce(0) { $0 + $1.text.withoutTrailingBlanks.utf8.count }
      // A hit is marked in the middle of its row, with two more changes of colour.
      #expect(found > 0 && found <= text + 2 * Self.perRow * 40, "\(found) bytes for \(text)")
      bench.press(try #require(KeyPress(name: "Down")))
      let moved = bench.settle()
      #expect(moved > 0 && moved <= Self.mostOfFocus, "\(moved) bytes to choose the next row")
    }
  }
}
