import AppState
import Canvas
import ChatModel

/// Draws the composer: the prompt, the rows of the text about the caret, and the row above that says to whom it goes.
/// Owns the layout of the focused conversation's text.
/// Does not: change the text.
struct ComposerView {
  private(set) var layout = ComposerLayout(width: 1)
  /// The column that Up and Down aim for, while nothing but they moved the caret.
  private var goal: (caret: Int, column: Int)?

  /// Columns of the prompt, and the one behind a full row that the caret may need.
  private static let promptColumns = 2

  /// Lays out the text of `state`'s focused conversation for a screen of `size`.
  mutating func update(_ state: State, size: Size) {
    let width = max(1, size.columns.value - Self.promptColumns - 1)
    if layout.width != width { layout = ComposerLayout(width: width) }
    layout.update(state.focused?.composer.text ?? "")
  }

  /// How many rows the text has.
  var rowCount: Int { layout.starts.count }

  /// The rows of the composer in `rect`, and where the caret stands in it.
  func rows(_ state: State, in rect: Rect, texts: ScreenTexts) -> (rows: [Row], caret: Position) {
    let caret = layout.place(of: state.focused?.composer.caret ?? 0)
    let window = RowWindow.around(caret.row, of: rowCount, height: max(1, rect.size.rows.value))
    let selection = state.focused?.composer.selection ?? 0..<0
    var rows: [Row] = []
    for index in window {
      let prompt = index == 0 ? "> " : index == window.lowerBound ? "↑ " : "  "
      var row = Row([Span(prompt, Style(.composerPrompt))])
      if layout.text.isEmpty {
        row.append(Span(texts.placeholder(state), Style(.placeholder)))
      } else {
        for piece in layout.shown(index, marking: selection) {
          row.append(Span(piece.text, piece.isMarked ? Style(.selection, .reverse) : Style(.composer)))
        }
      }
      rows.append(row.fitted(to: rect.size.columns, ellipsis: .mark, style: Style(.composer)))
    }
    let place = Position(
      column: rect.origin.column + Columns(Self.promptColumns + caret.column),
      row: rect.origin.row + Rows(caret.row - window.lowerBound))
    return (rows, place)
  }

  /// The row above the composer: to whom the text goes, and which row of a long text the caret is in.
  func address(_ state: State, width: Columns, texts: ScreenTexts) -> Row {
    let (text, role) = texts.address(state)
    let row = Row([Span(" " + text, Style(role))])
    guard rowCount > 1 else { return row.clipped(to: width, ellipsis: .mark) }
    let caret = layout.row(at: state.focused?.composer.caret ?? 0)
    let count = Span("row \(caret + 1) of \(rowCount) ", Style(.dim))
    guard count.columns + 12 < width else { return row.clipped(to: width, ellipsis: .mark) }
    var whole = row.fitted(to: width - count.columns, ellipsis: .mark)
    whole.append(count)
    return whole
  }

  /// The place in the text at `position`, in UTF-8 bytes, where the composer stands in `rect`.
  func offset(at position: Position, _ state: State, in rect: Rect) -> Int {
    let caret = layout.place(of: state.focused?.composer.caret ?? 0)
    let window = RowWindow.around(caret.row, of: rowCount, height: max(1, rect.size.rows.value))
    let row = min(window.lowerBound + (position.row - rect.origin.row).value, max(0, rowCount - 1))
    let column = (position.column - rect.origin.column).value - Self.promptColumns
    return layout.offset(row: row, column: max(0, column))
  }

  /// Where the caret goes by one row; nil at the first row going up, at the last going down.
  mutating func caret(movedBy rows: Int, from caret: Int) -> Int? {
    let place = layout.place(of: caret)
    guard layout.starts.indices.contains(place.row + rows) else { return nil }
    let column = goal.flatMap { $0.caret == caret ? $0.column : nil } ?? place.column
    let target = layout.offset(row: place.row + rows, column: column)
    goal = (target, column)
    return target
  }
}
