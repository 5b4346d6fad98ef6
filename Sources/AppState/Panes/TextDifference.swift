import Text

// How two texts differ, word by word.
//
// Words that both have exactly once, in the same order, stand for each other (patience diff, B. Cohen); between them the
// same is done again, and where no such word is left a table of lengths finds the longest common run of words. Tables are
// bounded: what is too large for one has nothing in common that would help a reader.

/// Two texts as one: what both have, what only the old one has, and what only the new one has.
package struct TextDifference: Equatable, Sendable {
  package var oldTitle: String
  package var newTitle: String
  /// In reading order; neighbours are of different kinds.
  package private(set) var parts: [Part] = []

  package struct Part: Equatable, Sendable {
    package var kind: Kind
    package var text: String
  }

  package enum Kind: Equatable, Sendable {
    case common, removed, added
  }

  /// Cells of the largest table.
  private static let largestTable = 1_000_000
  /// How often what lies between words in common is looked at again.
  private static let deepest = 24

  /// What became of `old` in `new`.
  package init(old: String, new: String, oldTitle: String = "", newTitle: String = "") {
    self.oldTitle = oldTitle
    self.newTitle = newTitle
    let (a, b) = (Self.words(old), Self.words(new))
    compare(a[...], b[...], depth: 0)
  }

  /// How many words are only in the old and only in the new text; blanks do not count.
  package var counts: (removed: Int, added: Int) {
    func count(_ kind: Kind) -> Int {
      parts.filter { $0.kind == kind }.reduce(0) { sum, part in
        sum + Self.words(part.text).count { !($0.first?.isWhitespace ?? true) }
      }
    }
    return (count(.removed), count(.added))
  }

  /// Letters and digits that stand together, blanks that do, and everything else by itself: a Chinese character is a word.
  static func words(_ text: String) -> [Substring] {
    var words: [Substring] = []
    var start = text.startIndex
    var kind: Int?
    var index = text.startIndex
    while index < text.endIndex {
      let next = text.index(after: index)
      let own = Self.kind(of: text[index])
      if kind != nil && (own != kind || own == 0) {
        words.append(text[start..<index])
        start = index
      }
      kind = own
      index = next
    }
    if start < text.endIndex { words.append(text[start...]) }
    return words
  }

  /// 0 for what stands by itself.
  private static func kind(of character: Character) -> Int {
    if character == "\n" || character == "\r\n" { return 0 }
    if character.isWhitespace { return 1 }
    guard character.isLetter || character.isNumber || character == "_", let scalar = character.unicodeScalars.first
    else {
      return 0
    }
    return scalar.properties.isIdeographic || (0x3040...0x30FF).contains(scalar.value) ? 0 : 2
  }

  private mutating func compare(_ a: ArraySlice<Substring>, _ b: ArraySlice<Substring>, depth: Int) {
    var (a, b) = (a, b)
    var tail: [Substring] = []
    while let first = a.first, first == b.first {
      add(.common, first)
      a = a.dropFirst()
      b = b.dropFirst()
    }
    while let last = a.last, last == b.last {
      tail.append(last)
      a = a.dropLast()
      b = b.dropLast()
    }
    let anchors = a.isEmpty || b.isEmpty || depth > Self.deepest ? [] : Self.anchors(a, b)
    if anchors.isEmpty {
      compareByTable(a, b)
    } else {
      var (startA, startB) = (a.startIndex, b.startIndex)
      for (indexA, indexB) in anchors {
        compare(a[startA..<indexA], b[startB..<indexB], depth: depth + 1)
        add(.common, a[indexA])
        (startA, startB) = (indexA + 1, indexB + 1)
      }
      compare(a[startA...], b[startB...], depth: depth + 1)
    }
    for word in tail.reversed() { add(.common, word) }
  }

  /// The words that both have exactly once: the longest run of them that is in the same order in both.
  private static func anchors(_ a: ArraySlice<Substring>, _ b: ArraySlice<Substring>) -> [(Int, Int)] {
    var places: [Substring: (a: Int?, b: Int?, isUnique: Bool)] = [:]
    for index in a.indices where !(a[index].first?.isWhitespace ?? true) {
      if places[a[index]] == nil { places[a[index]] = (index, nil, true) } else { places[a[index]]!.isUnique = false }
    }
    for index in b.indices {
      guard let place = places[b[index]] else { continue }
      if place.b == nil { places[b[index]]!.b = index } else { places[b[index]]!.isUnique = false }
    }
    let pairs = places.values.compactMap { place -> (Int, Int)? in
      guard place.isUnique, let a = place.a, let b = place.b else { return nil }
      return (a, b)
    }.sorted { $0.0 < $1.0 }
    // The longest increasing run of the second places, by piles of cards.
    var piles: [Int] = []
    var before = [Int?](repeating: nil, count: pairs.count)
    for index in pairs.indices {
      let pile = piles.partitioningIndex { pairs[$0].1 >= pairs[index].1 }
      before[index] = pile > 0 ? piles[pile - 1] : nil
      if pile == piles.count { piles.append(index) } else { piles[pile] = index }
    }
    var run: [(Int, Int)] = []
    var place = piles.last
    while let index = place {
      run.append(pairs[index])
      place = before[index]
    }
    return run.reversed()
  }

  private mutating func compareByTable(_ a: ArraySlice<Substring>, _ b: ArraySlice<Substring>) {
    guard !a.isEmpty, !b.isEmpty, a.count <= Self.largestTable / max(1, b.count) else {
      for word in a { add(.removed, word) }
      for word in b { add(.added, word) }
      return
    }
    let (a, b) = (Array(a), Array(b))
    let width = b.count + 1
    // The length of the longest common run of words from each pair of places on.
    var lengths = [Int32](repeating: 0, count: (a.count + 1) * width)
    for i in stride(from: a.count - 1, through: 0, by: -1) {
      for j in stride(from: b.count - 1, through: 0, by: -1) {
        lengths[i * width + j] =
          a[i] == b[j]
          ? lengths[(i + 1) * width + j + 1] + 1 : max(lengths[(i + 1) * width + j], lengths[i * width + j + 1])
      }
    }
    var (i, j) = (0, 0)
    while i < a.count || j < b.count {
      if i < a.count, j < b.count, a[i] == b[j] {
        add(.common, a[i])
        (i, j) = (i + 1, j + 1)
      } else if j >= b.count || (i < a.count && lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) {
        add(.removed, a[i])
        i += 1
      } else {
        add(.added, b[j])
        j += 1
      }
    }
  }

  private mutating func add(_ kind: Kind, _ word: Substring) {
    if parts.last?.kind == kind {
      parts[parts.count - 1].text += word
    } else {
      parts.append(Part(kind: kind, text: String(word)))
    }
  }
}
