import AppState
import Canvas
import ChatModel

/// The field of what is looked for in a conversation, in the place of the status line.
struct FindLine {
  /// What stands in the field.
  var find: Find
  /// How many matches there are.
  var said: String?

  /// The row, exactly `width` columns, and where the caret stands in it.
  func row(width: Columns) -> (row: Row, caret: Columns) {
    let style = Style(.status)
    var row = Row([Span(find.isRegex ? " regex " : " find ", Style(.statusKey))])
    var after = Row()
    let pattern = find.pattern
    if let problem = pattern.problem { after.append(Span("  \(problem)", Style(.warning))) }
    if let said, pattern.problem == nil { after.append(Span("  \(said)", style)) }
    for (key, does) in [("Enter", "done"), ("Up Down", "others"), ("Alt-R", find.isRegex ? "text" : "regex")] {
      var more = after
      more.append(Span("  \(key)", Style(.statusKey)))
      more.append(Span(" \(does)", style))
      guard more.columns + row.columns + 16 <= width else { break }
      after = more
    }
    let room = max(1, width - row.columns - min(after.columns, max(0, width - row.columns - 16)))
    let field = FieldView.row(find.editor, width: room, style: style, placeholder: "what to find")
    let caret = row.columns + field.caret
    row.append(field.row)
    row.append(after)
    return (row.fitted(to: width, ellipsis: .mark, style: style), min(caret, width - 1))
  }
}
