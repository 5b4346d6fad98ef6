import ChatModel
import ChatStore
import Testing

@Suite struct ThemeLayerTests {
  @Test func theChooserRemembersTheThemeToGoBackTo() {
    var bench = Bench(settings: Settings(service: "api.test", themeName: "mono"))
    bench.user(.layerOpened(.themes(Chooser(selected: 2))))
    #expect(bench.state.top == .themes(Chooser(selected: 2), original: "mono"))
    #expect(bench.user(.themeWanted("high-contrast")) == [.client(.useTheme("high-contrast"))])
    bench.feed(.outside(.client(.themeChanged("high-contrast"))))
    bench.user(.layerSelected(1))
    bench.user(.layerEdited(.insert("d")))
    #expect(bench.state.settings.themeName == "high-contrast")
    #expect(bench.state.top == .themes(Chooser(filter: edited("d")), original: "mono"))
  }

  private func edited(_ text: String) -> TextEditor {
    var editor = TextEditor()
    var killed = ""
    editor.apply(.insert(text), killed: &killed)
    return editor
  }
}
