import ChatModel
import MaiAgentAPI

/// A running listing of chatbots: joins its machine to transfers and to whoever asked.
final class ListExchange: Exchange {
  let configuration: NetworkConfiguration
  var transfer: Transfer?
  var wanted = ReplyMachine.TransferAction.none

  /// Nobody waits for it any more.
  var isGivenUp = false

  private var machine: ListMachine
  private var random = SystemRandomNumberGenerator()
  private let deliver: (ChatbotsEvent) -> Void
  private let now: @Sendable () -> Timestamp

  init(
    _ extent: ListMachine.Extent, configuration: NetworkConfiguration, now: @escaping @Sendable () -> Timestamp,
    deliver: @escaping (ChatbotsEvent) -> Void
  ) {
    self.configuration = configuration
    self.now = now
    self.deliver = deliver
    machine = ListMachine(extent, configuration: configuration)
  }

  var request: APIRequest { machine.request }
  var isFinished: Bool { isGivenUp || machine.state == .finished }
  var deadline: Timestamp? { machine.deadline }
  var wantsMore: Bool { true }

  func start() { perform(machine.started()) }
  func timePassed(now: Timestamp) { perform(machine.timePassed(now: now, using: &random)) }
  func transferEnded(_ end: TransferEnd) { perform(machine.transferEnded(end, now: now(), using: &random)) }

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

  private func perform(_ actions: ListMachine.Actions) {
    if actions.transfer != .none { wanted = actions.transfer }
    for event in actions.events where !isGivenUp { deliver(event) }
  }
}
