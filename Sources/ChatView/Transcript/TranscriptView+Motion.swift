import AppState
import Canvas
import ChatModel

extension TranscriptView {
  /// Where `pane` stands after `motion`; `.following` when that shows the end of the conversation.
  package mutating func position(
    after motion: TranscriptMotion, pane: Pane, conversation: Conversation, size: Size
  ) -> ScrollPosition {
    let scene = TranscriptScene(
      pane: pane, conversation: conversation, width: max(1, size.columns.value), height: max(0, size.rows.value))
    guard !conversation.messages.isEmpty else { return .following }
    if motion == .end { return .following }
    let start = top(of: scene)
    guard let place = place(after: motion, from: start, in: scene), place != start else { return pane.scroll }
    return position(place, in: scene)
  }

  /// Where `motion` leads from `start`; nil where there is nothing that way.
  mutating func place(
    after motion: TranscriptMotion, from start: TranscriptPlace, in scene: TranscriptScene
  ) -> TranscriptPlace? {
    switch motion {
    case .rows(let count): moved(start, by: count, in: scene)
    case .halfPages(let count): moved(start, by: Self.product(count, max(1, scene.height / 2)), in: scene)
    case .pages(let count): moved(start, by: Self.product(count, max(1, scene.height - 1)), in: scene)
    case .top: TranscriptPlace(index: 0, row: -leading(0, in: scene).count)
    case .end: end(of: scene)
    case .messages(let count): movedByMessages(start, count, in: scene)
    case .codeBlocks(let count): moved(start, count, to: .codeBlocks, in: scene)
    case .headings(let count): moved(start, count, to: .headings, in: scene)
    }
  }

  /// The scroll position that shows `place` at the top; `.following` where following shows no more of the end.
  private mutating func position(_ place: TranscriptPlace, in scene: TranscriptScene) -> ScrollPosition {
    if !scene.conversation.hasLater, rowsFrom(place, in: scene, atLeast: scene.height + 1).rows <= scene.height,
      place >= followingTop(of: scene)
    {
      return .following
    }
    let id = scene.conversation.messages[place.index].id
    memory.remember(id, at: place.index, of: scene.conversation)
    return .anchored(message: id, row: place.number)
  }

  // MARK: Places

  /// The place at the top of the view.
  mutating func top(of scene: TranscriptScene) -> TranscriptPlace {
    switch scene.pane.scroll {
    case .following: return followingTop(of: scene)
    case .anchored(let id, let row):
      guard let index = memory.index(of: id, in: scene.conversation) else {
        // The message is gone: the nearest to where it stood, at its head.
        return TranscriptPlace(index: memory.nearest(in: scene.conversation), row: 0)
      }
      return place(index, row, in: scene)
    }
  }

  /// The row `number` of message `index`, as it is by now.
  private mutating func place(_ index: Int, _ number: Int, in scene: TranscriptScene) -> TranscriptPlace {
    if number <= 0 { return TranscriptPlace(index: index, row: max(number, -leading(index, in: scene).count)) }
    return settled(TranscriptPlace(index: index, number: number), in: scene)
  }

  /// `place` as it is in a text that has grown since: rows that its part does not have belong to the parts below, those of
  /// a part that is gone to the last one.
  private mutating func settled(_ place: TranscriptPlace, in scene: TranscriptScene) -> TranscriptPlace {
    var place = place
    let last = partCount(place.index, in: scene) - 1
    if place.part > last {
      place.part = last
      place.row += rowCount(place, in: scene)
    }
    while true {
      let rows = rowCount(place, in: scene)
      if place.row < rows { return place }
      if place.part == last { return lastRow(of: place.index, in: scene) }
      place.row -= rows
      place.part += 1
    }
  }

  /// The last row of message `index`; not every part shows one.
  private mutating func lastRow(of index: Int, in scene: TranscriptScene) -> TranscriptPlace {
    var place = TranscriptPlace(index: index, part: partCount(index, in: scene) - 1, row: 0)
    while place.part > 0, rowCount(place, in: scene) == 0 { place.part -= 1 }
    place.row = rowCount(place, in: scene) - 1
    return place
  }

  /// The place at the top of a view that follows. It never moves back, as long as what stood there is there.
  private mutating func followingTop(of scene: TranscriptScene) -> TranscriptPlace {
    let top = steppedTop(of: scene)
    guard let before = scene.pane.followed, before.columns == scene.width, before.rows == scene.height,
      let index = scene.conversation.index(of: before.place.message)
    else { return top }
    let place = place(index, before.place.row, in: scene)
    return place > top && place < end(of: scene) ? place : top
  }

  /// Where the view stands by the steps alone.
  private mutating func steppedTop(of scene: TranscriptScene) -> TranscriptPlace {
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
    let (rows, first) = rowsCounted(upTo: last, step: step, in: scene)
    let free = (first - rows) % step
    return free < 0 ? free + step : free
  }

