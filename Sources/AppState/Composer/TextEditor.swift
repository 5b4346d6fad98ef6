import ChatModel

/// One change or motion in an edited text. Words and lines as readline means them.
package enum EditorAction: Hashable, Sendable {
  /// In place of what is selected, if anything is.
  case insert(String)
  /// What is selected, else the character.
  case deleteBackward, deleteForward
  case deleteWordBackward, deleteWordForward
  /// Cuts what is selected by the mark or with Shift, else back to the last blank, as Ctrl-W does.
  case deleteBlankDelimitedWordBackward
  case killToLineStart, killToLineEnd
  case yank
  /// Puts the text cut before in the place of what was just yanked.
  case yankOlder
  case moveLeft, moveRight, moveWordLeft, moveWordRight
  case moveToLineStart, moveToLineEnd, moveToStart, moveToEnd
  /// Moves the caret to the grapheme boundary at or before this UTF-8 offset.
  case moveTo(Int)
  /// Carries out a motion and selects what it goes over; anything but a motion is carried out as it is.
  indirect case selecting(EditorAction)
  /// Sets the mark, from which motions select; with something selected, lets go of it instead.
  case setMark
  case dropSelection
  case selectAll
  /// Puts what is selected among what was cut, and lets go of it.
  case copySelection
  case undo, redo
  /// Puts this text in place of all, with the caret at its end.
  case replace(String)
}

extension EditorAction {
  /// The same where a selection could not be seen.
  var withoutSelecting: EditorAction {
    switch self {
    case .selecting(let motion): motion
    case .setMark, .selectAll: .dropSelection
    default: self
    }
  }
}

