import AppState
import Canvas
import ChatModel

/// Shows what an answer rests on: the files, and the passages of them. Enter, `y` and `s` are about the chosen one.
extension SourcesPopup: ScrollingPopup {
  var widest: Columns { 100 }
  var closingKey: Character { "q" }

  /// Of a passage so many characters are shown; a copy has all of them.
  private static var longest: Int { 8000 }

  private var index: Int { min(max(0, chosen), sources.count - 1) }

  var title: String { sources.count == 1 ? "Source" : "Source \(index + 1) of \(sources.count)" }

  func rows(width: Columns, _ context: PopupContext) -> [Row] { laidOut(width: width).rows }

  /// All rows, and in which of them each source begins.
  private func laidOut(width: Columns) -> (rows: [Row], starts: [Int]) {
    var rows: [Row] = []
    var starts: [Int] = []
    for (number, source) in sources.enumerated() {
      if number > 0 { rows.append(Row()) }
      starts.append(rows.count)
      rows += Self.rows(of: source, number: number, isChosen: number == index, width: width)
    }
    return (rows, starts)
  }

  private static func rows(of source: CitedSource, number: Int, isChosen: Bool, width: Columns) -> [Row] {
    let label = Row([
      Span(isChosen ? "› " : "  ", Style(.popupKey)), Span("\(number + 1) ", Style(isChosen ? .popupKey : .dim)),
    ])
    let indent = Row([Span(String(repeating: " ", count: min(label.columns.value, 4)), Style(.popup))])
    var name = [Span(source.name.excerpt(400), Style(.popup, .bold))]
    if let score = source.score { name.append(Span("  " + score.excerpt(40), Style(.dim))) }
    var rows = Wrap.rows(of: name, width: width, firstPrefix: label, prefix: indent)
    if let file = source.file {
      rows += Wrap.rows(of: [Span(file.excerpt(2000), Style(.dim))], width: width, firstPrefix: indent, prefix: indent)
    }
    var bar = indent
    bar.append(Span("│ ", Style(.dim)))
    for (place, passage) in source.passages.enumerated() {
      if place > 0 { rows.append(indent) }
      if let score = passage.score {
        var row = indent
        row.append(Span("score " + score.excerpt(40), Style(.dim)))
        rows.append(row.clipped(to: width, ellipsis: .mark))
      }
      for line in passage.text.excerptLines(longest) {
        rows += Wrap.rows(of: [Span(line, Style(.popup))], width: width, firstPrefix: bar, prefix: bar)
      }
      let more = passage.text.count - longest
      if more > 0 { rows.append(Row([Span("    \(more) characters more; y copies all", Style(.dim))])) }
    }
    return rows.map { $0.clipped(to: width, ellipsis: .mark) }
  }

  func actions(_ context: PopupContext) -> [PopupAction] {
    guard sources.indices.contains(index) else { return [] }
    let (source, screen) = (sources[index], context.screen)
    let text = source.passages.map(\.text).joined(separator: "\n\n")
    return [
      PopupAction("Tab", "n", "J", label: sources.count > 1 ? "next" : nil, does: choose(index + 1, on: screen)),
      PopupAction("Shift-Tab", "p", "K", does: choose(index - 1, on: screen)),
      PopupAction(
        "Enter", label: "open",
        does: [
          source.file.map { .copying(.linkOpened($0)) } ?? .noticed("The service does not say where this file is.")
        ]),
      PopupAction("s", label: "save", does: [.downloads(.folderAsked(file: source.file ?? "", name: source.name))]),
      PopupAction(
        "y", label: "copy",
        does: [text.isEmpty ? .noticed("Of this source there is no passage.") : .copying(.text(text))]),
    ] + (1...9).prefix(sources.count).map { number in PopupAction("\(number)", does: choose(number - 1, on: screen)) }
  }

  /// The source with the number `number`, from 0, at the top as far as there are rows below it.
  private func choose(_ number: Int, on screen: Size) -> InputResult {
    let wanted = min(max(0, number), sources.count - 1)
    let inner = inner(on: screen)
    let (rows, starts) = laidOut(width: inner.columns)
    var changed = self
    changed.scroll = within(starts[wanted], rows.count, inner)
    if wanted == index && changed.scroll == scroll { return [] }
    changed.chosen = wanted
    return [.changed(changed)]
  }
}

extension String {
  /// The lines of the first `limit` characters.
  fileprivate func excerptLines(_ limit: Int) -> [String] {
    prefix(limit).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
  }
}
