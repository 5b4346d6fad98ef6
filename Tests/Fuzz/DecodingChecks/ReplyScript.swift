import ChatModel
import MaiAgentAPI

// The body of an answer and how it arrives, as bytes: the first says what the body is announced as, the second how it is
// cut, the rest is the body. What must hold: the reply ends once and in one way, the events are the same however the body
// is cut, nothing is looked at more than a few times, and a connection that breaks anywhere is no trap.

/// An answer's body that arrives in pieces.
package struct ReplyScript {
  private static let types = [
    "text/event-stream", nil, "application/json", "application/x-ndjson", "text/plain", "text/html; charset=utf-8",
  ]

  private let type: String?
  private let seed: UInt8
  private let body: [UInt8]
  private let key = APIKey("top.secret-key")!

  /// The script that `bytes` say.
  package init(_ bytes: some Sequence<UInt8>) {
    let bytes = Array(bytes)
    type = bytes.first.flatMap { Self.types[Int($0) % Self.types.count] }
    seed = bytes.dropFirst().first ?? 0
    body = Array(bytes.dropFirst(2))
  }

  /// A body that comes as a stream of events, cut as `seed` says.
  package init(body: [UInt8], type: String?, seed: UInt8) {
    self.body = body
    self.type = type
    self.seed = seed
  }

  /// Plays the script; what was wrong, nil if nothing was.
  package func play() -> String? {
    let whole = events([body])
    let ends = whole.count {
      switch $0 {
      case .completed, .failed: true
      default: false
      }
    }
    guard ends == 1 else { return "the reply ends \(ends) times" }
    switch whole.last {
    case .completed, .failed: break
    default: return "something follows the end"
    }
    for pieces in [body.map { [$0] }, cut()] {
      let other = events(pieces)
      guard other == whole else { return "cut into \(pieces.count) pieces: \(other) instead of \(whole)" }
    }
    var decoder = ReplyDecoder(contentType: type, key: key)
    let early = decoder.receive(Array(body.prefix(Int(seed)))) + decoder.breakOff()
    guard decoder.isFinished, decoder.receive(body).isEmpty, decoder.end().isEmpty else {
      return "something follows the break"
    }
    if early.contains(.stopped) { return "the decoder stops by itself" }
    return parserProblem()
  }

  private func parserProblem() -> String? {
    var parser = SSEParser()
    for piece in cut() { _ = try? parser.feed(piece) }
    if parser.bytesExamined != body.count { return "\(parser.bytesExamined) bytes of \(body.count) were looked at" }
    return parser.bytesOutlined > 2 * body.count ? "\(parser.bytesOutlined) looks at \(body.count) bytes" : nil
  }

  /// Pieces of one to some dozens of bytes.
  private func cut() -> [[UInt8]] {
    var state = UInt32(seed) | 0x9E37_0100
    var pieces: [[UInt8]] = []
    var start = 0
    while start < body.count {
      state = state &* 1_664_525 &+ 1_013_904_223
      let end = min(body.count, start + 1 + Int(state >> 24) % (2 + Int(seed) % 48))
      pieces.append(Array(body[start..<end]))
      start = end
    }
    return pieces
  }

  private func events(_ pieces: [[UInt8]]) -> [ReplyEvent] {
    var decoder = ReplyDecoder(contentType: type, key: key)
    var events: [ReplyEvent] = []
    for piece in pieces { events += decoder.receive(piece) }
    return Self.joined(events + decoder.end())
  }

  /// What follows each other and can be joined, joined: that alone may differ with the cut.
  package static func joined(_ events: [ReplyEvent]) -> [ReplyEvent] {
    var result: [ReplyEvent] = []
    for event in events {
      switch (event, result.last) {
      case (.textArrived(let more), .textArrived(let text)?): result[result.count - 1] = .textArrived(text + more)
      case (.partArrived(let kind, let name, let more), .partArrived(let last, let other, let text)?)
      where kind == last && name == other:
        result[result.count - 1] = .partArrived(kind: kind, name: name, text: text + more)
      case (.eventsUnreadable, .eventsUnreadable?): result[result.count - 1] = event
      default: result.append(event)
      }
    }
    return result
  }
}
