import AppState
import Canvas
import ChatModel

// Where everything stands.
//
// From the bottom: the status line, the composer with the line above it that says to whom the text goes; above them side
// by side the list and the panes. A terminal that lacks room gives up, in this order: the list (below 80 columns; it
// takes the panes' place while it has the focus), the borders (below 40 columns or 10 rows), the line above the composer
// (below 10 rows, where it says nothing that is out of the ordinary). Of several panes those that have no room are not shown, see PaneArrangement. Below 20x6 one sentence
// is all.

/// Where the parts of the screen stand. Follows from its inputs alone.
/// Does not: draw anything.
struct ScreenLayout: Equatable {
  /// The list of conversations; nil while it is hidden.
  var list: ScreenArea?
  /// The transcript panes; none while the list takes their place.
  var panes: [PaneArea] = []
  /// The row that says to whom the text goes; nil where rows are short.
  var address: Rect?
  /// The rows of files that go with what is not sent.
  var attachments: Rect?
  var composer = Rect(column: 0, row: 0, columns: 0, rows: 0)
  var status = Rect(column: 0, row: 0, columns: 0, rows: 0)

  /// The smallest screen on which anybody can work.
  static let minimum = Size(columns: 20, rows: 6)
  /// Below this width a list would leave too little for reading.
  private static let columnsWithList = 80
  /// Below this width or height borders take more than they tell.
  private static let borderMinimum = Size(columns: 40, rows: 10)

  /// Whether the screen is too small for anything but saying so.
  static func isTooSmall(_ size: Size) -> Bool { size.columns < minimum.columns || size.rows < minimum.rows }

  /// How many rows the composer may take.
  static func composerLimit(_ size: Size) -> Int { max(1, size.rows.value / 3) }

  /// Whether list and panes stand side by side, where the list is wanted.
  static func isWide(_ size: Size) -> Bool { size.columns.value >= columnsWithList }

  /// How wide the list can be, in columns: a pane keeps the width of the smallest screen.
  static func listLimit(_ size: Size) -> Int { size.columns.value - minimum.columns.value }

  /// The layout of a screen of `size`, at least `minimum`, whose composer's text has `composerRows` rows and
  /// whose attached files have `attachmentRows`. Where `isAddressNeeded`, the line above it is there in any case.
  init(
    _ size: Size, list: ListState, zone: Zone, panes: PaneArrangement, composerRows: Int, attachmentRows: Int = 0,
    isAddressNeeded: Bool = false
  ) {
    let columns = size.columns.value
    let rows = size.rows.value
    let bordered = size.columns >= Self.borderMinimum.columns && size.rows >= Self.borderMinimum.rows
    let border: ScreenArea.Border = bordered ? .drawn : .none
    let composerRows = min(max(1, composerRows), Self.composerLimit(size))
    status = Rect(column: 0, row: rows - 1, columns: columns, rows: 1)
    composer = Rect(column: 0, row: rows - 1 - composerRows, columns: columns, rows: composerRows)
    var height = rows - 1 - composerRows
    if rows >= Self.borderMinimum.rows.value || isAddressNeeded && height - attachmentRows > 2 {
      height -= 1
      address = Rect(column: 0, row: height, columns: columns, rows: 1)
    }
    if attachmentRows > 0 {
      height -= attachmentRows
      attachments = Rect(column: 0, row: height, columns: columns, rows: attachmentRows)
    }
    var left = 0
    if list.isVisible && Self.isWide(size) {
      left = min(list.columns, Self.listLimit(size))
      self.list = ScreenArea(Rect(column: 0, row: 0, columns: left, rows: height), border)
    } else if list.isVisible && zone == .list {
      self.list = ScreenArea(Rect(column: 0, row: 0, columns: columns, rows: height), border)
      return
    }
    let room = Rect(column: left, row: 0, columns: columns - left, rows: height)
    self.panes = panes.rects(in: room).map { id, rect in
      let spansScreen = rect.origin.column == 0 && rect.size.columns == size.columns
      return PaneArea(id: id, area: ScreenArea(rect, spansScreen && border == .drawn ? .rules : border))
    }
  }

  /// Where the content of the pane `id` stands; nil while it is not shown.
  func content(of id: PaneID) -> Rect? { panes.first { $0.id == id }?.area.content }
}

/// The place of a transcript pane.
struct PaneArea: Equatable {
  var id: PaneID
  var area: ScreenArea
}

/// A part of the screen that has a title: in its border, or in a row of its own where borders are not drawn.
struct ScreenArea: Equatable {
  var outer: Rect
  var border: Border

  enum Border: Equatable {
    case drawn
    /// Above and below only: nothing stands beside the area, its text can be selected with the mouse as it is, and where
    /// the terminal scrolls by itself no row needs its ends drawn again.
    case rules
    case none
  }

  init(_ outer: Rect, _ border: Border) {
    self.outer = outer
    self.border = border
  }

  /// What lies within the border and below the title.
  var content: Rect {
    let (column, row) = (outer.origin.column.value, outer.origin.row.value)
    let (columns, rows) = (outer.size.columns.value, outer.size.rows.value)
    switch border {
    case .drawn:
      return Rect(column: column + 1, row: row + 1, columns: max(0, columns - 2), rows: max(0, rows - 2))
    case .rules: return Rect(column: column, row: row + 1, columns: columns, rows: max(0, rows - 2))
    case .none: return Rect(column: column, row: row + 1, columns: columns, rows: max(0, rows - 1))
    }
  }
}

extension Rect {
  init(column: Int, row: Int, columns: Int, rows: Int) {
    self.init(
      origin: Position(column: Columns(column), row: Rows(row)), size: Size(columns: Columns(columns), rows: Rows(rows))
    )
  }
}
