import ChatModel
import MaiAgentAPI

/// The ways in which a service takes files.
enum UploadWay: CaseIterable {
  /// The file in one form.
  case oneStep
  /// Into a storage by a permission, then registered.
  case storage
  /// The file in one form, by the route of older versions.
  case older
}

/// The life of one upload, as a value in the manner of `ReplyMachine`. Each way is a few requests one after the other; where
/// the service does not know a way (404, 405), the next one is tried.
struct UploadMachine {
  enum State: Equatable {
    /// Nothing happened. To: sending.
    case idle
    /// A request is on its way, or its answer. To: sending (the next one), retryWaiting, finished.
    case sending
    /// To: sending.
    case retryWaiting(Timestamp)
    case finished
  }

  /// The requests of the ways.
  enum Step: Equatable {
    case oneStep, older
    case permission
    case storing(UploadPermission)
    /// In the conversation where the plain route is not known.
    case registration(key: String, inConversation: Bool)
  }

  struct Actions: Equatable {
    var events: [UploadEvent] = []
    var transfer = ReplyMachine.TransferAction.none
  }

  /// An answer to an upload is a small object.
  static let bodyLimit = 1 << 20

  private(set) var state = State.idle
  private(set) var step: Step
  /// The request of the present step.
  private(set) var request: APIRequest
  /// The way that led to the end.
  private(set) var way: UploadWay

  private let upload: UploadRequest
  private let configuration: NetworkConfiguration
  private var left: [UploadWay]
  /// What each way that the service does not know was answered with.
  private var unknown: [String] = []
  /// The service took the file by one step and did not say what it calls it.
  private var emptyAnswer: Failure?
  private var attempt = 0
  private var head: ResponseHead?
  private var body: [UInt8] = []
  private var lastMoved = Timestamp(milliseconds: 0)
  private var wasSent = false
  private var hasStarted = false
  /// Whether it began with the registration of a file that an earlier upload had stored.
  private var isResumed = false

  /// `way` is tried first: the one that the service is known to take.
  init(_ upload: UploadRequest, configuration: NetworkConfiguration, way: UploadWay = .oneStep) {
    self.upload = upload
    self.configuration = configuration
    let way = upload.storedKey == nil ? way : .storage
    self.way = way
    left = UploadWay.allCases.filter { $0 != way }
    isResumed = upload.storedKey != nil
    step = upload.storedKey.map { .registration(key: $0, inConversation: false) } ?? Self.firstStep(of: way)
    request = Self.request(step, upload, configuration)
  }

  private static func firstStep(of way: UploadWay) -> Step {
    switch way {
    case .oneStep: .oneStep
    case .storage: .permission
    case .older: .older
    }
  }

  private static func request(
    _ step: Step, _ upload: UploadRequest, _ configuration: NetworkConfiguration
  ) -> APIRequest {
    let base = configuration.baseURL
    return switch step {
    case .oneStep: .upload(upload, at: base)
    case .older: .uploadToAttachments(upload, at: base)
    case .permission: .uploadPermission(upload, at: base)
    case .storing(let permission): .store(upload, permission)
    case .registration(let key, let inConversation):
      .register(upload, key: key, in: inConversation ? upload.conversation : nil, at: base)
    }
  }

  /// Whether the file itself goes out in the present step.
  var isSendingFile: Bool { request.form != nil }

  var deadline: Timestamp? {
    switch state {
    case .sending: wasSent ? lastMoved + configuration.silenceTimeout : nil
    case .retryWaiting(let moment): moment
    case .idle, .finished: nil
    }
  }

  // MARK: What happened

  mutating func started() -> Actions { state == .idle ? ask() : Actions() }

  mutating func requestSent(now: Timestamp) -> Actions {
    wasSent = true
    lastMoved = now
    guard isSendingFile, !hasStarted else { return Actions() }
    hasStarted = true
    return Actions(events: [.started])
  }

