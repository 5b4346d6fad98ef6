/// Which of many rows are in view when one of them has to be.
enum RowWindow {
  /// The rows in view where there is room for `height`: `row` stands in the middle, but for the first and last rows. It
  /// follows from `row` alone, so that nothing has to be remembered between frames.
  static func around(_ row: Int, of count: Int, height: Int) -> Range<Int> {
    let top = max(0, min(row - height / 2, count - height))
    return top..<max(top, min(count, top + height))
  }
}
