import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

/// vi's keys on the screen: which keys are its own, and how the mode shows.
@Suite struct ViKeyTests {
  private func bench(_ size: Size = Size(80, 24)) -> ScreenHarness {
    var bench = ScreenHarness(.sample(), size)
    bench.state.zone = .composer
    bench.state.settings.editing = .vi
    return bench
  }

  private func status(_ bench: inout ScreenHarness) -> String { bench.rows().last! }

  @Test func typingInsertsAndTheModeShowsInWords() {
    var bench = bench()
    bench.type("hello 漢字")
    #expect(bench.conversation.composer.text == "hello 漢字" && status(&bench).hasPrefix(" insert "))
    bench.press("Esc")
    #expect(status(&bench).hasPrefix(" NORMAL "))
    bench.type("bdw")
    #expect(bench.conversation.composer.text == "hello ")
    bench.type("v")
    #expect(status(&bench).hasPrefix(" VISUAL "))
    bench.press("Esc")
    bench.type("V")
    #expect(status(&bench).hasPrefix(" VISUAL LINES "))
  }

  @Test func withoutTheSettingNothingChanges() {
    var bench = ScreenHarness.new
    bench.type("hj")
    bench.press("Esc")
    bench.type("kx")
    #expect(bench.conversation.composer.text == "hjkx" && !status(&bench).contains("insert"))
  }

  @Test func escInNormalModeDoesWhatItDoesElsewhere() {
    var bench = ScreenHarness.replies
    bench.state.zone = .composer
    bench.state.settings.editing = .vi
    #expect(bench.press("Esc") == [.composer(.viPressed(.escape))])
    bench.type("d")
    #expect(bench.press("Esc") == [.composer(.viPressed(.escape))], "a command that was begun is let go first")
    #expect(bench.press("Esc") == [.replies(.stopped)])
  }

  @Test func enterSendsInEveryModeAndTheNextTextBeginsInInsertMode() {
    for keys in ["", "Esc", "Esc v"] {
      var bench = bench()
      bench.type("hello")
      for key in keys.split(separator: " ") { bench.press(String(key)) }
      bench.press("Enter")
      #expect(bench.conversation.messages.first?.text == "hello", "\(keys)")
      #expect(bench.conversation.vi.mode == .insert)
    }
  }

  @Test func ctrlRRedoesInNormalModeAndSearchesInInsertMode() {
    var bench = bench()
    bench.type("one two")
    bench.press("Esc")
    bench.type("x")
    bench.type("u")
    #expect(bench.conversation.composer.text == "one two")
    bench.press("Ctrl-R")
    #expect(bench.conversation.composer.text == "one tw" && bench.state.popups.isEmpty)
    bench.type("A")
    bench.press("Ctrl-R")
    #expect(bench.state.top != nil)
  }

  @Test func jAndKGoByRowsOfTheScreen() {
    var bench = bench(Size(20, 12))
    bench.type("0123456789abcdefghijklmnop")
    bench.press("Esc")
    bench.type("k")
    #expect(bench.conversation.composer.caret == 8, "\(bench.conversation.composer.caret)")
    bench.type("j")
    #expect(bench.conversation.composer.caret == 25)
  }

  @Test func slashFindsPromptsAndColonFindsCommands() {
    var bench = bench()
    bench.press("Esc")
    bench.type(":")
    #expect(bench.state.popups == [PalettePopup()])
    bench.press("Esc")
    bench.type("/")
    #expect(bench.state.top is PromptSearch, "no search")
  }

  @Test func otherKeysAndZonesStayTheKeymaps() {
    var bench = bench()
    bench.type("text")
    bench.press("Esc")
    bench.press("Ctrl-X")
    bench.press("R")
    bench.type("jk")
    #expect(bench.text().contains("jk"), "fields are typed into")
    bench.press("Esc")
    bench.press("Backspace")
    #expect(bench.conversation.composer.text == "text" && bench.conversation.composer.caret == 2)
    bench.press("End")
    #expect(bench.conversation.composer.caret == 3, "the caret of normal mode stands on a character")
    bench.press("Tab")
    #expect(bench.state.zone == .transcript && !status(&bench).contains("NORMAL"))
  }

  @Test func theModeShowsOnTheSmallestScreen() {
    var bench = bench(Size(20, 6))
    bench.type("漢字漢字漢字漢字漢字")
    bench.press("Esc")
    #expect(status(&bench).hasPrefix(" NORMAL "))
    bench.type("v0")
    #expect(status(&bench).hasPrefix(" VISUAL "))
    for row in bench.frame().rows { #expect(row.columns <= 20) }
  }

  @Test func aPasteInVisualModeReplacesAndEndsIt() {
    var bench = bench()
    bench.type("one two")
    bench.press("Esc")
    bench.type("0ve")
    bench.input(.paste("漢字"))
    #expect(bench.conversation.composer.text == "漢字 two")
    #expect(bench.conversation.vi.mode == .normal)
  }
}
