import ChatModel

/// A search over all messages and titles: what is typed, what was found for it so far, and which row is chosen.
package struct SearchBoard: Equatable, Sendable {
  package var editor = TextEditor()
  /// Counts from 0 among `rows`.
  package var selected = 0
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
  package struct Row: Equatable, Sendable {
    /// Among the answer's groups.
    package var group: Int
    /// Among the group's hits; nil for the title.
    package var hit: Int?
  }

  package init() {}

  /// What was found, from top to bottom.
  package var rows: [Row] {
    var rows: [Row] = []
    for (index, group) in (answer?.groups ?? []).enumerated() {
      if group.isTitleFound { rows.append(Row(group: index, hit: nil)) }
      for hit in group.hits.indices { rows.append(Row(group: index, hit: hit)) }
    }
    return rows
  }
}

/// What lasts of searches while none is on the screen.
package struct SearchMemory: Equatable, Sendable {
  /// The one that was left last, to go back to.
  package internal(set) var last: SearchBoard?
  /// How much of the history the index covers.
  package internal(set) var index = SearchIndexState.whole
  /// Of the newest request.
  var number = 0

  package init() {}
}

extension State {
  mutating func beginSearch() -> [Command] {
    var board = SearchBoard()
    board.here = pane.conversation
    layers.append(.search(board))
    return []
  }

  /// Back to what was found last, with the same row chosen.
  mutating func resumeSearch() -> [Command] {
    guard let board = search.last else { return beginSearch() }
    layers.append(.search(board))
    return board.phase == .searching ? startSearch() : []
  }

  mutating func editSearch(_ action: EditorAction) -> [Command] {
    guard case .search(var board) = layers.last else { return [] }
    let before = board.editor.text
    board.editor.apply(action, killed: &killed)
    if board.editor.text != before { board.selected = 0 }
    layers[layers.count - 1] = .search(board)
    return board.editor.text == before ? [] : startSearch()
  }

  /// Searches for what is typed in the top layer; the search before is not waited for any more.
  private mutating func startSearch() -> [Command] {
    guard case .search(var board) = layers.last else { return [] }
    search.number += 1
    board.number = search.number
    let isBlank = board.editor.text.allSatisfy(\.isWhitespace)
    board.phase = isBlank ? .idle : .searching
    if isBlank { board.answer = nil }
    layers[layers.count - 1] = .search(board)
    let request = SearchRequest(number: board.number, text: isBlank ? "" : board.editor.text, here: board.here)
    return [.history(.search(request))]
  }

  mutating func closeSearch() -> [Command] {
    guard case .search(let board) = layers.popLast() else { return [] }
    if board.phase != .idle { search.last = board }
    guard board.phase == .searching else { return [] }
    search.number += 1
    return [.history(.search(SearchRequest(number: search.number, text: "")))]
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
  private mutating func changeSearch(_ number: Int, _ change: (inout SearchBoard) -> Void) {
    for index in layers.indices {
      guard case .search(var board) = layers[index], board.number == number else { continue }
      change(&board)
      layers[index] = .search(board)
    }
  }

  /// Opens what is chosen in the search on top, and leaves the search so that one can come back to it.
  mutating func openSearchResult(_ place: UserEvent.OpeningPlace, now: Timestamp) -> [Command] {
    guard case .search(let board) = layers.last, let group = board.answer?.groups, !board.rows.isEmpty else {
      return []
    }
    let row = board.rows[min(max(0, board.selected), board.rows.count - 1)]
    let found = group[row.group]
    let commands = closeSearch()
    know(found.header)
    guard let hit = row.hit.map({ found.hits[$0] }) else {
      return commands
        + (place == .beside ? openBeside(found.header.id, now: now) : open(found.header.id, now: now))
    }
    return commands
      + reduceUser(.messageOpened(found.header.id, hit.message, needle: hit.needle, place: place), now: now)
  }

  /// Takes a conversation into the list that is still on its way from disk.
  private mutating func know(_ header: ConversationHeader) {
    guard conversations[header.id] == nil else { return }
    conversations[header.id] = Conversation(header: header, loading: .notLoaded)
    takeIntoList([header.id])
  }
}
