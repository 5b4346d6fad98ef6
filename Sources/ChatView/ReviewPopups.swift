import Canvas
import ChatModel
import ChatStore

/// The letters beside what can be copied.
struct CopyHintsPopup: Popup {
  var targets: [CopyTarget]
  var typed: String
  /// Whether the view followed before.
  var held: Bool

  private var left: [CopyTarget] { targets.filter { $0.label.hasPrefix(typed) } }

  func picture(on screen: Size, now: Timestamp) -> PopupPicture? { nil }

  /// The labels, over what is on the screen.
  func draw(over frame: inout Frame) {
    for target in left {
      let label = Row([Span(" \(target.label.dropFirst(typed.count)) ", Style(.popupKey, [.reverse, .bold]))])
      frame.overlay([label], at: Position(column: Columns(target.column), row: Rows(target.row)))
    }
    guard let last = frame.rows.indices.last else { return }
    let kinds = left.count == 1 ? left[0].kind.rawValue : "\(left.count) things to copy"
    var row = Row([Span(" copy: ", Style(.statusKey)), Span("type a letter · \(kinds)", Style(.status))])
    row.append(Span("  Esc", Style(.statusKey)))
    row.append(Span(" leave", Style(.status)))
    frame.rows[last] = row.fitted(to: frame.size.columns, ellipsis: .mark, style: Style(.status))
    frame.caret = nil
  }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    if let usual = PopupKey(press)?.usual { return usual }
    guard case .character(let character) = press.code, press.modifiers.isEmpty else { return .nothing }
    let next = typed + String(character)
    if let target = targets.first(where: { $0.label == next }) {
      return LayerResult(events: [.layerClosed, .textCopied(target.text)])
    }
    return targets.contains { $0.label.hasPrefix(next) } ? LayerResult(events: [.copyLabelTyped(next)]) : .nothing
  }
}

/// Waits for the letter of a place.
struct MarkPopup: Popup {
  var isSetting: Bool
  var marks: [String]

  func picture(on screen: Size, now: Timestamp) -> PopupPicture? {
    let rect = PopupPlace.middle(of: screen, wanted: Size(columns: 56, rows: 3))
    let size = Size(columns: rect.size.columns, rows: min(3, rect.size.rows))
    let known = marks.isEmpty ? "none is set yet" : "set: \(marks.joined(separator: " "))"
    let rows = Box.rows(
      title: PopupPlace.title(isSetting ? "Mark this place" : "Go to a mark"),
      content: [Row([Span(isSetting ? "a letter or digit; \(known)" : known, Style(.popup))])], size: size,
      border: .popupBorder, fill: .popup, footer: PopupPlace.footer([("Esc", "leave it")]))
    return PopupPicture(rows: rows, place: rect.origin, caret: nil)
  }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    if let usual = PopupKey(press)?.usual { return usual }
    guard case .character(let character) = press.code, press.modifiers.isEmpty, character.isLetter || character.isNumber
    else { return .nothing }
    let name = String(character)
    return LayerResult(events: [.layerClosed, isSetting ? .markSet(name) : .markWanted(name)])
  }
}

/// Lists what is starred in all conversations, the newest first, and goes there.
struct StarsPopup: ChooserPopup {
  var chooser: Chooser
  var keymap: Keymap
  private let count: Int
  private let matching: [(star: Star, title: String)]

  init(chooser: Chooser, state: State, keymap: Keymap) {
    self.chooser = chooser
    self.keymap = keymap
    let needle = Needle(chooser.filter.text)
    let stars = state.starred
    count = stars.count
    matching = stars.map { ($0, state.conversations[$0.conversation]?.title ?? "") }.filter { star, title in
      needle.isIn(star.note) || needle.isIn(star.excerpt) || needle.isIn(title)
    }
  }

  private var chosenStar: Star? { matching.indices.contains(view.selected) ? matching[view.selected].star : nil }

  private func open(_ place: UserEvent.OpeningPlace) -> LayerResult? {
    chosenStar.map {
      LayerResult(events: [.layerClosed, .messageOpened($0.conversation, $0.message, needle: "", place: place)])
    }
  }

  var chosen: LayerResult? { open(.here) }

  var view: ChooserView {
    ChooserView(
      title: "Starred", chooser: chooser, placeholder: "type a part of a note, text or title",
      items: matching.map { star, title in
        let text = Excerpt.row(of: star.excerpt, about: chooser.filter.text)
        return ChooserItem(
          label: star.note.isEmpty ? "★ \(text)" : "★ \(star.note) — \(text)", note: title, hit: chooser.filter.text)
      },
      total: count,
      notes: matching.isEmpty
        ? [Span(count == 0 ? "Nothing is starred yet." : "No star is like this.", Style(.popup))] : [],
      hints: [("Enter", "go there"), ("Alt-Enter", "beside"), ("Del", "take the star away"), ("Esc", "close")])
  }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    switch press {
    case KeyPress(.delete): chosenStar.map { LayerResult(events: [.starSwitched($0.message)]) } ?? .nothing
    case KeyPress(.enter, .alt): open(.beside) ?? .nothing
    default: listResult(of: press, on: screen)
    }
  }
}

/// Lists the questions and headings of a conversation, and goes to one.
struct OutlinePopup: ChooserPopup {
  var chooser: Chooser
  var keymap: Keymap
  private let entries: [OutlineEntry]
  private let matching: [OutlineEntry]

  init(entries: [OutlineEntry], chooser: Chooser, keymap: Keymap) {
    self.entries = entries
    self.chooser = chooser
    self.keymap = keymap
    let needle = Needle(chooser.filter.text)
    matching = entries.filter { needle.isIn($0.text) }
  }

  var chosen: LayerResult? {
    guard matching.indices.contains(view.selected) else { return nil }
    return LayerResult(events: [.layerClosed, .outlineChosen(matching[view.selected])])
  }

  var view: ChooserView {
    ChooserView(
      title: "Outline", chooser: chooser, placeholder: "type a part of a question or heading",
      items: matching.map { entry in
        let indent = entry.level == 0 ? "› " : String(repeating: "  ", count: min(entry.level, 6))
        return ChooserItem(
          label: indent + Excerpt.row(of: entry.text, about: chooser.filter.text), hit: chooser.filter.text)
      },
      total: entries.count,
      notes: matching.isEmpty ? [Span("No question or heading is like this.", Style(.popup))] : [],
      hints: [("Enter", "go there"), ("Esc", "close")])
  }
}
