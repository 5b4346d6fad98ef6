import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

/// Following in steps: what is on the screen moves seldom, and the end is always in view.
@Suite struct FollowTests {
  private let size = Size(40, 20)

  @Test func stepsFitThePane() {
    for height in 0..<200 {
      for manner in FollowMode.allCases {
        var last = 0
        for slowness in 0...Follow.slowest {
          let step = Follow(manner, slowness: slowness).step(height: height)
          #expect(step >= 1 && step <= max(1, height - 2))
          #expect(step >= last)
          last = step
        }
      }
    }
    #expect(Follow(.auto).step(height: 33) == 8)
    #expect(Follow(.auto).step(height: 20) == 5)
    #expect(Follow(.auto, slowness: 1).step(height: 20) == 10)
    #expect(Follow(.auto, slowness: 3).step(height: 33) == 31)
    #expect(Follow(.smooth, slowness: 3).step(height: 33) == 1)
    #expect(Follow(.page).step(height: 33) == 31)
    #expect(Follow(.auto, slowness: .max).step(height: 20) == 18)
    #expect(Follow(.auto, slowness: .min).step(height: 20) == 5)
  }

  /// The rows of each picture while `count` rows arrive one by one.
  private func growth(
    _ follow: Follow, _ count: Int, _ status: MessageStatus = .streaming, _ check: ([String], Int) -> Void = { _, _ in }
  ) -> (moves: Int, last: [String]) {
    var conversation = Conversation.long(20)
    conversation.messages.append(.sample("r", .assistant, "", status: .streaming))
    var view = TranscriptView.sample()
    view.follow = follow
    var before: [String] = []
    var moves = 0
    for number in 0..<count {
      conversation.arrive("line \(number)\n\n")
      let rows = view.picture(.sample(), conversation, size).rows.map(\.text)
      if !before.isEmpty, rows.prefix(5) != before.prefix(5) { moves += 1 }
      check(rows, number)
      before = rows
    }
    conversation.messages[20].status = status
    conversation.messages[20].revision += 1
    return (moves, view.picture(.sample(), conversation, size).rows.map(\.text))
  }

  @Test(arguments: FollowMode.allCases) func theEndIsAlwaysInView(manner: FollowMode) {
    let result = growth(Follow(manner), 100) { rows, number in
      #expect(rows.last { !$0.isEmpty } == "line \(number)", "\(manner)")
    }
    // A line and a blank row each.
    let expected: ClosedRange<Int> =
      switch manner {
      case .smooth: 98...100
      case .auto: 38...41
      case .page: 10...12
      }
    #expect(expected.contains(result.moves), "\(manner): \(result.moves)")
  }

  @Test func nothingMovesBetweenTwoSteps() {
    var before: [String] = []
    var (stood, moved) = (0, 0)
    _ = growth(Follow(), 100) { rows, number in
      defer { before = rows }
      guard let end = before.lastIndex(where: { !$0.isEmpty }) else { return }
      // All that stood there stands there, or all has moved up by a step.
      if rows.prefix(end + 1) == before.prefix(end + 1) {
        stood += 1
      } else {
        #expect(rows.prefix(end + 1 - 5) == before[5...end], "line \(number)")
        moved += 1
      }
    }
    #expect(stood > moved && moved > 30, "\(stood) \(moved)")
  }

  @Test(arguments: [MessageStatus.complete, .stopped]) func theEndOfTheReplyMovesNothing(status: MessageStatus) {
    for rows in 30..<40 {
      var last: [String] = []
      let result = growth(Follow(), rows, status) { shown, _ in last = shown }
      #expect(Array(result.last.dropFirst(12)) == Array(last.dropFirst(12)))
      #expect(result.last.last { !$0.isEmpty } == last.last { !$0.isEmpty })
    }
  }

  @Test func afterASlowReplyTheEndStandsAsAfterAFastOne() {
    for rows in 30..<45 {
      #expect(growth(Follow(.auto, slowness: 3), rows, .complete).last == growth(Follow(), rows, .complete).last)
    }
  }

  @Test func whatFitsStaysAtTheTop() {
    var conversation = Conversation.long(2)
    conversation.messages.append(.sample("r", .assistant, "", status: .streaming))
    var view = TranscriptView.sample()
    let first = view.picture(.sample(), conversation, size).rows[0]
    for _ in 0..<5 {
      conversation.arrive("line\n\n")
      #expect(view.picture(.sample(), conversation, size).rows[0] == first)
    }
  }

  @Test func whatIsReadFromDiskEndsAtTheBottom() {
    var conversation = Conversation.long(20)
    for rows in 1..<12 {
      conversation.messages[19].text = String(repeating: "line\n\n", count: rows)
      var view = TranscriptView.sample()
      view.follow = Follow(.page)
      #expect(view.picture(.sample(), conversation, size).rows.last?.text == "line")
    }
  }

