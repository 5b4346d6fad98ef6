/// One server-sent event.
package struct SSEEvent: Hashable, Sendable {
  /// The `event:` field; nil where there was none.
  package var name: String?
  /// The `data:` lines, joined by line feeds.
  package var bytes: [UInt8]

  package init(name: String? = nil, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  package init(name: String? = nil, data: String) { self.init(name: name, bytes: Array(data.utf8)) }

  /// `bytes` as text; what is not UTF-8 becomes U+FFFD.
  package var data: String { String(decoding: bytes, as: UTF8.self) }
}

/// Cuts a byte stream into server-sent events (WHATWG HTML, section 9.2). Each byte is looked at a few times at most,
/// however the stream is cut. Besides the standard, which parts events by blank lines,
/// - a `data:` line that is a whole JSON object or array is an event, whether or not a blank line follows;
/// - a line that begins with `{` or `[` outside an event is an event of its own (NDJSON);
/// - a line that can be no field is handed out as an event, which whoever reads it cannot read: it may be text;
/// - lines that continue a JSON object without a `data:` of their own belong to it;
/// - `finish` delivers a last event that lacks its blank line.
package struct SSEParser: Sendable {
  /// A line or an event grew over the limit.
  package struct Overflow: Error, Hashable, Sendable {
    /// The limit in bytes.
    package let limit: Int
    package init(limit: Int) { self.limit = limit }
  }

  /// 8 MB: thousands of times an ordinary event; without it a line that never ends would take all memory.
  package static let defaultLimit = 8 << 20

  /// How many bytes were searched for line ends, which are the bytes fed, and for the end of JSON, of which no byte is
  /// looked at more than twice.
  package private(set) var bytesExamined = 0
  package private(set) var bytesOutlined = 0

  private let limit: Int
  /// The beginning of a line whose end has not come.
  private var line: [UInt8] = []
  private var data: [UInt8] = []
  private var outline = JSONOutline()
  private var hasData = false
  private var name: String?
  /// What was delivered before the blank line: a name that comes later belongs to it.
  private var delivered: [UInt8]?
  private var endedWithCR = false

  /// A parser that holds at most `limit` bytes of a line and of an event.
  package init(limit: Int = defaultLimit) { self.limit = limit }

  /// Takes the next bytes and returns the events that they complete. After `Overflow` the parser is of no more use.
  package mutating func feed(_ bytes: [UInt8]) throws(Overflow) -> [SSEEvent] {
    try bytes.withUnsafeBufferPointer { bytes throws(Overflow) in try feed(bytes) }
  }

  private mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>) throws(Overflow) -> [SSEEvent] {
    var events: [SSEEvent] = []
    var start = 0
    var index = 0
    bytesExamined += bytes.count
    // Between CR and LF: the line has ended already, and this LF belongs to it.
    if endedWithCR, let first = bytes.first {
      endedWithCR = false
      if first == 0x0A {
        start = 1
        index = 1
      }
    }
    while index < bytes.count {
      let byte = bytes[index]
      guard byte == 0x0A || byte == 0x0D else {
        index += 1
        continue
      }
      let rest = UnsafeBufferPointer(rebasing: bytes[start..<index])
      if line.isEmpty {
        guard rest.count <= limit else { throw Overflow(limit: limit) }
        try endLine(rest, &events)
      } else {
        try keep(rest)
        try endKeptLine(&events)
      }
      index += 1
      if byte == 0x0D {
        if index == bytes.count {
          endedWithCR = true
        } else if bytes[index] == 0x0A {
          index += 1
        }
      }
      start = index
    }
    try keep(UnsafeBufferPointer(rebasing: bytes[start...]))
    return events
  }

  /// The stream ended: what is left of a last line and event.
  package mutating func finish() throws(Overflow) -> [SSEEvent] {
    var events: [SSEEvent] = []
    if !line.isEmpty { try endKeptLine(&events) }
    endEvent(&events)
    return events
  }

  private mutating func keep(_ bytes: UnsafeBufferPointer<UInt8>) throws(Overflow) {
    guard line.count + bytes.count <= limit else { throw Overflow(limit: limit) }
    line += bytes
  }

  private mutating func endKeptLine(_ events: inout [SSEEvent]) throws(Overflow) {
    let kept = line
    line = []
    try kept.withUnsafeBufferPointer { kept throws(Overflow) in try endLine(kept, &events) }
    if kept.capacity <= 1 << 16 {
      line = kept
      line.removeAll(keepingCapacity: true)
    }
  }

  private mutating func endLine(_ whole: UnsafeBufferPointer<UInt8>, _ events: inout [SSEEvent]) throws(Overflow) {
    var line = whole
    // Some services put one before each event.
    if line.starts(with: [0xEF, 0xBB, 0xBF]) { line = UnsafeBufferPointer(rebasing: line.dropFirst(3)) }
    guard !line.isEmpty else { return endEvent(&events) }
    if !hasData, let first = line.first(where: { $0 != 0x20 && $0 != 0x09 }),
      first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    {
      try append(line)
      return deliver(&events)
    }
    let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.count
    var value = UnsafeBufferPointer(rebasing: line[min(colon + 1, line.count)...])
    if value.first == 0x20 { value = UnsafeBufferPointer(rebasing: value.dropFirst()) }
    if Self.isNamed("data", line, colon) {
      try takeData(value, &events)
    } else if Self.isNamed("event", line, colon) {
      name = String(decoding: value, as: UTF8.self)
    } else if colon > 0, !Self.isNamed("id", line, colon), !Self.isNamed("retry", line, colon) {
      if hasData, outline.isOpen {
        try appendLine(line)
        if outline.isWhole { deliver(&events) }
      } else if !Self.isIgnored(line, colon) {
        events.append(SSEEvent(bytes: Array(line)))
      }
    }
  }

  /// Whether the line is blank, or of a field that the standard has everybody ignore. What is named for words is not, nor what
  /// has no name that a field could have: both may be text.
  private static func isIgnored(_ line: UnsafeBufferPointer<UInt8>, _ colon: Int) -> Bool {
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return true }
    if isNamed("error", line, colon) || isNamed("message", line, colon) || isNamed("content", line, colon) {
      return false
    }
    return line[..<colon].allSatisfy { byte in
      (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: "_")
    }
  }

  /// Whether the field's name before `colon` is `name`, in whatever case and with whatever blanks around it.
  private static func isNamed(_ name: StaticString, _ line: UnsafeBufferPointer<UInt8>, _ colon: Int) -> Bool {
    var (start, end) = (0, colon)
    while start < end, line[start] == 0x20 || line[start] == 0x09 { start += 1 }
    while end > start, line[end - 1] == 0x20 || line[end - 1] == 0x09 { end -= 1 }
    guard end - start == name.utf8CodeUnitCount else { return false }
    for index in start..<end where line[index] | 0x20 != name.utf8Start[index - start] { return false }
    return true
  }

  private mutating func takeData(
    _ value: UnsafeBufferPointer<UInt8>, _ events: inout [SSEEvent]
  ) throws(Overflow) {
    if hasData {
      // A whole object that cannot stand here begins another event: the one before was never finished.
      if !outline.takesValue, let first = value.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
        var alone = JSONOutline()
        alone.take(value)
        bytesOutlined += value.count
        if alone.isWhole { deliver(&events) }
      }
    }
    if hasData { try appendLine(value) } else { try append(value) }
    if outline.isWhole { deliver(&events) }
  }

  private mutating func appendLine(_ bytes: UnsafeBufferPointer<UInt8>) throws(Overflow) {
    guard data.count < limit else { throw Overflow(limit: limit) }
    data.append(0x0A)
    try append(bytes)
  }

  private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) throws(Overflow) {
    guard data.count + bytes.count <= limit else { throw Overflow(limit: limit) }
    hasData = true
    data += bytes
    outline.take(bytes)
    bytesOutlined += bytes.count
  }

  /// Hands out what there is, before the blank line.
  private mutating func deliver(_ events: inout [SSEEvent]) {
    events.append(SSEEvent(name: name, bytes: data))
    delivered = data
    name = nil
    hasData = false
    data = []
    outline = JSONOutline()
  }

  private mutating func endEvent(_ events: inout [SSEEvent]) {
    defer { delivered = nil }
    if hasData {
      deliver(&events)
    } else if name == "error" {
      events.append(SSEEvent(name: name, bytes: delivered ?? []))
    }
    name = nil
  }
}

