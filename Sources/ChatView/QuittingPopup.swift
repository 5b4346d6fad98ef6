import Canvas
import ChatModel
import ChatStore

/// Asks whether to leave while replies run.
struct QuittingPopup: Popup {
  /// How many replies run now; they may end while the question stands.
  var running: Int
  /// How many files are being uploaded.
  var uploads = 0
  /// What is in memory only.
  var unsaved = UnsavedCount()

  func picture(on screen: Size, now: Timestamp) -> PopupPicture? {
    guard unsaved.isEmpty else { return unsavedPicture(on: screen) }
    let question =
      switch running {
      case _ where uploads > 0:
        "Files are still being uploaded. Quit? Their message stays as a draft."
      case ...0: "No reply is running any more. Quit?"
      case 1: "A reply is still running. Quit and keep what came?"
      default: "\(running) replies are still running. Quit and keep what came?"
      }
    return QuestionBox.picture(title: "Quit", question, hints: [("y", "quit"), ("Esc", "stay")], on: screen)
  }

  private func unsavedPicture(on screen: Size) -> PopupPicture {
    var question = "The history file cannot be written: \(unsaved.words)"
    question += unsaved.total == 1 ? " is in memory only." : " are in memory only."
    if running == 1 { question += " A reply is still running." }
    if running > 1 { question += " \(running) replies are still running." }
    question += " Quit and save them to a file of their own, or discard them?"
    return QuestionBox.picture(
      title: "Quit", question, hints: [("s", "save and quit"), ("d", "discard and quit"), ("Esc", "stay")], on: screen)
  }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    if !unsaved.isEmpty {
      switch press {
      case KeyPress(.character("s")), KeyPress(.character("S")): return LayerResult(events: [.quitWanted(.given)])
      case KeyPress(.character("d")), KeyPress(.character("D")): return LayerResult(events: [.quitWanted(.discarding)])
      // Neither loses anything: the habit of answering without reading.
      case KeyPress(.character("y")), KeyPress(.character("Y")), KeyPress(.enter):
        return LayerResult(events: [.quitWanted(.given)])
      default: break
      }
    }
    switch press {
    case KeyPress(.character("y")), KeyPress(.character("Y")), KeyPress(.enter):
      return LayerResult(events: [.quitWanted(.given)])
    case KeyPress(.character("n")), KeyPress(.character("N")): return LayerResult(events: [.layerClosed])
    // The answer to the question that stood here until all was saved.
    case KeyPress(.character("s")) where running == 0 && uploads == 0,
      KeyPress(.character("S")) where running == 0 && uploads == 0:
      return LayerResult(events: [.quitWanted(.given)])
    default: return PopupKey(press)?.usual ?? .nothing
    }
  }
}
