import CCurl
import ChatModel
import MaiAgentAPI
import System

/// All HTTP, on a thread of its own. Commands are taken in order and carried out there; events go to the sink. Nothing
/// here blocks the caller but `shutDown`, which must be called before the last reference goes.
///
/// A turn of the thread: take what was asked, let curl work (its callbacks feed the machines, which post events),
/// collect what ended, pass the time to those who wait for it, then sleep until a socket, a command or a deadline.
package actor Network {
  private let executor = CurlExecutor()
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private nonisolated let inbox = NetworkQueue()
  let sink: any EventSink
  let now: @Sendable () -> Timestamp
  var configuration: NetworkConfiguration
  var exchanges: [any Exchange] = []
  private var replies: [ReplyID: ReplyExchange] = [:]
  /// Replies that wait for the sink to drain, longest first.
  private var held: [ReplyID] = []
  var listing: ListExchange<ChatbotPage>?
  var conversations: ListExchange<ConversationPage>?
  var messages: [ConversationID: ListExchange<MessagePage>] = [:]
  /// Those that somebody waits for until the client ends.
  private var checks: [any Exchange & Cancellable] = []
  private var downloads: [DownloadID: DownloadExchange] = [:]
  private var uploads: [UploadID: UploadExchange] = [:]
  /// Uploads that wait for others to end, longest first.
  private var waitingUploads: [(id: UploadID, upload: UploadRequest)] = []
  /// The way in which each service took a file last, by its base URL.
  private var uploadWays: [BaseURL: UploadWay] = [:]
  /// Exchanges whose file is being opened, before there is a transfer.
  private var opening: [(exchange: any Exchange, form: FormReader)] = []
  /// Exchanges whose file is all sent, and looked at once more.
  private var ending: [(exchange: any Exchange, form: FormReader, end: TransferEnd)] = []
  private let disk: FileReading
  private var transfers: [UnsafeMutableRawPointer: Transfer] = [:]
  private let connections = StreamRefusal.Connections()
  /// Transfers that only bring their connection back, and when they are given up.
  private var released: [UnsafeMutableRawPointer: Timestamp] = [:]

  /// How long a finished reply's transfer may take to end by itself: long enough for the last few bytes of a
  /// well-behaved service, too short to keep a connection that it holds open.
  private static let releaseTime = Milliseconds.seconds(1)

  /// So many files go up at once: enough to fill a line, few enough that each comes to its end soon.
  static let uploadsAtOnce = 3

  /// Starts the network's thread; no connection is made before a command asks for one. `now` reads the clock. Throws
  /// where the system gives no thread.
  package init(
    _ configuration: NetworkConfiguration, sink: any EventSink, disk: FileReading = .system,
    now: @escaping @Sendable () -> Timestamp = readClock
  ) throws(SystemShortage) {
    self.disk = disk
    self.configuration = configuration
    self.sink = sink
    self.now = now
    try executor.start { [self] engine in
      nonisolated(unsafe) let engine = engine
      return assumeIsolated { $0.turn(engine) }
    }
  }

  /// Takes a command; never blocks. Commands keep their order.
  package nonisolated func perform(_ command: NetworkCommand) { add(.command(command)) }

  /// What begins from now on uses `new`. Running replies end as they began; a running list of chatbots is given up.
  package nonisolated func configure(_ new: NetworkConfiguration) { add(.configure(new)) }

  /// The sink takes events again: paused transfers go on.
  package nonisolated func sinkDrained() { add(.sinkDrained) }

  /// Asks for the first page of the chatbots, once, with `configuration` in place of the network's own, and delivers
  /// what comes of it on the network's thread, exactly once.
  package nonisolated func checkReachability(
    _ configuration: NetworkConfiguration, deliver: @escaping @Sendable (Result<[Chatbot], Failure>) -> Void
  ) { add(.check(configuration, deliver)) }

  /// How long the end of the client waits for the network's, in milliseconds: closing sockets takes a moment, but a disk
  /// or a library that hangs must not keep anybody from leaving.
  private static let longestEnd: Int32 = 500

  /// Closes all sockets without another word to the sink, and waits a moment for the thread to end (but not on that
  /// thread). May be repeated; later commands are ignored.
  package nonisolated func shutDown() {
    inbox.end()
    executor.wake()
    executor.join(milliseconds: Self.longestEnd)
  }

  /// How many transfers curl has now.
  package var openTransfers: Int { transfers.count }

  /// How many of them wait for the sink to drain.
  package var pausedTransfers: Int { transfers.values.count(where: \.isPaused) }

  private nonisolated func add(_ work: NetworkQueue.Work) {
    switch inbox.add(work) {
    case .first: executor.wake()
    case .more: break
    case .ended: if case .check(_, let deliver) = work { deliver(.failure(Self.ended)) }
    }
  }

  // MARK: The turn

  /// One turn; how long to sleep at most in milliseconds, or nil at the end.
  private func turn(_ engine: CurlExecutor.Engine) -> Int32? {
    let (work, isEnding) = inbox.take()
    if isEnding {
      for case .check(_, let deliver) in work { deliver(.failure(Self.ended)) }
      closeAll(engine)
      return nil
    }
    for item in work {
      carryOut(item)
      settle(engine)
    }
    if case .curl(let multi) = engine {
      var running: Int32 = 0
      curl_multi_perform(multi, &running)
      collectEnded(multi)
    }
    settle(engine)
    passTime(engine)
    return sleep
  }

  private func carryOut(_ work: NetworkQueue.Work) {
    switch work {
    case .command(.startReply(let id, let request)): start(id, request)
    case .command(.stopReply(let id)): replies[id]?.stop()
    case .command(.loadChatbots): list()
    case .command(.listConversations): listConversations()
    case .command(.stopListing):
      conversations?.giveUp()
      conversations = nil
    case .command(.fetchMessages(let id, let remote, let page, let size)): fetch(id, remote, page: page, size: size)
    case .command(.stopFetching(let id)): messages.removeValue(forKey: id)?.giveUp()
    case .command(.startUpload(let id, let upload)):
      guard uploads[id] == nil, !waitingUploads.contains(where: { $0.id == id }) else { return }
      waitingUploads.append((id, upload))
    case .command(.stopUpload(let id)):
      if let place = waitingUploads.firstIndex(where: { $0.id == id }) {
        waitingUploads.remove(at: place)
        _ = sink.post(.upload(id, .stopped))
      }
      uploads[id]?.stop()
    case .command(.loadIntroduction(let chatbot)):
      lookUp(.introduction(chatbot, configuration: configuration, sink: sink, now: now))
    case .command(.loadSources(let message, let remote)):
      lookUp(.sources(message, remote, configuration: configuration, sink: sink, now: now))
    case .command(.startDownload(let id, let download)):
      guard downloads[id] == nil else { return }
      let exchange = DownloadExchange(
        id, download, configuration: configuration, disk: disk, sink: sink, now: now)
      downloads[id] = exchange
      exchanges.append(exchange)
      exchange.start()
    case .command(.stopDownload(let id)): downloads[id]?.stop()
    case .configure(let new):
      let isOther = new.baseURL != configuration.baseURL || new.key != configuration.key
      configuration = new
      if isOther { giveUpReading() }
    case .sinkDrained: releaseHeld()
    case .fileRead: for transfer in transfers.values { transfer.fileRead() }
    case .check(let configuration, let deliver):
      var configuration = configuration
      // Somebody waits in front of the screen; trying again is theirs.
      configuration.retries = .never
      let check = ListExchange<ChatbotPage>(
        .firstPage, .chatbots(at: configuration.baseURL), configuration: configuration, now: now
      ) { event in
        switch event {
        case .arrived(let page, _, _): deliver(.success(page.chatbots))
        case .failed(let failure): deliver(.failure(failure))
        }
      }
      checks.append(check)
      exchanges.append(check)
      check.start()
    }
  }

  private func lookUp(_ exchange: LookupExchange) {
    guard !exchanges.contains(where: { ($0 as? LookupExchange)?.subject == exchange.subject }) else { return }
    exchanges.append(exchange)
    exchange.start()
  }

  private func start(_ id: ReplyID, _ request: ReplyRequest) {
    // A reply that runs already must not be asked for twice.
    guard replies[id] == nil else { return }
    let reply = ReplyExchange(id, request, configuration: configuration, sink: sink, now: now)
    replies[id] = reply
    exchanges.append(reply)
    reply.start()
  }

  private func startUploads() {
    while uploads.count < Self.uploadsAtOnce, !waitingUploads.isEmpty {
      let (id, upload) = waitingUploads.removeFirst()
      let exchange = UploadExchange(
        id, upload, way: uploadWays[configuration.baseURL] ?? .oneStep, configuration: configuration, sink: sink,
        now: now)
      uploads[id] = exchange
      exchanges.append(exchange)
      exchange.start()
    }
  }

  private func releaseHeld() {
    let waiting = held
    held = []
    for (index, id) in waiting.enumerated() {
      guard let reply = replies[id] else { continue }
      reply.release()
      if reply.isHeld {
        // Full again; the others keep their turn, and this one queues behind them when `settle` sees it.
        held = Array(waiting[(index + 1)...])
        return
      }
    }
  }

  // MARK: Transfers

  /// Does with the transfers what the exchanges want, and lets go of those that are finished.
  private func settle(_ engine: CurlExecutor.Engine) {
    repeat {
      startUploads()
      settleExchanges(engine)
      // An upload may have failed before it had a connection.
    } while exchanges.contains { $0.wanted != .none || $0.isFinished }
      || !waitingUploads.isEmpty && uploads.count < Self.uploadsAtOnce
  }

  private func settleExchanges(_ engine: CurlExecutor.Engine) {
    settleFiles(engine)
    for exchange in exchanges {
      let wanted = exchange.wanted
      exchange.wanted = .none
      switch wanted {
      case .none: break
      case .open: open(exchange, engine)
      case .close:
        opening.removeAll { $0.exchange === exchange }
        ending.removeAll { $0.exchange === exchange }
        if let transfer = exchange.transfer { close(transfer, engine) }
        exchange.transfer = nil
      case .release:
        if let transfer = exchange.transfer {
          transfer.receiver = nil
          released[transfer.easy] = now() + Self.releaseTime
          transfer.resume()
        }
        exchange.transfer = nil
      }
      if let reply = exchange as? ReplyExchange, reply.isHeld, !held.contains(reply.id) { held.append(reply.id) }
    }
    exchanges.removeAll { exchange in
      guard exchange.isFinished else { return false }
      if let reply = exchange as? ReplyExchange { replies[reply.id] = nil }
      if exchange === listing { listing = nil }
      if exchange === conversations { conversations = nil }
      checks.removeAll { $0 === exchange }
      if let download = exchange as? DownloadExchange { downloads[download.id] = nil }
      if let upload = exchange as? UploadExchange {
        uploads[upload.id] = nil
        if let way = upload.completedWay { uploadWays[upload.configuration.baseURL] = way }
      }
      return true
    }
    held.removeAll { replies[$0] == nil }
    messages = messages.filter { !$0.value.isFinished }
  }

  private func open(_ exchange: any Exchange, _ engine: CurlExecutor.Engine) {
    let request = exchange.request
    if let refusal = exchange.configuration.refusal(of: request) {
      exchange.transferEnded(.notSent(.lasting, refusal))
      return
    }
    if let body = request.form, let upload = (exchange as? UploadExchange)?.upload {
      // A disk may be far away: the thread that all connections share never waits for it.
      let form = FormReader(body, upload, disk: disk) { [inbox, executor] in
        if case .first = inbox.add(.fileRead) { executor.wake() }
      }
      opening.append((exchange, form))
      return
    }
    begin(exchange, form: nil, engine)
  }

  /// Begins the transfers whose files are open by now, and ends those whose files were looked at again.
  private func settleFiles(_ engine: CurlExecutor.Engine) {
    for (exchange, form) in opening {
      switch form.opened {
      case .later: continue
      case .failed(let failure): exchange.transferEnded(.notSent(.lasting, failure))
      case .open: begin(exchange, form: form, engine)
      }
      opening.removeAll { $0.form === form }
    }
    for (exchange, form, end) in ending {
      switch form.checked {
      case .later: continue
      case .failed(let failure): exchange.transferEnded(.notSent(.lasting, failure))
      case .open: exchange.transferEnded(end)
      }
      ending.removeAll { $0.form === form }
    }
  }

  private func begin(_ exchange: any Exchange, form: FormReader?, _ engine: CurlExecutor.Engine) {
    let request = exchange.request
    let multi: UnsafeMutableRawPointer
    switch engine {
    case .none(let problem): return exchange.transferEnded(.notSent(.lasting, problem))
    case .curl(let handle): multi = handle
    }
    guard
      let transfer = Transfer(
        request, form: form, configuration: exchange.configuration, connections: connections, receiver: exchange),
      curl_multi_add_handle(multi, transfer.easy) == CURLM_OK
    else {
      let failure = Failure(
        kind: .unreachable, text: "curl has no memory for another request.", advice: "Try again in a moment.")
      return exchange.transferEnded(.notSent(.lasting, failure))
    }
    exchange.transfer = transfer
    transfers[transfer.easy] = transfer
  }

  private func close(_ transfer: Transfer, _ engine: CurlExecutor.Engine) {
    transfer.receiver = nil
    if case .curl(let multi) = engine { curl_multi_remove_handle(multi, transfer.easy) }
    transfers[transfer.easy] = nil
    released[transfer.easy] = nil
  }

  private func collectEnded(_ multi: UnsafeMutableRawPointer) {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let transfer = transfers[message.pointee.easy_handle] else { continue }
      // The message is gone with the handle.
      let end = transfer.end(message.pointee.data.result)
      let exchange = transfer.receiver as? any Exchange
      close(transfer, .curl(multi))
      guard let exchange else { continue }
      exchange.transfer = nil
      if let form = transfer.form, case .complete = end {
        form.finish()
        ending.append((exchange, form, end))
        continue
      }
      exchange.transferEnded(end)
    }
  }

  private func closeAll(_ engine: CurlExecutor.Engine) {
    for transfer in Array(transfers.values) { close(transfer, engine) }
    for exchange in exchanges {
      exchange.transfer = nil
    }
    for check in checks { check.abandon() }
    exchanges = []
    replies = [:]
    downloads = [:]
    listing = nil
    conversations = nil
    messages = [:]
    checks = []
    uploads = [:]
    waitingUploads = []
    opening = []
    ending = []
  }

  // MARK: Time

  private func passTime(_ engine: CurlExecutor.Engine) {
    let moment = now()
    for exchange in exchanges where exchange.deadline.map({ $0 <= moment }) == true { exchange.timePassed(now: moment) }
    for (easy, deadline) in released where deadline <= moment {
      if let transfer = transfers[easy] { close(transfer, engine) }
    }
    settle(engine)
  }

  /// Until the next deadline; nothing wakes a network that has nothing to do.
  private var sleep: Int32 {
    let deadlines = exchanges.compactMap(\.deadline) + released.values
    guard let next = deadlines.min() else { return .max }
    return Int32(clamping: max(0, (next - now()).value))
  }
}
