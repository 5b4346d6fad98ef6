import ChatModel
import DemoService
import MaiAgentAPI
import MaiAgentNetwork
import System
import TestSupport

/// The client's own network against a sandbox; `network.shutDown()` must be called at the end.
final class RealClient: Sendable {
  // Of its own, since the network keeps its sink.
  private final class Sink: EventSink, Sendable {
    let events = Lock<[Event]>([])

    func post(_ event: Event) -> SinkCapacity {
      events.withLock { $0.append(event) }
      return .ready
    }
  }

  private let sink = Sink()
  let network: Network

  init(_ server: SandboxServer, key: String = "sandbox-4711", retries: RetryPolicy = .never) throws {
    let configuration = NetworkConfiguration(
      baseURL: try BaseURL(server.baseURL), key: APIKey(key)!, retries: retries)
    network = try Network(configuration, sink: sink)
  }

  func ask(
    _ text: String, id: String = "r", of chatbot: String = echo, conversation: RemoteConversationID? = nil,
    mode: ReplyMode = .streaming
  ) {
    network.perform(
      .startReply(
        ReplyID(id),
        ReplyRequest(chatbot: ChatbotID(chatbot), conversation: conversation, text: text, mode: mode)))
  }

  func stop(_ id: String = "r") { network.perform(.stopReply(ReplyID(id))) }

  var all: [Event] { sink.events.withLock { $0 } }

  func reply(_ id: String = "r") -> [ReplyEvent] {
    all.compactMap { if case .reply(ReplyID(id), let event) = $0 { event } else { nil } }
  }

  func text(_ id: String = "r") -> String {
    reply(id).map { if case .textArrived(let text) = $0 { text } else { "" } }.joined()
  }

  func conversation(_ id: String = "r") -> String? {
    reply(id).compactMap { if case .conversationNamed(let name) = $0 { name.rawValue } else { nil } }.first
  }

  /// Waits for the last event of a reply.
  func end(_ id: String = "r") -> ReplyEvent? {
    func last() -> ReplyEvent? {
      switch reply(id).last {
      case .completed: .completed
      case .failed(let failure): .failed(failure)
      case .stopped: .stopped
      default: nil
      }
    }
    _ = waitUntil { last() != nil }
    return last()
  }
}
