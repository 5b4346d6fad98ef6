import Canvas
import ChatModel
import ChatStore

/// Finds a prompt that was sent before and takes it into the composer.
struct PromptSearchPopup: ChooserPopup {
  var search: PromptSearch
  var keymap: Keymap

  /// Rows further from the chosen one are never drawn.
  private static let reach = 30

  var chooser: Chooser { search.chooser }

  var chosen: LayerResult? {
    guard search.matches.indices.contains(view.selected) else { return nil }
    return LayerResult(events: [.layerClosed, .composerEdited(.replace(search.matches[view.selected]))])
  }

  var view: ChooserView {
    let hit = chooser.filter.text
    let selected = min(max(0, chooser.selected), max(0, search.matches.count - 1))
    let items = search.matches.enumerated().map { index, text in
      guard abs(index - selected) <= Self.reach else { return ChooserItem(label: "") }
      let lines = text.utf8.count > 4000 ? 0 : text.split(whereSeparator: \.isNewline).count
      return ChooserItem(
        label: Excerpt.row(of: text, about: hit), note: lines > 1 ? "\(lines) lines" : "", hit: hit)
    }
    return ChooserView(
      title: "Earlier prompts", chooser: chooser, placeholder: "type a part of it", items: items, total: search.count,
      notes: notes, hints: [("Ctrl-R", "older"), ("Ctrl-S", "newer"), ("Enter", "take it"), ("Esc", "back")])
  }

  private var notes: [Span] {
    switch search.phase {
    case .reading: [Span("Reading older ones …", Style(.dim))]
    case .failed(let problem): [Span(problem.text, Style(.warning))]
    case .whole where search.count == 0: [Span("Nothing was asked yet.", Style(.popup))]
    case .whole where search.matches.isEmpty: [Span("No earlier prompt has this in it.", Style(.popup))]
    case .whole: []
    }
  }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    switch press {
    case KeyPress(.character("r"), .control): return result(of: .down, on: screen)
    case KeyPress(.character("s"), .control): return result(of: .up, on: screen)
    default: return listResult(of: press, on: screen)
    }
  }

  private func result(of key: PopupKey, on screen: Size) -> LayerResult {
    guard let row = view.row(after: key, on: screen), row != chooser.selected else { return .nothing }
    return LayerResult(events: [.layerSelected(row)])
  }
}
