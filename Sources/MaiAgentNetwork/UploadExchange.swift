import ChatModel
import MaiAgentAPI

/// A running upload: joins its machine to transfers and to the sink.
final class UploadExchange: Exchange {
  let id: UploadID
  let upload: UploadRequest
  let configuration: NetworkConfiguration
  var transfer: Transfer?
  var wanted = ReplyMachine.TransferAction.none

  private var machine: UploadMachine
  private var pace = UploadPace()
  private var random = SystemRandomNumberGenerator()
  private let sink: any EventSink
  private let now: @Sendable () -> Timestamp

  init(
    _ id: UploadID, _ upload: UploadRequest, way: UploadWay, configuration: NetworkConfiguration, sink: any EventSink,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.id = id
    self.upload = upload
    self.configuration = configuration
    self.sink = sink
    self.now = now
    machine = UploadMachine(upload, configuration: configuration, way: way)
  }

  var request: APIRequest { machine.request }
  var isFinished: Bool { machine.state == .finished }
  var deadline: Timestamp? { [machine.deadline, pace.due].compactMap { $0 }.min() }
  var wantsMore: Bool { true }
  /// The way that the service took the file; nil where it did not.
  private(set) var completedWay: UploadWay?

  func start() { perform(machine.started()) }
  func stop() { perform(machine.stopped()) }
  func transferEnded(_ end: TransferEnd) {
    pace.end()
    perform(machine.transferEnded(end, now: now(), using: &random))
  }

  func timePassed(now: Timestamp) {
    report(pace.timePassed(total: upload.file.size, now: now))
    perform(machine.timePassed(now: now, using: &random))
  }

  func requestSent() {
    if machine.isSendingFile { pace.begin(now: now()) }
    perform(machine.requestSent(now: now()))
  }
  func headArrived(_ head: ResponseHead) { machine.headArrived(head, now: now()) }
  func headOverflowed() { perform(machine.headOverflowed()) }
  func transferPaused() {}

  func bytesSent(ofFile sent: Int64) {
    let moment = now()
    machine.moved(now: moment)
    report(pace.moved(to: sent, total: upload.file.size, now: moment))
  }

  private func report(_ progress: UploadProgress?) {
    if let progress { _ = sink.post(.upload(id, .progressed(progress))) }
  }

  func bytesArrived(_ bytes: [UInt8]) -> TransferFlow {
    perform(machine.bytesArrived(bytes, now: now()))
    return wanted == .close ? .close : .goOn
  }

  private func perform(_ actions: UploadMachine.Actions) {
    if actions.transfer != .none {
      wanted = actions.transfer
      pace.end()
    }
    for event in actions.events {
      if case .completed = event { completedWay = machine.way }
      _ = sink.post(.upload(id, event))
    }
  }
}
