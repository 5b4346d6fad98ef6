import Foundation
import TestSupport

/// A MaiAgent service that does what a test says: chatbots by themselves, completions by the test's steps.
struct FakeService {
  let server: ScriptedServer
  static let key = "e2e.secret-key-0123456789"

  /// Answers each request for a reply with what `reply` returns, and others with what `other` does, if it does;
  /// `chatbots` are the names of the chatbots there are.
  ///
  /// `history` gives the pages of the service's own history.
  init(
    chatbots: [String] = ["Front desk"], bodies: @escaping @Sendable (String) -> BodyHandling = { _ in .keep },
    history: @escaping @Sendable (SeenRequest) -> String = { _ in #"{"next":null,"previous":null,"results":[]}"# },
    other: @escaping @Sendable (SeenRequest) -> [ServerStep]? = { _ in nil },
    reply: @escaping @Sendable (SeenRequest) -> [ServerStep]
  ) {
    server = ScriptedServer(bodies: bodies) { request in
      guard request.header("Authorization") == "Api-Key \(Self.key)" else {
        return [.respond(401, [], #"{"detail":"Invalid API key format."}"#)]
      }
      if request.target.contains("/completions/") { return reply(request) }
      if let steps = other(request) { return steps }
      if request.target.contains("/messages/") || request.target.contains("/conversations/") {
        return [.respond(200, [], history(request))]
      }
      return [Self.list(chatbots)]
    }
  }

  private static func list(_ names: [String]) -> ServerStep {
    let items = names.enumerated().map { #"{"id":"bot-\#($0)","name":"\#($1)"}"# }.joined(separator: ",")
    return .respond(200, [], #"{"count":\#(names.count),"next":null,"previous":null,"results":[\#(items)]}"#)
  }

  /// The environment of a user of this service in `home`.
  func environment(_ home: Home, _ more: [String: String] = [:]) -> [String: String] {
    home.environment(["MAIAGENT_API_KEY": Self.key, "MAIAGENT_BASE_URL": server.url()].merging(more) { $1 })
  }

  /// The bodies of the requests for replies, in the order they came.
  var prompts: [String] { server.log.requests.filter { $0.target.contains("/completions/") }.map(\.text) }
}

/// The steps that stream `pieces` as the service does; with an end unless told otherwise.
func streaming(_ pieces: [String], conversation: String = "remote-1", ending: [ServerStep] = finished) -> [ServerStep] {
  [.streamHead()] + pieces.map { .chunk(streamEvent($0, conversation: conversation)) } + ending
}

/// The steps that end a stream in order.
let finished: [ServerStep] = [.chunk(streamEvent("", done: true)), .lastChunk]

/// One server-sent event.
func streamEvent(_ text: String, conversation: String = "remote-1", done: Bool = false) -> String {
  let data = try! JSONEncoder().encode(["content": text])
  let content = String(decoding: data, as: UTF8.self).dropFirst().dropLast()
  return "data: {\(content),\"conversation_id\":\"\(conversation)\",\"done\":\(done)}\n\n"
}
