import FlyingFox
import FlyingSocks
import Foundation
import System

/// Questions and their replies.
extension Service {
  /// A whole answer keeps the client waiting as long as the stream would, so that its clock can be seen, but not longer
  /// than this.
  private static let longestThought = Duration.seconds(10)

  func complete(_ call: APICall) async throws -> HTTPResponse {
    let member = try Self.member(call.path[1])
    let question = try Question(call)
    let known = try question.conversation.map { id throws(Refusal) in
      guard let known = shelf.withLock({ $0.conversations[id] }) else { throw Refusal.notFound }
      return known
    }
    let outcome =
      Directive.parse(question.content).map { $0.outcome($1) }
      ?? .reply(
        member.reply(to: question.content, attachments: question.attachments.map(described), turn: known?.turns ?? 0))
    let reply: Reply
    switch outcome {
    case .reply(let wanted): reply = wanted
    case .refusal(let status, let retryAfter): throw Refusal.standard(status, retryAfter: retryAfter)
    case .flaky(let failures):
      try countFailure(call, question, of: failures)
      reply = Reply("Now it worked: the sandbox failed \(failures) times before, as you asked.\n")
    }
    let id = known?.id ?? Self.newID()
    let title = String(question.content.split(whereSeparator: \.isNewline).first?.prefix(60) ?? "Files")
    shelf.withLock { shelf in
      if shelf.conversations[id] == nil {
        _ = shelf.addConversation(id: id, chatbot: member, title: title, now: Self.now())
      }
      _ = shelf.add(
        InMemoryStore.Message(
          id: Self.newID(), conversation: id, author: .person, sender: "Visitor", content: question.content,
          createdAt: 0, attachments: question.attachments), now: Self.now())
    }
    let answer = RunningReply(self, conversation: id, sender: member.name, sources: reply.sources)
    let presence = SyncState(of: call.socket, pool: pool)
    defer { if !question.isStreaming { presence.end() } }
    try await presence.sleep(for: .seconds(reply.silence))
    return question.isStreaming
      ? stream(reply, answer, presence, call.socket) : try await whole(reply, answer, presence, call.socket)
  }

  /// Throws 503 as long as this question has failed less often than `failures` times.
  private func countFailure(_ call: APICall, _ question: Question, of failures: Int) throws(Refusal) {
    let who = call.headers[.authorization] ?? ""
    let name = "\(who)|\(question.conversation ?? "")|\(question.content)"
    let fails = shelf.withLock { shelf in
      let count = shelf.failures[name] ?? 0
      if shelf.failures.count > 1_000 { shelf.failures = [:] }
      shelf.failures[name] = count < failures ? count + 1 : nil
      return count < failures
    }
    if fails { throw .standard(503, retryAfter: 1) }
  }

  private func stream(
    _ reply: Reply, _ answer: RunningReply, _ presence: SyncState, _ socket: ClientSocket?
  ) -> HTTPResponse {
    let body = ReplyBody(
      reply: reply, writer: EventWriter(options.wire, conversation: answer.conversation), options: options,
      mediaURL: mediaURL, socket: socket, presence: presence, ended: { answer.end(saying: $0) })
    return HTTPResponse(
      statusCode: HTTPResponse.code(200),
      headers: [
        .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-cache", .connection: "close",
      ], body: HTTPBodySequence(from: body))
  }

