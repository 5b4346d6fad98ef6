import AppState
import Canvas
import ChatModel

/// A row that a pane shows, and what it is a row of.
struct TranscriptLine: Equatable {
  /// The message's index in what the pane shows.
  var index: Int
  var place: RowPlace
  var spot: MessageSpot

  /// The first byte of the message's text that the row shows; nil for rows that show none.
  var source: Int? { if case .body(let source) = spot { source } else { nil } }
}

extension TranscriptView {
  /// The rows that `pane` shows on `size`, from top to bottom.
  mutating func lines(of pane: Pane, conversation: Conversation, size: Size) -> [TranscriptLine] {
    guard !conversation.messages.isEmpty else { return [] }
    let scene = TranscriptScene(pane, conversation, size)
    var place = top(of: scene)
    var lines: [TranscriptLine] = []
    while lines.count < scene.height {
      lines.append(line(at: place, in: scene))
      let next = moved(place, by: 1, in: scene)
      if next == place { break }
      place = next
    }
    return lines
  }

  private mutating func line(at place: TranscriptPlace, in scene: TranscriptScene) -> TranscriptLine {
    let message = scene.conversation.messages[place.index]
    update(place.index, in: scene)
    return TranscriptLine(
      index: place.index, place: RowPlace(message: message.id, row: place.number),
      spot: layouts[message.id]!.spot(at: place.inMessage, of: message, counters: &counters))
  }

  /// Where the byte `source` of a message's text is shown.
  private mutating func place(ofSource source: Int, index: Int, in scene: TranscriptScene) -> TranscriptPlace {
    let message = scene.conversation.messages[index]
    update(index, in: scene)
    let found = layouts[message.id]!.place(of: .body(source), of: message, counters: &counters)
    return TranscriptPlace(index: index, part: found.part, row: found.row)
  }

  /// Where `pane` has to stand to show the byte `source` of `message`: where it stands if it shows it, else so that a third
  /// of the pane is above it. Never following: what was found must not move.
  mutating func position(
    showing source: Int, of message: MessageID, pane: Pane, conversation: Conversation, size: Size
  ) -> ScrollPosition? {
    guard let index = conversation.index(of: message) else { return nil }
    let scene = TranscriptScene(pane, conversation, size)
    let target = place(ofSource: source, index: index, in: scene)
    var start = top(of: scene)
    if target < start || moved(start, by: max(0, scene.height - 2), in: scene) < target {
      start = moved(target, by: -(scene.height / 3), in: scene)
    }
    let id = conversation.messages[start.index].id
    memory.remember(id, at: start.index, of: conversation)
    return .anchored(message: id, row: start.number)
  }

  /// Where `pane` has to stand for the byte `source` of `message` to be in its first row; in the message's head, for its
  /// beginning.
  mutating func position(
    atTop source: Int, of message: MessageID, pane: Pane, conversation: Conversation, size: Size
  ) -> ScrollPosition? {
    guard let index = conversation.index(of: message) else { return nil }
    let scene = TranscriptScene(pane, conversation, size)
    let place = source == 0 ? TranscriptPlace(index: index, row: 0) : place(ofSource: source, index: index, in: scene)
    memory.remember(message, at: index, of: conversation)
    return .anchored(message: message, row: place.number)
  }

  /// The row, counted from the top of the pane, that shows the byte `source` of `message`; nil where none does.
  mutating func row(
    showing source: Int, of message: MessageID, pane: Pane, conversation: Conversation, size: Size
  ) -> Int? {
    guard let index = conversation.index(of: message) else { return nil }
    let scene = TranscriptScene(pane, conversation, size)
    let target = place(ofSource: source, index: index, in: scene)
    var place = top(of: scene)
    guard place <= target else { return nil }
    for row in 0..<scene.height {
      if place == target { return row }
      let next = moved(place, by: 1, in: scene)
      if next == place || next > target { return nil }
      place = next
    }
    return nil
  }

  // MARK: Selecting rows

  /// Where the selection's moving end goes by `motion`, and where the pane has to stand to show it.
  mutating func select(
    _ motion: TranscriptMotion, from head: RowPlace, pane: Pane, conversation: Conversation, size: Size
  ) -> (head: RowPlace, scroll: ScrollPosition)? {
    guard let index = conversation.index(of: head.message) else { return nil }
    let scene = TranscriptScene(pane, conversation, size)
    let start = TranscriptPlace(index: index, number: head.row)
    let target =
      motion == .end ? end(of: scene) : place(after: motion, from: start, in: scene) ?? start
    var top = top(of: scene)
    if target < top { top = target }
    if moved(top, by: max(0, scene.height - 1), in: scene) < target {
      top = moved(target, by: 1 - scene.height, in: scene)
    }
    let messages = conversation.messages
    return (
      RowPlace(message: messages[target.index].id, row: target.number),
      .anchored(message: messages[top.index].id, row: top.number)
    )
  }

