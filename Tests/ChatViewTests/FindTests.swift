import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

@Suite struct FindTests {
  private static let answer = """
    We open at **nine**.

    ```sh
    # how to start
    $ maichat --demo
    ls -l
    ```

    See [the hours](https://example.org/hours).

    | day | from |
    |---|---|
    | Monday | 9:00 |
    """

  private func bench(_ size: Size = Size(80, 30), _ answer: String = FindTests.answer) -> ScreenHarness {
    var state = State.sample([
      .titled(
        "hours", id: "c",
        [.sample("1", .person, "When do you OPEN?"), .sample("2", .assistant, answer)])
    ])
    state.list.isVisible = false
    state.zone = .transcript
    return ScreenHarness(state, size)
  }

  /// What is drawn in the look of a match, row by row.
  private func marked(_ bench: inout ScreenHarness) -> [String] {
    bench.frame().rows.compactMap { row in
      let spans = row.spans.filter { $0.style.role == .match && $0.style.attributes != [] }
      return spans.isEmpty ? nil : spans.map(\.text).joined(separator: "|")
    }
  }

  private func settle(_ bench: inout ScreenHarness) {
    _ = bench.frame()
    for event in bench.screen.wanted(bench.state) { bench.feed(.user(event)) }
  }

  @Test func matchesAreMarkedAndCountedAsOneTypes() {
    var bench = bench()
    bench.press("/")
    bench.type("open")
    #expect(marked(&bench) == ["OPEN", "open"])
    #expect(bench.rows().last?.contains("/open 1/2") == true)
    #expect(bench.frame().caret?.row == Rows(29))
    bench.type(" at nine")
    #expect(marked(&bench) == ["open at |nine"], "also where Markdown's marks stand between")
    bench.press("Ctrl-U")
    bench.type("nowhere")
    #expect(marked(&bench).isEmpty && bench.rows().last?.contains("/nowhere 0") == true)
    bench.press("Esc")
    #expect(bench.state.pane.find == nil && bench.state.zone == .transcript)
  }

  @Test func nGoesOnAndWraps() {
    var bench = bench(
      Size(80, 12), (0..<40).map { "line \($0) \($0 % 10 == 0 ? "needle" : "")" }.joined(separator: "\n\n"))
    bench.press("/")
    bench.type("needle")
    bench.press("Enter")
    var seen: [Int?] = []
    for _ in 0..<5 {
      seen.append(bench.state.pane.find?.match.map { $0.range.lowerBound })
      #expect(marked(&bench).count >= 1, "the match is in view")
      bench.press("n")
    }
    #expect(Set(seen.compactMap { $0 }).count == 4 && seen[0] == seen[4])
    #expect(bench.state.notice != nil)
    bench.press("N")
    #expect(bench.state.pane.find?.match?.range.lowerBound == seen[0])
    bench.press("Esc")
    #expect(marked(&bench).isEmpty)
  }

  @Test func aWrongExpressionIsSaidAndChangesNothing() {
    var bench = bench()
    bench.press("/")
    bench.press("Alt-R")
    bench.type("[0-9")
    #expect(bench.rows().last?.contains("not complete") == true && marked(&bench).isEmpty)
    bench.type("]:0+")
    #expect(marked(&bench) == ["9:00"])
  }

  @Test func theViewStandsStillWhileAReplyArrives() {
    var bench = bench(Size(60, 14), String(repeating: "some words\n\n", count: 30) + "needle")
    bench.press("/")
    bench.type("needle")
    bench.press("Enter")
    let scroll = bench.state.pane.scroll
    #expect(scroll != .following)
    bench.conversation.messages[1].text += "\n\n" + String(repeating: "needle\n\n", count: 50)
    bench.conversation.messages[1].revision += 1
    #expect(bench.state.pane.scroll == scroll)
    #expect(bench.rows().first?.contains("/needle 1/51") == true, "\(bench.rows()[0])")
  }

  @Test func typingAtTheSmallestScreenKeepsTheFieldInView() {
    var bench = bench(Size(20, 6))
    bench.press("/")
    bench.type("open at nine o'clock and more")
    let frame = bench.frame()
    #expect(frame.rows.allSatisfy { $0.columns <= 20 } && (frame.caret?.column.value ?? 99) < 20)
  }

