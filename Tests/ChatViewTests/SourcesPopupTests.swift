import AppState
import Canvas
import ChatModel
import Testing

@testable import ChatView

@Suite struct SourcesPopupTests {
  private static let sources = CitedSource.list([
    Citation(filename: "hours.pdf", file: "https://f.test/hours.pdf", passage: "Open from 09:00.", score: "83%"),
    Citation(filename: "hours.pdf", passage: "Closed\u{1B}[2J on\nSunday."),
    Citation(filename: "營業時間.txt", passage: "我們每天早上九點開門。"), Citation(filename: "bare.txt"),
  ])

  private var bench: PopupHarness { PopupHarness(SourcesPopup(sources: Self.sources)) }

  @Test func `each source shows name, place, score and passages, and nothing reaches the terminal raw`() {
    let text = bench.text
    for part in [
      "Source 1 of 3", "1 hours.pdf", "https://f.test/hours.pdf", "score 83%", "│ Open from 09:00.", "│ Sunday.",
      "2 營業時間.txt", "│ 我們每天早上九點開門。", "3 bare.txt",
    ] { #expect(text.contains(part), "\(part)") }
    #expect(!text.unicodeScalars.contains("\u{1B}"))
  }

  @Test func `Enter opens the chosen one, and y copies its passages`() {
    var bench = bench
    #expect(bench.result("Enter") == InputResult(events: [.copying(.linkOpened("https://f.test/hours.pdf"))]))
    #expect(
      bench.result("y") == InputResult(events: [.copying(.text("Open from 09:00.\n\nClosed\u{1B}[2J on\nSunday."))]))
    bench.press("Tab")
    #expect(bench.result("y") == InputResult(events: [.copying(.text("我們每天早上九點開門。"))]))
    #expect(
      bench.result("Enter")
        == InputResult(events: [.noticed("The service does not say where this file is.")]))
    bench.press("3")
    #expect(bench.text.contains("Source 3 of 3"))
    #expect(bench.result("y") == InputResult(events: [.noticed("Of this source there is no passage.")]))
    #expect(bench.result("4") == [] && bench.result("Tab") == [])
    bench.press("Shift-Tab", "Shift-Tab")
    #expect(bench.text.contains("Source 1 of 3"))
    #expect(bench.result("Esc") == InputResult(events: [.popupClosed]))
  }

  @Test func `a long passage scrolls, and going on to a source brings it into view`() {
    let long = CitedSource.list([
      Citation(filename: "a", passage: (1...60).map { "line \($0)" }.joined(separator: "\n")),
      Citation(filename: "last.pdf", passage: (1...40).map { "row \($0)" }.joined(separator: "\n")),
    ])
    var bench = PopupHarness(SourcesPopup(sources: long))
    #expect(!bench.text.contains("last.pdf"))
    bench.press("j", "j")
    #expect(!bench.text.contains("1 a") && bench.text.contains("│ line 2 "))
    bench.press("Tab")
    #expect(bench.text.contains("2 last.pdf"))
    bench.press("1")
    #expect(bench.text.contains("│ line 1 "))
  }

  @Test(arguments: [Size(20, 6), Size(33, 12), Size(80, 24)])
  func `columns never drift`(size: Size) {
    var bench = PopupHarness(
      SourcesPopup(
        sources: CitedSource.list([
          Citation(
            filename: "👨‍👩‍👧‍👦\u{202E}evil\u{7}" + String(repeating: "長", count: 50),
            file: String(repeating: "h", count: 300),
            passage: "e\u{301}\u{302} \t" + String(repeating: "漢字", count: 100) + "\u{9B}", score: "\u{1B}]0;t\u{7}")
        ])))
    bench.size = size
    let frame = bench.frame()
    #expect(frame.rows.allSatisfy { $0.columns == size.columns })
  }

  @Test func `s in the transcript shows the sources of the message`() {
    var bench = ScreenHarness.replies
    bench.state.zone = .transcript
    #expect(bench.press("s") == [.noticed("This message names no sources.")])
    bench.conversation.messages[bench.conversation.messages.count - 1].citations = [
      Citation(filename: "a.pdf", passage: "One."), Citation(filename: "a.pdf", passage: "Two."),
    ]
    bench.conversation.messages[bench.conversation.messages.count - 1].revision += 1
    #expect(bench.text().contains("  1 a.pdf"))
    #expect(!bench.text().contains("  2 a.pdf"))
    bench.press("s")
    #expect(bench.text().contains("│ Two."))
  }
}

@Suite struct TimingPopupTests {
  @Test func `Ctrl-X T shows the times of the conversation`() {
    var bench = ScreenHarness.replies
    bench.conversation.messages[1].firstTextAt = monday + 800
    bench.conversation.messages[1].endedAt = monday + 4200
    bench.press("Ctrl-X")
    bench.press("T")
    let rows = bench.rows()
    #expect(rows.contains { $0.contains("10 messages: 5 questions with 64 characters, 5 replies with") })
    #expect(
      rows.contains { row in ["1", "0.8 s", "4.2 s", "When do you open"].allSatisfy { row.contains($0) } })
    #expect(rows.contains { $0.contains("stopped · And on") })
    #expect(rows.contains { $0.contains("median") && $0.contains("0.4 s") })
    bench.press("T")
    #expect(bench.state.popups.isEmpty)
  }

  @Test func `lengths are told in tenths of a second`() {
    #expect(TimingPopup.seconds(nil) == "–")
    #expect(TimingPopup.seconds(0) == "0.0 s")
    #expect(TimingPopup.seconds(940) == "0.9 s")
    #expect(TimingPopup.seconds(59_940) == "59.9 s")
    #expect(TimingPopup.seconds(59_960) == "1:00.0 min")
    #expect(TimingPopup.seconds(.infinity) == "–")
  }
}
