// vi's modes over the same editor. A command is read from its keys (ViCommand), its places are found in the text (ViText),
// and what it does is one change of the editor; so is all that is typed between a command and Esc. Repeating a change is
// taking its keys and what was typed after them again.

/// A key that vi takes in normal and visual mode, and the one that leads there.
package enum ViKey: Hashable, Sendable {
  case character(Character)
  case escape
  /// Ctrl-R.
  case redo
}

/// The mode of a text edited with vi's keys, and what was typed of a command so far.
/// Does not: hold the text, or know of rows on the screen.
package struct ViEditing: Equatable, Sendable {
  package private(set) var mode = Mode.insert
  private var keys: [Character] = []
  /// What was looked for last in a line.
  var find: ViFind?
  private var insertion: Insertion?
  private var last: Change?

  package enum Mode: Equatable, Sendable {
    case insert, normal, visual, visualLines
  }

  /// A command that changed something, and what was typed after it.
  private struct Change: Equatable, Sendable {
    var keys: [Character]
    var typed: [EditorAction] = []
  }

  /// Typing that a command began, when the editor had so many changes.
  private struct Insertion: Equatable, Sendable {
    var change: Change
    var changesBefore: Int
  }

  // A put that is repeated too often is a slip of the keys.
  private static let mostPutBytes = 4 << 20
  private static let mostTyped = 10_000

  package init() {}

  /// Whether keys of a command have come whose rest is waited for.
  package var isPending: Bool { !keys.isEmpty }

  /// Begins a new text.
  mutating func beginAgain() {
    mode = .insert
    keys = []
    insertion = nil
  }

  /// Keeps what is typed, for when the change is repeated.
  mutating func note(_ action: EditorAction) {
    guard mode == .insert, insertion != nil, insertion!.change.typed.count < Self.mostTyped else { return }
    insertion!.change.typed.append(action)
  }

  /// Brings mode and caret in line with each other, after something else changed the text.
  mutating func settle(_ editor: inout TextEditor) {
    if mode != .insert, mode != .normal, !editor.isSelecting { mode = .normal }
    guard mode != .insert else { return }
    let text = ViText(text: editor.text)
    let place = text.onCharacter(text.place(editor.caret))
    if text.offset(place) != editor.caret { editor.place(text.offset(place)) }
  }

  /// Takes `key`; text that is cut or copied lands in `killed`.
  package mutating func take(_ key: ViKey, _ editor: inout TextEditor, killed: inout KillRing) {
    switch (key, mode) {
    case (.escape, .insert): endInsertion(&editor)
    case (.escape, _):
      keys = []
      editor.apply(.dropSelection, killed: &killed)
      mode = .normal
    case (.redo, .normal):
      keys = []
      editor.apply(.redo, killed: &killed)
    case (.redo, _): break
    case (.character(let character), .insert): editor.apply(.insert(String(character)), killed: &killed)
    case (.character(let character), _):
      keys.append(character)
      switch ViCommand.read(keys, isVisual: mode != .normal) {
      case .incomplete: return
      case .nothing: keys = []
      case .whole(let command):
        let typed = keys
        keys = []
        run(command, typed, &editor, killed: &killed)
      }
    }
    settle(&editor)
  }

  private mutating func run(
    _ command: ViCommand, _ typed: [Character], _ editor: inout TextEditor, killed: inout KillRing
  ) {
    if mode != .normal { return runVisual(command, &editor, killed: &killed) }
    let before = editor.changes
    let text = ViText(text: editor.text)
    let caret = text.place(editor.caret)
    switch command.verb {
    case .move(let motion):
      guard let reach = reach(motion, command.count, text, caret) else { return }
      editor.place(text.offset(reach.place))
      return
    case .operate(let verb, let target):
      guard let part = part(target, command.count, verb, text, caret) else { return }
      operate(verb, part, text, &editor, killed: &killed)
      if verb == .yank { return }
    case .replace(let character):
      let end = text.text.index(caret, offsetBy: command.count ?? 1, limitedBy: text.lineEnd(caret))
      guard let end, end > caret else { return }
      let new = String(repeating: character, count: command.count ?? 1)
      editor.change(
        text.offsets(caret..<end), to: new, caret: editor.caret + new.utf8.count - String(character).utf8.count)
    case .simple("."):
      if let last { again(last, &editor, killed: &killed) }
      return
    case .simple("u"):
      for _ in 0..<min(command.count ?? 1, 200) { editor.apply(.undo, killed: &killed) }
      return
    case .simple("v"), .simple("V"):
      mode = command.verb == .simple("v") ? .visual : .visualLines
      editor.anchor(at: editor.caret, mode == .visual ? .characters : .lines)
      return
    case .simple(let key): simple(key, command.count ?? 1, text, caret, &editor, killed: &killed)
    case .select: return
    }
    if mode == .insert {
      insertion = Insertion(change: Change(keys: typed), changesBefore: before)
    } else if editor.changes != before || editor.text != text.text {
      last = Change(keys: typed)
    }
  }

  private mutating func again(_ change: Change, _ editor: inout TextEditor, killed: inout KillRing) {
    let before = editor.changes
    for key in change.keys { take(.character(key), &editor, killed: &killed) }
    guard mode == .insert else { return }
    for action in change.typed { editor.apply(action, killed: &killed) }
    endInsertion(&editor)
    editor.joinChanges(since: before)
    last = change
  }

  private mutating func endInsertion(_ editor: inout TextEditor) {
    if let insertion {
      editor.joinChanges(since: insertion.changesBefore)
      last = insertion.change
    }
    insertion = nil
    mode = .normal
    keys = []
    let text = ViText(text: editor.text)
    let caret = text.place(editor.caret)
    editor.place(caret > text.lineStart(caret) ? text.offset(text.before(caret)) : editor.caret)
  }

  // MARK: Commands of one key

  private mutating func simple(
    _ key: Character, _ count: Int, _ text: ViText, _ caret: ViText.Place, _ editor: inout TextEditor,
    killed: inout KillRing
  ) {
    func part(_ low: ViText.Place, _ high: ViText.Place) -> Part { Part(range: low..<high, isLines: false) }
    func right() -> ViText.Place {
      text.text.index(caret, offsetBy: count, limitedBy: text.lineEnd(caret)) ?? text.lineEnd(caret)
    }
    func left() -> ViText.Place {
      text.text.index(caret, offsetBy: -count, limitedBy: text.lineStart(caret)) ?? text.lineStart(caret)
    }
    switch key {
    case "x": operate(.delete, part(caret, right()), text, &editor, killed: &killed)
    case "X": operate(.delete, part(left(), caret), text, &editor, killed: &killed)
    case "s": operate(.change, part(caret, right()), text, &editor, killed: &killed)
    case "D": operate(.delete, part(caret, text.lineEnd(caret)), text, &editor, killed: &killed)
    case "C": operate(.change, part(caret, text.lineEnd(caret)), text, &editor, killed: &killed)
    case "S": operate(.change, lines(count, text, caret), text, &editor, killed: &killed)
    case "Y": operate(.yank, lines(count, text, caret), text, &editor, killed: &killed)
    case "p", "P": put(key == "p" ? .after : .before, count, text, caret, &editor, killed)
    case "J": join(max(2, count) - 1, text, caret, &editor)
    case "~":
      let range = caret..<right()
      let new = Self.switched(text.text[range])
      editor.change(text.offsets(range), to: new, caret: editor.caret + new.utf8.count)
    case "i": mode = .insert
    case "I":
      editor.place(text.offset(text.lineText(caret)))
      mode = .insert
    case "a":
      if !text.isLineEnd(caret) { editor.place(text.offset(text.after(caret))) }
      mode = .insert
    case "A":
      editor.place(text.offset(text.lineEnd(caret)))
      mode = .insert
    case "o":
      let end = text.offset(text.lineEnd(caret))
      editor.change(end..<end, to: "\n", caret: end + 1)
      mode = .insert
    case "O":
      let start = text.offset(text.lineStart(caret))
      editor.change(start..<start, to: "\n", caret: start)
      mode = .insert
    default: break
    }
  }

  private enum Side {
    case before, after
  }

  private func put(
    _ side: Side, _ count: Int, _ text: ViText, _ caret: ViText.Place, _ editor: inout TextEditor, _ killed: KillRing
  ) {
    let one = killed.newest
    guard !one.isEmpty else { return }
    let new = String(repeating: one, count: max(1, min(count, Self.mostPutBytes / one.utf8.count)))
    if one.last?.isNewline == true {
      let lines = String(new.dropLast())
      let place = text.offset(side == .after ? text.lineEnd(caret) : text.lineStart(caret))
      let inserted = side == .after ? "\n" + lines : lines + "\n"
      editor.change(place..<place, to: inserted, caret: place + (side == .after ? 1 : 0))
      return toText(&editor)
    }
    let place = text.offset(side == .after && !text.isLineEnd(caret) ? text.after(caret) : caret)
    editor.change(place..<place, to: new, caret: place + new.utf8.count - (new.last.map { String($0).utf8.count } ?? 0))
  }

  /// Joins so many following lines to that of `caret`; with a blank between, but not between ideographs.
  private func join(_ count: Int, _ text: ViText, _ caret: ViText.Place, _ editor: inout TextEditor) {
    let low = text.lineEnd(caret)
    var joined = ""
    var seam = 0
    var high = low
    for _ in 0..<count {
      guard high < text.end else { break }
      var next = text.after(high)
      while !text.isLineEnd(next), text.text[next].isWhitespace { next = text.after(next) }
      let end = text.lineEnd(next)
      let before = joined.last ?? (low > text.lineStart(low) ? text.text[text.before(low)] : nil)
      let isApart = before.map { !$0.isWhitespace && !WordClass.joins($0, next < end ? text.text[next] : nil) } ?? false
      seam = joined.utf8.count
      joined += (isApart && next < end ? " " : "") + text.text[next..<end]
      high = end
    }
    guard high > low else { return }
    editor.change(text.offsets(low..<high), to: joined, caret: text.offset(low) + seam)
  }

  private static func switched(_ text: Substring) -> String {
    text.map { $0.isUppercase ? $0.lowercased() : $0.uppercased() }.joined()
  }

  private func toText(_ editor: inout TextEditor) {
    let text = ViText(text: editor.text)
    editor.place(text.offset(text.lineText(text.place(editor.caret))))
  }

  // MARK: Operators

  /// What an operator works on.
  private struct Part {
    var range: Range<ViText.Place>
    /// Whole lines, with the newline of the last where it has one.
    var isLines: Bool
    /// Where the caret goes when they are copied; nil: to their start, where it is not in their first line.
    var caret: ViText.Place?
  }

  private func lines(_ count: Int, _ text: ViText, _ caret: ViText.Place) -> Part {
    var high = text.nextLine(caret)
    for _ in 1..<max(1, count) where high < text.end { high = text.nextLine(high) }
    return Part(range: text.lineStart(caret)..<high, isLines: true)
  }

  private mutating func part(
    _ target: ViCommand.Target, _ count: Int?, _ verb: ViCommand.Operator, _ text: ViText, _ caret: ViText.Place
  ) -> Part? {
    switch target {
    case .lines: return lines(count ?? 1, text, caret)
    case .object(let object):
      guard let range = text.range(of: object, at: caret) else { return nil }
      return Part(range: range, isLines: object.kind == .paragraph)
    case .motion(let motion):
      guard let reach = reach(motion, count, text, caret, for: verb) else { return nil }
      let (low, high) = (min(caret, reach.place), max(caret, reach.place))
      switch reach.kind {
      case .lines: return Part(range: text.lineStart(low)..<text.nextLine(high), isLines: true, caret: low)
      case .inclusive: return Part(range: low..<text.after(high), isLines: false)
      case .exclusive: return Part(range: low..<high, isLines: false)
      }
    }
  }

  private mutating func operate(
    _ verb: ViCommand.Operator, _ part: Part, _ text: ViText, _ editor: inout TextEditor, killed: inout KillRing
  ) {
    var range = part.range
    let hasNewline = part.isLines && !range.isEmpty && text.text[text.before(range.upperBound)].isNewline
    killed.add(String(text.text[range]) + (part.isLines && !hasNewline ? "\n" : ""))
    switch verb {
    case .yank:
      if let caret = part.caret {
        editor.place(text.offset(caret))
      } else if !part.isLines || text.lineStart(text.place(editor.caret)) > range.lowerBound {
        editor.place(text.offset(range.lowerBound))
      }
    case .delete:
      // The last line takes the newline before it along.
      if part.isLines, !hasNewline, range.lowerBound > text.start {
        range = text.before(range.lowerBound)..<range.upperBound
      }
      guard !range.isEmpty else { return }
      editor.change(text.offsets(range), to: "", caret: text.offset(range.lowerBound))
      if part.isLines { toText(&editor) }
    case .change:
      if hasNewline { range = range.lowerBound..<text.before(range.upperBound) }
      if !range.isEmpty { editor.change(text.offsets(range), to: "", caret: text.offset(range.lowerBound)) }
      mode = .insert
    }
  }

  // MARK: Visual mode

  private mutating func runVisual(_ command: ViCommand, _ editor: inout TextEditor, killed: inout KillRing) {
    let text = ViText(text: editor.text)
    let caret = text.place(editor.caret)
    let isLines = mode == .visualLines
    let selection = editor.selection ?? editor.caret..<editor.caret
    let range = text.place(selection.lowerBound)..<text.place(selection.upperBound)
    func end() {
      mode = .normal
      editor.apply(.dropSelection, killed: &killed)
    }
    switch command.verb {
    case .move(let motion):
      if let reach = reach(motion, command.count, text, caret) { editor.place(text.offset(reach.place)) }
    case .select(let object):
      guard let range = text.range(of: object, at: caret), !range.isEmpty else { return }
      if object.kind == .paragraph { mode = .visualLines }
      editor.anchor(at: text.offset(range.lowerBound), mode == .visualLines ? .lines : .characters)
      editor.place(text.offset(text.before(range.upperBound)))
    case .replace(let character):
      let new = text.text[range].map { $0.isNewline ? String($0) : String(character) }.joined()
      editor.change(selection, to: new, caret: selection.lowerBound)
      end()
    case .simple(let key):
      switch key {
      case "v": mode == .visual ? end() : anchorAgain(.visual, &editor)
      case "V": mode == .visualLines ? end() : anchorAgain(.visualLines, &editor)
      case "o": editor.swapEnds()
      case "d", "x", "X", "D", "c", "s", "C", "S", "y", "Y":
        let wholeLines = isLines || ["X", "D", "C", "S", "Y"].contains(key)
        let whole = wholeLines ? text.lineStart(range.lowerBound)..<wholeEnd(range, text) : range
        end()
        let verb: ViCommand.Operator = "yY".contains(key) ? .yank : "csCS".contains(key) ? .change : .delete
        let before = editor.changes
        operate(verb, Part(range: whole, isLines: wholeLines), text, &editor, killed: &killed)
        if mode == .insert { insertion = Insertion(change: Change(keys: []), changesBefore: before) }
      case "p", "P":
        let new = killed.newest
        killed.add(String(text.text[range]))
        editor.change(selection, to: new, caret: selection.lowerBound)
        end()
      case "J":
        let count = text.text[range].filter(\.isNewline).count
        end()
        join(max(1, count - (isLines ? 1 : 0)), text, range.lowerBound, &editor)
      case "~", "u", "U":
        let part = text.text[range]
        let new = key == "~" ? Self.switched(part) : key == "u" ? part.lowercased() : part.uppercased()
        editor.change(selection, to: new, caret: selection.lowerBound)
        end()
      default: break
      }
    case .operate: break
    }
  }

  private func wholeEnd(_ range: Range<ViText.Place>, _ text: ViText) -> ViText.Place {
    text.nextLine(range.isEmpty ? range.lowerBound : text.before(range.upperBound))
  }

  private mutating func anchorAgain(_ mode: Mode, _ editor: inout TextEditor) {
    self.mode = mode
    editor.anchor(at: editor.anchorOffset ?? editor.caret, mode == .visual ? .characters : .lines)
  }
}

extension ViText {
  func place(_ offset: Int) -> Place { text.utf8.index(text.startIndex, offsetBy: offset) }
  func offset(_ place: Place) -> Int { text.utf8.distance(from: text.startIndex, to: place) }
  func offsets(_ range: Range<Place>) -> Range<Int> { offset(range.lowerBound)..<offset(range.upperBound) }
}
