import ChatModel
import MaiAgentAPI

/// Something that needs transfers, one after another, until it is finished. Lives on curl's thread only. What it wants
/// done with curl's handles it leaves in `wanted`, since it learns most while curl is at work.
protocol Exchange: TransferReceiver {
  var configuration: NetworkConfiguration { get }
  /// The request of the next transfer.
  var request: APIRequest { get }
  var transfer: Transfer? { get set }
  /// What is to be done with the transfer; taken by the network.
  var wanted: ReplyMachine.TransferAction { get set }
  var isFinished: Bool { get }
  /// When `timePassed` is due.
  var deadline: Timestamp? { get }
  func timePassed(now: Timestamp)
  func transferEnded(_ end: TransferEnd)
}

/// A running reply: joins its machine to a transfer and to the sink.
final class ReplyExchange: Exchange {
  let id: ReplyID
  let request: APIRequest
  let configuration: NetworkConfiguration
  var transfer: Transfer?
  var wanted = ReplyMachine.TransferAction.none
  /// The sink was full at its last event; nothing more is handed over until it drained.
  var isHeld = false

  private var machine: ReplyMachine
  private var random = SystemRandomNumberGenerator()
  private let sink: any EventSink
  private let now: @Sendable () -> Timestamp

  init(
    _ id: ReplyID, _ request: ReplyRequest, configuration: NetworkConfiguration, sink: any EventSink,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.id = id
    self.request = .completions(request, at: configuration.baseURL)
    self.configuration = configuration
    self.sink = sink
    self.now = now
    machine = ReplyMachine(request, configuration: configuration)
  }

  var isFinished: Bool { machine.state == .finished }
  var deadline: Timestamp? { machine.deadline }
  var wantsMore: Bool { !isHeld }

  func start() { perform(machine.started()) }
  func stop() { perform(machine.stopped()) }
  func timePassed(now: Timestamp) { perform(machine.timePassed(now: now, using: &random)) }
  func transferEnded(_ end: TransferEnd) { perform(machine.transferEnded(end, now: now(), using: &random)) }

  /// The sink drained.
  func release() {
    isHeld = false
    machine.resumed(now: now())
    transfer?.resume()
  }

  func requestSent() { perform(machine.requestSent(now: now())) }
  func headArrived(_ head: ResponseHead) { perform(machine.headArrived(head, now: now())) }
  func headOverflowed() { perform(machine.headOverflowed()) }
  func transferPaused() { machine.paused() }

  func bytesArrived(_ bytes: [UInt8]) -> TransferFlow {
    perform(machine.bytesArrived(bytes, now: now(), using: &random))
    return wanted == .close ? .close : .goOn
  }

  private func perform(_ actions: ReplyMachine.Actions) {
    if actions.transfer != .none { wanted = actions.transfer }
    for event in actions.events where sink.post(.reply(id, event)) == .full { isHeld = true }
  }
}
