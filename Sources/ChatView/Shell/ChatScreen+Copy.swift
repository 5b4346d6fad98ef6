import AppState
import Canvas
import ChatModel
import Markdown

extension ChatScreen {
  /// Shows a letter beside everything on the screen that can be copied. The view stands still while they are shown.
  mutating func copyHints(_ state: State, now: Timestamp) -> [UserEvent] {
    let pane = state.pane
    guard let shown = state.shown, let area = layout(state).content(of: pane.id) else { return [] }
    prepare(pane.id)
    let lines = panes[pane.id]!.transcript.lines(of: pane, conversation: shown, size: area.size)
    let rows = picture(of: pane, state, size: area.size, now: now)?.rows ?? []
    let things = CopyTargets(lines, rows: rows.map(\.text), shown.messages).things
    guard !things.isEmpty else { return [.noticed("There is nothing to copy here yet.")] }
    let labels = CopyTargets.labels(things.count)
    var used: [Int: [Int]] = [:]
    let targets = zip(things, labels).map { thing, label -> CopyTarget in
      var column = area.origin.column.value
      if let before = thing.before, let found = Self.column(of: before, in: rows, from: thing.row) {
        column += found.column
        return CopyTarget(
          label: label, kind: thing.kind, text: thing.text,
          column: Self.free(column, label.count + 2, in: &used[found.row, default: []]),
          row: area.origin.row.value + found.row)
      }
      return CopyTarget(
        label: label, kind: thing.kind, text: thing.text,
        column: Self.free(column, label.count + 2, in: &used[thing.row, default: []]),
        row: area.origin.row.value + thing.row)
    }
    let hold: [UserEvent] =
      pane.scroll == .following && lines.first != nil
      ? [.paging(.scrolled(pane.id, .anchored(message: lines[0].place.message, row: lines[0].place.row)))] : []
    return hold + [.opened(CopyHints(targets, held: !hold.isEmpty))]
  }

  /// Where `text` stands in `rows`, from the row `row` on, a screenful at most.
  private static func column(of text: String, in rows: [Row], from row: Int) -> (row: Int, column: Int)? {
    let pattern = TextPattern(text.excerpt(40))
    guard !pattern.isEmpty, rows.indices.contains(row) else { return nil }
    for index in row..<rows.count {
      let line = rows[index].text
      guard let range = pattern.matches(in: line, limit: 1).first else { continue }
      let prefix = line.utf8Slice(from: 0, to: range.lowerBound)
      return (index, Span(prefix).columns.value)
    }
    return nil
  }

  /// The first column from `column` on where a label of `width` columns covers no other one.
  private static func free(_ column: Int, _ width: Int, in used: inout [Int]) -> Int {
    var column = column
    while used.contains(where: { abs($0 - column) < width }) { column += 1 }
    used.append(column)
    return column
  }

  // MARK: Rows

  /// Begins to select rows, at the top of the view; following, at the last message.
  mutating func beginSelection(_ state: State) -> [UserEvent] {
    let pane = state.pane
    guard let shown = state.shown else { return [] }
    prepare(pane.id)
    let lines = panes[pane.id]!.transcript.lines(of: pane, conversation: shown, size: contentSize(state))
    guard let top = lines.first else { return [.noticed("There is nothing to select yet.")] }
    let start =
      pane.scroll == .following ? lines.last { $0.spot == .head(0) } ?? top : lines.first { $0.place.row >= 0 } ?? top
    let hold: [UserEvent] =
      pane.scroll == .following
      ? [.paging(.scrolled(pane.id, .anchored(message: top.place.message, row: top.place.row)))] : []
    return hold + [
      .transcript(.rowsSelected(RowSelection(anchor: start.place, head: start.place, held: !hold.isEmpty)))
    ]
  }

  /// What `press` does while rows are being selected; nil where none are.
  mutating func selectRows(_ press: KeyPress, _ state: State) -> [UserEvent]? {
    guard state.zone == .transcript, state.popups.isEmpty, let selection = state.pane.selection else { return nil }
    let motion: TranscriptMotion
    switch keymap.answer(to: press, zone: .transcript) {
    case .command(let command):
      switch command {
      case .rowDown: motion = .rows(1)
      case .rowUp: motion = .rows(-1)
      case .nextMessage: motion = .messages(1)
      case .previousMessage: motion = .messages(-1)
      case .nextCode: motion = .codeBlocks(1)
      case .previousCode: motion = .codeBlocks(-1)
      case .nextHeading: motion = .headings(1)
      case .previousHeading: motion = .headings(-1)
      case .halfPageDown: motion = .halfPages(1)
      case .halfPageUp: motion = .halfPages(-1)
      case .pageDown: motion = .pages(1)
      case .pageUp: motion = .pages(-1)
      case .top: motion = .top
      case .end: motion = .end
      case .copy, .fold: return copySelection(selection, state)
      case .back, .selectRows, .stop, .compose: return [.transcript(.rowsSelected(nil))]
      // The other end moves.
      case .links:
        return [
          .transcript(.rowsSelected(RowSelection(anchor: selection.head, head: selection.anchor, held: selection.held)))
        ]
      default: return nil
      }
    case .leader, .none: return nil
    }
    let pane = state.pane
    guard let shown = state.shown else { return [] }
    prepare(pane.id)
    guard
      let (head, scroll) = panes[pane.id]!.transcript.select(
        motion, from: selection.head, pane: pane, conversation: shown, size: contentSize(state))
    else { return [.transcript(.rowsSelected(nil))] }
    return [.transcript(.rowsSelected(RowSelection(anchor: selection.anchor, head: head, held: selection.held)))]
      + (scroll == pane.scroll ? [] : [.paging(.scrolled(pane.id, scroll))])
  }

  private mutating func copySelection(_ selection: RowSelection, _ state: State) -> [UserEvent] {
    guard let shown = state.shown else { return [] }
    let text = panes[state.pane.id]!.transcript.text(
      of: selection, pane: state.pane, conversation: shown, size: contentSize(state))
    return [.transcript(.rowsSelected(nil))]
      + (text.isEmpty ? [.noticed("There is no text in these rows.")] : [.copying(.text(text))])
  }

  // MARK: Outline

  /// The questions and headings of what the pane has in memory.
  mutating func outline(_ state: State) -> [UserEvent] {
    guard let shown = state.shown else { return [] }
    var entries: [OutlineEntry] = []
    for message in shown.messages {
      guard message.author == .assistant else {
        entries.append(OutlineEntry(message: message.id, source: 0, level: 0, text: message.text.excerpt(400)))
        continue
      }
      guard TranscriptText.mayHaveHeading(message.text) else { continue }
      var document = MarkdownDocument()
      document.append(message.text)
      document.finish()
      for block in document.blocks {
        guard let heading = document.heading(of: block) else { continue }
        entries.append(
          OutlineEntry(
            message: message.id, source: block.source.lowerBound, level: heading.level, text: heading.text.excerpt(400))
        )
      }
    }
    guard !entries.isEmpty else { return [.noticed("There is no question or heading here yet.")] }
    let top = panes[state.pane.id]?.picture?.topMessage
    let selected = top.flatMap { id in entries.firstIndex { $0.message == id } } ?? entries.count - 1
    return [.opened(OutlinePopup(list: ListPicker(selected: selected), entries: entries))]
  }

  /// The message that commands are about, and its star.
  mutating func currentMessage(_ state: State, now: Timestamp) -> MessageID? {
    picture(of: state.pane, state, size: contentSize(state), now: now)?.currentMessage
  }
}
