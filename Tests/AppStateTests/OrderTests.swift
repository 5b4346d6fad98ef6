import AppState
import ChatModel
import Testing

/// Every order in which things can happen to a reply.
@Suite struct OrderTests {
  private enum Step: CaseIterable {
    case saved, text, stop, fail, complete, delete, undo, secondSend
  }

  private func permutations(_ steps: [Step]) -> [[Step]] {
    guard steps.count > 1 else { return [steps] }
    return steps.indices.flatMap { index in
      var rest = steps
      let step = rest.remove(at: index)
      return permutations(rest).map { [step] + $0 }
    }
  }

  private func play(_ steps: [Step]) -> Harness {
    var bench = Harness()
    let id = bench.id
    let reply = bench.send("one")
    for step in steps {
      switch step {
      case .saved: bench.feed(.outside(.history(.turnSaved(reply))))
      case .text: bench.reply(reply, .textArrived("text"))
      case .stop: bench.user(.replies(.stopped))
      case .fail: bench.reply(reply, .failed(Failure(kind: .server, text: "boom", advice: "")))
      case .complete: bench.reply(reply, .completed)
      case .delete: bench.user(.conversations(.deleted([id])))
      case .undo: bench.user(.conversations(.deletionUndone))
      case .secondSend:
        bench.user(.composer(.edited(.replace("two"))))
        bench.user(.composer(.submitted))
      }
      if !bench.faults().isEmpty { break }
    }
    return bench
  }

  @Test func everyOrderLeavesAConsistentState() throws {
    for order in permutations(Step.allCases.filter { $0 != .undo }) {
      let steps = order + [.undo]
      let bench = play(steps)
      let faults = bench.faults()
      try #require(faults.isEmpty, "\(steps): \(faults)")
      let first = bench.commands.reduce(0) {
        if case .network(.startReply(_, let request)) = $1, request.text == "one" { $0 + 1 } else { $0 }
      }
      #expect(first <= 1, "\(steps) sent the question \(first) times")
    }
  }

  @Test func textThatCameBeforeAnEndIsKeptWhateverTheEndWas() {
    for end in [Step.stop, .fail, .complete] {
      for later in permutations([.text, .stop, .fail, .complete]) {
        let bench = play([.saved, .text, end] + later)
        #expect(bench.messages[1].text == "text", "\(end) then \(later)")
        let expected: Bool =
          switch (end, bench.messages[1].status) {
          case (.stop, .stopped), (.fail, .failed), (.complete, .complete): true
          default: false
          }
        #expect(expected, "\(end) then \(later) ended as \(bench.messages[1].status)")
      }
    }
  }

  @Test func whateverIsTypedIsInTheComposerOrInAMessage() {
    for steps in permutations([.saved, .text, .stop, .fail, .complete, .secondSend]) {
      let bench = play(steps)
      let all = bench.state.conversations.values.flatMap { $0.messages.map(\.text) + [$0.composer.text] }
      #expect(all.contains("two"), "\(steps)")
      #expect(all.contains("one"), "\(steps)")
    }
  }
}
