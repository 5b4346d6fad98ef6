/// A run of text in one style. Its text is terminal-safe by construction: nothing else can be drawn.
package struct Span: Hashable, Sendable {
  /// Terminal-safe text (see `TerminalText`).
  package let text: String
  /// The width of `text`.
  package let columns: Columns
  package var style: Style

  /// Makes `raw` terminal-safe (tabs and newlines become one space each) and measures it.
  package init(_ raw: String, _ style: Style = Style()) {
    let safe = TerminalText(raw)
    text = safe.text
    columns = safe.columns
    self.style = style
  }

  /// Takes text that has been made safe and measured already.
  package init(_ safe: TerminalText, _ style: Style = Style()) {
    text = safe.text
    columns = safe.columns
    self.style = style
  }
}

/// One row of the screen or of a laid-out text: spans from left to right, without trailing blanks to a full width.
package struct Row: Hashable, Sendable {
  package private(set) var spans: [Span]
  /// The sum of the spans' widths.
  package private(set) var columns: Columns

  /// A row of `spans`.
  package init(_ spans: [Span] = []) {
    self.spans = spans
    columns = spans.reduce(0) { $0 + $1.columns }
  }

  /// Adds `span` at the right end.
  package mutating func append(_ span: Span) {
    if span.columns.value == 0 && span.text.isEmpty { return }
    spans.append(span)
    columns += span.columns
  }

  /// Adds all of `row` at the right end.
  package mutating func append(_ row: Row) {
    spans.append(contentsOf: row.spans)
    columns += row.columns
  }

  /// The text without styles.
  package var text: String { spans.map(\.text).joined() }
}

/// A whole screen: the rows from top to bottom and where the caret stands.
package struct Frame: Hashable, Sendable {
  package var size: Size
  /// Exactly `size.rows` rows, none wider than `size.columns`.
  package var rows: [Row]
  /// Where the terminal's cursor stands; nil hides it.
  package var caret: Position?
  /// The role that fills what the rows leave free.
  package var background: Role
  /// An image over the rows, on a part that they leave blank.
  package var image: FrameImage?

  /// An empty screen of `size`.
  package init(size: Size, background: Role = .text) {
    self.size = size
    rows = Array(repeating: Row(), count: max(0, size.rows.value))
    caret = nil
    self.background = background
  }
}
