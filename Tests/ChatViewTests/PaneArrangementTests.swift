import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

@Suite struct PaneArrangementTests {
  private func bench(_ events: [UserEvent], _ size: Size = Size(160, 40)) -> ScreenHarness {
    var bench = ScreenHarness(.long(4), size)
    for event in events { bench.feed(.user(event)) }
    return bench
  }

  /// Every cell belongs to one pane, whatever the tree and the size.
  @Test(arguments: SeededGenerator.seeds(30))
  func panesTileTheirRoom(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var bench = ScreenHarness(.long(4), Size(160, 40))
    for _ in 0..<Int.random(in: 0...9, using: &random) {
      let axis: PaneTree.Axis = Bool.random(using: &random) ? .columns : .rows
      bench.feed(.user(.panes(.split(axis))))
      bench.feed(.user(.panes(.cycled(.backward))))
      bench.feed(.user(.panes(.resized(axis, percent: Int.random(in: -60...60, using: &random)))))
    }
    for _ in 0..<10 {
      let room = Rect(
        column: 3, row: 2, columns: Int.random(in: 20...250, using: &random),
        rows: Int.random(in: 4...80, using: &random))
      let rects = PaneArrangement(bench.state).rects(in: room)
      #expect(rects.contains { $0.id == bench.state.focusedPane }, "seed \(seed)")
      var cells = 0
      for (index, one) in rects.enumerated() {
        let least = PaneArrangement.least
        #expect(one.rect.size.columns >= min(least.columns, room.size.columns), "seed \(seed)")
        #expect(one.rect.size.rows >= min(least.rows, room.size.rows), "seed \(seed)")
        cells += one.rect.size.columns.value * one.rect.size.rows.value
        // Rows are put together from left to right.
        for other in rects[..<index] { #expect(other.rect.origin.column <= one.rect.origin.column) }
      }
      #expect(cells == room.size.columns.value * room.size.rows.value, "seed \(seed)")
    }
  }

  @Test func panesGoAndComeBackWithTheRoom() {
    var bench = bench([
      .panes(.split(.columns)), .panes(.split(.columns)), .panes(.split(.columns)), .panes(.cycled(.forward)),
    ])
    func shown(_ size: Size) -> [PaneID] {
      bench.resize(size)
      return bench.screen.layout(bench.state).panes.map(\.id)
    }
    #expect(shown(Size(160, 40)).count == 4)
    #expect(shown(Size(88, 40)) == [PaneID(1), PaneID(2), PaneID(3)])
    #expect(shown(Size(50, 40)) == [PaneID(1)], "the focused one")
    #expect(shown(Size(20, 6)) == [PaneID(1)])
    #expect(shown(Size(160, 40)).count == 4)
  }

  @Test func theFocusMovesWhereThePanesLie() {
    // 1 | 2
    //   | 3
    var bench = bench([.panes(.split(.columns)), .panes(.split(.rows))])
    #expect(bench.state.focusedPane == PaneID(3))
    var seen: [Int] = []
    for key in ["Alt-Up", "Alt-Left", "Alt-Right", "Alt-Down", "Alt-Down", "Alt-1", "Alt-3"] {
      bench.press(key)
      seen.append(bench.state.focusedPane.value)
    }
    #expect(seen == [2, 1, 2, 3, 3, 1, 3])
    #expect(bench.press("Alt-7") == [.noticed("There is no pane 7.")])
  }

  @Test func everyPaneIsDrawnWithItsNumberAndTheFocusShows() {
    var bench = bench([])
    bench.press("Ctrl-X")
    bench.press("|")
    bench.press("Ctrl-X")
    bench.press("-")
    let rows = bench.rows()
    #expect(rows[0].contains(" 1 ") && rows[0].contains(" 2 "))
    #expect(rows.contains { $0.contains("›3 ") })
    for row in bench.frame().rows.prefix(30) { #expect(row.columns == 160) }
    bench.press("Ctrl-X")
    bench.press("z")
    #expect(!bench.text().contains(" 2 Front"))
  }

  @Test func theComposerSaysToWhomABroadcastGoes() {
    var bench = bench([.panes(.split(.columns))])
    bench.press("Ctrl-X")
    bench.press("b")
    #expect(bench.text().contains("to 2 conversations"))
  }

  /// What goes to others, or takes another message's place, is said on the smallest screen too.
  @Test func theSmallestScreenSaysWhatIsOutOfTheOrdinary() {
    var bench = bench([.panes(.split(.columns))])
    bench.resize(Size(20, 6))
    #expect(!bench.text().contains("to "))
    bench.press("Ctrl-X")
    bench.press("b")
    #expect(bench.text().contains("to 2 conversations"))
    #expect(bench.rows().count == 6)
  }

  /// A reader who has scrolled keeps the text at the top when a pane opens, grows and closes.
  @Test func textStaysAtTheTopWhenThePanesChange() {
    let words = (0..<400).map { "word\($0)" }.joined(separator: " ")
    var bench = ScreenHarness(
      .sample([.sample([.sample("a", .assistant, words), .sample("b", .assistant, words)])]), Size(160, 20))
    bench.state.zone = .transcript
    bench.press("g")
    for _ in 0..<6 { bench.press("j") }
    /// The first of the numbered words on the screen.
    func top() -> Int? {
      let row = bench.rows().first { $0.contains("word") } ?? ""
      return row.firstRange(of: "word").flatMap { Int(row[$0.upperBound...].prefix { $0.isNumber }) }
    }
    let first = top()
    #expect(first != nil)
    let place = bench.state.pane.scroll
    for (leader, key) in [("Ctrl-X", "|"), ("Ctrl-X", "Left"), ("Ctrl-X", "x")] {
      bench.press(leader)
      bench.press(key)
      #expect(top().map { $0 <= first! } == true, "\(key)")
      #expect(top().map { $0 > first! - 40 } == true, "\(key)")
    }
    #expect(bench.state.pane.scroll == place)
    #expect(top() == first)
  }
}
