import ChatModel
import ChatStore
import Testing

@Suite struct LayerTests {
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

  @Test func thePickerBeginsAtTheChatbotInUse() {
    let known = ["a", "b", "c"].map { Chatbot(id: ChatbotID($0), name: $0) }
    var bench = Bench(settings: Settings(service: "api.test", chatbot: ChatbotID("c")))
    bench.feed(.outside(.chatbots(.pageArrived(known, isLast: true))))
    bench.user(.layerOpened(.chatbots(ChatbotPicker(purpose: .begin))))
    var picker = ChatbotPicker(purpose: .begin)
    picker.chooser.selected = 2
    #expect(bench.state.top == .chatbots(picker))
    bench.user(.layerClosed)
    bench.state.conversations[bench.id]!.header.chatbot = ChatbotID("b")
    bench.user(.layerOpened(.chatbots(ChatbotPicker(purpose: .assign(bench.id)))))
    picker = ChatbotPicker(purpose: .assign(bench.id))
    picker.chooser.selected = 1
    #expect(bench.state.top == .chatbots(picker))
  }

  private func edited(_ text: String) -> TextEditor {
    var editor = TextEditor()
    var killed = KillRing()
    editor.apply(.insert(text), killed: &killed)
    return editor
  }
}
