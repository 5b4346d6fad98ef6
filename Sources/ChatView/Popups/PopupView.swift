import AppState
import Canvas
import ChatModel

/// A popup as it is drawn and as it takes keys.
protocol PopupView: Popup {
  /// What it shows; nil while it shows nothing.
  func picture(_ context: PopupContext) -> PopupPicture?
  /// Draws it and places the caret, which is hidden by a popup without a field.
  func draw(over frame: inout Frame, _ context: PopupContext)
  /// Its keys, but for those that mean the same in every popup.
  func actions(_ context: PopupContext) -> [PopupAction]
  /// Whether what is typed and pasted goes into a field.
  func hasField(_ context: PopupContext) -> Bool
  /// What `press` does in it.
  func result(of press: KeyPress, _ context: PopupContext) -> InputResult
  /// What pasting `text` does in it.
  func result(ofPaste text: String, _ context: PopupContext) -> InputResult
  /// The row of its list that stands at `place` of the screen; nil where none does.
  func row(at place: Position, _ context: PopupContext) -> Int?
  /// The chosen row of its list.
  func selectedRow(_ context: PopupContext) -> Int
  /// What choosing `row` does.
  func selecting(_ row: Int, _ context: PopupContext) -> InputResult
  /// When it shows something else though nothing happens; nil: never.
  func refreshDue(_ context: PopupContext) -> Timestamp?
}

/// What popups are drawn from besides themselves.
struct PopupContext {
  var state: State
  var keymap: Keymap
  /// The themes to choose from, by the names that `UserEvent.program(.theme)` takes.
  var themes: [String]
  /// How times are written.
  var zone: TranscriptZone
  var screen: Size
  var now: Timestamp
}

/// Rows and where they lie on the screen.
struct PopupPicture {
  var rows: [Row]
  var place: Position
  /// Where on the screen the caret stands, if there is a field.
  var caret: Position?
  /// Over its rows, on a part of them that is blank.
  var image: FrameImage?
}

extension PopupPicture {
  /// A box at `rect`. Where `caret` stands counts from where `content` begins.
  init(_ rect: Rect, title: String, _ content: [Row], hints: [(key: String, does: String)], caret: Position? = nil) {
    let origin = Box.innerOrigin(rect)
    rows = Box.rows(
      title: PopupPlace.title(title), content: content, size: rect.size, border: .popupBorder, fill: .popup,
      footer: PopupPlace.footer(hints))
    place = rect.origin
    self.caret = caret.map { Position(column: origin.column + $0.column, row: origin.row + $0.row) }
  }
}

/// What a popup makes of a key; empty where the key was taken and does nothing.
package struct InputResult: Equatable, Sendable, ExpressibleByArrayLiteral {
  package var events: [UserEvent]
  /// To be run after the events were reduced, so on the screen below.
  package var command: ChatCommand?

  package init(events: [UserEvent] = [], command: ChatCommand? = nil) {
    self.events = events
    self.command = command
  }

  package init(arrayLiteral events: UserEvent...) { self.events = events }
}

extension PopupView {
  func picture(_ context: PopupContext) -> PopupPicture? { nil }

  func draw(over frame: inout Frame, _ context: PopupContext) {
    guard let picture = picture(context) else { return }
    frame.overlay(picture.rows, at: picture.place)
    frame.caret = picture.caret.flatMap { frame.holds($0) ? $0 : nil }
    frame.image = picture.image
  }

  func actions(_ context: PopupContext) -> [PopupAction] { [] }
  func hasField(_ context: PopupContext) -> Bool { false }

  func result(of press: KeyPress, _ context: PopupContext) -> InputResult {
    actions(context).action(of: press)?.result ?? PopupKey(press)?.usual
      ?? (hasField(context) ? edited(by: press, context) : [])
  }

  func result(ofPaste text: String, _ context: PopupContext) -> InputResult { hasField(context) ? pasted(text) : [] }
  func row(at place: Position, _ context: PopupContext) -> Int? { nil }
  func selectedRow(_ context: PopupContext) -> Int { 0 }
  func selecting(_ row: Int, _ context: PopupContext) -> InputResult { [.popupSelected(row)] }
  func refreshDue(_ context: PopupContext) -> Timestamp? { nil }

  /// What `press` does to the text of a field.
  func edited(by press: KeyPress, _ context: PopupContext) -> InputResult {
    context.keymap.editing(press).map { [.popupEdited($0)] } ?? []
  }

  /// Puts `text` into a field.
  func pasted(_ text: String, join: String = " ") -> InputResult {
    [.popupEdited(.insert(FieldView.pasted(text, join: join)))]
  }
}

extension Frame {
  fileprivate func holds(_ place: Position) -> Bool {
    place.column >= 0 && place.row >= 0 && place.column < size.columns && place.row < size.rows
  }
}
