import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

@Suite struct FoldMapTests {
  @Test func rowsAndGapsAreCounted() {
    let map = FoldMap(hiding: [2..<5, 6..<8])
    // 0 1 [2-4] 5 [6-7] 8 9
    #expect(map.shown(of: 10) == 7)
    #expect((0..<7).map(map.place) == [.row(0), .row(1), .gap(0), .row(5), .gap(1), .row(8), .row(9)])
    #expect((0..<10).map(map.index) == [0, 1, 2, 2, 2, 3, 4, 4, 5, 6])
    #expect((0..<7).map(map.row) == [0, 1, 2, 5, 6, 8, 9])
    #expect(map.run(from: 0) == 2)
    #expect(map.run(from: 5) == 1)
    #expect(map.run(from: 8) > 100)
  }

  @Test(arguments: SeededGenerator.seeds(20))
  func everyRowIsShownOnceOrHidden(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let count = Int.random(in: 1...60, using: &random)
    var gaps: [Range<Int>] = []
    var start = Int.random(in: 0...5, using: &random)
    while start < count {
      let end = min(count, start + Int.random(in: 1...9, using: &random))
      gaps.append(start..<end)
      start = end + Int.random(in: 1...9, using: &random)
    }
    let map = FoldMap(hiding: gaps)
    var rows: [Int] = []
    for index in 0..<map.shown(of: count) {
      switch map.place(of: index) {
      case .row(let row): rows.append(row)
      case .gap(let number): rows += gaps[number]
      }
      #expect(map.index(of: map.row(at: index)) == index, "seed \(seed)")
    }
    #expect(rows == Array(0..<count), "seed \(seed)")
  }
}

@Suite struct FoldTests {
  private let size = Size(40, 30)
  private let code = "Before.\n\n```swift\n" + (1...9).map { "let a\($0) = \($0)\n" }.joined() + "```\n\nAfter."

  private func text(_ view: inout TranscriptView, _ pane: Pane, _ conversation: Conversation) -> [String] {
    view.text(pane, conversation, size)
  }

  @Test func aFoldedMessageShowsItsFirstRows() {
    let conversation = Conversation.sample([
      .sample("a", .person, (1...9).map { "line \($0)" }.joined(separator: "\n")), .sample("b", .assistant, "ok"),
    ])
    var view = TranscriptView.sample()
    var pane = Pane.sample()
    pane.folding.toggle(.message(MessageID("a")))
    let rows = text(&view, pane, conversation)
    #expect(rows.dropFirst(3).prefix(3) == ["line 1", "line 2", "▸ 7 rows folded · Enter shows them"])
    #expect(rows.last == "ok")
    pane.folding.toggle(.message(MessageID("a")))
    #expect(text(&view, pane, conversation).contains("line 9"))
  }

  @Test func aShortMessageIsNotFolded() {
    let conversation = Conversation.sample([.sample("a", .person, "1\n2\n3")])
    var view = TranscriptView.sample()
    var pane = Pane.sample()
    let before = text(&view, pane, conversation)
    pane.folding.toggle(.message(MessageID("a")))
    #expect(text(&view, pane, conversation) == before)
  }

  @Test func foldedCodeGrowsInsideItsFold() {
    var conversation = Conversation.sample([.sample("a", .assistant, "```\n1\n2\n3\n4\n5\n", status: .streaming)])
    var view = TranscriptView.sample()
    var pane = Pane.sample()
    pane.folding.toggle(.code(MessageID("a"), 0))
    let first = text(&view, pane, conversation)
    conversation.arrive("6\n7\n8\n")
    let second = text(&view, pane, conversation)
    #expect(first.count == second.count)
    #expect(first.last?.contains("2 rows folded") == true)
    #expect(second.last?.contains("5 rows folded") == true)
    conversation.arrive("```\nmore")
    #expect(text(&view, pane, conversation).last == "more")
  }

  /// The key is about what stands at the top.
  @Test func whatStandsAtTheTopIsFolded() {
    let conversation = Conversation.sample([
      .sample("a", .assistant, code + String(repeating: "\n\nmore", count: 30)), .sample("b", .person, "ok"),
    ])
    var view = TranscriptView.sample()
    var pane = Pane.sample(.anchored(message: MessageID("a"), row: 1))
    #expect(view.codeAtTop(of: pane, conversation: conversation, size: size) == nil)
    pane = view.moved(pane, .codeBlocks(1), conversation, size)
    #expect(view.codeAtTop(of: pane, conversation: conversation, size: size) == 0)
    var folded = pane
    folded.folding.toggle(.code(MessageID("a"), 0))
    if let position = view.reanchored(conversation, from: pane, size, to: folded, size) { folded.scroll = position }
    let rows = text(&view, folded, conversation)
    #expect(rows[0].contains("swift"))
    #expect(rows[3].contains("folded"))
    #expect(view.codeAtTop(of: folded, conversation: conversation, size: size) == 0, "the same key unfolds it")
  }

