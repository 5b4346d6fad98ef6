import AppState
import ArgumentParser
import ChatModel
import HistoryStore
import System
import Terminal

// How the shell's commands reach the history file: what goes wrong there ends them with a sentence and status 3.

/// Opens the history that `options` name for reading, does `work` with it, and closes it.
func withHistory(_ options: CommonOptions, _ work: (History) throws -> Void) throws {
  try Descriptors.require(Descriptors.reading)
  let configured = ResolvedConfiguration(common: options)
  configured.sayProblems()
  let path = configured.paths.historyFile
  try requireHistory(path, options)
  if !options.readOnly { History.finishCreation(at: path) }
  let history: History
  do { history = try History(path: path, access: .readOnly, sink: NoSink()) } catch {
    throw CommandFailure(error, .history)
  }
  defer { history.close() }
  if let problem = history.problem { throw CommandFailure(.history, safe(problem.text)) }
  try configured.measuring { try work(history) }
}

/// Throws where `options` name a folder for the history and none is there. Without that flag a history that is not there yet
/// is an empty one.
func requireHistory(_ path: String, _ options: CommonOptions) throws(CommandFailure) {
  var info = stat()
  guard let folder = options.dataDir, stat(path, &info) != 0, [ENOENT, ENOTDIR].contains(errno) else { return }
  throw CommandFailure(
    .history, "there is no history in \(safe(folder)): \(safe(path)) does not exist. Check --data-dir.")
}

/// Waits until `history`, which was locked when it was opened, can be read; says so after a second. Throws where that takes
/// longer than `lockPatience`, and where the history cannot be used for another reason.
func waitForHistory(_ history: History, isInterrupted: () -> Bool) throws(CommandFailure) {
  var wait = history.lockWait(patience: lockPatience)
  let start = readClock()
  var isTold = false
  while let problem = history.problem {
    guard problem.kind == .locked, !wait.isOver() else { throw CommandFailure(.history, safe(problem.text)) }
    if !isTold, readClock() - start >= 1000 {
      isTold = true
      StandardError.say("maichat: waiting for the history: \(safe(problem.text))")
    }
    if isInterrupted() { throw CommandFailure(.interrupted, "") }
    _ = poll(nil, 0, 20)
  }
}

/// How the history took what was to be kept.
enum Settling {
  case kept, failed, interrupted
}

extension Client {
  /// Waits until all that was asked of the history is on disk. A file that is locked is waited for until `waiting` is over, but
  /// at least so many milliseconds; said after a second. Gives up where another problem stands in the way, and where a
  /// signal asks to end.
  func settle(
    _ engine: Engine, _ signals: SignalSource, _ waiting: LockWait, atLeast shortest: Int64 = 0
  ) -> Settling {
    var wait = waiting
    let start = readClock()
    var isTold = false
    while !history.isSettled {
      var descriptors = [
        pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      _ = poll(&descriptors, 2, 20)
      if signals.read().contains(where: \.asksToEnd) { return .interrupted }
      _ = engine.takeMail(now: readClock())
      let problem = engine.state.historyProblem
      if let problem, problem.kind != .locked { return .failed }
      if wait.isOver(), (readClock() - start).value >= shortest { return .failed }
      if !isTold, readClock() - start >= 1000 {
        isTold = true
        let why = problem.map { ": \(safe($0.text))" } ?? "."
        StandardError.say("maichat: waiting for the history\(why)")
      }
    }
    return engine.state.historyProblem == nil ? .kept : .failed
  }

  /// Whether all of `left` is in the history after all: a write may fail in its last step and be there all the same.
  func isKept(_ left: Unwritten) -> Bool {
    guard left.drafts.isEmpty, !left.conversations.isEmpty else { return left.isEmpty }
    guard let history = try? History(path: historyPath, access: .readOnly, sink: NoSink()) else { return false }
    defer { history.close() }
    return left.conversations.allSatisfy { conversation in
      guard let found = try? history.messages(of: conversation.header.id) else { return false }
      return conversation.messages.allSatisfy { wanted in
        found.contains {
          $0.id == wanted.message.id && $0.text == wanted.message.text && $0.status == wanted.message.status
        }
      }
    }
  }
}

/// How long a command waits for a history that is locked, and to which nobody writes, in milliseconds.
let lockPatience: Int64 = 30_000

/// Runs a query of the history and turns its problem into a command's end.
func reading<Result>(_ query: @autoclosure () throws(HistoryProblem) -> Result) throws(CommandFailure) -> Result {
  do { return try query() } catch { throw CommandFailure(.history, safe(error.text)) }
}

/// The one conversation whose id, or the service's id, begins with `id`.
func findConversation(_ id: String, in history: History) throws(CommandFailure) -> ConversationHeader {
  let found = try reading(try history.conversations(startingWith: id))
  switch found.count {
  case 1: return found[0]
  case 0:
    throw CommandFailure(.usage, "no conversation's id begins with \"\(safe(id))\": `maichat list` shows them.")
  default:
    let some = found.prefix(5).map { "\($0.id.rawValue.prefix(13)) (\(safe($0.title)))" }.joined(separator: ", ")
    throw CommandFailure(.usage, "\(found.count) conversations begin with \"\(safe(id))\": \(some).")
  }
}

/// Throws where one of `ids` is empty: that is no id's beginning that anybody means.
func requireIDs(_ ids: [String]) throws {
  if ids.contains("") { throw ValidationError("the conversation's id is empty; `maichat list` shows them.") }
}

/// Takes what nobody waits for.
struct NoSink: EventSink {
  func post(_ event: Event) -> SinkCapacity { .ready }
}
