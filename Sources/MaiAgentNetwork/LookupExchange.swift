import ChatModel
import MaiAgentAPI

/// Asks the service for something that the client can do without: one GET, or a few one after the other. Nothing is repeated.
final class LookupExchange: Exchange {
  /// What is looked up; the same is not asked for twice at once.
  enum Subject: Hashable {
    case introduction(ChatbotID)
    case sources(MessageID)
  }

  /// What an answer leads to.
  enum Step {
    case ask(APIRequest)
    case done(Event)
    /// It is not what was asked for.
    case unreadable
  }

  let subject: Subject
  let configuration: NetworkConfiguration
  var transfer: Transfer?
  var wanted = ReplyMachine.TransferAction.none
  private(set) var request: APIRequest
  private(set) var isFinished = false

  private var head: ResponseHead?
  private var body: [UInt8] = []
  private(set) var deadline: Timestamp?
  private let sink: any EventSink
  private let now: @Sendable () -> Timestamp
  private let read: ([UInt8]) -> Step
  private let failure: (Failure) -> Event

  /// What is looked up is a few kB.
  private static let bodyLimit = 4 << 20

  /// `read` is given each answer; `failure` makes what is told of a failure.
  init(
    _ subject: Subject, _ request: APIRequest, configuration: NetworkConfiguration, sink: any EventSink,
    now: @escaping @Sendable () -> Timestamp, read: @escaping ([UInt8]) -> Step,
    failure: @escaping (Failure) -> Event
  ) {
    self.subject = subject
    self.request = request
    self.configuration = configuration
    self.sink = sink
    self.now = now
    self.read = read
    self.failure = failure
  }

  var wantsMore: Bool { true }

  func start() { wanted = .open }

  func requestSent() { listen() }
  func headArrived(_ head: ResponseHead) {
    self.head = head
    listen()
  }
  func headOverflowed() { fail(ResponseHead.tooLarge.text, .close) }
  func transferPaused() {}

  func bytesArrived(_ bytes: [UInt8]) -> TransferFlow {
    listen()
    body += bytes
    guard body.count > Self.bodyLimit else { return .goOn }
    fail("The answer is larger than \(Self.bodyLimit >> 20) MB.", .close)
    return .close
  }

  func transferEnded(_ end: TransferEnd) {
    deadline = nil
    guard !isFinished else { return }
    if let head, !head.isSuccess {
      let words = ErrorBody.text(body, key: configuration.key)
      return finish(
        failure(
          .answered(
            status: head.status, words: words, purpose: .lookup, location: head.location,
            proxy: configuration.proxy(for: request.url)?.place, key: configuration.key)))
    }
    switch end {
    case .notSent(_, let reason), .broken(let reason): finish(failure(reason))
    case .complete:
      switch read(body) {
      case .ask(let next):
        request = next
        head = nil
        body = []
        wanted = .open
      case .done(let event): finish(event)
      case .unreadable: fail("The service answered with something else.")
      }
    }
  }

  func timePassed(now: Timestamp) {
    guard let deadline, deadline <= now, !isFinished else { return }
    let seconds = (configuration.silenceTimeout.value + 999) / 1000
    finish(
      failure(Failure(kind: .interrupted, text: "The service sent nothing for \(seconds) s.", advice: "Try again.")))
    wanted = .close
  }

  private func listen() { deadline = now() + configuration.silenceTimeout }

  private func fail(_ text: String, _ transfer: ReplyMachine.TransferAction = .none) {
    wanted = transfer
    finish(
      failure(Failure(kind: .malformed, text: text, advice: "Check that the base URL leads to a MaiAgent API.")))
  }

  private func finish(_ event: Event) {
    guard !isFinished else { return }
    isFinished = true
    deadline = nil
    _ = sink.post(event)
  }
}

extension LookupExchange {
  /// How a chatbot begins a conversation: the chatbot names its web chat, which says so.
  static func introduction(
    _ chatbot: ChatbotID, configuration: NetworkConfiguration, sink: any EventSink,
    now: @escaping @Sendable () -> Timestamp
  ) -> LookupExchange {
    let base = configuration.baseURL
    var isSecond = false
    return LookupExchange(
      .introduction(chatbot), Introduction.chatbot(chatbot, at: base), configuration: configuration, sink: sink,
      now: now
    ) { body in
      if isSecond {
        return ChatbotIntroduction(webChat: body).map { .done(.introduction(chatbot, .arrived($0))) } ?? .unreadable
      }
      guard let webChat = Introduction.webChat(ofChatbot: body) else {
        return .done(.introduction(chatbot, .arrived(ChatbotIntroduction())))
      }
      isSecond = true
      return .ask(Introduction.webChat(webChat, at: base))
    } failure: {
      .introduction(chatbot, .failed($0))
    }
  }

  /// The sources of a message, as the service keeps them.
  static func sources(
    _ message: MessageID, _ remote: RemoteMessageID, configuration: NetworkConfiguration, sink: any EventSink,
    now: @escaping @Sendable () -> Timestamp
  ) -> LookupExchange {
    LookupExchange(
      .sources(message), .message(remote, at: configuration.baseURL), configuration: configuration, sink: sink,
      now: now
    ) { body in
      Citation.list(ofMessage: body).map { .done(.sources(message, .arrived($0))) } ?? .unreadable
    } failure: {
      .sources(message, .failed($0))
    }
  }
}
