import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

/// The popups over the base screen: who gets the keys, and what runs when they close.
@Suite struct ScreenPopupTests {
  @Test func aChordRunsItsCommandOnTheScreenBelow() {
    var bench = ScreenHarness(.sample([.long(60)]))
    #expect(bench.press("Ctrl-X") == [.opened(LeaderHints(hintsAt: bench.now))])
    #expect(bench.rows()[23].hasSuffix("Ctrl-X and one more key"))
    #expect(bench.screen.refreshDue(bench.state, now: bench.now) == bench.now + 400)
    #expect(bench.press("l") == [.popupClosed, .list(.switched)])
    #expect(!bench.state.list.isVisible)
    bench.press("Ctrl-X")
    #expect(bench.press("r") == [.popupClosed, .transcript(.rawSwitched)])
    bench.press("Ctrl-X")
    bench.press("q")
    #expect(bench.commands.last == .client(.quit))
    _ = bench.frame()
    #expect(bench.screen.refreshDue(bench.state, now: bench.now) == nil)
  }

  @Test func thePaletteRunsCommandsOfAnyZone() {
    var bench = ScreenHarness(.sample([.long(60)]))
    for command in ["top", "list-down", "newline", "filter"] {
      bench.press("Ctrl-X")
      bench.press("p")
      bench.type(command)
      bench.press("Enter")
      #expect(bench.state.popups.isEmpty, "\(command)")
    }
    #expect(bench.state.pane.scroll == .anchored(message: MessageID("m0"), row: -2))
    #expect(bench.conversation.composer.text == "\n")
    #expect(bench.state.zone == .list)
    #expect(bench.state.list.filter != nil)
  }

  @Test func keysAndPastesGoToThePopupOnTop() {
    var bench = ScreenHarness(.long(3))
    bench.press("Ctrl-X")
    bench.press("R")
    bench.press("Ctrl-U")
    bench.type("a new name")
    bench.input(.paste(" for it"))
    let caret = bench.frame().caret
    #expect(caret != nil && caret!.row.value < 20)
    bench.press("Enter")
    #expect(bench.conversation.title == "a new name for it")
    #expect(bench.conversation.composer.isEmpty)
    #expect(bench.text().contains("Front desk · a new name for it"))
  }

  @Test func aReboundKeyIsTheOneThatHintsName() {
    var problems: [Keymap.Problem] = []
    let keymap = Keymap(
      [
        Keymap.Binding(zone: .everywhere, key: "F1", command: "keys"),
        Keymap.Binding(zone: .composer, key: "Enter", command: "newline"),
        Keymap.Binding(zone: .composer, key: "F2", command: "send"),
      ], problems: &problems)
    #expect(problems == [])
    var bench = ScreenHarness.new
    bench.screen = ChatScreen(keymap: keymap, themes: [], zone: .fixed(secondsEast: 0))
    bench.screen.resize(Size(80, 24))
    #expect(bench.rows()[23].contains("F2 send  F1 keys"))
    #expect(bench.text().contains("Type a message, F2 sends it"))
    bench.type("one")
    bench.press("Enter")
    bench.type("two")
    bench.press("F2")
    #expect(bench.conversation.messages.first?.text == "one\ntwo")
  }
}
