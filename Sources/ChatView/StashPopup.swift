import Canvas
import ChatModel
import ChatStore

/// Takes one of the texts that were put aside, the newest first, or deletes it.
struct StashPopup: ChooserPopup {
  var chooser: Chooser
  var keymap: Keymap
  private let stash: [StashedText]
  private let matching: [StashedText]

  init(chooser: Chooser, stash: [StashedText], keymap: Keymap) {
    self.chooser = chooser
    self.stash = stash
    self.keymap = keymap
    let needle = Needle(chooser.filter.text)
    matching = stash.reversed().filter { needle.isIn($0.text) }
  }

  private var chosenText: StashedText? {
    matching.indices.contains(view.selected) ? matching[view.selected] : nil
  }

  var chosen: LayerResult? { chosenText.map { LayerResult(events: [.stashTaken($0.id)]) } }

  var view: ChooserView {
    ChooserView(
      title: "Put aside", chooser: chooser, placeholder: "type a part of it",
      items: matching.map { stashed in
        let lines = stashed.text.utf8.count > 4000 ? 0 : stashed.text.split(whereSeparator: \.isNewline).count
        return ChooserItem(
          label: Excerpt.row(of: stashed.text, about: chooser.filter.text), note: lines > 1 ? "\(lines) lines" : "",
          hit: chooser.filter.text)
      },
      total: stash.count,
      notes: matching.isEmpty ? [Span("No text that was put aside has this in it.", Style(.popup))] : [],
      hints: [("Enter", "take it"), ("Del", "delete"), ("Esc", "close")])
  }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    switch press {
    case KeyPress(.delete), KeyPress(.character("d"), .control):
      return chosenText.map { LayerResult(events: [.stashDeleted($0.id)]) } ?? .nothing
    default: return listResult(of: press, on: screen)
    }
  }
}
