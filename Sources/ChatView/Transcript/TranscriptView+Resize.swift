import AppState
import Canvas
import ChatModel

extension TranscriptView {
  /// Where `pane` has to stand for the same text to be at its top after its size became `newSize`; nil when that is where
  /// it stands.
  package mutating func reanchored(
    pane: Pane, conversation: Conversation, from oldSize: Size, to newSize: Size
  ) -> ScrollPosition? {
    reanchored(conversation, from: pane, oldSize, to: pane, newSize)
  }

  /// The same for `old` becoming `new`, which shows the same place in another form.
  package mutating func reanchored(
    _ conversation: Conversation, from old: Pane, _ oldSize: Size, to new: Pane, _ newSize: Size
  ) -> ScrollPosition? {
    guard case .anchored = old.scroll, !conversation.messages.isEmpty else {
      resized = nil
      return nil
    }
    let (oldForm, newForm) = (Form(old, oldSize), Form(new, newSize))
    if oldForm == newForm { return nil }
    var scene = TranscriptScene(
      pane: old, conversation: conversation, width: oldForm.width, height: max(0, oldSize.rows.value))
    let place = top(of: scene)
    let message = conversation.messages[place.index]
    let id = message.id
    let spot: MessageSpot
    if let resized, resized.position == old.scroll, resized.form == oldForm {
      spot = resized.spot
    } else {
      update(place.index, in: scene)
      spot = layouts[id]!.spot(at: place.inMessage, of: message, counters: &counters)
    }
    scene.width = newForm.width
    scene.pane = new
    update(place.index, in: scene)
    let found = layouts[id]!.place(of: spot, of: message, counters: &counters)
    let row = TranscriptPlace(index: place.index, part: found.part, row: found.row).number
    let position = ScrollPosition.anchored(message: id, row: row)
    resized = Resized(position: position, form: newForm, spot: spot)
    return position == old.scroll ? nil : position
  }
}

extension TranscriptView {
  /// What decides which rows a message has.
  struct Form: Equatable {
    var width: Int
    var format: Pane.Format
    var folding: Folding

    init(_ pane: Pane, _ size: Size) {
      width = max(1, size.columns.value)
      format = pane.format
      folding = pane.folding
    }
  }
}

/// What the last change of form put at the top of the view.
struct Resized {
  var position: ScrollPosition
  var form: TranscriptView.Form
  /// What was at the top before the first of several resizes: resizing back must come back to it.
  var spot: MessageSpot
}
