import MaiAgentAPI

/// A reply as chatbots write them, of any length.
enum SampleReply {
  /// Any key; a decoder keeps failures free of it.
  static let key = APIKey("benchmark.key")!

  private static let section = """
    ## Opening hours

    We open at **nine** and close at *six*. The desk in the hall answers questions about rooms, keys and `wifi`, and it
    keeps [what was found](https://example.com/lost). 星期六上午十時開門，「例假日」休息。 Ask there for the rest.

    - first of three
    - second, with **strong** and `code`
    - third: 第三項

    ```swift
    func sum(_ numbers: [Int]) -> Int {
      numbers.filter { $0 > 0 }.reduce(0, +)  // 只加正數
    }
    ```

    | day | from | to |
    |-----|-----:|----|
    | Monday | 9:00 | 18:00 |
    | 星期六 | 10:00 | 12:00 |


    """

  /// About `bytes` bytes of it.
  static func markdown(_ bytes: Int) -> String {
    String(repeating: section, count: max(1, bytes / section.utf8.count))
  }

  /// `text` in pieces of about `bytes` bytes, cut between characters.
  static func cut(_ text: String, _ bytes: Int) -> [String] {
    var pieces: [String] = []
    var piece = ""
    for character in text {
      piece.append(character)
      if piece.utf8.count >= bytes {
        pieces.append(piece)
        piece = ""
      }
    }
    return piece.isEmpty ? pieces : pieces + [piece]
  }

  /// The server-sent events that bring `text`, `characters` at a time.
  static func events(_ text: String, of characters: Int) -> [[UInt8]] {
    var events: [[UInt8]] = []
    var rest = text[...]
    while !rest.isEmpty {
      let content = rest.prefix(characters).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        .replacing("\n", with: "\\n")
      events.append(Array("data: {\"content\":\"\(content)\",\"conversation_id\":\"c\",\"done\":false}\n\n".utf8))
      rest = rest.dropFirst(characters)
    }
    return events
  }

  /// `events` as they arrive when `eventsEach` come at once.
  static func joined(_ events: [[UInt8]], eventsEach: Int) -> [[UInt8]] {
    stride(from: 0, to: events.count, by: eventsEach).map { start in
      Array(events[start..<min(events.count, start + eventsEach)].joined())
    }
  }
}
