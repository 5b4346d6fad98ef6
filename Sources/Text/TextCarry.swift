/// What is left over at the end of one of several strings that make a text together: half of a surrogate pair, or the first
/// bytes of a character. It waits for the next string.
package struct TextCarry: Equatable, Sendable {
  /// The first half of a pair.
  var half: UInt32?
  /// The first bytes of a character, at most three; never together with `half`.
  private var bytes: [UInt8] = []

  package init() {}

  static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

  package var isEmpty: Bool { half == nil && bytes.isEmpty }

  /// Gives up waiting: U+FFFD for what was left over; empty where nothing was.
  package mutating func flush() -> String {
    defer { self = TextCarry() }
    return isEmpty ? "" : "\u{FFFD}"
  }

  /// The text of `next` with what was left over before it; what `next` leaves over is kept.
  mutating func join(_ next: [UInt8]) -> String {
    guard !next.isEmpty else { return "" }
    var whole = next
    if half != nil { whole.insert(contentsOf: Self.replacement, at: 0) } else if !bytes.isEmpty { whole = bytes + next }
    half = nil
    return whole.withUnsafeBufferPointer { whole in
      let open = Self.openBytes(whole)
      bytes = Array(whole.suffix(open))
      return String(decoding: UnsafeBufferPointer(rebasing: whole.dropLast(open)), as: UTF8.self)
    }
  }

  /// How many bytes at the end of `text` begin a character that more bytes could complete.
  static func openBytes(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    guard let last = text.last, last >= 0x80 else { return 0 }
    for back in 1...min(3, text.count) {
      let byte = text[text.count - back]
      if byte & 0xC0 == 0x80 { continue }
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
      return byte <= 0xF4 && length > back && isBeginning(text.suffix(back)) ? back : 0
    }
    return 0
  }

  /// Whether `bytes` begin a character of UTF-8: neither too long a form nor half of a pair nor beyond Unicode.
  private static func isBeginning(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    guard let first = bytes.first, first >= 0xC2 else { return false }
    guard let second = bytes.dropFirst().first else { return true }
    switch first {
    case 0xE0: return second >= 0xA0
    case 0xED: return second < 0xA0
    case 0xF0: return second >= 0x90
    case 0xF4: return second < 0x90
    default: return true
    }
  }

  /// The scalar that two halves make.
  static func pair(_ first: UInt32, _ second: UInt32) -> UInt32 {
    0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
  }

  /// Appends a scalar as UTF-8.
  static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    switch value {
    case 0..<0x80: bytes.append(UInt8(value))
    case 0x80..<0x800:
      bytes.append(UInt8(0xC0 | value >> 6))
      bytes.append(UInt8(0x80 | value & 0x3F))
    case 0x800..<0x10000:
      bytes.append(UInt8(0xE0 | value >> 12))
      bytes.append(UInt8(0x80 | value >> 6 & 0x3F))
      bytes.append(UInt8(0x80 | value & 0x3F))
    default:
      bytes.append(UInt8(0xF0 | value >> 18))
      bytes.append(UInt8(0x80 | value >> 12 & 0x3F))
      bytes.append(UInt8(0x80 | value >> 6 & 0x3F))
      bytes.append(UInt8(0x80 | value & 0x3F))
    }
  }
}
