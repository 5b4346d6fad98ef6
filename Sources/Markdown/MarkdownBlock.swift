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
  /// How it goes on with what has begun in the piece above, for the few that do; behind one pointer, since there are many.
  private var goingOn: GoingOn?
  /// Which part of the text it belongs to, and where that part begins.
  var part = 0
  var partStart = 0
}

extension MarkdownPiece {
  private indirect enum GoingOn: Hashable, Sendable {
    case resume(MarkdownResume)
    case code(Highlighter, isInLine: Bool)
  }

  /// A piece of the block `block` that has just begun at `source`.
  init(block: Int, source: Range<Int>, number: Int?, followsBlankLine: Bool) {
    self.block = block
    self.source = source
    self.number = number
    self.followsBlankLine = followsBlankLine
  }

  /// How it goes on with containers that have begun in the piece above.
  var resume: MarkdownResume? {
    get { if case .resume(let resume) = goingOn { resume } else { nil } }
    set { goingOn = newValue.map { .resume($0) } }
  }

  /// Of a piece that goes on with code: what its colours start with.
  var highlighter: Highlighter? {
    switch goingOn {
    case .code(let highlighter, _): highlighter
    case .resume(let resume): resume.colours
    case nil: nil
    }
  }

  /// Whether it begins within a line of a top-level block of code.
  var beginsInLine: Bool { if case .code(_, isInLine: true) = goingOn { true } else { false } }

  /// Notes that it goes on with code.
  fileprivate mutating func goOn(with highlighter: Highlighter, isInLine: Bool) {
    if var resume {
      resume.colours = highlighter
      resume.isInLine = isInLine
      self.resume = resume
    } else {
      goingOn = .code(highlighter, isInLine: isInLine)
    }
  }
}

/// How a text is divided. Where pieces and parts begin depends on the text alone, so that a place found at one width, or
/// by another program, is the same place here.
package struct MarkdownGrain: Hashable, Sendable {
  /// Bytes from which on the next piece begins a new part. A part is what is laid out at once when one of its rows comes
  /// into view: about a hundred rows. Smaller ones would leave a screen many of them, larger ones are felt when scrolling.
  package var part: Int
  /// Bytes from which on the next line begins a new piece where it can, in what holds other blocks, in HTML and indented
  /// code: what is laid out again with each frame while it grows.
  package var piece: Int
  /// The same for a paragraph, in them or by itself, and for a line of code, of which it is at least 8,000. What is
  /// emphasized or linked does not go on in the next piece.
  package var paragraph: Int

  /// Usual sizes, unless others are given.
  package init(part: Int = 4096, piece: Int = 2048, paragraph: Int = 8192) {
    self.part = part
    self.piece = piece
    self.paragraph = paragraph
  }
}

/// The blocks of a text and their pieces, as far as lines have been taken.
struct MarkdownOutline: Sendable {
  private(set) var blocks: [MarkdownBlock] = []
  private(set) var pieces: [MarkdownPiece] = []
  private var isAfterBlank = true
  let grain: MarkdownGrain

