import AppState
import Canvas
import ChatModel
import Markdown

// The transcript: from messages to the rows of a pane.
//
// Rows are counted within the parts of messages, never over a whole message or conversation. Row 0 of the first part of a
// message is its head; what stands between it and the message before (a blank row, a day's date) has negative rows, so that
// nothing which arrives or is read from disk above a part changes the number of any row in it. A view is a place (message,
// part and row) at the top of the pane; following is the place from which the last row is at the bottom, or a few rows above
// it (see Follow). Both are found by walking from part to part, so only what is on the screen, and what is within a screen
// below it, is ever laid out, and the length of a message or a conversation costs nothing. Most messages have one part.
//
// Laid-out messages are kept by id. Before use each is compared with its message and brought up to date; see
// MessageLayout. When more rows are kept than `maximumRowsHeld`, those longest out of view go.

/// Lays out and scrolls one pane's conversation; owns the layout cache.
/// Does not: draw borders, title or the mark for rows below; hold any state of the conversation.
package struct TranscriptView {
  /// How the keys in hints are called.
  package var hints: TranscriptHints
  /// The clock that times are shown by.
  package var zone: TranscriptZone
  /// How it keeps up with a reply.
  package var follow = Follow()
  /// The messages that are starred.
  package var stars: [MessageID: Star] = [:]
  /// What stands in a conversation that has not begun.
  package var introduction: ChatbotIntroduction?
  /// What was laid out so far.
  package internal(set) var counters = TranscriptCounters()

  var layouts: [MessageID: MessageLayout] = [:]
  /// Bytes of a part of a message (see `MarkdownGrain`).
  private let grain: Int
  /// Counts uses of layouts, to know what was long out of view.
  private var uses = 0
  var memory = IndexMemory()
  var resized: Resized?

  /// Rows kept beyond this number are dropped, when they are not in view. A screenful is 50 rows, and a row takes about
  /// 300 bytes: more would cost memory for rows that nobody looks at, less would lay out again what a page up shows.
  static let maximumRowsHeld = 20_000
  /// So many messages from the first one in memory, those before it are wanted.
  private static let earlierMargin = 16

  /// A view with an empty cache.
  package init(
    hints: TranscriptHints = TranscriptHints(), zone: TranscriptZone = .local, grain: MarkdownGrain = MarkdownGrain()
  ) {
    self.hints = hints
    self.zone = zone
    self.grain = grain.part
  }

  /// The rows of `pane` on `size`, as they are at `now`. Brings the cache up to date.
  package mutating func picture(
    pane: Pane, conversation: Conversation, size: Size, focus: TranscriptFocus, now: Timestamp
  ) -> TranscriptPicture {
    let before = uses
    defer { dropLayouts(lastUsedUpTo: before, above: Self.maximumRowsHeld) }
    let width = max(1, size.columns.value)
    let height = max(0, size.rows.value)
    var picture = TranscriptPicture(rows: [], rowsBelow: 0, below: .exact, needsEarlier: false)
    let scene = TranscriptScene(pane: pane, conversation: conversation, width: width, height: height)
    if conversation.messages.isEmpty {
      let rows = TranscriptRows(hints: hints, zone: zone, width: width).placeholder(
        conversation, introduction)
      picture.rows = Array(rows.prefix(height))
    } else {
      draw(scene, focus: focus, now: now, into: &picture)
    }
    picture.rows = picture.rows.map { $0.clipped(to: size.columns, ellipsis: .mark) }
    while picture.rows.count < height { picture.rows.append(Row()) }
    return picture
  }

  private mutating func draw(
    _ scene: TranscriptScene, focus: TranscriptFocus, now: Timestamp, into picture: inout TranscriptPicture
  ) {
    let messages = scene.conversation.messages
    let top = top(of: scene)
    let current = scene.pane.scroll == .following ? messages.count - 1 : top.index
    let head = TranscriptHead(zone: zone, now: now, width: scene.width, stars: stars)
    var place = top
    while picture.rows.count < scene.height {
      let message = messages[place.index]
      if place.row < 0 {
        let leading = leading(place.index, in: scene)
        picture.rows += leading.suffix(-place.row).prefix(scene.height - picture.rows.count)
        place.row = 0
        continue
      }
      if place.row == 0, place.part == 0 {
        let isCurrent = focus == .focused && place.index == current
        let (row, due) = head.row(message, in: scene.conversation, isCurrent: isCurrent)
        picture.rows.append(row)
        picture.clockDue = [picture.clockDue, due].compactMap { $0 }.min()
        place.row = 1
        continue
      }
      let count = rowCount(place, in: scene)
      let end = min(count, place.row + scene.height - picture.rows.count)
      picture.rows += layouts[message.id]!.rows(
        place.row..<max(place.row, end), inPart: place.part, of: message, counters: &counters)
      place.row = end
      if place.row >= count, !goOn(&place, in: scene) { break }
    }
    picture.top = RowPlace(message: messages[top.index].id, row: top.number)
    picture.currentMessage = messages[current].id
    picture.needsEarlier = scene.conversation.mayHaveEarlier && top.index < Self.earlierMargin
    picture.needsLater = scene.conversation.hasLater && place.index + Self.earlierMargin >= messages.count
    if scene.pane.scroll != .following { countBelow(top, in: scene, into: &picture) }
  }

  /// Counts what stands below the view, up to a screenful more than is shown.
  private mutating func countBelow(
    _ top: TranscriptPlace, in scene: TranscriptScene, into picture: inout TranscriptPicture
  ) {
    let (rows, isAll) = rowsFrom(top, in: scene, atLeast: 2 * scene.height + 1)
    picture.rowsBelow = max(0, rows - scene.height)
    picture.below = isAll && !scene.conversation.hasLater ? .exact : .atLeast
    if scene.conversation.hasLater { picture.rowsBelow = max(1, picture.rowsBelow) }
  }

  // MARK: The cache

  /// Moves `place` to the start of the part below its own, or of what stands above the next message; false at the end.
  private mutating func goOn(_ place: inout TranscriptPlace, in scene: TranscriptScene) -> Bool {
    if place.part + 1 < partCount(place.index, in: scene) {
      place.part += 1
      place.row = 0
      return true
    }
    guard place.index + 1 < scene.conversation.messages.count else { return false }
    place = TranscriptPlace(index: place.index + 1, row: -leading(place.index + 1, in: scene).count)
    return true
  }

  /// How many rows the part has in which `place` is, from the head on if it is a message's first one.
  mutating func rowCount(_ place: TranscriptPlace, in scene: TranscriptScene) -> Int {
    rowCount(place.index, part: place.part, in: scene)
  }

  mutating func rowCount(_ index: Int, part: Int, in scene: TranscriptScene) -> Int {
    update(index, in: scene)
    let message = scene.conversation.messages[index]
    return layouts[message.id]!.count(ofPart: part, of: message, counters: &counters)
  }

  /// How many parts message `index` has, at least one.
  mutating func partCount(_ index: Int, in scene: TranscriptScene) -> Int {
    update(index, in: scene)
    return layouts[scene.conversation.messages[index].id]!.partCount
  }

  /// Brings the layout of message `index` up to date.
  mutating func update(_ index: Int, in scene: TranscriptScene) {
    let conversation = scene.conversation
    let message = conversation.messages[index]
    var style = MessageStyle(
      width: scene.width, format: scene.pane.format,
      isLast: index == conversation.messages.count - 1 && !conversation.hasLater,
      retryKey: hints.retry)
    if let running = conversation.running, running.message == message.id { style.retryReason = running.retry?.reason }
    style.isFolded = scene.pane.folding.folds(message.id, isLast: style.isLast)
    style.partFolds = scene.pane.folding.parts(of: message.id)
    style.foldedCodes = scene.pane.folding.codes(in: message.id)
    style.foldKey = hints.fold
    style.grain = grain
    if layouts[message.id] == nil {
      // A motion over very many messages must not keep them all, though it has used them just now.
      dropLayouts(lastUsedUpTo: uses, above: 4 * Self.maximumRowsHeld)
      layouts[message.id] = MessageLayout(message, style: style, counters: &counters)
    } else {
      layouts[message.id]!.update(message, style: style, counters: &counters)
    }
    uses += 1
    layouts[message.id]!.lastUse = uses
  }

  /// The rows above the head of message `index`: numbered -1, -2 … from the last one.
  func leading(_ index: Int, in scene: TranscriptScene) -> [Row] {
    let conversation = scene.conversation
    let rows = TranscriptRows(hints: hints, zone: zone, width: scene.width)
    let time = zone.read(conversation.messages[index].createdAt)
    guard index > 0 else {
      switch conversation.loading {
      // What comes before the first message decides whether a day begins with it.
      case .notLoaded, .loading, .loaded(hasEarlier: true): return []
      case .loaded(hasEarlier: false): return [rows.separator(time), Row()]
      case .failed(let problem): return rows.problem(problem) + [Row()]
      }
    }
    let day = zone.read(conversation.messages[index - 1].createdAt).day == time.day ? [] : [rows.separator(time)]
    let new = scene.pane.firstUnread == conversation.messages[index].id ? [rows.unreadMark] : []
    let branch = isBranchPoint(index, of: conversation) ? [rows.branchMark] : []
    let marks = day + branch + new
    return marks.isEmpty ? [Row()] : [Row()] + marks + [Row()]
  }

  /// Whether message `index` is the first that `conversation` does not have from the one that it branches off.
  private func isBranchPoint(_ index: Int, of conversation: Conversation) -> Bool {
    let header = conversation.header
    return header.branch != nil && conversation.messages[index].createdAt >= header.createdAt
      && conversation.messages[index - 1].createdAt < header.createdAt
  }

  /// Drops what was not used after the use `last`, longest unused first, when more than `limit` rows are kept.
  private mutating func dropLayouts(lastUsedUpTo last: Int, above limit: Int) {
    guard counters.rowsHeld > limit else { return }
    let unused = layouts.filter { $0.value.lastUse <= last }.sorted { $0.value.lastUse < $1.value.lastUse }
    for (id, layout) in unused {
      if counters.rowsHeld <= Self.maximumRowsHeld / 2 { break }
      counters.rowsHeld -= layout.held
      layouts[id] = nil
    }
  }
}

