import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

/// What the mouse does, from the report to the changed state.
@Suite struct MouseTests {
  private func position(_ column: Int, _ row: Int) -> Position { Position(column: Columns(column), row: Rows(row)) }

  /// Three panes: 1 on the left, 2 above 3 on the right of it.
  private var panes: ScreenHarness {
    var bench = ScreenHarness(.long(4, messages: 60), Size(160, 40))
    bench.feed(.user(.panes(.split(.columns))))
    bench.feed(.user(.panes(.split(.rows))))
    for id in [2, 3] { bench.feed(.user(.panes(.focused(PaneID(id))))) }
    _ = bench.frame()
    return bench
  }

  /// A cell in the middle of the pane `id`.
  private func middle(_ id: Int, _ bench: inout ScreenHarness) -> Position {
    let rect = bench.screen.layout(bench.state).content(of: PaneID(id))!
    return position(
      rect.origin.column.value + rect.size.columns.value / 2, rect.origin.row.value + rect.size.rows.value / 2)
  }

  @Test func aClickGoesToThePaneAndTheNextOneReads() {
    var bench = panes
    #expect(bench.mouse(.press, middle(1, &bench)) == [.panes(.focused(PaneID(1)))])
    #expect(bench.state.focusedPane == PaneID(1))
    #expect(bench.state.zone == .composer)
    #expect(bench.mouse(.press, middle(1, &bench)) == [.zoneFocused(.transcript)])
    #expect(bench.mouse(.press, middle(1, &bench)) == [])
    #expect(bench.mouse(.press, middle(3, &bench)) == [.panes(.focused(PaneID(3)))])
    // The title of a pane belongs to it.
    let title = bench.screen.layout(bench.state).panes.first { $0.id == PaneID(2) }!.area.outer.origin
    bench.mouse(.press, position(title.column.value + 5, title.row.value))
    #expect(bench.state.focusedPane == PaneID(2))
  }

  @Test func aClickInTheListChoosesAndTheNextOneOpens() {
    var bench = ScreenHarness(.long(9), Size(100, 30))
    let row = bench.rows().firstIndex { $0.contains("conversation 3") }!
    bench.mouse(.press, position(4, row))
    #expect(bench.state.zone == .list)
    #expect(bench.state.list.selected == ConversationID("c3"))
    #expect(bench.state.pane.conversation == ConversationID("c0"))
    bench.mouse(.press, position(4, row))
    #expect(bench.state.pane.conversation == ConversationID("c3"))
    // Below the last row is nothing.
    #expect(bench.mouse(.press, position(4, 20)) == [.zoneFocused(.list)])
  }

  @Test func aClickInAFilteredListHitsWhatIsSeen() {
    var bench = ScreenHarness.filter
    let row = bench.rows().firstIndex { $0.contains("office hours") }!
    bench.mouse(.press, position(4, row))
    #expect(bench.state.list.selected == ConversationID("c"))
    bench.mouse(.press, position(4, row))
    #expect(bench.state.pane.conversation == ConversationID("c"))
    #expect(bench.state.list.filter == nil)
  }

  @Test func aClickInTheTextPutsTheCaretThere() {
    var bench = ScreenHarness.new
    bench.type("ab 漢字 cd")
    bench.state.zone = .transcript
    let row = bench.rows().firstIndex { $0.hasPrefix("> ab") }!
    #expect(bench.mouse(.press, position(6, row)) == [.zoneFocused(.composer), .composer(.edited(.moveTo(3)))])
    // The right half of a wide character is the character.
    bench.mouse(.press, position(8, row))
    #expect(bench.conversation.composer.caret == 6)
    bench.mouse(.press, position(70, row))
    #expect(bench.conversation.composer.caret == bench.conversation.composer.text.utf8.count)
    bench.mouse(.press, position(0, row))
    #expect(bench.conversation.composer.caret == 0)
  }

  @Test func aClickInALongTextHitsTheRowThatIsSeen() {
    var bench = ScreenHarness.composer
    _ = bench.frame()
    let rows = bench.rows()
    let row = rows.lastIndex { $0.contains("line 22") }!
    bench.mouse(.press, position(2, row))
    let text = bench.conversation.composer
    let before = String(decoding: text.text.utf8.prefix(text.caret), as: UTF8.self)
    #expect(before.hasSuffix("漢字\n"))
    #expect(String(text.text.utf8.dropFirst(text.caret).prefix(7))! == "line 22")
  }

