import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

/// Comparing, layouts and branches by their keys, as somebody at the keyboard does it.
@Suite struct SideBySideTests {
  private func twoChatbots() -> ScreenHarness {
    var bench = ScreenHarness(
      State(
        settings: Settings(service: "api.test", chatbot: ChatbotID("a")), identifiers: IdentifierSource(seed: 1),
        now: monday), Size(120, 40))
    let known = ["a", "b", "c"].map { Chatbot(id: ChatbotID($0), name: "Bot \($0)") }
    bench.feed(.outside(.chatbots(.pageArrived(known, isLast: true))))
    return bench
  }

  private func answer(_ bench: inout ScreenHarness, _ text: (String) -> String) {
    for (reply, id) in bench.state.replies {
      let name = bench.state.conversations[id]!.header.chatbotName
      bench.feed(.outside(.history(.turnSaved(reply))))
      bench.feed(.outside(.reply(reply, .textArrived(text(name)))))
      bench.feed(.outside(.reply(reply, .completed)))
    }
  }

  @Test func oneStepComparesChatbots() {
    var bench = twoChatbots()
    bench.type("same question")
    bench.press("Ctrl-X")
    bench.press("C")
    bench.press("Tab")
    bench.press("Enter")
    #expect(bench.state.panes.count == 2)
    #expect(bench.text().contains("to 2 conversations: Bot a + Bot b"))
    #expect(bench.rows()[0].contains("Bot a · New conversation") && bench.rows()[0].contains("Bot b"))
    #expect(bench.rows()[0].contains("locked"))
    bench.press("Enter")
    answer(&bench) { "The answer of \($0)." }
    bench.press("Ctrl-X")
    bench.press("D")
    let text = bench.text()
    #expect(text.contains("The answer of Bot [-b-]{+a+}."), "\(text)")
    bench.press("q")
    #expect(bench.state.popups.isEmpty)
  }

  @Test func enterAloneChoosesBeforeItCompares() {
    var bench = twoChatbots()
    bench.press("Ctrl-X")
    bench.press("C")
    bench.press("Enter")
    #expect(bench.state.popups == [ComparisonPicker(chosen: [ChatbotID("a")])])
    bench.press("Enter")
    #expect(bench.state.popups == [ComparisonPicker()], "the same once more lets it go")
    bench.press("Esc")
    #expect(bench.state.popups.isEmpty && bench.state.panes.count == 1)
  }

  @Test func tabChoosesAndGoesOn() throws {
    var bench = twoChatbots()
    bench.press("Ctrl-X")
    bench.press("C")
    bench.press("Tab")
    bench.press("Tab")
    let picker = try #require(bench.state.popups[top: ComparisonPicker.self])
    #expect(picker.chosen == [ChatbotID("a"), ChatbotID("b")])
    #expect(picker.list.selected == 2)
    bench.press("Enter")
    #expect(bench.state.panes.count == 2)
  }

  @Test func withoutTwoAnswersThereIsNoDifference() {
    var bench = twoChatbots()
    bench.press("Ctrl-X")
    bench.press("D")
    #expect(bench.state.popups.isEmpty)
    #expect(bench.state.notice?.text.hasPrefix("There are no two answers to compare") == true)
  }

  @Test func aLayoutIsKeptAndShownByItsName() {
    var bench = twoChatbots()
    bench.type("one")
    bench.press("Enter")
    bench.press("Ctrl-X")
    bench.press("|")
    bench.type("two")
    bench.press("Enter")
    bench.press("Ctrl-X")
    bench.press("V")
    bench.type("work")
    bench.press("Enter")
    #expect(bench.state.popups.isEmpty && bench.state.layouts.count == 1)
    bench.press("Ctrl-X")
    bench.press("x")
    #expect(bench.state.panes.count == 1)
    bench.press("Ctrl-X")
    bench.press("v")
    #expect(bench.text().contains("work") && bench.text().contains("2 panes"))
    bench.press("Enter")
    #expect(bench.state.panes.count == 2 && bench.state.popups.isEmpty)
    bench.press("Ctrl-X")
    bench.press("v")
    bench.press("Delete")
    #expect(bench.state.layouts.isEmpty)
    #expect(bench.text().contains("None is kept yet: Ctrl-X V keeps this one."))
  }

