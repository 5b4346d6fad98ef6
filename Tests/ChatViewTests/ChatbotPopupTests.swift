import AppState
import Canvas
import ChatModel
import Testing

@testable import ChatView

@Suite struct ChatbotPopupTests {
  @Test func aChatbotIsFoundAndChosen() {
    var bench = PopupHarness.picking()
    bench.type("CLAUDE")
    #expect(bench.text.contains("1 shown"))
    bench.press("Enter")
    #expect(bench.state.popups.isEmpty)
    #expect(bench.state.settings.chatbot == ChatbotID("b2"))
  }

  /// What the service says of the chosen one, where there is room for it; its text drives nothing.
  @Test func theChosenOneIsToldOf() {
    let known = [
      Chatbot(
        id: ChatbotID("b1"), name: "Front desk", model: "model-a", about: "Opening hours \u{1B}[2J and 地圖",
        retrieval: "hybrid", replyMode: "workflow", updatedAt: monday),
      Chatbot(id: ChatbotID("b2"), name: "Other"),
    ]
    var bench = PopupHarness.picking(known, isLast: true)
    for text in ["model model-a", "retrieval hybrid", "replies workflow", "changed ", "Opening hours", "地圖", "b1"] {
      #expect(bench.text.contains(text), "\(text)")
    }
    #expect(!bench.text.contains("\u{1B}"))
    bench.press("Down")
    #expect(!bench.text.contains("workflow") && bench.text.contains("b2"))
    bench.size = Size(60, 24)
    #expect(!bench.text.contains("b2") && bench.text.contains("Other"))
  }

  @Test func aPageThatComesLaterLeavesTheChosenRowInPlace() {
    var bench = PopupHarness.picking(Array(PopupHarness.chatbots.prefix(3)), isLast: false)
    bench.press("Down", "Ctrl-N", "Down", "Ctrl-P")
    #expect(bench.chosen == 1)
    bench.outside(.chatbots(.pageArrived(PopupHarness.chatbots, isLast: true)))
    #expect(bench.chosen == 1)
    bench.press("Enter")
    #expect(bench.state.settings.chatbot == ChatbotID("b2"))
  }

  @Test func theClockRunsWhileTheListIsRead() {
    var bench = PopupHarness(ChatbotPicker(purpose: .begin))
    #expect(bench.commands == [.network(.loadChatbots)])
    bench.now = monday + 61_500
    #expect(bench.text.contains("reading the list… 61 s"))
    #expect(bench.view.refreshDue(bench.state, now: bench.now) == monday + 62_000)
    #expect(bench.result("Enter") == [])
  }

  @Test func aFailureIsSaidAndTriedAgain() {
    for key in ["r", "Enter", "Ctrl-R"] {
      var bench = PopupHarness(ChatbotPicker(purpose: .begin))
      bench.outside(.chatbots(.failed(PopupHarness.refusal)))
      #expect(bench.text.contains("The service does not know this key."))
      bench.commands = []
      bench.press(key)
      #expect(bench.commands == [.network(.loadChatbots)], "\(key)")
    }
    // With some chatbots known, r is a letter of the filter.
    var bench = PopupHarness.picking(PopupHarness.chatbots, isLast: false)
    bench.outside(.chatbots(.failed(PopupHarness.refusal)))
    #expect(bench.text.contains("The rest of the list could not be read"))
    #expect(bench.result("r") == InputResult(events: [.popupEdited(.insert("r"))]))
  }

  @Test func anEmptyListSaysWhatToDo() {
    var bench = PopupHarness.picking([])
    #expect(bench.text.contains("This key can see no chatbot."))
    #expect(bench.result("Enter") == InputResult(events: [.chatbots(.requested)]))
    bench = .picking()
    bench.type("nobody")
    #expect(bench.text.contains("No chatbot has this in its name or model."))
    #expect(bench.result("Enter") == [])
  }

  @Test func withoutAKeyTheSetupIsOpened() {
    var bench = PopupHarness(connection: .missing, ChatbotPicker(purpose: .begin))
    #expect(bench.text.contains("not set up yet"))
    bench.press("Enter")
    #expect(bench.form != nil && bench.state.popups.all.count == 1)
  }

  @Test func theOneInUseIsMarked() {
    var bench = PopupHarness()
    bench.state.settings.chatbot = ChatbotID("b1")
    bench.user(.opened(ChatbotPicker(purpose: .begin)))
    bench.outside(.chatbots(.pageArrived(PopupHarness.chatbots, isLast: true)))
    #expect(bench.text.contains("›✓ Front desk"))
  }

  @Test func theChosenRowStaysInView() {
    let many = (0..<200).map { Chatbot(id: ChatbotID("\($0)"), name: "bot \($0)") }
    var bench = PopupHarness.picking(many)
    bench.press("End", "PgUp", "PgUp", "Up")
    let row = bench.chosen!
    for size in [Size(80, 24), Size(20, 6), Size(120, 40), Size(40, 12), Size(30, 4)] {
      bench.size = size
      #expect(bench.text.contains("›  bot \(row)"), "\(size)")
    }
    bench.state.chatbots.known.removeLast(150)
    bench.size = Size(80, 24)
    #expect(bench.text.contains("›  bot 49"))
    bench.press("Up")
    #expect(bench.chosen == 48)
  }

  @Test func hostileNamesReachTheScreenSafely() {
    let bench = PopupHarness.picking()
    for row in bench.frame().rows {
      #expect(!row.text.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) })
      #expect(!row.text.unicodeScalars.contains("\u{202E}"))
      #expect(row.columns == 80)
    }
  }
}
