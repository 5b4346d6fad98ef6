import AppState
import Canvas

/// A row of a list to pick from.
struct PickerRow {
  /// What it is called, as received.
  var label: String
  /// Said beside it, where there is room.
  var note = ""
  /// The key that does the same.
  var key = ""
  /// One column wide, before it: what is in use already.
  var mark = ""
  /// Marked in the label wherever it occurs, whatever the case of its letters.
  var hit = ""
}

/// A box with a field to type a filter, the rows that pass it, what is to be said about them, and the keys.
struct PickerView {
  private let title: String
  private let list: ListPicker
  private let placeholder: String
  /// How many rows pass the filter.
  private let count: Int
  /// How many there are without one; the box is as high as these need.
  private let total: Int
  /// Sentences below the rows, or in their place where there are none.
  private let notes: [Span]
  let actions: [PopupAction]
  /// Makes a row that is drawn.
  private let makeRow: (Int) -> PickerRow
  /// How many pass the filter, where the title is to say so though `total` is another number.
  var shown: Int?
  /// What is known of the chosen row: beside the rows where there is room, else below them.
  var details: [Span] = []
  /// What becomes of them where there is no room beside the rows.
  var narrowDetails = NarrowDetails.below
  /// The box is as wide as that at most, with its borders.
  var widest: Columns = 76

  /// A list of `items`, which pass the filter, of `total` that there are; `none` is said where none passes it.
  init<Items: RandomAccessCollection>(
    _ title: String, _ list: ListPicker, placeholder: String, _ items: Items, of total: Int, none: String = "",
    notes: [Span] = [], actions: [PopupAction], row: @escaping (Items.Element) -> PickerRow
  ) where Items.Index == Int {
    self.title = title
    self.list = list
    self.placeholder = placeholder
    count = items.count
    self.total = total
    self.notes = items.isEmpty && !none.isEmpty ? [Span(none, Style(.popup))] + notes : notes
    self.actions = actions
    makeRow = { row(items[$0]) }
  }

  enum NarrowDetails { case below, none }
  /// From this width on details stand beside the rows.
  private static let sideWidth: Columns = 60
  private static let detailsBelow = 4
  private static let highest = 20
  private static let lowest = 8
  /// With details beside the rows.
  private static let lowestWithDetails = 14

  /// The chosen row, within what there is.
  var selected: Int { list.row(of: count) }

  func picture(on screen: Size) -> PopupPicture {
    let rect = rect(on: screen)
    let inner = Box.inner(rect.size)
    let top = Self.field(list.filter, width: inner.columns, placeholder: placeholder)
    let notes = noteRows(inner)
    var content = [top.row]
    if !details.isEmpty, inner.columns >= Self.sideWidth {
      content += besides(inner, notes: notes)
    } else if count > 0 {
      content += window(inner, notes: notes.count).map { row($0, width: inner.columns) }
      while content.count < inner.rows.value - notes.count { content.append(Row()) }
      content += notes
    } else {
      content += notes
    }
    let said =
      details.isEmpty && shown == nil
      ? (count == total ? nil : "\(count) of \(total)") : shown.map { "\($0) shown" }
    return PopupPicture(
      rect, title: title + (said.map { " \($0)" } ?? ""), content, hints: actions.hints,
      caret: Position(column: top.caret, row: 0))
  }

  /// The row that a filter is typed in, and the caret's column in it.
  static func field(_ filter: TextEditor, width: Columns, placeholder: String) -> (row: Row, caret: Columns) {
    let prompt = Span(width < 4 ? "" : "> ", Style(.popupKey))
    let field = FieldView.row(
      filter, width: max(0, width - prompt.columns), style: Style(.popup), placeholder: placeholder)
    var row = Row([prompt])
    row.append(field.row)
    return (row, prompt.columns + field.caret)
  }

