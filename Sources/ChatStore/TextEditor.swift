import ChatModel

/// One change or motion in an edited text. Words and lines as readline means them.
package enum EditorAction: Hashable, Sendable {
  case insert(String)
  case deleteBackward, deleteForward
  case deleteWordBackward, deleteWordForward
  /// Deletes back to the last blank, as Ctrl-W does.
  case deleteBlankDelimitedWordBackward
  case killToLineStart, killToLineEnd
  case yank
  case moveLeft, moveRight, moveWordLeft, moveWordRight
  case moveToLineStart, moveToLineEnd, moveToStart, moveToEnd
  /// Moves the caret to the grapheme boundary at or before this UTF-8 offset.
  case moveTo(Int)
  case undo, redo
  /// Puts this text in place of all, with the caret at its end.
  case replace(String)
}

/// A text under edit: text, caret, undo. Used by the composer and by every field of a popup.
/// Does not: wrap or measure; what needs rows (up, down) arrives as `.moveTo`.
package struct TextEditor: Equatable, Sendable {
  package private(set) var text: String
  /// In UTF-8 bytes from the start, always at a grapheme boundary.
  package private(set) var caret: Int
  private var undone: [Snapshot] = []
  private var done: [Snapshot] = []
  private var isTyping = false

  private struct Snapshot: Equatable, Sendable {
    var text: String
    var caret: Int
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

  /// Carries out `action`; text that is cut lands in `killed`, from where `.yank` takes it.
  package mutating func apply(_ action: EditorAction, killed: inout String) {
    switch action {
    case .insert(let new): insert(new)
    case .replace(let new):
      edit {
        $0.text = new; $0.caret = new.utf8.count
      }
    case .deleteBackward: delete(from: index(before: caretIndex), to: caretIndex)
    case .deleteForward: delete(from: caretIndex, to: index(after: caretIndex))
    case .deleteWordBackward: kill(from: wordStart(), to: caretIndex, into: &killed)
    case .deleteWordForward: kill(from: caretIndex, to: wordEnd(), into: &killed)
    case .deleteBlankDelimitedWordBackward: kill(from: blankDelimitedWordStart(), to: caretIndex, into: &killed)
    case .killToLineStart: kill(from: lineStart(), to: caretIndex, into: &killed)
    case .killToLineEnd:
      let end = lineEnd()
      kill(from: caretIndex, to: end == caretIndex ? index(after: end) : end, into: &killed)
    case .yank: insert(killed)
    case .moveLeft: move(to: index(before: caretIndex))
    case .moveRight: move(to: index(after: caretIndex))
    case .moveWordLeft: move(to: wordStart())
    case .moveWordRight: move(to: wordEnd())
    case .moveToLineStart: move(to: lineStart())
    case .moveToLineEnd: move(to: lineEnd())
    case .moveToStart: move(to: text.startIndex)
    case .moveToEnd: move(to: text.endIndex)
    case .moveTo(let offset):
      caret = boundary(atOrBefore: offset)
      isTyping = false
    case .undo: restore(from: \.done, to: \.undone)
    case .redo: restore(from: \.undone, to: \.done)
    }
  }

  // MARK: Changes

  private mutating func insert(_ new: String) {
    guard !new.isEmpty else { return }
    let typed = new.utf8.count <= 8 && !new.contains(where: \.isWhitespace)
    if !(typed && isTyping) { remember() }
    let at = caretIndex
    text.insert(contentsOf: new, at: at)
    text.makeContiguousUTF8()
    // A combining mark may have joined the cluster before the caret or after it.
    caret = boundary(atOrAfter: caret + new.utf8.count)
    isTyping = typed
  }

  private mutating func delete(from start: String.Index, to end: String.Index) {
    guard start < end else { return }
    edit {
      $0.caret = $0.offset(of: start)
      $0.text.removeSubrange(start..<end)
      $0.caret = $0.boundary(atOrBefore: $0.caret)
    }
  }

  private mutating func kill(from start: String.Index, to end: String.Index, into killed: inout String) {
    guard start < end else { return }
    killed = String(text[start..<end])
    delete(from: start, to: end)
  }

  private mutating func edit(_ change: (inout TextEditor) -> Void) {
    remember()
    change(&self)
    isTyping = false
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
    isTyping = false
    guard let snapshot = self[keyPath: source].popLast() else { return }
    self[keyPath: target].append(Snapshot(text: text, caret: caret))
    text = snapshot.text
    caret = snapshot.caret
  }

  // MARK: Places

  private var caretIndex: String.Index { text.utf8.index(text.startIndex, offsetBy: caret) }
  private func offset(of index: String.Index) -> Int { text.utf8.distance(from: text.startIndex, to: index) }
  private func index(before i: String.Index) -> String.Index { i > text.startIndex ? text.index(before: i) : i }
  private func index(after i: String.Index) -> String.Index { i < text.endIndex ? text.index(after: i) : i }

  private mutating func move(to index: String.Index) {
    caret = offset(of: index)
    isTyping = false
  }

  private func boundary(atOrBefore offset: Int) -> Int {
    guard offset > 0 else { return 0 }
    guard offset < text.utf8.count else { return text.utf8.count }
    let raw = text.utf8.index(text.startIndex, offsetBy: offset)
    let range = text.rangeOfComposedCharacter(at: raw)
    return self.offset(of: range.lowerBound)
  }

  private func boundary(atOrAfter offset: Int) -> Int {
    let before = boundary(atOrBefore: offset)
    guard before < offset else { return before }
    return self.offset(of: index(after: text.utf8.index(text.startIndex, offsetBy: before)))
  }

  private func lineStart() -> String.Index {
    text[..<caretIndex].lastIndex(where: \.isNewline).map(text.index(after:)) ?? text.startIndex
  }

  private func lineEnd() -> String.Index { text[caretIndex...].firstIndex(where: \.isNewline) ?? text.endIndex }

  private func wordStart() -> String.Index {
    var i = caretIndex
    while i > text.startIndex, WordClass(text[text.index(before: i)]) == .between { i = text.index(before: i) }
    guard i > text.startIndex else { return i }
    let kind = WordClass(text[text.index(before: i)])
    while i > text.startIndex, WordClass(text[text.index(before: i)]) == kind { i = text.index(before: i) }
    return i
  }

  private func wordEnd() -> String.Index {
    var i = caretIndex
    while i < text.endIndex, WordClass(text[i]) == .between { i = text.index(after: i) }
    guard i < text.endIndex else { return i }
    let kind = WordClass(text[i])
    while i < text.endIndex, WordClass(text[i]) == kind { i = text.index(after: i) }
    return i
  }

  private func blankDelimitedWordStart() -> String.Index {
    var i = caretIndex
    while i > text.startIndex, text[text.index(before: i)].isWhitespace { i = text.index(before: i) }
    while i > text.startIndex, !text[text.index(before: i)].isWhitespace { i = text.index(before: i) }
    return i
  }
}

/// What word motions stop between: a change of script ends a word, so that Chinese and Latin text next to each other are
/// separate words and kana separate from ideographs.
private enum WordClass {
  case between, word, ideograph, kana

  init(_ character: Character) {
    guard let scalar = character.unicodeScalars.first else {
      self = .between
      return
    }
    switch scalar.value {
    case 0x3040...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9F: self = .kana
    case 0x3005, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: self = .ideograph
    default: self = character.isLetter || character.isNumber ? .word : .between
    }
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
