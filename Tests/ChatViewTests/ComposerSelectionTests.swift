import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

/// Selecting in the composer: keys, and how it looks.
@Suite struct ComposerSelectionTests {
  private func marked(_ bench: inout ScreenHarness) -> String {
    bench.frame().rows.flatMap(\.spans).filter { $0.style.attributes.contains(.reverse) && $0.style.role == .selection }
      .map(\.text).joined(separator: "/")
  }

  @Test func whatIsSelectedIsShownReversed() {
    var bench = ScreenHarness.new
    bench.type("one 漢字 two")
    bench.press("Ctrl-Shift-Left")
    bench.press("Ctrl-Shift-Left")
    #expect(marked(&bench) == "漢字 two")
    bench.press("Shift-Home")
    #expect(marked(&bench) == "one 漢字 two")
    bench.press("Left")
    #expect(marked(&bench) == "" && bench.conversation.composer.caret == 0)
  }

  @Test func aSelectedLineEndIsSeenAndEveryRowStaysInItsColumns() {
    var bench = ScreenHarness.new
    let width = bench.screen.size.columns.value - 3
    bench.input(.paste(String(repeating: "x", count: width) + "\n\n漢"))
    bench.press("Ctrl-X")
    bench.press("h")
    #expect(marked(&bench) == String(repeating: "x", count: width) + " / /漢")
    for row in bench.frame().rows { #expect(row.columns <= bench.screen.size.columns) }
  }

  @Test func theMarkSelectsByMotionsAndEscLetsGoBeforeAnythingElse() {
    var bench = ScreenHarness.replies
    bench.state.zone = .composer
    bench.type("one two")
    bench.press("Ctrl-Space")
    bench.press("Alt-B")
    #expect(marked(&bench) == "two")
    #expect(bench.press("Esc") == [.composer(.edited(.dropSelection))])
    #expect(bench.press("Esc") == [.replies(.stopped)])
    #expect(bench.conversation.composer.text == "one two")
  }

  @Test func shiftWithUpAndDownSelectsRows() {
    var bench = ScreenHarness.new
    bench.input(.paste("first\nsecond\nthird"))
    bench.press("Shift-Up")
    #expect(bench.conversation.composer.selectedText == "d\nthird")
    bench.press("Shift-Up")
    bench.press("Shift-Up")
    #expect(bench.conversation.composer.selectedText == "first\nsecond\nthird", "past the first row: its start")
    bench.press("Shift-Down")
    bench.press("Shift-Down")
    bench.press("Shift-Down")
    #expect(bench.conversation.composer.selection == nil)
  }

  @Test func copyingTakesTheSelectionToTheClipboardOrSaysThatThereIsNone() {
    var bench = ScreenHarness.new
    bench.type("漢字")
    bench.press("Alt-W")
    #expect(bench.state.notice?.text.hasPrefix("Nothing is selected") == true)
    bench.press("Shift-Left")
    bench.press("Alt-W")
    #expect(bench.commands.contains(.client(.copy("字"))))
    bench.press("Ctrl-Y")
    #expect(bench.conversation.composer.text == "漢字字")
  }

  @Test func altYAfterAYankBringsWhatWasCutBefore() {
    var bench = ScreenHarness.new
    bench.type("one")
    bench.press("Ctrl-U")
    bench.type("two")
    bench.press("Ctrl-U")
    bench.press("Ctrl-Y")
    bench.press("Alt-Y")
    #expect(bench.conversation.composer.text == "one")
  }

  @Test func aSelectionInAFieldIsShownToo() {
    var bench = ScreenHarness.new
    bench.press("Ctrl-X")
    bench.press("R")
    bench.type("漢字ab")
    bench.press("Shift-Left")
    #expect(marked(&bench) == "b")
  }
}
