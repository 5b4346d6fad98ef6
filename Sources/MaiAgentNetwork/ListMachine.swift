import ChatModel
import MaiAgentAPI

/// The life of a listing, page after page, as a value in the manner of `ReplyMachine`. A GET may be repeated even when it
/// broke.
struct ListMachine<Page: ListPage & Equatable> {
  enum State: Equatable {
    /// Nothing happened. To: sending.
    case idle
    /// A page is asked for; nothing was sent. To: receiving, retryWaiting, finished.
    case sending
    /// An answer is awaited or arriving. To: sending (next page), retryWaiting, finished.
    case receiving
    /// To: sending.
    case retryWaiting(Timestamp)
    case finished
  }

  struct Actions: Equatable {
    var events: [PageEvent<Page>] = []
    var transfer = ReplyMachine.TransferAction.none
  }

  /// 16 MB; a page of 100 chatbots is some 50 kB.
  static var pageLimit: Int { 16 << 20 }
  /// A service whose pages never end is given up after this many.
  static var mostPages: Int { 1000 }

  private(set) var state = State.idle
  /// The page that is asked for.
  private(set) var request: APIRequest
  private let extent: ListExtent
  private let configuration: NetworkConfiguration
  private var attempt = 0
  private var seen: Set<String> = []
  private var head: ResponseHead?
  private var body: [UInt8] = []
  private var lastHeard = Timestamp(milliseconds: 0)

  init(_ extent: ListExtent, _ request: APIRequest, configuration: NetworkConfiguration) {
    self.extent = extent
    self.configuration = configuration
    self.request = request
  }

  var deadline: Timestamp? {
    switch state {
    case .receiving: lastHeard + configuration.silenceTimeout
    case .retryWaiting(let moment): moment
    case .idle, .sending, .finished: nil
    }
  }

  mutating func started() -> Actions { state == .idle ? ask() : Actions() }

  mutating func requestSent(now: Timestamp) {
    if state == .sending { state = .receiving }
    lastHeard = now
  }

  mutating func headArrived(_ head: ResponseHead, now: Timestamp) {
    self.head = head
    lastHeard = now
  }

  mutating func headOverflowed() -> Actions {
    malformed(ResponseHead.tooLarge.text)
  }

  mutating func bytesArrived(_ bytes: [UInt8], now: Timestamp) -> Actions {
    guard state == .receiving else { return Actions() }
    lastHeard = now
    body += bytes
    guard body.count > Self.pageLimit else { return Actions() }
    return malformed("The list of \(Page.purpose.listed) is larger than \(Self.pageLimit >> 20) MB.")
  }

  mutating func transferEnded(
    _ end: TransferEnd, now: Timestamp, using random: inout some RandomNumberGenerator
  ) -> Actions {
    guard state == .sending || state == .receiving else { return Actions() }
    if let head, !head.isSuccess {
      let asked = head.retryAfter.flatMap { RetryAfter.wait($0, now: now) }
      let failure = Failure.answered(
        status: head.status, words: ErrorBody.text(body, key: configuration.key), purpose: Page.purpose,
        retryAfter: asked, location: head.location,
        proxy: configuration.proxy(for: request.url)?.place, key: configuration.key)
      return fail(failure, .answered(status: head.status, retryAfter: asked), now: now, using: &random)
    }
    switch end {
    case .notSent(let cause, let failure): return fail(failure, .notSent(cause), now: now, using: &random)
    case .broken(let failure):
      return fail(Self.asRead(failure), .broken, now: now, using: &random)
    case .complete: return pageArrived()
    }
  }

  mutating func timePassed(now: Timestamp, using random: inout some RandomNumberGenerator) -> Actions {
    guard let deadline, deadline <= now else { return Actions() }
    if case .retryWaiting = state { return ask() }
    let seconds = (configuration.silenceTimeout.value + 999) / 1000
    let failure = Failure(
      kind: .interrupted, text: "The service sent nothing for \(seconds) s.", advice: "Try again.")
    var actions = fail(failure, .broken, now: now, using: &random)
    actions.transfer = .close
    return actions
  }

  private mutating func ask() -> Actions {
    state = .sending
    attempt += 1
    head = nil
    body = []
    return Actions(transfer: .open)
  }

  private mutating func pageArrived() -> Actions {
    let page: Page
    do throws(Failure) {
      page = try Page(body, key: configuration.key)
    } catch {
      state = .finished
      return Actions(events: [.failed(error)])
    }
    seen.insert(request.url)
    let next = page.next.flatMap { configuration.baseURL.anchoring($0, to: request.url) }
    guard extent == .allPages, let next, !seen.contains(next), seen.count < Self.mostPages else {
      state = .finished
      return Actions(events: [.arrived(page, next: next, isLast: true)])
    }
    request.url = next
    attempt = 0
    var actions = ask()
    actions.events = [.arrived(page, next: next, isLast: false)]
    return actions
  }

  private mutating func fail(
    _ failure: Failure, _ outcome: RetryPolicy.Outcome, now: Timestamp, using random: inout some RandomNumberGenerator
  ) -> Actions {
    switch configuration.retries.decide(.get, outcome, attempt: attempt, now: now, using: &random) {
    case .retry(let moment):
      state = .retryWaiting(moment)
      return Actions()
    case .giveUp:
      state = .finished
      return Actions(events: [.failed(failure)])
    }
  }

  private mutating func malformed(_ text: String) -> Actions {
    state = .finished
    let failure = Failure(kind: .malformed, text: text, advice: "Check that the base URL leads to a MaiAgent API.")
    return Actions(events: [.failed(failure)], transfer: .close)
  }

  /// Nothing is lost when a list breaks off.
  private static func asRead(_ failure: Failure) -> Failure {
    var failure = failure
    failure.advice = "Try again."
    return failure
  }
}

/// What came of asking for a page.
enum PageEvent<Page: ListPage & Equatable>: Equatable {
  /// `next` is the whole address of the page after it, at the configured service.
  case arrived(Page, next: String?, isLast: Bool)
  case failed(Failure)
}

/// How much of a list is wanted.
enum ListExtent {
  case firstPage, allPages
}
