import AppState
import Canvas
import ChatModel

// What the mouse does depends on what is under it. A press goes to what it hits: a pane, a row of the list, the text; a
// second one there reads on or opens. A press on a border takes hold of it until the button goes up. A link is opened
// when the button goes up where it went down, so that nothing opens by a slip. In a popup a press chooses a row, a second
// one there is Enter, and the wheel is Up and Down.

/// What the button went down on.
enum MouseHold: Equatable {
  /// The border behind the list.
  case list
  /// The border at which two panes touch.
  case panes(PaneID, PaneID)
  case link(String, Position)
  /// A row of a popup, and where it stood then: chosen, it may stand elsewhere.
  case row(Int, Rows)
}

extension ChatScreen {
  /// Rows that one step of the wheel scrolls by.
  private static let wheelRows = 3

  /// What the user did with the mouse.
  mutating func answer(to input: MouseInput, _ state: State, now: Timestamp) -> InputResult {
    guard !ScreenLayout.isTooSmall(size) else { return [] }
    return state.top == nil
      ? InputResult(events: events(for: input, state, now: now)) : answerInPopup(to: input, state, now: now)
  }

  private mutating func events(for input: MouseInput, _ state: State, now: Timestamp) -> [UserEvent] {
    switch input.action {
    case .press: return press(at: input.position, state, now: now)
    case .drag: return drag(to: input.position, state)
    case .release:
      defer { hold = nil }
      guard case .link(let target, let position) = hold, position == input.position else { return [] }
      return [.copying(.linkOpened(target))]
    case .wheelUp: return wheel(-Self.wheelRows, at: input.position, state)
    case .wheelDown: return wheel(Self.wheelRows, at: input.position, state)
    }
  }

  private mutating func answerInPopup(to input: MouseInput, _ state: State, now: Timestamp) -> InputResult {
    let held = hold
    hold = nil
    let result: InputResult?
    switch input.action {
    case .wheelUp: result = popups.events(for: .key(KeyPress(.up)), state: state, size: size, now: now)
    case .wheelDown: result = popups.events(for: .key(KeyPress(.down)), state: state, size: size, now: now)
    case .press:
      guard let rows = popups.rows(at: input.position, state, size: size, now: now) else { return [] }
      let isAgain =
        if case .row(let row, let line) = held { row == rows.selected && line == input.position.row } else { false }
      if isAgain || rows.pressed == rows.selected {
        result = popups.events(for: .key(KeyPress(.enter)), state: state, size: size, now: now)
      } else {
        hold = .row(rows.pressed, input.position.row)
        result = rows.selecting
      }
    case .drag: return []
    case .release:
      hold = held
      return []
    }
    return result ?? []
  }

  // MARK: Button

  private mutating func press(at position: Position, _ state: State, now: Timestamp) -> [UserEvent] {
    hold = nil
    let layout = layout(state)
    if layout.composer.contains(position) {
      let focus: [UserEvent] = state.zone == .composer ? [] : [.zoneFocused(.composer)]
      guard state.focused?.composer.isEmpty == false else { return focus }
      return focus + [.composer(.edited(.moveTo(composer.offset(at: position, state, in: layout.composer))))]
    }
    hold = layout.border(at: position).flatMap { border in
      guard case .panes(let first, let second) = border,
        state.isZoomed || state.tree.border(between: first, and: second) == nil
      else { return border }
      return nil
    }
    if let area = layout.list, area.outer.contains(position) {
      return hold == .list ? [] : pressInList(at: position, state, area)
    }
    guard let pane = layout.panes.first(where: { $0.area.outer.contains(position) }) else { return [] }
    if let target = link(at: position, state, now: now) { hold = .link(target, position) }
    if pane.id != state.focusedPane { return [.panes(.focused(pane.id))] }
    return hold == nil && state.zone != .transcript && pane.area.content.contains(position)
      ? [.zoneFocused(.transcript)] : []
  }

