import Canvas

/// Rows, and for each of them the place in the source of the first thing that it shows.
struct LaidRows: Sendable {
  private(set) var rows: [Row] = []
  private(set) var sources: [Int] = []
  /// Whether the place is exactly that: not in text that the terminal shows in another form.
  private(set) var areExact: [Bool] = []

  var count: Int { rows.count }

  /// The bytes of `range` as they are, for what could not be parsed.
  static func plain(_ source: [UInt8], _ range: Range<Int>, width: Columns) -> LaidRows {
    var rows = LaidRows()
    var lines = source[range].split(omittingEmptySubsequences: false, whereSeparator: \.isLineEnd)
    if lines.last?.isEmpty ?? false { lines.removeLast() }
    for line in lines {
      let run = InlineRun(text: line.decoded, style: Style(.text), source: line.startIndex)
      rows.wrap([run], width: width, first: Row(), rest: Row(), source: line.startIndex)
    }
    return rows
  }

  mutating func append(_ row: Row, source: Int, isExact: Bool = false) {
    areExact.append(isExact)
    rows.append(row)
    sources.append(source)
  }

  /// Adds `other`, whose places are at most `end`: text that is no UTF-8 has fewer bytes than what is shown for it.
  mutating func append(_ other: LaidRows, upTo end: Int) {
    let start = sources.count
    append(other)
    for index in start..<sources.count where sources[index] > end { sources[index] = end }
  }

  mutating func append(_ other: LaidRows) {
    areExact += other.areExact
    rows += other.rows
    sources += other.sources
  }

  /// Forgets all but the first `count` rows.
  mutating func cut(to count: Int) {
    areExact.removeLast(rows.count - count)
    rows.removeLast(rows.count - count)
    sources.removeLast(sources.count - count)
  }

  /// Adds `runs` wrapped at spaces.
  mutating func wrap(_ runs: [InlineRun], width: Columns, first: Row, rest: Row, source: Int) {
    fill(runs, width: width, first: first, rest: rest, source: source, wrap: Wrap.rows)
  }

  /// Adds `runs` cut where a row is full, with all spaces.
  mutating func cut(_ runs: [InlineRun], width: Columns, first: Row, rest: Row, source: Int) {
    fill(runs, width: width, first: first, rest: rest, source: source, wrap: Wrap.hard)
  }

  private mutating func fill(
    _ runs: [InlineRun], width: Columns, first: Row, rest: Row, source: Int,
    wrap: ([Span], Columns, Row, Row) -> [Row]
  ) {
    let spans = runs.map { Span($0.text, $0.style) }
    var places = PlaceFinder(runs: runs, spans: spans, source: source)
    // What a row begins with besides its text, as the wrapping cut it.
    let empty = wrap([], width, first, rest)
    let firstLength = empty.first?.text.utf8.count ?? 0
    let restLength = rest.columns == 0 ? 0 : wrap([], width, rest, rest).first?.text.utf8.count ?? 0
    for (index, row) in wrap(spans, width, first, rest).enumerated() {
      let text = row.text
      let place = places.next(text.utf8.dropFirst(index == 0 ? firstLength : restLength))
      append(row, source: place, isExact: places.isExact)
    }
  }
}

/// Finds for row after row where its text stands in the source.
private struct PlaceFinder {
  private let runs: [InlineRun]
  private let spans: [Span]
  private var run = 0
  /// How much of the run's text has been shown, in bytes.
  private var shown = 0
  private var place: Int
  /// Whether the last place lies in text that is shown as it stands in the source.
  private(set) var isExact = false
  /// Whether a row showed something else than the text: a mark alone shows on a circle, a wide character in a column as a
  /// question mark. From there on places are near the true ones.
  private var isLost = false

  init(runs: [InlineRun], spans: [Span], source: Int) {
    self.runs = runs
    self.spans = spans
    place = source
  }

  /// The place of the next row, whose own text is `text`; blanks at the break before it are passed.
  mutating func next(_ text: Substring.UTF8View) -> Int {
    if text.first != .space { passBlanks() }
    while run < spans.count, shown >= spans[run].text.utf8.count { advance() }
    if run < runs.count {
      place = runs[run].source + min(shown, runs[run].text.utf8.count)
      isExact = !isLost && runs[run].isExact && runs[run].text.utf8.count == spans[run].text.utf8.count
    }
    var left = text
    while !left.isEmpty, run < spans.count {
      let shownText = spans[run].text.utf8.dropFirst(shown)
      let taken = min(left.count, shownText.count)
      if !isLost, !left.prefix(taken).elementsEqual(shownText.prefix(taken)) { isLost = true }
      left = left.dropFirst(taken)
      shown += taken
      if shown >= spans[run].text.utf8.count { advance() }
    }
    return place
  }

  private mutating func advance() {
    run += 1
    shown = 0
  }

  private mutating func passBlanks() {
    while run < spans.count {
      let text = spans[run].text.utf8
      var index = text.index(text.startIndex, offsetBy: shown)
      while index < text.endIndex, text[index] == .space {
        index = text.index(after: index)
        shown += 1
      }
      if index < text.endIndex { return }
      advance()
    }
  }
}
