import Canvas

/// A row of what a search found, as a terminal or a pipe can be given it.
struct FoundRow {
  /// Rows are cut to it; nil where they are not.
  let width: Columns?
  /// Whether what was found is bold, for a person who reads.
  let isMarked: Bool
  /// What stands before the first hit at most, in columns, where a row is too short for both.
  private static let context: Columns = 8

  /// `start`, and `text` with `hits` (in its UTF-8 bytes) marked. The first hit is in what is left of it.
  func row(_ start: SafeText, _ text: String, _ hits: [Range<Int>]) -> SafeText {
    var row = Row([Span(start.text)])
    var shown = Row()
    let bytes = Array(text.utf8)
    var end = 0
    func add(_ range: Range<Int>, _ style: Style) {
      shown.append(Span(String(decoding: bytes[range], as: UTF8.self), style))
    }
    var first: Range<Columns>?
    for hit in hits where hit.lowerBound >= end && hit.upperBound <= bytes.count {
      add(end..<hit.lowerBound, Style())
      let place = shown.columns
      add(hit, Style(.text, .bold))
      first = first ?? place..<shown.columns
      end = hit.upperBound
    }
    add(end..<bytes.count, Style())
    if let width {
      let room = width - row.columns
      if let first, first.upperBound >= room {
        // With a mark at both ends.
        let dropped = min(first.lowerBound, max(first.lowerBound - Self.context, first.upperBound + 2 - room))
        var cut = Row([Span(AmbiguousWidth.ellipsis)])
        cut.append(shown.dropping(dropped))
        if dropped > 0 { shown = cut }
      }
      row.append(shown)
      row = row.clipped(to: width, ellipsis: .mark)
    } else {
      row.append(shown)
    }
    return row.spans.map { span in
      let text = safe(width == nil ? span.text : AmbiguousWidth.drawn(span.text))
      return isMarked && span.style.attributes.contains(.bold) ? text.bold : text
    }.joined()
  }
}
