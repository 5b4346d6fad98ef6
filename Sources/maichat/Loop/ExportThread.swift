import ChatModel
import HistoryStore
import System

/// Writes exports for the full-screen client, one at a time, on a thread of its own and by a connection of its own to the
/// history, so that neither keys nor writes wait for it.
final class ExportThread: Sendable {
  private let historyPath: String
  private let home: String
  private let reserved: ReservedPlaces
  private let sink: any EventSink
  /// The export that runs last, and whether it was stopped.
  private let run = Lock<(thread: WorkerThread?, isStopped: Bool)>((nil, false))

  init(historyPath: String, environment: [String: String], reserved: ReservedPlaces, sink: any EventSink) {
    self.historyPath = historyPath
    self.reserved = reserved
    home = environment["HOME"] ?? "/"
    self.sink = sink
  }

  /// Begins an export; how it goes arrives at the sink. The one before must have ended.
  func start(_ request: ExportRequest) {
    let problem = run.withLock { run -> SystemShortage? in
      do throws(SystemShortage) {
        run = (try WorkerThread(name: "export") { [self] in post(result(of: request)) }, false)
        return nil
      } catch { return error }
    }
    if let problem { post(.failed(problem.description)) }
  }

  /// Ends the export that runs.
  func stop() { run.withLock { $0.isStopped = true } }

  /// How long the end of the client waits for that of an export: between two pieces it looks whether it is wanted, but a
  /// disk that hangs must not keep anybody from leaving.
  private static let longestEnd: Int32 = 500

  /// Ends the export that runs and waits a moment until nothing of it is left.
  func close() {
    stop()
    _ = run.withLock { $0.thread }?.join(milliseconds: Self.longestEnd)
  }

  private struct Stopped: Error {}

  private func result(of request: ExportRequest) -> ExportEvent {
    let history: History
    do { history = try History(path: historyPath, access: .readOnly, sink: NoSink()) } catch {
      return .failed(error.description)
    }
    defer { history.close() }
    if let problem = history.problem { return .failed(problem.text) }
    do {
      let asked = absolute(request.path)
      try reserved.require(asked)
      let (path, place) = freeName(asked)
      var file = try ExportFile(path, replaces: false, reserved: reserved)
      var shownAt: Timestamp?
      var export = ConversationExport(format: request.format, conversations: request.conversations)
      export.progress = { [self] done, total in
        let now = readClock()
        if let before = shownAt, now - before < 100 { return }
        shownAt = now
        post(.progressed(done: done, total: total))
      }
      let count = try export.run(history) { text in
        if run.withLock({ $0.isStopped }) { throw Stopped() }
        try file.write(text)
      }
      try file.finish()
      return .written(path: shown(path), conversations: count, place)
    } catch is Stopped {
      return .stopped
    } catch let failure as CommandFailure {
      return .failed(failure.message.text)
    } catch {
      return .failed((error as? HistoryProblem)?.text ?? "\(error)")
    }
  }

  private func post(_ event: ExportEvent) { _ = sink.post(.client(.export(event))) }

  private func absolute(_ path: String) -> String {
    if path.hasPrefix("~/") { return home + path.dropFirst() }
    guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    return "\(String(cString: folder))/\(path)"
  }

  /// As somebody would type it.
  private func shown(_ path: String) -> String {
    path.hasPrefix(home + "/") && home.count > 1 ? "~" + path.dropFirst(home.count) : path
  }

  /// `path`, or where something stands there, the next name that is free.
  private func freeName(_ path: String) -> (String, ExportPlace) {
    var info = stat()
    if lstat(path, &info) != 0 { return (path, .asAsked) }
    for number in 2..<10_000 {
      let other = FileName.numbered(path, number)
      if lstat(other, &info) != 0 { return (other, .besideAnother) }
    }
    return (path, .asAsked)
  }
}
