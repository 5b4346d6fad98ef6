import Canvas

/// What stands around the content of a part of the screen.
/// Does not: draw popups, which have a box of their own.
struct AreaBorder {
  var title: Row
  /// At the right end of the title's row; gives way to the title where room is short.
  var state = Row()
  /// In the lower border, right; where there is none, it takes the place of `state`.
  var footer = Row()
  /// Of the title's row. The rest of the border is the same with and without the focus: over a slow line the focus goes
  /// from pane to pane at the cost of two rows.
  var style: Style

  private static let rest = Style(.border)

  /// The rows of `area` with `content` in it, each exactly as wide as the area.
  func rows(around content: [Row], in area: ScreenArea) -> [Row] {
    let width = area.outer.size.columns
    let inner = area.content.size
    let count = max(0, area.outer.size.rows.value)
    var rows: [Row] = []
    switch area.border {
    case .drawn:
      rows.append(edge("┌", title, state, "┐", width, style))
      let side = Span(TerminalText(safe: "│", columns: 1), Self.rest)
      for index in 0..<max(0, inner.rows.value) {
        var row = Row([side])
        row.append(
          (content.indices.contains(index) ? content[index] : Row()).fitted(to: inner.columns, ellipsis: .mark))
        row.append(side)
        rows.append(row)
      }
      rows.append(edge("└", Row(), footer, "┘", width, Self.rest))
    case .rules:
      rows.append(line(title, state, width, style, filling: "─"))
      for index in 0..<max(0, inner.rows.value) {
        rows.append(
          (content.indices.contains(index) ? content[index] : Row()).fitted(to: width, ellipsis: .mark))
      }
      rows.append(line(Row(), footer, width, Self.rest, filling: "─"))
    case .none:
      rows.append(line(title, footer.spans.isEmpty ? state : footer, width, style, filling: " "))
      rows += content.prefix(inner.rows.value).map { $0.fitted(to: width, ellipsis: .mark) }
    }
    while rows.count < count { rows.append(Row().padded(to: width)) }
    return Array(rows.prefix(count))
  }

  private func edge(
    _ left: String, _ title: Row, _ state: Row, _ right: String, _ width: Columns, _ style: Style
  ) -> Row {
    var row = Row([Span(TerminalText(safe: left, columns: 1), style)])
    row.append(line(title, state, width - 2, style, filling: "─"))
    row.append(Span(TerminalText(safe: right, columns: 1), style))
    return row
  }

  /// `left` and `right` with blanks about them, and `filling` between.
  private func line(_ left: Row, _ right: Row, _ width: Columns, _ style: Style, filling: String) -> Row {
    var row = Row()
    // The title's first columns tell more than the whole state.
    let least = min(left.columns, Columns(min(12, width.value / 3)))
    let showsRight = !right.spans.isEmpty && right.columns + least + 5 <= width
    let room = width - (showsRight ? right.columns + 2 : 0)
    if !left.spans.isEmpty && room > 2 {
      row.append(Span(" ", style))
      row.append(left.clipped(to: room - 2, ellipsis: .mark))
      row.append(Span(" ", style))
    }
    let fill = max(0, (room - row.columns).value)
    row.append(Span(TerminalText(safe: String(repeating: filling, count: fill), columns: Columns(fill)), style))
    if showsRight {
      row.append(Span(" ", style))
      row.append(right)
      row.append(Span(" ", style))
    }
    return row
  }
}
