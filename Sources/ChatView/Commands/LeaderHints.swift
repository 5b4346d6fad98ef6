import Canvas
import ChatModel
import ChatStore

/// Waits for the second key of a chord, and after a moment shows which there are.
struct LeaderHints: Popup {
  var keymap: Keymap
  var zone: CommandZone
  var hintsAt: Timestamp

  func picture(on screen: Size, now: Timestamp) -> PopupPicture? {
    guard now >= hintsAt else { return nil }
    let hints = keymap.leaderHints(zone: zone)
    let keyColumns = hints.map { Span($0.key).columns.value }.max() ?? 0
    let nameColumns = hints.map { $0.command.rawValue.utf8.count }.max() ?? 0
    let cell = keyColumns + 1 + nameColumns + 2
    let inner = Box.inner(screen)
    let perRow = max(1, inner.columns.value / cell)
    let rowCount = max(1, min((hints.count + perRow - 1) / perRow, inner.rows.value))
    var content = Array(repeating: Row(), count: rowCount)
    for (index, hint) in hints.enumerated() where index < rowCount * perRow {
      content[index % rowCount].pad(to: Columns(index / rowCount * cell), style: Style(.popup))
      let key = Row([Span(hint.key, Style(.popupKey))]).padded(to: Columns(keyColumns + 1), style: Style(.popup))
      content[index % rowCount].append(key)
      content[index % rowCount].append(Span(hint.command.rawValue, Style(.popup)))
    }
    let height = min(screen.rows, Rows(rowCount + 2))
    let rows = Box.rows(
      title: PopupPlace.title(keymap.leader?.name ?? ""), content: content,
      size: Size(columns: screen.columns, rows: height), border: .popupBorder, fill: .popup,
      footer: PopupPlace.footer([("Esc", "never mind")]))
    return PopupPicture(rows: rows, place: Position(column: 0, row: screen.rows - height))
  }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    if let command = keymap.answer(afterLeader: press, zone: zone) {
      return LayerResult(events: [.layerClosed], command: command)
    }
    if PopupKey(press) == .close { return LayerResult(events: [.layerClosed]) }
    let leader = keymap.leader.map { $0.name + " " } ?? ""
    return LayerResult(events: [.layerClosed, .noticed("\(leader)\(press.name) is not bound.")])
  }

  /// A paste is no second key, and must not be lost.
  func result(ofPaste text: String) -> LayerResult {
    LayerResult(events: [.layerClosed] + (zone == .composer ? PastePopup.events(text) : []))
  }

  func refreshDue(now: Timestamp) -> Timestamp? { now < hintsAt ? hintsAt : nil }
}
