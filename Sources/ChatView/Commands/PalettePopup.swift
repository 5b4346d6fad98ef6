import Canvas
import ChatModel
import ChatStore

/// Finds any command by a few letters, shows its key, and runs it.
struct PalettePopup: ChooserPopup {
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

  var chosen: LayerResult? {
    guard commands.indices.contains(view.selected) else { return nil }
    return LayerResult(events: [.layerClosed], command: commands[view.selected])
  }

  var view: ChooserView {
    ChooserView(
      title: "Commands", chooser: chooser, placeholder: "type to find a command",
      items: commands.map { command in
        let key = keymap.keys(of: command, zone: zone).first ?? keymap.keys(of: command).first
        return ChooserItem(label: command.row.title, note: command.rawValue, key: key ?? "")
      },
      total: PaletteMatch.commands("").count,
      notes: commands.isEmpty ? [Span("No command is called like this.", Style(.popup))] : [],
      hints: [("Enter", "run"), ("Esc", "close")])
  }
}
