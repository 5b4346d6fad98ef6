import AppState
import Canvas
import ChatModel
import Markdown

// What is kept of one message's rows, and when it is made anew.
//
// A message is a head row, what a reply brought before its answer, its body, and below it what it brought later and what
// explains it: the failure, the attachments, the sources. The head
// shows clocks and is made for each picture; the body is kept for as long as the message's text only grows and the
// width and format stay; the rest is kept for as long as the message's stamp stays. Nothing here is told that a message
// changed: at each picture the stamp is compared, so there is no notice that somebody could forget.
//
// A long text has many parts (see `MarkdownGrain`), and of them only those in view are laid out, and those next to them. A
// text of usual length is one part.

/// The rows of one message at one width. They are numbered within parts: the head row is row 0 of the first one, and what
/// stands below the body are the last rows of the last one. Only parts that are asked for are laid out.
struct MessageLayout {
  private var stamp: Stamp
  private var body: MessageBody
  private var parts: PartRows
  private var tail: [Row] = []
  /// The folds of the parts that were asked for.
  private var folds: [Int: FoldMap] = [:]
  /// The number of the use that was its last one, among those of all messages.
  var lastUse = 0

  /// Takes notice of `message`.
  init(_ message: Message, style: MessageStyle, counters: inout TranscriptCounters) {
    stamp = Stamp(message, style: style)
    body = MessageBody(message, style: style)
    parts = PartRows(style: style)
    counters.messagesLaidOut += 1
    body.extend(with: message, counters: &counters)
    parts.update(message, style: style, counters: &counters)
    tail = stamp.tail(counters: &counters)
    counters.rowsHeld += held
  }

  /// Brings the rows in line with `message`; lays nothing out.
  mutating func update(_ message: Message, style: MessageStyle, counters: inout TranscriptCounters) {
    let isSame = stamp.matches(message, style: style)
    if isSame && body.matches(message) && parts.matches(message) { return }
    counters.rowsHeld -= held
    counters.messagesLaidOut += 1
    if !body.canGrow(to: message, format: style.format) {
      body = MessageBody(message, style: style)
    }
    body.resize(to: style.width)
    body.extend(with: message, counters: &counters)
    parts.update(message, style: style, counters: &counters)
    if !isSame {
      stamp = Stamp(message, style: style)
      tail = stamp.tail(counters: &counters)
    }
    folds = [:]
    counters.rowsHeld += held
  }

  /// How many parts it has, at least one. A folded message has one.
  var partCount: Int { stamp.isFolded ? 1 : max(1, body.partCount) }

  /// How many rows the part `part` has, the head row and what is below the body included.
  mutating func count(ofPart part: Int, of message: Message, counters: inout TranscriptCounters) -> Int {
    head(part) + shown(part, message, &counters) + (part == partCount - 1 ? parts.below + tail.count : 0)
  }

  /// How many rows stand above the body in the part `part`: the head row, and what came before the answer.
  private func head(_ part: Int) -> Int { part == 0 ? 1 + parts.above : 0 }

  /// How many rows of the body the part `part` shows.
  private mutating func shown(_ part: Int, _ message: Message, _ counters: inout TranscriptCounters) -> Int {
    let count = counting(&counters) { $0.body.count(ofPart: part, of: message, counters: &$1) }
    return folds(part, &counters, count: count).shown(of: count)
  }

  /// How many rows are kept for it, or take as much memory as is kept for it.
  var held: Int { 4 + body.held + parts.held + tail.count }

  /// The rows of `range` in the part `part`, without the head row, which is not kept; `message` as it was at the last update.
  mutating func rows(
    _ range: Range<Int>, inPart part: Int, of message: Message, counters: inout TranscriptCounters
  ) -> [Row] {
    let (head, shown) = (head(part), shown(part, message, &counters))
    let above = range.clamped(to: head..<head + shown)
    var rows: [Row] = []
    if part == 0, range.lowerBound < head {
      let before = range.clamped(to: 1..<head)
      rows += parts.rows(before.lowerBound - 1..<before.upperBound - 1, areAbove: true, of: message)
    }
    if !above.isEmpty {
      let folds = folds[part] ?? FoldMap()
      counting(&counters) { layout, counters in
        var index = above.lowerBound - head
        while index < above.upperBound - head {
          switch folds.place(of: index) {
          case .gap(let number):
            let isAll = !(folds.goesOn && number == folds.gaps.count - 1)
            rows.append(layout.stamp.gap(folds.gaps[number].count, isAll: isAll))
            index += 1
          case .row(let row):
            let run = min(folds.run(from: row), above.upperBound - head - index)
            rows += layout.body.rows(row..<row + run, inPart: part, of: message, counters: &counters)
            index += run
          }
        }
      }
    }
    guard part == partCount - 1 else { return rows }
    let (start, middle) = (head + shown, head + shown + parts.below)
    let between = range.clamped(to: start..<middle)
    rows += parts.rows(between.lowerBound - start..<between.upperBound - start, areAbove: false, of: message)
    let below = range.clamped(to: middle..<middle + tail.count)
    return rows + tail[below.lowerBound - middle..<below.upperBound - middle]
  }

