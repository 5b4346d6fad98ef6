import System
import TestSupport

@testable import DemoService

private final class Work {
  let body: () -> Void
  init(_ body: @escaping () -> Void) { self.body = body }
}

/// Runs `body`, which blocks, on a thread of its own: the tests' threads are those that the server works on.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
  return try await withCheckedThrowingContinuation { continuation in
    let work = Unmanaged.passRetained(Work { continuation.resume(with: Swift.Result { try body() }) })
    #if canImport(Glibc)
      var thread = pthread_t()
      pthread_create(
        &thread, nil,
        { context in
          Unmanaged<Work>.fromOpaque(context!).takeRetainedValue().body()
          return nil
        }, work.toOpaque())
      pthread_detach(thread)
    #else
      var thread: pthread_t?
      pthread_create(
        &thread, nil,
        { context in
          Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
          return nil
        }, work.toOpaque())
      if let thread { pthread_detach(thread) }
    #endif
  }
}

/// Runs `body` with a server of its own, on a thread of its own.
func withSandbox<Result: Sendable>(
  _ options: SandboxServer.Options = SandboxServer.Options(rate: 0),
  _ body: @escaping @Sendable (SandboxServer) throws -> Result
) async throws -> Result {
  try await onThread {
    let server = try SandboxServer.start(options)
    defer { server.stop() }
    return try body(server)
  }
}

let tourGuide = "b0000000-0000-4000-8000-000000000001"
let echo = "b0000000-0000-4000-8000-000000000002"

extension SandboxServer {
  /// One request on a connection of its own. `path` begins with a slash.
  func request(
    _ method: String = "GET", _ path: String, headers: [String] = ["Authorization: Api-Key k"], body: [UInt8]? = nil
  ) throws -> Answer {
    let client = try send(method, path, headers: headers, body: body)
    _ = try client.readToEnd()
    return Answer(client.received)
  }

  /// The same, without waiting for the answer.
  func send(
    _ method: String, _ path: String, headers: [String] = ["Authorization: Api-Key k"], body: [UInt8]? = nil
  ) throws -> RawClient {
    let client = try RawClient(port: port)
    var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    for header in headers { head += "\(header)\r\n" }
    if let body { head += "Content-Length: \(body.count)\r\n" }
    client.send(Array((head + "\r\n").utf8) + (body ?? []))
    return client
  }

  /// The body of a question.
  static func question(_ text: String, conversation: String? = nil, stream: Bool) -> [UInt8] {
    let body: JSON = [
      "conversation": conversation.map { .string($0) } ?? .null,
      "message": ["content": .string(text), "attachments": []], "is_streaming": .bool(stream),
    ]
    return body.bytes
  }

  func ask(_ text: String, of chatbot: String = echo, conversation: String? = nil, stream: Bool) throws -> Answer {
    try request(
      "POST", "/api/v1/chatbots/\(chatbot)/completions/",
      body: Self.question(text, conversation: conversation, stream: stream))
  }
}

extension Answer {
  /// The body as JSON.
  var json: JSON { JSON(body) ?? .null }

  /// The objects of a stream in the ordinary form.
  var events: [JSON] {
    text.split(separator: "\n\n").compactMap { $0.hasPrefix("data: ") ? JSON(Array($0.dropFirst(6).utf8)) : nil }
  }

  /// All text of a stream in the ordinary form.
  var streamedText: String { events.compactMap { $0["content"]?.text }.joined() }

  /// The conversation's id, in either mode.
  var conversation: String {
    (json["conversationId"] ?? events.first?["conversation_id"])?.text ?? ""
  }
}

extension JSON {
  var items: [JSON] { if case .array(let items) = self { items } else { [] } }
  var number: Int? { if case .integer(let number) = self { number } else { nil } }

  /// The texts of one field of a list's results.
  func results(_ field: String) -> [String] { self["results"]?.items.compactMap { $0[field]?.text } ?? [] }
}