  /// Bytes went out or came in.
  mutating func moved(now: Timestamp) { lastMoved = now }

  mutating func headArrived(_ head: ResponseHead, now: Timestamp) {
    self.head = head
    lastMoved = now
  }

  mutating func headOverflowed() -> Actions {
    finish(malformed(ResponseHead.tooLarge.text), transfer: .close)
  }

  mutating func bytesArrived(_ bytes: [UInt8], now: Timestamp) -> Actions {
    guard state == .sending else { return Actions() }
    lastMoved = now
    body += bytes
    // An error page may be long; its beginning says enough.
    if head?.isSuccess == false {
      body = Array(body.prefix(ErrorBody.readBytes + 1))
      return Actions()
    }
    guard body.count > Self.bodyLimit else { return Actions() }
    return finish(malformed("The answer is larger than \(Self.bodyLimit >> 20) MB."), transfer: .close)
  }

  mutating func transferEnded(
    _ end: TransferEnd, now: Timestamp, using random: inout some RandomNumberGenerator
  ) -> Actions {
    guard state == .sending else { return Actions() }
    // An answer counts also where it came before all of the file was out.
    if let head, head.isComplete, !head.isSuccess { return refused(head, now: now, using: &random) }
    switch end {
    case .notSent(let cause, let failure): return fail(failure, .notSent(cause), now: now, using: &random)
    case .broken(let failure): return fail(asRead(failure), .broken, now: now, using: &random)
    case .complete: return answered()
    }
  }

  mutating func timePassed(now: Timestamp, using random: inout some RandomNumberGenerator) -> Actions {
    guard let deadline, deadline <= now else { return Actions() }
    if case .retryWaiting = state { return ask() }
    let seconds = (configuration.silenceTimeout.value + 999) / 1000
    let failure = Failure(kind: .interrupted, text: "nothing moved for \(seconds) s.", advice: "Try again.")
    var actions = fail(failure, .broken, now: now, using: &random)
    actions.transfer = .close
    return actions
  }

  /// The user wants no more of it.
  mutating func stopped() -> Actions {
    let hasTransfer = state == .sending
    guard state != .finished else { return Actions() }
    state = .finished
    return Actions(events: [.stopped], transfer: hasTransfer ? .close : .none)
  }

  // MARK: From step to step

  private mutating func ask() -> Actions {
    state = .sending
    attempt += 1
    head = nil
    body = []
    wasSent = false
    return Actions(transfer: .open)
  }

  private mutating func go(to step: Step) -> Actions {
    self.step = step
    request = Self.request(step, upload, configuration)
    attempt = 0
    hasStarted = false
    return ask()
  }

  private mutating func answered() -> Actions {
    switch step {
    case .storing(let permission):
      guard let key = permission.key else { return finish(malformed("The permission to store it names no key.")) }
      var actions = go(to: .registration(key: key, inConversation: false))
      actions.events = [.stored(key: key)]
      return actions
    case .permission:
      guard let permission = UploadPermission(body) else { return finish(unreadable("a permission to store it")) }
      let allowsPlain = configuration.plainHTTP == .allowed
      if let refusal = permission.refusal(base: configuration.baseURL, allowsPlainHTTP: allowsPlain) {
        return finish(
          Failure(kind: .configuration, text: refusal, advice: "Contact whoever runs the service."))
      }
      return go(to: .storing(permission))
    case .oneStep, .older, .registration:
      if let attachment = Attachment(uploaded: body, request: upload) {
        state = .finished
        return Actions(events: [.completed(attachment)])
      }
      let failure = unreadable("an attachment")
      // It may still say so when the file comes another way.
      guard step == .oneStep, body.isEmpty, left.contains(.storage) else { return finish(failure) }
      emptyAnswer = failure
      return tryNextWay()
    }
  }

