import AppState
import Canvas
import ChatModel

/// Asks before a very large text goes into the composer.
struct PastePopup: QuestionPopup {
  var text: String

  var writes: Bool { true }

  // What is larger is no prompt that somebody meant to paste; it may be a file, or a secret, from an old clipboard.
  private static let bytesAtOnce = 64 << 10
  private static let linesAtOnce = 2000

  /// What pasting `text` into the composer does: asks where it is very large.
  static func events(_ text: String) -> [UserEvent] {
    if let pasted = PastedPaths(text) { return [.attachments(.pathsPasted(text, paths: pasted.paths))] }
    return text.utf8.count > bytesAtOnce || lines(text) > linesAtOnce
      ? [.opened(PastePopup(text: text))] : [.composer(.edited(.insert(text)))]
  }

  private static func lines(_ text: String) -> Int {
    text.utf8.reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
  }

  /// A terminal that stalls hands a paste out in parts.
  mutating func edit(_ action: EditorAction, in state: inout State) -> [Command] {
    if case .insert(let more) = action { text += more }
    return []
  }

  func question(_ context: PopupContext) -> Question {
    let lines = Self.lines(text)
    let size = (text.utf8.count + 999) / 1000
    return Question(
      title: "Large paste",
      text: "This paste has \(size) kB in \(lines == 1 ? "one line" : "\(lines) lines"). Put it into the text? "
        + "Nothing is sent.",
      actions: [
        PopupAction("Enter", label: "paste", does: [.popupClosed, .composer(.edited(.insert(text)))]),
        PopupAction("Esc", label: "drop it", does: [.popupClosed]),
      ])
  }

  func result(ofPaste text: String, _ context: PopupContext) -> InputResult { [.popupEdited(.insert(text))] }
}