  /// With free rows below the end, a key that scrolls up still scrolls, and down again follows.
  @Test func scrollingStartsFromWhatIsSeen() {
    var conversation = Conversation.long(20)
    conversation.messages.append(.sample("r", .assistant, "", status: .streaming))
    var view = TranscriptView.sample()
    var pane = Pane.sample()
    for number in 0..<20 {
      conversation.arrive("line \(number)\n\n")
      let following = view.picture(.sample(), conversation, size)
      pane = view.moved(.sample(), .rows(-1), conversation, size)
      #expect(pane.scroll != .following)
      #expect(Array(view.picture(pane, conversation, size).rows.dropFirst()) == Array(following.rows.dropLast()))
      #expect(view.picture(pane, conversation, size).rowsBelow == 0 || following.rows.last != Row())
      #expect(view.moved(pane, .rows(1), conversation, size).scroll == .following)
      #expect(view.moved(pane, .pages(1), conversation, size).scroll == .following)
    }
    // What comes while the reader is up there moves nothing.
    let still = view.picture(pane, conversation, size).rows.prefix(15)
    for _ in 0..<20 {
      conversation.arrive("more\n\n")
      #expect(view.picture(pane, conversation, size).rows.prefix(15) == still)
    }
  }

  /// How many rows of `conversation` stand above `place`, and how many there are in all.
  private func rows(
    above place: TranscriptPlace, in scene: TranscriptScene, _ view: inout TranscriptView
  ) -> (above: Int, all: Int) {
    var above = 0
    var all = 0
    for index in scene.conversation.messages.indices {
      let leading = view.leading(index, in: scene).count
      if place.index > index { above += leading }
      if place.index == index { above += leading + place.row }
      all += leading
      for part in 0..<view.partCount(index, in: scene) {
        let count = view.rowCount(index, part: part, in: scene)
        if (index, part) < (place.index, place.part) { above += count }
        all += count
      }
    }
    return (above, all)
  }

  /// While rows only come, the view only moves up; the end stays in view.
  private func grow(
    _ chunks: [String], _ follow: Follow, _ size: Size, _ name: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var conversation = Conversation.long(6)
    conversation.messages.append(.sample("r", .assistant, "", status: .streaming))
    var view = TranscriptView.sample()
    view.follow = follow
    var (top, longest) = (0, 0)
    for (number, chunk) in chunks.enumerated() {
      conversation.arrive(chunk)
      let scene = TranscriptScene(
        pane: .sample(), conversation: conversation, width: size.columns.value, height: size.rows.value)
      let place = view.top(of: scene)
      let (above, all) = rows(above: place, in: scene, &view)
      guard above + size.rows.value >= all, all <= size.rows.value || above < all - 1 else {
        Issue.record("\(name), chunk \(number): \(above) of \(all)", sourceLocation: sourceLocation)
        return
      }
      // What was taken for more rows than it is may give some back.
      guard above >= top || all < longest else {
        Issue.record("\(name), chunk \(number): down by \(top - above) at \(place)", sourceLocation: sourceLocation)
        return
      }
      (top, longest) = (above, max(all, longest))
    }
    #expect(top > 20, sourceLocation: sourceLocation)
  }

  /// The end of a long paragraph becomes another part of the message while it is on the screen.
  @Test(arguments: FollowMode.allCases, [23, 80]) func theViewNeverMovesDownInALongParagraph(
    manner: FollowMode, width: Int
  ) {
    for size in [90, 400] {
      var chunks: [String] = []
      var chunk = ""
      for number in 0..<2000 {
        chunk += "word\(number) "
        if chunk.utf8.count >= size {
          chunks.append(chunk)
          chunk = ""
        }
      }
      grow(chunks, Follow(manner), Size(width, 30), "\(manner), width \(width), \(size) bytes")
    }
  }

  @Test(arguments: SeededGenerator.seeds(3, slow: 6)) func theViewNeverMovesDownInAReply(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let lines = [
      "A paragraph of some words, **strong** ones and `code`, that takes a row or two.\n\n", "- an item\n", "\n",
      "## A heading\n\n", "```swift\nlet x = 1\nlet y = 2\n```\n\n", "> a quote\n\n", "1. one\n2. two\n\n",
      "[a]: https://example.org/a/long/address/that/shows/nothing\n\n", "一段中文文字，沒有空格，也會換行。\n\n",
    ]
    let text = (0..<500).map { _ in lines.randomElement(using: &random)! }.joined()
    let manner = FollowMode.allCases.randomElement(using: &random)!
    let size = Size([30, 80, 120].randomElement(using: &random)!, [10, 30, 60].randomElement(using: &random)!)
    grow(
      random.cut(Array(text), maximum: 60).map { String($0) }, Follow(manner), size,
      "seed \(seed), \(manner), \(size)")
  }

