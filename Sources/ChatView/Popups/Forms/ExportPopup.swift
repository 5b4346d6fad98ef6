import AppState
import Canvas

/// Asks what to export and where to; while an export runs, says how far it is.
extension ExportForm: PopupView {
  private static var widest: Columns { 64 }
  private static var label: Columns { 8 }

  func picture(_ context: PopupContext) -> PopupPicture? {
    running(context)?.picture(on: context.screen) ?? asking(context)
  }

  private func running(_ context: PopupContext) -> Question? {
    context.state.export.map { progress in
      let count = progress.total == 0 ? "Writing" : "Wrote \(progress.done) of \(progress.total) conversations"
      return Question(
        title: "Export", text: "\(count), to \(progress.path)",
        actions: [
          PopupAction("Enter", label: "go on beside it", does: [.popupClosed]),
          PopupAction("Esc", "Ctrl-C", label: "stop it", does: [.export(.stopped), .popupClosed]),
        ])
    }
  }

  func actions(_ context: PopupContext) -> [PopupAction] {
    running(context)?.actions ?? [
      PopupAction("Enter", label: "write", does: [.export(.begun)]),
      PopupAction("Tab", label: "format", does: changed { $0.switchFormat() }),
      PopupAction("Shift-Tab", label: "what", does: changed { $0.switchScope() }),
    ]
  }

  func hasField(_ context: PopupContext) -> Bool { context.state.export == nil }

  private func changed(_ change: (inout ExportForm) -> Void) -> InputResult {
    var form = self
    change(&form)
    return [.changed(form)]
  }

  private func asking(_ context: PopupContext) -> PopupPicture {
    let rect = PopupPlace.low(of: context.screen, wanted: Size(columns: Self.widest, rows: 5))
    let inner = Box.inner(rect.size)
    let field = FieldView.row(
      path, width: max(0, inner.columns - Self.label), style: Style(.popup, .underline),
      placeholder: "the file's name")
    var file = label("File")
    file.append(field.row)
    // The field stays in view where there is not room for all.
    let rows = [choice("What", what), choice("Format", formatName), file].suffix(inner.rows.value)
    return PopupPicture(
      rect, title: "Export", Array(rows), hints: actions(context).hints,
      caret: Position(column: Self.label + field.caret, row: Rows(rows.count - 1)))
  }

  private func label(_ text: String) -> Row {
    Row([Span(text, Style(.dim))]).fitted(to: Self.label, ellipsis: .mark, style: Style(.popup))
  }

  private func choice(_ text: String, _ value: String) -> Row {
    var row = label(text)
    row.append(Span("‹ ", Style(.dim)))
    row.append(Span(value, Style(.popup)))
    row.append(Span(" ›", Style(.dim)))
    return row
  }

  private var what: String {
    switch scope {
    case .current: "this conversation"
    case .marked: marked.count == 1 ? "the marked conversation" : "the \(marked.count) marked conversations"
    case .all: "all conversations"
    }
  }

  private var formatName: String {
    switch format {
    case .markdown: "Markdown"
    case .json: "JSON: all there is, for maichat import"
    case .text: "plain text"
    case .html: "HTML: one page for a browser"
    }
  }
}
