import Canvas
import ChatModel
import Markdown

/// The rows of a text that is Markdown.
struct MarkdownBody {
  private var document = MarkdownDocument()
  private var layout: MarkdownLayout
  /// How many rows there are.
  private(set) var count = 0
  /// How many rows are kept, or a few more.
  private(set) var held = 0

  /// A message of more rows than this keeps only those around the view; below it, dropping and laying out again costs
  /// more than it saves.
  private static let longest = 4000

  init(width: Int) { layout = MarkdownLayout(width: Columns(width)) }

  /// Whether all has been added, and nothing can be any more.
  var isFinished: Bool { document.isFinished }

  /// Lays everything out at another width.
  mutating func resize(to width: Int, counters: inout TranscriptCounters) {
    layout.resize(to: Columns(width))
    held = 0
    update(&counters)
  }

  /// Adds what `text` has from the byte `start` on, and ends the text where `status` is final.
  mutating func extend(
    with text: String, from start: Int, status: MessageStatus, counters: inout TranscriptCounters
  ) {
    guard !isFinished else { return }
    var text = text
    text.withUTF8 { document.append(utf8: UnsafeBufferPointer(rebasing: $0[min(start, $0.count)...])) }
    if !status.isRunning { document.finish() }
    update(&counters)
  }

  /// The rows of `range`.
  mutating func rows(_ range: Range<Int>, counters: inout TranscriptCounters) -> [Row] {
    let rows = counting(&counters) { $0.layout.rows(range, of: $0.document) }
    if held > Self.longest {
      let margin = range.count + 100
      layout.drop(outside: (range.lowerBound - margin)..<(range.upperBound + margin))
      held = layout.rowsHeld
    }
    return rows
  }

  /// The first byte of the text that row `index` shows.
  mutating func place(of index: Int, counters: inout TranscriptCounters) -> Int {
    counting(&counters) { $0.layout.source(ofRow: index, of: $0.document) }
  }

  /// The row that shows the byte `place` of the text.
  mutating func row(at place: Int, counters: inout TranscriptCounters) -> Int {
    counting(&counters) { $0.layout.row(ofSource: place, of: $0.document) }
  }

  /// The rows of the code blocks between fences, from top to bottom.
  mutating func codeRows(counters: inout TranscriptCounters) -> [Range<Int>] {
    rows(of: .code, counters: &counters)
  }

  /// The first rows of the headings.
  mutating func headingRows(counters: inout TranscriptCounters) -> [Int] {
    rows(of: .heading, counters: &counters).map(\.lowerBound)
  }

  /// The links and images in `text`, from start to end.
  static func links(in text: String) -> [MarkdownLink] {
    var document = MarkdownDocument()
    document.append(text)
    document.finish()
    return document.blocks.flatMap { document.links(of: $0) }
  }

  private mutating func rows(of kind: BlockKind, counters: inout TranscriptCounters) -> [Range<Int>] {
    counting(&counters) { body in
      body.document.blocks.indices.filter { body.document.blocks[$0].kind == kind }.map {
        body.layout.rows(ofBlock: $0, of: body.document)
      }
    }
  }

  private mutating func update(_ counters: inout TranscriptCounters) {
    count = counting(&counters) {
      $0.layout.update($0.document)
      return $0.layout.rowCount(of: $0.document)
    }
    held = min(held, count)
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
