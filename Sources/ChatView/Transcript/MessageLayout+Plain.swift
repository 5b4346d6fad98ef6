import Canvas
import Text

/// The rows of a text that is shown as it stands, part by part. A part ends with a line; in a line that is much longer than
/// a part, before a word. Where parts begin depends on the text alone.
struct PlainBody {
  private var parts: [Part] = []
  private let width: Int
  private let grain: Int

  private struct Part {
    /// In UTF-8 bytes.
    var start: Int
    /// The text without the newline that ends the part; nil while the part is the last one.
    var end: Int?
    var rows: TranscriptText?
  }

  /// A text of which nothing is known yet, in rows of `width` columns and parts of `grain` bytes at least.
  init(width: Int, grain: Int) {
    self.width = width
    self.grain = grain
  }

  /// How many parts there are.
  var partCount: Int { parts.count }

  /// Takes notice of what `text` has more than when last asked; lays nothing out.
  mutating func extend(with text: String) {
    guard !text.isEmpty else { return }
    if parts.isEmpty { parts.append(Part(start: 0)) }
    var text = text
    text.withUTF8 { bytes in
      while let cut = cut(bytes, from: parts[parts.count - 1].start) {
        let last = parts.count - 1
        let end = bytes[cut - 1] == UInt8(ascii: "\n") ? cut - 1 : cut
        parts[last].end = end
        if let rows = parts[last].rows, rows.utf8Count > end - parts[last].start { parts[last].rows = nil }
        parts.append(Part(start: cut))
      }
    }
  }

  /// The rows of the part `index` of `text`, as far as they are laid out; `counters` count those that had to be.
  mutating func rows(
    ofPart index: Int, of text: String, counters: inout TranscriptCounters
  ) -> (rows: TranscriptText, text: String) {
    let slice = self.text(ofPart: index, of: text)
    var rows = parts[index].rows ?? TranscriptText(width: width)
    parts[index].rows = nil
    counters.rowsLaidOut += rows.extend(with: slice)
    parts[index].rows = rows
    return (rows, slice)
  }

  /// Where the part `index` begins, in UTF-8 bytes.
  func start(ofPart index: Int) -> Int { parts[index].start }

  /// The part that shows the byte `offset`.
  func part(at offset: Int) -> Int {
    max(0, parts.partitioningIndex { $0.start > offset } - 1)
  }

  private func text(ofPart index: Int, of text: String) -> String {
    let utf8 = text.utf8
    let start = utf8.index(utf8.startIndex, offsetBy: min(parts[index].start, utf8.count))
    let end = parts[index].end.map { utf8.index(utf8.startIndex, offsetBy: min($0, utf8.count)) } ?? utf8.endIndex
    return String(text[start..<max(start, end)])
  }

  /// Where the part that begins at `start` ends, if that is known.
  private func cut(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let wanted = start + grain
    let limit = wanted + grain / 2
    guard limit + 4 <= bytes.count else { return nil }
    if let newline = bytes[wanted..<limit].firstIndex(of: UInt8(ascii: "\n")) { return newline + 1 }
    let space = UInt8(ascii: " ")
    if let word = (wanted..<limit).first(where: { bytes[$0 - 1] == space && (0x21...0x7E).contains(bytes[$0]) }) {
      return word
    }
    if let letter = (wanted..<limit).first(where: { (0x21...0x7E).contains(bytes[$0]) }) { return letter }
    return (wanted..<limit + 4).first { bytes[$0] & 0xC0 != 0x80 }
  }
}
