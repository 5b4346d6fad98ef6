/// Whether a row that is cut says so.
package enum Ellipsis: Hashable, Sendable {
  /// It ends where it is cut.
  case none
  /// Its last column is the ellipsis, in the style of what it covers.
  case mark
}

extension Row {
  /// The row cut to `width` columns if it is wider, at a cluster boundary; then it is exactly `width` columns wide: a wide
  /// cluster that does not fit leaves blanks.
  package func clipped(to width: Columns, ellipsis: Ellipsis = .none) -> Row {
    guard columns > width else { return self }
    guard width > 0 else { return Row() }
    let room = ellipsis == .mark ? width - 1 : width
    var clipped = Row()
    var style = Style()
    for span in spans {
      style = span.style
      if clipped.columns + span.columns <= room {
        clipped.append(span)
        continue
      }
      clipped.append(span.prefix(room - clipped.columns))
      break
    }
    if ellipsis == .mark { clipped.append(Span(TerminalText(safe: AmbiguousWidth.ellipsis, columns: 1), style)) }
    clipped.pad(to: width, style: style)
    return clipped
  }

  /// The row filled with blanks of `style` on the right up to `width` columns; itself if it is as wide already.
  package func padded(to width: Columns, style: Style = Style()) -> Row {
    var row = self
    row.pad(to: width, style: style)
    return row
  }

  /// Adds blanks of `style` on the right up to `width` columns.
  package mutating func pad(to width: Columns, style: Style = Style()) {
    guard columns < width else { return }
    append(Span(TerminalText.blanks(width - columns), style))
  }

  /// Exactly `width` columns: cut or filled with blanks of `style`.
  package func fitted(to width: Columns, ellipsis: Ellipsis = .none, style: Style = Style()) -> Row {
    clipped(to: width, ellipsis: ellipsis).padded(to: width, style: style)
  }

  /// The row without its first `width` columns; a wide cluster that the cut meets leaves blanks.
  package func dropping(_ width: Columns) -> Row {
    var rest = Row()
    var toDrop = max(0, width)
    for span in spans {
      if toDrop == 0 {
        rest.append(span)
      } else if span.columns <= toDrop {
        toDrop -= span.columns
      } else {
        for piece in span.dropping(toDrop) { rest.append(piece) }
        toDrop = 0
      }
    }
    return rest
  }

  /// The row with `attributes` added to each span, and the role `role` if one is given.
  package func styled(_ role: Role? = nil, adding attributes: Attributes = []) -> Row {
    Row(
      spans.map {
        var span = $0
        span.style.role = role ?? span.style.role
        span.style.attributes.formUnion(attributes)
        return span
      })
  }
}

extension Span {
  /// Whether all is ASCII, so that bytes, clusters and columns are the same. Nothing else is as wide as it has bytes, but
  /// for characters of two bytes where the ambiguous ones are wide.
  var isASCII: Bool {
    columns.value == text.utf8.count && (!AmbiguousWidth.isWide || text.utf8.allSatisfy { $0 < 0x80 })
  }

  /// As many whole clusters from the left as fit into `width` columns.
  func prefix(_ width: Columns) -> Span {
    let (end, columns) = cut(width)
    return Span(TerminalText(safe: String(text[..<end]), columns: columns), style)
  }

  /// What is right of the first `width` columns, with blanks for the rest of a cluster that the cut meets.
  fileprivate func dropping(_ width: Columns) -> [Span] {
    var (start, before) = cut(width)
    var blanks: Columns = 0
    if before < width, start < text.endIndex {
      var cursor = ClusterCursor(text[start...])
      let met = cursor.next() ?? start..<text.endIndex
      before += Columns(ScalarWidth.columns(of: text.unicodeScalars[met]))
      blanks = before - width
      start = met.upperBound
    }
    let rest = Span(TerminalText(safe: String(text[start...]), columns: columns - before), style)
    return blanks > 0 ? [Span(TerminalText.blanks(blanks), style), rest] : [rest]
  }

  /// Where the last cluster that fits into `width` columns ends, and how many columns lie before.
  private func cut(_ width: Columns) -> (end: String.Index, columns: Columns) {
    if columns <= width { return (text.endIndex, columns) }
    guard width > 0 else { return (text.startIndex, 0) }
    if isASCII { return (text.utf8.index(text.startIndex, offsetBy: width.value), width) }
    var cursor = ClusterCursor(text[...])
    var end = text.startIndex
    var before = 0
    while let cluster = cursor.next() {
      let next = before + ScalarWidth.columns(of: text.unicodeScalars[cluster])
      if next > width.value { break }
      before = next
      end = cluster.upperBound
    }
    return (end, Columns(before))
  }
}

extension TerminalText {
  /// `width` blanks.
  package static func blanks(_ width: Columns) -> TerminalText {
    TerminalText(safe: String(repeating: " ", count: max(0, width.value)), columns: max(0, width))
  }
}
