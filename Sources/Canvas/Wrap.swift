/// Breaks styled text into rows. Linear in the text.
package enum Wrap {
  /// The rows of `spans`, none wider than `width`: broken at spaces (which vanish there), after hyphens, and between wide
  /// characters unless that would part a bracket or a full stop from its text; a word wider than a row is cut between
  /// clusters. The first row begins with `firstPrefix`, the others with `prefix`; always at least one row. A cluster that
  /// is wider than a whole row shows as `?`.
  package static func rows(
    of spans: [Span], width: Columns, firstPrefix: Row = Row(), prefix: Row = Row()
  ) -> [Row] {
    var filler = RowFiller(spans: spans, width: width, firstPrefix: firstPrefix, prefix: prefix)
    var word: [TextPiece] = []
    var blanks: [TextPiece] = []
    var before = BreakClass(kind: .space, isWide: false)
    var isHyphenated = false
    for (index, span) in spans.enumerated() {
      var scanner = ClassScanner(span)
      while let (cluster, columns, kind) = scanner.next() {
        let piece = TextPiece(span: index, range: cluster, columns: columns)
        if kind.kind == .space {
          filler.take(&word, after: &blanks)
          TextPiece.join(piece, to: &blanks)
        } else {
          if !word.isEmpty, BreakClass.mayBreak(between: before, and: kind, isHyphenated: isHyphenated) {
            filler.take(&word, after: &blanks)
          }
          TextPiece.join(piece, to: &word)
        }
        if before.kind != .hyphen || kind.kind != .hyphen {
          isHyphenated = before.kind == .text || before.kind == .closing
        }
        before = kind
      }
    }
    filler.take(&word, after: &blanks)
    return filler.finish(blanks)
  }

  /// The rows of `spans` cut exactly where `width` is full, with every space kept: for code. Always at least one row. A
  /// wide cluster that does not fit goes to the next row; one that is wider than a whole row shows as `?`.
  package static func hard(
    of spans: [Span], width: Columns, firstPrefix: Row = Row(), prefix: Row = Row()
  ) -> [Row] {
    var filler = RowFiller(spans: spans, width: width, firstPrefix: firstPrefix, prefix: prefix)
    for (index, span) in spans.enumerated() {
      filler.fill(TextPiece(span: index, range: span.text.startIndex..<span.text.endIndex, columns: span.columns.value))
    }
    return filler.finish([])
  }
}

/// A part of one of the spans that are being broken into rows.
struct TextPiece {
  let span: Int
  var range: Range<String.Index>
  var columns: Int

  /// Adds `piece` to `pieces`, as part of the last one where they touch.
  static func join(_ piece: TextPiece, to pieces: inout [TextPiece]) {
    if let last = pieces.last, last.span == piece.span, last.range.upperBound == piece.range.lowerBound {
      pieces[pieces.count - 1].range = last.range.lowerBound..<piece.range.upperBound
      pieces[pieces.count - 1].columns += piece.columns
    } else {
      pieces.append(piece)
    }
  }
}
