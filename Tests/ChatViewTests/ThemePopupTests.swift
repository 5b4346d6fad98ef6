import AppState
import Canvas
import ChatModel
import Testing

@testable import ChatView

@Suite struct ThemePopupTests {
  private var bench: PopupHarness { PopupHarness(ThemePopup(list: ListPicker(selected: 3))) }

  @Test func movingShowsAThemeAtOnce() {
    var bench = bench
    #expect(bench.result("Up") == InputResult(events: [.popupSelected(2), .program(.theme("high-contrast"))]))
    bench.press("Up")
    #expect(bench.state.settings.themeName == "high-contrast")
    bench.press("Enter")
    #expect(bench.state.settings.themeName == "high-contrast" && bench.state.popups.isEmpty)
  }

  @Test func leavingGoesBackToTheThemeBefore() {
    for key in ["Esc", "Ctrl-C"] {
      var bench = bench
      bench.press("Up", "Up", key)
      #expect(bench.state.settings.themeName == "mono" && bench.state.popups.isEmpty)
    }
    #expect(bench.result("Esc") == InputResult(events: [.popupClosed]))
  }

  @Test func theThemeToGoBackToIsRemembered() {
    var bench = bench
    bench.press("Up")
    bench.user(.popupEdited(.insert("d")))
    #expect(bench.state.settings.themeName == "high-contrast" && bench.chosen == 0)
    #expect(bench.state.popups[top: ThemePopup.self]?.original == "mono")
    #expect(bench.state.popups[top: ThemePopup.self]?.list.filter.text == "d")
  }

  @Test func theFirstThatPassesTheFilterIsShown() {
    var bench = bench
    bench.type("light")
    #expect(bench.state.settings.themeName == "default-light" && bench.chosen == 0)
    bench.press("Ctrl-U", "Ctrl-Y")
    #expect(bench.state.settings.themeName == "default-light")
    bench.type("x")
    #expect(bench.text.contains("No theme is called like this."))
    #expect(bench.result("Enter") == [])
    bench.press("Esc")
    #expect(bench.state.settings.themeName == "mono")
  }
}