  private func whole(
    _ reply: Reply, _ answer: RunningReply, _ presence: SyncState, _ socket: ClientSocket?
  ) async throws -> HTTPResponse {
    do {
      for step in reply.steps {
        switch step {
        case .text(let text, let pace):
          let length = TextSchedule.length(of: text, pace: pace, rate: options.rate)
          try await presence.sleep(for: min(length, Self.longestThought))
        case .stall: try await presence.sleep(until: nil)
        case .error(let words): throw Refusal(500, ["detail": .string(words)])
        case .cut, .reset, .event: break
        }
      }
    } catch {
      answer.end(saying: "")
      throw error
    }
    var fields: [(name: String, value: JSON)] = [
      ("content", .string(reply.text)), ("conversationId", .string(answer.conversation)), ("done", .bool(true)),
    ]
    if !reply.sources.isEmpty {
      fields.append(("citations", .array(reply.sources.map { $0.file(mediaURL: mediaURL) })))
      fields.append(("citationNodes", .array(reply.sources.map(\.node))))
    }
    if options.wire.extras.contains(.unknownKeys) { fields.append(("usage", ["tokens": .integer(7)])) }
    let bytes = JSON.object(fields).bytes
    let isBroken = reply.steps.contains(.cut) || reply.steps.contains(.reset)
    answer.end(saying: isBroken ? "" : reply.text)
    guard isBroken else { return .bytes(200, bytes, type: "application/json") }
    if reply.steps.contains(.reset) { socket?.resetWhenClosed() }
    let half = BrokenBody(bytes: Array(bytes.prefix(bytes.count / 2)))
    return HTTPResponse(
      statusCode: HTTPResponse.code(200), headers: [.contentType: "application/json", .connection: "close"],
      body: HTTPBodySequence(from: half, count: bytes.count))
  }
}

/// A reply that is being made; counted, and kept with the conversation when it ends.
final class RunningReply: Sendable {
  let conversation: String
  private let service: Service
  private let sender: String
  private let sources: [Source]
  private let hasEnded = Lock(false)

  init(_ service: Service, conversation: String, sender: String, sources: [Source]) {
    self.service = service
    self.conversation = conversation
    self.sender = sender
    self.sources = sources
    service.replyBegan()
  }

  // Where the client left before the first byte.
  deinit { end(saying: "") }

  /// Keeps `text` if there is any. Only the first call counts.
  func end(saying text: String) {
    let isFirst = hasEnded.withLock { hasEnded in
      defer { hasEnded = true }
      return !hasEnded
    }
    guard isFirst else { return }
    if !text.isEmpty {
      let message = InMemoryStore.Message(
        id: Service.newID(), conversation: conversation, author: .chatbot, sender: sender, content: text, createdAt: 0,
        sources: sources)
      service.shelf.withLock { _ = $0.add(message, now: Service.now()) }
    }
    service.replyEnded()
  }
}

/// What a completions request asks.
struct Question {
  let content: String
  let attachments: [InMemoryStore.Attachment]
  /// nil begins a new conversation.
  let conversation: String?
  let isStreaming: Bool

  init(_ call: APICall) throws(Refusal) {
    let body = try call.object()
    guard let message = body["message"] else { throw Refusal(field: "message", "This field is required.") }
    guard case .object = message else {
      throw Refusal(400, ["message": ["nonFieldErrors": ["Invalid data. Expected a dictionary."]]])
    }
    attachments = Self.attachments(message["attachments"])
    content = try Self.content(message["content"], attachments.isEmpty)
    switch body["conversation"] {
    case nil, .null?: conversation = nil
    // The vendor's own examples send an empty text for a new conversation.
    case .string(let id)?: conversation = id.isEmpty ? nil : id
    default: throw Refusal(field: "conversation", "Must be a valid UUID.")
    }
    isStreaming = body["is_streaming", "isStreaming"]?.isTrue ?? false
  }

  static func content(_ value: JSON?, _ isNeeded: Bool) throws(Refusal) -> String {
    func refusal(_ words: String) -> Refusal { Refusal(400, ["message": ["content": [.string(words)]]]) }
    switch value {
    case nil: throw refusal("This field is required.")
    case .null?: throw refusal("This field may not be null.")
    case .string(let text)?:
      if isNeeded, text.allSatisfy(\.isWhitespace) { throw refusal("This field may not be blank.") }
      return text
    default: throw refusal("Not a valid string.")
    }
  }

  static func attachments(_ value: JSON?) -> [InMemoryStore.Attachment] {
    guard case .array(let items)? = value else { return [] }
    return items.prefix(100).compactMap { item in
      item["id"]?.text.map { id in
        InMemoryStore.Attachment(
          id: id, type: item["type"]?.text ?? "other", filename: item["filename"]?.text ?? id,
          url: item["file"]?.text ?? "")
      }
    }
  }
}
