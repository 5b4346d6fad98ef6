import ChatModel
import Testing

@testable import AppState

/// Where a conversation is read is on disk soon after it changes, whatever changes it.
@Suite struct PlaceKeepingTests {
  /// A conversation with one reply, read from its first row on, with that place saved.
  private func scrolled() -> Harness {
    var bench = Harness()
    let reply = bench.ask("one")
    bench.reply(reply, .completed)
    bench.user(.paging(.scrolled(bench.state.focusedPane, place(bench))))
    #expect(saved(&bench) == place(bench))
    return bench
  }

  private func place(_ bench: Harness) -> ScrollPosition { .anchored(message: bench.messages[0].id, row: 0) }

  /// The place that is saved within a second.
  private func saved(_ bench: inout Harness) -> ScrollPosition? {
    bench.pass(Milliseconds(1000))
    for case .history(.saveScroll(_, let position)) in bench.feed(.timePassed) { return position }
    return nil
  }

  @Test func sendingShowsTheEnd() {
    var bench = scrolled()
    bench.send("two")
    #expect(bench.state.pane.scroll == .following)
    #expect(saved(&bench) == .following)
  }

  @Test func askingAgainShowsTheEnd() {
    var bench = scrolled()
    bench.user(.replies(.retried))
    #expect(bench.state.pane.scroll == .following)
    #expect(saved(&bench) == .following)
  }

  /// What stood still while something was chosen follows again, also in the next run.
  @Test func whatWasHeldFollowsAgain() {
    var bench = scrolled()
    let top = RowPlace(message: bench.messages[0].id, row: 0)
    bench.user(.transcript(.rowsSelected(RowSelection(anchor: top, head: top, held: true))))
    bench.user(.transcript(.rowsSelected(nil)))
    #expect(bench.conversation.scroll == .following)
    #expect(saved(&bench) == .following)
    bench.user(.paging(.scrolled(bench.state.focusedPane, place(bench))))
    #expect(saved(&bench) == place(bench))
    bench.user(.opened(CopyHints([], held: true)))
    bench.user(.popupClosed)
    #expect(bench.conversation.scroll == .following)
    #expect(saved(&bench) == .following)
  }
}