  @Test func anotherMannerMakesAnotherPicture() {
    var talk = Conversation.long(20)
    talk.messages.append(.sample("r", .assistant, String(repeating: "line\n\n", count: 21)))
    var bench = ScreenHarness(.sample([talk.running(.streaming)]))
    let auto = bench.frame()
    bench.screen.follow.mode = .page
    let page = bench.frame()
    #expect(page != auto)
    bench.screen.follow.mode = .auto
    #expect(bench.frame() == page, "what stands there stands still")
    bench.resize(Size(80, 23))
    bench.resize(Size(80, 24))
    _ = bench.frame()
    bench.press("Tab")
    bench.press("g")
    bench.press("G")
    bench.press("Shift-Tab")
    #expect(bench.frame().rows.map(\.text) == auto.rows.map(\.text))
  }

  /// Whatever comes, and however fast the line is: the first row of a pane that follows is never one that stood above it.
  @Test(arguments: SeededGenerator.seeds(8, slow: 24)) func nothingEverMovesBack(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let size = Size([30, 78, 120].randomElement(using: &random)!, [10, 24, 40].randomElement(using: &random)!)
    var talk = Conversation.long(20)
    talk.messages.append(.sample("r0", .assistant, "", status: .streaming))
    var bench = ScreenHarness(.sample([talk.running(.streaming)]), size)
    bench.state.list.isVisible = false
    // Half of them take another form when more comes: a heading of two lines, a table, a fence, a list, a definition.
    let pieces = [
      "Some words. ", "more\n", "\n\n", "===\n", "| a | b |\n", "|---|---|\n", "| one | two |\n", "```\n", "- item\n",
      "[a]: https://example.org/some/long/address/that/shows/nothing/at/all\n\n", "[a] and [a][b] ", "<div>\n", "**",
      "中文字。",
      "\n---\n",
    ]
    var top: (message: Int, row: Int) = (0, 0)
    var moves = 0
    for step in 0..<400 {
      switch Int.random(in: 0..<20, using: &random) {
      case 0: bench.screen.follow.slowness = Int.random(in: 0...3, using: &random)
      case 1 where bench.conversation.messages.last!.status.isRunning:
        bench.conversation.messages[bench.conversation.messages.count - 1].status = .complete
        bench.conversation.messages[bench.conversation.messages.count - 1].revision += 1
        bench.conversation.running = nil
        bench.state.replies = [:]
      case 2 where !bench.conversation.messages.last!.status.isRunning:
        bench.conversation.messages.append(.sample("p\(step)", .person, "And?"))
        bench.conversation.messages.append(.sample("r\(step)", .assistant, "", status: .streaming))
        bench.conversation = bench.conversation.running(.streaming, reply: "reply\(step)")
        bench.state.replies = [ReplyID("reply\(step)"): bench.conversation.header.id]
      case _ where bench.conversation.messages.last!.status.isRunning:
        for _ in 0..<3 { bench.conversation.arrive(pieces.randomElement(using: &random)!) }
      default: continue
      }
      _ = bench.frame()
      let place = bench.screen.panes[bench.state.focusedPane]!.picture!.top!
      let now = (bench.conversation.index(of: place.message)!, place.row)
      if now < top {
        // Only where what was in view is gone.
        let scene = TranscriptScene(
          bench.state.pane, bench.conversation, bench.screen.contents[bench.state.focusedPane]!)
        let end = bench.screen.panes[bench.state.focusedPane]!.transcript.end(of: scene)
        #expect((end.index, end.number) <= top, "seed \(seed), step \(step): from \(top) to \(now)")
      }
      if now > top { moves += 1 }
      top = now
    }
    #expect(moves > 3)
  }
}

/// Counters on the screen change seldom, and all at once.
@Suite struct ReplyRateTests {
  @Test(arguments: [(slowness: 0, changes: 12...20), (1, 8...10), (3, 1...3)])
  func ratesChangeTogether(slowness: Int, changes: ClosedRange<Int>) {
    var talks: [Conversation] = []
    for index in 0..<4 {
      var talk = Conversation.titled("talk", id: "c\(index)")
      talk.messages = [.sample("m\(index)", .assistant, "text")]
      talk = talk.running(.streaming, reply: "r\(index)")
      talk.messages[0].firstTextAt = monday + Milliseconds(Int64(index) * 130)
      talks.append(talk)
    }
    var state = State.sample(talks)
    var rates = ReplyRates()
    var seen = 0
    var last = rates
    for step in 1...1000 {
      let now = monday + Milliseconds(Int64(step) * 10)
      for index in 0..<4 { state.conversations[ConversationID("c\(index)")]!.running!.scalars += 4 + step / 5 }
      rates.update(state, now: now, slowness: slowness)
      let numbers = (0..<4).map { rates[ReplyID("r\($0)")] }
      if numbers != (0..<4).map({ last[ReplyID("r\($0)")] }) { seen += 1 }
      last = rates
      #expect(rates.due.map { $0 > now && $0 <= now + Milliseconds(500 << Int64(slowness)) } == true)
    }
    #expect(changes.contains(seen), "\(seen)")
  }
}
