import AppState
import Canvas

/// A text of one line under edit.
struct FieldView {
  /// More than this is no name, address or key; it would only make each key press slower.
  static let longestPaste = 4000

  /// The part of the text around the caret, exactly `width` columns, and the caret's column in it.
  static func row(
    _ editor: TextEditor, width: Columns, style: Style, placeholder: String = ""
  ) -> (row: Row, caret: Columns) {
    if editor.isEmpty {
      let hint = Row([Span(placeholder, Style(.placeholder, style.attributes))])
      return (hint.fitted(to: width, ellipsis: .mark, style: style), 0)
    }
    let text = editor.text
    let selection = editor.selection ?? 0..<0
    var cuts = [0, editor.caret, text.utf8.count]
    if !selection.isEmpty { cuts += [selection.lowerBound, selection.upperBound] }
    cuts.sort()
    var whole = Row()
    var caret: Columns = 0
    for (start, end) in zip(cuts, cuts.dropFirst()) {
      if start == editor.caret { caret = whole.columns }
      let from = text.utf8.index(text.startIndex, offsetBy: start)
      let part = String(text[from..<text.utf8.index(text.startIndex, offsetBy: end)])
      whole.append(Span(part, selection.contains(start) ? Style(.selection, .reverse) : style))
    }
    return row(whole, caret: editor.caret == text.utf8.count ? whole.columns : caret, width, style)
  }

  /// The same for a secret: a dot for each character, and after some only that there are more.
  static func maskedRow(
    _ editor: TextEditor, width: Columns, style: Style, placeholder: String = ""
  ) -> (row: Row, caret: Columns) {
    if editor.isEmpty { return row(editor, width: width, style: style, placeholder: placeholder) }
    let caret = editor.text.utf8.index(editor.text.startIndex, offsetBy: editor.caret)
    let before = min(longestMask, editor.text[..<caret].count)
    let count = editor.text.count
    let dots = String(repeating: "•", count: min(count, longestMask)) + (count > longestMask ? "…" : "")
    return row(Row([Span(dots, style)]), caret: Columns(before), width, style)
  }

  /// What a paste puts into a field: without line ends, which `join` stands for.
  static func pasted(_ text: String, join: String) -> String {
    text.prefix(longestPaste).split(whereSeparator: \.isNewline).joined(separator: join)
  }

  // The length of a key says something about it to whoever looks over a shoulder.
  private static let longestMask = 16

  private static func row(_ text: Row, caret: Columns, _ width: Columns, _ style: Style) -> (row: Row, caret: Columns) {
    let hidden = max(0, caret - (width - 1))
    return (text.dropping(hidden).fitted(to: width, style: style), min(caret - hidden, max(0, width - 1)))
  }
}