  /// The first press on a row chooses it, the next one opens it.
  private mutating func pressInList(at position: Position, _ state: State, _ area: ScreenArea) -> [UserEvent] {
    let focus: [UserEvent] = state.zone == .list ? [] : [.zoneFocused(.list)]
    guard let id = list.conversation(at: position, state, in: area) else { return focus }
    if state.zone == .list && id == state.list.selected {
      return [.conversations(.opened(id))] + (state.list.filter == nil ? [] : [.list(.filterClosed)])
    }
    return focus + [.list(.selected(id))]
  }

  /// Where the text under `position` leads, if it is a link.
  private mutating func link(at position: Position, _ state: State, now: Timestamp) -> String? {
    let frame = frame(state, now: now)
    guard frame.rows.indices.contains(position.row.value) else { return nil }
    var column = 0
    for span in frame.rows[position.row.value].spans {
      column += span.columns.value
      if position.column.value < column { return span.style.link }
    }
    return nil
  }

  private mutating func drag(to position: Position, _ state: State) -> [UserEvent] {
    switch hold {
    case .list:
      let columns = min(position.column.value + 1, ScreenLayout.listLimit(size))
      return columns == state.list.columns ? [] : [.list(.resized(columns: columns))]
    case .panes(let first, let second):
      return state.tree.border(between: first, and: second).flatMap { border in
        sizes(border, movedTo: position, state).map { [.panes(.borderMoved(first, second, sizes: $0))] }
      } ?? []
    case .link(_, let start):
      if position != start { hold = nil }
      return []
    case .row, nil: return []
    }
  }

  /// The sizes of the parts of `border`'s split once it stands at `position`; nil where it does already.
  private mutating func sizes(_ border: PaneTree.Border, movedTo position: Position, _ state: State) -> [Int?]? {
    let isAcross = border.axis == .columns
    let panes = layout(state).panes
    let extents = border.parts.map { part -> Range<Int>? in
      let ranges = panes.filter { part.contains($0.id) }.map { isAcross ? $0.area.outer.across : $0.area.outer.down }
      guard let start = ranges.map(\.lowerBound).min(), let end = ranges.map(\.upperBound).max() else { return nil }
      return start..<end
    }
    guard let before = extents[border.index], let behind = extents[border.index + 1] else { return nil }
    let place = (isAcross ? position.column.value : position.row.value) + 1
    let end = max(before.lowerBound + 1, min(place, behind.upperBound - 1))
    guard end != before.upperBound else { return nil }
    var sizes = extents.map { $0?.count }
    sizes[border.index] = end - before.lowerBound
    sizes[border.index + 1] = behind.upperBound - end
    return sizes
  }

  // MARK: Wheel

  private mutating func wheel(_ rows: Int, at position: Position, _ state: State) -> [UserEvent] {
    let layout = layout(state)
    if layout.list?.outer.contains(position) == true { return select(rows, state) }
    if let pane = layout.panes.first(where: { $0.area.outer.contains(position) }) {
      return scroll(.rows(rows), pane.id, state)
    }
    guard layout.composer.contains(position), let text = state.focused?.composer else { return [] }
    var caret = text.caret
    for _ in 0..<abs(rows) { caret = composer.caret(movedBy: rows.signum(), from: caret) ?? caret }
    return caret == text.caret ? [] : [.composer(.edited(.moveTo(caret)))]
  }
}

extension ScreenLayout {
  /// The border that stands at `position`: two lines belong to it, the last one before it and the first one behind.
  func border(at position: Position) -> MouseHold? {
    let (column, row) = (position.column.value, position.row.value)
    if let list, list.border == .drawn, !panes.isEmpty, list.outer.down.contains(row) {
      let end = list.outer.across.upperBound
      if (end - 1...end).contains(column) { return .list }
    }
    for first in panes where first.area.border != .none {
      let own = first.area.outer
      for second in panes where second.id != first.id {
        let other = second.area.outer
        let isBeside =
          own.across.upperBound == other.across.lowerBound && own.down.contains(row) && other.down.contains(row)
        if isBeside, (own.across.upperBound - 1...own.across.upperBound).contains(column) {
          return .panes(first.id, second.id)
        }
        let isBelow =
          own.down.upperBound == other.down.lowerBound && own.across.contains(column) && other.across.contains(column)
        if isBelow, (own.down.upperBound - 1...own.down.upperBound).contains(row) { return .panes(first.id, second.id) }
      }
    }
    return nil
  }
}
