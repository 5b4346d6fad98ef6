import AppState
import Canvas

/// A popup that is a question and nothing else.
protocol QuestionPopup: PopupView {
  func question(_ context: PopupContext) -> Question
}

extension QuestionPopup {
  func picture(_ context: PopupContext) -> PopupPicture? { question(context).picture(on: context.screen) }
  func actions(_ context: PopupContext) -> [PopupAction] { question(context).actions }
}

/// A question and the keys that answer it, in a box as high as it needs.
struct Question {
  var title: String
  var text: String
  var actions: [PopupAction]

  private static let widest: Columns = 64

  func picture(on screen: Size) -> PopupPicture {
    let width = PopupPlace.middle(of: screen, wanted: Size(columns: Self.widest, rows: 3)).size.columns
    let inner = Box.inner(Size(columns: width, rows: 3)).columns
    let content = Wrap.rows(of: [Span(text, Style(.popup))], width: inner)
    let rect = PopupPlace.low(of: screen, wanted: Size(columns: Self.widest, rows: Rows(content.count + 2)))
    return PopupPicture(rect, title: title, content, hints: actions.hints)
  }
}
