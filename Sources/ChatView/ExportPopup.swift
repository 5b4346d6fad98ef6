import Canvas
import ChatModel
import ChatStore

/// Asks what to export and where to; while an export runs, says how far it is.
struct ExportPopup: Popup {
  var form: ExportForm
  var progress: ExportProgress?
  var keymap: Keymap

  private static let widest: Columns = 64

  func picture(on screen: Size, now: Timestamp) -> PopupPicture? {
    progress.map { running($0, on: screen) } ?? asking(on: screen)
  }

  private func running(_ progress: ExportProgress, on screen: Size) -> PopupPicture {
    let count = progress.total == 0 ? "Writing" : "Wrote \(progress.done) of \(progress.total) conversations"
    return QuestionBox.picture(
      title: "Export", "\(count), to \(progress.path)", hints: [("Enter", "go on beside it"), ("Esc", "stop it")],
      on: screen)
  }

  private func asking(on screen: Size) -> PopupPicture {
    let rect = PopupPlace.middle(of: screen, wanted: Size(columns: Self.widest, rows: 5))
    let size = Size(columns: rect.size.columns, rows: min(5, rect.size.rows))
    let inner = Box.inner(size)
    let field = FieldView.row(
      form.path, width: max(0, inner.columns - Self.label), style: Style(.popup, .underline),
      placeholder: "the file's name")
    var file = label("File")
    file.append(field.row)
    // The field stays in view where there is not room for all.
    let rows = [choice("What", what), choice("Format", name), file].suffix(inner.rows.value)
    let caret = Position(
      column: rect.origin.column + Columns((size.columns - inner.columns).value / 2) + Self.label + field.caret,
      row: rect.origin.row + Rows((size.rows - inner.rows).value / 2 + rows.count - 1))
    return PopupPicture(
      rows: Box.rows(
        title: PopupPlace.title("Export"), content: Array(rows), size: size, border: .popupBorder, fill: .popup,
        footer: PopupPlace.footer([("Enter", "write"), ("Tab", "format"), ("Shift-Tab", "what"), ("Esc", "close")])),
      place: rect.origin, caret: caret)
  }

  private static let label: Columns = 8

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
    switch form.scope {
    case .current: "this conversation"
    case .marked: form.marked.count == 1 ? "the marked conversation" : "the \(form.marked.count) marked conversations"
    case .all: "all conversations"
    }
  }

  private var name: String {
    switch form.format {
    case .markdown: "Markdown"
    case .json: "JSON: all there is, for maichat import"
    case .text: "plain text"
    case .html: "HTML: one page for a browser"
    }
  }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    if progress != nil {
      switch PopupKey(press) {
      case .enter: return LayerResult(events: [.layerClosed])
      case .close: return LayerResult(events: [.exportStopped, .layerClosed])
      case let key: return key?.usual ?? .nothing
      }
    }
    if press.code == .tab {
      return LayerResult(
        events: [press.modifiers.contains(.shift) ? .exportScopeSwitched : .exportFormatSwitched(.forward)])
    }
    if let key = PopupKey(press) {
      if key == .enter { return LayerResult(events: [.exportWanted]) }
      if let usual = key.usual { return usual }
    }
    return keymap.editing(press).map { LayerResult(events: [.layerEdited($0)]) } ?? .nothing
  }

  func result(ofPaste text: String) -> LayerResult {
    progress == nil ? LayerResult(events: [.layerEdited(.insert(FieldView.pasted(text, join: " ")))]) : .nothing
  }
}
