import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

@Suite struct ScreenGoldenTests {
  static let sizes = [Size(20, 6), Size(40, 12), Size(80, 24), Size(120, 40), Size(200, 60)]

  @Test(arguments: ScreenHarness.samples.map(\.name), sizes)
  func screens(name: String, size: Size) throws {
    var bench = ScreenHarness.samples.first { $0.name == name }!.bench
    bench.screen.resize(size)
    try expectGolden(bench.frame(), name)
  }

  @Test(arguments: [40, 80, 200])
  func statusLines(width: Int) throws {
    var frame = Frame(size: Size(width, 0))
    for sample in Self.statusSamples {
      var bench = sample
      bench.screen.resize(Size(width, 24))
      frame.rows.append(bench.frame().rows[23])
    }
    frame.size.rows = Rows(frame.rows.count)
    try expectGolden(frame, "status")
  }

  /// In the order of precedence: each one has what the next ones have too.
  static var statusSamples: [ScreenHarness] {
    let failure = Failure(kind: .throttled, status: 429, text: "Too many requests.", advice: "")
    var idle = ScreenHarness.new
    var samples = [idle]
    idle.state.settings.kind = .demo
    idle.conversation.header.mode = .synchronous
    samples.append(idle)
    idle.state.settings = Settings(connection: .missing)
    samples.append(idle)
    for zone in [Zone.transcript, .list] {
      var zoned = ScreenHarness.replies
      zoned.conversation.running = nil
      zoned.state.replies = [:]
      zoned.state.zone = zone
      samples.append(zoned)
    }
    var bench = ScreenHarness.replies
    samples.append(bench)
    var talk = Conversation.titled(
      "", id: "d", [.sample("q", .person, "Q"), .sample("a", .assistant, "")]
    ).running(.waiting, reply: "w")
    bench.state.conversations[ConversationID("d")] = talk
    bench.state.replies[ReplyID("w")] = ConversationID("d")
    samples.append(bench)
    bench.state.pane.conversation = ConversationID("d")
    samples.append(bench)
    talk.running!.retry = ScheduledRetry(attempt: 2, at: bench.now + 2400, reason: failure)
    bench.state.conversations[ConversationID("d")] = talk
    samples.append(bench)
    bench.state.historyProblem = HistoryProblem(
      kind: .full, text: "The disk is full: /home/me/history.sqlite cannot be written. Make room.")
    samples.append(bench)
    bench.state.notice = Notice("Copied 312 characters.", until: bench.now + 4000)
    samples.append(bench)
    bench.state.notice = Notice("A reply is still running.", severity: .warning, until: bench.now + 4000)
    samples.append(bench)
    return samples
  }

  @Test(arguments: ScreenHarness.samples.map(\.name))
  func rightBordersAreInTheRightColumn(name: String) throws {
    var bench = ScreenHarness.samples.first { $0.name == name }!.bench
    for columns in 40...140 {
      bench.screen.resize(Size(columns, 16))
      let layout = bench.screen.layout(bench.state)
      let area = layout.panes.first?.area ?? layout.list!
      for row in bench.frame().rows.prefix(area.outer.size.rows.value) {
        // Over the whole width there are rules above and below only.
        let last = try #require(row.text.last, "\(name) at \(columns): \(row.text)")
        try #require(
          row.columns.value == columns && (area.border == .rules || "┐│┘".contains(last)),
          "\(name) at \(columns): \(row.text)")
      }
    }
  }

  @Test(arguments: [Size(0, 0), Size(1, 1), Size(1, 30), Size(19, 30), Size(100, 5), Size(100, 1), Size(12, 4)])
  func tooSmallSaysSo(size: Size) {
    var bench = ScreenHarness.replies
    bench.screen.resize(size)
    let frame = bench.frame()
    #expect(frame.rows.count == size.rows.value)
    #expect(frame.rows.allSatisfy { $0.columns <= size.columns })
    #expect(frame.caret == nil)
    let sentence = "too small: \(size.columns.value)x\(size.rows.value); maichat needs 20x6"
    let shown = frame.rows.map(\.text).joined().filter { $0 != " " }
    #expect(sentence.filter { $0 != " " }.hasPrefix(shown))
    if size.columns.value * size.rows.value >= 3 * sentence.count { #expect(shown == sentence.filter { $0 != " " }) }
    // Keys still work, so that one can leave.
    bench.state.replies = [:]
    #expect(bench.press("Ctrl-Q") == [.program(.quit(.asked))])
  }
}
