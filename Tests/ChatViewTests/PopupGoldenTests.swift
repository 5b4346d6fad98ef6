import AppState
import Canvas
import ChatModel
import Testing

@testable import ChatView

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct PopupGoldenTests {
  private static let scenes: [(name: String, bench: PopupHarness)] = [
    (
      "leader",
      {
        var bench = PopupHarness(LeaderHints(hintsAt: monday))
        bench.now = monday + 400
        return bench
      }()
    ),
    ("chatbots", .picking()),
    (
      "comparison",
      {
        var bench = PopupHarness.picking()
        bench.press("Esc")
        bench.user(.opened(ComparisonPicker()))
        bench.press("Down", "Tab", "Down", "Tab")
        return bench
      }()
    ),
    (
      "difference",
      PopupHarness(
        DifferencePopup(
          difference: TextDifference(
            old: "We open at **nine**.\n\nOn Sunday the desk is closed. 我們九點開門。\u{1B}[2J",
            new: "We open at **ten** on weekdays.\n\nOn Sunday the desk is closed. 我們十點開門。",
            oldTitle: "Front desk", newTitle: "人力資源助理（台北辦公室）")))
    ),
    (
      "chatbots-filtered",
      {
        var bench = PopupHarness.picking()
        bench.type("a 助理")
        return bench
      }()
    ),
    (
      "chatbots-loading",
      {
        var bench = PopupHarness.picking(Array(PopupHarness.chatbots.prefix(2)), isLast: false)
        bench.press("Down")
        bench.now = monday + 3_200
        return bench
      }()
    ),
    (
      "chatbots-failed",
      {
        var bench = PopupHarness(ChatbotPicker(purpose: .begin))
        bench.outside(.chatbots(.failed(PopupHarness.refusal)))
        return bench
      }()
    ),
    (
      "palette",
      {
        var bench = PopupHarness(PalettePopup())
        bench.press("PgDn")
        return bench
      }()
    ),
    (
      "palette-filtered",
      {
        var bench = PopupHarness(PalettePopup())
        bench.type("list")
        bench.press("Down")
        return bench
      }()
    ),
    ("themes", PopupHarness(ThemePopup(list: ListPicker(selected: 4)))),
    (
      "prompts",
      {
        var bench = PopupHarness(PromptSearch())
        bench.outside(
          .history(
            .promptsLoaded([
              "When do you open on Monday?", "這是一個關於開放時間的長問題，\n第二行 about opening hours and the other things",
              "\u{1B}[31mred\u{202E}evil open\r\n\tname", "reopen",
            ])))
        bench.type("open")
        bench.press("Ctrl-R")
        return bench
      }()
    ),
    ("prompts-reading", PopupHarness(PromptSearch())),
    ("search", .searching(SearchSamples.found(at: monday))),
    ("search-empty", .searching(SearchSession())),
    (
      "search-building",
      {
        var bench = PopupHarness.searching(SearchSamples.board("龘", SearchAnswer(number: 1, groups: [])))
        bench.outside(.history(.searchIndexChanged(.building(percent: 42))))
        return bench
      }()
    ),
    (
      "search-failed",
      .searching(
        SearchSamples.board("after:soon", nil, .failed(.query(.unknownValue(.after, "soon")))))
    ),
    (
      "stash",
      {
        var bench = PopupHarness()
        bench.state.stash = ["a thought", "兩個想法\nand a second line", "third"].enumerated().map {
          StashedText(id: StashID("\($0)"), text: $1, createdAt: monday)
        }
        bench.user(.opened(StashPicker(list: ListPicker(selected: 1))))
        return bench
      }()
    ),
    ("paste", PopupHarness(PastePopup(text: String(repeating: "漢字\n", count: 30_000)))),
    ("keys", PopupHarness(KeyHelp())),
    ("keys-end", PopupHarness(KeyHelp(scroll: 10_000))),
    (
      "rename",
      PopupHarness(
        RenamePopup(conversation: ConversationID("c"), field: TextEditor("關於開放時間的問題 opening hours", caret: 12)))
    ),
    (
      "quitting",
      {
        var bench = PopupHarness(QuittingQuestion())
        for reply in 1...3 { bench.state.replies[ReplyID("\(reply)")] = bench.state.pane.conversation }
        return bench
      }()
    ),
    ("setup", PopupHarness(connection: .missing, SetupForm(baseURL: ""))),
    (
      "setup-checking",
      {
        var bench = PopupHarness(connection: .missing, SetupForm(baseURL: "https://maiagent.example.org/api/v1/"))
        bench.take(.paste("Key.of.more.than.sixteen.characters\n"))
        bench.press("Enter")
        bench.now = monday + 3_000
        return bench
      }()
    ),
    (
      "setup-refused",
      {
        var bench = PopupHarness(connection: .missing, SetupForm(baseURL: "https://maiagent.example.org"))
        bench.type("short")
        bench.press("Enter")
        bench.outside(.client(.setupRefused(PopupHarness.refusal)))
        return bench
      }()
    ),
  ]

  /// On one screen; what holds on others of any size is in `PopupPropertyTests`.
  @Test func popupsLookAsKept() throws {
    for (name, scene) in Self.scenes {
      var bench = scene
      bench.size = Size(80, 24)
      try expectGolden(bench.frame(), name)
    }
  }

  /// Compares a frame with the one kept under `Goldens/Popups`; with `UPDATE_GOLDEN=1` it is kept anew instead.
  private func expectGolden(_ frame: Frame, _ name: String) throws {
    let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let path = "\(folder)/Goldens/Popups/\(name)-\(frame.size.columns.value).txt"
    let drawn = Self.golden(frame)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try Data(drawn.utf8).write(to: URL(filePath: path))
      return
    }
    let kept = try #require(FileManager.default.contents(atPath: path), "no golden \(path)")
    #expect(drawn == String(decoding: kept, as: UTF8.self), "golden \(name) at \(frame.size.columns)")
  }

  /// The screen between bars; then for each row its styles, and how many columns each covers; then the caret.
  private static func golden(_ frame: Frame) -> String {
    var lines = frame.rows.map { row in
      "|" + row.text + String(repeating: " ", count: max(0, (frame.size.columns - row.columns).value)) + "|"
    }
    for (index, row) in frame.rows.enumerated() {
      var runs: [(style: Style, columns: Int)] = []
      for span in row.spans {
        if runs.last?.style == span.style {
          runs[runs.count - 1].columns += span.columns.value
        } else {
          runs.append((span.style, span.columns.value))
        }
      }
      guard runs.contains(where: { $0.style != Style() }) else { continue }
      let words = runs.map { run in
        run.style.role.rawValue + (run.style.attributes.contains(.underline) ? "+underline" : "")
          + (run.style.attributes.contains(.reverse) ? "+reverse" : "") + " \(run.columns)"
      }
      lines.append("\(index): " + words.joined(separator: ", "))
    }
    lines.append(frame.caret.map { "caret \($0.column.value), \($0.row.value)" } ?? "no caret")
    return lines.joined(separator: "\n") + "\n"
  }
}
