import Canvas
import ChatModel
import Markdown

/// The rows of a text that is Markdown.
struct MarkdownBody {
  private var document: MarkdownDocument
  private var layout: MarkdownLayout
  /// How many rows are kept, or a few more.
  private(set) var held = 0

  /// A message that keeps more rows than this drops those of parts far from the one in view; below it, dropping and laying
  /// out again costs more than it saves.
  private static let longest = 1000

  init(width: Int, grain: Int) {
    document = MarkdownDocument(grain: MarkdownGrain(part: grain))
    layout = MarkdownLayout(width: Columns(width))
  }

  /// Whether all has been added, and nothing can be any more.
  var isFinished: Bool { document.isFinished }

  /// Lays everything out at another width.
  mutating func resize(to width: Int) {
    layout.resize(to: Columns(width))
    held = 0
  }

  /// Adds what `text` has from the byte `start` on, and ends the text where `status` is final.
  mutating func extend(
    with text: String, from start: Int, status: MessageStatus, counters: inout TranscriptCounters
  ) {
    guard !isFinished else { return }
    var text = text
    text.withUTF8 { document.append(utf8: UnsafeBufferPointer(rebasing: $0[min(start, $0.count)...])) }
    if !status.isRunning { document.finish() }
    counting(&counters) { $0.layout.update($0.document) }
  }

  /// How many parts there are.
  var partCount: Int { layout.partCount }

  /// How many rows the part `part` has.
  mutating func count(ofPart part: Int, counters: inout TranscriptCounters) -> Int {
    let count = counting(&counters) { $0.layout.rowCount(ofPart: part, of: $0.document) }
    bound(around: part)
    return count
  }

  /// The rows of `range` in the part `part`.
  mutating func rows(_ range: Range<Int>, inPart part: Int, counters: inout TranscriptCounters) -> [Row] {
    let rows = counting(&counters) { $0.layout.rows(range, inPart: part, of: $0.document) }
    bound(around: part)
    return rows
  }

  /// The first byte of the text that the row at `place` shows.
  mutating func source(of place: MessagePlace, counters: inout TranscriptCounters) -> Int {
    counting(&counters) { $0.layout.source(ofRow: place.row, inPart: place.part, of: $0.document) }
  }

  /// Where the byte `source` of the text is shown.
  mutating func place(ofSource source: Int, counters: inout TranscriptCounters) -> MessagePlace {
    let place = counting(&counters) { $0.layout.place(ofSource: source, of: $0.document) }
    return MessagePlace(part: place.part, row: place.row)
  }

  /// The blocks of code between fences, from top to bottom, and where each begins in the text.
  var codes: [(block: Int, source: Int)] {
    blocks(of: .code).map { ($0, document.blocks[$0].source.lowerBound) }
  }

  /// Where the headings begin in the text.
  var headings: [Int] { blocks(of: .heading).map { document.blocks[$0].source.lowerBound } }

  /// What the part `part` shows of each block of code.
  mutating func codeRows(inPart part: Int, counters: inout TranscriptCounters) -> [CodeRows] {
    counting(&counters) { body in
      body.blocks(of: .code).enumerated().compactMap { number, block in
        let parts = body.document.parts(ofBlock: block)
        guard parts.contains(part) else { return nil }
        return CodeRows(
          number: number, rows: body.layout.rows(ofBlock: block, inPart: part, of: body.document),
          hasBegun: part > parts.lowerBound, goesOn: part < parts.upperBound)
      }
    }
  }

  /// The links and images in `text`, from start to end.
  static func links(in text: String) -> [MarkdownLink] {
    var document = MarkdownDocument()
    document.append(text)
    document.finish()
    return document.blocks.flatMap { document.links(of: $0) }
  }

  private func blocks(of kind: BlockKind) -> [Int] {
    document.blocks.indices.filter { document.blocks[$0].kind == kind }
  }

  /// Drops what is far from the part `part`, where much is kept.
  private mutating func bound(around part: Int) {
    guard held > Self.longest else { return }
    layout.drop(outsideParts: part - 1...part + 1)
    held = layout.rowsHeld
  }

  private mutating func counting<Result>(
    _ counters: inout TranscriptCounters, _ work: (inout MarkdownBody) -> Result
  ) -> Result {
    let before = layout.counters
    let result = work(&self)
    let rows = layout.counters.rowsLaidOut - before.rowsLaidOut
    counters.rowsLaidOut += rows
    counters.blocksLaidOut += layout.counters.piecesParsed - before.piecesParsed
    held += rows
    return result
  }
}
