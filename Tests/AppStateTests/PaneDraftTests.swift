import AppState
import ChatModel
import TestSupport
import Testing

@Suite struct PaneDraftTests {
  /// A conversation that has begun, in two panes; the second has the focus.
  private func twice() -> (bench: Harness, id: ConversationID) {
    var bench = Harness()
    bench.send("one")
    let id = bench.id
    bench.user(.panes(.openedBeside(id)))
    return (bench, id)
  }

  private func type(_ text: String, in bench: inout Harness) {
    bench.user(.composer(.edited(.moveToEnd)))
    bench.user(.composer(.edited(.insert(text))))
  }

  @Test func eachPaneHasItsOwnDraftOfTheSameConversation() {
    var (bench, id) = twice()
    type("right", in: &bench)
    bench.user(.panes(.cycled(.forward)))
    #expect(bench.conversation.composer.text == "")
    #expect(bench.state.conversations[id]!.hasDraft)
    type("left", in: &bench)
    bench.user(.panes(.cycled(.forward)))
    #expect(bench.conversation.composer.text == "right")
    bench.user(.composer(.edited(.undo)))
    #expect(bench.conversation.composer.text == "", "undo goes along")
    bench.user(.composer(.edited(.redo)))
    bench.user(.panes(.cycled(.forward)))
    #expect(bench.conversation.composer.text == "left")
    bench.user(.composer(.submitted))
    bench.user(.panes(.cycled(.forward)))
    #expect(bench.conversation.composer.text == "right", "what is sent from one leaves the other alone")
  }

  @Test func whatWasTypedBeforeTheSecondPaneOpenedStaysInTheFirst() {
    var bench = Harness()
    bench.send("one")
    type("left", in: &bench)
    bench.user(.panes(.openedBeside(bench.id)))
    #expect(bench.conversation.composer.text == "")
    bench.user(.panes(.cycled(.forward)))
    #expect(bench.conversation.composer.text == "left")
  }

  @Test func filesGoWithTheTextTheyWereAttachedTo() {
    var (bench, _) = twice()
    bench.user(.attachments(.attached(["/tmp/a.txt"])))
    bench.user(.panes(.cycled(.forward)))
    #expect(bench.conversation.attachments == [])
    bench.user(.panes(.cycled(.forward)))
    #expect(bench.conversation.attachments.map(\.name) == ["a.txt"])
  }

  /// The session that holds the one text comes before the draft that takes its place.
  @Test func bothAreOnDiskWhenTheFocusMoves() {
    var (bench, id) = twice()
    type("right", in: &bench)
    let (owner, commands) = (bench.state.focusedPane, bench.user(.panes(.cycled(.forward))))
    let held = commands.firstIndex {
      if case .history(.saveSession(let session)) = $0 { session.panes?.drafts?[owner]?.text == "right" } else { false }
    }
    let draft = commands.firstIndex {
      if case .history(.saveDraft(let header, Draft())) = $0 { header.id == id } else { false }
    }
    #expect(held != nil && draft != nil && held! < draft!)
  }

  @Test func aStartBringsBothBackAtTheirPlaces() throws {
    var (bench, id) = twice()
    let place = ScrollPosition.anchored(message: bench.messages[0].id, row: 0)
    bench.user(.paging(.scrolled(bench.state.focusedPane, place)))
    type("right", in: &bench)
    bench.user(.panes(.cycled(.forward)))
    type("left", in: &bench)
    let session = bench.state.session
    let places = bench.state.panes.map(\.scroll)
    #expect(places == [.following, place])
    for focused in bench.state.panes.map(\.id) {
      var next = Harness()
      var session = session
      session.panes!.focused = focused
      next.state.restore(
        session: session, headers: [bench.conversation.header], drafts: [id: bench.conversation.draft],
        isWholeList: true,
        open: (id, bench.messages, false, .following))
      #expect(next.state.panes.map(\.scroll) == places)
      var texts: [PaneID: String] = [:]
      for pane in next.state.panes.map(\.id) {
        next.user(.panes(.focused(pane)))
        next.feed(.timePassed)
        texts[pane] = next.conversation.composer.text
      }
      #expect(Set(texts.values) == ["left", "right"], "focused \(focused)")
      #expect(texts[bench.state.panes[1].id] == "right", "focused \(focused)")
    }
  }

  @Test func aNamedLayoutHoldsNoDrafts() {
    var (bench, _) = twice()
    type("right", in: &bench)
    bench.user(.panes(.cycled(.forward)))
    bench.user(.layouts(.saved("work")))
    #expect(bench.state.layouts["work"]?.drafts == nil)
    #expect(bench.state.layouts["work"]?.places != nil)
  }

  @Test func theTextOfAClosedPaneGoesToTheComposerOrAside() {
    var (bench, _) = twice()
    type("right", in: &bench)
    bench.user(.panes(.closed))
    #expect(bench.conversation.composer.text == "right")
    bench.user(.panes(.openedBeside(bench.id)))
    type("second", in: &bench)
    bench.user(.panes(.closed))
    #expect(bench.conversation.composer.text == "right")
    #expect(bench.state.stash.map(\.text) == ["second"])
    #expect(
      bench.commands.contains { if case .history(.saveStash(let text)) = $0 { text.text == "second" } else { false } })
  }

  /// Whatever happens to panes, what was typed is in a composer, held, or put aside.
  @Test func noTextIsLostWhateverHappensToPanes() {
    for seed in 1...60 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed)
      var bench = Harness()
      bench.send("one")
      var known = [bench.id]
      bench.user(.conversations(.begun))
      bench.send("two")
      known.append(bench.id)
      bench.user(.layouts(.saved("work")))
      var typed: [String] = []
      for step in 0..<60 {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: bench.user(.panes(.split(.columns)))
        case 1: bench.user(.panes(.closed))
        case 2, 3: bench.user(.panes(.cycled(.forward)))
        case 4: bench.user(.conversations(.opened(known.randomElement(using: &random)!)))
        case 5: bench.user(.panes(.openedBeside(known.randomElement(using: &random)!)))
        case 6: bench.user(.panes(.lastFocused))
        case 7: bench.user(.layouts(.recalled("work")))
        default:
          type("<\(step)>", in: &bench)
          typed.append("<\(step)>")
        }
        var texts = bench.state.stash.map(\.text) + bench.state.conversations.values.map(\.composer.text)
        texts += (bench.state.session.panes?.drafts ?? [:]).values.map(\.text)
        let all = texts.joined(separator: "\n")
        #expect(typed.allSatisfy { all.contains($0) }, "seed \(seed), step \(step)")
        #expect(bench.faults() == [], "seed \(seed), step \(step)")
      }
    }
  }
}
