import Canvas

/// A list that stands above the composer while its text is being typed; what is chosen in it, keys say.
struct ComposerMenu {
  var title: String
  var count: Int
  var selected: Int
  var hints: [(key: String, does: String)]

  private static let widest: Columns = 72
  private static let highest = 8

  /// Its lower edge at the row `bottom`, on a screen of `columns`; `row` makes the row of an index at a width. Nil where
  /// there is no room.
  func picture(above bottom: Int, columns: Columns, row: (Int, Columns) -> Row) -> PopupPicture? {
    let isBoxed = columns.value >= 40 && bottom >= 8
    let edges = isBoxed ? 2 : 1
    let shown = min(count, Self.highest, bottom - edges)
    guard shown > 0 else { return nil }
    let width = min(columns, isBoxed ? Self.widest : columns)
    let inner = isBoxed ? width - 2 : width
    let first = max(0, min(selected - shown / 2, count - shown))
    var rows = (first..<(first + shown)).map { row($0, inner) }
    let footer = PopupPlace.footer(hints)
    if isBoxed {
      rows = Box.rows(
        title: PopupPlace.title(count > shown ? "\(title) \(selected + 1) of \(count)" : title), content: rows,
        size: Size(columns: width, rows: Rows(shown + 2)), border: .popupBorder, fill: .popup, footer: footer)
    } else {
      rows.append(footer.fitted(to: inner, ellipsis: .mark, style: Style(.popup)))
    }
    return PopupPicture(rows: rows, place: Position(column: 0, row: Rows(bottom - shown - edges)))
  }
}
