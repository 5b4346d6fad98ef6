import Canvas

// From the events of md4c to rows.
//
// Containers lie around what is shown as prefixes: `│ ` for a quote, blanks as wide as its marker for an item. The marker
// stands once, before the first row that the item has. A container that would leave less than ten columns for text adds no
// prefix, so that nesting of any depth stays readable.

/// Turns the events of one parse into rows of one width.
struct BlockRenderer: MarkdownSink {
  var rows = LaidRows()
  private(set) var links: [MarkdownLink] = []
  let width: Columns
  let text: PreparedText
  /// The number of the outermost item, where it is laid out without its list.
  private let number: Int?

  private var frames: [Frame] = []
  /// Containers that lie too deep to show, so that the cost of a row has a bound.
  private var framesLeftOut = 0
  private static let mostFrames = 100
  private var inline: InlineText?
  private var inlineSource: Int?
  private var style = Style(.text)
  private var headingLevel = 0
  private var code: VerbatimText?
  /// What the last code left open for its next line.
  var colours: Highlighter?
  /// The raw HTML of the block that is open.
  var html: VerbatimText?
  /// What has begun above and is still to be passed; so many of its containers have been entered.
  private var resume: MarkdownResume?
  private var containersEntered = 0
  private var table: TableContent?
  /// Where the last text begins that was taken, and where it ends.
  private(set) var lastSource: Int
  private var endOfText: Int

  /// A quote, a list or an item that is open, outermost first.
  private struct Frame {
    enum Kind: Equatable { case quote, list(isTight: Bool, number: Int?), item }
    var kind: Kind
    /// What each row begins with; the marker of an item instead, before its first row.
    var prefix: Row
    var marker: Row?
    var hasContent = false
  }

  /// What becomes of tables.
  enum Tables { case lay, read }

  /// The rows of the table that was read instead of laid out.
  private(set) var tableRows: [TableRow] = []
  /// Where a paragraph can be parted.
  private(set) var plainPlaces = PlainPlaces()
  private let tables: Tables
  private var openSpans = 0
  private var blocks: [MarkdownEvent.Block] = []

  /// Whether there was one paragraph and nothing else.
  var isOneParagraph: Bool { blocks == [.paragraph] }
  init(
    width: Columns, text: PreparedText, number: Int? = nil, tables: Tables = .lay, resume: MarkdownResume? = nil
  ) {
    self.resume = resume
    self.width = width
    self.tables = tables
    self.text = text
    self.number = number
    lastSource = text.source(of: 0)
    endOfText = lastSource
  }

  mutating func take(_ event: MarkdownEvent) {
    switch event {
    case .enter(let block): enter(block)
    case .leave(let block): leave(block)
    case .enterSpan(let span):
      if resume != nil { goOn() }
      openSpans += 1
      inlineText { $0.enter(span, at: $1) }
    case .leaveSpan(let span):
      openSpans -= 1
      let isGuessed = text.guessedFrom.map { endOfText >= $0 } ?? false
      inlineText { $0.leave(span, at: $1, isGuessed: isGuessed) }
    case .text(let kind, let bytes, let offset):
      take(kind, bytes, offset: offset)
    }
  }

  // MARK: Blocks

  private mutating func enter(_ block: MarkdownEvent.Block) {
    if let resume, block != .document, enterAgain(block, resume) { return }
    if table == nil { endInline() }
    if block != .document, blocks.count < 2 { blocks.append(block) }
    switch block {
    case .document, .tableHead, .tableBody: break
    case .quote:
      separate()
      push(.quote, prefix: Row([Span("│ ", Style(.quote))]), marker: nil)
    case .list(let isTight):
      separate()
      push(.list(isTight: isTight, number: nil), prefix: Row(), marker: nil)
    case .orderedList(let start, let isTight):
      separate()
      let isOutermost = !frames.contains { $0.kind != .quote }
      let first = isOutermost ? number ?? start : start
      push(.list(isTight: isTight, number: first), prefix: Row(), marker: nil)
    case .item(let task): enterItem(task)
    case .paragraph: separate()
    case .heading(let level):
      separate()
      headingLevel = level
      style = Style(.heading, .bold)
    case .rule:
      separate()
      let (first, _) = prefixes()
      var row = first
      let room = max(1, width.value - first.columns.value)
      row.append(Span(TerminalText(safe: String(repeating: "─", count: room), columns: Columns(room)), Style(.rule)))
      rows.append(row.clipped(to: width), source: lastSource)
    case .code(let language):
      separate()
      code = VerbatimText(language: language)
    case .html:
      separate()
      html = VerbatimText()
    case .table(let columns):
      separate()
      table = TableContent(columns: columns)
    case .tableRow: table?.startRow(at: lastSource)
    case .headerCell(let alignment), .cell(let alignment):
      var base = style
      if case .headerCell = block { base = Style(.tableHeader, .bold) }
      inline = InlineText(base: base)
      table?.startCell(alignment)
    }
  }

