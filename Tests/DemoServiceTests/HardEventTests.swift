import ChatModel
import DemoService
import TestSupport
import Testing

/// What the client makes of events that are not plain text.
@Suite struct HardEventTests {
  private static func played(_ question: String, _ mode: ReplyMode = .streaming) async throws -> [ReplyEvent] {
    try await withSandbox { server throws in
      let client = try RealClient(server)
      defer { client.network.shutDown() }
      client.ask(question, mode: mode)
      #expect(client.end() == .completed)
      return client.reply()
    }
  }

  private static func text(_ events: [ReplyEvent]) -> String {
    events.map {
      switch $0 {
      case .textArrived(let text), .thoughtsWereText(let text): text
      default: ""
      }
    }.joined()
  }

  private static func parts(_ events: [ReplyEvent]) -> [String] {
    var parts: [(name: String, text: String)] = []
    for event in events {
      guard case .partArrived(_, let name, let text) = event else { continue }
      if parts.last?.name == name { parts[parts.count - 1].text += text } else { parts.append((name, text)) }
    }
    return parts.map { "\($0.name): \($0.text)" }
  }

  @Test(arguments: ["/parts", "/onlyparts"]) func partsAreToldApartFromTheAnswer(question: String) async throws {
    let events = try await Self.played(question)
    #expect(
      Self.parts(events) == [
        "thinking: The sandbox pretends to think about this: it is a program and not an AI.",
        #"tool_call: opening_hours {"day":"monday","place":"the library"}"#,
        #"tool_result: {"opens": "09:00", "closes": "17:00"}"#, "status: Reading two documents", "progress: 80 %",
      ])
    #expect(Self.text(events) == (question == "/parts" ? "This is the answer. What came before it was not.\n" : ""))
  }

  @Test(arguments: [ReplyMode.streaming, .synchronous]) func thoughtsBetweenTagsAreAPartInBothModes(
    mode: ReplyMode
  ) async throws {
    let events = try await Self.played("/think", mode)
    #expect(Self.parts(events).count == 1)
    #expect(Self.text(events) == "This is the answer. What came before it was not.\n")
    #expect(Self.text(try await Self.played("/unclosed", mode)).hasPrefix("<think>\nThe sandbox pretends"))
  }

  @Test func splitCharactersPayloadsAndSingleLineEndsAreRead() async throws {
    #expect(
      Self.text(try await Self.played("/halves"))
        == "The dose is NOT 500 mg 😀 per day, says the 漢 sandbox.\u{FFFD} One half stood alone.")
    #expect(
      Self.text(try await Self.played("/lines")) == "line 1 line 2 line 3 line 4 line 5 ")
    #expect(Self.text(try await Self.played("/payload")) == "This text came in a payload, and so did this.")
  }

  @Test func eventsThatCannotBeReadAreCounted() async throws {
    let events = try await Self.played("/unreadable 7")
    #expect(events.last { if case .eventsUnreadable = $0 { true } else { false } } == .eventsUnreadable(7))
    #expect(Self.text(events) == "Some events behind this cannot be read. This is the end of the answer.\n")
  }
}
