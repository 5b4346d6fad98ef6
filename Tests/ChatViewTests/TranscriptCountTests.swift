import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

/// How much is laid out for what; the ceilings are the promise that work follows the new text and the screen, not the
/// length of what is there.
@Suite struct TranscriptCountTests {
  private let size = Size(80, 40)

  @Test func anAppendLaysOutTheOpenBlockOnly() {
    var conversation = Conversation.long(4)
    let paragraph = String(repeating: "A sentence of the reply, neither short nor long. ", count: 10) + "\n\n"
    let text = String(repeating: paragraph, count: 200_000 / paragraph.utf8.count)
    conversation.messages.append(.sample("r", .assistant, text, status: .streaming))
    var view = TranscriptView.sample()
    _ = view.picture(.sample(), conversation, size)
    // Of the two thousand rows those of the last part, and of one above it where it is short.
    #expect(view.counters.rowsLaidOut < 150)
    for _ in 0..<50 {
      let before = view.counters
      conversation.arrive("abcd")
      _ = view.picture(.sample(), conversation, size)
      // The open paragraph never grows past 200 bytes here: three rows, and one for the row it may begin.
      #expect(view.counters.rowsLaidOut - before.rowsLaidOut <= 4)
      #expect(view.counters.blocksLaidOut - before.blocksLaidOut <= 2)
      #expect(view.counters.messagesLaidOut - before.messagesLaidOut <= 1)
    }
  }

  @Test func appendingToALongLineOfRawTextLaysOutItsLastRow() {
    var conversation = Conversation.long(4)
    conversation.messages.append(
      .sample("r", .assistant, String(repeating: "word ", count: 40_000), status: .streaming))
    var view = TranscriptView.sample()
    let pane = Pane.sample(format: .raw)
    _ = view.picture(pane, conversation, size)
    let before = view.counters.rowsLaidOut
    for _ in 0..<50 {
      conversation.arrive("abcd")
      _ = view.picture(pane, conversation, size)
    }
    #expect(view.counters.rowsLaidOut - before <= 100)
  }

  @Test func aLongConversationCostsWhatTheScreenShows() {
    var conversation = Conversation.long(100_000)
    var view = TranscriptView.sample()
    _ = view.picture(.sample(), conversation, size)
    // A message takes three rows here.
    #expect(view.counters.messagesLaidOut <= 15)

    var opened = TranscriptView.sample()
    var pane = Pane.sample(.anchored(message: MessageID("m50000"), row: 0))
    _ = opened.picture(pane, conversation, size)
    // The screen and a screenful below it, for the count of what waits there.
    #expect(opened.counters.messagesLaidOut <= 30)

    for motion in [TranscriptMotion.rows(1), .rows(-1), .rows(-1), .rows(3)] {
      let before = opened.counters.messagesLaidOut
      pane = opened.moved(pane, motion, conversation, size)
      _ = opened.picture(pane, conversation, size)
      #expect(opened.counters.messagesLaidOut - before <= 2)
    }

    let before = opened.counters.messagesLaidOut
    pane = opened.moved(pane, .top, conversation, size)
    _ = opened.picture(pane, conversation, size)
    #expect(opened.counters.messagesLaidOut - before <= 30)

    // Narrower: what is shown is laid out again, and nothing else.
    let resized = opened.counters.messagesLaidOut
    _ = opened.reanchored(pane: pane, conversation: conversation, from: size, to: Size(40, 40))
    _ = opened.picture(pane, conversation, Size(40, 40))
    #expect(opened.counters.messagesLaidOut - resized <= 30)

    // A turn far below the view lays out nothing.
    let far = opened.counters
    conversation.messages.append(.sample("new", .assistant, "text", status: .streaming))
    conversation.arrive("more")
    _ = opened.picture(pane, conversation, Size(40, 40))
    #expect(opened.counters == far)
  }

  @Test func clocksAndFocusLayOutNothing() {
    var conversation = Conversation.long(30)
    conversation.messages.append(.sample("r", .assistant, "", status: .waiting))
    var view = TranscriptView.sample()
    let first = view.picture(pane: .sample(), conversation: conversation, size: size, focus: .focused, now: monday)
    #expect(first.clockDue == monday + 1000)
    let before = view.counters
    for second in 1..<20 {
      let now = monday + .seconds(Int64(second))
      let picture = view.picture(
        pane: .sample(), conversation: conversation, size: size, focus: second % 2 == 0 ? .focused : .unfocused,
        now: now)
      #expect(picture.rows.contains { $0.text.contains("waiting \(second) s") })
      #expect(picture.clockDue == now + 1000)
    }
    #expect(view.counters == before)
  }

  @Test func ofAVeryLongReplyOnlyTheRowsAroundTheViewAreKept() {
    let paragraph = String(repeating: "A sentence of the reply, neither short nor long. ", count: 10) + "\n\n"
    var conversation = Conversation.long(4)
    conversation.messages.append(
      .sample("r", .assistant, String(repeating: paragraph, count: 1200), status: .streaming))
    var view = TranscriptView.sample()
    for pane in [Pane.sample(), .sample(.anchored(message: MessageID("r"), row: 3000)), .sample()] {
      _ = view.picture(pane, conversation, size)
      // The text itself counts for 2000 rows, of the 7000 rows it has, and no more than 1000 are kept for long.
      #expect(view.counters.rowsHeld <= 3100)
      let before = view.counters.rowsLaidOut
      for _ in 0..<20 {
        conversation.arrive("abcd ")
        _ = view.picture(pane, conversation, size)
      }
      // The open paragraph grows to 300 bytes: four rows and the blank one above.
      #expect(view.counters.rowsLaidOut - before <= 20 * 6)
      var cold = TranscriptView.sample()
      #expect(view.picture(pane, conversation, size) == cold.picture(pane, conversation, size))
    }
  }

  @Test func shortMessagesKeptAreBoundedToo() {
    let conversation = Conversation.long(20_000)
    var view = TranscriptView.sample()
    var pane = Pane.sample()
    for _ in 0..<40 {
      pane = view.moved(pane, .pages(-20), conversation, size)
      _ = view.picture(pane, conversation, size)
      #expect(view.counters.rowsHeld <= TranscriptView.maximumRowsHeld)
    }
    #expect(view.counters.messagesLaidOut > 2 * view.layouts.count)
  }

  @Test func rowsKeptAreBounded() {
    let text = String(repeating: "A line of a message.\n\n", count: 50)
    let conversation = Conversation.sample((0..<600).map { .sample("m\($0)", .assistant, text) })
    var view = TranscriptView.sample()
    var pane = Pane.sample()
    var laidOut = 0
    while true {
      let next = view.moved(pane, .pages(-1), conversation, size)
      if next.scroll == pane.scroll { break }
      pane = next
      _ = view.picture(pane, conversation, size)
      #expect(view.counters.rowsHeld <= TranscriptView.maximumRowsHeld)
      laidOut = max(laidOut, view.counters.rowsHeld)
    }
    #expect(laidOut > TranscriptView.maximumRowsHeld / 2)
    #expect(view.counters.messagesLaidOut <= 601)
    #expect(pane.scroll == .anchored(message: MessageID("m0"), row: -2))
    #expect(view.counters.rowsHeld == view.layouts.values.reduce(0) { $0 + $1.held })
  }
}
