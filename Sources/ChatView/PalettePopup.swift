import Canvas
import ChatModel
import ChatStore

/// Finds any command by a few letters, shows its key, and runs it.
struct PalettePopup: Popup {
  var chooser: Chooser
  var keymap: Keymap
  private let zone: CommandZone
  private let commands: [ChatCommand]

  init(chooser: Chooser, keymap: Keymap, zone: CommandZone) {
    self.chooser = chooser
    self.keymap = keymap
    self.zone = zone
    commands = PaletteMatch.commands(chooser.filter.text)
  }

  func picture(on screen: Size, now: Timestamp) -> PopupPicture? { view.picture(on: screen) }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    if let key = PopupKey(press) {
      if key == .enter {
        guard commands.indices.contains(view.selected) else { return .nothing }
        return LayerResult(events: [.layerClosed], command: commands[view.selected])
      }
      if let usual = key.usual { return usual }
      if let row = view.row(after: key, on: screen) {
        return row == chooser.selected ? .nothing : LayerResult(events: [.layerSelected(row)])
      }
    }
    return keymap.editing(press).map { LayerResult(events: [.layerEdited($0)]) } ?? .nothing
  }

  func result(ofPaste text: String) -> LayerResult {
    LayerResult(events: [.layerEdited(.insert(FieldView.pasted(text, join: " ")))])
  }

  private var view: ChooserView {
    ChooserView(
      title: "Commands", chooser: chooser, placeholder: "type to find a command",
      items: commands.map { command in
        let key = keymap.keys(of: command, zone: zone).first ?? keymap.keys(of: command).first
        return ChooserItem(label: command.title, note: command.rawValue, key: key ?? "")
      },
      total: PaletteMatch.commands("").count,
      notes: commands.isEmpty ? [Span("No command is called like this.", Style(.popup))] : [],
      hints: [("Enter", "run"), ("Esc", "close")])
  }
}
