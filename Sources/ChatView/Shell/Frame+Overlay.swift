import Canvas

extension Frame {
  /// Puts `rows` over what is drawn, the first at `place`. What lies left and right of each stays; a wide character that
  /// an edge meets leaves blanks. What reaches over an edge of the screen is cut. The caret stays where it is.
  package mutating func overlay(_ rows: [Row], at place: Position) {
    guard place.column < size.columns else { return }
    for (offset, row) in rows.enumerated() {
      let index = place.row.value + offset
      guard self.rows.indices.contains(index) else { continue }
      let shown = row.dropping(Columns(0) - place.column)
      let column = max(0, place.column)
      var whole = self.rows[index].fitted(to: column, style: Style(background))
      whole.append(shown.clipped(to: size.columns - column))
      whole.append(self.rows[index].dropping(whole.columns))
      self.rows[index] = whole
    }
  }
}
