import AppState
import Canvas
import ChatModel
import Markdown
import TestSupport
import Testing

@testable import ChatView

/// A message of a megabyte costs what the screen shows of it.
@Suite struct LongMessageTests {
  private let size = Size(80, 40)
  private let narrow = Size(50, 40)

  /// A text, and the rows that may be laid out for a picture after something has changed all of them.
  struct Load: CustomTestStringConvertible, Sendable {
    var name: String
    var text: @Sendable () -> String
    var format = Pane.Format.markdown

    var testDescription: String { name }

    func conversation(_ status: MessageStatus = .complete) -> Conversation {
      var conversation = Conversation.long(4)
      conversation.messages.append(.sample("r", .assistant, text(), status: status))
      return conversation
    }
  }

  private static func repeated(_ text: String, _ bytes: Int) -> String {
    String(repeating: text, count: bytes / text.utf8.count)
  }

  private static let reply =
    "## A heading\n\nA paragraph with **strong** words and `code`.\n\n- one\n- two\n\n```\ncode\n```\n\n"

  private static let loads = [
    Load(name: "a reply", text: { repeated(reply, 1_000_000) }),
    Load(name: "the same as it was written", text: { repeated(reply, 1_000_000) }, format: .raw),
    Load(name: "a line as it was written", text: { repeated("words in one line ", 1_000_000) }, format: .raw),
    Load(name: "code", text: { "```swift\n" + repeated("let value = compute(1, \"two\") // note\n", 200_000) }),
    Load(name: "a table", text: { "| a | b |\n|---|---|\n" + (0..<5000).map { "| row \($0) | words |\n" }.joined() }),
    Load(name: "an item", text: { "- start\n" + repeated("  some words\n\n  more of them\n\n", 200_000) }),
    Load(name: "a nested list", text: { "- start\n" + repeated("  - nested item with some words\n", 200_000) }),
    Load(name: "a quote", text: { repeated("> quoted text with **bold** words\n", 200_000) }),
    Load(name: "HTML", text: { "<div>\n" + repeated("<p>some text in a paragraph</p>\n", 200_000) }),
    Load(name: "indented code", text: { repeated("    let value = compute(1)\n", 200_000) }),
    Load(name: "a list", text: { repeated("- an item of some words\n", 200_000) }),
  ]

  /// Rows of a part, or of two where the end of one is in view, and of those that a screenful below it belongs to: 4096
  /// bytes are less than 300 rows of these texts.
  private static let rowsInView = 900

