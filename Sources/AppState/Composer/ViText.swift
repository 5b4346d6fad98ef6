/// The places of a text as vi counts them: lines, words, paragraphs, pairs.
/// Does not: change the text, or remember anything.
struct ViText {
  let text: String
  typealias Place = String.Index

  var start: Place { text.startIndex }
  var end: Place { text.endIndex }

  func after(_ place: Place) -> Place { place < end ? text.index(after: place) : end }
  func before(_ place: Place) -> Place { place > start ? text.index(before: place) : start }

  // MARK: Lines

  /// Whether a line ends at `place`, by its newline or with the text.
  func isLineEnd(_ place: Place) -> Bool { place == end || text[place].isNewline }

  func lineStart(_ place: Place) -> Place { text[..<place].lastIndex(where: \.isNewline).map(after) ?? start }
  func lineEnd(_ place: Place) -> Place { text[place...].firstIndex(where: \.isNewline) ?? end }
  /// Behind the newline of the line of `place`.
  func nextLine(_ place: Place) -> Place { after(lineEnd(place)) }

  /// The first place in the line that is not blank.
  func lineText(_ place: Place) -> Place {
    var i = lineStart(place)
    while !isLineEnd(i), text[i].isWhitespace { i = after(i) }
    return i
  }

  /// `place`, but never behind the last character of a line that has one: there the caret of normal mode stands.
  func onCharacter(_ place: Place) -> Place {
    isLineEnd(place) && place > lineStart(place) ? before(place) : place
  }

  /// The place `lines` below (negative: above) in the same column of characters; nil where there are not so many.
  func vertical(_ lines: Int, from place: Place) -> Place? {
    let column = text.distance(from: lineStart(place), to: place)
    var line = lineStart(place)
    for _ in 0..<abs(lines) {
      if lines > 0 {
        guard lineEnd(line) < end else { return nil }
        line = nextLine(line)
      } else {
        guard line > start else { return nil }
        line = lineStart(before(line))
      }
    }
    return text.index(line, offsetBy: column, limitedBy: lineEnd(line)) ?? lineEnd(line)
  }

  /// The start of the line that counts `number` from 1, or of the last one.
  func line(_ number: Int) -> Place {
    var line = start
    for _ in 1..<max(1, number) {
      guard lineEnd(line) < end else { break }
      line = nextLine(line)
    }
    return line
  }

  // MARK: Words

  enum Size {
    case small, big
  }

  func kind(_ place: Place, _ size: Size) -> WordClass {
    if text[place] == "_" { return .letter }
    let kind = WordClass(in: text, at: place)
    return size == .big && kind != .blank ? .letter : kind
  }

  private func isEmptyLine(_ place: Place) -> Bool { isLineEnd(place) && lineStart(place) == place }

  func wordStart(after place: Place, _ size: Size) -> Place {
    guard place < end else { return end }
    var i = place
    let kind = kind(i, size)
    if kind != .blank { while i < end, self.kind(i, size) == kind { i = after(i) } }
    while i < end, self.kind(i, size) == .blank, i == place || !isEmptyLine(i) { i = after(i) }
    return i
  }

  func wordEnd(after place: Place, _ size: Size) -> Place {
    var i = after(place)
    while i < end, kind(i, size) == .blank { i = after(i) }
    guard i < end else { return end > start ? before(end) : end }
    let kind = kind(i, size)
    while after(i) < end, self.kind(after(i), size) == kind { i = after(i) }
    return i
  }

  func wordStart(before place: Place, _ size: Size) -> Place {
    var i = before(place)
    while i > start, kind(i, size) == .blank, !isEmptyLine(i) { i = before(i) }
    guard i < end, kind(i, size) != .blank else { return i }
    let kind = kind(i, size)
    while i > start, self.kind(before(i), size) == kind { i = before(i) }
    return i
  }

  // MARK: Finding

  /// Where `find` leads in the line, the `count`th time; `isAgain` where the caret may stand before the target already.
  func place(of find: ViFind, from place: Place, count: Int, isAgain: Bool) -> Place? {
    let isForward = find.direction == .forward
    func next(_ i: Place) -> Place? {
      if isForward {
        guard !isLineEnd(i), !isLineEnd(after(i)) else { return nil }
        return after(i)
      }
      return i > lineStart(place) ? before(i) : nil
    }
    var i = place
    if isAgain, find.stop == .before, let beside = next(i), text[beside] == find.target { i = beside }
    for _ in 0..<max(1, count) {
      repeat {
        guard let one = next(i) else { return nil }
        i = one
      } while text[i] != find.target
    }
    guard find.stop == .before else { return i }
    return isForward ? before(i) : after(i)
  }

  private static let pairs: [(Character, Character)] = [
    ("(", ")"), ("[", "]"), ("{", "}"), ("「", "」"), ("『", "』"), ("（", "）"), ("【", "】"), ("《", "》"),
  ]

