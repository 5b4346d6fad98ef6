import ChatModel
import GRDB
import Search
import System

/// The searches of a history: takes requests and answers them, the newest alone, on a thread of its own, which builds the
/// index while there is none.
final class Searches: Sendable {
  private let file: HistoryFile
  private let limits: History.Limits
  private let queue: SearchQueue
  private let worker: SearchWorker
  private let thread: WorkerThread

  /// Answers are posted to `sink`. Throws where the system gives no thread or pipe.
  init(file: HistoryFile, sink: any EventSink, limits: History.Limits) throws(SystemShortage) {
    (self.file, self.limits) = (file, limits)
    queue = try SearchQueue()
    let worker = SearchWorker(file: file, queue: queue, sink: sink, limits: limits)
    self.worker = worker
    thread = try WorkerThread(name: "search") { worker.run() }
  }

  /// Asks for `request` beside what is written and read otherwise, and in the place of the search before.
  func ask(_ request: SearchRequest) {
    queue.push(request)
    worker.interrupt()
  }

  /// Something was written.
  @Sendable func noteNews() { queue.noteNews() }

  /// Tells a search that runs to end; nothing is answered any more.
  func end() {
    queue.end()
    worker.interrupt()
  }

  /// Waits until the thread has ended, behind `end`.
  func join() { thread.join() }

  /// Answers `request` at once and whole, on the caller's thread.
  func answer(_ request: SearchRequest, now: Timestamp) throws(SearchProblem) -> SearchAnswer {
    let query: SearchQuery
    do throws(SearchMistake) {
      query = try SearchQuery(request, now: now, zone: SearchZone())
      if query.isEmpty { throw .empty }
    } catch { throw .query(error) }
    var answer = SearchAnswer(number: request.number)
    if file.isAbsent { return answer }
    do throws(HistoryProblem) {
      try file.read { db in
        try SearchEngine(db: db, query: query, request: request, now: now, clock: limits.clock).run { answer = $0 }
      }
    } catch { throw .history(error) }
    return answer
  }
}
