import Canvas
import ChatModel
import ChatStore
import Testing

@testable import ChatView

@Suite struct ThemePopupTests {
  private var bench: PopupBench { PopupBench(.themes(Chooser(selected: 3))) }

  @Test func movingShowsAThemeAtOnce() {
    var bench = bench
    #expect(bench.result("Up") == LayerResult(events: [.layerSelected(2), .themeWanted("high-contrast")]))
    bench.press("Up")
    #expect(bench.state.settings.themeName == "high-contrast")
    bench.press("Enter")
    #expect(bench.state.settings.themeName == "high-contrast" && bench.state.layers.isEmpty)
  }

  @Test func leavingGoesBackToTheThemeBefore() {
    for key in ["Esc", "Ctrl-C"] {
      var bench = bench
      bench.press("Up", "Up", key)
      #expect(bench.state.settings.themeName == "mono" && bench.state.layers.isEmpty)
    }
    #expect(bench.result("Esc") == LayerResult(events: [.layerClosed]))
  }

  @Test func theFirstThatPassesTheFilterIsShown() {
    var bench = bench
    bench.type("light")
    #expect(bench.state.settings.themeName == "default-light" && bench.chosen == 0)
    bench.press("Ctrl-U", "Ctrl-Y")
    #expect(bench.state.settings.themeName == "default-light")
    bench.type("x")
    #expect(bench.text.contains("No theme is called like this."))
    #expect(bench.result("Enter") == .nothing)
    bench.press("Esc")
    #expect(bench.state.settings.themeName == "mono")
  }
}