/// A text under edit: text, caret, selection, undo. Used by the composer and by every field of a popup.
/// Does not: wrap or measure; what needs rows (up, down) arrives as `.moveTo`.
package struct TextEditor: Equatable, Sendable {
  package private(set) var text: String
  /// In UTF-8 bytes from the start, always at a grapheme boundary.
  package private(set) var caret: Int
  private var anchor: Anchor?
  private var undone: [Snapshot] = []
  private var done: [Snapshot] = []
  private var streak = Streak.none

  private struct Snapshot: Equatable, Sendable {
    var text: String
    var caret: Int
  }

  /// Where a selection begins, in UTF-8 bytes, and how it came about.
  private struct Anchor: Equatable, Sendable {
    var offset: Int
    var manner: Manner
  }

  /// What a selection takes in besides what lies between its ends, and what ends it.
  enum Manner: Equatable, Sendable {
    /// A motion without Shift ends it.
    case shift
    case mark
    /// The character under the caret too.
    case characters
    /// Whole lines, with the newline of the last.
    case lines
  }

  /// What the last action was, where the next one of its kind goes on with it.
  private enum Streak: Equatable, Sendable {
    case none
    case typing
    /// Holds while the ring has this revision.
    case killing(revision: Int)
    /// The text from `start` to the caret came from `depth` cuts before the newest.
    case yanking(start: Int, depth: Int, revision: Int)
  }

  // Enough to take back an evening's edits of prompts; the byte limit keeps a pasted megabyte from being kept 200 times.
  private static let maximumSnapshots = 200
  private static let maximumSnapshotBytes = 8 << 20

  /// An editor that holds `text`, with the caret at `caret` (its end where nil).
  package init(_ text: String = "", caret: Int? = nil) {
    self.text = text
    self.caret = 0
    self.text.makeContiguousUTF8()
    self.caret = boundary(atOrBefore: caret ?? self.text.utf8.count)
  }

  /// An editor that goes on with `draft`.
  package init(_ draft: Draft) { self.init(draft.text, caret: draft.caret) }

  /// What is kept of it.
  package var draft: Draft { Draft(text: text, caret: caret) }
  package var isEmpty: Bool { text.isEmpty }

  /// What is selected, in UTF-8 bytes; nil while nothing is.
  package var selection: Range<Int>? {
    guard let anchor else { return nil }
    let (low, high) = (min(anchor.offset, caret), max(anchor.offset, caret))
    let range =
      switch anchor.manner {
      case .shift, .mark: low..<high
      case .characters: low..<offset(of: index(after: index(high)))
      case .lines: offset(of: lineStart(index(low)))..<offset(of: index(after: lineEnd(index(high))))
      }
    return range.isEmpty ? nil : range
  }

  /// The selected text; nil while nothing is selected.
  package var selectedText: String? { selection.map { String(text[index($0.lowerBound)..<index($0.upperBound)]) } }

  /// Whether motions select, from the mark or from where Shift was held first.
  package var isSelecting: Bool { anchor != nil }

  /// Carries out `action`; text that is cut lands in `killed`, from where `.yank` takes it.
  package mutating func apply(_ action: EditorAction, killed: inout KillRing) {
    if let target = target(of: action) { return move(to: target, by: action) }
    switch action {
    case .insert(let new): insert(new)
    case .replace(let new):
      edit {
        $0.text = new; $0.caret = new.utf8.count
      }
    case .deleteBackward: delete(selected ?? index(before: caretIndex)..<caretIndex)
    case .deleteForward: delete(selected ?? caretIndex..<index(after: caretIndex))
    case .deleteWordBackward: kill(wordStart()..<caretIndex, .before, into: &killed)
    case .deleteWordForward: kill(caretIndex..<wordEnd(), .after, into: &killed)
    case .deleteBlankDelimitedWordBackward:
      kill(selected ?? blankDelimitedWordStart()..<caretIndex, .before, into: &killed)
    case .killToLineStart: kill(lineStart()..<caretIndex, .before, into: &killed)
    case .killToLineEnd:
      let end = lineEnd()
      kill(caretIndex..<(end == caretIndex ? index(after: end) : end), .after, into: &killed)
    case .yank:
      let start = selection?.lowerBound ?? caret
      insert(killed.newest)
      streak = .yanking(start: start, depth: 0, revision: killed.revision)
    case .yankOlder: yankOlder(killed)
    case .selecting(let action): select(action, killed: &killed)
    case .setMark: anchor = anchor == nil ? Anchor(offset: caret, manner: .mark) : nil
    case .dropSelection: anchor = nil
    case .selectAll:
      anchor = Anchor(offset: 0, manner: .shift)
      caret = text.utf8.count
      streak = .none
    case .copySelection:
      killed.add(selectedText ?? "")
      anchor = nil
      streak = .none
    case .undo: restore(from: \.done, to: \.undone)
    case .redo: restore(from: \.undone, to: \.done)
    case .moveLeft, .moveRight, .moveWordLeft, .moveWordRight, .moveToLineStart, .moveToLineEnd, .moveToStart,
      .moveToEnd, .moveTo:
      break
    }
  }

  // MARK: Changes

  private mutating func insert(_ new: String) {
    guard !new.isEmpty else { return }
    let isTyped = new.utf8.count <= 8 && !new.contains(where: \.isWhitespace)
    if selection != nil || !(isTyped && streak == .typing) { remember() }
    if let selected {
      caret = offset(of: selected.lowerBound)
      text.removeSubrange(selected)
    }
    anchor = nil
    text.insert(contentsOf: new, at: caretIndex)
    text.makeContiguousUTF8()
    // A combining mark may have joined the cluster before the caret or after it.
    caret = boundary(atOrAfter: caret + new.utf8.count)
    streak = isTyped ? .typing : .none
  }

  private mutating func delete(_ range: Range<String.Index>) {
    guard !range.isEmpty else { return }
    edit {
      $0.caret = $0.offset(of: range.lowerBound)
      $0.text.removeSubrange(range)
      $0.caret = $0.boundary(atOrBefore: $0.caret)
    }
  }

  /// Cuts `range`; a cut directly after another one adds to it.
  private mutating func kill(_ range: Range<String.Index>, _ side: KillRing.Side, into killed: inout KillRing) {
    guard !range.isEmpty else { return }
    let text = String(text[range])
    if streak == .killing(revision: killed.revision) && selection == nil {
      killed.extend(text, side)
    } else {
      killed.add(text)
    }
    delete(range)
    streak = .killing(revision: killed.revision)
  }

  /// One change for undo, however many are tried.
  private mutating func yankOlder(_ killed: KillRing) {
    guard case .yanking(let start, let depth, let revision) = streak, revision == killed.revision, start <= caret
    else { return }
    text.replaceSubrange(index(start)..<caretIndex, with: killed.entry(depth + 1))
    text.makeContiguousUTF8()
    caret = boundary(atOrAfter: start + killed.entry(depth + 1).utf8.count)
    streak = .yanking(start: start, depth: depth + 1, revision: revision)
  }

  private mutating func edit(_ change: (inout TextEditor) -> Void) {
    remember()
    change(&self)
    anchor = nil
    streak = .none
  }

  private mutating func remember() {
    undone = []
    done.append(Snapshot(text: text, caret: caret))
    var bytes = done.reduce(0) { $0 + $1.text.utf8.count }
    while done.count > Self.maximumSnapshots || (bytes > Self.maximumSnapshotBytes && done.count > 1) {
      bytes -= done.removeFirst().text.utf8.count
    }
  }

  private mutating func restore(
    from source: WritableKeyPath<TextEditor, [Snapshot]>, to target: WritableKeyPath<TextEditor, [Snapshot]>
  ) {
    streak = .none
    anchor = nil
    guard let snapshot = self[keyPath: source].popLast() else { return }
    self[keyPath: target].append(Snapshot(text: text, caret: caret))
    text = snapshot.text
    caret = snapshot.caret
  }

  // MARK: For vi's keys

  /// How many changes undo can take back.
  var changes: Int { done.count }
  /// Where the selection begins, in UTF-8 bytes; nil while there is none.
  var anchorOffset: Int? { anchor?.offset }

  /// Puts `new` in place of `range`, as one change, with the caret at `caret`; both in UTF-8 bytes.
  mutating func change(_ range: Range<Int>, to new: String, caret: Int) {
    guard !range.isEmpty || !new.isEmpty else { return }
    edit {
      $0.text.replaceSubrange($0.index(range.lowerBound)..<$0.index(range.upperBound), with: new)
      $0.text.makeContiguousUTF8()
      $0.caret = $0.boundary(atOrBefore: caret)
    }
  }

  /// Moves the caret, whatever is selected.
  mutating func place(_ offset: Int) {
    caret = boundary(atOrBefore: offset)
    streak = .none
  }

  /// Selects from `offset` on.
  mutating func anchor(at offset: Int, _ manner: Manner) {
    anchor = Anchor(offset: boundary(atOrBefore: offset), manner: manner)
    streak = .none
  }

  /// Puts the caret at the other end of the selection.
  mutating func swapEnds() {
    guard let anchor else { return }
    self.anchor = Anchor(offset: caret, manner: anchor.manner)
    caret = anchor.offset
  }

  /// Makes all changes behind the first `count` one.
  mutating func joinChanges(since count: Int) {
    if done.count > count + 1 { done.removeSubrange((count + 1)...) }
    streak = .none
  }

  // MARK: Motions

  /// Where the caret goes by `action`; nil for what is no motion.
  private func target(of action: EditorAction) -> String.Index? {
    switch action {
    case .moveLeft: index(before: caretIndex)
    case .moveRight: index(after: caretIndex)
    case .moveWordLeft: wordStart()
    case .moveWordRight: wordEnd()
    case .moveToLineStart: lineStart()
    case .moveToLineEnd: lineEnd()
    case .moveToStart: text.startIndex
    case .moveToEnd: text.endIndex
    case .moveTo(let offset): index(boundary(atOrBefore: offset))
    default: nil
    }
  }

  private mutating func move(to target: String.Index, by action: EditorAction) {
    streak = .none
    guard anchor?.manner == .shift else {
      caret = offset(of: target)
      return
    }
    // The arrows go to the ends of what was selected with Shift.
    switch action {
    case .moveLeft: caret = selection?.lowerBound ?? offset(of: target)
    case .moveRight: caret = selection?.upperBound ?? offset(of: target)
    default: caret = offset(of: target)
    }
    anchor = nil
  }

  private mutating func select(_ action: EditorAction, killed: inout KillRing) {
    guard let target = target(of: action) else { return apply(action, killed: &killed) }
    anchor = anchor ?? Anchor(offset: caret, manner: .shift)
    caret = offset(of: target)
    streak = .none
  }

  // MARK: Places

  private var selected: Range<String.Index>? { selection.map { index($0.lowerBound)..<index($0.upperBound) } }
  private var caretIndex: String.Index { index(caret) }
  private func index(_ offset: Int) -> String.Index { text.utf8.index(text.startIndex, offsetBy: offset) }
  private func offset(of index: String.Index) -> Int { text.utf8.distance(from: text.startIndex, to: index) }
  private func index(before i: String.Index) -> String.Index { i > text.startIndex ? text.index(before: i) : i }
  private func index(after i: String.Index) -> String.Index { i < text.endIndex ? text.index(after: i) : i }

  private func boundary(atOrBefore offset: Int) -> Int {
    guard offset > 0 else { return 0 }
    guard offset < text.utf8.count else { return text.utf8.count }
    return self.offset(of: text.rangeOfComposedCharacter(at: index(offset)).lowerBound)
  }

  private func boundary(atOrAfter offset: Int) -> Int {
    let before = boundary(atOrBefore: offset)
    guard before < offset else { return before }
    return self.offset(of: index(after: index(before)))
  }

  private func lineStart() -> String.Index { lineStart(caretIndex) }
  private func lineEnd() -> String.Index { lineEnd(caretIndex) }

  private func lineStart(_ i: String.Index) -> String.Index {
    text[..<i].lastIndex(where: \.isNewline).map(text.index(after:)) ?? text.startIndex
  }

  private func lineEnd(_ i: String.Index) -> String.Index { text[i...].firstIndex(where: \.isNewline) ?? text.endIndex }

  private func kind(_ index: String.Index) -> WordClass { WordClass(in: text, at: index) }

  private func wordStart() -> String.Index {
    var i = caretIndex
    while i > text.startIndex, kind(text.index(before: i)).isBetween { i = text.index(before: i) }
    guard i > text.startIndex else { return i }
    let kind = kind(text.index(before: i))
    while i > text.startIndex, self.kind(text.index(before: i)) == kind { i = text.index(before: i) }
    return i
  }

  private func wordEnd() -> String.Index {
    var i = caretIndex
    while i < text.endIndex, kind(i).isBetween { i = text.index(after: i) }
    guard i < text.endIndex else { return i }
    let kind = kind(i)
    while i < text.endIndex, self.kind(i) == kind { i = text.index(after: i) }
    return i
  }

  private func blankDelimitedWordStart() -> String.Index {
    var i = caretIndex
    while i > text.startIndex, text[text.index(before: i)].isWhitespace { i = text.index(before: i) }
    while i > text.startIndex, !text[text.index(before: i)].isWhitespace { i = text.index(before: i) }
    return i
  }
}

extension String {
  /// The grapheme cluster that contains the byte at `index`.
  fileprivate func rangeOfComposedCharacter(at index: String.Index) -> Range<String.Index> {
    // Rounding by a slice would treat a scalar in the middle of a cluster as a boundary of its own.
    var low = index
    while low > startIndex, !isGraphemeBoundary(low) { low = utf8.index(before: low) }
    return low..<(low < endIndex ? self.index(after: low) : low)
  }

  private func isGraphemeBoundary(_ index: String.Index) -> Bool {
    guard let scalar = index.samePosition(in: unicodeScalars) else { return false }
    return scalar.samePosition(in: self) != nil
  }
}
