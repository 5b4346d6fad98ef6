import ChatModel
import Testing

@testable import AppState

/// What a reply brings beside its answer, on its way into the conversation.
@Suite struct ReplyPartTests {
  private func parts(_ bench: Harness) -> [ReplyPart] { bench.messages[1].parts }

  @Test func partsOfOneNameGrowUntilAnswerTextComesBetween() {
    var bench = Harness()
    let reply = bench.ask("when do you open?")
    bench.reply(reply, .partArrived(kind: .thinking, name: "thinking", text: "The user "))
    bench.reply(reply, .partArrived(kind: .thinking, name: "thinking", text: "asks 九"))
    bench.reply(reply, .partArrived(kind: .tool, name: "tool_call", text: "search()"))
    bench.reply(reply, .textArrived("At 九."))
    bench.reply(reply, .partArrived(kind: .tool, name: "tool_call", text: "again()"))
    #expect(
      parts(bench) == [
        ReplyPart(kind: .thinking, name: "thinking", text: "The user asks 九", offset: 0),
        ReplyPart(kind: .tool, name: "tool_call", text: "search()", offset: 0),
        ReplyPart(kind: .tool, name: "tool_call", text: "again()", offset: 7),
      ])
    #expect(bench.messages[1].text == "At 九.", "nothing of them is in the answer")
  }

  @Test func eachPieceOfAPartIsJournaledAndRaisesTheRevision() {
    var bench = Harness()
    let reply = bench.ask("a")
    let before = bench.messages[1].revision
    let id = bench.messages[1].id
    #expect(
      bench.reply(reply, .partArrived(kind: .thinking, name: "think", text: "a"))
        == [
          .history(
            .appendPart(
              bench.id, id, number: 0, ReplyPart(kind: .thinking, name: "think", text: "a", offset: 0)))
        ])
    #expect(
      bench.reply(reply, .partArrived(kind: .status, name: "status", text: "b"))
        == [
          .history(
            .appendPart(bench.id, id, number: 1, ReplyPart(kind: .status, name: "status", text: "b", offset: 0)))
        ])
    #expect(bench.messages[1].revision == before + 2)
    #expect(bench.messages[1].status == .streaming)
    #expect(bench.messages[1].firstTextAt == nil, "no answer text has come yet")
    bench.reply(reply, .textArrived("c"))
    #expect(bench.messages[1].firstTextAt == bench.now)
  }

  @Test func theCountOfUnreadableEventsReplacesTheOneBefore() {
    var bench = Harness()
    let reply = bench.ask("a")
    #expect(bench.reply(reply, .eventsUnreadable(1)) == [.history(.saveUnreadable(bench.id, bench.messages[1].id, 1))])
    bench.reply(reply, .eventsUnreadable(3))
    #expect(bench.reply(reply, .eventsUnreadable(3)).isEmpty)
    bench.reply(reply, .completed)
    #expect(bench.messages[1].unreadableEvents == 3)
  }

  @Test(arguments: [
    ReplyEvent.stopped, .failed(Failure(kind: .interrupted, text: "gone", advice: "Ask again.")), .completed,
  ])
  func aReplyThatEndsKeepsItsParts(end: ReplyEvent) {
    var bench = Harness()
    let reply = bench.ask("a")
    bench.reply(reply, .partArrived(kind: .thinking, name: "think", text: "hm"))
    bench.reply(reply, .eventsUnreadable(1))
    let commands = bench.reply(reply, end)
    let saved = commands.compactMap { command -> Message? in
      if case .history(.saveReply(_, _, let message)) = command { message } else { nil }
    }
    #expect(saved.map(\.parts) == [[ReplyPart(kind: .thinking, name: "think", text: "hm", offset: 0)]])
    #expect(saved.map(\.unreadableEvents) == [1])
  }

  @Test func aTagThatIsNeverClosedIsTextOfTheAnswer() {
    var bench = Harness()
    let reply = bench.ask("a")
    bench.reply(reply, .partArrived(kind: .thinking, name: ReplyPart.tagName, text: "h"))
    bench.reply(reply, .partArrived(kind: .thinking, name: "think", text: "x"))
    bench.reply(reply, .partArrived(kind: .thinking, name: ReplyPart.tagName, text: "m"))
    let revision = bench.messages[1].revision
    #expect(bench.reply(reply, .thoughtsWereText("<think>h m")).isEmpty, "the end writes it down")
    #expect(bench.messages[1].revision > revision && bench.messages[1].firstTextAt == bench.now)
    let commands = bench.reply(reply, .completed)
    let saved = commands.compactMap { command -> Message? in
      if case .history(.saveReply(_, _, let message)) = command { message } else { nil }
    }
    #expect(saved.map(\.text) == ["<think>h m"])
    #expect(saved.map(\.parts) == [[ReplyPart(kind: .thinking, name: "think", text: "x", offset: 0)]])
  }

  @Test func theCountOfUnreadableSourcesIsSavedWithTheReply() {
    var bench = Harness()
    let reply = bench.ask("a")
    bench.reply(reply, .sourcesUnreadable(3))
    bench.reply(reply, .sourcesUnreadable(1))
    bench.reply(reply, .eventsUnreadable(2))
    bench.reply(reply, .completed)
    #expect(bench.messages[1].unreadableSources == 1)
    #expect(bench.messages[1].unreadableSentence == "2 events and 1 source could not be read.")
  }

  @Test func aReplyWithPartsIsNotReplacedByARetry() {
    var bench = Harness()
    let reply = bench.ask("a")
    bench.reply(reply, .partArrived(kind: .thinking, name: "think", text: "hm"))
    bench.reply(reply, .stopped)
    bench.user(.replies(.retried))
    #expect(bench.messages.count == 3)
    #expect(bench.messages[1].parts.count == 1)
  }

  @Test func partsThatAnotherProcessReceivesGrowHere() throws {
    var bench = Harness()
    let reply = bench.ask("a")
    bench.reply(reply, .textArrived("b"))
    bench.reply(reply, .completed)
    var other = bench.messages[1]
    let revision = other.revision
    other.parts = [ReplyPart(kind: .tool, name: "tool", text: "x", offset: 0)]
    other.unreadableEvents = 2
    var changes = HistoryChanges()
    changes.writes = .max
    changes.messages = [PlacedMessage(conversation: bench.id, message: other, predecessor: bench.messages[0].id)]
    bench.feed(.outside(.history(.changed(changes))))
    #expect(parts(bench) == other.parts)
    #expect(bench.messages[1].unreadableEvents == 2)
    #expect(bench.messages[1].revision > revision)
    changes.messages[0].message.parts[0].text = "xy"
    bench.feed(.outside(.history(.changed(changes))))
    #expect(parts(bench)[0].text == "xy")
  }

  @Test(arguments: [
    ("thinking", ReplyPart.Kind.thinking, "Thinking"), ("think", .thinking, "Thinking"),
    (ReplyPart.tagName, .thinking, "Thinking"),
    ("reasoning", .thinking, "Reasoning"), ("reasoning_content", .thinking, "Reasoning"), ("", .thinking, "Thinking"),
    ("tool_call", .tool, "Tool call"), ("toolResult", .tool, "Tool result"), ("function_call", .tool, "Function call"),
    ("search_orders", .tool, "Tool: search_orders"), ("", .tool, "Tool"), ("status", .status, "Status"),
    ("progress", .status, "Progress"), ("agent_status", .status, "Status: agent_status"), ("", .status, "Status"),
  ])
  func aPartSaysWhatItIs(name: String, kind: ReplyPart.Kind, title: String) {
    #expect(ReplyPart(kind: kind, name: name, text: "", offset: 0).summary == title)
    #expect(ReplyPart(kind: kind, name: name, text: "a", offset: 0).summary == "\(title) · 1 line")
    #expect(ReplyPart(kind: kind, name: name, text: "a\nb\n", offset: 0).summary == "\(title) · 2 lines")
    #expect(ReplyPart(kind: kind, name: name, text: "a\n\nb", offset: 0).summary == "\(title) · 3 lines")
  }
}
