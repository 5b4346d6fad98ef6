import AppState
import ChatModel
import Testing

@Suite struct SearchTests {
  private func board(_ bench: Harness) -> SearchSession? {
    bench.state.popups[top: SearchSession.self]
  }

  private static func answer(_ number: Int, _ phase: SearchAnswer.Phase = .whole) -> SearchAnswer {
    let now = Timestamp(milliseconds: 5)
    func group(_ id: String, isTitleFound: Bool, hits: [String]) -> SearchGroup {
      SearchGroup(
        header: ConversationHeader(id: ConversationID(id), profile: "default", createdAt: now, lastActivity: now),
        isTitleFound: isTitleFound,
        hits: hits.map {
          SearchHit(
            message: MessageID($0), author: .person, createdAt: now, snippet: "tea", hits: [0..<3], needle: "tea")
        })
    }
    return SearchAnswer(
      number: number,
      groups: [group("x", isTitleFound: true, hits: ["x1"]), group("y", isTitleFound: false, hits: ["y1", "y2"])],
      count: 4, phase: phase)
  }

  private func request(_ number: Int, _ text: String, _ bench: Harness) -> [Command] {
    [.history(.search(SearchRequest(number: number, text: text, here: bench.id)))]
  }

  @Test func eachChangeOfTheTextAsksAnewAndOnlyTheNewestAnswerCounts() {
    var bench = Harness()
    #expect(bench.user(.opened(SearchSession())) == [])
    #expect(bench.user(.popupEdited(.insert("t"))) == request(1, "t", bench))
    #expect(bench.user(.popupEdited(.moveLeft)) == [])
    #expect(bench.user(.popupEdited(.replace("te"))) == request(2, "te", bench))
    bench.feed(.outside(.history(.searchAnswered(Self.answer(1)))))
    #expect(board(bench)?.answer == nil && board(bench)?.phase == .searching)
    bench.feed(.outside(.history(.searchAnswered(Self.answer(2, .searching)))))
    #expect(board(bench)?.rows.count == 4 && board(bench)?.phase == .searching)
    bench.user(.popupSelected(2))
    bench.feed(.outside(.history(.searchAnswered(Self.answer(2)))))
    #expect(board(bench)?.phase == .answered && board(bench)?.list.selected == 2)
    // What was found stays in sight until something else is found.
    #expect(bench.user(.popupEdited(.insert("a"))) == request(3, "tea", bench))
    #expect(board(bench)?.rows.count == 4 && board(bench)?.list.selected == 0)
    bench.feed(.outside(.history(.searchFailed(3, .query(.empty)))))
    #expect(board(bench)?.phase == .failed(.query(.empty)))
    #expect(
      bench.user(.popupEdited(.replace(" "))) == [.history(.search(SearchRequest(number: 4, text: "", here: bench.id)))]
    )
    #expect(board(bench)?.rows.isEmpty == true && board(bench)?.phase == .idle)
  }

  @Test func aResultIsOpenedAndTheSearchComesBackAsItWas() {
    var bench = Harness()
    bench.user(.opened(SearchSession()))
    bench.user(.popupEdited(.insert("tea")))
    bench.feed(.outside(.history(.searchAnswered(Self.answer(1)))))
    bench.user(.popupSelected(3))
    let before = board(bench)
    let commands = bench.user(.search(.resultOpened(.here)))
    #expect(bench.state.top == nil && bench.state.pane.conversation == ConversationID("y"))
    #expect(bench.state.order.contains(ConversationID("y")))
    #expect(
      commands.contains { if case .history(.loadMessages(ConversationID("y"), _, _)) = $0 { true } else { false } })
    #expect(bench.user(.search(.resumed)) == [])
    #expect(board(bench) == before)
    bench.user(.popupSelected(0))
    bench.user(.search(.resultOpened(.beside)))
    #expect(bench.state.panes.count == 2 && bench.state.pane.conversation == ConversationID("x"))
  }

  @Test func aSearchThatIsLeftIsNotWaitedFor() {
    var bench = Harness()
    bench.user(.opened(SearchSession()))
    bench.user(.popupEdited(.insert("tea")))
    #expect(bench.user(.popupClosed) == [.history(.search(SearchRequest(number: 2, text: "")))])
    bench.feed(.outside(.history(.searchAnswered(Self.answer(1)))))
    #expect(bench.state.top == nil)
    // Nobody answered it, so it is asked again.
    #expect(bench.user(.search(.resumed)) == request(3, "tea", bench))
  }

  @Test func aMessageInMemoryIsShownAtTheTop() {
    var bench = Harness()
    bench.state.conversations[bench.id]!.messages = (0..<3).map {
      Message(id: MessageID("m\($0)"), author: .person, text: "tea", createdAt: bench.now)
    }
    bench.user(.paging(.messageOpened(bench.id, MessageID("m1"), needle: "tea", place: .here)))
    #expect(bench.state.zone == .transcript)
  }

  @Test func manyPagesOfTheListAreSortedSeldomAndWhole() {
    var bench = Harness()
    for page in 0..<50 {
      let headers = (0..<20).map { index -> ConversationHeader in
        let at = Timestamp(milliseconds: Int64(100_000 - page * 20 - index))
        return ConversationHeader(
          id: ConversationID("p\(page)-\(index)"), profile: "default", createdAt: at, lastActivity: at)
      }
      bench.feed(.outside(.history(.conversationsLoaded(headers, drafts: [:], isLast: page == 49))))
    }
    let sorted = bench.state.order.dropFirst().map { bench.state.conversations[$0]!.header.lastActivity }
    #expect(bench.state.order.count == 1001 && sorted == sorted.sorted(by: >))
  }
}
