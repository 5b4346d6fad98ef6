import Canvas

/// Lays out lines of code one after the other: a gutter on the left, colours by language, and a `↪` in the gutter where a
/// line goes on in a further row. A pane too narrow for a gutter has the `↪` alone.
struct CodeLayout {
  /// The state of the colours after the lines laid out so far.
  private(set) var highlighter: Highlighter
  private let language: String
  private let width: Columns

  /// Columns between two tab stops.
  static let tabStop = 4
  /// Columns that must be left for code beside a gutter.
  private static let leastColumns = 8

  /// Lays out code in `language` at `width`, going on after lines that left `highlighter` behind.
  init(language: String, width: Columns, highlighter: Highlighter? = nil) {
    self.language = language
    self.width = width
    self.highlighter = highlighter ?? Highlighter(language: language)
  }

  /// The row above the code that names its language, behind `prefix`; nil of code that names none.
  func label(after prefix: Row) -> Row? {
    guard !language.isEmpty else { return nil }
    var row = prefix
    if hasGutter(after: prefix) { row.append(Span("┌ ", Style(.codeBorder))) }
    row.append(Span(language, Style(.codeLanguage)))
    return row.clipped(to: width, ellipsis: .mark)
  }

  /// The rows of `line`, which begins at `source`: the first behind `first`, the others behind `rest`.
  mutating func rows(of line: some StringProtocol, at source: Int, first: Row = Row(), rest: Row = Row()) -> LaidRows {
    var first = first
    var rest = rest
    if hasGutter(after: rest) {
      first.append(Span("│ ", Style(.codeBorder)))
      rest.append(Span("│↪", Style(.codeBorder)))
    } else if rest.columns.value + 3 <= width.value {
      rest.append(Span("↪", Style(.codeBorder)))
    }
    let runs = highlighter.runs(Self.shown(line), at: source)
    var rows = LaidRows()
    rows.cut(runs, width: width, first: first, rest: rest, source: source)
    return rows
  }

  /// The rows of the rest of a line that is too long for colours: `text`, which begins a row at `source` behind `prefix`.
  func rows(ofRest text: String, at source: Int, behind prefix: Row = Row()) -> LaidRows {
    var rest = prefix
    if hasGutter(after: rest) {
      rest.append(Span("│↪", Style(.codeBorder)))
    } else if rest.columns.value + 3 <= width.value {
      rest.append(Span("↪", Style(.codeBorder)))
    }
    var rows = LaidRows()
    let run = InlineRun(text: text, style: Style(.code), source: source)
    rows.cut([run], width: width, first: rest, rest: rest, source: source)
    return rows
  }

  private func hasGutter(after prefix: Row) -> Bool { prefix.columns.value + 2 + Self.leastColumns <= width.value }

  /// `line` as it is coloured. In one that is too long for colours a tab is one blank, so that its rest can be laid out
  /// without its start.
  static func shown(_ line: some StringProtocol) -> String {
    line.utf8.count > Highlighter.longestLine ? String(line) : withoutTabs(line)
  }

  /// `line` with blanks up to the next stop in place of each tab.
  static func withoutTabs(_ line: some StringProtocol) -> String {
    guard line.utf8.contains(.tab) else { return String(line) }
    var result = ""
    var column = 0
    for (index, part) in line.split(separator: "\t", omittingEmptySubsequences: false).enumerated() {
      if index > 0 {
        let blanks = tabStop - column % tabStop
        result += String(repeating: " ", count: blanks)
        column += blanks
      }
      result += part
      column += TerminalText(part).columns.value
    }
    return result
  }
}