  init(grain: MarkdownGrain) { self.grain = grain }

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
  mutating func take(
    _ line: BlockScanner.Line, at range: Range<Int>, isComplete: Bool, fence: BlockScanner.Fence?,
    resume: MarkdownResume? = nil
  ) {
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
      // What has been parted stays a paragraph, so that its pieces can close.
      if let kind = line.becomes, blocks[blocks.count - 1].firstPiece == pieces.count - 1 {
        blocks[blocks.count - 1].kind = kind
      }
      if let item = line.startsItem {
        let previous = pieces[pieces.count - 1].number
        pieces[pieces.count - 1].isOpen = false
        startPiece(at: range, number: item.isOrdered ? previous.map { $0 + 1 } ?? item.number : nil)
      } else if blocks[blocks.count - 1].growsByLines, pieces[pieces.count - 1].lines >= Self.linesPerPiece {
        pieces[pieces.count - 1].isOpen = false
        startPiece(at: range, number: nil)
      } else if let resume {
        goOn(at: range, resume)
      } else {
        pieces[pieces.count - 1].source = pieces[pieces.count - 1].source.lowerBound..<range.upperBound
      }
    }
    if line.belongs && isComplete { pieces[pieces.count - 1].lines += 1 }
    // A line that has not ended still grows.
    if line.ends && isComplete { close() }
    isAfterBlank = !line.belongs
  }

  /// Whether the last piece is large enough for another one to begin where its block does not say so.
  var isLastPieceFull: Bool {
    guard let piece = pieces.last, piece.isOpen, piece.source.count >= grain.piece else { return false }
    switch blocks[piece.block].kind {
    case .list, .quote, .html, .indentedCode: return true
    case .paragraph, .heading, .rule, .table, .code: return false
    }
  }

  /// Whether a blank line was the last one.
  var followsBlankLine: Bool { isAfterBlank }

  /// Parts the last piece at `place`.
  mutating func part(at place: Int, _ resume: MarkdownResume?) {
    let end = pieces[pieces.count - 1].source.upperBound
    pieces[pieces.count - 1].source = pieces[pieces.count - 1].source.lowerBound..<place
    // It may end within a line, and must not change when that line ends.
    pieces[pieces.count - 1].lines = 0
    isAfterBlank = false
    goOn(at: place..<end, resume)
  }

  private mutating func goOn(at range: Range<Int>, _ resume: MarkdownResume?) {
    let number = pieces[pieces.count - 1].number
    pieces[pieces.count - 1].isOpen = false
    startPiece(at: range, number: number)
    pieces[pieces.count - 1].resume = resume
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
    var piece = MarkdownPiece(block: blocks.count - 1, source: range, number: number, followsBlankLine: isAfterBlank)
    if let last = pieces.last {
      let isFull = range.lowerBound - last.partStart >= grain.part
      piece.part = isFull ? last.part + 1 : last.part
      piece.partStart = isFull ? range.lowerBound : last.partStart
    }
    pieces.append(piece)
  }

  /// The pieces of the part `index`; empty if there is no such part.
  func pieces(ofPart index: Int) -> Range<Int> { firstPiece(ofPart: index)..<firstPiece(ofPart: index + 1) }

  /// How many parts there are.
  var partCount: Int { pieces.last.map { $0.part + 1 } ?? 0 }

  private func firstPiece(ofPart index: Int) -> Int {
    var low = 0
    var high = pieces.count
    while low < high {
      let middle = (low + high) / 2
      if pieces[middle].part < index { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The piece that shows the byte `source`; the first one for what stands above it.
  func piece(at source: Int) -> Int {
    var low = 0
    var high = pieces.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if pieces[middle].source.lowerBound <= source { low = middle } else { high = middle }
    }
    return low
  }

  /// Notes what the colours of the last piece start with, and whether it begins within a line.
  mutating func setHighlighter(_ highlighter: Highlighter, isInLine: Bool = false) {
    pieces[pieces.count - 1].goOn(with: highlighter, isInLine: isInLine)
  }
}

extension MarkdownBlock {
  /// Whether each line is laid out by itself.
  var growsByLines: Bool { kind == .code || kind == .table }
}

extension MarkdownDocument {
  /// The pieces of the block `index`.
  func pieces(ofBlock index: Int) -> Range<Int> {
    let end = index + 1 < blocks.count ? blocks[index + 1].firstPiece : outline.pieces.count
    return blocks[index].firstPiece..<end
  }

  /// The parts in which the block `index` has rows.
  package func parts(ofBlock index: Int) -> ClosedRange<Int> {
    let all = pieces(ofBlock: index)
    return outline.pieces[all.lowerBound].part...outline.pieces[all.upperBound - 1].part
  }
}
