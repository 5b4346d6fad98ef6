/// Pasted text on its way in: bytes up to the end mark, taken as they are, whatever they contain.
struct PasteText: Sendable {
  private static let end: [UInt8] = Array("\u{1B}[201~".utf8)

  private var bytes: [UInt8] = []
  /// How many bytes of the end mark have come; they are not in `bytes` yet.
  private var matched = 0
  /// Whether the text handed out so far ended with CR, whose LF may still come.
  private var endedWithReturn = false

  /// Takes `byte`; true if it was the last one of the end mark.
  mutating func isEnded(by byte: UInt8) -> Bool {
    if byte != Self.end[matched] {
      bytes.append(contentsOf: Self.end[..<matched])
      matched = 0
      guard byte == Self.end[0] else {
        bytes.append(byte)
        return false
      }
    }
    matched += 1
    guard matched == Self.end.count else { return false }
    matched = 0
    return true
  }

  /// The text that is left.
  mutating func takeWhole() -> String {
    bytes.append(contentsOf: Self.end[..<matched])
    matched = 0
    let text = take(bytes.count)
    endedWithReturn = false
    return text
  }

  /// The text that came so far, without the start of a scalar or of the end mark, which stay.
  mutating func takePart() -> String {
    var count = bytes.count
    // The lead byte of a scalar is among the last three bytes if the scalar is not complete.
    for back in 1...3 where back <= bytes.count {
      let byte = bytes[bytes.count - back]
      if byte >= 0xC0 {
        if back < (byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4) { count -= back }
        break
      }
      if byte < 0x80 { break }
    }
    return take(count)
  }

  private mutating func take(_ count: Int) -> String {
    guard count > 0 else { return "" }
    var lines: [UInt8] = []
    lines.reserveCapacity(count)
    var previous: UInt8 = endedWithReturn ? 0x0D : 0
    for byte in bytes[..<count] {
      if byte == 0x0D || byte != 0x0A || previous != 0x0D { lines.append(byte == 0x0D ? 0x0A : byte) }
      previous = byte
    }
    endedWithReturn = previous == 0x0D
    bytes.removeFirst(count)
    return String(decoding: lines, as: UTF8.self)
  }
}
