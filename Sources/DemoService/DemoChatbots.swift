/// The chatbots of the sandbox, each with a character of its own. The list never changes.
struct CastMember: Sendable, Equatable {
  enum Character: Sendable, Equatable { case guide, echo, slow, chinese, tables, code, cited, silent }

  let id: String
  let name: String
  let character: Character
  let greeting: String
  let starters: [String]

  /// Every chatbot has a web chat and an inbox; only their ids differ from its own.
  var webChatID: String { "c" + id.dropFirst() }
  var inboxID: String { "d" + id.dropFirst() }

  static let all = [
    member(
      1, "Tour guide", .guide, "Welcome to the sandbox of maichat. Ask me anything, and I show you around.",
      ["What can you do?", "/help", "/table 12", "/cjk"]),
    member(2, "Echo", .echo, "I say what you say.", ["Hello!", "你好"]),
    member(3, "Slow thinker", .slow, "Give me a moment before I answer.", ["Is there life on Mars?"]),
    member(4, "助理 小麥", .chinese, "您好，我是小麥。這裡是試用環境，不是人工智慧。", ["你們幾點開門？", "請介紹一下 maichat"]),
    member(5, "Table setter", .tables, "Everything is a table.", ["What is on the menu?"]),
    member(6, "Code writer", .code, "I answer in code.", ["Add up some numbers"]),
    member(7, "Librarian", .cited, "I name my sources.", ["When do you open?"]),
    member(8, "Man of few words", .silent, "", []),
  ]

  private static func member(
    _ number: Int, _ name: String, _ character: Character, _ greeting: String, _ starters: [String]
  ) -> CastMember {
    CastMember(
      id: "b0000000-0000-4000-8000-00000000000\(number)", name: name, character: character, greeting: greeting,
      starters: starters)
  }

  /// Answers `prompt`, which has no directive and came with `attachments`, in words; `isFirst` in its conversation.
  func reply(to prompt: String, attachments: [String], turn: Int) -> Reply {
    switch character {
    case .guide where turn == 0 && attachments.isEmpty: Reply(DemoScript.text, sources: Source.all)
    case .guide: Reply(Self.friendly(prompt, attachments: attachments, turn: turn))
    case .echo where attachments.isEmpty: Reply(prompt)
    case .echo:
      Reply(prompt + (prompt.isEmpty ? "" : "\n\n") + "With it came: \(attachments.joined(separator: ", ")).\n")
    case .slow:
      Reply(
        silence: 3,
        steps: [.text(Self.friendly(prompt, attachments: attachments, turn: turn), .words(seconds: 0.25))])
    case .chinese: Reply(Self.chinese(prompt, turn: turn))
    case .tables:
      Reply("This sandbox is not an AI and has no menu, but it has a table:\n\n\(SampleText.table(rows: 6))")
    case .code: Reply("A program wrote this, not an AI:\n\n\(SampleText.code(lines: 10))")
    case .cited: Reply(SampleText.cited, sources: Source.all)
    case .silent: Reply("Sandbox, no AI.")
    }
  }

  private static func friendly(_ prompt: String, attachments: [String], turn: Int) -> String {
    let openings = [
      "Good question! You asked:", "I heard you. These were your words:", "Noted, word by word:",
      "That came through as:",
    ]
    let closings = [
      "I am a sandbox and not an AI, so that is all I know. `/help` lists what I can do.",
      "A real chatbot would answer now; this is the sandbox, **not an AI**. Try `/table` or `/code`.",
      "No AI is listening here, only the sandbox. With a key, the same screen talks to your own chatbots.",
      "The sandbox (no AI) has nothing to add. How about `/emoji`, or `/slow`?",
    ]
    let lines = prompt.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).prefix(40)
    let files = attachments.isEmpty ? "" : "\nWith it came: \(attachments.joined(separator: ", ")).\n"
    return """
      \(openings[turn % openings.count])

      \(lines.map { "> \($0)" }.joined(separator: "\n"))
      \(files)
      \(closings[turn % closings.count])

      """
  }

  private static func chinese(_ prompt: String, turn: Int) -> String {
    let closings = ["我是試用環境的程式，不是人工智慧，所以只能重複您的話。", "想看看別的嗎？請輸入 `/cjk` 或 `/table`。這裡沒有人工智慧。"]
    return """
      您好！您剛才說：

      \(prompt.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).prefix(40)
        .map { "> \($0)" }.joined(separator: "\n"))

      \(closings[turn % closings.count])

      """
  }
}