  @Test(arguments: loads) func onlyPartsInViewAreLaidOut(load: Load) {
    let conversation = load.conversation()
    var view = TranscriptView.sample()
    var pane = Pane.sample(format: load.format)
    func check(_ what: String, _ size: Size, sourceLocation: SourceLocation = #_sourceLocation) {
      let before = view.counters
      _ = view.picture(pane, conversation, size)
      #expect(
        view.counters.rowsLaidOut - before.rowsLaidOut <= Self.rowsInView, "\(what)", sourceLocation: sourceLocation)
      #expect(view.counters.rowsHeld <= 8000, "\(what)", sourceLocation: sourceLocation)
    }
    check("opened", size)
    check("narrower while following", narrow)
    for motion in [TranscriptMotion.pages(-30), .top, .pages(20), .codeBlocks(2), .headings(1), .halfPages(-1)] {
      let before = view.counters.rowsLaidOut
      pane = view.moved(pane, motion, conversation, narrow)
      #expect(view.counters.rowsLaidOut - before <= 3000, "\(motion)")
      check("\(motion)", narrow)
    }
    pane.scroll = view.reanchored(pane: pane, conversation: conversation, from: narrow, to: size) ?? pane.scroll
    check("wider", size)
  }

  @Test func theSameTextStaysAtTheTop() {
    let text = (0..<20_000).map { "paragraph \($0) with some words that wrap at forty columns or so\n\n" }.joined()
    var conversation = Conversation.long(2)
    conversation.messages.append(.sample("r", .assistant, text, status: .streaming))
    var view = TranscriptView.sample()
    var pane = view.moved(.sample(), .pages(-100), conversation, size)
    if view.text(pane, conversation, size)[0].isEmpty { pane = view.moved(pane, .rows(1), conversation, size) }
    let top = view.picture(pane, conversation, size).rows[0].text
    #expect(top.hasPrefix("paragraph"))
    for (from, to) in [(size, narrow), (narrow, size)] {
      pane.scroll = view.reanchored(pane: pane, conversation: conversation, from: from, to: to) ?? pane.scroll
    }
    #expect(view.picture(pane, conversation, size).rows[0].text == top)
    // What arrives moves nothing, and is not laid out.
    let before = view.picture(pane, conversation, size).rows
    let counters = view.counters
    conversation.arrive("more\n\n")
    #expect(view.picture(pane, conversation, size).rows == before)
    #expect(view.counters.rowsLaidOut == counters.rowsLaidOut)
  }

  /// Positions that were kept before messages had parts are plain numbers of rows.
  @Test func aRowBelowTheFirstPartIsFound() {
    let text = (0..<2000).map { "paragraph \($0)\n\n" }.joined()
    let conversation = Conversation.sample([.sample("r", .assistant, text)])
    var view = TranscriptView.sample()
    for row in [1, 301, 2001, 3801] {
      let pane = Pane.sample(.anchored(message: MessageID("r"), row: row))
      #expect(view.text(pane, conversation, size)[0] == "paragraph \(row / 2)")
    }
    let beyond = Pane.sample(.anchored(message: MessageID("r"), row: 1_000_000))
    #expect(view.text(beyond, conversation, size) == ["paragraph 1999"])
  }

  /// A reader stands in a part that only what arrives later makes one.
  @Test(arguments: SeededGenerator.seeds(4)) func noRowMovesWherePartsBegin(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var conversation = Conversation.sample()
    conversation.messages.append(.sample("r", .assistant, "", status: .streaming))
    var view = TranscriptView.sample(grain: MarkdownGrain(part: 40))
    let size = Size(30, 10)
    var pane = Pane.sample()
    for step in 0..<400 {
      if step % 40 == 39 {
        pane = view.moved(.sample(), .rows(-Int.random(in: 1...12, using: &random)), conversation, size)
      }
      let before = view.picture(pane, conversation, size).rows
      conversation.arrive(["word ", "a\n\nb", "\n\n", "- item\n", "longer words here "].randomElement(using: &random)!)
      guard pane.scroll != .following else { continue }
      let after = view.picture(pane, conversation, size).rows
      // The open block may still change.
      let open = before.lastIndex { !$0.text.isEmpty } ?? 0
      let still = before[..<open].lastIndex { $0.text.isEmpty } ?? 0
      #expect(after.prefix(still) == before.prefix(still), "seed \(seed) step \(step)")
    }
  }

  @Test func aFoldedMegabyteSaysThatThereIsMore() {
    let conversation = Conversation.sample([.sample("r", .assistant, Self.repeated(Self.reply, 1_000_000))])
    var view = TranscriptView.sample()
    var pane = Pane.sample()
    pane.folding.toggle(.message(MessageID("r")))
    let rows = view.text(pane, conversation, size)
    #expect(rows.contains { $0.hasPrefix("▸ over ") && $0.hasSuffix(" rows folded · Enter shows them") })
    #expect(view.counters.rowsLaidOut <= Self.rowsInView)
  }

  @Test func aLongBlockOfCodeFoldsAsOne() throws {
    let code = "```\n" + (0..<5000).map { "line \($0)\n" }.joined() + "```\n\nafter\n"
    let conversation = Conversation.sample([.sample("r", .assistant, "before\n\n" + code)])
    var view = TranscriptView.sample()
    var pane = Pane.sample(.anchored(message: MessageID("r"), row: 2500))
    let found = view.codeAtTop(of: pane, conversation: conversation, size: size)
    let number = try #require(found)
    pane.folding.toggle(.code(MessageID("r"), number))
    pane.scroll = .anchored(message: MessageID("r"), row: 0)
    let rows = view.text(pane, conversation, size)
    let body = rows.dropFirst(1).filter { !$0.isEmpty }
    #expect(body.prefix(4) == ["before", "│ line 0", "│ line 1", "│ line 2"])
    #expect(body.dropFirst(4).first?.hasPrefix("▸ over ") == true)
    #expect(body.last == "after")
    #expect(body.count == 6)
  }
}
