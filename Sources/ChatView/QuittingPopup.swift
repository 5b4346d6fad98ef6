import Canvas
import ChatModel
import ChatStore

/// Asks whether to leave while replies run.
struct QuittingPopup: Popup {
  /// How many replies run now; they may end while the question stands.
  var running: Int
  /// How many files are being uploaded.
  var uploads = 0

  func picture(on screen: Size, now: Timestamp) -> PopupPicture? {
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

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    switch press {
    case KeyPress(.character("y")), KeyPress(.character("Y")), KeyPress(.enter):
      return LayerResult(events: [.quitWanted(.given)])
    case KeyPress(.character("n")), KeyPress(.character("N")): return LayerResult(events: [.layerClosed])
    default: return PopupKey(press)?.usual ?? .nothing
    }
  }
}
