import Canvas
import ChatModel
import ChatStore

/// Lists the questions that the chatbot suggests; one goes into the composer.
struct StartersPopup: ChooserPopup {
  var chooser: Chooser
  var keymap: Keymap
  private let starters: [String]
  private let matching: [String]

  init(starters: [String], chooser: Chooser, keymap: Keymap) {
    self.starters = starters
    self.chooser = chooser
    self.keymap = keymap
    let needle = Needle(chooser.filter.text)
    matching = starters.filter { needle.isIn($0) }
  }

  var chosen: LayerResult? {
    matching.indices.contains(view.selected) ? LayerResult(events: [.starterChosen(matching[view.selected])]) : nil
  }

  var view: ChooserView {
    ChooserView(
      title: "Conversation starters", chooser: chooser, placeholder: "a number, or a part of it",
      items: matching.enumerated().map { index, text in
        let number = chooser.filter.isEmpty ? "\(index + 1) " : ""
        return ChooserItem(
          label: number + Excerpt.row(of: text, about: chooser.filter.text), hit: chooser.filter.text)
      },
      total: starters.count,
      notes: matching.isEmpty ? [Span("No starter is like this.", Style(.popup))] : [],
      hints: [("Enter", "take it"), ("Esc", "close")])
  }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    if chooser.filter.isEmpty, case .character(let character) = press.code, press.modifiers.isEmpty,
      character.isASCII, let number = character.wholeNumberValue, starters.indices.contains(number - 1)
    {
      return LayerResult(events: [.starterChosen(starters[number - 1])])
    }
    return listResult(of: press, on: screen)
  }
}
