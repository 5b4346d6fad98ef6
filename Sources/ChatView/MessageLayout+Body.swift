import Canvas
import ChatModel
import ChatStore

/// The rows of a message's text, which grow with the text.
struct MessageBody {
  private var content: Content
  private let format: Pane.Format
  private let author: Author
  private var width: Int
  /// How much of the text is laid out, in UTF-8 bytes, and its last bytes: a text that begins the same but for them is
  /// another text.
  private var utf8Count = 0
  private var lastBytes: UInt64 = 0

  private enum Content {
    case plain(TranscriptText)
  }

  init(_ message: Message, style: MessageStyle) {
    format = style.format
    author = message.author
    width = style.width
    content = .plain(TranscriptText(width: style.width))
  }

  /// Whether all of the text is laid out.
  func matches(_ message: Message) -> Bool {
    message.text.utf8.count == utf8Count && Self.lastBytes(of: message.text, before: utf8Count) == lastBytes
  }

  /// Whether the text of `message` is the one laid out, with something more.
  func canGrow(to message: Message, format: Pane.Format) -> Bool {
    format == self.format && message.author == author && message.text.utf8.count >= utf8Count
      && Self.lastBytes(of: message.text, before: utf8Count) == lastBytes
  }

  /// Makes the rows anew where the width is another one.
  mutating func resize(to width: Int) {
    guard width != self.width else { return }
    self.width = width
    utf8Count = 0
    lastBytes = 0
    content = .plain(TranscriptText(width: width))
  }

  /// Lays out what `message` has more than when last asked.
  mutating func extend(with message: Message, counters: inout TranscriptCounters) {
    guard !message.text.isEmpty else { return }
    switch content {
    case .plain(var text):
      content = .plain(TranscriptText(width: width))
      counters.rowsLaidOut += text.extend(with: message.text)
      content = .plain(text)
    }
    utf8Count = message.text.utf8.count
    lastBytes = Self.lastBytes(of: message.text, before: utf8Count)
  }

  /// How many rows there are.
  var count: Int {
    switch content {
    case .plain(let text): text.starts.count
    }
  }

  /// The row `index`.
  func row(_ index: Int, of message: Message) -> Row {
    switch content {
    case .plain(let text): text.row(index, of: message.text, style: Style(.text))
    }
  }

  /// The first byte of the text that row `index` shows.
  func place(of index: Int) -> Int {
    switch content {
    case .plain(let text): text.starts.indices.contains(index) ? text.starts[index] : 0
    }
  }

  /// The row that shows the byte `place` of the text.
  func row(at place: Int) -> Int {
    switch content {
    case .plain(let text): text.row(at: place)
    }
  }

  /// The first rows of the code blocks, from top to bottom.
  func codeRows(of message: Message) -> [Int] {
    guard message.author == .assistant else { return [] }
    switch content {
    case .plain(let text): return text.fences(in: message.text)
    }
  }

  /// Up to eight bytes of `text` that stand before the byte `end`.
  private static func lastBytes(of text: String, before end: Int) -> UInt64 {
    guard end > 0, end <= text.utf8.count else { return 0 }
    let utf8 = text.utf8
    let from = utf8.index(utf8.startIndex, offsetBy: max(0, end - 8))
    return utf8[from..<utf8.index(utf8.startIndex, offsetBy: end)].reduce(0) { $0 << 8 | UInt64($1) }
  }
}
