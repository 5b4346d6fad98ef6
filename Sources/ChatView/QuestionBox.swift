import Canvas

/// A box with a question, as high as the question needs.
enum QuestionBox {
  private static let widest: Columns = 64

  static func picture(
    title: String, _ question: String, hints: [(key: String, does: String)], on screen: Size
  ) -> PopupPicture {
    let width = PopupPlace.middle(of: screen, wanted: Size(columns: widest, rows: 3)).size.columns
    let inner = Box.inner(Size(columns: width, rows: 3)).columns
    let text = Wrap.rows(of: [Span(question, Style(.popup))], width: inner)
    let rect = PopupPlace.middle(of: screen, wanted: Size(columns: widest, rows: Rows(text.count + 2)))
    let size = Size(columns: rect.size.columns, rows: min(Rows(text.count + 2), rect.size.rows))
    let rows = Box.rows(
      title: PopupPlace.title(title), content: text, size: size, border: .popupBorder, fill: .popup,
      footer: PopupPlace.footer(hints))
    return PopupPicture(rows: rows, place: rect.origin)
  }
}
