import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

/// What a reply brought beside its answer, on the screen.
@Suite struct PartRowsTests {
  private let size = Size(60, 30)
  private let thinking = ReplyPart(
    kind: .thinking, name: "thinking", text: "The user asks.\n\nI look\tit up.\u{1B}[31m\n", offset: 0)
  private let tool = ReplyPart(kind: .tool, name: "search_orders", text: "1\n2\n3", offset: 0)
  private let late = ReplyPart(kind: .status, name: "status", text: "done", offset: 7)

  private func reply(
    _ text: String = "At **nine**.", parts: [ReplyPart], _ status: MessageStatus = .complete
  ) -> Conversation {
    var message = Message.sample("b", .assistant, text, status: status)
    message.parts = parts
    return .sample([.sample("a", .person, "when?"), message])
  }

  private func rows(_ conversation: Conversation, _ pane: Pane = .sample()) -> [String] {
    var view = TranscriptView.sample()
    return view.text(pane, conversation, size)
  }

  @Test func partsAreOneRowEachAndTheAnswerStandsBetween() {
    let shown = rows(reply(parts: [thinking, tool, late]))
    #expect(
      shown.suffix(4) == [
        "▸ Thinking · 3 lines · Enter shows them", "▸ Tool: search_orders · 3 lines", "At nine.", "▸ Status · 1 line",
      ])
    #expect(rows(reply(parts: [late])).last == "▸ Status · 1 line · Enter shows it")
  }

  @Test func everyRowOfAPartIsDim() {
    var pane = Pane.sample()
    pane.folding.toggle(.parts(MessageID("b")))
    var view = TranscriptView.sample()
    let picture = view.picture(pane, reply(parts: [thinking, tool]), size)
    let own = picture.rows.filter {
      $0.text.hasPrefix("▾") || $0.text.hasPrefix("  ") && !$0.text.allSatisfy(\.isWhitespace)
    }
    #expect(own.count == 7, "\(own.map(\.text))")
    #expect(own.allSatisfy { $0.spans.allSatisfy { $0.style == Style(.dim) } })
  }

  @Test func anUnfoldedPartShowsItsTextMadeSafe() {
    var pane = Pane.sample()
    pane.folding.toggle(.part(MessageID("b"), 0))
    let shown = rows(reply(parts: [thinking, tool]), pane)
    #expect(shown.contains("▾ Thinking · 3 lines"))
    #expect(shown.contains("  The user asks."))
    #expect(shown.contains { $0.hasPrefix("  I look  it up.") && !$0.unicodeScalars.contains("\u{1B}") }, "\(shown)")
    #expect(shown.contains("▸ Tool: search_orders · 3 lines"))
    #expect(!shown.contains("  1"))
  }

  @Test(arguments: [
    MessageStatus.complete, .stopped, .interrupted, .failed(Failure(kind: .server, text: "no", advice: "Wait.")),
  ])
  func aReplyWithoutAnswerShowsItsPartsAndSaysSo(status: MessageStatus) {
    let shown = rows(reply("", parts: [tool], status))
    #expect(shown.contains("▾ Tool: search_orders · 3 lines"))
    #expect(shown.contains("  3"))
    #expect(shown.contains("  The reply has no answer text."))
    var pane = Pane.sample()
    pane.folding.toggle(.parts(MessageID("b")))
    #expect(rows(reply("", parts: [tool], status), pane).contains("▸ Tool: search_orders · 3 lines · Enter shows it"))
    #expect(!rows(reply("", parts: [tool], .streaming)).contains("  The reply has no answer text."))
  }

  @Test func eventsThatCouldNotBeReadAreCountedBelow() {
    for (count, sentence) in [(1, "  1 event could not be read."), (2, "  2 events could not be read.")] {
      var conversation = reply(parts: [])
      conversation.messages[1].unreadableEvents = count
      #expect(rows(conversation).last == sentence)
    }
    #expect(rows(reply(parts: [])).last == "At nine.")
  }

  @Test func whatGrowsIsShownAsWhatCameWhole() {
    var conversation = reply("", parts: [], .streaming)
    var view = TranscriptView.sample()
    var pane = Pane.sample()
    pane.folding.toggle(.parts(MessageID("b")))
    var random = SeededGenerator(seed: 5)
    for step in 0..<400 {
      let last = conversation.messages[1].parts.count - 1
      switch Int.random(in: 0..<12, using: &random) {
      case 0: conversation.arrive("answer \(step)\n\n")
      case 1:
        conversation.messages[1].parts.append(
          ReplyPart(
            kind: .tool, name: "tool\(step)", text: "", offset: conversation.messages[1].text.utf8.count))
      case 2: pane.folding.toggle(.parts(MessageID("b")))
      case 3 where last >= 0: pane.folding.toggle(.part(MessageID("b"), Int.random(in: 0...last, using: &random)))
      case 4: pane.folding.toggle(.message(MessageID("b")))
      default:
        guard last >= 0 else { continue }
        conversation.messages[1].parts[last].text += fragments.randomElement(using: &random)!
      }
      conversation.messages[1].revision += 1
      var cold = TranscriptView.sample()
      let size = Size(Int.random(in: 0..<20, using: &random) == 0 ? 20 : 44, 200)
      #expect(view.text(pane, conversation, size) == cold.text(pane, conversation, size), "step \(step)")
    }
  }

  @Test(arguments: [false, true]) func aGrowingPartCostsWhatArrives(isShown: Bool) {
    let long = String(repeating: "A sentence that was thought before.\n", count: 3000)
    var conversation = reply("", parts: [ReplyPart(kind: .thinking, name: "think", text: long, offset: 0)], .streaming)
    var view = TranscriptView.sample()
    var pane = Pane.sample()
    if isShown { pane.folding.toggle(.parts(MessageID("b"))) }
    _ = view.picture(pane, conversation, size)
    let before = view.counters.rowsLaidOut
    for _ in 0..<50 {
      conversation.messages[1].parts[0].text += "abcd"
      conversation.messages[1].revision += 1
      _ = view.picture(pane, conversation, size)
    }
    #expect(view.counters.rowsLaidOut - before <= (isShown ? 150 : 0))
  }

  @Test func noRowOfTheAnswerMovesWhenAPartFollows() {
    var conversation = reply((1...40).map { "row \($0)\n\n" }.joined(), parts: [thinking], .streaming)
    var view = TranscriptView.sample()
    let pane = Pane.sample(.anchored(message: MessageID("b"), row: 10))
    let before = view.text(pane, conversation, size)
    conversation.messages[1].parts.append(
      ReplyPart(kind: .tool, name: "tool", text: "x", offset: conversation.messages[1].text.utf8.count))
    conversation.messages[1].revision += 1
    #expect(view.text(pane, conversation, size) == before)
  }

  @Test func everyPlaceIsFoundAgainAtAnotherWidth() {
    var conversation = reply("answer", parts: [thinking, tool, late])
    conversation.messages[1].parts[2].offset = 6
    var view = TranscriptView.sample()
    for isShown in [false, true] {
      var pane = Pane.sample()
      if isShown { pane.folding.toggle(.parts(MessageID("b"))) }
      for row in 0..<14 {
        pane.scroll = .anchored(message: MessageID("b"), row: row)
        let first = view.text(pane, conversation, Size(60, 5)).first
        if let narrow = view.reanchored(pane: pane, conversation: conversation, from: Size(60, 5), to: Size(30, 5)) {
          var other = pane
          other.scroll = narrow
          let back = view.reanchored(pane: other, conversation: conversation, from: Size(30, 5), to: Size(60, 5))
          if let back { other.scroll = back }
          #expect(view.text(other, conversation, Size(60, 5)).first == first, "row \(row)")
        }
      }
    }
  }

  @Test func rowsOfPartsAreNoTextOfTheAnswer() {
    let conversation = reply(parts: [thinking, tool, late])
    var pane = Pane.sample()
    pane.folding.toggle(.parts(MessageID("b")))
    var view = TranscriptView.sample()
    let lines = view.lines(of: pane, conversation: conversation, size: size)
    let texts = view.picture(pane, conversation, size).rows.map(\.text)
    let withSource = lines.indices.filter { lines[$0].index == 1 && lines[$0].source != nil }.map { texts[$0] }
    #expect(withSource == ["At nine."])
    // Selected from the head to the end.
    let head = RowPlace(message: MessageID("b"), row: 0)
    let last = lines.last!.place
    let selection = RowSelection(anchor: head, head: last, held: false)
    #expect(view.text(of: selection, pane: pane, conversation: conversation, size: size) == "At **nine**.")
    let things = CopyTargets(lines, rows: texts, conversation.messages).things
    #expect(things.map(\.text).contains("At **nine**."))
    #expect(!things.contains { $0.text.contains("asks") || $0.text.contains("1\n2") })
  }

  @Test func enterUnfoldsPartsThenFoldsTheMessageThenIsAsAtFirst() {
    let long = (1...5).map { "row \($0)\n\n" }.joined()
    var bench = ScreenHarness(.sample([reply(long, parts: [thinking])]))
    bench.state.zone = .transcript
    let first = bench.text()
    #expect(first.contains("▸ Thinking · 3 lines"))
    bench.press("Enter")
    #expect(bench.text().contains("  The user asks."))
    bench.press("Enter")
    #expect(bench.text().contains("rows folded"))
    #expect(bench.text().contains("▸ Thinking · 3 lines"))
    #expect(!bench.text().contains("The user asks."))
    bench.press("Enter")
    #expect(bench.text() == first)
  }

  @Test func partsOfAShortAnswerAreNeverHiddenWithoutASign() {
    var bench = ScreenHarness(.sample([reply(parts: [thinking, tool, late])]))
    bench.state.zone = .transcript
    let first = bench.text()
    bench.press("Enter")
    #expect(bench.text().contains("  The user asks."))
    bench.press("Enter")
    #expect(bench.text() == first)
    bench.press("Z")
    let outline = bench.text()
    bench.press("Z")
    #expect(bench.text() == first)
    // The last message is no part of an outline.
    #expect(outline == first)
  }

  @Test func aFoldedMessageSaysHowManyPartsItHasOnEachSide() {
    var pane = Pane.sample()
    pane.folding.toggle(.message(MessageID("b")))
    #expect(
      rows(reply(parts: [thinking, tool, late]), pane).suffix(3) == ["▸ 2 parts", "At nine.", "▸ Status · 1 line"])
    pane.folding.toggle(.parts(MessageID("b")))
    #expect(
      rows(reply(parts: [thinking, tool, late]), pane).suffix(3) == ["▸ 2 parts", "At nine.", "▸ Status · 1 line"])
  }

  @Test func enterActsOnTheFirstMessageInViewThatFolds() {
    // The view begins with the day, and the question below it is too short to be folded.
    var bench = ScreenHarness(.sample([reply(parts: [thinking])]))
    bench.state.zone = .transcript
    bench.press("g")
    bench.press("Enter")
    #expect(bench.text().contains("  The user asks."))
  }
}
