import ChatModel
import MaiAgentAPI
import MaiAgentNetwork
import System
import TestSupport

/// A sink that keeps what it gets, and is full when told.
final class Recorder: EventSink {
  private let events = Lock<[Event]>([])
  private let capacity = Lock(SinkCapacity.ready)

  func post(_ event: Event) -> SinkCapacity {
    events.withLock { $0.append(event) }
    return capacity.withLock { $0 }
  }

  func become(_ capacity: SinkCapacity) { self.capacity.withLock { $0 = capacity } }

  var all: [Event] { events.withLock { $0 } }

  /// What was said of one reply, text that follows each other joined.
  func reply(_ id: ReplyID = ReplyID("r")) -> [ReplyEvent] {
    var result: [ReplyEvent] = []
    var text = ""
    for case .reply(id, let event) in all {
      if case .textArrived(let more) = event {
        text += more
        continue
      }
      if !text.isEmpty { result.append(.textArrived(text)) }
      text = ""
      result.append(event)
    }
    return text.isEmpty ? result : result + [.textArrived(text)]
  }

  /// How many bytes of text came, of all replies.
  var textBytes: Int {
    all.reduce(0) { if case .reply(_, .textArrived(let text)) = $1 { $0 + text.utf8.count } else { $0 } }
  }

  func text(_ id: ReplyID = ReplyID("r")) -> String {
    reply(id).map { if case .textArrived(let text) = $0 { text } else { "" } }.joined()
  }

  var textEvents: Int {
    all.count { if case .reply(_, .textArrived) = $0 { true } else { false } }
  }

  /// Waits for the last event of a reply.
  func end(_ id: ReplyID = ReplyID("r")) -> ReplyEvent? {
    _ = waitUntil { Self.isFinal(self.reply(id).last) }
    return Self.isFinal(reply(id).last) ? reply(id).last : nil
  }

  func failure(_ id: ReplyID = ReplyID("r")) -> Failure? {
    if case .failed(let failure)? = end(id) { failure } else { nil }
  }

  private static func isFinal(_ event: ReplyEvent?) -> Bool {
    switch event {
    case .completed, .failed, .stopped: true
    default: false
    }
  }
}

/// A clock that goes on only when told.
final class TestClock: Sendable {
  private let time = Lock(Timestamp(milliseconds: 1_760_000_000_000))
  var now: Timestamp { time.withLock { $0 } }
  func pass(_ length: Milliseconds) { time.withLock { $0 = $0 + length } }
}

/// A network against a scripted server, both ended with the test.
final class Rig {
  static let key = "test.secret-4711"
  let server: ScriptedServer
  let sink = Recorder()
  let clock = TestClock()
  let network: Network
  let configuration: NetworkConfiguration

  /// The network's clock stands still unless the test moves it.
  init(
    _ server: ScriptedServer, disk: FileReading = .system, change: (inout NetworkConfiguration) -> Void = { _ in }
  ) throws {
    self.server = server
    var configuration = NetworkConfiguration(
      baseURL: try BaseURL(server.url()), key: APIKey(Self.key)!, retries: .never)
    change(&configuration)
    self.configuration = configuration
    let clock = clock
    network = try Network(configuration, sink: sink, disk: disk, now: { clock.now })
  }

  deinit {
    network.shutDown()
    server.stop()
  }

  func start(_ id: String = "r", mode: ReplyMode = .streaming, conversation: String? = nil, text: String = "Hi") {
    network.perform(
      .startReply(
        ReplyID(id),
        ReplyRequest(
          chatbot: ChatbotID("b1"), conversation: conversation.map { RemoteConversationID($0) }, text: text, mode: mode)
      ))
  }

  func stop(_ id: String = "r") { network.perform(.stopReply(ReplyID(id))) }

  /// Waits until the network has carried out all commands so far: they keep their order.
  func finishCommands() {
    start("last")
    stop("last")
    _ = sink.end(ReplyID("last"))
  }

  /// Moves the clock, and makes the network look at it.
  func pass(_ length: Milliseconds) {
    clock.pass(length)
    network.sinkDrained()
  }
}

/// One event of a stream.
func event(_ content: String, done: Bool = false) -> String {
  "data: {\"content\":\"\(content)\",\"conversation_id\":\"c1\",\"done\":\(done)}\n\n"
}
