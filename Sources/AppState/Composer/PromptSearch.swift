import ChatModel

/// Going through what was asked before, by a part of its text.
/// Does not: touch the text under edit; what is chosen replaces it as one change.
package struct PromptSearch: ListPopup {
  package var list = ListPicker()
  package private(set) var phase = Phase.reading
  /// The prompts that hold what was typed, in order: the newest of this conversation first, then those of the others.
  package private(set) var matches: [String] = []
  private var prompts: [Prompt] = []
  private var known: Set<String> = []

  /// Whether those on disk are among them. To: reading -> whole or failed.
  package enum Phase: Equatable, Sendable {
    case reading
    case whole
    case failed(HistoryProblem)
  }

  private struct Prompt: Equatable, Sendable {
    var text: String
    /// In lower case.
    var folded: [UInt8]

    // Somebody who types a part of a prompt remembers its beginning; a pasted book is not worth folding.
    static let foldedBytes = 64 << 10

    init(_ text: String) {
      self.text = text
      let start = text.utf8.count <= Self.foldedBytes ? text[...] : text.prefix(Self.foldedBytes / 4)
      folded = Array(start.lowercased().utf8)
    }
  }

  package init() {}

  /// How many prompts there are without a filter.
  package var count: Int { prompts.count }

  /// Adds older prompts, but for those that are there.
  mutating func add(_ texts: some Sequence<String>) {
    let needle = needle
    for text in texts where text.contains(where: { !$0.isWhitespace }) && known.insert(text).inserted {
      let prompt = Prompt(text)
      prompts.append(prompt)
      if needle.isIn(folded: prompt.folded) { matches.append(text) }
    }
  }

  mutating func end(_ phase: Phase) { self.phase = phase }

  package mutating func edit(_ action: EditorAction, in state: inout State) -> [Command] {
    if list.edit(action, killed: &state.killed) {
      let needle = needle
      matches = prompts.filter { needle.isIn(folded: $0.folded) }.map(\.text)
    }
    return []
  }

  private var needle: SubstringMatcher { SubstringMatcher(list.filter.text) }

  // More than a year of prompts for most.
  private static let promptsOnDisk = 5000

  package var writes: Bool { true }

  /// Begins with the prompts in memory, and with the command that brings those on disk.
  package mutating func open(in state: inout State, now: Timestamp) -> [Command] {
    self = PromptSearch()
    let own = state.focused?.messages ?? []
    add(own.reversed().lazy.filter { $0.author == .person }.map(\.text))
    let others = state.conversations.values.filter { $0.header.id != state.pane.conversation }.flatMap(\.messages)
      .filter { $0.author == .person }.sorted { ($1.createdAt, $1.id) < ($0.createdAt, $0.id) }
    add(others.lazy.map(\.text))
    return [.history(.loadPrompts(limit: Self.promptsOnDisk))]
  }
}
