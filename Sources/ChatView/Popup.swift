import Canvas
import ChatModel
import ChatStore

/// One layer as it is drawn and as it takes keys. Made anew for each use from the layer and the state.
protocol Popup {
  /// What it shows on a screen of `size`; nil while it shows nothing.
  func picture(on screen: Size, now: Timestamp) -> PopupPicture?
  /// What `press` does in it.
  func result(of press: KeyPress, on screen: Size) -> LayerResult
  /// What pasting `text` does in it.
  func result(ofPaste text: String) -> LayerResult
  /// The row of its list that stands at `place` of the screen; nil where none does.
  func row(at place: Position, on screen: Size) -> Int?
  /// The chosen row of its list.
  var selectedRow: Int { get }
  /// What choosing `row` does.
  func selecting(_ row: Int) -> LayerResult
  /// When it shows something else though nothing happens; nil: never.
  func refreshDue(now: Timestamp) -> Timestamp?
}

/// Rows and where they lie on the screen.
struct PopupPicture {
  var rows: [Row]
  var place: Position
  /// Where on the screen the caret stands, if there is a field.
  var caret: Position?
  /// Over its rows, on a part of them that is blank.
  var image: FrameImage?
}

/// What a layer makes of a key.
package struct LayerResult: Equatable, Sendable {
  package var events: [UserEvent]
  /// To be run after the events were reduced, so on the screen below.
  package var command: ChatCommand?

  package init(events: [UserEvent] = [], command: ChatCommand? = nil) {
    self.events = events
    self.command = command
  }

  /// The key was taken and does nothing.
  static let nothing = LayerResult()
}

/// The keys of popups. They are fixed, so that no configuration can lock anybody in.
enum PopupKey {
  case up, down, pageUp, pageDown, home, end
  case enter, close, redraw, suspend, quit

  init?(_ press: KeyPress) {
    switch (press.code, press.modifiers) {
    case (.up, []), (.character("p"), .control): self = .up
    case (.down, []), (.character("n"), .control): self = .down
    case (.pageUp, []): self = .pageUp
    case (.pageDown, []): self = .pageDown
    case (.home, []): self = .home
    case (.end, []): self = .end
    case (.enter, []): self = .enter
    case (.escape, []), (.character("c"), .control): self = .close
    case (.character("l"), .control): self = .redraw
    case (.character("z"), .control): self = .suspend
    case (.character("q"), .control): self = .quit
    default: return nil
    }
  }

  /// What the keys that mean the same in every popup do; nil for the others.
  var usual: LayerResult? {
    switch self {
    case .close: LayerResult(events: [.layerClosed])
    case .redraw: LayerResult(events: [.redrawWanted])
    case .suspend: LayerResult(events: [.suspendWanted])
    case .quit: LayerResult(events: [.quitWanted(.asked)])
    default: nil
    }
  }
}

extension Popup {
  func result(ofPaste text: String) -> LayerResult { .nothing }
  func row(at place: Position, on screen: Size) -> Int? { nil }
  var selectedRow: Int { 0 }
  func selecting(_ row: Int) -> LayerResult { LayerResult(events: [.layerSelected(row)]) }
  func refreshDue(now: Timestamp) -> Timestamp? { nil }
}

enum PopupPlace {
  /// A part in the middle of `screen`, a little above, of `wanted` or as much as there is; a small screen is used whole.
  /// Its top does not depend on its height, so that a list which grows does not jump.
  static func middle(of screen: Size, wanted: Size) -> Rect {
    let columns = screen.columns < 44 ? screen.columns : min(wanted.columns, screen.columns - 4)
    let isLow = screen.rows < 14
    let rows = isLow ? screen.rows : min(wanted.rows, screen.rows - 4)
    return Rect(
      origin: Position(
        column: Columns(max(0, (screen.columns - columns).value / 2)),
        row: isLow ? 0 : Rows(max(2, min(6, (screen.rows.value - 20) / 3)))),
      size: Size(columns: max(0, columns), rows: max(0, rows)))
  }

  /// Keys and what they do, for the lower line of a box.
  static func footer(_ hints: [(key: String, does: String)]) -> Row {
    var row = Row()
    for (index, hint) in hints.enumerated() {
      if index > 0 { row.append(Span("  ", Style(.popup))) }
      row.append(Span(hint.key, Style(.popupKey)))
      row.append(Span(" " + hint.does, Style(.dim)))
    }
    return row
  }

  static func title(_ text: String) -> Row { Row([Span(text, Style(.titleFocused))]) }
}

/// A clock that counts whole seconds since something began.
struct SecondsClock {
  var since: Timestamp

  func seconds(now: Timestamp) -> Int64 { elapsed(now: now) / 1000 }

  /// When it shows the next second.
  func due(now: Timestamp) -> Timestamp { now + Milliseconds(1000 - elapsed(now: now) % 1000) }

  /// Never negative, also where the moments are nonsense.
  private func elapsed(now: Timestamp) -> Int64 {
    let (length, overflow) = now.milliseconds.subtractingReportingOverflow(since.milliseconds)
    return overflow ? 0 : max(0, length)
  }
}
