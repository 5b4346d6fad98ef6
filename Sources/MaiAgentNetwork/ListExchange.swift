import ChatModel
import MaiAgentAPI

/// Something that a client's end cuts short and that somebody waits for.
protocol Cancellable: AnyObject {
  func abandon()
}

/// A running listing: joins its machine to transfers and to whoever asked.
final class ListExchange<Page: ListPage & Equatable>: Exchange, Cancellable {
  let configuration: NetworkConfiguration
  var transfer: Transfer?
  var wanted = ReplyMachine.TransferAction.none

  /// Nobody waits for it any more.
  var isGivenUp = false

  private var machine: ListMachine<Page>
  private var random = SystemRandomNumberGenerator()
  private let deliver: (PageEvent<Page>) -> Void
  private let now: @Sendable () -> Timestamp

  init(
    _ extent: ListExtent, _ request: APIRequest, configuration: NetworkConfiguration,
    now: @escaping @Sendable () -> Timestamp, deliver: @escaping (PageEvent<Page>) -> Void
  ) {
    self.configuration = configuration
    self.now = now
    self.deliver = deliver
    machine = ListMachine(extent, request, configuration: configuration)
  }

  var request: APIRequest { machine.request }
  var isFinished: Bool { isGivenUp || machine.state == .finished }
  var deadline: Timestamp? { machine.deadline }
  var wantsMore: Bool { true }

  func start() { perform(machine.started()) }
  func timePassed(now: Timestamp) { perform(machine.timePassed(now: now, using: &random)) }
  func transferEnded(_ end: TransferEnd) { perform(machine.transferEnded(end, now: now(), using: &random)) }

  /// Nobody waits for it any more.
  func giveUp() {
    wanted = .close
    isGivenUp = true
  }

  /// The client ends before the list did.
  func abandon() {
    guard !isFinished else { return }
    deliver(.failed(Failure(kind: .interrupted, text: "The client ended first.", advice: "Try again.")))
  }

  func requestSent() { machine.requestSent(now: now()) }
  func headArrived(_ head: ResponseHead) { machine.headArrived(head, now: now()) }
  func headOverflowed() { perform(machine.headOverflowed()) }
  func transferPaused() {}

  func bytesArrived(_ bytes: [UInt8]) -> TransferFlow {
    perform(machine.bytesArrived(bytes, now: now()))
    return wanted == .close ? .close : .goOn
  }

  private func perform(_ actions: ListMachine<Page>.Actions) {
    if actions.transfer != .none { wanted = actions.transfer }
    for event in actions.events where !isGivenUp { deliver(event) }
  }
}
