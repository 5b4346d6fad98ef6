import AppState
import ChatModel
import Testing

@Suite struct QueueTests {
  private func drafts(_ commands: [Command]) -> [String] {
    commands.compactMap { if case .history(.saveDraft(_, let draft)) = $0 { draft.text } else { nil } }
  }

  private func following(_ texts: String...) -> (Harness, ReplyID) {
    var bench = Harness()
    let reply = bench.ask("one")
    for text in texts {
      bench.user(.composer(.edited(.replace(text))))
      bench.user(.composer(.submitted))
    }
    return (bench, reply)
  }

  @Test func whatIsSentWhileAReplyRunsIsAskedAfterItInOrder() {
    var (bench, reply) = following("two", "three")
    #expect(bench.messages.count == 2)
    #expect(bench.conversation.queue.map(\.text) == ["two", "three"])
    #expect(bench.conversation.composer.isEmpty)
    bench.user(.composer(.edited(.insert("typing on"))))
    bench.reply(reply, .completed)
    #expect(bench.messages.map(\.text) == ["one", "", "two", ""])
    #expect(bench.conversation.composer.text == "typing on")
    let second = bench.conversation.running!.id
    bench.feed(.outside(.history(.turnSaved(second))))
    bench.reply(second, .completed)
    #expect(bench.messages.map(\.text) == ["one", "", "two", "", "three", ""])
    #expect(bench.conversation.queue.isEmpty)
    #expect(bench.faults() == [])
  }

  @Test func whatWaitsIsOnDiskAtOnceAndNoLongerThanItWaits() {
    var bench = Harness()
    let reply = bench.ask("one")
    bench.user(.composer(.edited(.insert("two"))))
    #expect(drafts(bench.user(.composer(.submitted))) == ["two"])
    bench.user(.composer(.edited(.insert("typed"))))
    bench.pass(1000)
    #expect(drafts(bench.feed(.timePassed)) == ["two\n\ntyped"])
    #expect(bench.conversation.draft.caret == "two\n\ntyped".utf8.count)
    #expect(drafts(bench.reply(reply, .completed)) == ["typed"])
  }

  @Test(arguments: [
    ReplyEvent.failed(Failure(kind: .server, status: 500, text: "boom", advice: "Try again.")), .stopped,
  ])
  func withoutACompleteReplyWhatWaitsGoesBackToTheComposer(end: ReplyEvent) {
    var (bench, reply) = following("two", "three")
    bench.user(.composer(.edited(.insert("own"))))
    bench.reply(reply, end)
    #expect(bench.conversation.queue.isEmpty)
    #expect(bench.conversation.composer.text == "two\n\nthree\n\nown")
    #expect(bench.conversation.running == nil)
    #expect(bench.state.notice?.text == "The 2 messages that waited are back in the composer.")
    bench.pass(1000)
    #expect(drafts(bench.feed(.timePassed)) == ["two\n\nthree\n\nown"])
  }

  @Test func quittingKeepsWhatWaitsAsTheDraft() {
    var (bench, _) = following("two")
    #expect(drafts(bench.user(.program(.quit(.given)))).last == "two")
  }

  @Test func theLastOneIsTakenBack() {
    var (bench, _) = following("two", "three")
    bench.user(.composer(.edited(.insert("own"))))
    bench.user(.composer(.edited(.moveTo(1))))
    #expect(drafts(bench.user(.composer(.queuedMessageRecalled))) == ["two\n\nthree\n\nown"])
    #expect(bench.conversation.queue.map(\.text) == ["two"])
    #expect(bench.conversation.composer.draft == Draft(text: "three\n\nown", caret: 8))
    bench.user(.composer(.queuedMessageRecalled))
    bench.user(.composer(.queuedMessageRecalled))
    #expect(bench.conversation.composer.text == "two\n\nthree\n\nown")
    #expect(bench.state.notice?.text == "No message waits here for a reply's end.")
  }

  @Test func aReaderIsNotMovedByWhatIsSentByItself() {
    var (bench, reply) = following("two")
    let place = ScrollPosition.anchored(message: bench.messages[0].id, row: 0)
    bench.user(.paging(.scrolled(bench.state.focusedPane, place)))
    bench.reply(reply, .completed)
    #expect(bench.messages.count == 4)
    #expect(bench.state.pane.scroll == place)
  }
}
