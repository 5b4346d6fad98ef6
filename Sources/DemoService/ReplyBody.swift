import FlyingFox
import FlyingSocks

/// The body of a streamed answer; FlyingFox asks for its next bytes whenever the ones before are written, so a slow
/// client slows it down, and a client that went away ends it.
struct ReplyBody: AsyncBufferedSequence {
  typealias Element = UInt8

  let reply: Reply
  let writer: EventWriter
  let options: SandboxServer.Options
  let mediaURL: String
  let socket: ClientSocket?
  let presence: SyncState
  /// Told once, with as much of the text as went out.
  let ended: @Sendable (_ text: String) -> Void

  func makeAsyncIterator() -> Iterator { Iterator(run: ReplyRun(self)) }

  struct Iterator: AsyncBufferedIteratorProtocol {
    let run: ReplyRun

    mutating func next() async throws -> UInt8? { fatalError("the encoder of chunks asks for whole buffers") }

    mutating func nextBuffer(suggested count: Int) async throws -> [UInt8]? { try await run.next() }
  }
}

/// Where one streamed reply stands.
final class ReplyRun {
  /// As much as goes out in one write when the reply is behind its pace: large enough that the cost of a write does not
  /// show, small enough that a client sees the text come in steps.
  private static let writeBytes = 16 << 10

  private let body: ReplyBody
  private var steps: [Reply.Step]
  private var schedule: TextSchedule?
  private var began = ContinuousClock.now
  private var sent: [UInt8] = []
  private var lastText: ArraySlice<UInt8> = []
  private var hasBegun = false
  private var isComplete = false
  private var hasEnded = false
  /// What goes out a byte at a time, last byte first.
  private var bytewise: [UInt8] = []

  init(_ body: ReplyBody) {
    self.body = body
    steps = body.reply.steps.reversed()
  }

  // FlyingFox just lets go of a body that it cannot write.
  deinit { end() }

  private func end() {
    if hasEnded { return }
    hasEnded = true
    body.presence.end()
    body.ended(String(decoding: sent, as: UTF8.self))
  }

  func next() async throws -> [UInt8]? {
    do {
      if bytewise.isEmpty {
        guard let bytes = try await nextWrite() else {
          end()
          body.socket?.endAfterAnswer()
          return nil
        }
        guard body.options.wire.writes == .oneByte else { return bytes }
        bytewise = bytes.reversed()
      }
      return bytewise.popLast().map { [$0] }
    } catch {
      end()
      throw error
    }
  }

  /// The next bytes that are due, after waiting for them; nil at the end.
  private func nextWrite() async throws -> [UInt8]? {
    var bytes: [UInt8] = []
    if !hasBegun {
      hasBegun = true
      body.writer.begin(into: &bytes)
    }
    while bytes.count < Self.writeBytes {
      try body.presence.check()
      if schedule != nil {
        if let due = schedule!.due, began + due > .now {
          if !bytes.isEmpty { return bytes }
          try await body.presence.sleep(until: began + due)
        }
        say(schedule!.take(), into: &bytes)
        if schedule!.isAtEnd { schedule = nil }
      } else if let step = steps.popLast() {
        if case .text(let text, let pace) = step {
          if text.isEmpty { continue }
          schedule = TextSchedule(text, pace: pace, rate: body.options.rate, chunk: body.options.chunk)
          began = .now
        } else if bytes.isEmpty {
          try await perform(step, into: &bytes)
        } else {
          steps.append(step)
          return bytes
        }
      } else {
        if isComplete { break }
        isComplete = true
        body.writer.done(lastText, sources: body.reply.sources, mediaURL: body.mediaURL, into: &bytes)
      }
    }
    return bytes.isEmpty ? nil : bytes
  }

  private func say(_ piece: ArraySlice<UInt8>, into bytes: inout [UInt8]) {
    sent += piece
    if body.writer.keepsLastText, schedule!.isAtEnd, steps.isEmpty {
      lastText = piece
    } else {
      body.writer.text(piece, into: &bytes)
    }
  }

  private func perform(_ step: Reply.Step, into bytes: inout [UInt8]) async throws {
    switch step {
    case .text: break
    case .event(let data, let says):
      sent += says.utf8
      body.writer.event(data, into: &bytes)
    case .stall: try await body.presence.sleep(until: nil)
    case .cut: throw Interruption()
    case .reset:
      body.socket?.resetWhenClosed()
      throw Interruption()
    case .error(let words):
      body.writer.error(words, into: &bytes)
      isComplete = true
      steps = []
    }
  }
}

/// Ends an answer in its middle: FlyingFox closes the connection of a body that throws.
struct Interruption: Error {}

/// A body of known length that never comes whole: `Content-Length` promises more.
struct BrokenBody: AsyncBufferedSequence {
  typealias Element = UInt8

  let bytes: [UInt8]

  func makeAsyncIterator() -> Iterator { Iterator(bytes: bytes) }

  struct Iterator: AsyncBufferedIteratorProtocol {
    var bytes: [UInt8]

    mutating func next() async throws -> UInt8? { fatalError("the server asks for whole buffers") }

    mutating func nextBuffer(suggested count: Int) async throws -> [UInt8]? {
      guard !bytes.isEmpty else { throw Interruption() }
      defer { bytes = [] }
      return bytes
    }
  }
}