  /// The bracket that belongs to the first one at or behind `place` in its line.
  func bracket(from place: Place) -> Place? {
    var i = place
    while !isLineEnd(i) {
      for (open, close) in Self.pairs {
        if text[i] == open { return closing(open, close, from: after(i)) }
        if text[i] == close { return opening(open, close, before: i) }
      }
      i = after(i)
    }
    return nil
  }

  private func closing(_ open: Character, _ close: Character, from place: Place) -> Place? {
    var depth = 0
    var i = place
    while i < end {
      if text[i] == close {
        if depth == 0 { return i }
        depth -= 1
      } else if text[i] == open {
        depth += 1
      }
      i = after(i)
    }
    return nil
  }

  private func opening(_ open: Character, _ close: Character, before place: Place) -> Place? {
    var depth = 0
    var i = place
    while i > start {
      i = before(i)
      if text[i] == open {
        if depth == 0 { return i }
        depth -= 1
      } else if text[i] == close {
        depth += 1
      }
    }
    return nil
  }

  // MARK: Paragraphs

  private func isBlankLine(_ place: Place) -> Bool { isLineEnd(lineText(place)) }

  func paragraph(after place: Place) -> Place {
    var line = lineStart(place)
    while isBlankLine(line), lineEnd(line) < end { line = nextLine(line) }
    while !isBlankLine(line), lineEnd(line) < end { line = nextLine(line) }
    return isBlankLine(line) ? line : end
  }

  func paragraph(before place: Place) -> Place {
    var line = lineStart(place)
    while isBlankLine(line), line > start { line = lineStart(before(line)) }
    while !isBlankLine(line), line > start { line = lineStart(before(line)) }
    return line
  }

  // MARK: Objects

  /// Where `object` about `place` lies; nil where there is none.
  func range(of object: ViObject, at place: Place) -> Range<Place>? {
    switch object.kind {
    case .word: word(at: place, .small, object.extent)
    case .bigWord: word(at: place, .big, object.extent)
    case .paragraph: paragraph(at: place, object.extent)
    case .quoted(let quote): quoted(quote, at: place, object.extent)
    case .enclosed(let open, let close): enclosed(open, close, at: place, object.extent)
    }
  }

  private func word(at place: Place, _ size: Size, _ extent: ViObject.Extent) -> Range<Place>? {
    guard !isLineEnd(place) else { return nil }
    func run(_ place: Place) -> Range<Place> {
      let kind = kind(place, size)
      var (low, high) = (place, after(place))
      while low > lineStart(place), self.kind(before(low), size) == kind { low = before(low) }
      while !isLineEnd(high), self.kind(high, size) == kind { high = after(high) }
      return low..<high
    }
    let inner = run(place)
    guard extent == .around else { return inner }
    // With the blanks behind it, else with those before it; blanks go with the word behind them.
    if !isLineEnd(inner.upperBound), kind(place, size) == .blank || kind(inner.upperBound, size) == .blank {
      return inner.lowerBound..<run(inner.upperBound).upperBound
    }
    if inner.lowerBound > lineStart(place), kind(before(inner.lowerBound), size) == .blank {
      return run(before(inner.lowerBound)).lowerBound..<inner.upperBound
    }
    return inner
  }

  /// Whole lines, with the newline of the last.
  private func paragraph(at place: Place, _ extent: ViObject.Extent) -> Range<Place>? {
    guard start < end else { return nil }
    let isBlank = isBlankLine(place)
    var low = lineStart(place)
    while low > start, isBlankLine(before(low)) == isBlank { low = lineStart(before(low)) }
    var high = nextLine(place)
    func goOn(_ wanted: Bool) { while high < end, isBlankLine(high) == wanted { high = nextLine(high) } }
    goOn(isBlank)
    if extent == .around { goOn(!isBlank) }
    return low..<high
  }

  private func quoted(_ quote: Character, at place: Place, _ extent: ViObject.Extent) -> Range<Place>? {
    var i = lineStart(place)
    var open: Place?
    while !isLineEnd(i) {
      if text[i] == quote {
        guard let begin = open else {
          open = i
          i = after(i)
          continue
        }
        // A pair about the caret, or the first one behind it.
        if i >= place { return extent == .inner ? after(begin)..<i : begin..<after(i) }
        open = nil
      }
      i = after(i)
    }
    return nil
  }

  private func enclosed(
    _ open: Character, _ close: Character, at place: Place, _ extent: ViObject.Extent
  ) -> Range<Place>? {
    let isOpen = place < end && text[place] == open
    guard let low = isOpen ? place : opening(open, close, before: place),
      let high = closing(open, close, from: after(low))
    else { return nil }
    return extent == .inner ? after(low)..<high : low..<after(high)
  }
}
