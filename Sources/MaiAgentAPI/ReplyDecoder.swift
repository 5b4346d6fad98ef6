import ChatModel
import Text

/// Turns the body of a successful answer into events of a reply, whichever form the body turns out to have: server-sent
/// events, JSON lines, or one JSON object. Says `.completed` or `.failed` exactly once, at the latest at `end`.
/// Does not: statuses other than 2xx (`Failure.answered`).
package struct ReplyDecoder: Sendable {
  /// 64 MB; a whole answer is held in memory before it can be read.
  package static let defaultBodyLimit = 64 << 20

  /// The reply has ended; what else arrives is ignored.
  package private(set) var isFinished = false
  /// Events that could not be read, or not to their end; what was read of them was taken.
  package var skippedEvents: Int { reply.unreadable }
  /// Entries of lists of sources that could not be read and were left out.
  package var skippedCitations: Int { reply.citations.unreadable }

  private let key: APIKey
  private let contentType: String
  private let bodyLimit: Int
  private var form = Form.unknown
  private var parser: SSEParser
  /// The beginning while the form is unknown, or the whole body of one JSON object.
  private var body: [UInt8] = []
  private var reply = ReplyContent()

  private enum Form {
    case unknown, stream, whole
  }

  /// A decoder for a body of this Content-Type, nil where the answer had none. Failures are kept free of `key`.
  package init(
    contentType: String?, key: APIKey, bodyLimit: Int = defaultBodyLimit, eventLimit: Int = SSEParser.defaultLimit
  ) {
    self.contentType = contentType?.lowercased() ?? ""
    self.key = key
    self.bodyLimit = bodyLimit
    parser = SSEParser(limit: eventLimit)
  }

  /// Takes the next bytes of the body. Text of several events becomes one event.
  package mutating func receive(_ bytes: [UInt8]) -> [ReplyEvent] {
    var events: [ReplyEvent] = []
    guard !isFinished else { return events }
    switch form {
    case .stream: readStream(bytes, &events)
    case .whole: keep(bytes, &events)
    case .unknown:
      body += bytes
      form = sniff()
      if form == .stream {
        let held = body
        body = []
        readStream(held, &events)
      } else {
        keep([], &events)
      }
    }
    return events
  }

  /// The connection delivered all there is.
  package mutating func end() -> [ReplyEvent] {
    var events: [ReplyEvent] = []
    guard !isFinished else { return events }
    if form == .stream { endStream(&events) } else { endWhole(&events) }
    return events
  }

  /// The connection broke, or nobody wants more: what came and was held back, without an end of the reply.
  package mutating func breakOff() -> [ReplyEvent] {
    var events: [ReplyEvent] = []
    guard !isFinished else { return events }
    isFinished = true
    if form == .stream {
      if let last = try? parser.finish() { for event in last { _ = read(event, &events) } }
    } else {
      _ = readValues(body, isWhole: true, &events)
      body = []
    }
    reply.end(&events)
    return events
  }

  // MARK: Form

  /// The form as far as the bytes held tell; a declared type is believed unless the bytes say otherwise.
  private func sniff() -> Form {
    var start = body[...]
    if start.starts(with: [0xEF, 0xBB, 0xBF]) { start = start.dropFirst(3) }
    start = start.drop { $0 <= 0x20 }
    // Looked at anew with each piece, so not for long; `endWhole` still reads lines that were taken for a whole.
    if body.count > 8192 { return start.first == UInt8(ascii: "{") || start.isEmpty ? .whole : sniff(start) }
    return sniff(start)
  }

  private func sniff(_ start: ArraySlice<UInt8>) -> Form {
    let isStreamType = contentType.contains("event-stream")
    let isLinesType =
      contentType.contains("ndjson") || contentType.contains("jsonl") || contentType.contains("json-seq")
    guard let first = start.first else { return .unknown }
    if first == UInt8(ascii: "{") {
      if isLinesType { return .stream }
      if contentType.contains("json") { return .whole }
      // One object a line, or one object over several lines: the first line tells.
      guard let lineEnd = start.firstIndex(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) else {
        return .unknown
      }
      var outline = JSONOutline()
      start[..<lineEnd].withUnsafeBufferPointer { outline.take($0) }
      return outline.isWhole ? .stream : .whole
    }
    if isStreamType || isLinesType { return .stream }
    let head = start.prefix(8).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    for field in [":", "data", "event", "id:", "retry:"] {
      if head.starts(with: field.utf8) { return .stream }
      if head.count < field.utf8.count, field.utf8.starts(with: head) { return .unknown }
    }
    return .whole
  }

  // MARK: Stream

  private mutating func readStream(_ bytes: [UInt8], _ events: inout [ReplyEvent]) {
    do throws(SSEParser.Overflow) {
      for event in try parser.feed(bytes) where !isFinished {
        let ending = read(event, &events)
        finish(ending, &events)
      }
    } catch {
      fail(.malformed, "An event of the answer is larger than \(error.limit >> 20) MB.", .tellOperator, &events)
    }
  }

  private mutating func endStream(_ events: inout [ReplyEvent]) {
    do throws(SSEParser.Overflow) {
      for event in try parser.finish() where !isFinished {
        let ending = read(event, &events)
        finish(ending, &events)
      }
    } catch {
      fail(.malformed, "An event of the answer is larger than \(error.limit >> 20) MB.", .tellOperator, &events)
    }
    guard !isFinished else { return }
    if reply.endsWithDonePart { return finish(.completed, &events) }
    var reason = "The reply ended before it was done."
    if skippedEvents > 0 { reason += " \(skippedEvents) of its events could not be read." }
    fail(.interrupted, reason, .retryOrKeep, &events)
  }

  /// Takes what an event says; how the reply ends with it.
  private mutating func read(_ event: SSEEvent, _ events: inout [ReplyEvent]) -> ReplyContent.Ending {
    event.bytes.withUnsafeBufferPointer { bytes in
      var reader = JSONReader(bytes, mode: .tolerant)
      let first = reader.peek()
      if let name = event.name, name.lowercased() == "error" {
        let said = JSONNode(received: event.bytes).map(ErrorBody.words(in:)) ?? event.data.trimmingBlanks
        return .reported(said)
      }
      guard let first else { return .none }
      if first == UInt8(ascii: "[") || first == UInt8(ascii: "D"), Self.isDone(bytes) { return .completed }
      return reply.readValues(&reader, name: event.name, isWhole: false, &events)
    }
  }

  private static func isDone(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count < 64 else { return false }
    let text = String(decoding: bytes, as: UTF8.self).trimmingBlanks
    return text == "[DONE]" || text == "DONE"
  }

  // MARK: Whole

  private mutating func keep(_ bytes: [UInt8], _ events: inout [ReplyEvent]) {
    body += bytes
    if body.count > bodyLimit {
      body = []
      fail(.malformed, "The answer is larger than \(bodyLimit >> 20) MB.", .tellOperator, &events)
    }
  }

  private mutating func readValues(
    _ bytes: [UInt8], isWhole: Bool, _ events: inout [ReplyEvent]
  ) -> ReplyContent.Ending {
    bytes.withUnsafeBufferPointer { bytes in
      var reader = JSONReader(bytes, mode: .tolerant)
      return reply.readValues(&reader, name: nil, isWhole: isWhole, &events)
    }
  }

  private mutating func endWhole(_ events: inout [ReplyEvent]) {
    let whole = body
    body = []
    let untouched = reply
    var found: [ReplyEvent] = []
    let ending = readValues(whole, isWhole: true, &found)
    switch ending {
    case .completed, .reported:
      events += found
      return finish(ending, &events)
    case .none where reply.hasContent:
      events += found
      guard reply.values > 1 else { return finish(.completed, &events) }
      // JSON lines that were announced as one JSON text.
      form = .stream
      return endStream(&events)
    case .cut where reply.hasContent:
      events += found
      return fail(.interrupted, "The answer ended in the middle.", .retryOrKeep, &events)
    case .none, .cut: break
    }
    reply = untouched
    if whole.contains(UInt8(ascii: "\n")) {
      // Lines that were announced as one JSON text.
      var lines = self
      lines.form = .stream
      found = []
      lines.readStream(whole, &found)
      if lines.reply.hasContent || lines.isFinished, lines.skippedEvents == 0, !found.isEmpty {
        if !lines.isFinished { lines.endStream(&found) }
        self = lines
        events += found
        return
      }
    }
    let start = ErrorBody.excerpt(whole, key: key)
    let reason = start.isEmpty ? "The answer is empty." : "The answer has no content; it begins: \(start)"
    fail(.malformed, reason, .checkBaseURL, &events)
  }

  // MARK: The end

  private mutating func finish(_ ending: ReplyContent.Ending, _ events: inout [ReplyEvent]) {
    switch ending {
    case .none, .cut: break
    case .completed:
      isFinished = true
      reply.end(&events)
      events.append(.completed)
    case .reported(let said):
      let words = ErrorBody.shown(said, key: key)
      fail(.reported, words.isEmpty ? "The service reported an error without words." : words, .retryOrKeep, &events)
    }
  }

  private enum Advice: String {
    case retryOrKeep = "The partial reply is saved. Retry to ask again."
    case retry = "Retry to ask again."
    case tellOperator = "Ask for a shorter answer, or tell who runs the service."
    case checkBaseURL = "Check that the base URL leads to a MaiAgent API."
  }

  private mutating func fail(
    _ kind: Failure.Kind, _ reason: String, _ advice: Advice, _ events: inout [ReplyEvent]
  ) {
    isFinished = true
    reply.end(&events)
    // Nothing is kept where nothing came.
    let advice = advice == .retryOrKeep && !reply.hasText ? .retry : advice
    events.append(.failed(Failure(kind: kind, text: reason, advice: advice.rawValue)))
  }
}
