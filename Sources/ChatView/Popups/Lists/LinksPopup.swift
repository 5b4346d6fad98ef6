import AppState
import Canvas
import ChatModel

/// Lists where the links of a message lead, and opens one.
struct LinksPopup: PickerPopup {
  /// A link in a message.
  struct Link: Hashable, Sendable {
    /// What is shown for it.
    var text: String
    /// Where it leads, as received.
    var target: String
  }

  var list = ListPicker()
  var links: [Link]

  /// The target first: it is what the reader decides by, and what a text may lie about.
  func picker(_ context: PopupContext) -> PickerView {
    let words = SubstringMatcher.words(list.filter.text)
    let matching = links.filter { link in
      words.allSatisfy { $0.isIn(link.text) || $0.isIn(link.target) }
    }
    return PickerView(
      "Links", list, placeholder: "type to find a link", matching, of: links.count, none: "No link is like this.",
      actions: [
        PopupAction(
          "Enter", label: "open, or copy where there is no desktop",
          does: list.chosen(of: matching).map { [.copying(.linkOpened($0.target))] })
      ]
    ) { PickerRow(label: $0.target, note: $0.text == $0.target ? "" : $0.text) }
  }
}
