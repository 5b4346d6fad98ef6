import Canvas
import ChatModel
import ChatStore

/// Lists the layouts that were kept under names; shows one, or forgets it.
struct LayoutsPopup: ChooserPopup {
  var chooser: Chooser
  var keymap: Keymap
  private let layouts: [String: PanesSnapshot]
  private let matching: [String]

  init(chooser: Chooser, state: State, keymap: Keymap) {
    self.chooser = chooser
    self.keymap = keymap
    layouts = state.layouts
    let needle = Needle(chooser.filter.text)
    matching = state.layouts.keys.sorted().filter { chooser.filter.isEmpty || needle.isIn($0) }
  }

  var chosen: LayerResult? {
    guard matching.indices.contains(view.selected) else { return nil }
    return LayerResult(events: [.layerClosed, .layoutRecalled(matching[view.selected])])
  }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    guard press == KeyPress(.delete), chooser.filter.isEmpty, matching.indices.contains(view.selected) else {
      return listResult(of: press, on: screen)
    }
    return LayerResult(events: [.layoutDeleted(matching[view.selected])])
  }

  var view: ChooserView {
    ChooserView(
      title: "Layouts", chooser: chooser, placeholder: "type to find one",
      items: matching.map { name in
        let count = layouts[name]?.tree.panes.count ?? 0
        return ChooserItem(label: name, note: count == 1 ? "1 pane" : "\(count) panes")
      },
      total: layouts.count,
      notes: layouts.isEmpty
        ? [
          Span("None is kept yet: \(keymap.keys(of: .saveLayout).first ?? "save-layout") keeps this one.", Style(.dim))
        ]
        : [],
      hints: [("Enter", "show"), ("Delete", "forget"), ("Esc", "close")])
  }
}
