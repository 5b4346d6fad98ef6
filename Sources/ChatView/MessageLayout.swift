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
  /// The number of the use that was its last one, among those of all messages.
  var lastUse = 0

  /// Lays `message` out.
  init(_ message: Message, style: MessageStyle, counters: inout TranscriptCounters) {
    stamp = Stamp(message, style: style)
    body = MessageBody(message, style: style)
    counters.messagesLaidOut += 1
    body.extend(with: message, counters: &counters)
    tail = stamp.tail(counters: &counters)
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
    counters.rowsHeld += held
  }

  /// How many rows it has, the head row included.
  var count: Int { 1 + body.count + tail.count }

  /// How many rows are kept for it, or take as much memory as is kept for it.
  var held: Int { 4 + body.held + tail.count }

  /// The rows of `range`, counted from 1 since the head row is not kept; `message` as it was at the last update.
  mutating func rows(_ range: Range<Int>, of message: Message, counters: inout TranscriptCounters) -> [Row] {
    let above = range.clamped(to: 1..<body.count + 1)
    let below = range.clamped(to: body.count + 1..<count)
    var rows: [Row] = []
    if !above.isEmpty {
      counters.rowsHeld -= held
      rows = body.rows(above.lowerBound - 1..<above.upperBound - 1, of: message, counters: &counters)
      counters.rowsHeld += held
    }
    return rows + tail[below.lowerBound - body.count - 1..<below.upperBound - body.count - 1]
  }

  /// The first rows of the code blocks in it, from top to bottom.
  mutating func codeRows(of message: Message, counters: inout TranscriptCounters) -> [Int] {
    counters.rowsHeld -= held
    defer { counters.rowsHeld += held }
    return body.codeRows(of: message, counters: &counters).map { $0 + 1 }
  }

  /// What stands at row `index`, in a form that outlives a change of width.
  mutating func spot(at index: Int, counters: inout TranscriptCounters) -> MessageSpot {
    if index < 1 { return .head(index) }
    if index > body.count { return .tail(index - 1 - body.count) }
    counters.rowsHeld -= held
    defer { counters.rowsHeld += held }
    return .body(body.place(of: index - 1, counters: &counters))
  }

  /// The row at which `spot` stands now.
  mutating func row(at spot: MessageSpot, counters: inout TranscriptCounters) -> Int {
    switch spot {
    case .head(let row): return row
    case .tail(let row): return min(count - 1, 1 + body.count + row)
    case .body(let place):
      counters.rowsHeld -= held
      defer { counters.rowsHeld += held }
      return min(count - 1, 1 + body.row(at: place, counters: &counters))
    }
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
}
