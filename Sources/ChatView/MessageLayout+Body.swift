import Canvas
import ChatModel
import ChatStore

/// The rows of a message's text, which grow with the text: Markdown for what an assistant wrote, plain text for what a
/// person wrote and where raw text is wanted.
struct MessageBody {
  private var plain: TranscriptText?
  private var markdown: MarkdownBody?
  private let format: Pane.Format
  private let author: Author
  private var width: Int
  /// How much of the text is laid out, in UTF-8 bytes, and its last bytes: a text that begins the same but for them is
  /// another text.
  private var utf8Count = 0
  private var lastBytes: UInt64 = 0

  init(_ message: Message, style: MessageStyle) {
    format = style.format
    author = message.author
    width = style.width
    if author == .assistant && format == .markdown {
      markdown = MarkdownBody(width: style.width)
    } else {
      plain = TranscriptText(width: style.width)
    }
  }

  /// Whether all of the text is laid out.
  func matches(_ message: Message) -> Bool {
    message.text.utf8.count == utf8Count && Self.lastBytes(of: message.text, before: utf8Count) == lastBytes
  }

  /// Whether the text of `message` is the one laid out, with something more.
  func canGrow(to message: Message, format: Pane.Format) -> Bool {
    guard format == self.format, message.author == author, message.text.utf8.count >= utf8Count,
      Self.lastBytes(of: message.text, before: utf8Count) == lastBytes
    else { return false }
    return markdown?.isFinished != true || message.text.utf8.count == utf8Count && !message.status.isRunning
  }

  /// Makes the rows anew where the width is another one.
  mutating func resize(to width: Int, counters: inout TranscriptCounters) {
    guard width != self.width else { return }
    self.width = width
    markdown?.resize(to: width, counters: &counters)
    if plain != nil {
      plain = TranscriptText(width: width)
      utf8Count = 0
      lastBytes = 0
    }
  }

  /// Lays out what `message` has more than when last asked.
  mutating func extend(with message: Message, counters: inout TranscriptCounters) {
    markdown?.extend(with: message.text, from: utf8Count, status: message.status, counters: &counters)
    if plain != nil && !message.text.isEmpty { counters.rowsLaidOut += plain!.extend(with: message.text) }
    utf8Count = message.text.utf8.count
    lastBytes = Self.lastBytes(of: message.text, before: utf8Count)
  }

  /// How many rows there are.
  var count: Int { plain?.starts.count ?? markdown?.count ?? 0 }

  /// How many rows are kept, or take as much memory as is kept: a row takes about 300 bytes, what else is kept about as
  /// much as the text.
  var held: Int { (markdown?.held ?? 0) + utf8Count / 300 }

  /// The rows of `range`.
  mutating func rows(_ range: Range<Int>, of message: Message, counters: inout TranscriptCounters) -> [Row] {
    if let plain { return range.map { plain.row($0, of: message.text, style: Style(.text)) } }
    return markdown?.rows(range, counters: &counters) ?? []
  }

  /// The first byte of the text that row `index` shows.
  mutating func place(of index: Int, counters: inout TranscriptCounters) -> Int {
    if let plain { return plain.starts.indices.contains(index) ? plain.starts[index] : 0 }
    return markdown?.place(of: index, counters: &counters) ?? 0
  }

  /// The row that shows the byte `place` of the text.
  mutating func row(at place: Int, counters: inout TranscriptCounters) -> Int {
    plain?.row(at: place) ?? markdown?.row(at: place, counters: &counters) ?? 0
  }

  /// The rows of the code blocks, from top to bottom; of raw text their first rows only.
  mutating func codeRows(of message: Message, counters: inout TranscriptCounters) -> [Range<Int>] {
    guard author == .assistant else { return [] }
    return plain?.fences(in: message.text).map { $0..<$0 + 1 } ?? markdown?.codeRows(counters: &counters) ?? []
  }

  /// The rows of the headings, from top to bottom.
  mutating func headingRows(of message: Message, counters: inout TranscriptCounters) -> [Int] {
    guard author == .assistant else { return [] }
    return plain?.headings(in: message.text) ?? markdown?.headingRows(counters: &counters) ?? []
  }

  /// Up to eight bytes of `text` that stand before the byte `end`.
  private static func lastBytes(of text: String, before end: Int) -> UInt64 {
    guard end > 0, end <= text.utf8.count else { return 0 }
    let utf8 = text.utf8
    let from = utf8.index(utf8.startIndex, offsetBy: max(0, end - 8))
    return utf8[from..<utf8.index(utf8.startIndex, offsetBy: end)].reduce(0) { $0 << 8 | UInt64($1) }
  }
}
