import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

/// The commands that a text beginning with a slash offers.
@Suite struct CommandMenuTests {
  @Test func typingASlashAndANameOffersCommandsWithTheirKeys() {
    var bench = ScreenHarness.new
    bench.type("/")
    #expect(bench.text().contains("Tab runs  Enter sends as it is  Esc hides"))
    bench.type("split")
    let text = bench.text()
    #expect(text.contains("›/split-right") && text.contains(" /split-below") && text.contains("Ctrl-X |"))
    #expect(bench.frame().caret?.column == 8, "the caret stays in the text")
  }

  @Test func tabRunsWhatIsChosenAndTakesTheNameAway() {
    var bench = ScreenHarness.new
    bench.type("/split")
    bench.press("Down")
    bench.press("Tab")
    #expect(bench.state.panes.count == 2 && bench.state.tree.panes.count == 2)
    #expect(bench.state.conversations.values.allSatisfy { $0.composer.isEmpty && $0.messages.isEmpty })
  }

  @Test func enterAlwaysSendsTheTextAsItStands() {
    for text in ["/keys", "/help", "/", "//x", " /keys", "/echo a b"] {
      var bench = ScreenHarness.new
      bench.type(text)
      bench.press("Enter")
      #expect(bench.conversation.messages.first?.text == text && bench.state.popups.isEmpty)
    }
  }

  @Test func escHidesItUntilAnotherTextBegins() {
    var bench = ScreenHarness.new
    bench.type("/ke")
    #expect(bench.press("Esc") == [.composer(.menuClosed)])
    #expect(!bench.text().contains("Tab runs"))
    bench.type("y")
    #expect(!bench.text().contains("Tab runs"))
    #expect(bench.press("Tab") == [.zoneCycled(.forward)])
    bench.press("i")
    for _ in 0..<4 { bench.press("Backspace") }
    bench.type("/")
    #expect(bench.text().contains("Tab runs"))
  }

  @Test func otherTextsOfferNothing() {
    for text in ["", "x", "//", "/keys ", "/nothing-is-called-so", " /keys", "/漢字", "/a\n"] {
      var bench = ScreenHarness.new
      bench.input(.paste(text))
      #expect(CommandMenuView(bench.state) == nil, "\(text.debugDescription)")
    }
    var bench = ScreenHarness.new
    bench.type("/keys")
    bench.press("Left")
    #expect(CommandMenuView(bench.state) == nil, "the caret is within the name")
  }

  @Test func whatEditsTheTextIsNotOffered() {
    var bench = ScreenHarness.new
    bench.type("/")
    let commands = CommandMenuView(bench.state)!.commands
    #expect(commands.contains(.quit) && commands.contains(.stash) && commands.contains(.searchPrompts))
    for command in [ChatCommand.send, .left, .yank, .up, .newline, .leader] { #expect(!commands.contains(command)) }
  }

  @Test func stashBySlashBringsTextBack() {
    var bench = ScreenHarness.new
    bench.type("kept")
    bench.press("Alt-S")
    bench.type("/stash")
    bench.press("Tab")
    #expect(bench.conversation.composer.text == "kept")
  }

  @Test func aCommandIsAnsweredForTheTextThatIsLeft() {
    var bench = ScreenHarness.new
    bench.type("/stop")
    bench.press("Tab")
    #expect(bench.state.notice?.text == "No reply is running here. Ctrl-Q quits.")
  }

  @Test(arguments: [Size(20, 6), Size(21, 7), Size(40, 10), Size(80, 24), Size(200, 60)])
  func itFitsAnyScreen(size: Size) {
    var bench = ScreenHarness(.sample(), size)
    bench.type("/")
    for _ in 0..<30 { bench.press("Down") }
    let rows = bench.frame().rows
    #expect(rows.count == size.rows.value && rows.allSatisfy { $0.columns <= size.columns })
    #expect(bench.text().contains("›/"))
    #expect(rows[size.rows.value - 2].text.hasPrefix("> /"))
  }
}