  // MARK: Long messages

  /// Goes on until what is looked for is known; returns how many frames that took.
  private func finish(_ bench: inout ScreenHarness) -> Int {
    var frames = 0
    _ = bench.frame()
    repeat {
      settle(&bench)
      frames += 1
    } while bench.screen.isLooking(bench.state) && frames < 2_000
    return frames
  }

  @Test(arguments: ["(.*)z", "(a|aa)+$", "(x+x+)+y", "x*y|x", "(.|a){0,60}b[ab]{9}", "plain text that is not there"])
  func noKeyWaitsForALongMessage(pattern: String) {
    var bench = bench(Size(80, 12), String(repeating: "xaab ", count: 40_000) + "z")
    bench.press("/")
    if pattern.contains("(") || pattern.contains("|") { bench.press("Alt-R") }
    var looked = 0
    for character in pattern {
      bench.type(String(character))
      _ = bench.frame()
      let all = bench.screen.panes.values.reduce(0) { $0 + $1.matches.lookedAt }
      // Written out, so that it does not grow with what it bounds.
      #expect(all - looked < 300_000, "\(character) of \(pattern)")
      looked = all
    }
    #expect(bench.state.pane.find?.editor.text == pattern)
    _ = finish(&bench)
    let wanted = TextPattern(pattern, isRegex: bench.state.pane.find!.isRegex)
    let expected = wanted.matches(in: bench.conversation.messages[1].text)
    let all = expected.count + wanted.matches(in: bench.conversation.messages[0].text).count
    #expect(bench.state.pane.find?.goal == nil)
    #expect(bench.state.pane.find?.match.map { expected.contains($0.range) } ?? expected.isEmpty)
    let title = bench.rows().first ?? ""
    #expect(title.contains(all == 0 ? " 0" : "/\(all)"), "\(title) of \(all)")
    #expect(!bench.screen.isLooking(bench.state))
  }

