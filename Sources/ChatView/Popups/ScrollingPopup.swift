import AppState
import Canvas
import ChatModel

/// A popup that uses the whole height and shows rows to scroll through.
protocol ScrollingPopup: PopupView {
  /// The first row shown; may point beyond the last after a resize.
  var scroll: Int { get set }
  var title: String { get }
  var widest: Columns { get }
  /// Closes it besides Esc.
  var closingKey: Character { get }
  func rows(width: Columns, _ context: PopupContext) -> [Row]
}

extension ScrollingPopup {
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
    return PopupPicture(
      rect, title: title, Array(lines[first..<last]), hints: [("j k", place)] + actions(context).hints)
  }

  func result(of press: KeyPress, _ context: PopupContext) -> InputResult {
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

  private func rect(on screen: Size) -> Rect { PopupPlace.high(of: screen, widest: widest) }

  /// `row`, as far as `count` rows can be scrolled.
  func within(_ row: Int, _ count: Int, _ inner: Size) -> Int {
    max(0, min(row, count - max(0, inner.rows.value)))
  }
}
