import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

@Suite struct TranscriptMotionTests {
  private let size = Size(30, 8)

  @Test func upAndDownAgainIsWhereItWas() {
    let conversation = Conversation.long(40)
    var view = TranscriptView.sample()
    var pane = view.moved(.sample(), .rows(-7), conversation, size)
    let before = view.picture(pane, conversation, size)
    pane = view.moved(pane, .rows(-20), conversation, size)
    #expect(view.picture(pane, conversation, size) != before)
    pane = view.moved(pane, .rows(20), conversation, size)
    #expect(view.picture(pane, conversation, size) == before)
  }

  @Test func eachRowUpShowsOneRowMore() {
    let conversation = Conversation.long(12)
    var view = TranscriptView.sample()
    var pane = Pane.sample()
    var rows = view.picture(pane, conversation, size).rows
    while true {
      let next = view.moved(pane, .rows(-1), conversation, size)
      if next.scroll == pane.scroll { break }
      let moved = view.picture(next, conversation, size).rows
      #expect(Array(moved.dropFirst()) == Array(rows.dropLast()))
      (pane, rows) = (next, moved)
    }
    // From the day's date at the very top to the last row: 12 messages of two rows, 11 blanks, the date and a blank.
    #expect(view.text(pane, conversation, size).first?.contains("Monday 23 November") == true)
    #expect(pane.scroll == .anchored(message: MessageID("m0"), row: -2))
  }

  @Test func reachingTheEndFollows() {
    let conversation = Conversation.long(40)
    var view = TranscriptView.sample()
    let up = view.moved(.sample(), .pages(-2), conversation, size)
    #expect(up.scroll != .following)
    #expect(view.moved(up, .pages(1), conversation, size).scroll != .following)
    #expect(view.moved(up, .pages(2), conversation, size).scroll == .following)
    #expect(view.moved(up, .halfPages(4), conversation, size).scroll == .following)
    #expect(view.moved(up, .rows(.max), conversation, size).scroll == .following)
    #expect(view.moved(up, .messages(.max), conversation, size).scroll == .following)
    #expect(view.moved(up, .end, conversation, size).scroll == .following)
    #expect(view.moved(.sample(), .rows(1), conversation, size).scroll == .following)
  }

  @Test func whatFitsIsFollowed() {
    let conversation = Conversation.long(2)
    var view = TranscriptView.sample()
    for motion in [TranscriptMotion.top, .rows(-1), .pages(-1), .messages(-1), .rows(.min), .messages(.min)] {
      #expect(view.moved(.sample(), motion, conversation, size).scroll == .following)
    }
    #expect(view.moved(.sample(), .top, .sample(), size).scroll == .following)
  }

  @Test func topIsTheFirstRow() {
    let conversation = Conversation.long(40)
    var view = TranscriptView.sample()
    let top = view.moved(.sample(), .top, conversation, size)
    #expect(view.moved(top, .rows(-1), conversation, size).scroll == top.scroll)
    #expect(view.moved(top, .rows(.min), conversation, size).scroll == top.scroll)
    #expect(view.moved(.sample(), .pages(.min), conversation, size).scroll == top.scroll)
    #expect(view.moved(.sample(), .messages(.min), conversation, size).scroll == top.scroll)
  }

