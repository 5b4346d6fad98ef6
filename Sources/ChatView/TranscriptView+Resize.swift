import Canvas
import ChatModel
import ChatStore

extension TranscriptView {
  /// Where `pane` has to stand for the same text to be at its top after its size became `newSize`; nil when that is where
  /// it stands.
  package mutating func reanchored(
    pane: Pane, conversation: Conversation, from oldSize: Size, to newSize: Size
  ) -> ScrollPosition? {
    reanchored(pane: pane, conversation: conversation, from: (oldSize, pane.format), to: (newSize, pane.format))
  }

  /// The same for a change of size, of format or of both.
  package mutating func reanchored(
    pane: Pane, conversation: Conversation, from old: (size: Size, format: Pane.Format),
    to new: (size: Size, format: Pane.Format)
  ) -> ScrollPosition? {
    guard case .anchored = pane.scroll, !conversation.messages.isEmpty else {
      resized = nil
      return nil
    }
    if old.size.columns == new.size.columns && old.format == new.format { return nil }
    var scene = TranscriptScene(
      pane: pane, conversation: conversation, width: max(1, old.size.columns.value), height: max(0, old.size.rows.value)
    )
    scene.pane.format = old.format
    let place = top(of: scene)
    let id = conversation.messages[place.index].id
    let spot: MessageSpot
    if let resized, resized.position == pane.scroll, resized.width == scene.width, resized.format == old.format {
      spot = resized.spot
    } else {
      _ = layOut(place.index, in: scene)
      spot = layouts[id]!.spot(at: place.row, counters: &counters)
    }
    scene.width = max(1, new.size.columns.value)
    scene.pane.format = new.format
    _ = layOut(place.index, in: scene)
    let position = ScrollPosition.anchored(message: id, row: layouts[id]!.row(at: spot, counters: &counters))
    resized = Resized(position: position, width: scene.width, format: new.format, spot: spot)
    return position == pane.scroll ? nil : position
  }
}

/// What the last resize put at the top of the view.
struct Resized {
  var position: ScrollPosition
  var width: Int
  var format: Pane.Format
  /// What was at the top before the first of several resizes: resizing back must come back to it.
  var spot: MessageSpot
}
