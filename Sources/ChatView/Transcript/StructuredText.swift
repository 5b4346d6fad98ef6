import Text

/// A text that is one JSON object or array and nothing else, written with a line for each value. Order, numbers and strings
/// stay as received; only the blanks between them are others.
struct StructuredText {
  /// The text as a block of code in Markdown.
  let markdown: String
  /// Where lines begin: in `markdown`, and the first byte of what stands there in the text.
  private let lines: [Line]

  private struct Line {
    var shown: Int
    var source: Int
  }

  /// Longer texts are shown as they are.
  private static let longest = 1 << 20
  private static let opening = "```json\n"

  /// Whether `text` may be one: tells most others without reading them.
  static func mayBe(_ text: String) -> Bool {
    guard text.utf8.count <= longest, let first = text.utf8.first(where: { !JSONScanner.isBlank($0) }),
      let last = text.utf8.last(where: { !JSONScanner.isBlank($0) })
    else { return false }
    return first == UInt8(ascii: "{") && last == UInt8(ascii: "}")
      || first == UInt8(ascii: "[") && last == UInt8(ascii: "]")
  }

  /// nil where `text` is anything else, or its lines would be many times longer than itself.
  init?(_ text: String) {
    guard Self.mayBe(text) else { return nil }
    var text = text
    let scanned = text.withUTF8 { bytes -> (out: [UInt8], lines: [(shown: Int, source: Int)])? in
      var scanner = JSONScanner(bytes)
      return scanner.scan() ? (scanner.out, scanner.lines) : nil
    }
    guard let scanned else { return nil }
    lines = scanned.lines.map { Line(shown: $0.shown + Self.opening.utf8.count, source: $0.source) }
    markdown = Self.opening + String(decoding: scanned.out, as: UTF8.self) + "\n```\n"
  }

  /// The byte of the text that `shown`, a byte of `markdown`, stands for: exact at the beginnings of lines.
  func source(ofShown shown: Int) -> Int {
    let index = Self.last(lines, to: shown) { $0.shown }
    let next = index + 1 < lines.count ? lines[index + 1].source : Int.max
    return min(lines[index].source + max(0, shown - lines[index].shown), max(lines[index].source, next - 1))
  }

  /// Where `markdown` shows the byte `source` of the text.
  func shown(ofSource source: Int) -> Int {
    let index = Self.last(lines, to: source) { $0.source }
    let next = index + 1 < lines.count ? lines[index + 1].shown : markdown.utf8.count
    return min(lines[index].shown + max(0, source - lines[index].source), max(lines[index].shown, next - 1))
  }

  /// The last line whose `place` is not beyond `offset`; the first one where all are.
  private static func last(_ lines: [Line], to offset: Int, _ place: (Line) -> Int) -> Int {
    max(0, lines.partitioningIndex { place($0) > offset } - 1)
  }
}

/// Reads JSON as RFC 8259 has it and writes it with indented lines.
private struct JSONScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var index = 0
  /// The ends of the containers that are open.
  private var open: [UInt8] = []
  private(set) var out: [UInt8] = []
  /// Where each line begins in `out`, and what stands there in the text.
  private(set) var lines: [(shown: Int, source: Int)] = []

  private static let deepest = 200

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

  /// Whether all of the text is one value.
  mutating func scan() -> Bool {
    skipBlanks()
    lines.append((0, index))
    guard value() else { return false }
    while let end = open.last {
      skipBlanks()
      guard index < bytes.count else { return false }
      switch bytes[index] {
      case UInt8(ascii: ","):
        index += 1
        out.append(UInt8(ascii: ","))
        skipBlanks()
        guard newLine(), member(of: end) else { return false }
      case end:
        open.removeLast()
        guard newLine() else { return false }
        copy(1)
      default: return false
      }
    }
    skipBlanks()
    return index == bytes.count
  }

  /// A value; of a container the opening and its first member.
  private mutating func value() -> Bool {
    guard index < bytes.count else { return false }
    switch bytes[index] {
    case UInt8(ascii: "{"): return container(end: UInt8(ascii: "}"))
    case UInt8(ascii: "["): return container(end: UInt8(ascii: "]"))
    case UInt8(ascii: "\""): return string()
    case UInt8(ascii: "t"): return word("true")
    case UInt8(ascii: "f"): return word("false")
    case UInt8(ascii: "n"): return word("null")
    default: return number()
    }
  }

  private mutating func container(end: UInt8) -> Bool {
    copy(1)
    skipBlanks()
    guard index < bytes.count, open.count < Self.deepest else { return false }
    if bytes[index] == end {
      copy(1)
      return true
    }
    open.append(end)
    return newLine() && member(of: end)
  }

  private mutating func member(of end: UInt8) -> Bool {
    if end == UInt8(ascii: "}") {
      guard string() else { return false }
      skipBlanks()
      guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { return false }
      index += 1
      out += [UInt8(ascii: ":"), 0x20]
      skipBlanks()
    }
    return value()
  }

  private mutating func string() -> Bool {
    guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return false }
    var end = index + 1
    while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
      guard bytes[end] >= 0x20 else { return false }
      if bytes[end] == UInt8(ascii: "\\") {
        guard end + 1 < bytes.count else { return false }
        if bytes[end + 1] == UInt8(ascii: "u") {
          guard end + 5 < bytes.count, bytes[(end + 2)...(end + 5)].allSatisfy(Self.isHex) else { return false }
          end += 4
        } else if !"\"\\/bfnrt".utf8.contains(bytes[end + 1]) {
          return false
        }
        end += 1
      }
      end += 1
    }
    guard end < bytes.count else { return false }
    copy(end + 1 - index)
    return true
  }

  private mutating func number() -> Bool {
    var end = index
    func digits() -> Int {
      let start = end
      while end < bytes.count, Self.isDigit(bytes[end]) { end += 1 }
      return end - start
    }
    func takes(_ wanted: String) -> Bool {
      guard end < bytes.count, wanted.utf8.contains(bytes[end]) else { return false }
      end += 1
      return true
    }
    _ = takes("-")
    let first = end
    let count = digits()
    guard count > 0, count == 1 || bytes[first] != UInt8(ascii: "0") else { return false }
    if takes(".") { guard digits() > 0 else { return false } }
    if takes("eE") {
      _ = takes("+-")
      guard digits() > 0 else { return false }
    }
    copy(end - index)
    return true
  }

  private mutating func word(_ word: String) -> Bool {
    let wanted = Array(word.utf8)
    guard index + wanted.count <= bytes.count, bytes[index..<index + wanted.count].elementsEqual(wanted) else {
      return false
    }
    copy(wanted.count)
    return true
  }

  private mutating func copy(_ count: Int) {
    out += bytes[index..<index + count]
    index += count
  }

  /// Begins a line for what stands next; false where the lines become too long.
  private mutating func newLine() -> Bool {
    out.append(0x0A)
    lines.append((out.count, index))
    for _ in 0..<open.count { out += [0x20, 0x20] }
    return out.count <= 8 * bytes.count + 65_536
  }

  private mutating func skipBlanks() {
    while index < bytes.count, Self.isBlank(bytes[index]) { index += 1 }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  private static func isHex(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66
  }
}
