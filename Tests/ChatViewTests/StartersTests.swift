import AppState
import Canvas
import ChatModel
import Testing

@testable import ChatView

@Suite struct StartersTests {
  private let chatbot = ChatbotID("b")

  private var bench: ScreenHarness {
    var bench = ScreenHarness.new
    bench.feed(
      .outside(
        .introduction(
          chatbot, .arrived(ChatbotIntroduction(greeting: "Welcome 您好\u{1B}[2J", starters: ["First?", "第二個？"])))))
    return bench
  }

  @Test func `a new conversation asks how its chatbot begins, once`() {
    var bench = ScreenHarness.new
    _ = bench.frame()
    #expect(bench.screen.wanted(bench.state) == [.chatbots(.introductionRequested(chatbot))])
    bench.feed(.user(.chatbots(.introductionRequested(chatbot))))
    #expect(bench.commands.last == .network(.loadIntroduction(chatbot)))
    #expect(bench.screen.wanted(bench.state) == [])
    bench.feed(.outside(.introduction(chatbot, .failed(PopupHarness.refusal))))
    #expect(bench.screen.wanted(bench.state) == [] && bench.state.notice == nil)
    var begun = ScreenHarness.replies
    _ = begun.frame()
    #expect(begun.screen.wanted(begun.state) == [])
  }

  @Test func `greeting and starters stand where the messages will be`() {
    var bench = bench
    let text = bench.text()
    #expect(text.contains("Welcome 您好") && text.contains("1 First?") && text.contains("2 第二個？"))
    #expect(!text.contains("\u{1B}") && text.contains("Alt-T and a number"))
    bench.type("Hi")
    bench.press("Enter")
    #expect(!bench.text().contains("1 First?"))
  }

  @Test func `the picture follows when they arrive`() {
    var bench = ScreenHarness.new
    #expect(!bench.text().contains("Welcome"))
    bench.feed(.outside(.introduction(chatbot, .arrived(ChatbotIntroduction(greeting: "Welcome")))))
    #expect(bench.text().contains("Welcome"))
  }

  @Test func `a starter goes into the composer by its number or by a part of it`() {
    var bench = bench
    bench.type("So: ")
    bench.press("Alt-T")
    #expect(bench.text().contains("Conversation starters"))
    bench.press("2")
    #expect(bench.conversation.composer.text == "So: 第二個？" && bench.state.popups.isEmpty)
    #expect(bench.conversation.messages.isEmpty)
    bench.press("Alt-T")
    bench.type("fir")
    bench.press("Enter")
    #expect(bench.conversation.composer.text == "So: 第二個？First?")
    var none = ScreenHarness.new
    #expect(none.press("Alt-T") == [.noticed("This chatbot suggests nothing to begin with.")])
  }
}
