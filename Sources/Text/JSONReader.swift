/// Reads JSON (RFC 8259) from memory, one value after the other, in time that is linear in the bytes. Only what the caller
/// asks for is built; the rest is passed over.
package struct JSONReader {
  /// What becomes of text that is not quite JSON.
  package enum Mode: Sendable {
    /// It is refused, with its place: for files.
    case strict
    /// As much as can be read is read: for what a service sends. Raw control characters and unknown escapes in strings
    /// stand for themselves, bytes that are not UTF-8 become U+FFFD, `NaN` and `Infinity` are null, a comma may stand
    /// behind the last value, what is nested too deep is null, and the end of the bytes closes whatever is open.
    case tolerant
  }

  /// How deep arrays and objects may be nested: deeper than any sensible text goes, and no depth that a thread's stack
  /// could not bear.
  package static let deepest = 200

  let bytes: UnsafeBufferPointer<UInt8>
  package let mode: Mode
  /// The next byte to be read.
  package var position: Int
  /// The bytes ended before the text did. Only in the tolerant mode; the strict one throws.
  package internal(set) var isCut = false
  /// Half of a surrogate pair stood alone in a string; U+FFFD was read for it.
  package internal(set) var hasLoneHalf = false
  /// How many bytes were looked at, each time counted anew: what tests compare with the number of bytes.
  package internal(set) var steps = 0
  private var depth = 0

  /// Reads `bytes`, which the caller keeps, from their start; a byte order mark is passed over.
  package init(_ bytes: UnsafeBufferPointer<UInt8>, mode: Mode = .strict) {
    self.bytes = bytes
    self.mode = mode
    position = bytes.count > 2 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
  }

  /// The next byte that is no blank; nil at the end.
  package mutating func peek() -> UInt8? {
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      case let byte:
        steps += position - start + 1
        return byte
      }
    }
    steps += max(0, position - start)
    return nil
  }

  /// Passes over `byte`, or throws where another one stands.
  package mutating func expect(_ byte: UInt8) throws(JSONProblem) {
    guard peek() == byte else { throw problem("\(Self.name(byte)) is missing") }
    position += 1
  }

  /// Passes over the comma before another member or element, or over `end` behind the last one, which it returns false for.
  package mutating func goOn(isFirst: Bool, end: UInt8) throws(JSONProblem) -> Bool {
    guard let byte = peek() else {
      if mode == .tolerant {
        isCut = true
        return false
      }
      if isFirst { throw problem("the file ends too early") }
      throw problem("\(Self.name(UInt8(ascii: ","))) is missing")
    }
    if byte == end {
      position += 1
      return false
    }
    guard !isFirst else { return true }
    try expect(UInt8(ascii: ","))
    if peek() == end {
      if mode == .strict { throw problem("a value is missing behind the comma") }
      position += 1
      return false
    }
    return true
  }

  /// Throws where anything but blanks follows.
  package mutating func end() throws(JSONProblem) {
    if peek() != nil { throw problem("something follows the end") }
  }

  // MARK: Values

  /// The next value, whole.
  package mutating func value() throws(JSONProblem) -> JSONNode {
    guard let byte = peek() else { return try ended(JSONNode(offset: position, .null)) }
    let start = position
    switch byte {
    case UInt8(ascii: "{"):
      var members: [String: JSONNode] = [:]
      let isBuilt = try self.members { (reader, key) throws(JSONProblem) in members[key.text] = try reader.value() }
      return JSONNode(offset: start, isBuilt ? .object(members) : .null)
    case UInt8(ascii: "["):
      var nodes: [JSONNode] = []
      let isBuilt = try elements { (reader) throws(JSONProblem) in nodes.append(try reader.value()) }
      return JSONNode(offset: start, isBuilt ? .array(nodes) : .null)
    case UInt8(ascii: "\""): return JSONNode(offset: start, .string(try string()))
    case UInt8(ascii: "t"): return JSONNode(offset: start, try word("true", .bool(true)))
    case UInt8(ascii: "f"): return JSONNode(offset: start, try word("false", .bool(false)))
    case UInt8(ascii: "n"): return JSONNode(offset: start, try word("null", .null))
    case UInt8(ascii: "N") where mode == .tolerant: return JSONNode(offset: start, try word("NaN", .null))
    case UInt8(ascii: "I") where mode == .tolerant: return JSONNode(offset: start, try word("Infinity", .null))
    default: return JSONNode(offset: start, try number())
    }
  }

  /// Hands each key of the next value to `take`, with the reader before the key's value; what `take` leaves unread is passed
  /// over. False where the next value is no object, or is nested too deep: it is passed over then. The key's bytes live
  /// as long as those of the reader.
  @discardableResult
  package mutating func members(
    _ take: (inout JSONReader, JSONKey) throws(JSONProblem) -> Void
  ) throws(JSONProblem) -> Bool {
    guard try open(UInt8(ascii: "{")) else { return false }
    depth += 1
    defer { depth -= 1 }
    var isFirst = true
    while try goOn(isFirst: isFirst, end: UInt8(ascii: "}")) {
      isFirst = false
      let key = try name()
      guard peek() != nil else {
        _ = try ended(false)
        continue
      }
      let before = position
      try take(&self, key)
      if position == before { try skip() }
    }
    return true
  }

  /// Calls `take` before each element of the next value; what `take` leaves unread is passed over. False where the next
  /// value is no array, or is nested too deep: it is passed over then.
  @discardableResult
  package mutating func elements(
    _ take: (inout JSONReader) throws(JSONProblem) -> Void
  ) throws(JSONProblem) -> Bool {
    guard try open(UInt8(ascii: "[")) else { return false }
    depth += 1
    defer { depth -= 1 }
    var isFirst = true
    while try goOn(isFirst: isFirst, end: UInt8(ascii: "]")) {
      isFirst = false
      let before = position
      try take(&self)
      if position == before { try skip() }
    }
    return true
  }

  /// Hands the elements of the next value to `take`, one by one: one that cannot be read costs only itself, as far as its end
  /// can be found. How many could not be read, the one in which the bytes end counted too; nil where the value is no array.
  package mutating func soundElements(_ take: (JSONNode) -> Void) -> Int? {
    guard peek() == UInt8(ascii: "["), (try? open(UInt8(ascii: "["))) == true else { return nil }
    depth += 1
    defer { depth -= 1 }
    var unreadable = 0
    var isFirst = true
    while true {
      do throws(JSONProblem) {
        guard try goOn(isFirst: isFirst, end: UInt8(ascii: "]")) else { break }
      } catch {
        // A comma is missing. An object that follows is the next element all the same.
        guard peek() == UInt8(ascii: "{") else {
          position = bytes.count
          return unreadable + 1
        }
      }
      isFirst = false
      let start = position
      if let node = try? value() {
        if isCut { return unreadable + 1 }
        take(node)
        continue
      }
      unreadable += 1
      position = start
      if (try? skip()) == nil || position == start { position = bytes.count }
      if isCut || position == bytes.count { break }
    }
    return unreadable
  }

  /// The number of bytes: where there is nothing more to read.
  package var count: Int { bytes.count }

  /// A reader of the same bytes that stands before the value at `position`.
  package func at(_ position: Int) -> JSONReader {
    var reader = self
    reader.position = position
    reader.isCut = false
    return reader
  }

  /// Passes over `bracket`. False where another value stands there, or it is nested too deep; the value is passed over.
  private mutating func open(_ bracket: UInt8) throws(JSONProblem) -> Bool {
    guard peek() == bracket else {
      try skip()
      return false
    }
    guard depth < Self.deepest else {
      if mode == .strict { throw problem("it is nested deeper than \(Self.deepest) levels") }
      try skip()
      return false
    }
    position += 1
    return true
  }

  /// Passes over the next value, however deep it is nested.
  package mutating func skip() throws(JSONProblem) {
    guard let first = peek() else { return try ended(()) }
    switch first {
    case UInt8(ascii: "\""): try skipString()
    case UInt8(ascii: "{"), UInt8(ascii: "["): try skipNested()
    case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "}"), UInt8(ascii: "]"): throw problem("a value is missing")
    default:
      // A number or a word.
      let start = position
      while position < bytes.count, !Self.isDelimiter(bytes[position]) { position += 1 }
      steps += position - start
    }
  }

  private mutating func skipNested() throws(JSONProblem) {
    var open = 0
    var counted = position
    defer { steps += position - counted }
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        steps += position - counted
        defer { counted = position }
        try skipString()
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): open += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        open -= 1
        if open == 0 {
          position += 1
          return
        }
      default: break
      }
      position += 1
    }
    try ended(())
  }

  private static func isDelimiter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x0A, 0x0D, 0x09, 0x2C, 0x5D, 0x7D: true
    default: false
    }
  }

  /// `value` where the end of the bytes may close what is open; throws where it may not.
  mutating func ended<Value>(_ value: Value) throws(JSONProblem) -> Value {
    guard mode == .tolerant else { throw problem("the file ends too early") }
    isCut = true
    return value
  }

  private mutating func word(_ word: StaticString, _ content: JSONNode.Content) throws(JSONProblem)
    -> JSONNode.Content
  {
    let length = word.utf8CodeUnitCount
    steps += length
    guard position + length <= bytes.count,
      (0..<length).allSatisfy({ bytes[position + $0] == word.utf8Start[$0] })
    else { throw problem("there is no such value") }
    position += length
    return content
  }

  private mutating func number() throws(JSONProblem) -> JSONNode.Content {
    let start = position
    var end = position
    func digits(_ position: inout Int) -> Int {
      let start = position
      while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
      return position - start
    }
    if bytes[end] == UInt8(ascii: "-") {
      end += 1
      if mode == .tolerant, end < bytes.count, bytes[end] == UInt8(ascii: "I") {
        position = end
        return try word("Infinity", .null)
      }
    }
    let whole = digits(&end)
    var isNumber = whole == 1 || (whole > 1 && bytes[end - whole] != 0x30)
    if end < bytes.count, bytes[end] == UInt8(ascii: ".") {
      end += 1
      isNumber = digits(&end) > 0 && isNumber
    }
    if end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "e") {
      end += 1
      if end < bytes.count, bytes[end] == UInt8(ascii: "+") || bytes[end] == UInt8(ascii: "-") { end += 1 }
      isNumber = digits(&end) > 0 && isNumber
    }
    steps += end - start
    guard isNumber, end - start < 400 else {
      // A number that no program could use is worth no error of the whole text.
      if mode == .tolerant, isNumber {
        position = end
        return .null
      }
      throw problem("this is no value of JSON")
    }
    position = end
    return .number(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self))
  }

  func problem(_ text: String) -> JSONProblem { JSONProblem(text, at: min(position, bytes.count)) }

  private static func name(_ byte: UInt8) -> String { "\"\(Character(Unicode.Scalar(byte)))\"" }
}
