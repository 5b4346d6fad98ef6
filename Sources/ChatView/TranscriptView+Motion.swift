import Canvas
import ChatModel
import ChatStore

extension TranscriptView {
  /// Where `pane` stands after `motion`; `.following` when that shows the end of the conversation.
  package mutating func position(
    after motion: TranscriptMotion, pane: Pane, conversation: Conversation, size: Size
  ) -> ScrollPosition {
    let scene = TranscriptScene(
      pane: pane, conversation: conversation, width: max(1, size.columns.value), height: max(0, size.rows.value))
    guard !conversation.messages.isEmpty else { return .following }
    let start = top(of: scene)
    let place: TranscriptPlace
    switch motion {
    case .rows(let count): place = moved(start, by: count, in: scene)
    case .halfPages(let count): place = moved(start, by: Self.product(count, max(1, scene.height / 2)), in: scene)
    case .pages(let count): place = moved(start, by: Self.product(count, max(1, scene.height - 1)), in: scene)
    case .top: place = TranscriptPlace(index: 0, row: -leading(0, in: scene).count)
    case .end: return .following
    case .messages(let count): place = movedByMessages(start, count, in: scene)
    case .codeBlocks(let count):
      guard let found = moved(start, count, to: .codeBlocks, in: scene) else { return pane.scroll }
      place = found
    case .headings(let count):
      guard let found = moved(start, count, to: .headings, in: scene) else { return pane.scroll }
      place = found
    }
    return place == start ? pane.scroll : position(place, in: scene)
  }

  /// The scroll position that shows `place` at the top; `.following` where following shows no more of the end.
  private mutating func position(_ place: TranscriptPlace, in scene: TranscriptScene) -> ScrollPosition {
    if rowsFrom(place, in: scene, atLeast: scene.height + 1).rows <= scene.height, place >= followingTop(of: scene) {
      return .following
    }
    let id = scene.conversation.messages[place.index].id
    memory.remember(id, at: place.index, of: scene.conversation)
    return .anchored(message: id, row: place.row)
  }

  // MARK: Places

  /// The place at the top of the view.
  mutating func top(of scene: TranscriptScene) -> TranscriptPlace {
    let messages = scene.conversation.messages
    switch scene.pane.scroll {
    case .following: return followingTop(of: scene)
    case .anchored(let id, let row):
      guard let index = memory.index(of: id, in: scene.conversation) else {
        // The message is gone: the nearest to where it stood, at its head.
        return TranscriptPlace(index: memory.nearest(in: scene.conversation), row: 0)
      }
      let lowest = -leading(index, in: scene).count
      if row <= 0 { return TranscriptPlace(index: index, row: max(row, lowest)) }
      return TranscriptPlace(index: index, row: min(row, layOut(min(index, messages.count - 1), in: scene) - 1))
    }
  }

  /// The place at the top of a view that follows.
  private mutating func followingTop(of scene: TranscriptScene) -> TranscriptPlace {
    let top = moved(end(of: scene), by: 1 - scene.height, in: scene)
    // What fits as a whole stands at the top of the pane.
    if top == TranscriptPlace(index: 0, row: -leading(0, in: scene).count) { return top }
    return moved(top, by: freeRows(in: scene), in: scene)
  }

  /// How many rows a view that follows leaves free below the end, for what a reply brings until the next step.
  private mutating func freeRows(in scene: TranscriptScene) -> Int {
    let last = scene.conversation.messages.count - 1
    let message = scene.conversation.messages[last]
    // Only what has grown since it was read from disk has had steps.
    guard message.status.isRunning || message.revision > 0 else { return 0 }
    let step = (message.status.isRunning ? follow : follow.settled).step(height: scene.height)
    return (step - layOut(last, in: scene) % step) % step
  }

  private mutating func end(of scene: TranscriptScene) -> TranscriptPlace {
    let index = scene.conversation.messages.count - 1
    return TranscriptPlace(index: index, row: layOut(index, in: scene) - 1)
  }

  /// How many rows there are from `place` on to the end, counted until there are `limit`; and whether that is all.
  mutating func rowsFrom(
    _ place: TranscriptPlace, in scene: TranscriptScene, atLeast limit: Int
  ) -> (rows: Int, isAll: Bool) {
    var rows = layOut(place.index, in: scene) - place.row
    var index = place.index + 1
    while index < scene.conversation.messages.count {
      if rows >= limit { return (rows, false) }
      rows += leading(index, in: scene).count + layOut(index, in: scene)
      index += 1
    }
    return (rows, true)
  }

