import ChatModel
import MaiAgentAPI

/// A running download: joins its machine to transfers, to the file and to the sink.
final class DownloadExchange: Exchange {
  let id: DownloadID
  let configuration: NetworkConfiguration
  var transfer: Transfer?
  var wanted = ReplyMachine.TransferAction.none

  private let download: DownloadRequest
  private var machine: DownloadMachine
  private var file: DownloadFile?
  private var total: Int64?
  private var reportedAt: Timestamp?
  private var room: DownloadRoom
  private let sink: any EventSink
  private let now: @Sendable () -> Timestamp

  /// Between two reports, in milliseconds: quick enough to look alive, slow enough to read.
  private static let period: Milliseconds = 250

  init(
    _ id: DownloadID, _ download: DownloadRequest, configuration: NetworkConfiguration, disk: FileReading,
    sink: any EventSink, now: @escaping @Sendable () -> Timestamp
  ) {
    self.id = id
    self.download = download
    self.configuration = configuration
    self.sink = sink
    self.now = now
    room = DownloadRoom(download.folder, disk: disk)
    machine = DownloadMachine(download, configuration: configuration)
  }

  var request: APIRequest { machine.request }
  var isFinished: Bool { machine.state == .finished }
  var deadline: Timestamp? { machine.deadline }
  var wantsMore: Bool { true }

  func start() { perform(machine.started()) }
  func stop() { perform(machine.stopped()) }
  func timePassed(now: Timestamp) { perform(machine.timePassed(now: now)) }
  func transferEnded(_ end: TransferEnd) { perform(machine.transferEnded(end, now: now())) }

  func requestSent() { machine.requestSent(now: now()) }
  func headArrived(_ head: ResponseHead) { perform(machine.headArrived(head, now: now())) }
  func headOverflowed() { perform(machine.headOverflowed()) }
  func transferPaused() {}

  func bytesArrived(_ bytes: [UInt8]) -> TransferFlow {
    perform(machine.bytesArrived(bytes, now: now()))
    return wanted == .close || isFinished ? .close : .goOn
  }

  private func perform(_ actions: DownloadMachine.Actions) {
    if actions.transfer != .none { wanted = actions.transfer }
    do throws(Failure) {
      switch actions.step {
      case .none: break
      case .begin(let total):
        self.total = total
        if let total { try room.claim(total, written: 0) }
        file = try DownloadFile(in: download.folder, reserved: configuration.reserved)
        post(.progressed(received: 0, total: total))
        reportedAt = now()
      case .write(let bytes):
        if let file {
          try room.claim(file.received + Int64(bytes.count), written: file.received)
          try file.write(bytes)
        }
        report()
      case .finish:
        // An answer without a body has a file all the same.
        if file == nil { file = try DownloadFile(in: download.folder, reserved: configuration.reserved) }
        if let file {
          switch download.purpose {
          case .keeping: post(.completed(path: try file.finish(as: FileName.received(download.name))))
          case .looking: post(.completed(path: file.finishUnnamed()))
          }
        }
        file = nil
      case .fail(let failure): end(.failed(failure))
      case .stop: end(.stopped)
      }
    } catch {
      let more = machine.failed(error)
      if more.transfer != .none { wanted = more.transfer }
      end(.failed(error))
    }
  }

  private func end(_ event: DownloadEvent) {
    // The part that came goes first: who hears the event finds nothing.
    file = nil
    post(event)
  }

  private func report() {
    let moment = now()
    if let reportedAt, moment - reportedAt < Self.period { return }
    reportedAt = moment
    post(.progressed(received: file?.received ?? 0, total: total))
  }

  private func post(_ event: DownloadEvent) { _ = sink.post(.download(id, event)) }
}
