import ChatModel
import MaiAgentAPI

/// The life of one reply, as a value: methods are named by what happened and return what is to be done. It owns
/// retries, back-off and the silence timeout, and knows neither sockets nor the clock.
///
///     idle -> sending -> waiting -> streaming -> finished
///                |  ^       |           |
///                v  |       v           v
///           retryWaiting  refused -> retryWaiting or finished
///
/// From every state but `finished`, `stopped` leads to `finished`.
struct ReplyMachine {
  /// Where the reply stands.
  enum State: Equatable {
    /// Nothing happened. To: sending.
    case idle
    /// A connection is being made; nothing was sent. To: waiting; retryWaiting and finished when that fails.
    case sending
    /// The request was sent, or is being sent. To: streaming, refused, finished.
    case waiting
    /// A success is being received. To: finished.
    case streaming
    /// An answer that is no success is being received, to read its words. To: retryWaiting, finished.
    case refused(ResponseHead)
    /// The next try begins at the moment. To: sending.
    case retryWaiting(Timestamp)
    /// The last event was said; everything else is ignored.
    case finished
  }

  /// What the shell does with the transfer.
  enum TransferAction: Equatable {
    case none
    /// Begins a new one.
    case open
    /// Closes its socket at once.
    case close
    /// Lets it end by itself for a moment, so that its connection can serve the next request.
    case release
  }

  struct Actions: Equatable {
    var events: [ReplyEvent] = []
    var transfer = TransferAction.none
  }

  /// The words of an error are short: a service that does not finish them in this time has said what it will.
  static let errorBodySilence = Milliseconds.seconds(5)

  private(set) var state = State.idle
  /// The number of the present or last try, from 1.
  private(set) var attempt = 0

  private let purpose: RequestPurpose
  private let retries: RetryPolicy
  private let silence: Milliseconds
  private let bodyLimit: Int
  private let key: APIKey
  private let proxy: String?
  private var decoder: ReplyDecoder?
  private var errorBody: [UInt8] = []
  private var lastHeard = Timestamp(milliseconds: 0)
  private var isPaused = false
  /// Whether anything of the reply's text came.
  private var hasText = false

  init(_ request: ReplyRequest, configuration: NetworkConfiguration) {
    purpose = request.conversation == nil ? .newConversation : .continuedConversation
    retries = configuration.retries
    silence = configuration.silenceTimeout
    bodyLimit = configuration.bodyLimit
    key = configuration.key
    proxy = configuration.proxy(for: configuration.baseURL.description)?.place
  }

  /// When `timePassed` is due; nil while only the connection or the screen can bring news.
  var deadline: Timestamp? {
    switch state {
    case .retryWaiting(let moment): moment
    case .waiting, .streaming: isPaused ? nil : lastHeard + silence
    case .refused: lastHeard + min(silence, Self.errorBodySilence)
    case .idle, .sending, .finished: nil
    }
  }

  mutating func started() -> Actions {
    guard state == .idle else { return Actions() }
    return beginTry()
  }

  /// The connection stands, and the request goes out now.
  mutating func requestSent(now: Timestamp) -> Actions {
    guard state == .sending else { return Actions() }
    state = .waiting
    lastHeard = now
    return Actions(events: [.sent])
  }

  mutating func headArrived(_ head: ResponseHead, now: Timestamp) -> Actions {
    guard state == .waiting else { return Actions() }
    lastHeard = now
    guard head.isSuccess else {
      state = .refused(head)
      return Actions()
    }
    state = .streaming
    decoder = ReplyDecoder(contentType: head.contentType, key: key, bodyLimit: bodyLimit)
    return Actions(events: [.accepted])
  }

  mutating func bytesArrived(_ bytes: [UInt8], now: Timestamp, using random: inout some RandomNumberGenerator)
    -> Actions
  {
    lastHeard = now
    switch state {
    case .streaming: return decoded(decoder!.receive(bytes), ending: .release)
    case .refused(let head):
      errorBody += bytes.prefix(ErrorBody.readBytes + 1 - min(errorBody.count, ErrorBody.readBytes))
      guard errorBody.count > ErrorBody.readBytes else { return Actions() }
      return refused(head, transfer: .close, now: now, using: &random)
    case .idle, .sending, .waiting, .retryWaiting, .finished: return Actions()
    }
  }

