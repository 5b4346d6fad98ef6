import Canvas
import ChatModel
import ChatStore

/// Shows an image over the whole screen, so that nothing changes beside or below it.
struct ImagePopup: Popup {
  var viewing: ImageViewing
  var download: Download?

  /// What there is for an image on a screen of `size`.
  static func room(on size: Size) -> Size { Box.inner(size) }

  func picture(on screen: Size, now: Timestamp) -> PopupPicture? {
    let inner = Self.room(on: screen)
    let name = FileName.received(viewing.name).excerpt(200)
    var title = name
    var content: [Row] = []
    var image: FrameImage?
    switch viewing.phase {
    case .fetching:
      content = Wrap.rows(
        of: [Span("Fetching \(name): \(download?.words ?? "waiting")", Style(.dim))], width: inner.columns)
    case .drawing: content = [Row([Span("Decoding …", Style(.dim))])]
    case .failed(let reason): content = Wrap.rows(of: [Span(reason, Style(.warning))], width: inner.columns)
    case .shown(let drawn):
      title = "\(name) · \(drawn.width) × \(drawn.height) pixels"
      // One that was drawn for a larger screen is not shown on this one.
      if drawn.columns <= inner.columns.value, drawn.rows <= inner.rows.value {
        let size = Size(columns: Columns(drawn.columns), rows: Rows(drawn.rows))
        let origin = Position(
          column: Columns((screen.columns - size.columns).value / 2), row: Rows((screen.rows - size.rows).value / 2))
        image = FrameImage(place: Rect(origin: origin, size: size), form: drawn.frameForm, bytes: drawn.bytes)
      }
    }
    let rows = Box.rows(
      title: PopupPlace.title(title), content: content, size: screen, border: .popupBorder,
      footer: PopupPlace.footer(hints))
    return PopupPicture(rows: rows, place: Position(column: 0, row: 0), image: image)
  }

  private var hints: [(key: String, does: String)] {
    switch viewing.phase {
    case .fetching, .drawing: [("Esc", "leave it")]
    case .failed: [("Esc", "close")]
    case .shown(let drawn):
      canSwitch(drawn)
        ? [("b", viewing.wantsBlocks ? "the terminal's own way" : "half-blocks"), ("Esc", "close")]
        : [("Esc", "close")]
    }
  }

  /// Whether the terminal has another way than half-blocks.
  private func canSwitch(_ drawn: DrawnImage) -> Bool { viewing.wantsBlocks || drawn.form != .halfBlocks }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    switch (PopupKey(press), press) {
    case (.enter, _), (nil, KeyPress(.character("q"))): LayerResult(events: [.layerClosed])
    case (nil, KeyPress(.character("b"))):
      if case .shown(let drawn) = viewing.phase, canSwitch(drawn) {
        LayerResult(events: [.imageFormSwitched])
      } else {
        .nothing
      }
    case (let key, _): key?.usual ?? .nothing
    }
  }
}

extension ImageViewing {
  var download: DownloadID? { if case .fetching(let id) = phase { id } else { nil } }
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
  package static func imageRoom(on size: Size) -> Size { ImagePopup.room(on: size) }
}