  private mutating func leave(_ block: MarkdownEvent.Block) {
    if resume != nil {
      goOn()
      if case .heading = block { return }
    }
    switch block {
    case .document: endInline()
    case .quote, .list, .orderedList:
      endInline()
      pop()
    case .item:
      endInline()
      if framesLeftOut == 0, frames.last?.marker != nil {
        rows.append(prefixes().first.clipped(to: width), source: lastSource)
      }
      pop()
    case .paragraph: endInline()
    case .heading:
      endInline()
      headingLevel = 0
      style = quoteStyle
    case .code:
      guard let code else { break }
      self.code = nil
      show(code)
    case .html: showHTML()
    case .headerCell, .cell:
      if let inline {
        links += inline.links
        table?.endCell(inline.lines)
      }
      inline = nil
    case .table:
      guard let table else { break }
      self.table = nil
      if tables == .read {
        tableRows += table.rows
        return
      }
      let (first, rest) = prefixes()
      var layout = TableLayout(columns: table.columns, width: width - max(first.columns, rest.columns))
      for row in table.rows { layout.measure(row) }
      let columns = layout.columns
      var isFirst = true
      for (index, row) in table.rows.enumerated() {
        if index == 0, table.rows.count > 1, columns == nil { continue }
        let laid = layout.rows(of: row, isHeader: index == 0, columns: columns)
        for (line, source) in zip(laid.rows, laid.sources) {
          var prefixed = isFirst ? first : rest
          prefixed.append(line)
          rows.append(prefixed.clipped(to: width), source: source)
          isFirst = false
        }
      }
    case .rule, .tableHead, .tableBody, .tableRow: break
    }
  }

  /// Enters a block of the head; false when `block` stands below it.
  private mutating func enterAgain(_ block: MarkdownEvent.Block, _ resume: MarkdownResume) -> Bool {
    let container = containersEntered < resume.containers.count ? resume.containers[containersEntered] : nil
    switch block {
    case .quote where container != nil:
      push(.quote, prefix: Row([Span("│ ", Style(.quote))]), marker: nil)
      containersEntered += 1
    case .list(let isTight) where container != nil:
      push(.list(isTight: isTight, number: nil), prefix: Row(), marker: nil)
    case .orderedList(_, let isTight) where container != nil:
      push(.list(isTight: isTight, number: container?.ordinal), prefix: Row(), marker: nil)
    case .item where container != nil:
      enterItem(container?.isTask == true ? .space : nil)
      containersEntered += 1
    case .heading where resume.leaf == .none: break
    case .paragraph where resume.leaf == .paragraph: goOn()
    case .code(let language):
      goOn()
      code = VerbatimText(
        language: language, goesOn: true, dropsFirstLine: resume.leaf == .indentedCode, colours: resume.colours,
        isInLine: resume.isInLine)
    case .html:
      goOn()
      html = VerbatimText(goesOn: true, dropsFirstLine: true)
    default:
      goOn()
      return false
    }
    return true
  }

  /// What follows stands in the piece itself.
  private mutating func goOn() {
    resume = nil
    for index in frames.indices {
      frames[index].marker = nil
      frames[index].hasContent = true
    }
  }

  private mutating func enterItem(_ task: UInt8?) {
    if resume == nil { separate() }
    var text = "• "
    var role = Role.listMarker
    let depth = frames.count { $0.kind == .item }
    if let list = frames.indices.last, case .list(let isTight, let number) = frames[list].kind {
      frames[list].hasContent = true
      if let number {
        text = "\(number). "
        frames[list].kind = .list(isTight: isTight, number: number + 1)
      } else {
        text = ["• ", "◦ ", "▪ "][depth % 3]
      }
    }
    if let task {
      text = (text.first?.isNumber ?? false ? text : "") + (task == .space ? "[ ] " : "[x] ")
      if task != .space { role = .success }
    }
    let marker = Span(text, Style(role))
    push(.item, prefix: Row([Span(TerminalText.blanks(marker.columns))]), marker: Row([marker]))
  }

  private mutating func push(_ kind: Frame.Kind, prefix: Row, marker: Row?) {
    guard frames.count < Self.mostFrames else {
      framesLeftOut += 1
      return
    }
    let used = frames.reduce(Columns(0)) { $0 + $1.prefix.columns }
    let isTooDeep = used + prefix.columns + 10 > max(width, 14)
    frames.append(Frame(kind: kind, prefix: isTooDeep ? Row() : prefix, marker: marker))
    style = quoteStyle
  }

