import AppState
import Canvas
import ChatModel
import Testing

@testable import ChatView

@Suite struct ExportPopupTests {
  private var bench: ScreenHarness {
    var bench = ScreenHarness.new
    bench.conversation.header.title = "a/b: 咖啡"
    return bench
  }

  private func requests(_ bench: ScreenHarness) -> [ExportRequest] {
    bench.commands.compactMap { if case .client(.export(let request)) = $0 { request } else { nil } }
  }

  @Test func `the leader and E ask for a format, what, and a safe name`() {
    var bench = bench
    bench.press("Ctrl-X")
    bench.press("E")
    var text = bench.text()
    for part in ["Export", "‹ this conversation ›", "‹ Markdown ›", "ab 咖啡.md"] {
      #expect(text.contains(part), "\(text)")
    }
    bench.press("Tab")
    text = bench.text()
    #expect(text.contains("‹ JSON") && text.contains("ab 咖啡.json"))
    bench.press("Shift-Tab")
    #expect(bench.text().contains("‹ all conversations ›"))
    #expect(bench.text().contains("maichat history.json"))
    bench.press("Enter")
    #expect(requests(bench) == [ExportRequest(format: .json, conversations: nil, path: "maichat history.json")])
  }

  @Test func `a name that was typed stays when what is exported changes`() {
    var bench = bench
    bench.press("Ctrl-X")
    bench.press("E")
    bench.press("Ctrl-U")
    bench.type("out/my notes.md")
    bench.press("Shift-Tab")
    bench.press("Tab")
    bench.press("Enter")
    #expect(requests(bench).map(\.path) == ["out/my notes.json"])
  }

  @Test func `without a name nothing is written`() {
    var bench = bench
    bench.press("Ctrl-X")
    bench.press("E")
    bench.press("Ctrl-U")
    bench.press("Enter")
    #expect(requests(bench).isEmpty && bench.state.export == nil)
    #expect(bench.state.notice?.text.contains("name") == true)
  }

  @Test func `progress is shown, the popup may be left, and a second one shows it again`() {
    var bench = bench
    for key in ["Ctrl-X", "E", "Enter"] { bench.press(key) }
    #expect(bench.text().contains("Writing, to ab 咖啡.md"))
    bench.feed(.outside(.client(.export(.progressed(done: 12, total: 340)))))
    #expect(bench.text().contains("Wrote 12 of 340 conversations"))
    bench.press("Enter")
    #expect(bench.state.popups.isEmpty && bench.state.export != nil)
    for key in ["Ctrl-X", "E"] { bench.press(key) }
    #expect(bench.text().contains("Wrote 12 of 340"))
    bench.press("Enter")
    #expect(requests(bench).count == 1, "one at a time")
    bench.feed(.outside(.client(.export(.written(path: "~/x.md", conversations: 340, .besideAnother)))))
    #expect(bench.state.export == nil)
    #expect(
      bench.state.notice?.text
        == "Wrote 340 conversations to ~/x.md, beside a file of the name that was asked for, which stays.")
  }

  @Test func `Esc stops it`() {
    var bench = bench
    for key in ["Ctrl-X", "E", "Enter", "Esc"] { bench.press(key) }
    #expect(bench.commands.last == .client(.stopExport))
    #expect(bench.state.export != nil, "until it has ended")
    bench.feed(.outside(.client(.export(.stopped))))
    #expect(bench.state.export == nil && bench.state.notice?.text.contains("stopped") == true)
  }

  @Test func `marked conversations go together`() {
    var bench = ScreenHarness(
      .sample(
        ["one", "two", "three"].map { id in
          var conversation = Conversation.sample()
          conversation.header.id = ConversationID(id)
          return conversation
        }))
    bench.state.zone = .list
    bench.state.list.marked = [ConversationID("three"), ConversationID("one")]
    for key in ["Ctrl-X", "E"] { bench.press(key) }
    #expect(bench.text().contains("‹ the 2 marked conversations ›"))
    bench.press("Enter")
    #expect(requests(bench).map(\.conversations) == [[ConversationID("one"), ConversationID("three")]])
  }

  @Test(arguments: [Size(20, 6), Size(30, 8), Size(120, 40)]) func `the field is in view on any screen`(
    size: Size
  ) {
    var bench = ScreenHarness(bench.state, size)
    for key in ["Ctrl-X", "E"] { bench.press(key) }
    let frame = bench.frame()
    #expect(frame.rows.allSatisfy { $0.columns <= size.columns })
    #expect(frame.caret != nil)
  }
}
