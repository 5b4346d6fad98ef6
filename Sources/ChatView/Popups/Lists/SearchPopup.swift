import AppState
import Canvas
import ChatModel

/// The search over all messages and titles: a field, and below it what was found, under the conversations it stands in.
extension SearchSession: PopupView {
  private static var widest: Columns { 110 }
  /// What stands before the first hit in a row at most, in columns, where it is too short for all.
  private static var contextWidth: Columns { 8 }

  // MARK: Drawing

  func picture(_ context: PopupContext) -> PopupPicture? {
    let rect = rect(on: context.screen)
    let inner = Box.inner(rect.size)
    let field = PickerView.field(
      list.filter, width: inner.columns,
      placeholder: "words, \"phrases\", -without, begin*, role:me, after:7d, in:here …")
    let notes = noteRows(inner, context)
    let room = max(0, inner.rows.value - 1 - notes.count)
    let lines = lines
    var content = [field.row] + window(of: lines, height: room).map { row(lines[$0], width: inner.columns, context) }
    while content.count < 1 + room { content.append(Row()) }
    return PopupPicture(
      rect, title: title, content + notes, hints: actions(context).hints, caret: Position(column: field.caret, row: 0))
  }

  private func window(of lines: [Line], height: Int) -> Range<Int> {
    RowWindow.around(lines.firstIndex { $0 == .row(current) } ?? 0, of: lines.count, height: height)
  }

  private func rect(on screen: Size) -> Rect { PopupPlace.high(of: screen, widest: Self.widest) }

  private enum Line: Equatable {
    case title(Int)
    /// Among the board's rows.
    case row(Int)
  }

  /// Titles stand above what was found in them; one that was found itself is a row of its own.
  private var lines: [Line] {
    var lines: [Line] = []
    var group = -1
    for (index, row) in rows.enumerated() {
      if row.group != group {
        group = row.group
        if row.hit != nil { lines.append(.title(group)) }
      }
      lines.append(.row(index))
    }
    return lines
  }

  /// The chosen row, within what there is.
  private var current: Int { list.row(of: rows.count) }

  private var title: String {
    guard let answer, answer.count > 0 else { return "Search" }
    let more = answer.phase == .whole ? "" : "+"
    let groups = answer.groups.count
    return "Search · \(answer.count)\(more) found in \(groups) conversation\(groups == 1 ? "" : "s")"
  }

  private func noteRows(_ inner: Size, _ context: PopupContext) -> [Row] {
    notes(context).flatMap { Wrap.rows(of: [$0], width: inner.columns) }.prefix(max(0, inner.rows.value - 2)).map { $0 }
  }

  private func notes(_ context: PopupContext) -> [Span] {
    var notes: [Span] = []
    switch phase {
    case .failed(.query(let mistake)): notes.append(Span(mistake.sentence, Style(.warning)))
    case .failed(.history(let problem)): notes.append(Span(problem.text, Style(.error)))
    case .searching: notes.append(Span("Searching …", Style(.dim)))
    case .answered where answer?.count == 0: notes.append(Span("Nothing was found.", Style(.popup)))
    case .answered, .idle: break
    }
    switch answer?.index == .missing ? .missing : context.state.search.index {
    case .building(let percent):
      notes.append(Span("The search index is at \(percent) %: older messages are not found yet.", Style(.warning)))
    case .missing:
      notes.append(Span("There is no search index: every message is read, which takes longer.", Style(.dim)))
    case .whole: break
    }
    return notes
  }

  private func row(_ line: Line, width: Columns, _ context: PopupContext) -> Row {
    switch line {
    case .title(let index): return titleRow(index, width: width, context, isSelected: false)
    case .row(let index):
      let row = rows[index]
      let isSelected = index == current
      guard let hit = row.hit else { return titleRow(row.group, width: width, context, isSelected: isSelected) }
      return hitRow(
        answer!.groups[row.group].hits[hit], answer!.groups[row.group], width: width, context,
        isSelected: isSelected)
    }
  }

  private func titleRow(_ index: Int, width: Columns, _ context: PopupContext, isSelected: Bool) -> Row {
    let group = answer!.groups[index]
    let style = Style(isSelected ? .popupSelected : .popup, .bold)
    var row = Row([Span(isSelected ? "› " : "  ", style)])
    let title = group.header.title
    if title.isEmpty {
      row.append(Span("New conversation", style))
    } else {
      row.append(marked(title, group.titleHits, style, isSelected: isSelected))
    }
    let bot = group.header.chatbotName.isEmpty ? "" : " · \(group.header.chatbotName.excerpt(40))"
    let note = Row([
      Span("  " + time(group.header.lastActivity, context) + bot, Style(isSelected ? .popupSelected : .dim))
    ])
    return finished(row, note: note, width: width, isSelected: isSelected)
  }

