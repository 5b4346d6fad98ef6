import AppState
import Canvas
import ChatModel

/// Shows an image over the whole screen, so that nothing changes beside or below it.
extension ImageViewing: PopupView {
  /// What there is for an image on a screen of `size`.
  static func room(on size: Size) -> Size { Box.inner(size) }

  private var download: DownloadID? { if case .fetching(let id) = phase { id } else { nil } }

  func picture(_ context: PopupContext) -> PopupPicture? {
    let inner = Self.room(on: context.screen)
    let name = FileName.received(self.name).excerpt(200)
    var title = name
    var content: [Row] = []
    var image: FrameImage?
    switch phase {
    case .fetching:
      content = Wrap.rows(
        of: [
          Span("Fetching \(name): \(download.flatMap { context.state.downloads[$0] }?.words ?? "waiting")", Style(.dim))
        ], width: inner.columns)
    case .drawing: content = [Row([Span("Decoding …", Style(.dim))])]
    case .failed(let reason): content = Wrap.rows(of: [Span(reason, Style(.warning))], width: inner.columns)
    case .shown(let drawn):
      title = "\(name) · \(drawn.width) × \(drawn.height) pixels"
      // One that was drawn for a larger screen is not shown on this one.
      if drawn.columns <= inner.columns.value, drawn.rows <= inner.rows.value {
        let size = Size(columns: Columns(drawn.columns), rows: Rows(drawn.rows))
        let origin = Position(
          column: Columns((context.screen.columns - size.columns).value / 2),
          row: Rows((context.screen.rows - size.rows).value / 2))
        image = FrameImage(place: Rect(origin: origin, size: size), form: drawn.frameForm, bytes: drawn.bytes)
      }
    }
    let rows = Box.rows(
      title: PopupPlace.title(title), content: content, size: context.screen, border: .popupBorder,
      footer: PopupPlace.footer(actions(context).hints))
    return PopupPicture(rows: rows, place: Position(column: 0, row: 0), image: image)
  }

  func actions(_ context: PopupContext) -> [PopupAction] {
    var own: [PopupAction] = []
    // Whether the terminal has another way than half-blocks.
    if case .shown(let drawn) = phase, wantsBlocks || drawn.form != .halfBlocks {
      own = [
        PopupAction("b", label: wantsBlocks ? "the terminal's own way" : "half-blocks", does: [.images(.formSwitched)])
      ]
    }
    let leaving =
      switch phase {
      case .fetching, .drawing: "leave it"
      case .failed, .shown: "close"
      }
    return own + [PopupAction("Esc", "Ctrl-C", "Enter", "q", label: leaving, does: [.popupClosed])]
  }
}

extension DrawnImage {
  fileprivate var frameForm: FrameImage.Form {
    switch form {
    case .halfBlocks: .halfBlocks
    case .kitty: .kitty
    case .inline: .inline
    case .sixel: .sixel
    }
  }
}

extension ChatScreen {
  /// What there is for an image on a screen of `size`, in columns and rows.
  package static func imageRoom(on size: Size) -> Size { ImageViewing.room(on: size) }
}
