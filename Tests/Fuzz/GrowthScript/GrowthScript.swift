import Canvas
import Markdown

// How a text arrives, as bytes.
//
// Almost all bytes are the text. Those that UTF-8 never uses say what happens between two pieces of it, so that any file
// with Markdown in it is a script, and one that a fuzzer changes stays one:
//
//     FF          the piece ends here; a frame is drawn and checked
//     FE width    the same, at another width
//     FD row      the same, after all rows but eight from `row` on were dropped
//     FC          the piece ends here without a frame
//     FB          a byte FF of the text
//
// A frame is checked like this: the rows of the layout that saw the text grow are those of one that sees it for the first
// time; no row is wider than the pane or has in it what a terminal would obey; places lead to rows and back.

/// A text that arrives in pieces, with frames between them.
package struct GrowthScript {
  /// Widths that a script chooses from: the narrowest, some that part wide characters, and usual ones.
  private static let widths = [1, 2, 3, 4, 5, 7, 9, 12, 13, 16, 20, 21, 30, 40, 80, 132, 200]
  /// Frames beyond which the rest of a script arrives in one piece: each costs as much as the whole text.
  private static let mostFrames = 48

  private let script: [UInt8]
  private var position = 0
  private let grain: MarkdownGrain
  private var document: MarkdownDocument
  private var layout = MarkdownLayout(width: 40)
  private var piece: [UInt8] = []
  private var frames = 0

  /// The script that `bytes` say.
  package init(_ bytes: some Sequence<UInt8>, grain: MarkdownGrain = MarkdownGrain()) {
    script = Array(bytes)
    self.grain = grain
    document = MarkdownDocument(grain: grain)
  }

  /// Pieces so small that short texts have many.
  package static let fine = MarkdownGrain(part: 50, piece: 24, paragraph: 64)

  /// Plays the script; what was wrong in the first frame in which something was, nil if nothing was.
  package mutating func play() -> String? {
    while let byte = next() {
      switch byte {
      case 0xFF: takePiece()
      case 0xFE:
        takePiece()
        layout.resize(to: Columns(Self.widths[Int(next() ?? 0) % Self.widths.count]))
      case 0xFD:
        takePiece()
        let row = Int(next() ?? 0)
        layout.drop(outside: row..<row + 8)
      case 0xFC:
        takePiece()
        continue
      case 0xFB:
        piece.append(0xFF)
        continue
      default:
        piece.append(byte)
        continue
      }
      frames += 1
      if frames <= Self.mostFrames, let problem = checkFrame() { return problem }
    }
    takePiece()
    if let problem = checkFrame() { return problem }
    document.finish()
    return checkFrame()
  }

  private mutating func next() -> UInt8? {
    guard position < script.count else { return nil }
    position += 1
    return script[position - 1]
  }

  private mutating func takePiece() {
    piece.withUnsafeBufferPointer { document.append(utf8: $0) }
    piece = []
  }

  private mutating func checkFrame() -> String? {
    layout.update(document)
    let count = layout.rowCount(of: document)
    let rows = layout.rows(0..<count, of: document)
    var fresh = MarkdownDocument(grain: grain)
    document.source.withUnsafeBufferPointer { fresh.append(utf8: $0) }
    if document.isFinished { fresh.finish() }
    var cold = MarkdownLayout(width: layout.width)
    cold.update(fresh)
    let expected = cold.rows(0..<cold.rowCount(of: fresh), of: fresh)
    guard rows == expected else {
      let row = zip(rows, expected).enumerated().first { $1.0 != $1.1 }?.offset ?? min(rows.count, expected.count)
      return problem(
        "row \(row) of \(rows.count), \(expected.count): \(rows.dropFirst(row).prefix(2).map(\.text)) "
          + "instead of \(expected.dropFirst(row).prefix(2).map(\.text))")
    }
    guard document.blocks == fresh.blocks else { return problem("other blocks than at first sight") }
    for (index, row) in rows.enumerated() {
      if row.columns > layout.width { return problem("row \(index) has \(row.columns): \(row.text)") }
      if row.text.unicodeScalars.contains(where: Self.isObeyed) {
        return problem("row \(index) has a control: \(row.text.debugDescription)")
      }
      let source = layout.source(ofRow: index, of: document)
      guard (0...document.source.count).contains(source) else { return problem("row \(index) shows place \(source)") }
      let back = layout.row(ofSource: source, of: document)
      guard rows.indices.contains(back) else { return problem("place \(source) is shown in row \(back)") }
    }
    return nil
  }

  /// Controls, and marks that change the direction of the text after them.
  private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private func problem(_ text: String) -> String {
    "frame \(frames) at width \(layout.width)\(document.isFinished ? ", finished" : ""): \(text)"
  }
}
