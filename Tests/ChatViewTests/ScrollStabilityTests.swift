import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

/// Once the reader has scrolled, no visible row moves, whatever arrives.
@Suite struct ScrollStabilityTests {
  @Test(arguments: SeededGenerator.seeds()) func noRowMovesBesidesThoseOfTheReplyItself(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let size = Size(40, 14)
    var conversation = Conversation.sample(loading: .loaded(hasEarlier: true))
    for number in 0..<20 {
      conversation.messages.append(.sample("q\(number)", .person, random.text(6), minute: number * 200))
      conversation.messages.append(.sample("a\(number)", .assistant, random.text(20), minute: number * 200))
    }
    conversation.messages[39].status = .streaming
    var view = TranscriptView.sample()
    var pane = Pane.sample()
    while pane.scroll == .following {
      pane = view.moved(pane, .rows(-Int.random(in: 1...150, using: &random)), conversation, size)
    }
    for step in 0..<60 {
      let before = view.picture(pane, conversation, size)
      let still = rowsAbove(MessageID("a19"), pane, conversation, size, &view)
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        let earlier = (0..<5).map { Message.sample("p\(step)-\($0)", .person, random.text(9), minute: -step * 300) }
        conversation.messages.insert(contentsOf: earlier, at: 0)
      case 1: conversation.loading = conversation.loading == .loading ? .loaded(hasEarlier: true) : .loading
      default: conversation.arrive(random.text(10))
      }
      let after = view.picture(pane, conversation, size)
      #expect(after.rows.prefix(still) == before.rows.prefix(still), "seed \(seed) step \(step)")
      #expect(after.topMessage == before.topMessage, "seed \(seed) step \(step)")
      #expect(after.rowsBelow >= 0)
    }
  }

  /// How many rows of the view stand above those of message `id`.
  private func rowsAbove(
    _ id: MessageID, _ pane: Pane, _ conversation: Conversation, _ size: Size, _ view: inout TranscriptView
  ) -> Int {
    var shorter = conversation
    shorter.messages.removeAll { $0.id == id }
    if view.picture(pane, conversation, size).topMessage == id { return 0 }
    return view.text(pane, shorter, size).count
  }

  @Test func plainTextThatGrowsInViewKeepsItsRows() {
    var conversation = Conversation.long(20)
    conversation.messages.append(.sample("r", .assistant, "", status: .streaming))
    let size = Size(30, 12)
    var view = TranscriptView.sample()
    let pane = view.moved(.sample(), .rows(-2), conversation, size)
    conversation.arrive("first words")
    var before = view.picture(pane, conversation, size)
    for number in 0..<200 {
      conversation.arrive(" word\(number)")
      let after = view.picture(pane, conversation, size)
      let last = before.rows.lastIndex { !$0.text.isEmpty }!
      #expect(after.rows.prefix(last) == before.rows.prefix(last))
      #expect(after.rowsBelow >= before.rowsBelow)
      before = after
    }
    #expect(before.rowsBelow > 20)
  }

  @Test func followingShowsTheLastRow() {
    var conversation = Conversation.long(5)
    conversation.messages.append(.sample("r", .assistant, "", status: .streaming))
    var view = TranscriptView.sample()
    for number in 0..<100 {
      conversation.arrive("line \(number)\n\n")
      #expect(view.text(.sample(), conversation, Size(30, 6)).last == "line \(number)")
    }
  }

  @Test func aFailedReplyKeepsItsRoomWhenAMessageFollows() {
    var conversation = Conversation.long(20)
    let failure = Failure(kind: .server, status: 502, text: "The service failed.", advice: "Try again later.")
    conversation.messages[19].status = .failed(failure)
    var view = TranscriptView.sample()
    let size = Size(30, 8)
    let pane = Pane.sample(.anchored(message: MessageID("m19"), row: 0))
    let before = view.text(pane, conversation, size)
    #expect(before.contains { $0.contains("Tab, then r") })
    conversation.messages.append(.sample("q", .person, "again"))
    let after = view.picture(pane, conversation, size).rows.map(\.text)
    #expect(after[before.count] == "")
    #expect(after[before.count + 1].hasPrefix("you"))
    #expect(!after.contains { $0.contains("Tab, then r") })
  }
}
