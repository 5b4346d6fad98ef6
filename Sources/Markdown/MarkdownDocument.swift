// A Markdown text that grows.
//
// Use: `append` what arrives, `finish` at the end, and ask a `MarkdownLayout` for rows:
//
//     var document = MarkdownDocument()
//     var layout = MarkdownLayout(width: 80)
//     document.append("# Hello\n\nworld")
//     layout.update(document)                          // takes notice; lays nothing out
//     let count = layout.rowCount(of: document)        // exact; lays out what is new
//     let rows = layout.rows(0..<count, of: document)
//
// Nothing here knows a width. `blocks` are the top-level blocks with their place in the text; the last one or two may
// still change. `code(of:)`, `headingText(of:)` and `links(of:)` give what a block holds, from the text, not from rows.

/// The blocks of one text, split as it grows. Appending costs time in proportion to what is appended.
package struct MarkdownDocument: Sendable {
  /// The text so far, as UTF-8.
  package private(set) var source: [UInt8] = []
  /// No more text comes.
  package private(set) var isFinished = false
  /// Bytes looked at to find the blocks, each as often as it was looked at.
  package private(set) var bytesScanned = 0

  private(set) var outline: MarkdownOutline
  private(set) var references = ReferenceIndex()
  private(set) var lineMarks = LineMarks()

  private var scanner = BlockScanner()
  /// Where the line that has not ended begins, and how far its end was searched.
  private var lineStart = 0
  private var searched = 0
  /// The state after the last line that has ended, if a line that has not was taken for the time being.
  private var beforeTail: (mark: MarkdownOutline.Mark, lines: LineMarks.Mark, closedPieces: Int)?
  /// Where the last leaf begins that may be open at the end of the text.
  private(set) var openLeaf = OpenLeaf()

  /// The leaf at the end of the text: what of it has not arrived can be guessed.
  struct OpenLeaf: Sendable, Equatable {
    var start = 0
    var isText = false
    var isTable = false
  }

  /// What the colours start with in the piece of code that begins at `source`: found once, though the line that begins
  /// the piece comes in many pieces.
  private var codeState: (source: Int, highlighter: Highlighter)?

  /// An empty text.
  package init(grain: MarkdownGrain = MarkdownGrain()) { outline = MarkdownOutline(grain: grain) }

  /// The top-level blocks from start to end.
  package var blocks: [MarkdownBlock] { outline.blocks }

  /// How many of the blocks no text that comes can change, but for links by reference.
  package var finishedCount: Int {
    let pieces = outline.pieces
    return closedPieces == pieces.count ? blocks.count : pieces[closedPieces].block
  }

  /// How many pieces no text that comes can change, but for links by reference.
  var closedPieces: Int { beforeTail?.closedPieces ?? outline.closedPieces }

  /// Adds `text` at the end.
  package mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append(utf8: $0) }
  }

  /// Adds UTF-8 bytes at the end.
  package mutating func append(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    precondition(!isFinished, "text after the end of a document")
    guard !bytes.isEmpty else { return }
    removeTail()
    source.append(contentsOf: bytes)
    takeLines()
    takeTail()
  }

  /// Closes what is open: no more text comes.
  package mutating func finish() {
    guard !isFinished else { return }
    isFinished = true
    removeTail()
    if lineStart < source.count { take(lineStart..<source.count, isComplete: true) }
    lineStart = source.count
    addDefinitions(scanner.takeDefinitions())
    outline.close()
    openLeaf = OpenLeaf()
    settleReferences()
  }

  // MARK: Lines

  private mutating func takeLines() {
    searched = max(searched, lineStart)
    while searched < source.count {
      let byte = source[searched]
      searched += 1
      guard byte.isLineEnd else { continue }
      if byte == .carriageReturn {
        if searched == source.count {
          // Whether a line feed follows is not known yet.
          searched -= 1
          return
        }
        if source[searched] == .newline { searched += 1 }
      }
      take(lineStart..<searched, isComplete: true)
      lineStart = searched
    }
  }

  private mutating func take(_ range: Range<Int>, isComplete: Bool) {
    bytesScanned += range.count
    let before = outline.isLastPieceFull ? scanner : nil
    let line = source.withUnsafeBufferPointer { scanner.consume(Bytes(rebasing: $0[range])) }
    note(line, at: range, isComplete: isComplete, scanner: scanner, before: before)
    if isComplete {
      addDefinitions(scanner.definitions)
      scanner.forgetDefinitions()
      settleReferences()
    }
  }

  private mutating func note(
    _ line: BlockScanner.Line, at range: Range<Int>, isComplete: Bool, scanner: BlockScanner,
    before: BlockScanner?
  ) {
    var fence: BlockScanner.Fence?
    if case .fence(let open) = scanner.leaf { fence = open }
    let pieces = outline.pieces.count
    let resume = before.flatMap {
      MarkdownResume(line, from: $0, to: scanner, followsBlankLine: outline.followsBlankLine)
    }
    outline.take(line, at: range, isComplete: isComplete, fence: fence, resume: resume)
    if outline.pieces.count > pieces { noteColours() }
    lineMarks.note(line, at: range, of: source)
    if line.startsLeaf { openLeaf.start = range.lowerBound }
    switch scanner.leaf {
    case .paragraph: (openLeaf.isText, openLeaf.isTable) = (true, false)
    case .table: (openLeaf.isText, openLeaf.isTable) = (true, true)
    default: (openLeaf.isText, openLeaf.isTable) = (line.startsBlock == .heading, false)
    }
    switch scanner.leaf {
    case .paragraph where line.belongs && (!scanner.containers.isEmpty || blocks.last?.kind == .paragraph):
      let isParted = partParagraph(scanner.containers)
      if isComplete, isParted, !scanner.containers.isEmpty { self.scanner.partParagraph() }
    case .fence(let fence) where line.belongs && !line.startsLeaf:
      partCode(from: range.lowerBound, scanner, fence)
    default: break
    }
  }

  /// Parts the last piece where the paragraph at its end has become long; whether it did.
  private mutating func partParagraph(_ containers: [BlockScanner.Container]) -> Bool {
    let pieces = outline.pieces.count
    while let piece = outline.pieces.last,
      let end = Self.paragraphEnd(
        in: source, max(piece.source.lowerBound, openLeaf.start)..<max(openLeaf.start, piece.source.upperBound),
        length: outline.grain.paragraph)
    {
      outline.part(at: end, MarkdownResume(containers: containers, leaf: .paragraph))
    }
    return outline.pieces.count > pieces
  }

  /// Parts the last piece where the line of code that begins at `start` has become long: too long for colours.
  private mutating func partCode(from start: Int, _ scanner: BlockScanner, _ fence: BlockScanner.Fence) {
    let length = max(outline.grain.paragraph, 2 * Highlighter.longestLine)
    while let piece = outline.pieces.last,
      let end = Self.paragraphEnd(
        in: source, max(piece.source.lowerBound, start)..<piece.source.upperBound, length: length)
    {
      let colours: Highlighter
      if piece.source.lowerBound >= start, let highlighter = piece.highlighter {
        colours = highlighter
      } else if let codeState, codeState.source == end {
        colours = codeState.highlighter
      } else {
        colours = highlighter(after: outline.pieces.count - 1)
        codeState = (end, colours)
      }
      let resume = MarkdownResume(
        containers: scanner.containers, leaf: .code(fence, language: scanner.fenceLanguage))
      outline.part(at: end, scanner.containers.isEmpty ? nil : resume)
      outline.setHighlighter(colours, isInLine: true)
    }
  }

  /// Finds what the colours of the last piece start with, if it goes on with code.
  private mutating func noteColours() {
    guard let piece = outline.pieces.last, let block = blocks.last, outline.pieces.count - 1 > block.firstPiece
    else { return }
    if block.kind != .code {
      guard case .code = piece.resume?.leaf else { return }
    }
    if codeState?.source != piece.source.lowerBound {
      codeState = (piece.source.lowerBound, highlighter(after: outline.pieces.count - 2))
    }
    if let codeState { outline.setHighlighter(codeState.highlighter) }
  }

  // MARK: The line that has not ended

  private mutating func takeTail() {
    let range = lineStart..<source.count
    guard !range.isEmpty,
      !source.withUnsafeBufferPointer({ PendingLine.isUndecided(Bytes(rebasing: $0[range]), after: scanner.leaf) })
    else { return }
    beforeTail = (outline.mark, lineMarks.mark, outline.closedPieces)
    var ahead = scanner
    bytesScanned += min(range.count, PendingLine.longest)
    let line = source.withUnsafeBufferPointer { ahead.consume(Bytes(rebasing: $0[range])) }
    savedLeaf = openLeaf
    note(line, at: range, isComplete: false, scanner: ahead, before: outline.isLastPieceFull ? scanner : nil)
  }

  private var savedLeaf = OpenLeaf()

  private mutating func removeTail() {
    guard let tail = beforeTail else { return }
    beforeTail = nil
    outline.back(to: tail.mark)
    lineMarks.back(to: tail.lines)
    openLeaf = savedLeaf
  }

  // MARK: References

  private mutating func addDefinitions(_ definitions: [ReferenceDefinition]) {
    for definition in definitions { references.define(definition) }
  }

  /// Looks for labels in the pieces that have closed since the last time.
  private mutating func settleReferences() {
    while references.piecesRead < outline.pieces.count, !outline.pieces[references.piecesRead].isOpen {
      references.read(outline.pieces[references.piecesRead], of: source)
    }
  }
}
