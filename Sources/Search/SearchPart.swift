import ChatModel

/// What is searched of a message beside its text: the sources that its answer rests on, and the note at its star.
package struct SearchPart {
  package let place: SearchPlace
  package let text: String

  /// The parts of a message that rests on `citations` and has `note` at its star; none where it has neither.
  package static func beside(citations: [Citation], note: String?) -> [SearchPart] {
    var parts: [SearchPart] = []
    for source in CitedSource.list(citations) {
      if !source.filename.isEmpty { parts.append(SearchPart(place: .source(of: ""), text: source.filename)) }
      for passage in source.passages {
        parts.append(SearchPart(place: .source(of: source.filename), text: passage.text))
      }
    }
    if let note, !note.isEmpty { parts.append(SearchPart(place: .note, text: note)) }
    return parts
  }

  /// The one that shows best why a message was found: its text where that has all of `terms`, else the one with most of
  /// those that the text lacks.
  package static func shown(_ text: String, _ beside: [SearchPart], terms: [SearchTerm]) -> SearchPart {
    let own = SearchPart(place: .text, text: text)
    guard !beside.isEmpty else { return own }
    let folded = FoldedText(text).bytes
    let missing = terms.filter { SearchMatch.first($0, in: folded) == nil }
    var best = (part: own, count: 0)
    for part in beside where best.count < missing.count {
      let folded = FoldedText(part.text).bytes
      let count = missing.count { SearchMatch.first($0, in: folded) != nil }
      if count > best.count { best = (part, count) }
    }
    return best.part
  }
}

extension SearchMatch {
  /// What stands beside the text counts for less than the text.
  private static let besideWeight = 0.5

  /// A message is found where each term is in its text or in what stands beside it, and no excluded one is in either.
  package init?(_ text: FoldedText, beside: [SearchPart], terms: [SearchTerm], excluded: [SearchTerm]) {
    guard !beside.isEmpty else {
      self.init(text, terms: terms, excluded: excluded)
      return
    }
    let isInText = SearchMatch(text, terms: terms, excluded: excluded)
    if isInText != nil, excluded.isEmpty {
      self = isInText!
      return
    }
    let parts = beside.map { FoldedText($0.text) }
    let all = [text] + parts
    for term in excluded where all.contains(where: { Self.first(term, in: $0.bytes) != nil }) { return nil }
    if let isInText {
      self = isInText
      return
    }
    var score = 0.0
    for term in terms {
      let best = parts.compactMap { Self.share(of: term, in: $0)?.score }.max().map { $0 * Self.besideWeight }
      guard let share = [Self.share(of: term, in: text)?.score, best].compactMap({ $0 }).max() else { return nil }
      score += share
    }
    self.init(score: score)
  }
}