  @Test func foldingFromTheMiddleAndBackStandsStill() throws {
    let conversation = Conversation.sample([
      .sample("a", .person, (1...90).map { "line \($0)" }.joined(separator: "\n")),
      .sample("b", .assistant, (1...90).map { "row \($0)" }.joined(separator: "\n\n")),
    ])
    var view = TranscriptView.sample()
    let pane = Pane.sample(.anchored(message: MessageID("a"), row: 50))
    var folded = pane
    folded.folding.toggle(.message(MessageID("a")))
    var position = view.reanchored(conversation, from: pane, size, to: folded, size)
    folded.scroll = try #require(position)
    #expect(text(&view, folded, conversation)[0].contains("88 rows folded"))
    var back = folded
    back.folding.toggle(.message(MessageID("a")))
    position = view.reanchored(conversation, from: folded, size, to: back, size)
    back.scroll = try #require(position)
    #expect(back == pane)
  }

  @Test func theOutlineLeavesTheLastMessageOpen() {
    let long = (1...9).map { "line \($0)" }.joined(separator: "\n")
    let conversation = Conversation.sample([
      .sample("a", .person, long), .sample("b", .person, long), .sample("c", .person, long),
    ])
    var view = TranscriptView.sample()
    var pane = Pane.sample()
    pane.folding.toggleAll()
    let rows = text(&view, pane, conversation)
    #expect(rows.filter { $0.contains("folded") }.count == 2)
    #expect(rows.last == "line 9")
    pane.folding.toggle(.message(MessageID("b")))
    #expect(text(&view, pane, conversation).filter { $0.contains("folded") }.count == 1)
    pane.folding.toggleAll()
    #expect(pane.folding == Folding())
  }

  @Test func whatIsHiddenIsNoPlaceToJumpTo() {
    let conversation = Conversation.sample([
      .sample("a", .assistant, "# One\n\ntext\n\n# Two\n\n" + String(repeating: "more\n\n", count: 60)),
      .sample("b", .assistant, "# Three\n\n" + String(repeating: "more\n\n", count: 60)),
    ])
    var view = TranscriptView.sample()
    var pane = Pane.sample(.anchored(message: MessageID("a"), row: 0))
    var seen: [String] = []
    for _ in 0..<3 {
      pane = view.moved(pane, .headings(1), conversation, size)
      seen.append(text(&view, pane, conversation)[0])
    }
    #expect(seen == ["# One", "# Two", "# Three"])
    pane = view.moved(pane, .headings(-2), conversation, size)
    #expect(text(&view, pane, conversation)[0] == "# One")
    pane.folding.toggle(.message(MessageID("a")))
    pane = view.moved(pane, .headings(1), conversation, size)
    #expect(text(&view, pane, conversation)[0] == "# Three")
  }

  @Test func rawTextHasHeadingsToo() {
    let text = "# One\n```\n# no heading\n```\n####### no\n#no\n## Two\n" + String(repeating: "x\n", count: 60)
    let conversation = Conversation.sample([.sample("a", .assistant, text)])
    var view = TranscriptView.sample()
    var pane = Pane.sample(.anchored(message: MessageID("a"), row: 1), format: .raw)
    pane = view.moved(pane, .headings(1), conversation, size)
    #expect(view.text(pane, conversation, size)[0] == "## Two")
  }

  @Test func theUnreadMarkStandsAboveTheFirstUnreadReply() {
    let conversation = Conversation.sample([
      .sample("a", .person, "question"), .sample("b", .assistant, "answer"), .sample("c", .assistant, "more"),
    ])
    var view = TranscriptView.sample()
    var pane = Pane.sample()
    pane.firstUnread = MessageID("b")
    let rows = text(&view, pane, conversation)
    let mark = rows.firstIndex { $0.contains("─ new ─") }
    #expect(mark.map { rows[$0 + 2].hasPrefix("Front desk") } == true)
    #expect(rows.filter { $0.contains("─ new ─") }.count == 1)
  }
}
