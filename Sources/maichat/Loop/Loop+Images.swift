import AppState
import Canvas
import ChatModel
import ChatView
import System
import Terminal

/// An image that waits for the terminal to say how it shows images.
struct WaitingImage {
  var id: ImageID
  /// nil: it is drawn anew.
  var path: String?
  var isTemporary = false
  var wantsBlocks: Bool
}

extension Loop {
  func performImage(_ command: ClientCommand, now: Timestamp) {
    switch command {
    case .drawImage(let id, let path, let isTemporary, let wantsBlocks):
      waitingImage = WaitingImage(id: id, path: path, isTemporary: isTemporary, wantsBlocks: wantsBlocks)
      terminal.askGraphics(now: now.milliseconds)
      drawWaitingImage()
    case .redrawImage(let id, let wantsBlocks):
      if waitingImage?.id == id {
        waitingImage?.wantsBlocks = wantsBlocks
      } else {
        waitingImage = WaitingImage(id: id, wantsBlocks: wantsBlocks)
      }
      drawWaitingImage()
    case .forgetImage:
      if let waiting = waitingImage, let path = waiting.path, waiting.isTemporary { ImageDrawer.discard(path) }
      waitingImage = nil
      images.forget()
    case .discardFile(let path): ImageDrawer.discard(path)
    default: break
    }
  }

  /// Has the image drawn that waits, once it is known how.
  func drawWaitingImage() {
    guard let waiting = waitingImage, let graphics = terminal.graphics else { return }
    waitingImage = nil
    let own: ImageForm =
      switch graphics.form {
      case .none: .halfBlocks
      case .kitty: .kitty
      case .inline: .inline
      case .sixel: .sixel
      }
    let form = waiting.wantsBlocks ? .halfBlocks : own
    if form == .halfBlocks && terminal.colors == 0 {
      if let path = waiting.path, waiting.isTemporary { ImageDrawer.discard(path) }
      let reason = "This terminal has no colours, and did not say that it shows images."
      engine.feed(.outside(.client(.imageFailed(waiting.id, reason))), now: readClock())
      return
    }
    let room = ChatScreen.imageRoom(on: terminal.size)
    var canvas = ImageCanvas(
      columns: room.columns.value, rows: room.rows.value, form: form, isGroundLight: theme.ground == .light)
    if let cell = graphics.cell { (canvas.cellWidth, canvas.cellHeight) = (cell.width, cell.height) }
    if let path = waiting.path {
      images.draw(waiting.id, path: path, isTemporary: waiting.isTemporary, on: canvas)
    } else {
      images.redraw(waiting.id, on: canvas)
    }
  }
}
