/// What is wrong with a text that is read, and where.
package struct JSONProblem: Error, Hashable, Sendable {
  /// One sentence without its full stop, in words for the user; may quote the text.
  package var text: String
  /// The byte at which it shows, from the start of the text; nil where no place can be named.
  package var offset: Int?

  package init(_ text: String, at offset: Int? = nil) {
    self.text = text
    self.offset = offset
  }

  /// Where in `bytes` it shows, as `line 3, column 7`; columns count characters. Empty where no place can be named.
  package func place(in bytes: UnsafeBufferPointer<UInt8>) -> String {
    guard let offset else { return "" }
    let before = bytes.prefix(max(0, offset))
    let lines = before.reduce(into: 1) { if $1 == 0x0A { $0 += 1 } }
    let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return "line \(lines), column \(String(decoding: before[start...], as: UTF8.self).count + 1)"
  }
}
