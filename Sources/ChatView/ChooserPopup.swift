import Canvas
import ChatModel
import ChatStore

/// A popup that is a list with a filter and nothing else.
protocol ChooserPopup: Popup {
  var chooser: Chooser { get }
  var keymap: Keymap { get }
  var view: ChooserView { get }
  /// What Enter does; nil where no row is chosen.
  var chosen: LayerResult? { get }
}

extension ChooserPopup {
  func picture(on screen: Size, now: Timestamp) -> PopupPicture? { view.picture(on: screen) }

  func result(of press: KeyPress, on screen: Size) -> LayerResult { listResult(of: press, on: screen) }

  /// The same; for popups that have keys of their own before it.
  func listResult(of press: KeyPress, on screen: Size) -> LayerResult {
    if let key = PopupKey(press) {
      if key == .enter { return chosen ?? .nothing }
      if let usual = key.usual { return usual }
      if let row = view.row(after: key, on: screen) {
        return row == chooser.selected ? .nothing : LayerResult(events: [.layerSelected(row)])
      }
    }
    return keymap.editing(press).map { LayerResult(events: [.layerEdited($0)]) } ?? .nothing
  }

  func row(at place: Position, on screen: Size) -> Int? { view.row(at: place, on: screen) }

  var selectedRow: Int { view.selected }

  func result(ofPaste text: String) -> LayerResult {
    LayerResult(events: [.layerEdited(.insert(FieldView.pasted(text, join: " ")))])
  }
}
