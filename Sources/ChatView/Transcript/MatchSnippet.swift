/// A long text as one row can show it, about the place that somebody looks for.
enum MatchSnippet {
  /// How many characters are looked at and shown: enough for any row.
  private static let longest = 240
  private static let longestSearch = 20_000
  /// How much stands before a hit.
  private static let before = 16

  /// The part of `text` about the first occurrence of `hit`, or its beginning; on one line.
  static func row(of text: String, about hit: String) -> String {
    let start = text.prefix(longest)
    if hit.isEmpty || !pieces(of: String(start), marking: hit).allSatisfy({ !$0.isHit }) { return flat(start) }
    let characters = Array(text.prefix(longestSearch))
    guard let place = places(of: fold(hit), in: characters.map(fold)).first else { return flat(start) }
    let first = max(0, place.lowerBound - before)
    return "…" + flat(characters[first..<min(characters.count, first + longest)])
  }

  /// `text` in pieces, of which those that are `hit` are told apart; one piece where it is nowhere.
  static func pieces(of text: String, marking hit: String) -> [(text: String, isHit: Bool)] {
    guard !hit.isEmpty else { return [(text, false)] }
    let characters = Array(text)
    var pieces: [(text: String, isHit: Bool)] = []
    var end = 0
    for place in places(of: fold(flat(hit)), in: characters.map(fold)) {
      if place.lowerBound > end { pieces.append((String(characters[end..<place.lowerBound]), false)) }
      pieces.append((String(characters[place]), true))
      end = place.upperBound
    }
    if end < characters.count { pieces.append((String(characters[end...]), false)) }
    return pieces
  }

  private static func fold(_ character: Character) -> String {
    character.isWhitespace ? " " : character.lowercased()
  }

  private static func fold(_ text: String) -> [String] { text.map(fold) }

  private static func places(of needle: [String], in hay: [String]) -> [Range<Int>] {
    var places: [Range<Int>] = []
    var start = 0
    while !needle.isEmpty, start + needle.count <= hay.count {
      if hay[start] == needle[0], hay[start..<(start + needle.count)].elementsEqual(needle) {
        places.append(start..<(start + needle.count))
        start += needle.count
      } else {
        start += 1
      }
    }
    return places
  }

  /// Without line ends, and with one blank where there are several.
  private static func flat(_ text: some Sequence<Character>) -> String {
    var flat = ""
    for character in text {
      if !character.isWhitespace { flat.append(character) } else if flat.last != " " { flat.append(" ") }
    }
    return flat
  }
}
