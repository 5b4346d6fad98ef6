import Canvas
import ChatModel
import ChatStore

/// Chooses a theme, and shows each at once on the whole screen.
struct ThemePopup: Popup {
  var chooser: Chooser
  /// The theme to go back to.
  var original: String
  var keymap: Keymap
  private let themes: [String]
  private let matching: [String]
  private let shown: String
  private let killed: KillRing

  init(chooser: Chooser, original: String, themes: [String], state: State, keymap: Keymap) {
    self.chooser = chooser
    self.original = original
    self.themes = themes
    self.keymap = keymap
    shown = state.settings.themeName
    killed = state.killed
    matching = Self.matching(chooser.filter.text, themes)
  }

  func picture(on screen: Size, now: Timestamp) -> PopupPicture? { view.picture(on: screen) }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    if let key = PopupKey(press) {
      switch key {
      case .enter:
        guard matching.indices.contains(view.selected) else { return .nothing }
        return LayerResult(events: showing(matching[view.selected]) + [.layerClosed])
      case .close: return LayerResult(events: (original.isEmpty ? [] : showing(original)) + [.layerClosed])
      default: break
      }
      if let usual = key.usual { return usual }
      if let row = view.row(after: key, on: screen) {
        guard row != chooser.selected, matching.indices.contains(row) else { return .nothing }
        return selecting(row)
      }
    }
    return keymap.editing(press).map { edited($0) } ?? .nothing
  }

  func row(at place: Position, on screen: Size) -> Int? { view.row(at: place, on: screen) }

  var selectedRow: Int { view.selected }

  func selecting(_ row: Int) -> LayerResult { LayerResult(events: [.layerSelected(row)] + showing(matching[row])) }

  func result(ofPaste text: String) -> LayerResult { edited(.insert(FieldView.pasted(text, join: " "))) }

  /// The first of what passes the filter is chosen after a change, so it is shown.
  private func edited(_ action: EditorAction) -> LayerResult {
    var filter = chooser.filter
    var cut = killed
    filter.apply(action, killed: &cut)
    guard filter.text != chooser.filter.text, let first = Self.matching(filter.text, themes).first else {
      return LayerResult(events: [.layerEdited(action)])
    }
    return LayerResult(events: [.layerEdited(action)] + showing(first))
  }

  private func showing(_ name: String) -> [UserEvent] { name == shown ? [] : [.themeWanted(name)] }

  private static func matching(_ filter: String, _ themes: [String]) -> [String] {
    let words = filter.lowercased().split(whereSeparator: \.isWhitespace)
    return themes.filter { theme in words.allSatisfy { theme.lowercased().contains($0) } }
  }

  private var view: ChooserView {
    ChooserView(
      title: "Colours", chooser: chooser, placeholder: "type to find a theme",
      items: matching.map { ChooserItem(label: $0, mark: $0 == original ? "✓" : "") }, total: themes.count,
      notes: matching.isEmpty ? [Span("No theme is called like this.", Style(.popup))] : [],
      hints: [("Enter", "keep"), ("Esc", "back to the one before")])
  }
}
