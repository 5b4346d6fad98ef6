extension ViEditing {
  /// Where a motion leads, and what an operator does with the way there.
  struct Reach {
    var place: ViText.Place
    var kind: Kind

    enum Kind {
      case exclusive, inclusive, lines
    }
  }

  /// Where `motion` leads from `caret`, for an operator where there is one; nil where it leads nowhere.
  mutating func reach(
    _ motion: ViMotion, _ count: Int?, _ text: ViText, _ caret: ViText.Place, for verb: ViCommand.Operator? = nil
  ) -> Reach? {
    let number = count ?? 1
    func repeated(_ step: (ViText.Place) -> ViText.Place) -> ViText.Place {
      var place = caret
      for _ in 0..<number {
        let next = step(place)
        if next == place { break }
        place = next
      }
      return place
    }
    switch motion {
    case .left:
      return Reach(place: repeated { $0 > text.lineStart(caret) ? text.before($0) : $0 }, kind: .exclusive)
    case .right: return Reach(place: repeated { text.isLineEnd($0) ? $0 : text.after($0) }, kind: .exclusive)
    case .up: return text.vertical(-number, from: caret).map { Reach(place: $0, kind: .lines) }
    case .down: return text.vertical(number, from: caret).map { Reach(place: $0, kind: .lines) }
    case .word, .bigWord: return word(motion == .word ? .small : .big, number, text, caret, for: verb)
    case .wordBack: return Reach(place: repeated { text.wordStart(before: $0, .small) }, kind: .exclusive)
    case .bigWordBack: return Reach(place: repeated { text.wordStart(before: $0, .big) }, kind: .exclusive)
    case .wordEnd: return Reach(place: repeated { text.wordEnd(after: $0, .small) }, kind: .inclusive)
    case .bigWordEnd: return Reach(place: repeated { text.wordEnd(after: $0, .big) }, kind: .inclusive)
    case .lineStart: return Reach(place: text.lineStart(caret), kind: .exclusive)
    case .lineText: return Reach(place: text.lineText(caret), kind: .exclusive)
    case .lineEnd:
      guard let line = number == 1 ? caret : text.vertical(number - 1, from: caret) else { return nil }
      return Reach(place: text.lineEnd(line), kind: .exclusive)
    case .line(let line):
      let place = count.map(text.line) ?? (line == .first ? text.start : text.lineStart(text.end))
      return Reach(place: text.lineText(place), kind: .lines)
    case .paragraph: return Reach(place: repeated { text.paragraph(after: $0) }, kind: .exclusive)
    case .paragraphBack: return Reach(place: repeated { text.paragraph(before: $0) }, kind: .exclusive)
    case .bracket: return text.bracket(from: caret).map { Reach(place: $0, kind: .inclusive) }
    case .find(let find):
      self.find = find
      return place(of: find, number, isAgain: false, text, caret)
    case .findAgain: return find.flatMap { place(of: $0, number, isAgain: true, text, caret) }
    case .findBack: return find.flatMap { place(of: $0.reversed, number, isAgain: true, text, caret) }
    }
  }

  private func place(
    of find: ViFind, _ count: Int, isAgain: Bool, _ text: ViText, _ caret: ViText.Place
  ) -> Reach? {
    text.place(of: find, from: caret, count: count, isAgain: isAgain).map {
      Reach(place: $0, kind: find.direction == .forward ? .inclusive : .exclusive)
    }
  }

  /// A word onwards. An operator stops at the line's end, and changing a word leaves the blanks behind it.
  private func word(
    _ size: ViText.Size, _ count: Int, _ text: ViText, _ caret: ViText.Place, for verb: ViCommand.Operator?
  ) -> Reach {
    if verb == .change, caret < text.end, text.kind(caret, size) != .blank {
      var place = caret
      while !text.isLineEnd(text.after(place)), text.kind(text.after(place), size) == text.kind(caret, size) {
        place = text.after(place)
      }
      for _ in 1..<max(1, count) { place = text.wordEnd(after: place, size) }
      return Reach(place: place, kind: .inclusive)
    }
    var place = caret
    for step in 1...max(1, count) {
      let next = text.wordStart(after: place, size)
      let end = text.lineEnd(place)
      if verb != nil, step == max(1, count), next > end, place < end { return Reach(place: end, kind: .exclusive) }
      if next == place { break }
      place = next
    }
    return Reach(place: place, kind: .exclusive)
  }
}
