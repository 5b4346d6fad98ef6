/// Which commands a few typed letters mean, and how well.
enum PaletteMatch {
  /// The commands that `query` fits, the best first; all but those that make no sense there where it is empty.
  static func commands(_ query: String) -> [ChatCommand] {
    let words = query.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
    let scored = ChatCommand.allCases.enumerated().compactMap { index, command in
      command == .leader || command == .palette ? nil : score(words, command).map { (index, $0, command) }
    }
    return scored.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.2)
  }

  /// How well every one of `words` fits; nil where one does not.
  private static func score(_ words: [String], _ command: ChatCommand) -> Int? {
    var sum = 0
    let name = command.rawValue
    let row = command.row
    let title = row.title.lowercased()
    for word in words {
      let byOther = row.synonyms.contains { $0.hasPrefix(word) } ? 80 : nil
      guard let score = [score(word, name: name, title: title), byOther].compactMap({ $0 }).max() else { return nil }
      sum += score
    }
    return sum
  }

  /// A name counts more than a title, a beginning more than a middle, and letters that are merely all there, in order,
  /// count least, the less the further apart they are.
  private static func score(_ word: String, name: String, title: String) -> Int? {
    if name == word { return 200 }
    if name.hasPrefix(word) { return 150 }
    if name.split(separator: "-").contains(where: { $0.hasPrefix(word) }) { return 120 }
    if title.split(whereSeparator: { !$0.isLetter }).contains(where: { $0.hasPrefix(word) }) { return 90 }
    if name.contains(word) { return 70 }
    if title.contains(word) { return 60 }
    return gaps(word, in: name).map { max(1, 40 - $0) }
  }

  /// How many letters of `name` lie between the first and the last of `word`, other than at a part's beginning; nil where
  /// the letters of `word` are not there in order.
  private static func gaps(_ word: String, in name: String) -> Int? {
    var rest = word[...]
    var gaps = 0
    var skipped = 0
    var isBeginning = true
    for letter in name {
      if letter == rest.first {
        if !isBeginning && rest.startIndex > word.startIndex { gaps += skipped }
        rest = rest.dropFirst()
        skipped = 0
      } else {
        skipped += 1
      }
      isBeginning = letter == "-"
    }
    return rest.isEmpty ? gaps : nil
  }
}
