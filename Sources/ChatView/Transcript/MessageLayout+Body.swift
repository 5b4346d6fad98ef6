import AppState
import Canvas
import ChatModel

/// The rows of a message's text, which grow with the text: Markdown for what an assistant wrote, plain text for what a
/// person wrote and where raw text is wanted. They are numbered within parts, each of which is laid out when it is asked for.
struct MessageBody {
  private var plain: PlainBody?
  private var markdown: MarkdownBody?
  /// What `markdown` shows in place of the text; nil where it shows the text itself.
  private var structured: StructuredText?
  private let format: Pane.Format
  private let author: Author
  private let grain: Int
  private var width: Int
  /// How much of the text has been taken notice of, in UTF-8 bytes, and its last bytes: a text that begins the same but
  /// for them is another text.
  private var utf8Count = 0
  private var lastBytes: UInt64 = 0

  init(_ message: Message, style: MessageStyle) {
    format = style.format
    author = message.author
    width = style.width
    grain = style.grain
    if author == .assistant && format == .markdown {
      markdown = MarkdownBody(width: style.width, grain: grain)
      // What has not ended yet is no JSON.
      structured = message.status.isRunning ? nil : StructuredText(message.text)
    } else {
      plain = PlainBody(width: style.width, grain: grain)
    }
  }

  /// Whether all of the text has been taken notice of.
  func matches(_ message: Message) -> Bool {
    message.text.utf8.count == utf8Count && Self.lastBytes(of: message.text, before: utf8Count) == lastBytes
  }

  /// Whether the text of `message` is the one taken notice of, with something more.
  func canGrow(to message: Message, format: Pane.Format) -> Bool {
    guard format == self.format, message.author == author, message.text.utf8.count >= utf8Count,
      Self.lastBytes(of: message.text, before: utf8Count) == lastBytes
    else { return false }
    if let markdown, !markdown.isFinished, !message.status.isRunning, StructuredText.mayBe(message.text) {
      return false
    }
    return markdown?.isFinished != true || message.text.utf8.count == utf8Count && !message.status.isRunning
  }

  /// Makes the rows anew where the width is another one.
  mutating func resize(to width: Int) {
    guard width != self.width else { return }
    self.width = width
    markdown?.resize(to: width)
    if plain != nil {
      plain = PlainBody(width: width, grain: grain)
      utf8Count = 0
      lastBytes = 0
    }
  }

  /// Takes notice of what `message` has more than when last asked; lays nothing out.
  mutating func extend(with message: Message, counters: inout TranscriptCounters) {
    markdown?.extend(
      with: structured?.markdown ?? message.text, from: utf8Count, status: message.status,
      counters: &counters)
    plain?.extend(with: message.text)
    utf8Count = message.text.utf8.count
    lastBytes = Self.lastBytes(of: message.text, before: utf8Count)
  }

  /// How many parts there are; none of an empty text.
  var partCount: Int { plain?.partCount ?? markdown?.partCount ?? 0 }

  /// How many rows the part `part` has.
  mutating func count(ofPart part: Int, of message: Message, counters: inout TranscriptCounters) -> Int {
    guard part < partCount else { return 0 }
    if plain != nil { return plain!.rows(ofPart: part, of: message.text, counters: &counters).rows.starts.count }
    return markdown?.count(ofPart: part, counters: &counters) ?? 0
  }

  /// How many rows are kept, or take as much memory as is kept: a row takes about 300 bytes, what else is kept about as
  /// much as the text.
  var held: Int { (markdown?.held ?? 0) + utf8Count / 300 }

  /// The rows of `range` in the part `part`.
  mutating func rows(
    _ range: Range<Int>, inPart part: Int, of message: Message, counters: inout TranscriptCounters
  ) -> [Row] {
    guard part < partCount else { return [] }
    if plain != nil {
      let (rows, text) = plain!.rows(ofPart: part, of: message.text, counters: &counters)
      return range.map { rows.row($0, of: text, style: Style(.text)) }
    }
    return markdown?.rows(range, inPart: part, counters: &counters) ?? []
  }

  /// The first byte of the text that the row at `place` shows.
  mutating func source(of place: MessagePlace, of message: Message, counters: inout TranscriptCounters) -> Int {
    guard place.part < partCount else { return 0 }
    if plain != nil {
      let starts = plain!.rows(ofPart: place.part, of: message.text, counters: &counters).rows.starts
      return plain!.start(ofPart: place.part) + (starts.indices.contains(place.row) ? starts[place.row] : 0)
    }
    let source = markdown?.source(of: place, counters: &counters) ?? 0
    return structured?.source(ofShown: source) ?? source
  }

  /// Where the byte `source` of the text is shown.
  mutating func place(ofSource source: Int, of message: Message, counters: inout TranscriptCounters) -> MessagePlace {
    guard partCount > 0 else { return MessagePlace(part: 0, row: 0) }
    if plain != nil {
      let part = plain!.part(at: source)
      let rows = plain!.rows(ofPart: part, of: message.text, counters: &counters).rows
      return MessagePlace(part: part, row: rows.row(at: source - plain!.start(ofPart: part)))
    }
    let source = structured?.shown(ofSource: source) ?? source
    return markdown?.place(ofSource: source, counters: &counters) ?? MessagePlace(part: 0, row: 0)
  }

  /// Where the code blocks begin in the text, in UTF-8 bytes, from top to bottom.
  func codes(of message: Message) -> [Int] {
    guard author == .assistant else { return [] }
    guard plain == nil else { return TranscriptText.fences(in: message.text) }
    let codes = markdown?.codes.map(\.source) ?? []
    return structured.map { text in codes.map { text.source(ofShown: $0) } } ?? codes
  }

  /// Where the headings begin in the text, in UTF-8 bytes, from top to bottom.
  func headings(of message: Message) -> [Int] {
    guard author == .assistant else { return [] }
    return plain != nil ? TranscriptText.headings(in: message.text) : markdown?.headings ?? []
  }

  /// The code blocks that have rows in the part `part`, by number; none where the text is shown as it stands.
  mutating func codeRows(inPart part: Int, counters: inout TranscriptCounters) -> [CodeRows] {
    part < partCount ? markdown?.codeRows(inPart: part, counters: &counters) ?? [] : []
  }

  /// Up to eight bytes of `text` that stand before the byte `end`.
  private static func lastBytes(of text: String, before end: Int) -> UInt64 {
    guard end > 0, end <= text.utf8.count else { return 0 }
    let utf8 = text.utf8
    let from = utf8.index(utf8.startIndex, offsetBy: max(0, end - 8))
    return utf8[from..<utf8.index(utf8.startIndex, offsetBy: end)].reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// A row of a message: the number of its part, and its own in that part.
struct MessagePlace: Hashable, Comparable {
  var part: Int
  var row: Int

  static func < (a: Self, b: Self) -> Bool { (a.part, a.row) < (b.part, b.row) }
}

/// What a part of a text shows of a block of code.
struct CodeRows: Equatable {
  /// The number of the block among those of the text.
  var number: Int
  var rows: Range<Int>
  /// Whether it begins in a part above, and whether it goes on below.
  var hasBegun: Bool
  var goesOn: Bool
}
