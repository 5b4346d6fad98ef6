import Canvas
import ChatModel
import ChatStore

/// Asks before a very large text goes into the composer.
struct PastePopup: Popup {
  var text: String

  // What is larger is no prompt that somebody meant to paste; it may be a file, or a secret, from an old clipboard.
  private static let bytesAtOnce = 64 << 10
  private static let linesAtOnce = 2000

  /// What pasting `text` into the composer does: asks where it is very large.
  static func events(_ text: String) -> [UserEvent] {
    if let pasted = PastedPaths(text) { return [.pathsPasted(text, paths: pasted.paths)] }
    return text.utf8.count > bytesAtOnce || lines(text) > linesAtOnce
      ? [.layerOpened(.paste(text))] : [.composerEdited(.insert(text))]
  }

  private static func lines(_ text: String) -> Int {
    text.utf8.reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
  }

  func picture(on screen: Size, now: Timestamp) -> PopupPicture? {
    let lines = Self.lines(text)
    let size = (text.utf8.count + 999) / 1000
    let question =
      "This paste has \(size) kB in \(lines == 1 ? "one line" : "\(lines) lines"). Put it into the text? Nothing is sent."
    return QuestionBox.picture(
      title: "Large paste", question, hints: [("Enter", "paste"), ("Esc", "drop it")], on: screen)
  }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    guard let key = PopupKey(press) else { return .nothing }
    if key == .enter { return LayerResult(events: [.layerClosed, .composerEdited(.insert(text))]) }
    return key.usual ?? .nothing
  }

  func result(ofPaste text: String) -> LayerResult { LayerResult(events: [.layerEdited(.insert(text))]) }
}
