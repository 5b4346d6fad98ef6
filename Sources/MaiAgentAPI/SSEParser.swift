/// One server-sent event.
package struct SSEEvent: Hashable, Sendable {
  /// The `event:` field; nil where there was none.
  package var name: String?
  /// The `data:` lines, joined by line feeds.
  package var data: String

  package init(name: String? = nil, data: String) {
    self.name = name
    self.data = data
  }
}

/// Cuts a byte stream into server-sent events (WHATWG HTML, section 9.2). Each byte is looked at once, however the
/// stream is cut. Besides the standard it takes a line that begins with `{` outside an event as an event of its own
/// (NDJSON), and `finish` delivers a last event that lacks its blank line.
package struct SSEParser: Sendable {
  /// A line or an event grew over the limit.
  package struct Overflow: Error, Hashable, Sendable {
    /// The limit in bytes.
    package let limit: Int
    package init(limit: Int) { self.limit = limit }
  }

  /// 8 MB: thousands of times an ordinary event; without it a line that never ends would take all memory.
  package static let defaultLimit = 8 << 20

  /// How many bytes were searched for line ends; equals the bytes fed.
  package private(set) var bytesExamined = 0

  private let limit: Int
  private var line: [UInt8] = []
  private var data: [UInt8] = []
  private var hasData = false
  private var name: String?
  private var isFirstLine = true
  private var endedWithCR = false

  /// A parser that holds at most `limit` bytes of a line and of an event.
  package init(limit: Int = defaultLimit) { self.limit = limit }

  /// Takes the next bytes and returns the events that they complete. After `Overflow` the parser is of no more use.
  package mutating func feed(_ bytes: [UInt8]) throws(Overflow) -> [SSEEvent] {
    var events: [SSEEvent] = []
    var start = 0
    var index = 0
    bytesExamined += bytes.count
    // Between CR and LF: the line has ended already, and this LF belongs to it.
    if endedWithCR, let first = bytes.first {
      endedWithCR = false
      if first == UInt8(ascii: "\n") {
        start = 1
        index = 1
      }
    }
    while index < bytes.count {
      let byte = bytes[index]
      guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else {
        index += 1
        continue
      }
      try keep(bytes[start..<index])
      try endLine(&events)
      index += 1
      if byte == UInt8(ascii: "\r") {
        if index == bytes.count {
          endedWithCR = true
        } else if bytes[index] == UInt8(ascii: "\n") {
          index += 1
        }
      }
      start = index
    }
    try keep(bytes[start...])
    return events
  }

  /// The stream ended: what is left of a last line and event.
  package mutating func finish() throws(Overflow) -> [SSEEvent] {
    var events: [SSEEvent] = []
    if !line.isEmpty { try endLine(&events) }
    dispatch(&events)
    return events
  }

  private mutating func keep(_ bytes: ArraySlice<UInt8>) throws(Overflow) {
    guard line.count + bytes.count <= limit else { throw Overflow(limit: limit) }
    line += bytes
  }

  private mutating func endLine(_ events: inout [SSEEvent]) throws(Overflow) {
    defer { line.removeAll(keepingCapacity: line.capacity <= 1 << 16) }
    if isFirstLine {
      isFirstLine = false
      if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    }
    guard let first = line.first else { return dispatch(&events) }
    if first == UInt8(ascii: "{"), !hasData {
      try append(line[...])
      return dispatch(&events)
    }
    let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
    var value = line[colon...].dropFirst()
    if value.first == UInt8(ascii: " ") { value.removeFirst() }
    let field = line[..<colon]
    if field.elementsEqual("data".utf8) {
      if hasData { try append([UInt8(ascii: "\n")]) }
      try append(value)
    } else if field.elementsEqual("event".utf8) {
      name = String(decoding: value, as: UTF8.self)
    }
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>) throws(Overflow) {
    guard data.count + bytes.count <= limit else { throw Overflow(limit: limit) }
    hasData = true
    data += bytes
  }

  private mutating func dispatch(_ events: inout [SSEEvent]) {
    defer {
      name = nil
      hasData = false
      data.removeAll(keepingCapacity: data.capacity <= 1 << 16)
    }
    guard hasData || name == "error" else { return }
    events.append(SSEEvent(name: name, data: String(decoding: data, as: UTF8.self)))
  }
}
