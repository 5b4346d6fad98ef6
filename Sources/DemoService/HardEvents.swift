/// Events that are not plain text: parts of a reply that are not the answer, and what is hard to read. None of them is
/// documented by the service; a client should bear all.
enum HardEvents {
  static let thoughts = "The sandbox pretends to think about this: it is a program and not an AI."
  static let answer = "This is the answer. What came before it was not.\n"

  /// Thoughts in three pieces, a tool that is called and answers, and news of the progress.
  static let parts: [Reply.Step] =
    ["The sandbox pretends to think about this: ", "it is a program ", "and not an AI."].map {
      event(["type": "thinking", "content": .string($0)])
    } + [
      event([
        "type": "tool_call", "name": "opening_hours", "arguments": ["day": "monday", "place": "the library"],
      ]), event(["type": "tool_result", "content": "{\"opens\": \"09:00\", \"closes\": \"17:00\"}"]),
      event(["type": "status", "content": "Reading two documents"]),
      event(["type": "progress", "content": "80 %"]),
    ]

  /// An emoji and a Chinese character, each cut in its middle: one as escapes, the other between its bytes.
  static let halves: [Reply.Step] = [
    .event(Array(#"{"content":"The dose is NOT 500 mg \ud83d"}"#.utf8), says: "The dose is NOT 500 mg "),
    .event(Array(#"{"content":"\ude00 per day, says the "}"#.utf8), says: "😀 per day, says the "),
    .event(Array(#"{"content":""#.utf8) + [0xE6, 0xBC] + Array(#""}"#.utf8), says: ""),
    .event(Array(#"{"content":""#.utf8) + [0xA2] + Array(#" sandbox.\ud83d"}"#.utf8), says: "漢 sandbox."),
    .event(Array(#"{"content":" One half stood alone."}"#.utf8), says: "\u{FFFD} One half stood alone."),
  ]

  /// `count` events of several kinds of nonsense between two pieces of an answer.
  static func unreadable(_ count: Int) -> [Reply.Step] {
    let nonsense = [#"{"content": }"#, "{content: 'single'}", "hello", "[1, 2]", #"{"a" "b"}"#]
    return [.text("Some events behind this cannot be read. ", .standard)]
      + (0..<count).map { .event(Array(nonsense[$0 % nonsense.count].utf8), says: "") }
      + [.text("This is the end of the answer.\n", .standard)]
  }

  /// Five events with a single line end between them.
  static let lines: [Reply.Step] = [
    .event(
      Array(
        (1...5).map { "{\"content\":\"line \($0) \"}" }.joined(separator: "\n").utf8),
      says: "line 1 line 2 line 3 line 4 line 5 ")
  ]

  static let payload: [Reply.Step] = [
    event(
      ["content": "", "contentPayload": ["text": "This text came in a payload, "]],
      says: "This text came in a payload, "),
    event(["content": .null, "contentPayload": ["blocks": [["text": "and so did this."]]]], says: "and so did this."),
  ]

  private static func event(_ object: JSON, says: String = "") -> Reply.Step { .event(object.bytes, says: says) }
}
