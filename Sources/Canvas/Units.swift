/// A horizontal measure on the screen, in terminal columns.
package struct Columns: Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  /// The number of columns; may be negative as a difference.
  package var value: Int
  /// A measure of `value` columns.
  package init(_ value: Int) { self.value = value }
  package init(integerLiteral value: Int) { self.value = value }
  package var description: String { "\(value) columns" }
  package static func < (a: Columns, b: Columns) -> Bool { a.value < b.value }
  package static func + (a: Columns, b: Columns) -> Columns { Columns(a.value + b.value) }
  package static func - (a: Columns, b: Columns) -> Columns { Columns(a.value - b.value) }
  package static func += (a: inout Columns, b: Columns) { a.value += b.value }
  package static func -= (a: inout Columns, b: Columns) { a.value -= b.value }
}

/// A vertical measure on the screen, in terminal rows.
package struct Rows: Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  /// The number of rows; may be negative as a difference.
  package var value: Int
  /// A measure of `value` rows.
  package init(_ value: Int) { self.value = value }
  package init(integerLiteral value: Int) { self.value = value }
  package var description: String { "\(value) rows" }
  package static func < (a: Rows, b: Rows) -> Bool { a.value < b.value }
  package static func + (a: Rows, b: Rows) -> Rows { Rows(a.value + b.value) }
  package static func - (a: Rows, b: Rows) -> Rows { Rows(a.value - b.value) }
  package static func += (a: inout Rows, b: Rows) { a.value += b.value }
  package static func -= (a: inout Rows, b: Rows) { a.value -= b.value }
}

/// A place on the screen, counted from the top left corner, which is (0, 0).
package struct Position: Hashable, Sendable {
  package var column: Columns
  package var row: Rows
  /// The place `column` columns right of and `row` rows below the top left corner.
  package init(column: Columns, row: Rows) {
    self.column = column
    self.row = row
  }
}

/// The extent of a screen or of a part of it.
package struct Size: Hashable, Sendable {
  package var columns: Columns
  package var rows: Rows
  /// An extent of `columns` by `rows`.
  package init(columns: Columns, rows: Rows) {
    self.columns = columns
    self.rows = rows
  }
}

/// A part of the screen.
package struct Rect: Hashable, Sendable {
  package var origin: Position
  package var size: Size
  /// The part that begins at `origin` and extends over `size`.
  package init(origin: Position, size: Size) {
    self.origin = origin
    self.size = size
  }
}