  @Test func messagesGoFromHeadToHead() {
    let conversation = Conversation.long(40)
    var view = TranscriptView.sample()
    let within = Pane.sample(.anchored(message: MessageID("m20"), row: 1))
    #expect(
      view.moved(within, .messages(-1), conversation, size).scroll == .anchored(message: MessageID("m20"), row: 0))
    #expect(
      view.moved(within, .messages(-3), conversation, size).scroll == .anchored(message: MessageID("m18"), row: 0))
    #expect(view.moved(within, .messages(1), conversation, size).scroll == .anchored(message: MessageID("m21"), row: 0))
    let above = Pane.sample(.anchored(message: MessageID("m20"), row: -1))
    #expect(view.moved(above, .messages(1), conversation, size).scroll == .anchored(message: MessageID("m20"), row: 0))
    #expect(view.moved(above, .messages(-1), conversation, size).scroll == .anchored(message: MessageID("m19"), row: 0))
  }

  @Test func anAnchorPastTheEndOfItsMessageIsItsLastRow() {
    var conversation = Conversation.long(20)
    conversation.messages[4].text = "short"
    var view = TranscriptView.sample()
    let picture = view.picture(.sample(.anchored(message: MessageID("m4"), row: 50)), conversation, size)
    #expect(picture.rows[0].text == "short")
    #expect(picture.topMessage == MessageID("m4"))
    let above = view.picture(.sample(.anchored(message: MessageID("m4"), row: -50)), conversation, size)
    #expect(above.rows[1].text.hasPrefix("you"))
  }

  @Test func aMessageThatVanishedLeavesTheViewWhereItWas() {
    var conversation = Conversation.long(20)
    var view = TranscriptView.sample()
    let pane = Pane.sample(.anchored(message: MessageID("m9"), row: 0))
    _ = view.picture(pane, conversation, size)
    conversation.messages.remove(at: 9)
    #expect(view.picture(pane, conversation, size).topMessage == MessageID("m10"))
    #expect(view.picture(pane, conversation, size).topMessage == MessageID("m10"))
    conversation.messages.removeLast(12)
    #expect(view.picture(pane, conversation, size).topMessage == MessageID("m6"))
  }

  @Test func rowsBelowAreCounted() {
    let conversation = Conversation.long(40)
    var view = TranscriptView.sample()
    #expect(view.picture(.sample(), conversation, size).rowsBelow == 0)
    for up in [1, 3, 8] {
      let pane = view.moved(.sample(), .rows(-up), conversation, size)
      let picture = view.picture(pane, conversation, size)
      #expect(picture.rowsBelow == up)
      #expect(picture.below == .exact)
    }
    let top = view.picture(view.moved(.sample(), .top, conversation, size), conversation, size)
    #expect(top.below == .atLeast)
    #expect(top.rowsBelow > 8 && top.rowsBelow <= 40 * 3)
  }

  @Test func currentIsTheLastWhileFollowingElseTheOneAtTheTop() {
    let conversation = Conversation.long(40)
    var view = TranscriptView.sample()
    #expect(view.picture(.sample(), conversation, size).currentMessage == MessageID("m39"))
    let pane = Pane.sample(.anchored(message: MessageID("m7"), row: 1))
    #expect(view.picture(pane, conversation, size).currentMessage == MessageID("m7"))
    #expect(view.picture(.sample(), .sample(), size).currentMessage == nil)
  }

  @Test func earlierMessagesAreWantedNearTheFirst() {
    var conversation = Conversation.long(60)
    var view = TranscriptView.sample()
    let top = Pane.sample(.anchored(message: MessageID("m3"), row: 0))
    #expect(!view.picture(top, conversation, size).needsEarlier)
    conversation.loading = .loaded(hasEarlier: true)
    #expect(view.picture(top, conversation, size).needsEarlier)
    #expect(!view.picture(.sample(), conversation, size).needsEarlier)
    conversation.loading = .loading
    #expect(!view.picture(top, conversation, size).needsEarlier)
  }

  private static let words = (0..<400).map { "word\($0)" }
  private static let bodies = [
    (Author.person, words.joined(separator: " ")),
    (.assistant, words.joined(separator: " ")),
    (.assistant, words.map { "- \($0) and *some* `more`" }.joined(separator: "\n")),
    (.assistant, "```\n" + words.joined(separator: "\n") + "\n```"),
    (.assistant, words.map { "## \($0)\n\nparagraph" }.joined(separator: "\n\n")),
  ]

  @Test(arguments: bodies.indices) func theSameTextStaysAtTheTopWhenTheWidthChanges(body: Int) throws {
    let (author, text) = Self.bodies[body]
    let conversation = Conversation.sample([
      .sample("a", .person, text), .sample("b", author, text), .sample("c", .person, text),
    ])
    var view = TranscriptView.sample()
    let wide = Size(80, 10)
    var pane = Pane.sample(.anchored(message: MessageID("b"), row: 17))
    let first = try #require(word(view.picture(pane, conversation, wide)))
    var size = wide
    for columns in [23, 61, 40, 19, 200, 80] {
      let next = Size(columns, 10)
      if let position = view.reanchored(pane: pane, conversation: conversation, from: size, to: next) {
        pane.scroll = position
      }
      size = next
      let row = view.picture(pane, conversation, size).rows[0].text
      #expect(row.split(separator: " ").contains { $0 == first }, "at \(columns): \(row)")
    }
    #expect(pane.scroll == .anchored(message: MessageID("b"), row: 17))
    #expect(view.reanchored(pane: pane, conversation: conversation, from: size, to: Size(80, 30)) == nil)
    #expect(view.reanchored(pane: .sample(), conversation: conversation, from: size, to: Size(8, 30)) == nil)
  }

  @Test func theSameTextStaysAtTheTopWhenTheFormatChanges() throws {
    let conversation = Conversation.sample([
      .sample("a", .assistant, Self.words.map { "- \($0) and *some* `more`" }.joined(separator: "\n")),
      .sample("b", .person, Self.words.joined(separator: "\n")),
    ])
    var view = TranscriptView.sample()
    var pane = Pane.sample(.anchored(message: MessageID("a"), row: 100))
    let first = try #require(word(view.picture(pane, conversation, size)))
    for format in [Pane.Format.raw, .markdown, .raw, .markdown] {
      var other = pane
      other.format = format
      if let position = view.reanchored(conversation, from: pane, size, to: other, size) { other.scroll = position }
      pane = other
      #expect(word(view.picture(pane, conversation, size)) == first)
    }
    #expect(pane.scroll == .anchored(message: MessageID("a"), row: 100))
  }

  /// The first of the numbered words in the topmost row that has any.
  private func word(_ picture: TranscriptPicture) -> String? {
    picture.rows[0].text.split(separator: " ").first { $0.hasPrefix("word") }.map(String.init)
  }
}

