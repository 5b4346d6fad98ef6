import Canvas
import ChatModel

extension Row {
  /// The row with the characters in `ranges` in `style`.
  func marking(_ ranges: [Range<Int>], _ style: Style) -> Row {
    guard !ranges.isEmpty else { return self }
    var marked = Row()
    var index = 0
    for span in spans {
      let characters = Array(span.text)
      let end = index + characters.count
      var start = index
      while start < end {
        let isMarked = ranges.contains { $0.contains(start) }
        var stop = start + 1
        while stop < end, ranges.contains(where: { $0.contains(stop) }) == isMarked { stop += 1 }
        let text = String(characters[start - index..<stop - index])
        var look = isMarked ? style : span.style
        look.link = span.style.link
        marked.append(Span(text, look))
        start = stop
      }
      index = end
    }
    return marked
  }

  /// The row in `style`, as wide as `width`.
  func selected(width: Columns) -> Row {
    var row = Row()
    for span in spans { row.append(Span(TerminalText(span.text), Style(.selection, .reverse))) }
    return row.padded(to: width, style: Style(.selection, .reverse))
  }
}

/// Marks where a text stands in rows.
enum FindMarks {
  /// `rows` with each of `places` in them marked; those that begin in the row `current` stand out.
  static func marked(_ rows: [Row], _ places: [[(row: Int, characters: Range<Int>)]], current: Int?) -> [Row] {
    var rows = rows
    var ranges: [Int: (plain: [Range<Int>], current: [Range<Int>])] = [:]
    for match in places {
      let isCurrent = match.first?.row == current
      for part in match {
        if isCurrent {
          ranges[part.row, default: ([], [])].current.append(part.characters)
        } else {
          ranges[part.row, default: ([], [])].plain.append(part.characters)
        }
      }
    }
    for (index, found) in ranges {
      rows[index] = rows[index].marking(found.plain, Style(.match, .underline))
        .marking(found.current, Style(.match, [.reverse, .bold]))
    }
    return rows
  }
}