/// What a picture or a motion is about.
struct TranscriptScene {
  var pane: Pane
  var conversation: Conversation
  /// In columns, at least 1.
  var width: Int
  /// In rows, at least 0.
  var height: Int
}

/// A row of a conversation.
struct TranscriptPlace: Equatable, Comparable {
  /// The message's index in the conversation.
  var index: Int
  /// The number of the part of the message.
  var part = 0
  /// Counted within the part, in the first one from the message's head row; negative above that.
  var row: Int

  static func < (a: TranscriptPlace, b: TranscriptPlace) -> Bool { (a.index, a.part, a.row) < (b.index, b.part, b.row) }
}

extension TranscriptPlace {
  /// What a scroll position says of rows: the number of the part stands in the upper half of the number. Numbers up to
  /// 2³² are rows of the first part, or below it, so that those of texts with one part are plain numbers of rows.
  private static let rowBits = 32

  /// The place that the row `number` of a scroll position means, in the message `index`.
  init(index: Int, number: Int) {
    let part = max(0, number) >> Self.rowBits
    self.init(index: index, part: part, row: number - part << Self.rowBits)
  }

  /// The place in its message.
  var inMessage: MessagePlace { MessagePlace(part: part, row: row) }

  /// The row of a scroll position that means this place.
  var number: Int { part << Self.rowBits + row }
}