  /// The rows of message `index` by which steps are counted, and how many there are where one of the steps is.
  private mutating func rowsCounted(
    upTo index: Int, step: Int, in scene: TranscriptScene
  ) -> (rows: Int, first: Int) {
    let carried = Follow.carriedRows(width: scene.width)
    var part = partCount(index, in: scene) - 1
    var rows = rowCount(index, part: part, in: scene)
    while part > 0, rows <= carried {
      part -= 1
      rows += rowCount(index, part: part, in: scene)
    }
    return (rows, part == 0 ? 0 : carried + step - 1)
  }

  mutating func end(of scene: TranscriptScene) -> TranscriptPlace {
    lastRow(of: scene.conversation.messages.count - 1, in: scene)
  }

  /// How many rows there are from `place` on to the end, counted until there are `limit`; and whether that is all.
  mutating func rowsFrom(
    _ place: TranscriptPlace, in scene: TranscriptScene, atLeast limit: Int
  ) -> (rows: Int, isAll: Bool) {
    var rows = rowCount(place, in: scene) - place.row
    var (index, part) = (place.index, place.part + 1)
    while true {
      if part == partCount(index, in: scene) {
        (index, part) = (index + 1, 0)
        if index == scene.conversation.messages.count { return (rows, true) }
      }
      if rows >= limit { return (rows, false) }
      if part == 0 { rows += leading(index, in: scene).count }
      rows += rowCount(index, part: part, in: scene)
      part += 1
    }
  }

  /// `place` moved down by `count` rows, up if negative, no further than the first and the last row.
  mutating func moved(
    _ place: TranscriptPlace, by count: Int, in scene: TranscriptScene
  ) -> TranscriptPlace {
    var place = place
    // No conversation has so many rows, and sums of them do not overflow.
    place.row += min(max(count, -(1 << 40)), 1 << 40)
    while true {
      if place.part > 0, place.row < 0 {
        place.part -= 1
        place.row += rowCount(place, in: scene)
        continue
      }
      if place.part == 0 {
        let lowest = -leading(place.index, in: scene).count
        if place.row < lowest {
          guard place.index > 0 else { return TranscriptPlace(index: 0, row: lowest) }
          place.index -= 1
          place.part = partCount(place.index, in: scene) - 1
          place.row += rowCount(place, in: scene) - lowest
          continue
        }
        if place.row <= 0 { return place }
      }
      let rows = rowCount(place, in: scene)
      if place.row < rows { return place }
      if place.part + 1 < partCount(place.index, in: scene) {
        place.part += 1
        place.row -= rows
        continue
      }
      guard place.index + 1 < scene.conversation.messages.count else { return lastRow(of: place.index, in: scene) }
      place.index += 1
      place.part = 0
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
      count < 0
      ? (start.part > 0 || start.row > 0 ? start.index : start.index - 1)
      : start.part == 0 && start.row < 0 ? start.index : start.index + 1
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
    update(place.index, in: scene)
    return layouts[message.id]!.code(at: place.inMessage, of: message, counters: &counters)
  }

  /// The number of the part beside an answer that the row at the top of the view belongs to.
  mutating func partAtTop(of pane: Pane, conversation: Conversation, size: Size) -> Int? {
    guard pane.scroll != .following, !conversation.messages.isEmpty else { return nil }
    let scene = TranscriptScene(pane, conversation, size)
    let place = top(of: scene)
    let message = conversation.messages[place.index]
    update(place.index, in: scene)
    guard
      case .part(let number, _) = layouts[message.id]!.spot(at: place.inMessage, of: message, counters: &counters)
    else { return nil }
    return number
  }

  /// Of `message` and those below it in view the first one of which something can be folded or unfolded; and whether folding
  /// all of it hides anything.
  mutating func foldable(
    from message: MessageID, in pane: Pane, conversation: Conversation, size: Size
  ) -> (message: Message, isWorthFolding: Bool)? {
    let scene = TranscriptScene(pane, conversation, size)
    guard let first = conversation.messages.firstIndex(where: { $0.id == message }) else { return nil }
    var rowsLeft = scene.height
    for index in first..<conversation.messages.count where rowsLeft > 0 {
      let message = conversation.messages[index]
      update(index, in: scene)
      let isWorthFolding = layouts[message.id]!.isWorthFolding(message, counters: &counters)
      if isWorthFolding || !message.parts.isEmpty { return (message, isWorthFolding) }
      rowsLeft -= rowCount(index, part: 0, in: scene) + leading(index, in: scene).count
    }
    return nil
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
        update(index, in: scene)
        let sources = sources(of: landmarks, messages[index])
        let from = index == start.index ? start.inMessage : nil
        if let (place, steps) = layouts[messages[index].id]!.landmark(
          count < 0 ? -Int(clamping: left) : Int(clamping: left), from: from, among: sources, of: messages[index],
          counters: &counters)
        {
          found = TranscriptPlace(index: index, part: place.part, row: place.row)
          left -= UInt(steps)
        }
      }
      index += count < 0 ? -1 : 1
    }
    return found
  }

  /// The search looks through so many messages: all that anybody wrote in a year, in a few milliseconds.
  private static let searchLimit = 10_000

  private func sources(of landmarks: Landmarks, _ message: Message) -> [Int] {
    switch landmarks {
    case .codeBlocks: layouts[message.id]!.codes(of: message)
    case .headings: layouts[message.id]!.headings(of: message)
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
