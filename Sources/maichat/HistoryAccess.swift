import ChatHistory
import ChatModel

// How the shell's commands reach the history file: what goes wrong there ends them with a sentence and status 3.

/// Opens the history that `options` name, for reading.
func openHistory(_ options: CommonOptions) throws(CommandFailure) -> History {
  let configured = Configured(common: options)
  configured.sayProblems()
  let history = History(path: configured.paths.historyFile, access: .readOnly, sink: NoSink())
  if let problem = history.problem { throw CommandFailure(.history, safe(problem.text)) }
  return history
}

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

/// Takes what nobody waits for.
struct NoSink: EventSink {
  func post(_ event: Event) -> SinkCapacity { .ready }
}
