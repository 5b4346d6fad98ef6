import ChatModel

/// Rows of a transcript that are chosen to be copied: from where it began to where it was moved.
package struct RowSelection: Hashable, Sendable {
  package var anchor: RowPlace
  package var head: RowPlace
  /// Whether the pane followed before, and does again when the selection ends.
  package var held: Bool

  package init(anchor: RowPlace, head: RowPlace, held: Bool) {
    self.anchor = anchor
    self.head = head
    self.held = held
  }
}

/// A row of a message, numbered as in `ScrollPosition`.
package struct RowPlace: Hashable, Sendable {
  package var message: MessageID
  package var row: Int

  package init(message: MessageID, row: Int) {
    self.message = message
    self.row = row
  }
}

/// Something on the screen that a letter copies.
package struct CopyTarget: Hashable, Sendable {
  /// What to type for it.
  package var label: String
  package var kind: Kind
  /// As it stands in the message, without gutters or line breaks of the screen.
  package var text: String
  /// Where the label stands on the screen, in columns and rows from its top left corner.
  package var column: Int
  package var row: Int

  package enum Kind: String, Hashable, Sendable {
    case message, paragraph, heading, code = "code block", command = "command line", table, list, quote, link, text
  }

  package init(label: String, kind: Kind, text: String, column: Int, row: Int) {
    self.label = label
    self.kind = kind
    self.text = text
    self.column = column
    self.row = row
  }
}

/// Letters beside what can be copied.
package struct CopyHints: Popup {
  package var targets: [CopyTarget]
  package var typed = ""
  /// Whether the pane followed before, and does again when they are gone.
  package var held: Bool

  package init(_ targets: [CopyTarget], held: Bool) {
    self.targets = targets
    self.held = held
  }

  package mutating func close(in state: inout State, now: Timestamp) -> [Command]? {
    if held { state.followAgain(now: now) }
    return []
  }
}

/// A question or a heading of a conversation.
package struct OutlineEntry: Hashable, Sendable {
  package var message: MessageID
  /// Where it stands in the message's text, in UTF-8 bytes.
  package var source: Int
  /// 0 for a question; the level of a heading from 1 on.
  package var level: Int
  package var text: String

  package init(message: MessageID, source: Int, level: Int, text: String) {
    self.message = message
    self.source = source
    self.level = level
    self.text = text
  }
}