  /// The rows on the left, what is known of the chosen one on the right.
  private func besides(_ inner: Size, notes: [Row]) -> [Row] {
    let left = Columns(inner.columns.value * 11 / 20)
    let right = inner.columns - left - 2
    let room = max(0, inner.rows.value - 1 - notes.count)
    let window = window(inner, notes: notes.count)
    let sides = details.flatMap { $0.text.isEmpty ? [Row()] : Wrap.rows(of: [$0], width: right) }
    return (0..<room).map { index in
      var whole = index < window.count ? row(window.lowerBound + index, width: left) : Row()
      whole.pad(to: left, style: Style(.popup))
      whole.append(Span("│ ", Style(.popupBorder)))
      if index < sides.count {
        for span in sides[index].clipped(to: right, ellipsis: .mark).spans { whole.append(span) }
      }
      return whole
    } + notes
  }

  /// The rows that are in view where `notes` rows are needed below them.
  private func window(_ inner: Size, notes: Int) -> Range<Int> {
    RowWindow.around(selected, of: count, height: max(0, inner.rows.value - 1 - notes))
  }

  /// The row at `place` of the screen; nil where none is.
  func row(at place: Position, on screen: Size) -> Int? {
    let rect = rect(on: screen)
    let (origin, inner) = (Box.innerOrigin(rect), Box.inner(rect.size))
    let window = window(inner, notes: noteRows(inner).count)
    let index = window.lowerBound + (place.row - origin.row).value - 1
    let isInside = place.column >= origin.column && place.column < origin.column + inner.columns
    return isInside && window.contains(index) ? index : nil
  }

  /// The row that is chosen after `key`; nil where it is no key of lists or the filter needs it.
  func row(after key: PopupKey, on screen: Size) -> Int? {
    let inner = Box.inner(rect(on: screen).size)
    let page = max(1, inner.rows.value - 2 - noteRows(inner).count)
    let target: Int
    switch key {
    case .up: target = selected - 1
    case .down: target = selected + 1
    case .pageUp: target = selected - page
    case .pageDown: target = selected + page
    case .home:
      guard list.filter.isEmpty else { return nil }
      target = 0
    case .end:
      guard list.filter.isEmpty else { return nil }
      target = count - 1
    default: return nil
    }
    return max(0, min(target, count - 1))
  }

  private func rect(on screen: Size) -> Rect {
    let rows = min(
      Self.highest, max(details.isEmpty ? Self.lowest : Self.lowestWithDetails, total + 3 + (notes.isEmpty ? 0 : 2)))
    return PopupPlace.middle(of: screen, wanted: Size(columns: widest, rows: Rows(rows)))
  }

  /// The field and one row come before what is to be said.
  private func noteRows(_ inner: Size) -> [Row] {
    let room = inner.rows.value - (count == 0 ? 1 : 2)
    let below =
      inner.columns >= Self.sideWidth || narrowDetails == .none
      ? [] : details.filter { !$0.text.isEmpty }.prefix(Self.detailsBelow)
    let lines = below.map { Row([$0]).clipped(to: inner.columns, ellipsis: .mark) }
    return (lines + notes.flatMap { Wrap.rows(of: [$0], width: inner.columns) }).prefix(max(0, room)).map { $0 }
  }

  private func row(_ index: Int, width: Columns) -> Row {
    let item = makeRow(index)
    let isSelected = index == selected
    func style(_ role: Role) -> Style { Style(isSelected ? .popupSelected : role) }
    var end = Row()
    if !item.key.isEmpty, width.value >= 30 { end.append(Span(" " + item.key, style(.popupKey))) }
    if end.columns.value > width.value / 2 { end = Row() }
    var row = Row([
      Span(isSelected ? "›" : " ", style(.popup)), Span(item.mark.isEmpty ? "  " : item.mark + " ", style(.popup)),
    ])
    for piece in MatchSnippet.pieces(of: item.label, marking: item.hit) {
      let role: Role = isSelected ? .popupSelected : .match
      row.append(Span(piece.text, piece.isHit ? Style(role, .underline) : style(.popup)))
    }
    if width.value >= 30, !item.note.isEmpty {
      // A long name leaves its note a third.
      let share = Columns(max(width.value / 3, width.value - (row.columns + end.columns).value))
      let note = Row([Span("  " + item.note, style(.dim))]).clipped(to: share - end.columns, ellipsis: .mark)
      row = row.clipped(to: width - note.columns - end.columns, ellipsis: .mark)
      row.append(note)
    }
    row = row.fitted(to: max(0, width - end.columns), ellipsis: .mark, style: style(.popup))
    row.append(end)
    return row
  }
}
