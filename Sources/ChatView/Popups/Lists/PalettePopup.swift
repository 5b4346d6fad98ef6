import AppState
import Canvas
import ChatModel

/// Finds any command by a few letters, shows its key, and runs it.
struct PalettePopup: PickerPopup {
  var list = ListPicker()

  func picker(_ context: PopupContext) -> PickerView {
    let commands = PaletteMatch.commands(list.filter.text)
    let (keymap, zone) = (context.keymap, CommandZone(context.state.zone))
    return PickerView(
      "Commands", list, placeholder: "type to find a command", commands, of: PaletteMatch.commands("").count,
      none: "No command is called like this.",
      actions: [
        PopupAction(
          "Enter", label: "run",
          does: list.chosen(of: commands).map { InputResult(events: [.popupClosed], command: $0) })
      ]
    ) { command in
      let key = keymap.keys(of: command, zone: zone).first ?? keymap.keys(of: command).first
      return PickerRow(label: command.row.title, note: command.rawValue, key: key ?? "")
    }
  }
}
