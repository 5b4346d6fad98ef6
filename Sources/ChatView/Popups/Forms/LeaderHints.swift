import AppState
import Canvas
import ChatModel

/// Waits for the second key of a chord, and after a moment shows which there are.
struct LeaderHints: PopupView {
  /// When they show, once it is open.
  var hintsAt: Timestamp

  /// So that they never flash at those who know the keys.
  private static let delay = Milliseconds(400)

  mutating func open(in state: inout State, now: Timestamp) -> [Command] {
    hintsAt = now + Self.delay
    return []
  }

  func picture(_ context: PopupContext) -> PopupPicture? {
    guard context.now >= hintsAt else { return nil }
    let (screen, keymap) = (context.screen, context.keymap)
    let hints = keymap.leaderHints(zone: CommandZone(context.state.zone))
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
    let rect = Rect(
      origin: Position(column: 0, row: screen.rows - height), size: Size(columns: screen.columns, rows: height))
    return PopupPicture(rect, title: keymap.leader?.name ?? "", content, hints: [("Esc", "never mind")])
  }

  func result(of press: KeyPress, _ context: PopupContext) -> InputResult {
    let keymap = context.keymap
    if let command = keymap.answer(afterLeader: press, zone: CommandZone(context.state.zone)) {
      return InputResult(events: [.popupClosed], command: command)
    }
    if PopupKey(press) == .close { return [.popupClosed] }
    let leader = keymap.leader.map { $0.name + " " } ?? ""
    return [.popupClosed, .noticed("\(leader)\(press.name) is not bound.")]
  }

  /// A paste is no second key, and must not be lost.
  func result(ofPaste text: String, _ context: PopupContext) -> InputResult {
    InputResult(events: [.popupClosed] + (context.state.zone == .composer ? PastePopup.events(text) : []))
  }

  func refreshDue(_ context: PopupContext) -> Timestamp? { context.now < hintsAt ? hintsAt : nil }
}
