import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

/// How much is done for what: work follows what changed and what the screen shows, not the length of what is there.
@Suite struct ScreenCountTests {
  private let pane = PaneID(1)

  @Test func typingMakesNoPicture() {
    var bench = ScreenHarness(.long(10, messages: 10_000))
    _ = bench.frame()
    let pictures = bench.screen.panes[pane]!.picturesMade
    let counters = bench.screen.panes[pane]!.transcript.counters
    bench.type("a question, typed key by key")
    for character in "and more" {
      bench.input(.key(KeyPress(.character(character))))
      _ = bench.frame()
    }
    #expect(bench.screen.panes[pane]!.picturesMade == pictures)
    #expect(bench.screen.panes[pane]!.transcript.counters == counters)
    // A second row in the composer takes one from the transcript: a picture, and nothing is laid out.
    bench.press("Ctrl-J")
    _ = bench.frame()
    #expect(bench.screen.panes[pane]!.picturesMade == pictures + 1)
    #expect(bench.screen.panes[pane]!.transcript.counters == counters)
  }

  @Test func aChunkLaysOutTheOpenBlock() {
    let paragraph = String(repeating: "A sentence of the reply, neither short nor long. ", count: 10) + "\n\n"
    var talk = Conversation.long(10_000)
    talk.messages.append(.sample("r", .assistant, String(repeating: paragraph, count: 100)))
    var bench = ScreenHarness(.sample([talk.running(.streaming)]), Size(80, 40))
    _ = bench.frame()
    for _ in 0..<30 {
      let before = bench.screen.panes[pane]!.transcript.counters
      let pictures = bench.screen.panes[pane]!.picturesMade
      bench.feed(.outside(.reply(ReplyID("r"), .textArrived("abcd"))))
      _ = bench.frame()
      let after = bench.screen.panes[pane]!.transcript.counters
      #expect(after.rowsLaidOut - before.rowsLaidOut <= 4)
      #expect(bench.screen.panes[pane]!.picturesMade == pictures + 1)
    }
  }

  @Test func whatArrivesFarBelowTheViewMakesNoPicture() {
    var talk = Conversation.long(10_000)
    talk.messages.append(.sample("r", .assistant, "text"))
    var bench = ScreenHarness(.sample([talk.running(.streaming)]))
    bench.state.pane.scroll = .anchored(message: MessageID("m5000"), row: 0)
    _ = bench.frame()
    let pictures = bench.screen.panes[pane]!.picturesMade
    for _ in 0..<10 {
      bench.feed(.outside(.reply(ReplyID("r"), .textArrived("abcd"))))
      _ = bench.frame()
    }
    #expect(bench.screen.panes[pane]!.picturesMade == pictures)
    // What arrives elsewhere makes none either.
    bench.feed(.outside(.chatbots(.pageArrived([Chatbot(id: ChatbotID("x"), name: "Other")], isLast: true))))
    _ = bench.frame()
    #expect(bench.screen.panes[pane]!.picturesMade == pictures)
  }

  @Test func aLongListCostsItsVisibleRows() {
    var bench = ScreenHarness(.long(20_000))
    bench.state.zone = .list
    for key in ["j", "PgDn", "G", "k", "g"] {
      bench.press(key)
      let before = bench.screen.list.rowsMade
      _ = bench.frame()
      #expect(bench.screen.list.rowsMade - before <= 20)
    }
    #expect(bench.screen.list.filterings == 0)
    bench.press("/")
    bench.type("19")
    _ = bench.frame()
    let filterings = bench.screen.list.filterings
    for key in ["Down", "Down", "Up"] {
      bench.press(key)
      let before = bench.screen.list.rowsMade
      _ = bench.frame()
      #expect(bench.screen.list.rowsMade - before <= 20)
    }
    #expect(bench.screen.list.filterings == filterings)
    #expect(filterings <= 2)
  }

  @Test func aNeedleIsFoundInAnyCase() {
    let cases: [(String, String, Bool)] = [
      ("", "anything", true), ("HOURS", "opening hours", true), ("hours", "HOURS", true), ("hours", "hour", false),
      ("合約", "問題：合約", true), ("éTÉ", "L'Été", true), ("ss", "mississippi", true), ("issip", "mississippi", true),
      ("[", "{", false), ("\u{0}", "\u{0}", true), ("x", "", false),
    ]
    for (needle, text, found) in cases { #expect(SubstringMatcher(needle).isIn(text) == found, "\(needle) in \(text)") }
  }

  @Test func aFilterSeesNewTitles() {
    var bench = ScreenHarness(.long(50))
    bench.state.zone = .list
    bench.press("/")
    bench.type("other")
    #expect(bench.screen.list.shown(bench.state) == [])
    bench.feed(.user(.conversations(.renamed(ConversationID("c0"), title: "another title"))))
    #expect(bench.screen.list.shown(bench.state) == [ConversationID("c0")])
    var header = Conversation.titled("some other thing", id: "new").header
    header.lastActivity = monday + 5000
    bench.feed(.outside(.history(.conversationsLoaded([header], drafts: [:], isLast: true))))
    #expect(bench.screen.list.shown(bench.state) == [ConversationID("new"), ConversationID("c0")])
    bench.feed(.outside(.chatbots(.pageArrived([Chatbot(id: ChatbotID("b"), name: "Other desk")], isLast: true))))
    #expect(bench.screen.list.shown(bench.state).count == 51)
  }
}
