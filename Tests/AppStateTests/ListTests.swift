import AppState
import ChatModel
import TestSupport
import Testing

@Suite struct ListTests {
  private func three() -> (bench: Harness, ids: [ConversationID]) {
    var bench = Harness()
    var ids: [ConversationID] = []
    for text in ["one", "two", "three"] {
      bench.user(.conversations(.begun))
      bench.pass(1000)
      let reply = bench.ask(text)
      bench.reply(reply, .completed)
      ids.append(bench.id)
    }
    return (bench, ids)
  }

  private func headers(_ commands: [Command]) -> [ConversationHeader] {
    commands.compactMap { if case .history(.saveConversation(let header, _)) = $0 { header } else { nil } }
  }

  @Test func whatIsArchivedLeavesTheListUntilItIsWanted() {
    var (bench, ids) = three()
    bench.state.list.selected = ids[1]
    let commands = bench.user(.conversations(.archiveSwitched([ids[1]])))
    #expect(headers(commands).map(\.isArchived) == [true])
    #expect(bench.state.listed == [ids[2], ids[0]])
    #expect(bench.state.order == [ids[2], ids[0], ids[1]])
    #expect(bench.state.list.selected == ids[0], "what now stands in its place")
    bench.user(.list(.archivedSwitched))
    #expect(bench.state.listed == [ids[2], ids[0], ids[1]])
    bench.user(.list(.archivedSwitched))
    bench.user(.conversations(.archiveSwitched([ids[1]])))
    #expect(bench.state.listed == [ids[2], ids[1], ids[0]])
    #expect(bench.faults() == [])
  }

  @Test func aNewMessageBringsAnArchivedConversationBack() {
    var (bench, ids) = three()
    bench.user(.conversations(.archiveSwitched([ids[2]])))
    #expect(bench.state.listed == [ids[1], ids[0]])
    bench.send("again")
    #expect(bench.state.listed.first == ids[2])
    #expect(!bench.conversation.header.isArchived)
  }

  @Test func whatIsMarkedGoesTogetherAndComesBackTogether() {
    var (bench, ids) = three()
    for id in ids[..<2] { bench.user(.list(.markSwitched(id))) }
    #expect(bench.state.list.marked == Set(ids[..<2]))
    let commands = bench.user(.conversations(.deleted(Array(ids[..<2]))))
    #expect(commands.count { if case .history(.deleteConversation) = $0 { true } else { false } } == 2)
    #expect(bench.state.order == [ids[2]])
    #expect(bench.state.list.marked.isEmpty)
    #expect(bench.state.notice?.text == "Deleted 2 conversations. u in the list brings them back.")
    #expect(bench.user(.conversations(.deletionUndone)) == ids[..<2].map { .history(.restoreConversation($0)) })
    #expect(Set(bench.state.order) == Set(ids))
    #expect(bench.state.notice?.text == "2 conversations are back.")
    #expect(bench.faults() == [])
  }

  @Test func aMarkIsTakenBack() {
    var (bench, ids) = three()
    bench.user(.list(.markSwitched(ids[0])))
    bench.user(.list(.markSwitched(ids[0])))
    #expect(bench.state.list.marked.isEmpty)
    bench.user(.list(.markSwitched(ids[0])))
    bench.user(.list(.marksCleared))
    #expect(bench.state.list.marked.isEmpty)
  }

  @Test func pinningSomeOfWhichOneIsPinnedPinsAll() {
    var (bench, ids) = three()
    bench.user(.conversations(.pinSwitched([ids[0]])))
    #expect(headers(bench.user(.conversations(.pinSwitched(ids)))).map(\.isPinned) == [true, true, true])
    #expect(headers(bench.user(.conversations(.pinSwitched(ids)))).map(\.isPinned) == [false, false, false])
  }

  @Test func deletingLeavesTheFocusInItsPane() {
    var (bench, ids) = three()
    bench.user(.panes(.openedBeside(ids[0])))
    let focused = bench.state.focusedPane
    bench.user(.conversations(.deleted([ids[2]])))
    #expect(bench.state.focusedPane == focused)
    #expect(bench.id == ids[0])
    #expect(bench.faults() == [])
  }

  /// The list is kept in order by moving what changed: whatever happens, it stands as if all were sorted.
  @Test(arguments: SeededGenerator.seeds()) func whateverHappensTheListIsInOrder(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var bench = Harness()
    var made = 0
    func page(_ count: Int) -> [ConversationHeader] {
      (0..<count).map { _ in
        made += 1
        let at = Timestamp(milliseconds: bench.now.milliseconds - Int64.random(in: 0...20, using: &generator) * 1000)
        var header = ConversationHeader(
          id: ConversationID("p\(made)"), profile: "default", createdAt: at, lastActivity: at)
        header.isPinned = Int.random(in: 0..<5, using: &generator) == 0
        header.isArchived = Int.random(in: 0..<5, using: &generator) == 0
        return header
      }
    }
    for step in 0..<150 {
      bench.pass(Milliseconds(Int64.random(in: 0...2000, using: &generator)))
      let some = (0..<Int.random(in: 1...3, using: &generator)).compactMap { _ in
        bench.state.listed.randomElement(using: &generator)
      }
      switch Int.random(in: 0..<10, using: &generator) {
      case 0:
        let isLast = Bool.random(using: &generator)
        bench.feed(.outside(.history(.conversationsLoaded(page(7), drafts: [:], isLast: isLast))))
      case 1: bench.user(.conversations(.begun))
      case 2:
        bench.user(.composer(.edited(.replace("字"))))
        bench.user(.composer(.submitted))
      case 3: if let reply = bench.conversation.running?.id { bench.reply(reply, .completed) }
      case 4: bench.user(.conversations(.archiveSwitched(some)))
      case 5: bench.user(.conversations(.pinSwitched(some)))
      case 6: bench.user(.conversations(.deleted(Array(Set(some)))))
      case 7: bench.user(.conversations(.deletionUndone))
      case 8: if let id = some.first { bench.user(.conversations(.opened(id))) }
      default:
        var changes = HistoryChanges()
        changes.writes = .max
        changes.headers = page(Int.random(in: 0...3, using: &generator))
        changes.gone = Set(some.filter { $0.rawValue.hasPrefix("p") })
        for id in bench.state.order.shuffled(using: &generator).prefix(2) {
          var header = bench.state.conversations[id]!.header
          guard !changes.gone.contains(id) else { continue }
          header.lastActivity = bench.now
          changes.headers.append(header)
        }
        bench.feed(.outside(.history(.changed(changes))))
      }
      let sorted = bench.state.conversations.values.map(\.header).sorted { a, b in
        func rank(_ header: ConversationHeader) -> Int { (header.isArchived ? 2 : 0) + (header.isPinned ? 0 : 1) }
        return (rank(a), b.lastActivity, a.id) < (rank(b), a.lastActivity, b.id)
      }
      #expect(bench.state.order == sorted.map(\.id), "seed \(seed), step \(step)")
      #expect(bench.state.listed == sorted.filter { !$0.isArchived }.map(\.id), "seed \(seed), step \(step)")
    }
  }

  /// Of many thousands all are in memory: what few have stands in a place of its own.
  @Test func aConversationOfTheListIsSmall() {
    #expect(MemoryLayout<AppState.Conversation>.stride <= 400, "\(MemoryLayout<AppState.Conversation>.stride) bytes")
  }
}
