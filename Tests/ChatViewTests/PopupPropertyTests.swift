import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

@Suite struct PopupPropertyTests {
  private static let popups: [any Popup] = [
    LeaderHints(hintsAt: monday), ChatbotPicker(purpose: .begin), PalettePopup(list: ListPicker(selected: -3)),
    ThemePopup(list: ListPicker(selected: 99)), KeyHelp(scroll: -5),
    RenamePopup(conversation: ConversationID("c"), field: TextEditor("漢字")), QuittingQuestion(), PromptSearch(),
    StashPicker(list: ListPicker(selected: 5)), PastePopup(text: "漢字\n\u{1B}[31m"),
    SetupForm(baseURL: "https://漢字.example"), SearchSamples.found(at: monday), SearchSession(),
    LinksPopup(
      list: ListPicker(selected: 9),
      links: [.init(text: "漢字\u{1B}[31m", target: "https://漢字.example/\n"), .init(text: "", target: "x")]),
  ]

  private static let keys = [
    "Up", "Down", "PgUp", "PgDn", "Home", "End", "Enter", "Esc", "Tab", "Backspace", "Ctrl-W", "Ctrl-U", "Ctrl-K",
    "Ctrl-Y", "Ctrl-_", "Alt-B", "Left", "Right", "Ctrl-N", "Ctrl-P", "Ctrl-R", "Ctrl-C", "F2", "F9", "j", "k", "G",
    "漢", "e", "Space", "Alt-X", "Ctrl-X",
  ]

  @Test(arguments: SeededGenerator.seeds())
  func anyInputOnAnyScreenLeavesAWholeFrame(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var bench = PopupHarness()
    for step in 0..<120 {
      if bench.state.popups.isEmpty || Int.random(in: 0..<20, using: &generator) == 0 {
        bench.user(.popupOpened(AnyPopup(Self.popups.randomElement(using: &generator)!)))
      }
      if bench.state.popups.all.count > 4 { bench.state.popups = PopupStack(bench.state.popups.all.dropFirst()) }
      switch Int.random(in: 0..<13, using: &generator) {
      case 0: bench.take(.paste(generator.text(6)))
      case 1:
        let chatbots = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
          Chatbot(
            id: ChatbotID("\(Int.random(in: 0..<100, using: &generator))"), name: generator.text(4),
            model: generator.text(2))
        }
        bench.outside(.chatbots(.pageArrived(chatbots, isLast: Bool.random(using: &generator))))
      case 2:
        let failure = Failure(kind: .server, text: generator.text(20), advice: generator.text(5))
        bench.outside(.chatbots(.failed(failure)))
        bench.outside(.client(.setupRefused(failure)))
      case 12:
        bench.outside(.history(.promptsLoaded((0..<20).map { _ in generator.text(30) })))
        bench.state.stash = (0..<3).map {
          StashedText(id: StashID("\($0)"), text: generator.text(30), createdAt: monday)
        }
      case 3: bench.now = bench.now + Milliseconds(Int64.random(in: 0...5_000, using: &generator))
      case 4: bench.take(.focus(gained: true))
      case 5: bench.size = Size(Int.random(in: 0...8, using: &generator), Int.random(in: 0...5, using: &generator))
      case 6: bench.size = Size(Int.random(in: 1...130, using: &generator), Int.random(in: 1...45, using: &generator))
      default: bench.press(Self.keys.randomElement(using: &generator)!)
      }
      let frame = bench.frame("漢")
      let place = "seed \(seed), step \(step), \(bench.size), \(String(describing: bench.state.top))"
      #expect(frame.rows.count == bench.size.rows.value, "\(place)")
      #expect(frame.rows.allSatisfy { $0.columns <= bench.size.columns }, "\(place)")
      #expect(
        frame.rows.allSatisfy { row in
          row.spans.allSatisfy { span in !span.text.unicodeScalars.contains { $0.value < 0x20 } }
        }, "\(place)")
      if let caret = frame.caret {
        #expect(caret.column >= 0 && caret.column < bench.size.columns, "\(place)")
        #expect(caret.row >= 0 && caret.row < bench.size.rows, "\(place)")
      }
      if let due = bench.view.refreshDue(bench.state, now: bench.now) { #expect(due > bench.now, "\(place)") }
    }
  }

  /// Whatever a search found, on whatever screen: nothing is too wide, nothing hostile gets out, the border stands in its
  /// columns, and keys lead to what is there.
  @Test(arguments: SeededGenerator.seeds())
  func whateverASearchFoundIsShownWhole(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for step in 0..<60 {
      var bench = PopupHarness.searching(SearchSamples.random(&generator, at: monday))
      bench.size = Size(Int.random(in: 0...130, using: &generator), Int.random(in: 0...45, using: &generator))
      for _ in 0..<4 {
        let place = "seed \(seed), step \(step), \(bench.size)"
        let frame = bench.frame("漢")
        #expect(frame.rows.count == bench.size.rows.value, "\(place)")
        #expect(frame.rows.allSatisfy { $0.columns <= bench.size.columns }, "\(place)")
        for row in frame.rows {
          let isHostile = row.text.unicodeScalars.contains {
            $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) || (0x202A...0x202E).contains($0.value)
          }
          #expect(!isHostile, "\(place)")
        }
        if bench.size.columns >= 10, bench.size.rows >= 6 {
          let corners = frame.rows.map { Self.borders($0) }.filter { !$0.isEmpty }
          #expect(corners.count >= 3 && Set(corners).count == 1 && corners[0].count == 2, "\(place)")
        }
        if let caret = frame.caret {
          #expect(caret.column >= 0 && caret.column < bench.size.columns, "\(place)")
          #expect(caret.row >= 0 && caret.row < bench.size.rows, "\(place)")
        }
        bench.press(["Up", "Down", "PgUp", "PgDn", "Home", "Left", "Ctrl-U"].randomElement(using: &generator)!)
        let board = try #require(
          bench.state.popups[top: SearchSession.self], "it is closed: \(place)")
        #expect(board.list.selected <= max(40, board.rows.count), "\(place)")
      }
    }
  }

  /// The columns in which the border's sides and corners stand.
  private static func borders(_ row: Row) -> [Int] {
    row.spans.reduce(into: (0, [Int]())) { sum, span in
      if span.style.role == .popupBorder {
        for (offset, character) in span.text.enumerated() where "┌│└┐┘".contains(character) {
          sum.1.append(sum.0 + offset)
        }
      }
      sum.0 += span.columns.value
    }.1
  }

  /// Wide characters below and in a popup never move its border.
  @Test(arguments: [Size(20, 6), Size(40, 12), Size(80, 24), Size(120, 40)])
  func bordersStandInTheirColumns(size: Size) {
    for base in [".", "漢"] {
      for popup in Self.popups {
        var bench = PopupHarness.picking()
        bench.state.popups = [popup]
        bench.size = size
        bench.now = monday + 1_000
        let rows = bench.frame(base).rows
        let corners = rows.map { Self.borders($0) }.filter { !$0.isEmpty }
        // What is told of the chosen row stands behind a line of its own.
        let sides = Set(corners.map { [$0.first, $0.last] })
        #expect(corners.count >= 3 && sides.count == 1 && corners[0].count == 2, "\(popup) \(base)")
        #expect(Set(corners.filter { $0.count > 2 }).count <= 1, "\(popup) \(base)")
      }
    }
  }
}
