import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

/// The popups that belong to the composer: earlier prompts, what was put aside, large pastes.
@Suite struct ComposerPopupTests {
  private var asked: ScreenHarness {
    var bench = ScreenHarness.new
    bench.conversation.messages = ["When do you open?", "Where are you?\nExactly.", "Do you OPEN on 星期一?"]
      .enumerated().map { Message(id: MessageID("q\($0)"), author: .person, text: $1, createdAt: monday) }
    return bench
  }

  // MARK: Earlier prompts

  @Test func ctrlRFindsGoesOlderAndNewerAndEnterTakes() {
    var bench = asked
    bench.type("draft")
    bench.press("Ctrl-R")
    bench.type("open")
    #expect(bench.text().contains("›  Do you OPEN on 星期一?"))
    bench.press("Ctrl-R")
    #expect(bench.text().contains("›  When do you open?"))
    bench.press("Ctrl-R")
    #expect(bench.text().contains("›  When do you open?"), "there is no older one")
    bench.press("Ctrl-S")
    bench.press("Enter")
    #expect(bench.conversation.composer.text == "Do you OPEN on 星期一?" && bench.state.popups.isEmpty)
    #expect(bench.conversation.messages.count == 3, "nothing is sent")
    bench.press("Ctrl-_")
    #expect(bench.conversation.composer.text == "draft")
  }

  @Test func escLeavesTheDraftAsItIs() {
    var bench = asked
    bench.type("my draft")
    bench.press("Left")
    let before = bench.conversation.composer
    bench.press("Ctrl-R")
    bench.type("where")
    bench.press("Ctrl-W")
    bench.press("Esc")
    #expect(bench.conversation.composer == before)
  }

  @Test func hitsAreMarkedNotByColourAlone() {
    var bench = asked
    bench.press("Ctrl-R")
    bench.type("open")
    let marked = bench.frame().rows.flatMap(\.spans).filter { $0.style.attributes.contains(.underline) }.map(\.text)
    #expect(marked == ["OPEN", "open"])
  }

  @Test func aLongPromptIsShownAboutTheHit() {
    let long = String(repeating: "前文 ", count: 200) + "the NEEDLE\n\n is here"
    #expect(MatchSnippet.row(of: long, about: "needle").contains("前文 the NEEDLE is here"))
    #expect(MatchSnippet.row(of: long, about: "needle").hasPrefix("…"))
    #expect(MatchSnippet.row(of: "a\n\n b", about: "") == "a b")
    #expect(MatchSnippet.row(of: "a needle", about: "needle") == "a needle")
    #expect(MatchSnippet.pieces(of: "a B b", marking: "b").map(\.text) == ["a ", "B", " ", "b"])
    #expect(MatchSnippet.pieces(of: "x y", marking: "x\ny").map(\.isHit) == [true])
  }

  @Test func thousandsOfPromptsDrawOnlyThoseInView() {
    var bench = ScreenHarness.new
    bench.press("Ctrl-R")
    bench.feed(.outside(.history(.promptsLoaded((0..<5000).map { "prompt \($0) 漢字" }))))
    for _ in 0..<40 { bench.press("PgDn") }
    #expect(bench.text().contains("› ") && bench.text().contains("prompt "))
    bench.press("End")
    #expect(bench.text().contains("›  prompt 4999 漢字"))
    #expect(bench.state.popups[top: PromptSearch.self]?.matches.count == 5000)
    var made = 0
    let picker = PickerView("", ListPicker(selected: 4000), placeholder: "", Array(0..<5000), of: 5000, actions: []) {
      made += 1
      return PickerRow(label: "row \($0)")
    }
    #expect(picker.picture(on: Size(80, 24)).rows.map(\.text).joined().contains("›  row 4000") && made <= 24, "\(made)")
  }

  // MARK: Put aside

  @Test func altSPutsAsideAndBringsBack() {
    var bench = ScreenHarness.new
    bench.type("one")
    bench.press("Alt-S")
    #expect(bench.conversation.composer.isEmpty)
    bench.press("Alt-S")
    #expect(bench.conversation.composer.text == "one" && bench.state.stash.isEmpty)
  }

  @Test func severalAreListedNewestFirstAndDeletedByKey() {
    var bench = ScreenHarness.new
    for text in ["one", "二\nsecond line", "three"] {
      bench.input(.paste(text))
      bench.press("Alt-S")
    }
    bench.press("Alt-S")
    #expect(bench.text().contains("›  three"))
    bench.type("二")
    #expect(bench.text().contains("›  二 second line") && bench.text().contains("2 lines"))
    bench.press("Delete")
    #expect(bench.state.stash.map(\.text) == ["one", "three"])
    bench.press("Ctrl-U")
    bench.press("Down")
    bench.press("Enter")
    #expect(bench.conversation.composer.text == "one" && bench.state.popups.isEmpty)
  }

  // MARK: Large pastes

  private static let large = String(repeating: "0123456789\n", count: 6_000)

  @Test func aLargePasteAsksFirstAndNeverSends() {
    var bench = ScreenHarness.new
    bench.type("before ")
    bench.input(.paste(Self.large))
    #expect(bench.text().contains("66 kB in 6001 lines") && bench.conversation.composer.text == "before ")
    bench.press("x")
    bench.press("Enter")
    #expect(bench.conversation.composer.text == "before " + Self.large && bench.conversation.messages.isEmpty)
    bench.press("Ctrl-_")
    #expect(bench.conversation.composer.text == "before ")
  }

  @Test func escDropsALargePaste() {
    var bench = ScreenHarness.new
    bench.input(.paste(Self.large))
    bench.press("Esc")
    #expect(bench.conversation.composer.isEmpty && bench.state.popups.isEmpty)
  }

  @Test func manyShortLinesAskTooAndSmallOnesDoNot() {
    var bench = ScreenHarness.new
    bench.input(.paste(String(repeating: "a\n", count: 2_000)))
    #expect(bench.state.top != nil)
    bench.press("Esc")
    bench.input(.paste(String(repeating: "a\n", count: 1_999)))
    #expect(bench.state.top == nil && bench.conversation.messages.isEmpty)
    #expect(bench.conversation.composer.text.hasSuffix("a\n"), "a line end at the end of a paste sends nothing")
  }

  @Test func theRestOfAPasteThatStalledJoinsTheQuestion() {
    var bench = ScreenHarness.new
    bench.input(.paste(Self.large))
    bench.input(.paste("the rest"))
    bench.press("Enter")
    #expect(bench.conversation.composer.text == Self.large + "the rest")
  }

  @Test func aLargePasteInAnotherZoneOrAfterTheLeaderAsksToo() {
    var bench = ScreenHarness.new
    bench.press("Tab")
    bench.input(.paste(Self.large))
    #expect(bench.state.popups == [PastePopup(text: Self.large)] && bench.state.zone == .composer)
    bench.press("Esc")
    bench.press("Ctrl-X")
    bench.input(.paste(Self.large))
    #expect(bench.state.popups == [PastePopup(text: Self.large)])
  }
}
