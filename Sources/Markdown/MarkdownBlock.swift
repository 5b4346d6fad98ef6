/// What a top-level block of Markdown is.
package enum BlockKind: Hashable, Sendable {
  case paragraph, heading, rule, indentedCode, quote, list, table, html
  /// Between fences, or after the first of them as long as the second has not come.
  case code
}

/// A top-level block of a text: what is parsed and laid out by itself.
package struct MarkdownBlock: Hashable, Sendable {
  /// What it is; an open paragraph may become a heading or a table.
  package fileprivate(set) var kind: BlockKind
  /// Its UTF-8 bytes in the whole text, from its first line to the end of its last one that is not blank.
  package fileprivate(set) var source: Range<Int>
  /// Text that comes may still belong to it, or make something else of it.
  package fileprivate(set) var isOpen = true
  /// A blank line, or the start of the text, stands before it.
  package fileprivate(set) var followsBlankLine = true
  /// The fence it began with.
  fileprivate(set) var fence: BlockScanner.Fence?
  /// The first of its pieces.
  fileprivate(set) var firstPiece = 0
}

/// The smallest part of a block that can be laid out without the others: an item of a list, some lines of code, some
/// rows of a table, or all of a block of another kind.
struct MarkdownPiece: Hashable, Sendable {
  /// The index of the block it belongs to.
  var block: Int
  var source: Range<Int>
  /// The lines that have ended; they stay as they are while the piece grows.
  var lines = 0
  /// The number of an ordered item that its list gives it; nil of a bullet or of what is no item.
  var number: Int?
  /// A blank line stands before it.
  var followsBlankLine: Bool
  /// Text that comes may still change it.
  var isOpen = true
}

/// The blocks of a text and their pieces, as far as lines have been taken.
struct MarkdownOutline: Sendable {
  private(set) var blocks: [MarkdownBlock] = []
  private(set) var pieces: [MarkdownPiece] = []
  private var isAfterBlank = true

  /// Lines of code or rows of a table in one piece: what is laid out at once when one of them comes into view.
  static let linesPerPiece = 64

  /// What taking one line can change.
  struct Mark: Sendable {
    fileprivate var blocks: Int
    fileprivate var pieces: Int
    fileprivate var lastBlock: MarkdownBlock?
    fileprivate var lastPiece: MarkdownPiece?
    fileprivate var isAfterBlank: Bool
  }

  var mark: Mark {
    Mark(
      blocks: blocks.count, pieces: pieces.count, lastBlock: blocks.last, lastPiece: pieces.last,
      isAfterBlank: isAfterBlank)
  }

  /// Undoes what was taken since `mark`.
  mutating func back(to mark: Mark) {
    blocks.removeLast(blocks.count - mark.blocks)
    pieces.removeLast(pieces.count - mark.pieces)
    if let block = mark.lastBlock { blocks[blocks.count - 1] = block }
    if let piece = mark.lastPiece { pieces[pieces.count - 1] = piece }
    isAfterBlank = mark.isAfterBlank
  }

  /// Takes a line that stands at `range` and means `line`.
  mutating func take(_ line: BlockScanner.Line, at range: Range<Int>, isComplete: Bool, fence: BlockScanner.Fence?) {
    if let kind = line.startsBlock {
      close()
      let range = range.lowerBound + line.hiddenIndent..<range.upperBound
      var block = MarkdownBlock(kind: kind, source: range)
      block.followsBlankLine = isAfterBlank
      block.firstPiece = pieces.count
      if kind == .code { block.fence = fence }
      blocks.append(block)
      startPiece(at: range, number: line.startsItem.flatMap { $0.isOrdered ? $0.number : nil })
    } else if line.belongs, !blocks.isEmpty {
      blocks[blocks.count - 1].source = blocks[blocks.count - 1].source.lowerBound..<range.upperBound
      if let kind = line.becomes { blocks[blocks.count - 1].kind = kind }
      if let item = line.startsItem {
        let previous = pieces[pieces.count - 1].number
        pieces[pieces.count - 1].isOpen = false
        startPiece(at: range, number: item.isOrdered ? previous.map { $0 + 1 } ?? item.number : nil)
      } else if blocks[blocks.count - 1].growsByLines, pieces[pieces.count - 1].lines >= Self.linesPerPiece {
        pieces[pieces.count - 1].isOpen = false
        startPiece(at: range, number: nil)
      } else {
        pieces[pieces.count - 1].source = pieces[pieces.count - 1].source.lowerBound..<range.upperBound
      }
    }
    if line.belongs && isComplete { pieces[pieces.count - 1].lines += 1 }
    // A line that has not ended still grows.
    if line.ends && isComplete { close() }
    isAfterBlank = !line.belongs
  }

  /// How many pieces no line that comes can change.
  var closedPieces: Int { pieces.count - (pieces.last?.isOpen ?? false ? 1 : 0) }

  /// No more lines come for the last block.
  mutating func close() {
    guard !blocks.isEmpty else { return }
    blocks[blocks.count - 1].isOpen = false
    pieces[pieces.count - 1].isOpen = false
  }

  private mutating func startPiece(at range: Range<Int>, number: Int?) {
    pieces.append(
      MarkdownPiece(block: blocks.count - 1, source: range, number: number, followsBlankLine: isAfterBlank))
  }
}

extension MarkdownBlock {
  /// Whether each line is laid out by itself.
  var growsByLines: Bool { kind == .code || kind == .table }
}
