import ChatModel

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Turns the body of a successful answer into events of a reply, whichever form the body turns out to have: server-sent
/// events, JSON lines, or one JSON object. Says `.completed` or `.failed` exactly once, at the latest at `end`.
/// Does not: statuses other than 2xx (`Failure.answered`).
package struct ReplyDecoder: Sendable {
  /// 64 MB; a whole answer is held in memory before it can be read.
  package static let defaultBodyLimit = 64 << 20

  /// The reply has ended; what else arrives is ignored.
  package private(set) var isFinished = false
  /// Events that could not be understood and were left out.
  package private(set) var skippedEvents = 0

  private let key: APIKey
  private let contentType: String
  private let bodyLimit: Int
  private let json = JSONDecoder()
  private var form = Form.unknown
  private var parser: SSEParser
  /// The beginning while the form is unknown, or the whole body of one JSON object.
  private var body: [UInt8] = []
  private var named: RemoteConversationID?
  private var messageID: RemoteMessageID?
  private var citations = CitationList()
  private var text = TextMark()

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
      return JSONValue(Array(start[..<lineEnd])) == nil ? .whole : .stream
    }
    if isStreamType || isLinesType { return .stream }
    for field in [":", "data", "event", "id:", "retry:"] {
      if start.starts(with: field.utf8) { return .stream }
      if start.count < field.utf8.count, field.utf8.starts(with: start) { return .unknown }
    }
    return .whole
  }

  // MARK: Stream

  private mutating func readStream(_ bytes: [UInt8], _ events: inout [ReplyEvent]) {
    do throws(SSEParser.Overflow) {
      for event in try parser.feed(bytes) { read(event, &events) }
    } catch {
      fail(.malformed, "An event of the answer is larger than \(error.limit >> 20) MB.", .tellOperator, &events)
    }
  }

  private mutating func endStream(_ events: inout [ReplyEvent]) {
    do throws(SSEParser.Overflow) {
      for event in try parser.finish() { read(event, &events) }
    } catch {
      fail(.malformed, "An event of the answer is larger than \(error.limit >> 20) MB.", .tellOperator, &events)
    }
    guard !isFinished else { return }
    var reason = "The reply ended before it was done."
    if skippedEvents > 0 { reason += " \(skippedEvents) of its events could not be understood." }
    fail(.interrupted, reason, .retryOrKeep, &events)
  }

  private mutating func read(_ event: SSEEvent, _ events: inout [ReplyEvent]) {
    guard !isFinished else { return }
    let data = event.data.trimmingBlanks
    if event.name?.lowercased() == "error" {
      let said = JSONValue(Array(data.utf8)).map(ErrorBody.words(in:)) ?? data
      return report(said, &events)
    }
    if data == "[DONE]" || data == "DONE" { return complete(&events) }
    guard !data.isEmpty else { return }
    guard let payload = try? json.decode(ReplyPayload.self, from: Data(data.utf8)) else {
      skippedEvents += 1
      return
    }
    take(payload, &events)
    if let error = payload.error { return report(ErrorBody.words(in: error), &events) }
    if payload.content == .absent, let detail = payload.detail { return report(ErrorBody.words(in: detail), &events) }
    if case .text(let delta) = payload.content {
      // The last event is empty, or brings more, or repeats all there was.
      if !payload.isDone || !text.isSame(as: delta) { append(delta, &events) }
    }
    if payload.isDone { complete(&events) }
  }

  // MARK: Whole

  private mutating func keep(_ bytes: [UInt8], _ events: inout [ReplyEvent]) {
    body += bytes
    if body.count > bodyLimit {
      body = []
      fail(.malformed, "The answer is larger than \(bodyLimit >> 20) MB.", .tellOperator, &events)
    }
  }

  private mutating func endWhole(_ events: inout [ReplyEvent]) {
    let whole = body
    body = []
    if let payload = try? json.decode(ReplyPayload.self, from: Data(whole)) {
      take(payload, &events)
      if let id = payload.plainID, messageID == nil { name(RemoteMessageID(id), &events) }
      switch payload.content {
      case .text(let content):
        append(content, &events)
        return complete(&events)
      case .null: return complete(&events)
      case .absent:
        if let complaint = payload.error ?? payload.detail { return report(ErrorBody.words(in: complaint), &events) }
      }
    } else if whole.contains(UInt8(ascii: "\n")) {
      // JSON lines that were announced as one JSON text.
      var lines = self
      lines.form = .stream
      var found: [ReplyEvent] = []
      lines.readStream(whole, &found)
      if lines.skippedEvents == 0, !found.isEmpty {
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

  // MARK: Events

  private mutating func take(_ payload: ReplyPayload, _ events: inout [ReplyEvent]) {
    if named == nil, let id = payload.conversation.map({ RemoteConversationID($0) }) {
      named = id
      events.append(.conversationNamed(id))
    }
    if let id = payload.messageID { name(RemoteMessageID(id), &events) }
    if let list = citations.update(payload) { events.append(.citationsArrived(list)) }
  }

  private mutating func name(_ id: RemoteMessageID, _ events: inout [ReplyEvent]) {
    guard messageID != id else { return }
    messageID = id
    events.append(.messageNamed(id))
  }

  private mutating func append(_ delta: String, _ events: inout [ReplyEvent]) {
    guard !delta.isEmpty else { return }
    text.append(delta)
    if case .textArrived(var joined)? = events.last {
      // Taken out first, so that the text is appended in place and not to a copy.
      events.removeLast()
      joined += delta
      events.append(.textArrived(joined))
    } else {
      events.append(.textArrived(delta))
    }
  }

  private mutating func complete(_ events: inout [ReplyEvent]) {
    isFinished = true
    events.append(.completed)
  }

  private mutating func report(_ said: String, _ events: inout [ReplyEvent]) {
    let words = ErrorBody.shown(said, key: key)
    fail(.reported, words.isEmpty ? "The service reported an error without words." : words, .retryOrKeep, &events)
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
    // Nothing is kept where nothing came.
    let advice = advice == .retryOrKeep && text.isEmpty ? .retry : advice
    events.append(.failed(Failure(kind: kind, text: reason, advice: advice.rawValue)))
  }
}

/// Remembers a text only well enough to tell whether another is the same: its length and a 64-bit FNV-1a hash.
private struct TextMark {
  private var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  private var count = 0

  var isEmpty: Bool { count == 0 }

  mutating func append(_ text: String) {
    for byte in text.utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
      count += 1
    }
  }

  func isSame(as text: String) -> Bool {
    guard text.utf8.count == count else { return false }
    var other = TextMark()
    other.append(text)
    return other.hash == hash
  }
}