  mutating func transferEnded(
    _ end: TransferEnd, now: Timestamp, using random: inout some RandomNumberGenerator
  ) -> Actions {
    switch (state, end) {
    case (.idle, _), (.finished, _), (.retryWaiting, _): return Actions()
    case (.refused(let head), _): return refused(head, transfer: .none, now: now, using: &random)
    case (.streaming, .complete): return decoded(decoder!.end(), ending: .none)
    case (.sending, .complete), (.waiting, .complete):
      return finish(interrupted("The connection ended without an answer."))
    case (_, .notSent(let cause, let failure)):
      return fail(failure, .notSent(cause), transfer: .none, now: now, using: &random)
    case (_, .broken(let failure)):
      return fail(interrupted(failure.text), .broken, transfer: .none, now: now, using: &random)
    }
  }

  /// The headers of the answer are beyond measure.
  mutating func headOverflowed() -> Actions {
    guard state != .finished else { return Actions() }
    return finish(ResponseHead.tooLarge, transfer: .close)
  }

  /// The screen cannot keep up; silence is of our own making now.
  mutating func paused() { isPaused = true }

  mutating func resumed(now: Timestamp) {
    isPaused = false
    lastHeard = now
  }

  mutating func timePassed(now: Timestamp, using random: inout some RandomNumberGenerator) -> Actions {
    guard let deadline, deadline <= now else { return Actions() }
    switch state {
    case .retryWaiting: return beginTry()
    case .refused(let head): return refused(head, transfer: .close, now: now, using: &random)
    case .waiting, .streaming:
      let seconds = (silence.value + 999) / 1000
      return finish(interrupted("The service sent nothing for \(seconds) s."), transfer: .close)
    case .idle, .sending, .finished: return Actions()
    }
  }

  /// The user wants no more of it.
  mutating func stopped() -> Actions {
    let hasTransfer: Bool
    switch state {
    case .finished: return Actions()
    case .idle, .retryWaiting: hasTransfer = false
    case .sending, .waiting, .streaming, .refused: hasTransfer = true
    }
    let left = decoder?.breakOff() ?? []
    decoder = nil
    state = .finished
    return Actions(events: left + [.stopped], transfer: hasTransfer ? .close : .none)
  }

  private mutating func beginTry() -> Actions {
    state = .sending
    attempt += 1
    errorBody = []
    isPaused = false
    hasText = false
    return Actions(transfer: .open)
  }

  private mutating func decoded(_ events: [ReplyEvent], ending: TransferAction) -> Actions {
    for event in events {
      switch event {
      case .textArrived, .partArrived, .thoughtsWereText: hasText = true
      default: break
      }
    }
    guard decoder!.isFinished else { return Actions(events: events) }
    decoder = nil
    state = .finished
    // A failure that was found in the middle leaves a body of unknown length behind.
    if case .failed? = events.last, ending == .release { return Actions(events: events, transfer: .close) }
    return Actions(events: events, transfer: ending)
  }

  private func interrupted(_ text: String) -> Failure {
    Failure(
      kind: .interrupted, text: text, advice: hasText ? TransferEnd.lookFirstAndKeep : TransferEnd.lookFirst)
  }

  private mutating func refused(
    _ head: ResponseHead, transfer: TransferAction, now: Timestamp, using random: inout some RandomNumberGenerator
  ) -> Actions {
    let asked = head.retryAfter.flatMap { RetryAfter.wait($0, now: now) }
    let failure = Failure.answered(
      status: head.status, words: ErrorBody.text(errorBody, key: key), purpose: purpose, retryAfter: asked,
      location: head.location, proxy: proxy, key: key)
    let outcome = RetryPolicy.Outcome.answered(status: head.status, retryAfter: asked)
    return fail(failure, outcome, transfer: transfer, now: now, using: &random)
  }

  private mutating func fail(
    _ failure: Failure, _ outcome: RetryPolicy.Outcome, transfer: TransferAction, now: Timestamp,
    using random: inout some RandomNumberGenerator
  ) -> Actions {
    switch retries.decide(.post, outcome, attempt: attempt, now: now, using: &random) {
    case .giveUp: return finish(failure, transfer: transfer)
    case .retry(let moment):
      state = .retryWaiting(moment)
      return Actions(
        events: [.retryScheduled(attempt: attempt + 1, at: moment, reason: failure)], transfer: transfer)
    }
  }

  private mutating func finish(_ failure: Failure, transfer: TransferAction = .none) -> Actions {
    // What the decoder holds back came before the failure.
    let left = decoder?.breakOff() ?? []
    state = .finished
    decoder = nil
    return Actions(events: left + [.failed(failure)], transfer: transfer)
  }
}