  @Test func theNextMatchInALongMessageIsGoneToWhenItIsFound() {
    var bench = bench(Size(80, 12), "needle\n" + String(repeating: "x", count: 300_000) + "\nneedle")
    bench.press("/")
    bench.press("Alt-R")
    bench.type("(n)eedle$")
    bench.press("Enter")
    #expect(bench.state.pane.find?.goal != nil && bench.rows()[0].contains("looking"), "one slice is not enough")
    _ = finish(&bench)
    let first = bench.state.pane.find?.match?.range.lowerBound
    #expect(first == 300_008)
    bench.press("n")
    #expect(
      bench.state.pane.find?.match?.range.lowerBound == 300_008 - (first ?? 0), "what was looked through is known")
    bench.press("N")
    #expect(bench.state.pane.find?.match?.range.lowerBound == first)
  }

  @Test func whatIsTypedMeanwhileEndsTheLookingBefore() {
    var bench = bench(Size(80, 12), String(repeating: "x", count: 300_000) + "needle")
    bench.press("/")
    bench.press("Alt-R")
    bench.type("(x+x+)+y")
    #expect(bench.screen.isLooking(bench.state))
    bench.press("Esc")
    #expect(bench.state.pane.find == nil && !bench.screen.isLooking(bench.state))
  }

  @Test(arguments: [false, true]) func aTextThatGrowsIsLookedThroughOnce(isRegex: Bool) {
    var bench = bench(Size(80, 12), "needle\n" + String(repeating: "words needle \n", count: 2_000))
    bench.press("/")
    if isRegex { bench.press("Alt-R") }
    bench.type("needle")
    _ = finish(&bench)
    let before = bench.screen.panes.values.reduce(0) { $0 + $1.matches.lookedAt }
    for _ in 0..<50 {
      bench.conversation.messages[1].text += "more needle \nand so on"
      bench.conversation.messages[1].revision += 1
      _ = bench.frame()
    }
    let after = bench.screen.panes.values.reduce(0) { $0 + $1.matches.lookedAt }
    #expect(after - before < 50 * 600, "\(after - before)")
    #expect(bench.rows()[0].contains("/2051"), "\(bench.rows()[0])")
  }

  // MARK: Copying

  private func hints(_ bench: inout ScreenHarness) -> [CopyTarget] {
    bench.press("c")
    return bench.state.popups[top: CopyHints.self]?.targets ?? []
  }

  private func copied(_ bench: ScreenHarness) -> [String] {
    bench.commands.compactMap { if case .client(.copy(let text)) = $0 { text } else { nil } }
  }

  @Test func lettersCopyTheSourceOfWhatTheyStandBy() throws {
    var bench = bench()
    let targets = hints(&bench)
    func text(_ kind: CopyTarget.Kind) -> [String] { targets.filter { $0.kind == kind }.map(\.text) }
    #expect(text(.message) == ["When do you OPEN?", Self.answer])
    #expect(text(.code) == ["# how to start\n$ maichat --demo\nls -l"])
    #expect(text(.command) == ["maichat --demo", "ls -l"])
    #expect(text(.link) == ["https://example.org/hours"])
    #expect(text(.table) == ["| day | from |\n|---|---|\n| Monday | 9:00 |"])
    #expect(text(.paragraph).first == "We open at **nine**.")
    #expect(Set(targets.map(\.label)).count == targets.count)
    let rows = bench.rows()
    for target in targets {
      #expect(rows[target.row].contains(target.label), "\(target.label) is on the screen")
    }
    let code = try #require(targets.first { $0.kind == .command })
    bench.type(code.label)
    #expect(copied(bench) == ["maichat --demo"] && bench.state.popups.isEmpty)
    #expect(bench.state.pane.scroll == .following, "it follows again")
  }

  @Test func moreThingsThanLettersGetTwo() throws {
    var bench = bench(Size(80, 60), (0..<40).map { "- item \($0)\n\nwords \($0)" }.joined(separator: "\n\n"))
    let targets = hints(&bench)
    #expect(targets.count > 26 && targets.allSatisfy { $0.label.count == 2 })
    let last = try #require(targets.last)
    bench.type(String(last.label.prefix(1)))
    #expect(bench.state.top != nil)
    bench.type(String(last.label.suffix(1)))
    #expect(copied(bench) == [last.text])
  }

  @Test func rowsAreCopiedAsTheyWereWritten() {
    let long = String(repeating: "a long line of words ", count: 12) + "end"
    var bench = bench(Size(60, 30), "# Title\n\n\(long)\n\n> quoted\n\nlast")
    bench.press("v")
    // From the answer's head to the long paragraph's last row.
    for _ in 0..<7 { bench.press("j") }
    let rows = bench.frame().rows.filter { $0.spans.contains { $0.style.role == .selection } }
    #expect(rows.count == 8)
    bench.press("y")
    let text = copied(bench).last ?? ""
    #expect(
      text.hasPrefix("# Title\n\na long line of words a long") && text.hasSuffix("words end"),
      "\(text.debugDescription)")
    bench.press("v")
    bench.press("K")
    bench.press("y")
    #expect(copied(bench).last == "When do you OPEN?")
    #expect(!text.contains("words\na"), "rows of the screen are no lines")
    #expect(bench.state.pane.selection == nil)
  }

  @Test func quotesAndHeadingsKeepTheirMarks() {
    var bench = bench(Size(60, 30), "para\n\n> quoted\n\n## Head\n\nlast")
    bench.press("v")
    bench.press("G")
    bench.press("y")
    #expect(copied(bench).last == "para\n\n> quoted\n\n## Head\n\nlast")
  }

  @Test func theOutlineLeadsToHeadings() {
    var bench = bench(
      Size(60, 14),
      "# One\n\n" + String(repeating: "words\n\n", count: 30) + "# Two\n\nend" + String(repeating: "\n\nx", count: 30))
    _ = bench.frame()
    bench.press("O")
    #expect(bench.text().contains("Two"))
    bench.type("two")
    bench.press("Enter")
    settle(&bench)
    #expect(bench.rows()[1].contains("Two"), "\(bench.rows()[1])")
    bench.press("Ctrl-O")
    #expect(bench.state.pane.scroll == .following)
  }

  @Test func aStarShowsInTheHead() {
    var bench = bench()
    bench.press("+")
    bench.type("ask again")
    bench.press("Enter")
    #expect(bench.text().contains("Front desk ★ ask again"))
    bench.press("*")
    #expect(!bench.text().contains("★"))
  }
}