  private func hitRow(
    _ hit: SearchHit, _ group: SearchGroup, width: Columns, _ context: PopupContext, isSelected: Bool
  ) -> Row {
    let style = Style(isSelected ? .popupSelected : .popup)
    var row = Row([Span(isSelected ? "›   " : "    ", style)])
    row.append(Span(hit.author == .person ? "you  " : "bot  ", Style(isSelected ? .popupSelected : .dim)))
    let label = Self.label(hit.place, isShort: width < 40)
    row.append(Span(label, Style(isSelected ? .popupSelected : .dim)))
    var text = marked(hit.snippet, hit.hits, style, isSelected: isSelected)
    let note = Row([Span("  " + time(hit.createdAt, context), Style(isSelected ? .popupSelected : .dim))])
    let room = width - row.columns - (width.value >= 40 ? note.columns : 0)
    // What was found is in view, whatever stands before it.
    if let first = hit.hits.first {
      let start = Row([Span(prefix(hit.snippet, first.lowerBound), style)]).columns
      let end = Row([Span(prefix(hit.snippet, first.upperBound), style)]).columns
      if end + 1 > room {
        let dropped = min(start, max(start - Self.contextWidth, end + 2 - room))
        var shortened = Row([Span(AmbiguousWidth.ellipsis, style)])
        shortened.append(text.dropping(dropped))
        if dropped > 0 { text = shortened }
      }
    }
    row.append(text)
    return finished(row, note: note, width: width, isSelected: isSelected)
  }

  /// What stands before a snippet that is not from the message's text. On a small screen what was found needs the room
  /// more than the name of where.
  private static func label(_ place: SearchPlace, isShort: Bool) -> String {
    switch place {
    case .text: ""
    case .source where isShort: "≡ "
    case .source(""): "source: "
    case .source(let name): "source \(name.excerpt(24)): "
    case .note: isShort ? "★ " : "★ note: "
    }
  }

  private func finished(_ row: Row, note: Row, width: Columns, isSelected: Bool) -> Row {
    let style = Style(isSelected ? .popupSelected : .popup)
    guard width.value >= 40 else { return row.fitted(to: width, ellipsis: .mark, style: style) }
    var row = row.fitted(to: width - note.columns, ellipsis: .mark, style: style)
    row.append(note)
    return row.fitted(to: width, style: style)
  }

  private func marked(_ text: String, _ hits: [Range<Int>], _ style: Style, isSelected: Bool) -> Row {
    var row = Row()
    var end = 0
    let count = text.utf8.count
    for hit in hits where hit.lowerBound >= end && hit.upperBound <= count {
      row.append(Span(part(text, end..<hit.lowerBound), style))
      row.append(Span(part(text, hit), Style(isSelected ? .popupSelected : .match, .underline)))
      end = hit.upperBound
    }
    row.append(Span(part(text, end..<count), style))
    return row
  }

  private func part(_ text: String, _ range: Range<Int>) -> String {
    let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
    return String(text[start..<text.utf8.index(text.startIndex, offsetBy: range.upperBound)])
  }

  private func prefix(_ text: String, _ bytes: Int) -> String { part(text, 0..<min(bytes, text.utf8.count)) }

  /// The clock for today, the date for another day.
  private func time(_ moment: Timestamp, _ context: PopupContext) -> String {
    let (then, today) = (context.zone.read(moment), context.zone.read(context.now))
    return then.day == today.day ? then.clock : then.date(limit: 12)
  }

  // MARK: Keys

  func actions(_ context: PopupContext) -> [PopupAction] {
    // A bar is text where nothing can be opened by it.
    rows.isEmpty
      ? [PopupAction("Enter", label: "open"), PopupAction("Alt-Enter", label: "beside")]
      : [
        PopupAction("Enter", label: "open", does: [.search(.resultOpened(.here))]),
        PopupAction("Alt-Enter", "|", label: "beside", does: [.search(.resultOpened(.beside))]),
      ]
  }

  func result(of press: KeyPress, _ context: PopupContext) -> InputResult {
    if let action = actions(context).action(of: press) { return action.result }
    guard let key = PopupKey(press) else { return edited(by: press, context) }
    if let usual = key.usual { return usual }
    guard let row = target(of: key, on: context.screen) else { return edited(by: press, context) }
    return row == list.selected ? [] : [.popupSelected(row)]
  }

  func hasField(_ context: PopupContext) -> Bool { true }

  func selectedRow(_ context: PopupContext) -> Int { current }

  func row(at place: Position, _ context: PopupContext) -> Int? {
    let rect = rect(on: context.screen)
    let (origin, inner) = (Box.innerOrigin(rect), Box.inner(rect.size))
    let lines = lines
    let window = window(of: lines, height: max(0, inner.rows.value - 1 - noteRows(inner, context).count))
    let line = window.lowerBound + (place.row - origin.row).value - 1
    let isInside = place.column >= origin.column && place.column < origin.column + inner.columns
    guard isInside, window.contains(line), case .row(let row) = lines[line] else { return nil }
    return row
  }

  private func target(of key: PopupKey, on screen: Size) -> Int? {
    let page = max(1, Box.inner(rect(on: screen).size).rows.value - 4)
    let target: Int
    switch key {
    case .up: target = current - 1
    case .down: target = current + 1
    case .pageUp: target = current - page
    case .pageDown: target = current + page
    default: return nil
    }
    return max(0, min(target, rows.count - 1))
  }
}
