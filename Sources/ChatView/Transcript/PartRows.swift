import AppState
import Canvas
import ChatModel

/// The rows of what a reply brought beside its answer: a row for each part that says what it is, and below it, where it is
/// unfolded, its text. What came before the answer stands above it, the rest below, so that no row of the answer moves when
/// a part follows. A part that grows is only wrapped further. Of a folded message each side is one row, so that nothing is
/// hidden without a sign.
struct PartRows {
  /// What is known of one part.
  private struct Item {
    var title: String
    var isAbove: Bool
    var isShown: Bool
    /// How much of the text has been taken notice of, in UTF-8 bytes, and how many line feeds are in it.
    var utf8Count = 0
    var breaks = 0
    /// Made when it is unfolded first.
    var text: TranscriptText?
  }

  private var items: [Item] = []
  /// Where the rows of each part begin, among those of its side; and how many rows each side has.
  private var starts: [Int] = []
  private(set) var above = 0
  private(set) var below = 0
  private var style: MessageStyle
  private var areShown = false

  init(style: MessageStyle) { self.style = style }

  /// Whether all of the parts has been taken notice of.
  func matches(_ message: Message) -> Bool {
    items.count == message.parts.count && (items.last?.utf8Count ?? 0) == (message.parts.last?.text.utf8.count ?? 0)
  }

  /// Whether `message` has these parts, perhaps with something more.
  private func canGrow(to message: Message, _ style: MessageStyle) -> Bool {
    guard style.width == self.style.width, style.isFolded == self.style.isFolded,
      style.partFolds == self.style.partFolds, style.foldKey == self.style.foldKey, message.lacksAnswer == areShown,
      items.count <= message.parts.count
    else { return false }
    return items.indices.suffix(1).allSatisfy { message.parts[$0].text.utf8.count >= items[$0].utf8Count }
  }

  /// Takes notice of what `message` has more than when last asked.
  mutating func update(_ message: Message, style: MessageStyle, counters: inout TranscriptCounters) {
    if !canGrow(to: message, style) {
      self = PartRows(style: style)
      areShown = message.lacksAnswer
    }
    // The last known one may have grown; those before it are finished.
    for number in max(0, items.count - 1)..<max(items.count, message.parts.count) {
      let part = message.parts[number]
      if number == items.count {
        let isAbove = part.offset == 0
        items.append(
          Item(
            title: TerminalText(part.title).text, isAbove: isAbove,
            isShown: !style.isFolded && style.partFolds.shows(number, areShown: areShown)))
        starts.append(style.isFolded ? 0 : isAbove ? above : below)
      }
      extend(number, with: part.text, counters: &counters)
      let end = starts[number] + rowCount(number)
      if items[number].isAbove { above = end } else { below = end }
    }
  }

  private mutating func extend(_ number: Int, with text: String, counters: inout TranscriptCounters) {
    let known = items[number].utf8Count
    if text.utf8.count > known {
      var text = text
      items[number].breaks += text.withUTF8 { bytes in bytes[known...].count { $0 == 0x0A } }
      items[number].utf8Count = text.utf8.count
    }
    guard items[number].isShown, !text.isEmpty else { return }
    if items[number].text == nil { items[number].text = TranscriptText(width: style.width - indent) }
    counters.rowsLaidOut += items[number].text!.extend(with: text)
  }

  private var indent: Int { style.width >= 10 ? 2 : 0 }

  /// The row that says what the part is, and those of its text.
  private func rowCount(_ number: Int) -> Int { 1 + textRows(number) }

  private func textRows(_ number: Int) -> Int {
    guard let text = items[number].text else { return 0 }
    // A line end at the end of the text begins no row.
    return text.starts.count - (text.starts.count > 1 && text.starts.last == text.utf8Count ? 1 : 0)
  }

  /// How many rows are kept, or take as much memory as is kept.
  var held: Int { (items.reduce(0) { $0 + ($1.text?.starts.count ?? 0) }) / 30 + items.count / 2 }

  /// The rows of `range` among those above the answer, or among those below it.
  func rows(_ range: Range<Int>, areAbove: Bool, of message: Message) -> [Row] {
    var rows: [Row] = []
    guard !range.isEmpty, var number = number(at: range.lowerBound, areAbove: areAbove) else { return rows }
    var row = range.lowerBound
    while row < range.upperBound, number < items.count {
      guard items[number].isAbove == areAbove else {
        number += 1
        continue
      }
      let own = row - starts[number]
      if own == 0 {
        rows.append(label(number, of: message))
      } else if own <= textRows(number), let text = items[number].text, message.parts.indices.contains(number) {
        let shown = text.row(own - 1, of: message.parts[number].text, style: Style(.dim))
        rows.append(
          shown.spans.isEmpty
            ? shown : Row([Span(String(repeating: " ", count: indent), Style(.dim))] + shown.spans))
      } else {
        number += 1
        continue
      }
      row += 1
    }
    return rows
  }

  private func label(_ number: Int, of message: Message) -> Row {
    let item = items[number]
    let text = message.parts.indices.contains(number) ? message.parts[number].text : ""
    let count = style.isFolded ? items.count { $0.isAbove == item.isAbove } : 1
    let summary =
      count > 1 ? "\(count) parts" : ReplyPart.summary(item.title, lines: ReplyPart.lines(item.breaks, of: text))
    let row = Row([Span("\(item.isShown ? "▾" : "▸") \(summary)\(hint(number, of: text))", Style(.dim))])
    if row.columns.value <= style.width { return row }
    return Row([Span("\(item.isShown ? "▾" : "▸") \(summary)", Style(.dim))])
      .clipped(to: Columns(style.width), ellipsis: .mark)
  }

  /// The key that unfolds, said once: it is about all parts.
  private func hint(_ number: Int, of text: String) -> String {
    guard number == 0, !items[0].isShown, !style.isFolded, !style.foldKey.isEmpty else { return "" }
    if items.count > 1 { return " · \(style.foldKey) shows them" }
    return text.isEmpty ? "" : " · \(style.foldKey) shows it"
  }

  /// The part that has the row `row` of those on its side.
  private func number(at row: Int, areAbove: Bool) -> Int? {
    // Those above come before those below, since text comes between; only a text that was replaced can mix them.
    var found: Int?
    for number in items.indices where items[number].isAbove == areAbove {
      if starts[number] > row { break }
      found = number
    }
    return found
  }

  /// The part that the row shows, and the first byte of its text in it.
  func spot(at row: Int, areAbove: Bool) -> MessageSpot? {
    guard let number = number(at: row, areAbove: areAbove) else { return nil }
    let own = row - starts[number]
    let text = items[number].text?.starts ?? []
    return .part(number, source: own > 0 && text.indices.contains(own - 1) ? text[own - 1] : nil)
  }

  /// The row that shows the byte `source` of the part's text, nil for the row that says what it is; and its side.
  func row(ofPart number: Int, source: Int?) -> (row: Int, isAbove: Bool)? {
    guard items.indices.contains(number), rowCount(number) > 0, above + below > 0 else { return nil }
    let within = source.flatMap { source in items[number].text.map { $0.row(at: source) + 1 } } ?? 0
    return (starts[number] + min(within, textRows(number)), items[number].isAbove)
  }
}
