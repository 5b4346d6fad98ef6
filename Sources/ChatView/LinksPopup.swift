import Canvas
import ChatModel
import ChatStore

/// Lists where the links of a message lead, and opens one.
struct LinksPopup: ChooserPopup {
  var chooser: Chooser
  var keymap: Keymap
  private let links: [Link]
  private let matching: [Link]

  init(links: [Link], chooser: Chooser, keymap: Keymap) {
    self.links = links
    self.chooser = chooser
    self.keymap = keymap
    let words = chooser.filter.text.lowercased().split(whereSeparator: \.isWhitespace)
    matching = links.filter { link in
      words.allSatisfy { link.text.lowercased().contains($0) || link.target.lowercased().contains($0) }
    }
  }

  var chosen: LayerResult? {
    guard matching.indices.contains(view.selected) else { return nil }
    return LayerResult(events: [.linkOpened(matching[view.selected].target)])
  }

  /// The target first: it is what the reader decides by, and what a text may lie about.
  var view: ChooserView {
    ChooserView(
      title: "Links", chooser: chooser, placeholder: "type to find a link",
      items: matching.map { ChooserItem(label: $0.target, note: $0.text == $0.target ? "" : $0.text) },
      total: links.count,
      notes: matching.isEmpty ? [Span("No link is like this.", Style(.popup))] : [],
      hints: [("Enter", "open, or copy where there is no desktop"), ("Esc", "close")])
  }
}
