import CWidth

/// Text that a terminal can be given: no control characters, no escape sequences, nothing whose width terminals
/// disagree about; with its width.
package struct TerminalText: Hashable, Sendable {
  package let text: String
  /// The sum of the widths of the scalars of `text`, as ncurses and the terminal count them.
  package let columns: Columns

  /// Makes `raw` safe: controls and bidi overrides become visible marks or vanish.
  package init(_ raw: some StringProtocol) {
    text = String(raw)
    columns = Columns(raw.count)
  }

  /// Text known to be safe already.
  package init(safe text: String, columns: Columns) {
    self.text = text
    self.columns = columns
  }
}
