import ChatModel
import TestSupport
import Testing
import Text

@testable import MaiAgentAPI

/// Text that stands where none is looked for is counted, and none of it is dropped without a word.
@Suite struct LostTextTests {
  private static let answer = "data: {\"content\":\"A\",\"conversation_id\":\"c1\",\"done\":false}\n\n"
  private static let last = "data: {\"content\":\"\",\"done\":true}\n\n"

  private static func between(_ middle: String) -> [ReplyEvent] {
    joined(decode(answer + middle + last)).filter { if case .conversationNamed = $0 { false } else { true } }
  }

  @Test(arguments: [
    #"{"conversation_id":"c1","message":"B","done":false}"#, #"{"conversation_id":"c1","data":{"content":"B"}}"#,
    #"{"conversation_id":"c1","output":"B"}"#, #"{"conversation_id":"c1","reply":"B"}"#,
    #"{"id":"1","message":{"content":"B"}}"#, #"{"content":"","text":"B"}"#, #"{"content":null,"delta":"B"}"#,
    #"{"content":null,"choices":[{"delta":{"content":"B"}}]}"#, #"{"content":null,"message":{"content":"B"}}"#,
    #"{"content":"","contentPayload":null,"response":"B"}"#,
  ]) func anEventWhoseTextStandsElsewhereIsCounted(event: String) {
    #expect(Self.between("data: \(event)\n\n") == [.textArrived("A"), .eventsUnreadable(1), .completed])
  }

  @Test(arguments: [
    #"{"content":"","usage":{"total":5}}"#, #"{"content":"","data":{"trace":"abc"}}"#, #"{"done":false,"index":3}"#,
    #"{"content":null,"message":null}"#, #"{"ping":"text"}"#,
  ]) func anEventWithoutTextIsNotCounted(event: String) {
    #expect(Self.between("data: \(event)\n\n") == [.textArrived("A"), .completed])
  }

  @Test func theLastEventMaySayHowItWent() {
    #expect(
      joined(decode("data: {\"content\":\"A\"}\n\ndata: {\"content\":\"\",\"done\":true,\"message\":\"success\"}\n\n"))
        == [.textArrived("A"), .completed])
  }

  @Test(arguments: [
    " {\"content\":\"B\"}\n", "\t{\"content\":\"B\"}\n\n", "[{\"content\":\"B\"}]\n\n",
    "\u{FEFF}data: {\"content\":\"B\"}\n\n", "\u{FEFF}{\"content\":\"B\"}\n",
  ]) func jsonThatBeginsALineIsAnEvent(line: String) {
    #expect(Self.between(line) == [.textArrived("AB"), .completed])
  }

  @Test(arguments: ["internal server error\n\n", "error: overloaded\n", "<html>\n", "[not JSON\n"])
  func aLineThatCanBeNoFieldIsCounted(line: String) {
    #expect(Self.between(line) == [.textArrived("A"), .eventsUnreadable(1), .completed])
  }

  @Test(arguments: [
    ": comment\n", ":\n\n", "id: 7\n\n", "retry: 10\n", "  \n", "id\n", "event: message\n\n", "strange: x\n",
    "stranger\n",
  ])
  func whatTheStandardKnowsIsNotCounted(line: String) {
    #expect(Self.between(line) == [.textArrived("A"), .completed])
  }

  @Test func aWholeAnswerWhoseTextStandsElsewhereIsCounted() {
    let events = joined(decode(#"{"conversationId":"c","content":"","text":"hello"}"#, type: "application/json"))
    #expect(events.contains(.eventsUnreadable(1)), "\(events)")
  }

  @Test(arguments: ["tool_result", "thinking"]) func aToolOrThoughtThatIsDoneEndsNoReply(type: String) {
    let done = "data: {\"type\":\"\(type)\",\"content\":\"x\",\"done\":true}\n\n"
    let events = joined(decode(done + Self.answer + Self.last))
    #expect(ReplyPartTests.text(events) == "A" && events.last == .completed, "\(events)")
    // And is enough where nothing follows.
    #expect(joined(decode(done)).last == .completed)
    // An answer that begins after it has to end.
    #expect(ending(decode(done + Self.answer))?.kind == .interrupted)
  }

  @Test func whatAnAnswersEventThoughtIsAPart() {
    let events = joined(
      decode(
        #"data: {"content":"","reasoning_content":"hm \ud83d"}"# + "\n\n"
          + #"data: {"content":null,"reasoning_content":"\ude00"}"# + "\n\n" + Self.answer + Self.last))
    #expect(
      events == [
        .partArrived(kind: .thinking, name: "reasoning", text: "hm 😀"), .conversationNamed(RemoteConversationID("c1")),
        .textArrived("A"), .completed,
      ])
  }

  @Test func ofFetchedMessagesNoneIsLostWithoutBeingCounted() throws {
    let body = """
      {"results":[{"id":"1","type":"outgoing","content":null,"message":"B"},{"id":"2","type":"outgoing","content":"","text":"C"},
      {"id":"3","type":"outgoing","content":"D"},{"id":"3","type":"outgoing","content":"E"},{"id":"3","type":"outgoing","content":"D"}]}
      """
    let page = try MessagePage(Array(body.utf8), key: testKey)
    #expect(page.unreadable == 3)
    #expect(page.page(of: RemoteConversationID("c"), next: nil).messages.map(\.text) == ["D"])
  }
}
