/// Reads JSON (RFC 8259) from memory, one value after the other, so that a large file is never there as a whole. What is
/// wrong is told with its place.
package struct JSONReader {
  /// Deeper than any export goes, and no depth that a thread's stack could not bear.
  private static let deepest = 200

  private let bytes: UnsafeBufferPointer<UInt8>
  /// The next byte to be read.
  package var position: Int

  /// Reads `bytes`, which the caller keeps, from their start; a byte order mark is passed over.
  package init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The next byte that is no blank; nil at the end.
  package mutating func peek() -> UInt8? {
    while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) { position += 1 }
    return position < bytes.count ? bytes[position] : nil
  }

  /// Passes over `byte`, or throws where another one stands.
  package mutating func expect(_ byte: UInt8) throws(ArchiveProblem) {
    guard peek() == byte else { throw problem("\(Self.name(byte)) is missing") }
    position += 1
  }

  /// Passes over the comma before another member or element, or over `end` behind the last one, which it returns false for.
  package mutating func goOn(isFirst: Bool, end: UInt8) throws(ArchiveProblem) -> Bool {
    if peek() == end {
      position += 1
      return false
    }
    if !isFirst {
      try expect(UInt8(ascii: ","))
      if peek() == end { throw problem("a value is missing behind the comma") }
    }
    return true
  }

  /// The key of a member, and its colon.
  package mutating func key() throws(ArchiveProblem) -> String {
    guard peek() == UInt8(ascii: "\"") else { throw problem("a key in quotation marks is missing") }
    let key = try string()
    try expect(UInt8(ascii: ":"))
    return key
  }

  /// Throws where anything but blanks follows.
  package mutating func end() throws(ArchiveProblem) {
    if peek() != nil { throw problem("something follows the end") }
  }

  /// The next value.
  package mutating func value() throws(ArchiveProblem) -> JSONNode { try value(depth: 0) }

  private mutating func value(depth: Int) throws(ArchiveProblem) -> JSONNode {
    guard let byte = peek() else { throw problem("the file ends too early") }
    guard depth < Self.deepest else { throw problem("it is nested deeper than \(Self.deepest) levels") }
    let start = position
    switch byte {
    case UInt8(ascii: "{"):
      position += 1
      var members: [String: JSONNode] = [:]
      var isFirst = true
      while try goOn(isFirst: isFirst, end: UInt8(ascii: "}")) {
        isFirst = false
        let key = try key()
        members[key] = try value(depth: depth + 1)
      }
      return JSONNode(offset: start, .object(members))
    case UInt8(ascii: "["):
      position += 1
      var nodes: [JSONNode] = []
      while try goOn(isFirst: nodes.isEmpty, end: UInt8(ascii: "]")) { nodes.append(try value(depth: depth + 1)) }
      return JSONNode(offset: start, .array(nodes))
    case UInt8(ascii: "\""): return JSONNode(offset: start, .string(try string()))
    case UInt8(ascii: "t"): return JSONNode(offset: start, try word("true", .bool(true)))
    case UInt8(ascii: "f"): return JSONNode(offset: start, try word("false", .bool(false)))
    case UInt8(ascii: "n"): return JSONNode(offset: start, try word("null", .null))
    default: return JSONNode(offset: start, .number(try number()))
    }
  }

  /// Passes over the next value.
  package mutating func skip() throws(ArchiveProblem) {
    var depth = 0
    repeat {
      guard let byte = peek() else { throw problem("the file ends too early") }
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "\""): try skipString()
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        if depth == 0 { throw problem("a value is missing") }
      default: break
      }
      guard byte != UInt8(ascii: "\"") else { continue }
      position += 1
      guard depth == 0, ![UInt8(ascii: "}"), UInt8(ascii: "]")].contains(byte) else { continue }
      // A number or a word.
      while position < bytes.count, ![0x20, 0x0A, 0x0D, 0x09, 0x2C, 0x5D, 0x7D].contains(bytes[position]) {
        position += 1
      }
    } while depth > 0
    if depth < 0 { throw problem("a value is missing") }
  }

  private mutating func skipString() throws(ArchiveProblem) {
    let start = position
    position += 1
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard position < bytes.count else { throw ArchiveProblem("a text does not end", at: start) }
    position += 1
  }

  private mutating func word(_ word: StaticString, _ content: JSONNode.Content) throws(ArchiveProblem)
    -> JSONNode.Content
  {
    let length = word.utf8CodeUnitCount
    guard position + length <= bytes.count,
      (0..<length).allSatisfy({ bytes[position + $0] == word.utf8Start[$0] })
    else { throw problem("there is no such value") }
    position += length
    return content
  }

  private mutating func number() throws(ArchiveProblem) -> String {
    let start = position
    func digits(_ position: inout Int) -> Int {
      let start = position
      while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
      return position - start
    }
    var end = position
    if bytes[end] == UInt8(ascii: "-") { end += 1 }
    let whole = digits(&end)
    var isNumber = whole == 1 || (whole > 1 && bytes[end - whole] != 0x30)
    if end < bytes.count, bytes[end] == UInt8(ascii: ".") {
      end += 1
      isNumber = isNumber && digits(&end) > 0
    }
    if end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "e") {
      end += 1
      if end < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[end]) { end += 1 }
      isNumber = isNumber && digits(&end) > 0
    }
    guard isNumber, end - start < 400 else { throw problem("this is no value of JSON") }
    position = end
    return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
  }

  private mutating func string() throws(ArchiveProblem) -> String {
    let start = position
    position += 1
    var runStart = position
    var text: String?
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        let run = try part(runStart..<position)
        position += 1
        return text.map { $0 + run } ?? run
      case UInt8(ascii: "\\"):
        text = try (text ?? "") + part(runStart..<position)
        text?.unicodeScalars.append(try escape())
        runStart = position
      case 0..<0x20: throw problem("a control character stands in a text")
      default: position += 1
      }
    }
    throw ArchiveProblem("a text does not end", at: start)
  }

  private func part(_ range: Range<Int>) throws(ArchiveProblem) -> String {
    guard let text = String(validating: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self) else {
      let valid = String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self).utf8
      let length = zip(valid, bytes[range]).prefix { $0 == $1 }.count
      throw ArchiveProblem("a text is not UTF-8", at: range.lowerBound + length)
    }
    return text
  }

  /// Half of a pair without the other half becomes U+FFFD.
  private mutating func escape() throws(ArchiveProblem) -> Unicode.Scalar {
    position += 1
    guard position < bytes.count else { throw problem("the file ends too early") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default:
      position -= 1
      throw problem("there is no such escape")
    }
    let first = try unit()
    guard (0xD800...0xDBFF).contains(first) else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
    let place = position
    guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
    else { return "\u{FFFD}" }
    position += 2
    let second = try unit()
    guard (0xDC00...0xDFFF).contains(second) else {
      position = place
      return "\u{FFFD}"
    }
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
  }

  private mutating func unit() throws(ArchiveProblem) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard position < bytes.count, let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
        throw problem("four hexadecimal digits are missing")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  private func problem(_ text: String) -> ArchiveProblem { ArchiveProblem(text, at: min(position, bytes.count)) }

  private static func name(_ byte: UInt8) -> String { "\"\(Character(Unicode.Scalar(byte)))\"" }
}
