import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

/// A random life of the client: keys, pastes, resizes, replies, time. After each step the frame has the size of the
/// screen, and is the one that a screen draws which has just been made.
@Suite struct ScreenFuzzTests {
  @Test(arguments: SeededGenerator.seeds(5)) func warmEqualsColdInAnyStorm(seed: UInt64) throws {
    var storm = Storm(seed: seed)
    for step in 0..<250 {
      let what = storm.step()
      try #require(storm.fault() == nil, "seed \(seed) step \(step) \(what)")
    }
  }
}

private struct Storm {
  var bench: ScreenHarness
  var random: SeededGenerator
  private var made = 0

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    let samples = ScreenHarness.samples.map(\.bench)
    bench = samples[Int.random(in: samples.indices, using: &random)]
  }

  /// What must hold of every frame; nil where all does.
  mutating func fault() -> String? {
    let size = bench.screen.size
    let warm = bench.frame()
    if warm.size != size || warm.rows.count != max(0, size.rows.value) { return "\(warm.rows.count) rows for \(size)" }
    if let wide = warm.rows.first(where: { $0.columns > size.columns }) { return "too wide for \(size): \(wide.text)" }
    if let caret = warm.caret,
      caret.column < 0 || caret.row < 0 || caret.column >= size.columns || caret.row >= size.rows
    {
      return "caret \(caret) outside of \(size)"
    }
    var cold = ChatScreen.sample(size)
    // What was read off the clock is no cache.
    cold.rates = bench.screen.rates
    let expected = cold.frame(bench.state, now: bench.now)
    if warm == expected { return nil }
    let rows = zip(warm.rows, expected.rows).enumerated().filter { $0.1.0 != $0.1.1 }
    return "\(rows.map { ($0, $1.0.text, $1.1.text) }) caret \(warm.caret as Any) \(expected.caret as Any) of \(size)"
  }

  /// Does one thing; returns what.
  mutating func step() -> String {
    switch Int.random(in: 0..<20, using: &random) {
    case 0..<9: return press()
    case 9:
      let text = random.text(10)
      bench.input(.paste(text))
      return "paste \(text.debugDescription)"
    case 10, 11: return resize()
    case 12..<16: return reply()
    case 16: return history()
    case 17:
      bench.now = bench.now + Milliseconds(Int64.random(in: 0...3000, using: &random))
      bench.feed(.timePassed)
      return "time"
    case 18:
      if bench.state.popups.isEmpty { return press() }
      bench.feed(.user(.popupClosed))
      return "close"
    default:
      for event in bench.screen.wanted(bench.state) { bench.feed(.user(event)) }
      return "wanted"
    }
  }

  private mutating func press() -> String {
    let keys = [
      "Enter", "Enter", "Esc", "Tab", "Tab", "Shift-Tab", "Up", "Down", "Left", "Right", "PgUp", "PgUp", "PgDn", "Home",
      "End", "j", "k", "J", "K", "g", "G", "{", "}", "y", "r", "R", "i", "/", "d", "u", "p", "n", "Space", "a", "漢",
      "é",
      "Ctrl-A", "Ctrl-C", "Ctrl-D", "Ctrl-E", "Ctrl-J", "Ctrl-K", "Ctrl-L", "Ctrl-N", "Ctrl-P", "Ctrl-U", "Ctrl-W",
      "Ctrl-X", "Ctrl-Y", "Ctrl-_", "Alt-B", "Alt-P", "Alt-Enter", "Backspace", "Delete", "F5", ">", "<", "?",
    ]
    if Int.random(in: 0..<4, using: &random) == 0 {
      let command = ChatCommand.allCases.randomElement(using: &random)!
      for event in bench.screen.run(command, bench.state, now: bench.now) { bench.feed(.user(event)) }
      return command.rawValue
    }
    let key = keys.randomElement(using: &random)!
    bench.press(key)
    return key
  }

  private mutating func resize() -> String {
    let sizes = [
      Size(Int.random(in: 1...200, using: &random), Int.random(in: 0...60, using: &random)),
      Size(Int.random(in: 20...100, using: &random), Int.random(in: 6...30, using: &random)), Size(80, 24), Size(20, 6),
    ]
    let size = sizes.randomElement(using: &random)!
    bench.resize(size)
    return "resize to \(size)"
  }

  private mutating func reply() -> String {
    guard let id = bench.state.replies.keys.sorted().randomElement(using: &random) else {
      bench.feed(.user(.composer(.edited(.replace(random.text(5) + "?")))))
      bench.feed(.user(.composer(.submitted)))
      return "send"
    }
    let failure = Failure(kind: .throttled, status: 429, text: "Too many. \(random.text(2))", advice: "Wait.")
    let events: [ReplyEvent] = [
      .sent, .accepted, .textArrived(random.text(8)), .textArrived(random.text(8)), .textArrived(random.text(8)),
      .citationsArrived([Citation(filename: random.text(2))]), .completed, .failed(failure), .stopped,
      .retryScheduled(attempt: 2, at: bench.now + 2500, reason: failure),
    ]
    bench.feed(.outside(.history(.turnSaved(id))))
    let event = events.randomElement(using: &random)!
    bench.feed(.outside(.reply(id, event)))
    return "\(event)"
  }

  private mutating func history() -> String {
    let problem = HistoryProblem(kind: .full, text: "The disk is full. \(random.text(3))")
    let open = bench.state.pane.conversation!
    made += 1
    let headers = (0..<3).map { index in
      var header = Conversation.titled(random.text(3), id: "h\(made)x\(index)").header
      header.unread = index
      return header
    }
    let earlier = (0..<5).map { Message.sample("e\(made)x\($0)", .assistant, random.text(8), minute: -made) }
    let events: [HistoryEvent] = [
      .saveFailed(problem), .recovered,
      .conversationsLoaded(headers, drafts: [headers[0].id: Draft(text: "draft")], isLast: made % 2 == 0),
      .messagesLoaded(open, earlier, hasEarlier: true, scroll: .following, draft: Draft()),
      .loadFailed(open, problem),
    ]
    bench.feed(.outside(.history(events.randomElement(using: &random)!)))
    if Bool.random(using: &random) {
      bench.feed(.outside(.chatbots(.pageArrived([Chatbot(id: ChatbotID("b"), name: random.text(3))], isLast: true))))
    }
    return "history"
  }
}
