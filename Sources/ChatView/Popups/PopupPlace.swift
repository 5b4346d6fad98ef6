import Canvas

/// Where popups lie, and what stands in their borders.
enum PopupPlace {
  /// A part in the middle of `screen`, a little above, of `wanted` or as much as there is; a small screen is used whole.
  /// Its top does not depend on its height, so that a list which grows does not jump.
  static func middle(of screen: Size, wanted: Size) -> Rect {
    let columns = screen.columns < 44 ? screen.columns : min(wanted.columns, screen.columns - 4)
    let isLow = screen.rows < 14
    let rows = isLow ? screen.rows : min(wanted.rows, screen.rows - 4)
    return Rect(
      origin: Position(
        column: Columns(max(0, (screen.columns - columns).value / 2)),
        row: isLow ? 0 : Rows(max(2, min(6, (screen.rows.value - 20) / 3)))),
      size: Size(columns: max(0, columns), rows: max(0, rows)))
  }

  /// The same, but no higher than wanted also on a low screen, so that what lies below stays in view.
  static func low(of screen: Size, wanted: Size) -> Rect {
    var rect = middle(of: screen, wanted: wanted)
    rect.size.rows = min(wanted.rows, rect.size.rows)
    return rect
  }

  /// As high as `screen` allows, and at most `widest`.
  static func high(of screen: Size, widest: Columns) -> Rect {
    guard screen.rows >= 14 else { return middle(of: screen, wanted: screen) }
    let size = Size(columns: min(widest, screen.columns), rows: screen.rows - 2)
    return Rect(origin: Position(column: Columns((screen.columns - size.columns).value / 2), row: 1), size: size)
  }

  /// Keys and what they do, for the lower line of a box.
  static func footer(_ hints: [(key: String, does: String)]) -> Row {
    var row = Row()
    for (index, hint) in hints.enumerated() {
      if index > 0 { row.append(Span("  ", Style(.popup))) }
      row.append(Span(hint.key, Style(.popupKey)))
      row.append(Span(" " + hint.does, Style(.dim)))
    }
    return row
  }

  static func title(_ text: String) -> Row { Row([Span(text, Style(.titleFocused))]) }
}
