import AppState
import Canvas
import ChatModel

/// Shows how two answers differ, word by word. What was removed and added stands in the brackets of wdiff, so that it can be
/// told apart without colours and when copied.
struct DifferencePopup: ScrollingPopup {
  var difference: TextDifference
  var scroll = 0

  var widest: Columns { 120 }
  var closingKey: Character { "D" }

  var title: String {
    let counts = difference.counts
    return "\(counts.removed) words less, \(counts.added) more"
  }

  func rows(width: Columns, _ context: PopupContext) -> [Row] {
    var head = Row([Span("[-", Style(.deleted)), Span(difference.oldTitle.excerpt(100), Style(.deleted))])
    head.append(Span("-]  ", Style(.deleted)))
    head.append(Span("{+", Style(.inserted)))
    head.append(Span(difference.newTitle.excerpt(100), Style(.inserted)))
    head.append(Span("+}", Style(.inserted)))
    var rows = [head.clipped(to: width, ellipsis: .mark), Row()]
    var line: [Span] = []
    for part in difference.parts {
      for (index, text) in part.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
        if index > 0 {
          rows += Wrap.rows(of: line, width: width)
          line = []
        }
        guard !text.isEmpty else { continue }
        switch part.kind {
        case .common: line.append(Span(String(text), Style(.popup)))
        case .removed: line.append(Span("[-\(text)-]", Style(.deleted, .strikethrough)))
        case .added: line.append(Span("{+\(text)+}", Style(.inserted, .underline)))
        }
      }
    }
    return rows + Wrap.rows(of: line, width: width)
  }
}