  /// Which of the rows that `pane` shows lie in `selection`.
  mutating func rows(of selection: RowSelection, pane: Pane, conversation: Conversation, size: Size) -> Range<Int>? {
    guard let (first, last) = ends(of: selection, in: conversation) else { return nil }
    let lines = lines(of: pane, conversation: conversation, size: size)
    let chosen = lines.indices.filter {
      let place = TranscriptPlace(index: lines[$0].index, number: lines[$0].place.row)
      return first <= place && place <= last
    }
    return chosen.first.map { $0..<chosen.last! + 1 }
  }

  /// The source of the selected rows: whole lines of the messages, without what the screen adds.
  mutating func text(of selection: RowSelection, pane: Pane, conversation: Conversation, size: Size) -> String {
    guard let (first, last) = ends(of: selection, in: conversation) else { return "" }
    let scene = TranscriptScene(pane, conversation, size)
    let after = moved(last, by: 1, in: scene)
    var texts: [String] = []
    for index in first.index...last.index {
      let message = conversation.messages[index]
      let start = index == first.index ? source(at: first, in: scene) : 0
      let isLast = index == last.index && after != last && after.index == index
      let end = isLast ? source(at: after, in: scene) : index == last.index && last.row <= 0 && last.part == 0 ? 0 : nil
      texts.append(
        message.text.utf8Slice(
          from: message.text.startOfMarkup(before: start),
          to: end.map {
            max(message.text.startOfMarkup(before: $0), message.text.startOfMarkup(before: start))
          }))
    }
    return texts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private mutating func source(at place: TranscriptPlace, in scene: TranscriptScene) -> Int {
    let message = scene.conversation.messages[place.index]
    switch line(at: place, in: scene).spot {
    case .head: return 0
    case .body(let source): return source
    // Parts are no text of the answer.
    case .part(let number, _):
      return message.parts.indices.contains(number) && message.parts[number].offset == 0 ? 0 : message.text.utf8.count
    case .tail: return message.text.utf8.count
    }
  }

  private func ends(
    of selection: RowSelection, in conversation: Conversation
  ) -> (first: TranscriptPlace, last: TranscriptPlace)? {
    guard let anchor = conversation.index(of: selection.anchor.message),
      let head = conversation.index(of: selection.head.message)
    else { return nil }
    let places = [
      TranscriptPlace(index: anchor, number: selection.anchor.row),
      TranscriptPlace(index: head, number: selection.head.row),
    ]
    return (min(places[0], places[1]), max(places[0], places[1]))
  }
}

extension TranscriptScene {
  init(_ pane: Pane, _ conversation: Conversation, _ size: Size) {
    self.init(
      pane: pane, conversation: conversation, width: max(1, size.columns.value), height: max(0, size.rows.value))
  }
}

extension String {
  /// The bytes from `start` to `end` (nil: to the end), without line breaks at its ends.
  func utf8Slice(from start: Int, to end: Int?) -> String {
    let from = utf8.index(startIndex, offsetBy: min(max(0, start), utf8.count))
    let to = end.map { utf8.index(startIndex, offsetBy: min(max(0, $0), utf8.count)) } ?? endIndex
    guard from < to else { return "" }
    var slice = Substring(self[from..<to])
    while slice.last?.isNewline == true { slice.removeLast() }
    while slice.first?.isNewline == true { slice.removeFirst() }
    return String(slice)
  }

  /// The start of the line in which the byte `offset` stands, where only marks of Markdown stand between; else `offset`.
  func startOfMarkup(before offset: Int) -> Int {
    let bytes = Array(utf8.prefix(min(offset, utf8.count)).suffix(200))
    var start = bytes.count
    while start > 0, bytes[start - 1] != UInt8(ascii: "\n") {
      guard " \t#>*-+|_`~.)[]xX0123456789\r".utf8.contains(bytes[start - 1]) else { return offset }
      start -= 1
    }
    return start == 0 && bytes.count < min(offset, utf8.count) ? offset : offset - (bytes.count - start)
  }
}
