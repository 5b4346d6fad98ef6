import Canvas

/// A frame of lines around rows.
package struct Box {
  /// What a box of `size` has room for.
  package static func inner(_ size: Size) -> Size {
    guard hasLines(size) else { return Size(columns: max(0, size.columns), rows: max(0, size.rows)) }
    return Size(columns: size.columns - 2, rows: size.rows - 2)
  }

  /// Where in a box at `rect` its content begins.
  static func innerOrigin(_ rect: Rect) -> Position {
    let lines = hasLines(rect.size) ? 1 : 0
    return Position(column: rect.origin.column + Columns(lines), row: rect.origin.row + Rows(lines))
  }

  /// Exactly `size.rows` rows, each exactly `size.columns` wide: `title` stands in the upper line, `footer` at the right
  /// end of the lower one, `content` between, cut or filled with blanks of `fill`. A size without room for lines around
  /// at least one cell gets the content alone.
  package static func rows(
    title: Row, content: [Row], size: Size, border: Role, fill: Role = .text, footer: Row = Row()
  ) -> [Row] {
    let inner = inner(size)
    var rows = (0..<inner.rows.value).map { index in
      (index < content.count ? content[index] : Row()).fitted(to: inner.columns, ellipsis: .mark, style: Style(fill))
    }
    guard hasLines(size) else { return rows }
    let side = Span("│", Style(border))
    rows = rows.map { row in
      var whole = Row([side])
      whole.append(row)
      whole.append(side)
      return whole
    }
    rows.insert(line("┌", label(title, inner.columns), "┐", after: .label, width: inner.columns, border), at: 0)
    rows.append(line("└", label(footer, inner.columns), "┘", after: .line, width: inner.columns, border))
    return rows
  }

  private static func hasLines(_ size: Size) -> Bool { size.columns >= 3 && size.rows >= 3 }

  /// `text` with a blank on both sides, as far as there is room; nothing where there is none.
  private static func label(_ text: Row, _ width: Columns) -> Row {
    guard text.columns > 0, width > 2 else { return Row() }
    var label = Row([Span(" ", text.spans[0].style)])
    label.append(text.clipped(to: width - 2, ellipsis: .mark))
    label.append(Span(" ", text.spans[0].style))
    return label
  }

  private enum Beginning {
    case label, line
  }

  private static func line(
    _ left: String, _ label: Row, _ right: String, after beginning: Beginning, width: Columns, _ border: Role
  ) -> Row {
    let style = Style(border)
    let dashes = Span(String(repeating: "─", count: max(0, (width - label.columns).value)), style)
    var row = Row([Span(left, style)])
    if beginning == .line { row.append(dashes) }
    row.append(label)
    if beginning == .label { row.append(dashes) }
    row.append(Span(right, style))
    return row
  }
}
