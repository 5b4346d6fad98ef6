import ChatModel

/// A search over all messages and titles: what is typed, what was found for it so far, and which row is chosen.
package struct SearchSession: ListPopup {
  /// What is typed, and which of `rows` is chosen.
  package var list = ListPicker()
  package internal(set) var phase = Phase.idle
  /// What was found last; while a new query is searched, still what was found before.
  package internal(set) var answer: SearchAnswer?
  /// The conversation that `in:here` means.
  package internal(set) var here: ConversationID?
  /// The newest request.
  var number = 0

  /// To: idle -> searching -> answered or failed; answered and failed -> searching or idle.
  package enum Phase: Equatable, Sendable {
    case idle
    case searching
    case answered
    case failed(SearchProblem)
  }

  /// One thing that was found: a conversation by its title, or a message.
  package struct Found: Equatable, Sendable {
    /// Among the answer's groups.
    package var group: Int
    /// Among the group's hits; nil for the title.
    package var hit: Int?
  }

  package init() {}

  package mutating func open(in state: inout State, now: Timestamp) -> [Command] {
    self = SearchSession()
    here = state.pane.conversation
    return []
  }

  package mutating func edit(_ action: EditorAction, in state: inout State) -> [Command] {
    list.edit(action, killed: &state.killed) ? start(in: &state) : []
  }

  package mutating func close(in state: inout State, now: Timestamp) -> [Command]? {
    if phase != .idle { state.search.last = self }
    guard phase == .searching else { return [] }
    state.search.number += 1
    return [.history(.search(SearchRequest(number: state.search.number, text: "")))]
  }

  /// Searches for what is typed; the search before is not waited for any more.
  fileprivate mutating func start(in state: inout State) -> [Command] {
    state.search.number += 1
    number = state.search.number
    let isBlank = list.filter.text.allSatisfy(\.isWhitespace)
    phase = isBlank ? .idle : .searching
    if isBlank { answer = nil }
    return [.history(.search(SearchRequest(number: number, text: isBlank ? "" : list.filter.text, here: here)))]
  }

  /// What was found, from top to bottom.
  package var rows: [Found] {
    var rows: [Found] = []
    for (index, group) in (answer?.groups ?? []).enumerated() {
      if group.isTitleFound { rows.append(Found(group: index, hit: nil)) }
      for hit in group.hits.indices { rows.append(Found(group: index, hit: hit)) }
    }
    return rows
  }
}

/// What lasts of searches while none is on the screen.
package struct SearchMemory: Equatable, Sendable {
  /// The one that was left last, to go back to.
  package internal(set) var last: SearchSession?
  /// How much of the history the index covers.
  package internal(set) var index = SearchIndexState.whole
  /// Of the newest request.
  var number = 0

  package init() {}
}

/// The search of all conversations.
package enum SearchAction: Equatable, Sendable {
  /// The search that was left last comes back.
  case resumed
  /// What is chosen in the search is opened.
  case resultOpened(UserEvent.OpeningPlace)
}

extension State {
  mutating func reduce(_ action: SearchAction, now: Timestamp) -> [Command] {
    switch action {
    case .resumed: return resumeSearch(now: now)
    case .resultOpened(let place): return openSearchResult(place, now: now)
    }
  }
}

extension State {
  /// Back to what was found last, with the same row chosen.
  mutating func resumeSearch(now: Timestamp) -> [Command] {
    guard var board = search.last else { return open(SearchSession(), now: now) }
    let commands = board.phase == .searching ? board.start(in: &self) : []
    popups.append(board)
    return commands
  }

  mutating func takeAnswer(_ answer: SearchAnswer) {
    search.index = answer.index == .missing ? search.index : answer.index
    changeSearch(answer.number) { board in
      board.answer = answer
      if answer.phase != .searching { board.phase = .answered }
    }
  }

  mutating func failSearch(_ number: Int, _ problem: SearchProblem) {
    changeSearch(number) { board in
      board.phase = .failed(problem)
      if case .history = problem { board.answer = nil }
    }
  }

  /// Changes the board that waits for the answer `number`, wherever it lies in the stack.
  private mutating func changeSearch(_ number: Int, _ change: (inout SearchSession) -> Void) {
    popups.change(SearchSession.self) { if $0.number == number { change(&$0) } }
  }

  /// Opens what is chosen in the search on top, and leaves the search so that one can come back to it.
  mutating func openSearchResult(_ place: UserEvent.OpeningPlace, now: Timestamp) -> [Command] {
    guard let board = popups[top: SearchSession.self], let group = board.answer?.groups, !board.rows.isEmpty else {
      return []
    }
    let row = board.rows[board.list.row(of: board.rows.count)]
    let found = group[row.group]
    let commands = closePopup(now: now)
    know(found.header)
    guard let hit = row.hit.map({ found.hits[$0] }) else {
      return commands
        + (place == .beside ? openBeside(found.header.id, now: now) : open(found.header.id, now: now))
    }
    return commands
      + reduceUser(.paging(.messageOpened(found.header.id, hit.message, needle: hit.needle, place: place)), now: now)
  }

  /// Takes a conversation into the list that is still on its way from disk.
  private mutating func know(_ header: ConversationHeader) {
    guard conversations[header.id] == nil else { return }
    conversations[header.id] = Conversation(header: header, loading: .notLoaded)
    takeIntoList([header.id])
  }
}
