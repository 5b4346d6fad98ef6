import Canvas
import ChatStore

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
          PopupAction("Esc", "Ctrl-C", label: "stop it", does: [.exportStopped, .popupClosed]),
        ])
    }
  }

  private var actions: [PopupAction] {
    [
      PopupAction("Enter", label: "write", does: [.exportWanted]),
      PopupAction("Tab", label: "format", does: changed { $0.switchFormat() }),
      PopupAction("Shift-Tab", label: "what", does: changed { $0.switchScope() }),
    ]
  }

  private func changed(_ change: (inout ExportForm) -> Void) -> PopupResult {
    var form = self
    change(&form)
    return [.changed(form)]
  }

  private func asking(_ context: PopupContext) -> PopupPicture {
    let rect = PopupPlace.middle(of: context.screen, wanted: Size(columns: Self.widest, rows: 5))
    let size = Size(columns: rect.size.columns, rows: min(5, rect.size.rows))
    let inner = Box.inner(size)
    let field = FieldView.row(
      path, width: max(0, inner.columns - Self.label), style: Style(.popup, .underline),
      placeholder: "the file's name")
    var file = label("File")
    file.append(field.row)
    // The field stays in view where there is not room for all.
    let rows = [choice("What", what), choice("Format", formatName), file].suffix(inner.rows.value)
    let caret = Position(
      column: rect.origin.column + Columns((size.columns - inner.columns).value / 2) + Self.label + field.caret,
      row: rect.origin.row + Rows((size.rows - inner.rows).value / 2 + rows.count - 1))
    return PopupPicture(
      rows: Box.rows(
        title: PopupPlace.title("Export"), content: Array(rows), size: size, border: .popupBorder, fill: .popup,
        footer: PopupPlace.footer(actions.hints)),
      place: rect.origin, caret: caret)
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

  func result(of press: KeyPress, _ context: PopupContext) -> PopupResult {
    if let question = running(context) { return question.result(of: press) }
    return actions.action(of: press)?.result ?? PopupKey(press)?.usual ?? edited(by: press, context)
  }

  func result(ofPaste text: String, _ context: PopupContext) -> PopupResult {
    context.state.export == nil ? pasted(text) : []
  }
}