  private mutating func pop() {
    guard framesLeftOut == 0 else {
      framesLeftOut -= 1
      return
    }
    _ = frames.popLast()
    if let last = frames.indices.last { frames[last].hasContent = true }
    style = quoteStyle
  }

  private var quoteStyle: Style { frames.contains { $0.kind == .quote } ? Style(.quote) : Style(.text) }

  /// A blank row between two blocks of one container, unless it is a tight list.
  private mutating func separate() {
    let hasContent = frames.last.map(\.hasContent) ?? (rows.count > 0)
    guard hasContent else { return }
    let list = frames.last { frame in
      if case .list = frame.kind { true } else { frame.kind == .quote }
    }
    if case .list(isTight: true, _) = list?.kind { return }
    var row = Row()
    for frame in frames { row.append(frame.marker.map { blanks($0.columns) } ?? frame.prefix) }
    rows.append(trimmed(row).clipped(to: width), source: lastSource)
  }

  private func blanks(_ columns: Columns) -> Row { Row([Span(TerminalText.blanks(columns))]) }

  /// The row without blanks at its end.
  private func trimmed(_ row: Row) -> Row {
    var spans = row.spans
    while let last = spans.last, last.text.allSatisfy({ $0 == " " }) { spans.removeLast() }
    return Row(spans)
  }

  /// What the next row and those after it begin with. Markers stand once.
  mutating func prefixes() -> (first: Row, rest: Row) {
    var first = Row()
    var rest = Row()
    for index in frames.indices {
      first.append(frames[index].marker ?? frames[index].prefix)
      rest.append(frames[index].prefix)
      frames[index].marker = nil
      frames[index].hasContent = true
    }
    return (first, rest)
  }

  // MARK: Text

  private mutating func take(_ kind: MarkdownEvent.TextKind, _ bytes: UnsafeBufferPointer<UInt8>, offset: Int?) {
    // Breaks are texts of the parser's own.
    let source = offset.map { text.source(of: $0) }
    let place = source ?? endOfText
    lastSource = place
    if let offset { endOfText = text.source(of: offset + bytes.count) }
    if let resume {
      // The text of the head's heading.
      if resume.leaf == .none { return }
      goOn()
    }
    if code != nil {
      code?.add(PreparedText.withoutSeparators(bytes), at: place)
      return
    }
    switch kind {
    case .html where html != nil: html?.add(PreparedText.withoutSeparators(bytes), at: place)
    case .hardBreak: inlineText { text, _ in text.breakLine() }
    case .softBreak: inlineText { text, _ in text.breakSoftly(at: place) }
    case .null: inlineText { text, _ in text.add("\u{FFFD}", at: place, isExact: false) }
    case .entity:
      let decoded = Entity.decoded(bytes.decoded)
      inlineText { text, _ in text.add(decoded, at: place, isExact: false) }
    case .html:
      let html = PreparedText.withoutSeparators(bytes)
      let isExact = html.utf8.count == endOfText - place
      inlineText { text, _ in text.add(html, at: place, isHTML: true, isExact: isExact) }
    case .normal, .code:
      if kind == .normal {
        if openSpans > 0 || source == nil || PreparedText.hasSeparator(bytes) {
          plainPlaces.pass(bytes)
        } else {
          plainPlaces.add(bytes, at: place)
        }
      }
      var string = PreparedText.withoutSeparators(bytes)
      if kind == .code, table != nil { string = Self.withPipes(string) }
      // Bytes that are no text take more room here than there.
      let isExact = source != nil && string.utf8.count == endOfText - place
      let isNote = bytes.count > 5 && Array(bytes.prefix(5)) == PreparedText.separator + Array("[^".utf8)
      inlineText { text, _ in
        if isNote { text.startLine() }
        text.add(string, at: place, isExact: isExact)
      }
    }
  }

  private mutating func inlineText(_ change: (inout InlineText, Int) -> Void) {
    var inline = self.inline ?? InlineText(base: style)
    self.inline = nil
    if inlineSource == nil { inlineSource = lastSource }
    change(&inline, endOfText)
    self.inline = inline
  }

  /// Lays the inline text out that has been collected, if any. In a tight list nothing else says that it has ended.
  private mutating func endInline() {
    guard let inline, table == nil else { return }
    let source = inlineSource ?? lastSource
    self.inline = nil
    inlineSource = nil
    links += inline.links
    var (first, rest) = prefixes()
    if headingLevel > 0 {
      let mark = Span(String(repeating: "#", count: headingLevel) + " ", Style(.heading, .dim))
      first.append(mark)
      rest.append(blanks(mark.columns))
    }
    for line in inline.lines {
      rows.wrap(line, width: width, first: first, rest: rest, source: source)
      first = rest
    }
  }
}
