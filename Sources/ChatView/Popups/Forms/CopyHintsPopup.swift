import AppState
import Canvas

/// The letters beside what can be copied.
extension CopyHints: PopupView {
  private var left: [CopyTarget] { targets.filter { $0.label.hasPrefix(typed) } }

  /// The labels, over what is on the screen.
  func draw(over frame: inout Frame, _ context: PopupContext) {
    for target in left {
      let label = Row([Span(" \(target.label.dropFirst(typed.count)) ", Style(.popupKey, [.reverse, .bold]))])
      frame.overlay([label], at: Position(column: Columns(target.column), row: Rows(target.row)))
    }
    guard let last = frame.rows.indices.last else { return }
    let kinds = left.count == 1 ? left[0].kind.rawValue : "\(left.count) things to copy"
    var row = Row([Span(" copy: ", Style(.statusKey)), Span("type a letter · \(kinds)", Style(.status))])
    row.append(Span("  Esc", Style(.statusKey)))
    row.append(Span(" leave", Style(.status)))
    frame.rows[last] = row.fitted(to: frame.size.columns, ellipsis: .mark, style: Style(.status))
    frame.caret = nil
  }

  func result(of press: KeyPress, _ context: PopupContext) -> InputResult {
    if let usual = PopupKey(press)?.usual { return usual }
    guard case .character(let character) = press.code, press.modifiers.isEmpty else { return [] }
    var next = self
    next.typed.append(character)
    if let target = targets.first(where: { $0.label == next.typed }) {
      return [.popupClosed, .copying(.text(target.text))]
    }
    return next.left.isEmpty ? [] : [.changed(next)]
  }
}
