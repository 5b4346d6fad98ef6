import Canvas
import ChatModel
import ChatStore

/// A popup that uses the whole height and shows rows to scroll through.
protocol ScrollingPopup: Popup {
  /// The first row shown; may point beyond the last after a resize.
  var scroll: Int { get }
  var title: String { get }
  var widest: Columns { get }
  /// Closes it besides Esc.
  var closingKey: Character { get }
  func rows(width: Columns) -> [Row]
  /// Keys besides those that scroll and close.
  var hints: [(key: String, does: String)] { get }
}

extension ScrollingPopup {
  var hints: [(key: String, does: String)] { [] }

  func picture(on screen: Size, now: Timestamp) -> PopupPicture? {
    let rect = rect(on: screen)
    let inner = Box.inner(rect.size)
    let lines = rows(width: inner.columns)
    let first = within(scroll, lines.count, inner)
    let last = min(lines.count, first + max(0, inner.rows.value))
    let place = "\(first + 1)–\(last) of \(lines.count)"
    let rows = Box.rows(
      title: PopupPlace.title(title), content: Array(lines[first..<last]), size: rect.size,
      border: .popupBorder, fill: .popup, footer: PopupPlace.footer([("j k", place)] + hints + [("Esc", "close")]))
    return PopupPicture(rows: rows, place: rect.origin)
  }

  func result(of press: KeyPress, on screen: Size) -> LayerResult { scrollResult(of: press, on: screen) }

  /// The same; for popups that have keys of their own before it.
  func scrollResult(of press: KeyPress, on screen: Size) -> LayerResult {
    let inner = Box.inner(rect(on: screen).size)
    let count = rows(width: inner.columns).count
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
      return LayerResult(events: [.layerClosed])
    case (let key, _): return key?.usual ?? .nothing
    }
    let row = within(target, count, inner)
    return row == scroll ? .nothing : LayerResult(events: [.layerSelected(row)])
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
