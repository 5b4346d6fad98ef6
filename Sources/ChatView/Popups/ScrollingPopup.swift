import Canvas
import ChatModel
import ChatStore

/// A popup that uses the whole height and shows rows to scroll through.
protocol ScrollingPopup: PopupView {
  /// The first row shown; may point beyond the last after a resize.
  var scroll: Int { get set }
  var title: String { get }
  var widest: Columns { get }
  /// Closes it besides Esc.
  var closingKey: Character { get }
  func rows(width: Columns, _ context: PopupContext) -> [Row]
  /// Keys besides those that scroll and close.
  func actions(_ context: PopupContext) -> [PopupAction]
}

extension ScrollingPopup {
  func actions(_ context: PopupContext) -> [PopupAction] { [] }

  mutating func select(_ row: Int, in state: inout State) -> [Command] {
    scroll = row
    return []
  }

  func picture(_ context: PopupContext) -> PopupPicture? {
    let rect = rect(on: context.screen)
    let inner = Box.inner(rect.size)
    let lines = rows(width: inner.columns, context)
    let first = within(scroll, lines.count, inner)
    let last = min(lines.count, first + max(0, inner.rows.value))
    let place = "\(first + 1)–\(last) of \(lines.count)"
    let rows = Box.rows(
      title: PopupPlace.title(title), content: Array(lines[first..<last]), size: rect.size,
      border: .popupBorder, fill: .popup, footer: PopupPlace.footer([("j k", place)] + actions(context).hints))
    return PopupPicture(rows: rows, place: rect.origin)
  }

  func result(of press: KeyPress, _ context: PopupContext) -> PopupResult {
    if let action = actions(context).action(of: press) { return action.result }
    let inner = inner(on: context.screen)
    let count = rows(width: inner.columns, context).count
    let now = within(scroll, count, inner)
    let page = max(1, inner.rows.value - 1)
    let target: Int
    switch (PopupKey(press), press) {
    case (.up, _), (_, KeyPress(.character("k"))): target = now - 1
    case (.down, _), (.enter, _), (_, KeyPress(.character("j"))): target = now + 1
    case (.pageUp, _), (_, KeyPress(.character("u"), .control)): target = now - page
    case (.pageDown, _), (_, KeyPress(.character(" "))), (_, KeyPress(.character("d"), .control)): target = now + page
    case (.home, _), (_, KeyPress(.character("g"))): target = 0
    case (.end, _), (_, KeyPress(.character("G"))): target = count
    case (_, KeyPress(.character("q"))), (_, KeyPress(.character(closingKey))):
      return [.popupClosed]
    case (let key, _): return key?.usual ?? []
    }
    let row = within(target, count, inner)
    return row == scroll ? [] : [.popupSelected(row)]
  }

  /// What there is room for on `screen`.
  func inner(on screen: Size) -> Size { Box.inner(rect(on: screen).size) }

  private func rect(on screen: Size) -> Rect {
    guard screen.rows >= 14 else { return PopupPlace.middle(of: screen, wanted: screen) }
    let size = Size(columns: min(widest, screen.columns), rows: screen.rows - 2)
    return Rect(
      origin: Position(column: Columns((screen.columns - size.columns).value / 2), row: 1), size: size)
  }

  /// `row`, as far as `count` rows can be scrolled.
  func within(_ row: Int, _ count: Int, _ inner: Size) -> Int {
    max(0, min(row, count - max(0, inner.rows.value)))
  }
}