  @Test func anotherVersionOfAMessageIsWrittenAndSent() {
    var bench = twoChatbots()
    bench.type("first version")
    bench.press("Enter")
    answer(&bench) { _ in "answer" }
    let parent = bench.state.pane.conversation!
    bench.press("Tab")
    bench.press("e")
    #expect(bench.state.zone == .composer)
    #expect(bench.text().contains("another version of an earlier message: Enter sends it as a branch, Esc leaves it"))
    bench.press("Esc")
    #expect(bench.conversation.composer.isEmpty && bench.conversation.edited == nil)
    bench.press("Tab")
    bench.press("e")
    bench.press("Ctrl-W")
    bench.type("wording")
    bench.press("Enter")
    let branch = bench.state.pane.conversation!
    #expect(branch != parent)
    #expect(bench.text().contains("↳ first wordi"))
    #expect(!bench.text().contains("─ branch ─"), "nothing stands before it")
    bench.press("Ctrl-X")
    bench.press("B")
    bench.press("Alt-Enter")
    #expect(Set(bench.state.panes.compactMap(\.conversation)) == [parent, branch])
  }

  @Test func aRuleStandsWhereABranchBegins() {
    var bench = twoChatbots()
    for text in ["one", "two"] {
      bench.type(text)
      bench.press("Enter")
      answer(&bench) { _ in "answer" }
      bench.now = bench.now + .seconds(60)
    }
    bench.press("Tab")
    bench.press("e")
    bench.press("Enter")
    let rows = bench.rows()
    let rule = rows.firstIndex { $0.contains("─ branch ─") }
    #expect(rule.map { rows[$0 + 2].contains("you") && rows[$0 + 3].contains("two") } == true)
  }

  @Test func nextUnreadGoesRound() {
    var bench = ScreenHarness(.sample(["c", "d", "e"].map { Conversation.titled($0, id: $0) }))
    bench.press("Alt-A")
    #expect(bench.state.notice?.text == "Nothing is unread.")
    for id in ["c", "e"] { bench.state.conversations[ConversationID(id)]!.header.unread = 1 }
    bench.press("Alt-A")
    #expect(bench.state.pane.conversation == ConversationID("e"))
    bench.press("Alt-A")
    #expect(bench.state.pane.conversation == ConversationID("c"))
  }

  @Test func marksShowAndGoTogether() {
    var bench = ScreenHarness(.sample(["c", "d", "e"].map { Conversation.titled("title \($0)", id: $0) }))
    bench.state.zone = .list
    bench.press("Space")
    bench.press("Space")
    #expect(bench.text().contains("✓  title c") && bench.text().contains("2 marked of 3"))
    #expect(bench.press("a") == [.conversations(.archiveSwitched([ConversationID("c"), ConversationID("d")]))])
    #expect(bench.text().contains("1 + 2 archived") && !bench.text().contains("title d"))
    bench.press("A")
    #expect(bench.text().contains("▽ title d"))
    bench.press("Space")
    bench.press("Esc")
    #expect(bench.state.list.marked.isEmpty && bench.state.zone == .list)
  }

  @Test func timesStandWhereThereIsRoom() {
    var bench = ScreenHarness(.sample(), Size(160, 24))
    bench.state.conversations[ConversationID("c")]!.header.lastActivity = monday
    #expect(!bench.rows()[1].prefix(24).contains("10:"))
    for _ in 0..<6 {
      bench.press("Ctrl-X")
      bench.press(">")
    }
    #expect(bench.state.list.columns == 36)
    #expect(bench.rows()[1].prefix(36).contains("10:02"), "\(bench.rows()[1])")
    bench.now = monday + .seconds(100_000)
    #expect(bench.rows()[1].prefix(36).contains(" Nov"), "\(bench.rows()[1])")
  }
}