  /// What stands at `place`, in a form that outlives a change of width.
  mutating func spot(at place: MessagePlace, of message: Message, counters: inout TranscriptCounters) -> MessageSpot {
    let head = head(place.part)
    if place.row < head {
      return place.row < 1 ? .head(place.row) : parts.spot(at: place.row - 1, areAbove: true) ?? .head(0)
    }
    let shown = shown(place.part, message, &counters)
    if place.row >= head + shown, place.part == partCount - 1 {
      let row = place.row - head - shown
      if row < parts.below, let spot = parts.spot(at: row, areAbove: false) { return spot }
      return .tail(max(0, row - parts.below))
    }
    let row = (folds[place.part] ?? FoldMap()).row(at: place.row - head)
    let inBody = MessagePlace(part: place.part, row: row)
    return .body(counting(&counters) { $0.body.source(of: inBody, of: message, counters: &$1) })
  }

  /// Where `spot` stands now.
  mutating func place(of spot: MessageSpot, of message: Message, counters: inout TranscriptCounters) -> MessagePlace {
    switch spot {
    case .head(let row): return MessagePlace(part: 0, row: row)
    case .tail(let row):
      let part = partCount - 1
      let count = count(ofPart: part, of: message, counters: &counters)
      return MessagePlace(part: part, row: min(count - 1, max(0, count - tail.count + row)))
    case .part(let number, let source):
      guard let (row, isAbove) = parts.row(ofPart: number, source: source) else { return MessagePlace(part: 0, row: 0) }
      if isAbove { return MessagePlace(part: 0, row: 1 + row) }
      let part = partCount - 1
      let count = count(ofPart: part, of: message, counters: &counters)
      return MessagePlace(part: part, row: max(0, count - tail.count - parts.below + row))
    case .body(let source): return place(ofSource: source, of: message, counters: &counters)
    }
  }

  /// Where the byte `source` of the text is shown; the gap where it is hidden.
  private mutating func place(
    ofSource source: Int, of message: Message, counters: inout TranscriptCounters
  ) -> MessagePlace {
    let place = counting(&counters) { $0.body.place(ofSource: source, of: message, counters: &$1) }
    let part = min(place.part, partCount - 1)
    let count = count(ofPart: part, of: message, counters: &counters)
    let row = part < place.part ? Int.max / 2 : place.row
    return MessagePlace(part: part, row: max(0, min(count - 1, head(part) + (folds[part] ?? FoldMap()).index(of: row))))
  }

  // MARK: Landmarks

  /// Of the places `sources` in the text, in ascending order, the one that is shown `count` ones from `start` on, up if
  /// negative; the last one that way, and how many there are, if there are fewer.
  mutating func landmark(
    _ count: Int, from start: MessagePlace?, among sources: [Int], of message: Message,
    counters: inout TranscriptCounters
  ) -> (place: MessagePlace, steps: Int)? {
    var range = sources.indices
    if let start {
      switch spot(at: start, of: message, counters: &counters) {
      case .head: range = count < 0 ? 0..<0 : range
      case .part(let number, _):
        let isAbove = message.parts.indices.contains(number) && message.parts[number].offset == 0
        range = isAbove == (count < 0) ? 0..<0 : range
      case .tail: range = count < 0 ? range : 0..<0
      case .body(let source):
        // What stands above and below in the text does so on the screen; but a place may show nothing of its own.
        if count < 0 {
          var end = sources.firstIndex { $0 > source } ?? sources.count
          while end > 0, place(ofSource: sources[end - 1], of: message, counters: &counters) >= start { end -= 1 }
          range = 0..<end
        } else {
          var first = sources.firstIndex { $0 >= source } ?? sources.count
          while first < sources.count, place(ofSource: sources[first], of: message, counters: &counters) <= start {
            first += 1
          }
          range = first..<sources.count
        }
      }
    }
    if stamp.isFolded {
      _ = self.shown(0, message, &counters)
      let shown = range.filter { index in
        let place = counting(&counters) { $0.body.place(ofSource: sources[index], of: message, counters: &$1) }
        return place.part == 0 && (folds[0] ?? FoldMap()).place(of: place.row) == .row(place.row)
      }
      guard let first = shown.first, let last = shown.last else { return nil }
      range = first..<last + 1
    }
    guard !range.isEmpty else { return nil }
    let steps = Int(min(count.magnitude, UInt(range.count)))
    let index = count < 0 ? range.upperBound - steps : range.lowerBound + steps - 1
    return (place(ofSource: sources[index], of: message, counters: &counters), steps)
  }