  private mutating func refused(
    _ head: ResponseHead, now: Timestamp, using random: inout some RandomNumberGenerator
  ) -> Actions {
    let words = ErrorBody.text(body, key: configuration.key)
    if head.status == 404 || head.status == 405 {
      switch step {
      case .oneStep, .older, .permission:
        unknown.append("\(Self.route(step)) \(head.status)")
        if !left.isEmpty { return tryNextWay() }
        if let emptyAnswer { return finish(emptyAnswer) }
        return finish(
          Failure(
            kind: .notFound, status: head.status,
            text: "this service takes no files (\(unknown.joined(separator: ", "))).",
            advice: "Check the base URL, or leave the file out."))
      case .registration(let key, false) where upload.conversation != nil:
        return go(to: .registration(key: key, inConversation: true))
      case .storing, .registration: break
      }
    }
    if isResumed, case .registration = step, [400, 404, 405, 410, 422].contains(head.status) {
      // The storage or the service has forgotten it meanwhile.
      isResumed = false
      return go(to: Self.firstStep(of: way))
    }
    let asked = head.retryAfter.flatMap { RetryAfter.wait($0, now: now) }
    let isStorage: Bool = if case .storing = step { true } else { false }
    var failure = Failure.answered(
      status: head.status, words: words, purpose: isStorage ? .storage : .upload, retryAfter: asked,
      location: head.location, proxy: configuration.proxy(for: request.url)?.place, key: configuration.key)
    // What has no words says by itself who answered.
    if !words.isEmpty, head.status != 407 {
      failure.text = "the \(isStorage ? "storage" : "service") answered \(head.status): \(failure.text)"
    }
    return fail(failure, .answered(status: head.status, retryAfter: asked), now: now, using: &random)
  }

  private mutating func tryNextWay() -> Actions {
    way = left.removeFirst()
    return go(to: Self.firstStep(of: way))
  }

  private static func route(_ step: Step) -> String {
    switch step {
    case .oneStep: "attachments-upload/"
    case .permission: "upload-presigned-url/"
    case .older, .registration: "attachments/"
    case .storing: "storage"
    }
  }

  // MARK: Failing

  private mutating func fail(
    _ failure: Failure, _ outcome: RetryPolicy.Outcome, now: Timestamp, using random: inout some RandomNumberGenerator
  ) -> Actions {
    // To ask for a permission twice, or to store the same file under the same key twice, harms nobody.
    let isSafe =
      switch step {
      case .permission, .storing: true
      case .oneStep, .older, .registration: false
      }
    switch configuration.retries.decide(isSafe ? .get : .post, outcome, attempt: attempt, now: now, using: &random) {
    case .giveUp: return finish(failure)
    case .retry(let moment):
      state = .retryWaiting(moment)
      hasStarted = false
      return Actions(events: [.retryScheduled(attempt: attempt + 1, at: moment, reason: named(failure))])
    }
  }

  private mutating func finish(
    _ failure: Failure, transfer: ReplyMachine.TransferAction = .none
  ) -> Actions {
    state = .finished
    return Actions(events: [.failed(named(failure))], transfer: transfer)
  }

  /// With the file that it is about.
  private func named(_ failure: Failure) -> Failure {
    var failure = failure
    let name = "\"\(upload.filename)\""
    if !failure.text.hasPrefix(name) { failure.text = "\(name): \(failure.text)" }
    return failure
  }

  private func malformed(_ text: String) -> Failure {
    Failure(kind: .malformed, status: head?.status, text: text, advice: "Contact whoever runs the service.")
  }

  /// The answer is a success that does not say what it should.
  private func unreadable(_ what: String) -> Failure {
    let status = head?.status ?? 0
    let start = ErrorBody.text(body, key: configuration.key)
    return malformed(
      body.isEmpty
        ? "the service answered \(status) without a word, where \(what) was expected."
        : "the service answered \(status), but not with \(what): \(start)")
  }

  /// What broke is sent again from its start.
  private func asRead(_ failure: Failure) -> Failure {
    var failure = failure
    failure.advice = "Try again: the upload starts over."
    return failure
  }
}
