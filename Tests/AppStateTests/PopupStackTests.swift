import AppState
import ChatModel
import Testing

@Suite struct PopupStackTests {
  @Test func thePickerBeginsAtTheChatbotInUse() {
    let known = ["a", "b", "c"].map { Chatbot(id: ChatbotID($0), name: $0) }
    var bench = Harness(settings: Settings(service: "api.test", chatbot: ChatbotID("c")))
    bench.feed(.outside(.chatbots(.pageArrived(known, isLast: true))))
    bench.user(.opened(ChatbotPicker(purpose: .begin)))
    var picker = ChatbotPicker(purpose: .begin)
    picker.list.selected = 2
    #expect(bench.state.popups == [picker])
    bench.user(.popupClosed)
    bench.state.conversations[bench.id]!.header.chatbot = ChatbotID("b")
    bench.user(.opened(ChatbotPicker(purpose: .assign(bench.id))))
    picker = ChatbotPicker(purpose: .assign(bench.id))
    picker.list.selected = 1
    #expect(bench.state.popups == [picker])
  }

  @Test func aPopupIsReachedByItsType() {
    var stack: PopupStack = [StashPicker(), ComparisonPicker()]
    #expect(stack[top: StashPicker.self] == nil && stack[top: ComparisonPicker.self] == ComparisonPicker())
    stack[top: StashPicker.self] = StashPicker(list: ListPicker(selected: 1))
    stack[top: StashPicker.self] = nil
    #expect(stack == [StashPicker(), ComparisonPicker()], "another one is on top")
    stack[top: ComparisonPicker.self]?.switchChosen(ChatbotID("a"))
    #expect(stack == [StashPicker(), ComparisonPicker(chosen: [ChatbotID("a")])])
    #expect(stack != [ComparisonPicker(chosen: [ChatbotID("a")]), StashPicker()])
    stack[top: ComparisonPicker.self] = nil
    #expect(stack == [StashPicker()] && stack.all(StashPicker.self).count == 1)
  }

  /// What was made from a popup that is not on top any more changes nothing.
  @Test func onlyThePopupOnTopIsChanged() {
    var bench = Harness()
    bench.user(.opened(StashPicker()))
    bench.user(.changed(StashPicker(list: ListPicker(selected: 2))))
    #expect(bench.state.popups == [StashPicker(list: ListPicker(selected: 2))])
    bench.user(.opened(QuittingQuestion()))
    bench.user(.changed(StashPicker()))
    #expect(bench.state.popups == [StashPicker(list: ListPicker(selected: 2)), QuittingQuestion()])
  }
}
