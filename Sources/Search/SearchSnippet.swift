/// The part of a text that shows what was found in it.
package struct SearchSnippet {
  /// On one line.
  package private(set) var text = ""
  /// In UTF-8 bytes of `text`.
  package private(set) var hits: [Range<Int>] = []
  /// The first hit as it stands in the source.
  package private(set) var needle = ""

  /// Characters before the first hit, and in all: more than a row of any terminal shows.
  private static let before = 24
  private static let longest = 320

  /// The part of `source` about the first place of any of `terms`; its beginning where none is there.
  package init(_ source: String, terms: [SearchTerm]) {
    let folded = FoldedText(source, .kept)
    let places = SearchMatch.places(of: terms, in: folded).map { folded.place(of: $0, in: source) }
    func index(_ offset: Int) -> String.Index { source.utf8.index(source.startIndex, offsetBy: offset) }
    var start = source.startIndex
    if let first = places.first {
      start = source.index(index(first.lowerBound), offsetBy: -Self.before, limitedBy: source.startIndex) ?? start
      needle = String(source[index(first.lowerBound)..<index(first.upperBound)])
    }
    if start > source.startIndex { text = "…" }
    var place = start
    var offset = source.utf8.distance(from: source.startIndex, to: start)
    var next = places.drop { $0.upperBound <= offset }
    for _ in 0..<Self.longest where place < source.endIndex {
      let character = source[place]
      let at = text.utf8.count
      if !character.isWhitespace { text.append(character) } else if text.last != " ", at > 0 { text.append(" ") }
      offset += character.utf8.count
      if let hit = next.first, offset > hit.lowerBound {
        if let last = hits.last, last.upperBound == at, offset - character.utf8.count > hit.lowerBound {
          hits[hits.count - 1] = last.lowerBound..<text.utf8.count
        } else {
          hits.append(at..<text.utf8.count)
        }
        if offset >= hit.upperBound { next = next.dropFirst() }
      }
      place = source.index(after: place)
    }
    if place < source.endIndex { text += "…" }
    hits.removeAll(where: \.isEmpty)
  }
}
