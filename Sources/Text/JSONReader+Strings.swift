extension JSONReader {
  /// The key of a member, and its colon.
  package mutating func key() throws(JSONProblem) -> String { try name().text }

  /// The same, not yet made a text.
  mutating func name() throws(JSONProblem) -> JSONKey {
    guard peek() == UInt8(ascii: "\"") else { throw problem("a key in quotation marks is missing") }
    let start = position
    let isEscaped = try skipString()
    let end = isCut ? position : position - 1
    let key = JSONKey(
      bytes: UnsafeBufferPointer(rebasing: bytes[start + 1..<max(start + 1, end)]), isEscaped: isEscaped)
    if mode == .strict { try check(key, at: start) }
    guard peek() != nil else { return try ended(key) }
    try expect(UInt8(ascii: ":"))
    return key
  }

  /// What strict reading refuses in a key, told with its place.
  private mutating func check(_ key: JSONKey, at start: Int) throws(JSONProblem) {
    guard !key.isPlain else { return }
    var again = self
    again.position = start
    _ = try again.string()
    steps += again.position - start
  }

  /// The next value, which is a string; throws where another one stands there.
  package mutating func string() throws(JSONProblem) -> String {
    var carry = TextCarry()
    let text = try string(&carry)
    guard !carry.isEmpty else { return text }
    if carry.half != nil { hasLoneHalf = true }
    return text + carry.flush()
  }

  /// The same for one of several strings that make a text together: what `carry` has left of the one before is put before
  /// it, and what needs the next one stays in `carry`. Tolerant only; strictly nothing is left over but halves of pairs.
  package mutating func string(_ carry: inout TextCarry) throws(JSONProblem) -> String {
    guard peek() == UInt8(ascii: "\"") else { throw problem("a text in quotation marks is missing") }
    let start = position
    position += 1
    let runStart = position
    defer { steps += position - start }
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        let run = UnsafeBufferPointer(rebasing: bytes[runStart..<position])
        position += 1
        guard carry.isEmpty, mode == .strict || TextCarry.openBytes(run) == 0 else {
          return try pieced(Array(run), start, &carry)
        }
        return try text(run, start)
      case UInt8(ascii: "\\"): return try escapedString(start, runStart, &carry)
      case 0..<0x20 where mode == .strict: throw problem("a control character stands in a text")
      default: position += 1
      }
    }
    return try pieced(Array(bytes[runStart...]), start, &carry, isOpen: true)
  }

  /// The rest of the string that begins at `start`, from its first escape on.
  private mutating func escapedString(
    _ start: Int, _ firstRun: Int, _ carry: inout TextCarry
  ) throws(JSONProblem) -> String {
    var collected: [UInt8] = []
    collected.reserveCapacity(2 * (position - firstRun) + 64)
    var runStart = firstRun
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        collected += bytes[runStart..<position]
        position += 1
        return try pieced(collected, start, &carry)
      case UInt8(ascii: "\\"):
        collected += bytes[runStart..<position]
        let half = try escape(&collected, &carry)
        runStart = position
        if let half {
          if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            position += 1
            let text = try pieced(collected, start, &carry)
            let left = carry.flush()
            carry.half = half
            return left.isEmpty ? text : text + left
          }
          collected += TextCarry.replacement
          hasLoneHalf = true
        }
      case 0..<0x20 where mode == .strict: throw problem("a control character stands in a text")
      default: position += 1
      }
    }
    collected += bytes[min(runStart, bytes.count)...]
    return try pieced(collected, start, &carry, isOpen: true)
  }

  /// `collected` as text, behind what `carry` holds; the beginning of a character at its end goes to `carry`.
  private mutating func pieced(
    _ collected: [UInt8], _ start: Int, _ carry: inout TextCarry, isOpen: Bool = false
  ) throws(JSONProblem) -> String {
    if isOpen {
      guard mode == .tolerant else { throw JSONProblem("a text does not end", at: start) }
      isCut = true
    }
    guard mode == .tolerant else {
      return try collected.withUnsafeBufferPointer { bytes throws(JSONProblem) in try text(bytes, start) }
    }
    return carry.join(collected)
  }

  /// `run`, of the string that begins at `start`, as text.
  private func text(_ run: UnsafeBufferPointer<UInt8>, _ start: Int) throws(JSONProblem) -> String {
    if mode == .tolerant { return String(decoding: run, as: UTF8.self) }
    guard let text = String(validating: run, as: UTF8.self) else {
      let written = bytes[start..<position]
      let valid = String(decoding: UnsafeBufferPointer(rebasing: written), as: UTF8.self).utf8
      throw JSONProblem("a text is not UTF-8", at: start + zip(valid, written).prefix { $0 == $1 }.count)
    }
    return text
  }

  /// Passes over a string; whether it has escapes.
  @discardableResult
  mutating func skipString() throws(JSONProblem) -> Bool {
    let start = position
    defer { steps += position - start }
    var isEscaped = false
    var index = start + 1
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\"") {
        position = index
        return isEscaped
      }
      if byte == UInt8(ascii: "\\") {
        isEscaped = true
        index += 1
      }
    }
    position = bytes.count
    guard mode == .tolerant else { throw JSONProblem("a text does not end", at: start) }
    isCut = true
    return isEscaped
  }

  /// Whether a string stands at `position` that is not empty.
  package var isBeforeFilledString: Bool {
    position + 1 < bytes.count && bytes[position] == UInt8(ascii: "\"") && bytes[position + 1] != UInt8(ascii: "\"")
  }

  // MARK: Escapes

  /// Appends what the escape at `position` means. Half of a pair without the other half becomes U+FFFD; only the first
  /// half of one is returned in place of that, since the other one may begin the next string.
  private mutating func escape(_ collected: inout [UInt8], _ carry: inout TextCarry) throws(JSONProblem) -> UInt32? {
    let start = position
    position += 1
    guard position < bytes.count else { return try ended(nil) }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): collected.append(byte)
    case UInt8(ascii: "b"): collected.append(0x8)
    case UInt8(ascii: "f"): collected.append(0xC)
    case UInt8(ascii: "n"): collected.append(0xA)
    case UInt8(ascii: "r"): collected.append(0xD)
    case UInt8(ascii: "t"): collected.append(0x9)
    case UInt8(ascii: "u"): return try unicodeEscape(start, &collected, &carry)
    default:
      position -= 1
      if mode == .strict { throw problem("there is no such escape") }
      collected.append(UInt8(ascii: "\\"))
    }
    return nil
  }

  private mutating func unicodeEscape(
    _ start: Int, _ collected: inout [UInt8], _ carry: inout TextCarry
  ) throws(JSONProblem) -> UInt32? {
    guard let first = unit() else {
      if mode == .strict { throw problem("four hexadecimal digits are missing") }
      // Of an escape that the end of the bytes cuts off nothing is shown.
      if position < bytes.count { collected += bytes[start..<position] }
      return nil
    }
    switch first {
    case 0xD800...0xDBFF:
      let place = position
      guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
      else { return first }
      position += 2
      guard let second = unit(), (0xDC00...0xDFFF).contains(second) else {
        position = place
        return first
      }
      TextCarry.append(TextCarry.pair(first, second), to: &collected)
    case 0xDC00...0xDFFF:
      if let half = carry.half, collected.isEmpty {
        carry.half = nil
        TextCarry.append(TextCarry.pair(half, first), to: &collected)
      } else {
        collected += TextCarry.replacement
        hasLoneHalf = true
      }
    default: TextCarry.append(first, to: &collected)
    }
    return nil
  }

  /// Four hexadecimal digits; nil, and the reader before the one that is missing, where there are none.
  private mutating func unit() -> UInt32? {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard position < bytes.count else { return nil }
      let byte = bytes[position]
      switch byte {
      case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
      case 0x41...0x46, 0x61...0x66: value = value << 4 | UInt32((byte | 0x20) - 0x61 + 10)
      default: return nil
      }
      position += 1
    }
    return value
  }
}
