import Canvas
import ChatModel
import ChatStore

// What is kept of one message's rows, and when it is made anew.
//
// A message is a head row, its body, and below it what explains it: the failure, the attachments, the sources. The head
// shows clocks and is made for each picture; the body is kept for as long as the message's text only grows and the
// width and format stay; the rest is kept for as long as the message's stamp stays. Nothing here is told that a message
// changed: at each picture the stamp is compared, so there is no notice that somebody could forget.

/// The rows of one message at one width.
struct MessageLayout {
  private var stamp: Stamp
  private var body: MessageBody
  private var tail: [Row] = []
  private var folds = FoldMap()
  /// The number of the use that was its last one, among those of all messages.
  var lastUse = 0

  /// Lays `message` out.
  init(_ message: Message, style: MessageStyle, counters: inout TranscriptCounters) {
    stamp = Stamp(message, style: style)
    body = MessageBody(message, style: style)
    counters.messagesLaidOut += 1
    body.extend(with: message, counters: &counters)
    tail = stamp.tail(counters: &counters)
    fold(message, style, counters: &counters)
    counters.rowsHeld += held
  }

  /// Brings the rows in line with `message`; lays out only what is new.
  mutating func update(_ message: Message, style: MessageStyle, counters: inout TranscriptCounters) {
    let isSame = stamp.matches(message, style: style)
    if isSame && body.matches(message) { return }
    counters.rowsHeld -= held
    counters.messagesLaidOut += 1
    if !body.canGrow(to: message, format: style.format) {
      body = MessageBody(message, style: style)
    }
    body.resize(to: style.width, counters: &counters)
    body.extend(with: message, counters: &counters)
    if !isSame {
      stamp = Stamp(message, style: style)
      tail = stamp.tail(counters: &counters)
    }
    fold(message, style, counters: &counters)
    counters.rowsHeld += held
  }

  /// How many rows it has, the head row included.
  var count: Int { 1 + shown + tail.count }

  /// How many rows the body shows.
  private var shown: Int { folds.shown(of: body.count) }

  /// How many rows are kept for it, or take as much memory as is kept for it.
  var held: Int { 4 + body.held + tail.count }

  /// The rows of `range`, counted from 1 since the head row is not kept; `message` as it was at the last update.
  mutating func rows(_ range: Range<Int>, of message: Message, counters: inout TranscriptCounters) -> [Row] {
    let above = range.clamped(to: 1..<shown + 1)
    let below = range.clamped(to: shown + 1..<count)
    var rows: [Row] = []
    if !above.isEmpty {
      counting(&counters) { layout, counters in
        var index = above.lowerBound - 1
        while index < above.upperBound - 1 {
          switch layout.folds.place(of: index) {
          case .gap(let number):
            rows.append(layout.stamp.gap(layout.folds.gaps[number].count))
            index += 1
          case .row(let row):
            let run = min(layout.folds.run(from: row), above.upperBound - 1 - index)
            rows += layout.body.rows(row..<row + run, of: message, counters: &counters)
            index += run
          }
        }
      }
    }
    return rows + tail[below.lowerBound - shown - 1..<below.upperBound - shown - 1]
  }

  /// The first rows of the code blocks in it, from top to bottom.
  mutating func codeRows(of message: Message, counters: inout TranscriptCounters) -> [Int] {
    shownRows(counting(&counters) { $0.body.codeRows(of: message, counters: &$1) }.map(\.lowerBound))
  }

  /// The rows of the headings in it, from top to bottom.
  mutating func headingRows(of message: Message, counters: inout TranscriptCounters) -> [Int] {
    shownRows(counting(&counters) { $0.body.headingRows(of: message, counters: &$1) })
  }

  /// What stands at row `index`, in a form that outlives a change of width.
  mutating func spot(at index: Int, counters: inout TranscriptCounters) -> MessageSpot {
    if index < 1 { return .head(index) }
    if index > shown { return .tail(index - 1 - shown) }
    return .body(counting(&counters) { $0.body.place(of: $0.folds.row(at: index - 1), counters: &$1) })
  }

  /// The row at which `spot` stands now.
  mutating func row(at spot: MessageSpot, counters: inout TranscriptCounters) -> Int {
    switch spot {
    case .head(let row): return row
    case .tail(let row): return min(count - 1, 1 + shown + row)
    case .body(let place):
      let row = counting(&counters) { $0.body.row(at: place, counters: &$1) }
      return min(count - 1, 1 + folds.index(of: row))
    }
  }

  // MARK: Folds

  /// The number of the code block at row `index` that can be folded or is.
  mutating func code(at index: Int, of message: Message, counters: inout TranscriptCounters) -> Int? {
    guard index >= 1, index <= shown, !stamp.isFolded else { return nil }
    let row = folds.row(at: index - 1)
    let codes = counting(&counters) { $0.body.codeRows(of: message, counters: &$1) }
    return codes.firstIndex { $0.contains(row) && $0.count > Self.foldedCodeRows + 1 }
  }

  /// Of a folded message and of folded code so many rows are shown. Less than two hidden rows are not worth a fold.
  private static let foldedRows = 2
  private static let foldedCodeRows = 3

  private mutating func fold(_ message: Message, _ style: MessageStyle, counters: inout TranscriptCounters) {
    var gaps: [Range<Int>] = []
    if style.isFolded {
      gaps = [min(Self.foldedRows, body.count)..<body.count]
    } else if !style.foldedCodes.isEmpty {
      let codes = body.codeRows(of: message, counters: &counters)
      gaps = style.foldedCodes.sorted().filter { codes.indices.contains($0) }.map {
        min(codes[$0].lowerBound + Self.foldedCodeRows, codes[$0].upperBound)..<codes[$0].upperBound
      }
    }
    folds = FoldMap(hiding: gaps.filter { $0.count > 1 })
  }

  private func shownRows(_ rows: [Int]) -> [Int] {
    rows.filter { folds.place(of: folds.index(of: $0)) == .row($0) }.map { 1 + folds.index(of: $0) }
  }

  private mutating func counting<Result>(
    _ counters: inout TranscriptCounters, _ work: (inout Self, inout TranscriptCounters) -> Result
  ) -> Result {
    counters.rowsHeld -= held
    defer { counters.rowsHeld += held }
    return work(&self, &counters)
  }
}

/// A part of a message that can be found again at another width.
enum MessageSpot: Equatable {
  /// The head row (0) or a row above it (negative).
  case head(Int)
  /// The part of the body that holds this byte of the text.
  case body(Int)
  /// So many rows below the body.
  case tail(Int)
}

/// How a message is laid out.
struct MessageStyle: Equatable {
  /// In columns, at least 1.
  var width: Int
  var format: Pane.Format
  /// Whether it is the last one, which a retry would be about.
  var isLast: Bool
  /// How the key for a retry is called.
  var retryKey: String
  /// Why its request will be repeated, while it waits for that.
  var retryReason: Failure?
  var isFolded = false
  /// The numbers of the code blocks that are folded.
  var foldedCodes: Set<Int> = []
  /// How the key is called that folds and unfolds.
  var foldKey = ""
}
