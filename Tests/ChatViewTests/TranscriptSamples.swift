import AppState
import Canvas
import ChatModel
import Markdown
import TestSupport

@testable import ChatView

/// 2026-11-23 10:02:00 UTC, a Monday.
let monday = Timestamp(milliseconds: 1_795_428_120_000)

extension Conversation {
  /// A conversation with the chatbot "Front desk".
  static func sample(_ messages: [Message] = [], loading: Loading = .loaded(hasEarlier: false)) -> Conversation {
    let header = ConversationHeader(
      id: ConversationID("c"), profile: "default", chatbot: ChatbotID("b"), chatbotName: "Front desk",
      createdAt: monday, lastActivity: monday)
    return Conversation(header: header, messages: messages, loading: loading)
  }

  /// A conversation of `count` short messages, a minute apart.
  static func long(_ count: Int) -> Conversation {
    sample((0..<count).map { .sample("m\($0)", $0 % 2 == 0 ? .person : .assistant, "message \($0)", minute: $0) })
  }

  /// Appends to the text of the last message, as a running reply does.
  mutating func arrive(_ text: String) {
    messages[messages.count - 1].text += text
    messages[messages.count - 1].revision += 1
    messages[messages.count - 1].status = .streaming
  }
}

extension Message {
  static func sample(
    _ id: String, _ author: Author, _ text: String, status: MessageStatus = .complete, minute: Int = 0,
    attachments: [Attachment] = [], citations: [Citation] = []
  ) -> Message {
    Message(
      id: MessageID(id), author: author, text: text, status: status, createdAt: monday + .seconds(Int64(minute) * 60),
      attachments: attachments, citations: citations)
  }
}

extension Pane {
  static func sample(_ scroll: ScrollPosition = .following, format: Format = .markdown) -> Pane {
    var pane = Pane(id: PaneID(1), conversation: ConversationID("c"))
    pane.scroll = scroll
    pane.format = format
    return pane
  }
}

extension Size {
  init(_ columns: Int, _ rows: Int) { self.init(columns: Columns(columns), rows: Rows(rows)) }
}

extension TranscriptView {
  /// A view whose clock does not depend on the machine.
  static func sample(grain: MarkdownGrain = MarkdownGrain()) -> TranscriptView {
    TranscriptView(zone: .fixed(secondsEast: 0), grain: grain)
  }

  mutating func picture(_ pane: Pane, _ conversation: Conversation, _ size: Size) -> TranscriptPicture {
    picture(pane: pane, conversation: conversation, size: size, focus: .unfocused, now: monday)
  }

  /// What the rows say, without blank rows at the end.
  mutating func text(_ pane: Pane, _ conversation: Conversation, _ size: Size) -> [String] {
    var rows = picture(pane, conversation, size).rows.map(\.text)
    while rows.last == "" { rows.removeLast() }
    return rows
  }

  mutating func moved(
    _ pane: Pane, _ motion: TranscriptMotion, _ conversation: Conversation, _ size: Size
  ) -> Pane {
    var pane = pane
    pane.scroll = position(after: motion, pane: pane, conversation: conversation, size: size)
    return pane
  }
}

/// Pieces of text as replies bring them, harmless and hostile, to be joined at random.
let fragments = [
  "word ", "another word, ", "incomprehensibilities", "\n", "\n\n", "# Heading\n\n", "- item\n", "1. first\n",
  "> quote\n",
  "**strong** ", "*emphasis* ", "`code` ", "```swift\nlet x = 1\n", "```\n", "\n\n```\nplain fence\n\n```\n\n",
  "    indented\n",
  "| a | b |\n|---|---|\n| 1 | 2 |\n", "| x |", "[link](https://example.org) ", "![image](a.png)", "[ref][r] ",
  "\n\n[r]: https://example.org\n\n", "---\n", "===\n", "漢字かなカナ한글", "「粗體」", "**「粗體」**中文", "😀👨‍👩‍👧‍👦🇹🇼", "e\u{301}", "\u{301}",
  "\u{200D}", "\u{FE0F}", "\r", "\r\n", "\t", "\u{1B}[31mred\u{1B}[0m", "\u{1B}]0;title\u{7}",
  "\u{202E}reversed\u{202C}",
  "\u{0}", "\u{9B}2J", "~~~\ntildes\n~~~\n", "~~struck~~ ", "<b>html</b> ", "&amp; ", "\\* ", "$$x^2$$ ", "a", " ",
  "  ",
  "([", "**", "`", "_", "~", "https://example.org/path?x=1 ", "- [ ] task\n- [x] done\n", "   - nested\n", "नमस्ते",
  "שלום", "ก็",
  "x\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}",
]

extension SeededGenerator {
  /// Up to `count` fragments, joined.
  mutating func text(_ count: Int) -> String {
    (0..<Int.random(in: 0...count, using: &self)).map { _ in fragments.randomElement(using: &self)! }.joined()
  }
}