/// Going from code block to code block, in both formats.
@Suite struct TranscriptCodeMotionTests {
  private let size = Size(30, 6)
  private let conversation = Conversation.sample([
    .sample("a", .assistant, "Intro.\n\n```swift\nlet a = 1\n```\n\nMore.\n\n~~~\nplain\n~~~\n\nEnd of a.\n"),
    .sample("b", .person, "```\nnot code: a person wrote it\n```"),
    .sample("c", .assistant, "No code here.\n\n" + String(repeating: "Words and words.\n\n", count: 20)),
    .sample("d", .assistant, "```\nlast\n~~~\n```\n\n" + String(repeating: "Words and words.\n\n", count: 20)),
  ])

  @Test(arguments: [Pane.Format.markdown, .raw]) func goesThroughAllOfThem(format: Pane.Format) {
    var view = TranscriptView.sample()
    var pane = view.moved(.sample(format: format), .top, conversation, size)
    var shown: [String] = []
    for _ in 0..<3 {
      pane = view.moved(pane, .codeBlocks(1), conversation, size)
      let text = view.text(pane, conversation, size).prefix(2).joined(separator: " ")
      shown.append(["let a", "plain", "last"].first { text.contains($0) } ?? text)
    }
    #expect(shown == ["let a", "plain", "last"])
    #expect(view.moved(pane, .codeBlocks(1), conversation, size).scroll == pane.scroll)
    let two = view.moved(pane, .codeBlocks(-2), conversation, size)
    #expect(
      two.scroll
        == view.moved(view.moved(pane, .codeBlocks(-1), conversation, size), .codeBlocks(-1), conversation, size).scroll
    )
    #expect(view.text(two, conversation, size).prefix(2).joined().contains("let a"))
    #expect(view.moved(two, .codeBlocks(-1), conversation, size).scroll == two.scroll)
    #expect(view.moved(two, .codeBlocks(.min), conversation, size).scroll == two.scroll)
  }
}