  @Test func theWheelScrollsWhatIsUnderThePointer() throws {
    var bench = panes
    let before = bench.state.focusedPane
    let events = bench.mouse(.wheelUp, middle(1, &bench))
    try #require(
      matched(events.first) { if case .paging(.scrolled(PaneID(1), .anchored)) = $0 { true } else { nil } } != nil,
      "\(events)")
    #expect(bench.state.focusedPane == before)
    // By three rows, and back to the end.
    var keys = panes
    keys.feed(.user(.panes(.focused(PaneID(1)))))
    keys.state.zone = .transcript
    for _ in 0..<3 { keys.press("k") }
    func scroll(_ bench: ScreenHarness) -> ScrollPosition? { bench.state.panes.first { $0.id == PaneID(1) }?.scroll }
    #expect(scroll(bench) == scroll(keys))
    bench.mouse(.wheelDown, middle(1, &bench))
    #expect(scroll(bench) == .following)
    // Over the list it chooses; over the text it moves the caret, and recalls no prompt.
    bench.mouse(.wheelDown, position(3, 3))
    #expect(bench.state.list.selected != bench.state.pane.conversation)
    var long = ScreenHarness.composer
    _ = long.frame()
    let caret = long.conversation.composer.caret
    long.mouse(.wheelUp, position(5, 20))
    #expect(long.conversation.composer.caret < caret)
    var new = ScreenHarness.new
    #expect(new.mouse(.wheelUp, position(5, 22)) == [])
  }

  @Test func inPopupsTheWheelIsUpAndDown() {
    var bench = ScreenHarness.replies
    bench.press("Ctrl-X")
    bench.press("?")
    bench.mouse(.wheelDown, position(40, 10))
    #expect(bench.state.popups == [KeyHelp(scroll: 1)])
    #expect(bench.mouse(.press, position(40, 10)) == [])
    #expect(bench.mouse(.drag, position(41, 10)) == [])
    #expect(bench.mouse(.release, position(41, 10)) == [])
  }

  /// A list of more rows than fit moves under the mouse when a row is chosen: the second press there means that row.
  @Test func inPopupsAPressChoosesAndTheNextOneIsEnter() {
    var bench = ScreenHarness(.long(4), Size(100, 24))
    bench.press("Ctrl-X")
    bench.press("p")
    let chosen = { (bench: inout ScreenHarness) in bench.rows().last { $0.contains("│›") }! }
    let line = bench.rows().lastIndex { $0.contains("  ") && $0.contains("│  ") && !$0.contains("┘") }! - 1
    let pressed = bench.rows()[line]
    bench.mouse(.press, position(30, line))
    bench.mouse(.release, position(30, line))
    #expect(chosen(&bench).replacing("│›", with: "│ ") == pressed)
    #expect(bench.rows()[line] != pressed, "the list has moved")
    // A key between two presses lets go of the first.
    bench.press("Up")
    let other = bench.rows()[line]
    bench.mouse(.press, position(30, line))
    #expect(chosen(&bench).replacing("│›", with: "│ ") == other)
    #expect(bench.mouse(.press, position(30, line)).contains(.popupClosed))
    #expect(bench.state.top == nil)
    bench.press("Ctrl-X")
    bench.press("p")
    #expect(bench.mouse(.press, position(0, 0)) == [], "outside")
  }

  @Test func aPressedThemeIsShown() {
    var bench = ScreenHarness.replies
    bench.press("Ctrl-X")
    bench.press("t")
    let line = bench.rows().firstIndex { $0.contains("default-light") }!
    let events = bench.mouse(.press, position(40, line))
    #expect(events.contains(.program(.theme("default-light"))))
    #expect(bench.mouse(.press, position(40, line)).contains(.popupClosed))
  }

  // MARK: Borders

  @Test func theBorderOfTheListIsDragged() {
    var bench = ScreenHarness(.long(4), Size(120, 30))
    _ = bench.frame()
    for start in [23, 24] {
      bench.state.list.columns = 24
      #expect(bench.mouse(.press, position(start, 5)).isEmpty || start == 24)
      #expect(bench.mouse(.drag, position(33, 9)) == [.list(.resized(columns: 34))])
      #expect(bench.mouse(.drag, position(33, 10)) == [])
      bench.mouse(.drag, position(3000, 9))
      #expect(bench.state.list.columns == 60)
      bench.mouse(.drag, position(0, 9))
      #expect(bench.state.list.columns == 12)
      bench.mouse(.release, position(0, 9))
      #expect(bench.mouse(.drag, position(40, 9)) == [])
    }
  }

  /// Whatever is dragged, the border stands under the pointer where the panes' least sizes let it, and no pane is lost.
  @Test(arguments: SeededGenerator.seeds(8, slow: 20)) func theBorderFollowsThePointer(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var bench = ScreenHarness(.long(4), Size(500, 150))
    var followed = 0
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      bench.feed(.user(.panes(.split(Bool.random(using: &random) ? .columns : .rows))))
      if Bool.random(using: &random) { bench.feed(.user(.panes(.cycled(.backward)))) }
    }
    for _ in 0..<20 {
      let areas = bench.screen.layout(bench.state).panes
      let rect = areas.randomElement(using: &random)!.area.outer
      let isRight = Bool.random(using: &random)
      let start =
        isRight
        ? position(rect.across.upperBound - 1, rect.down.lowerBound + rect.size.rows.value / 2)
        : position(rect.across.lowerBound + rect.size.columns.value / 2, rect.down.upperBound - 1)
      bench.mouse(.press, start)
      guard case .panes(let first, let second) = bench.screen.hold else { continue }
      let border = bench.state.tree.border(between: first, and: second)!
      let target = position(Int.random(in: 0..<500, using: &random), Int.random(in: 0..<150, using: &random))
      bench.mouse(.drag, target)
      let now = bench.screen.layout(bench.state)
      #expect(Set(now.panes.map(\.id)) == Set(areas.map(\.id)), "seed \(seed)")
      let ends = now.panes.filter { border.parts[border.index].contains($0.id) }.map {
        border.axis == .columns ? $0.area.outer.across.upperBound : $0.area.outer.down.upperBound
      }
      let wanted = (border.axis == .columns ? target.column.value : target.row.value) + 1
      // Where a pane is as small as it may be, the border stands as near as that lets it.
      let hasRoom = now.panes.allSatisfy { $0.area.outer.size.columns > 20 && $0.area.outer.size.rows > 4 }
      if hasRoom {
        followed += 1
        #expect(ends.max()! == wanted, "seed \(seed): \(ends.max()!) to \(wanted)")
      }
      bench.mouse(.release, target)
      #expect(bench.screen.hold == nil)
    }
    if seed <= 20 { #expect(followed > 0, "seed \(seed)") }
  }

  @Test func aZoomedPaneHasNoBorderToDrag() {
    var bench = panes
    bench.feed(.user(.panes(.zoomSwitched)))
    let area = bench.screen.layout(bench.state).panes[0].area.outer
    bench.mouse(.press, position(area.across.upperBound - 1, 5))
    #expect(bench.mouse(.drag, position(90, 5)) == [])
    #expect(bench.state.isZoomed)
  }

  // MARK: Links

  private var linked: ScreenHarness {
    let text = "See [the hours](https://example.org/hours) and <https://example.org/漢>."
    return ScreenHarness(.sample([.titled("links", id: "c", [.sample("1", .assistant, text)])]), Size(100, 30))
  }

  @Test func aClickOnALinkOpensIt() {
    var bench = linked
    let row = bench.rows().firstIndex { $0.contains("the hours") }!
    let column = bench.frame().rows[row].column(of: "the hours")
    #expect(bench.mouse(.press, position(column + 1, row)) == [])
    #expect(bench.mouse(.release, position(column + 1, row)) == [.copying(.linkOpened("https://example.org/hours"))])
    #expect(bench.commands.last == .client(.openLink("https://example.org/hours")))
    // Not when the pointer slips, and not beside it.
    bench.mouse(.press, position(column + 1, row))
    bench.mouse(.drag, position(column + 2, row))
    #expect(bench.mouse(.release, position(column + 1, row)) == [])
    bench.mouse(.press, position(column + 1, row))
    #expect(bench.mouse(.release, position(column + 1, row + 1)) == [])
    bench.mouse(.press, position(column - 2, row))
    #expect(bench.mouse(.release, position(column - 2, row)) == [])
  }

  // MARK: Hostile

  @Test(arguments: [Size(200, 60), Size(80, 24), Size(40, 12), Size(20, 6), Size(10, 3), Size(1, 1)])
  func noReportDoesHarm(size: Size) {
    var random = SeededGenerator(seed: 7)
    var bench = ScreenHarness(.long(5, messages: 20), size)
    for step in 0..<400 {
      let action = [MouseInput.Action.press, .drag, .release, .wheelUp, .wheelDown].randomElement(using: &random)!
      let place = [
        position(Int.random(in: 0...210, using: &random), Int.random(in: 0...70, using: &random)),
        position(0x10FFFF, 0x10FFFF), position(0, 0),
      ][step % 40 == 0 ? 1 : step % 41 == 0 ? 2 : 0]
      bench.mouse(action, place)
      if step % 37 == 0 { bench.feed(.user(.panes(.split(step % 2 == 0 ? .rows : .columns)))) }
      if step % 53 == 0 { bench.press("Ctrl-X") }
      if step % 59 == 0 { bench.press("Esc") }
      #expect(bench.conversation.composer.isEmpty)
      #expect(bench.frame().rows.allSatisfy { $0.columns <= size.columns })
    }
  }

  @Test func switchingIsSaidInWords() {
    var bench = ScreenHarness.new
    bench.press("Ctrl-X")
    bench.press("m")
    #expect(bench.commands.last == .client(.useMouse(true)))
    bench.feed(.outside(.client(.mouseChanged(isOurs: true))))
    #expect(bench.state.hasMouse)
    #expect(bench.text().contains("Mouse on: "))
    bench.feed(.user(.program(.mouseSwitched)))
    #expect(bench.commands.last == .client(.useMouse(false)))
    bench.feed(.outside(.client(.mouseChanged(isOurs: false))))
    #expect(bench.text().contains("Mouse off: "))
  }
}

extension ScreenHarness {
  @discardableResult
  fileprivate mutating func mouse(_ action: MouseInput.Action, _ position: Position) -> [UserEvent] {
    input(.mouse(MouseInput(action, at: position)))
  }
}

extension Row {
  /// The column at which `part` begins, in a row that holds it.
  fileprivate func column(of part: String) -> Int {
    var column = 0
    for span in spans {
      if span.text.hasPrefix(part) { return column }
      column += span.columns.value
    }
    return column
  }
}