/// Follows JSON byte by byte, only as far as to know when a value that is an object or an array has ended.
struct JSONOutline: Sendable {
  private var depth = 0
  private var isInString = false
  private var isEscaped = false
  /// The last byte that is no blank, outside of strings.
  private var last: UInt8 = 0
  /// Something stands there that no object or array begins with, or that follows its end.
  private var isOther = false

  /// All that came is one object or array, and it has ended.
  var isWhole: Bool { depth == 0 && !isOther && last != 0 }
  /// An object or an array has begun and not ended.
  var isOpen: Bool { depth > 0 && !isOther }
  /// A value could stand next.
  var takesValue: Bool {
    guard isOpen else { return false }
    switch last {
    case UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: ","): return !isInString
    default: return false
    }
  }

  mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard !isOther else { return }
    var index = 0
    while index < bytes.count {
      if isInString {
        if isEscaped {
          isEscaped = false
          index += 1
        }
        while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\") { index += 1 }
        guard index < bytes.count else { return }
        if bytes[index] == UInt8(ascii: "\\") { isEscaped = true } else { isInString = false }
        index += 1
        continue
      }
      let byte = bytes[index]
      index += 1
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: continue
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        if depth == 0, last != 0 { isOther = true }
        depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth < 0 { isOther = true }
      default:
        if depth == 0 { isOther = true }
        isInString = byte == UInt8(ascii: "\"")
      }
      last = byte
      if isOther { return }
    }
  }
}