  /// Where its code blocks begin in the text.
  func codes(of message: Message) -> [Int] { body.codes(of: message) }

  /// Where its headings begin in the text.
  func headings(of message: Message) -> [Int] { body.headings(of: message) }

  // MARK: Folds

  /// The number of the code block at `place` that can be folded or is.
  mutating func code(at place: MessagePlace, of message: Message, counters: inout TranscriptCounters) -> Int? {
    let head = head(place.part)
    guard place.row >= head, !stamp.isFolded, place.row < head + shown(place.part, message, &counters)
    else { return nil }
    let row = (folds[place.part] ?? FoldMap()).row(at: place.row - head)
    let codes = counting(&counters) { $0.body.codeRows(inPart: place.part, counters: &$1) }
    return codes.first {
      $0.rows.contains(row) && ($0.hasBegun || $0.goesOn || $0.rows.count > Self.foldedCodeRows + 1)
    }?.number
  }

  /// Whether folding it hides anything.
  mutating func isWorthFolding(_ message: Message, counters: inout TranscriptCounters) -> Bool {
    guard !stamp.isFolded, body.partCount <= 1 else { return true }
    let count = counting(&counters) { $0.body.count(ofPart: 0, of: message, counters: &$1) }
    return count > Self.foldedRows + 1
  }

  /// Of a folded message and of folded code so many rows are shown. Less than two hidden rows are not worth a fold.
  private static let foldedRows = 2
  private static let foldedCodeRows = 3

  /// The folds of the part `part`, which has `count` rows.
  private mutating func folds(_ part: Int, _ counters: inout TranscriptCounters, count: Int) -> FoldMap {
    if let known = folds[part] { return known }
    let made = newFolds(part, &counters, count: count)
    folds[part] = made
    return made
  }

  private mutating func newFolds(_ part: Int, _ counters: inout TranscriptCounters, count: Int) -> FoldMap {
    if stamp.isFolded {
      let goesOn = body.partCount > 1
      let gap = min(Self.foldedRows, goesOn ? max(0, count - 1) : count)..<count
      return FoldMap(hiding: gap.count > (goesOn ? 0 : 1) ? [gap] : [], goesOn: goesOn)
    }
    guard stamp.foldsCode else { return FoldMap() }
    var gaps: [Range<Int>] = []
    var hidden = 0
    var goesOn = false
    for code in counting(&counters, { $0.body.codeRows(inPart: part, counters: &$1) })
    where stamp.folds(code: code.number) && !code.rows.isEmpty {
      if code.hasBegun {
        hidden = code.rows.upperBound
      } else {
        // What goes on below has its gap here.
        let first = min(code.rows.lowerBound + Self.foldedCodeRows, code.rows.upperBound - (code.goesOn ? 1 : 0))
        let gap = first..<code.rows.upperBound
        if gap.count > (code.goesOn ? 0 : 1) { gaps.append(gap) }
        goesOn = code.goesOn
      }
    }
    return FoldMap(hiding: gaps, afterHidden: hidden, goesOn: goesOn)
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
  /// The row that says what this part is, or the one that holds this byte of its text.
  case part(Int, source: Int?)
  /// So many rows below the body and the parts.
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
  /// Which parts beside the answer are folded or unfolded, other than they are at first.
  var partFolds = PartFolds()
  /// The numbers of the code blocks that are folded.
  var foldedCodes: Set<Int> = []
  /// How the key is called that folds and unfolds.
  var foldKey = ""
  /// Bytes of a part of the text.
  var grain = MarkdownGrain().part
}