  /// `place` moved down by `count` rows, up if negative, no further than the first and the last row.
  private mutating func moved(
    _ place: TranscriptPlace, by count: Int, in scene: TranscriptScene
  ) -> TranscriptPlace {
    var place = place
    // No conversation has so many rows, and sums of them do not overflow.
    place.row += min(max(count, -(1 << 40)), 1 << 40)
    while true {
      let lowest = -leading(place.index, in: scene).count
      if place.row < lowest {
        guard place.index > 0 else { return TranscriptPlace(index: 0, row: lowest) }
        place.index -= 1
        place.row += layOut(place.index, in: scene) - lowest
        continue
      }
      if place.row <= 0 { return place }
      let rows = layOut(place.index, in: scene)
      if place.row < rows { return place }
      guard place.index + 1 < scene.conversation.messages.count else {
        return TranscriptPlace(index: place.index, row: rows - 1)
      }
      place.index += 1
      place.row -= rows + leading(place.index, in: scene).count
    }
  }

  private mutating func movedByMessages(
    _ start: TranscriptPlace, _ count: Int, in scene: TranscriptScene
  ) -> TranscriptPlace {
    let last = scene.conversation.messages.count - 1
    guard count != 0 else { return start }
    // From within a message, the nearest head up is its own; from the rows above a head, the nearest down is that one.
    let nearest =
      count < 0 ? (start.row > 0 ? start.index : start.index - 1) : start.row < 0 ? start.index : start.index + 1
    let index = count < 0 ? Self.sum(nearest, count + 1) : Self.sum(nearest, count - 1)
    if index < 0 { return TranscriptPlace(index: 0, row: -leading(0, in: scene).count) }
    if index > last { return end(of: scene) }
    return TranscriptPlace(index: index, row: 0)
  }

  /// The number of the code block at the top of the view that can be folded or is.
  mutating func codeAtTop(of pane: Pane, conversation: Conversation, size: Size) -> Int? {
    guard pane.scroll != .following, !conversation.messages.isEmpty else { return nil }
    let scene = TranscriptScene(
      pane: pane, conversation: conversation, width: max(1, size.columns.value), height: max(0, size.rows.value))
    let place = top(of: scene)
    let message = conversation.messages[place.index]
    _ = layOut(place.index, in: scene)
    return layouts[message.id]!.code(at: place.row, of: message, counters: &counters)
  }

  /// What stands out in an answer.
  private enum Landmarks { case codeBlocks, headings }

  /// nil where there is none that way.
  private mutating func moved(
    _ start: TranscriptPlace, _ count: Int, to landmarks: Landmarks, in scene: TranscriptScene
  ) -> TranscriptPlace? {
    let messages = scene.conversation.messages
    var found: TranscriptPlace?
    var left = count.magnitude
    var index = start.index
    for _ in 0..<Self.searchLimit where left > 0 && messages.indices.contains(index) {
      if messages[index].author == .assistant && Self.mayHave(landmarks, messages[index].text) {
        _ = layOut(index, in: scene)
        var rows = rows(of: landmarks, messages[index])
        if index == start.index { rows = rows.filter { count < 0 ? $0 < start.row : $0 > start.row } }
        if !rows.isEmpty {
          let step = Int(min(left, UInt(rows.count)))
          found = TranscriptPlace(index: index, row: count < 0 ? rows[rows.count - step] : rows[step - 1])
          left -= UInt(step)
        }
      }
      index += count < 0 ? -1 : 1
    }
    return found
  }

  /// The search looks through so many messages: all that anybody wrote in a year, in a few milliseconds.
  private static let searchLimit = 10_000

  private mutating func rows(of landmarks: Landmarks, _ message: Message) -> [Int] {
    switch landmarks {
    case .codeBlocks: layouts[message.id]!.codeRows(of: message, counters: &counters)
    case .headings: layouts[message.id]!.headingRows(of: message, counters: &counters)
    }
  }

  /// Whether it is worth to lay `text` out.
  private static func mayHave(_ landmarks: Landmarks, _ text: String) -> Bool {
    switch landmarks {
    case .codeBlocks: TranscriptText.mayHaveFence(text)
    case .headings: TranscriptText.mayHaveHeading(text)
    }
  }

  private static func product(_ a: Int, _ b: Int) -> Int {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? (a < 0 ? .min : .max) : product
  }

  private static func sum(_ a: Int, _ b: Int) -> Int {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? (b < 0 ? .min : .max) : sum
  }
}
