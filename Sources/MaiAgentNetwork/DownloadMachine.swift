import ChatModel
import MaiAgentAPI

/// The life of one download, as a value in the manner of `ReplyMachine`: a GET, and where it is redirected the next one.
struct DownloadMachine {
  enum State: Equatable {
    /// Nothing happened. To: sending, finished.
    case idle
    /// A request is on its way, or its answer. To: sending (redirected), finished.
    case sending
    case finished
  }

  /// What is to be done, in this order.
  struct Actions: Equatable {
    var transfer = ReplyMachine.TransferAction.none
    var step = Step.none
  }

  /// What becomes of the file.
  enum Step: Equatable {
    case none
    /// The file begins: `total` bytes, if the other side says so.
    case begin(total: Int64?)
    case write([UInt8])
    /// It is whole.
    case finish
    case fail(Failure)
    case stop
  }

  /// More redirects than browsers need, fewer than a circle has.
  static let mostRedirects = 5

  private(set) var state = State.idle
  private(set) var request: APIRequest
  private let configuration: NetworkConfiguration
  private var redirects = 0
  private var head: ResponseHead?
  private var errorBody: [UInt8] = []
  private var lastHeard = Timestamp(milliseconds: 0)
  private var wasSent = false
  private let refusal: Failure?
  private let limit: Int64
  /// Why there is that limit.
  private let tooLargeWords: Failure
  /// Of the file, in bytes.
  private var received: Int64 = 0

  init(_ download: DownloadRequest, configuration: NetworkConfiguration) {
    self.configuration = configuration
    limit = min(download.limit ?? .max, configuration.downloadLimit)
    tooLargeWords =
      download.limit == limit
      ? Failure(
        kind: .malformed, text: "It has more than the \(ByteCount(limit)) that are fetched to be looked at.",
        advice: "Save it, or open the link.")
      : Failure(
        kind: .malformed, text: "The file is larger than \(ByteCount(limit)), which is the most that is saved.",
        advice: "Raise max_download under [network] in the configuration, or open the link in a browser.")
    do {
      request = try DownloadAddress.request(download.url, base: configuration.baseURL)
      refusal = nil
    } catch {
      request = APIRequest(method: .get, url: "")
      refusal = error
    }
  }

  var deadline: Timestamp? { state == .sending && wasSent ? lastHeard + configuration.silenceTimeout : nil }

  mutating func started() -> Actions {
    guard state == .idle else { return Actions() }
    if let refusal { return finish(.fail(refusal)) }
    return ask()
  }

  mutating func requestSent(now: Timestamp) {
    wasSent = true
    lastHeard = now
  }

  mutating func headArrived(_ head: ResponseHead, now: Timestamp) -> Actions {
    self.head = head
    lastHeard = now
    if state == .sending, head.isSuccess, isTooLarge(head.contentLength ?? 0) { return tooLarge() }
    return state == .sending && head.isSuccess ? Actions(step: .begin(total: head.contentLength)) : Actions()
  }

  mutating func headOverflowed() -> Actions {
    var failure = ResponseHead.tooLarge
    failure.advice = "Contact whoever runs the service."
    return finish(.fail(failure), transfer: .close)
  }

  mutating func bytesArrived(_ bytes: [UInt8], now: Timestamp) -> Actions {
    guard state == .sending, let head else { return Actions() }
    lastHeard = now
    if head.isSuccess {
      received += Int64(bytes.count)
      return isTooLarge(received) ? tooLarge() : Actions(step: .write(bytes))
    }
    // An error page may be long; its beginning says enough.
    if errorBody.count <= ErrorBody.readBytes { errorBody += bytes }
    return Actions()
  }

  private func isTooLarge(_ count: Int64) -> Bool { count > limit }

  private mutating func tooLarge() -> Actions {
    finish(.fail(tooLargeWords), transfer: .close)
  }

  mutating func transferEnded(_ end: TransferEnd, now: Timestamp) -> Actions {
    guard state == .sending else { return Actions() }
    if let head, head.isComplete, !head.isSuccess { return refused(head) }
    switch end {
    case .notSent(_, let failure): return finish(.fail(failure))
    case .broken(var failure):
      failure.advice = "Try again: the download starts over."
      return finish(.fail(failure))
    case .complete: return finish(.finish)
    }
  }

  mutating func timePassed(now: Timestamp) -> Actions {
    guard let deadline, deadline <= now else { return Actions() }
    let seconds = (configuration.silenceTimeout.value + 999) / 1000
    return finish(
      .fail(Failure(kind: .interrupted, text: "Nothing came for \(seconds) s.", advice: "Try again.")),
      transfer: .close)
  }

  mutating func stopped() -> Actions {
    guard state != .finished else { return Actions() }
    return finish(.stop, transfer: state == .sending ? .close : .none)
  }

  /// The file could not be written.
  mutating func failed(_ failure: Failure) -> Actions {
    guard state != .finished else { return Actions() }
    return finish(.fail(failure), transfer: .close)
  }

  private mutating func refused(_ head: ResponseHead) -> Actions {
    if [301, 302, 303, 307, 308].contains(head.status), let location = head.location, redirects < Self.mostRedirects {
      do {
        request = try DownloadAddress.redirect(location, from: request.url, base: configuration.baseURL)
        redirects += 1
        return ask()
      } catch { return finish(.fail(error)) }
    }
    let words = ErrorBody.text(errorBody, key: configuration.key)
    return finish(
      .fail(
        .answered(
          status: head.status, words: words, purpose: .download, location: head.location,
          proxy: configuration.proxy(for: request.url)?.place, key: configuration.key)))
  }

  private mutating func ask() -> Actions {
    state = .sending
    head = nil
    errorBody = []
    received = 0
    wasSent = false
    return Actions(transfer: .open)
  }

  private mutating func finish(_ step: Step, transfer: ReplyMachine.TransferAction = .none) -> Actions {
    state = .finished
    return Actions(transfer: transfer, step: step)
  }
}
