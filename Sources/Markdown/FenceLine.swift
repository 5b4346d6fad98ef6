/// A line between fences, or the fence below it.
struct FenceLine {
  /// The fence that ends the code.
  private(set) var isClosing: Bool
  /// The line without the indentation that the opening fence had, and without its end.
  private(set) var text: String
  /// Where it begins in the source.
  private(set) var start: Int

  /// Reads the line at `range`, which stands below `fence`.
  init(_ source: [UInt8], _ range: Range<Int>, _ fence: BlockScanner.Fence) {
    isClosing = source.withUnsafeBufferPointer {
      var cursor = LineCursor(Bytes(rebasing: $0[range]))
      cursor.skipIndent()
      return cursor.indent < BlockScanner.codeIndent && cursor.closes(fence)
    }
    var end = range.upperBound
    while end > range.lowerBound, source[end - 1].isLineEnd { end -= 1 }
    var position = range.lowerBound
    var column = 0
    while position < end, column < fence.indent, source[position].isBlank {
      // A tab that reaches beyond the indentation leaves the rest of it.
      let next = source[position] == .tab ? (column + 4) & ~3 : column + 1
      position += 1
      column = next
    }
    start = position
    text = String(repeating: " ", count: max(0, column - fence.indent)) + source[position..<end].decoded
  }
}

extension MarkdownDocument {
  /// Where the line ends that `position` is in; its line end belongs to it.
  func lineEnd(from position: Int) -> Int {
    var end = position
    while end < source.count, !source[end].isLineEnd { end += 1 }
    if end < source.count {
      end += source[end] == .carriageReturn && end + 1 < source.count && source[end + 1] == .newline ? 2 : 1
    }
    return end
  }

  /// The same within `piece`, which may end within a line.
  func lineEnd(from position: Int, in piece: MarkdownPiece) -> Int {
    var end = position
    while end < piece.source.upperBound, !source[end].isLineEnd { end += 1 }
    return end < piece.source.upperBound ? min(lineEnd(from: end), piece.source.upperBound) : end
  }

  /// Where the last line in `range` begins that has not ended; the end of `range` if all have.
  func lastLineEnd(in range: Range<Int>) -> Int {
    if isFinished { return range.upperBound }
    var end = range.upperBound
    // A carriage return at the end of the text may get a line feed.
    if end == source.count, end > range.lowerBound, source[end - 1] == .carriageReturn { end -= 1 }
    while end > range.lowerBound, !source[end - 1].isLineEnd { end -= 1 }
    return end
  }

  /// What the colours of the code below the piece `index`, a piece of code, start with.
  func highlighter(after index: Int) -> Highlighter {
    let piece = outline.pieces[index]
    let block = blocks[piece.block]
    guard let fence = block.fence else { return nestedHighlighter(after: piece) }
    var highlighter = piece.highlighter ?? Highlighter(language: language(of: block))
    var position = piece.source.lowerBound
    // A line that is parted is too long for colours, and changes none.
    if index == block.firstPiece || piece.beginsInLine { position = lineEnd(from: position, in: piece) }
    while position < piece.source.upperBound {
      let end = lineEnd(from: position, in: piece)
      let line = FenceLine(source, position..<end, fence)
      if !line.isClosing { highlighter.pass(CodeLayout.shown(line.text)) }
      position = end
    }
    return highlighter
  }

  /// The same for code in a container, which is open at the end of `piece`.
  private func nestedHighlighter(after piece: MarkdownPiece) -> Highlighter {
    let head = piece.resume?.head(before: source[piece.source].first, followsBlankLine: piece.followsBlankLine)
    let parsed = MarkdownParser.parse(self, piece.source, isOpen: false, head: head ?? []) {
      BlockRenderer(width: 80, text: $0, resume: piece.resume)
    }
    return parsed?.colours ?? Highlighter(language: "")
  }

  /// The language that the fence of a block of code names; empty if none.
  package func language(of block: MarkdownBlock) -> String {
    guard block.kind == .code, let fence = block.fence else { return "" }
    let line = source[block.source.lowerBound..<min(block.source.upperBound, lineEnd(from: block.source.lowerBound))]
    let start = line.skip(from: line.startIndex) { $0.isBlank }
    let info = line.skip(from: min(line.endIndex, start + fence.length)) { $0.isBlank }
    let end = line.skip(from: info) { !$0.isInnerSpace && !$0.isLineEnd }
    return FenceLine.language(line[info..<end].decoded)
  }
}

extension FenceLine {
  /// The language that `word` names, the first one behind a fence. Some write `{.swift}`.
  static func language(_ word: String) -> String {
    String(word.drop { $0 == "{" || $0 == "." }.prefix { $0 != "}" })
  }
}
