import Canvas
import ChatModel
import ChatStore

/// Asks whether to leave while replies run.
struct QuittingPopup: Popup {
  /// How many replies run now; they may end while the question stands.
  var running: Int

  func picture(on screen: Size, now: Timestamp) -> PopupPicture? {
    let question =
      switch running {
      case ...0: "No reply is running any more. Quit?"
      case 1: "A reply is still running. Quit and keep what came?"
      default: "\(running) replies are still running. Quit and keep what came?"
      }
    let width = PopupPlace.middle(of: screen, wanted: Size(columns: 64, rows: 3)).size.columns
    let text = Wrap.rows(of: [Span(question, Style(.popup))], width: Box.inner(Size(columns: width, rows: 3)).columns)
    let rect = PopupPlace.middle(of: screen, wanted: Size(columns: 64, rows: Rows(text.count + 2)))
    let size = Size(columns: rect.size.columns, rows: min(Rows(text.count + 2), rect.size.rows))
    let rows = Box.rows(
      title: PopupPlace.title("Quit"), content: text, size: size, border: .popupBorder, fill: .popup,
      footer: PopupPlace.footer([("y", "quit"), ("Esc", "stay")]))
    return PopupPicture(rows: rows, place: rect.origin)
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
