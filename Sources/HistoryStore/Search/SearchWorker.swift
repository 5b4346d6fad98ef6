import ChatModel
import GRDB
import Search
import System

/// The work of the search's thread: answers the newest query, and builds the index while there is none to answer. It has
/// connections of its own, so that neither holds up what the history's thread writes and reads but for the moments in
/// which a small part of the index is written.
final class SearchWorker: Sendable {
  /// The index rests so long after something was written and at the start, in milliseconds: what was not indexed yet is
  /// read anyway.
  private static let rest: Int32 = 1500
  /// A part of the index is about so much text, in bytes: written in some milliseconds.
  private static let batchBytes = 64 << 10
  /// When the file is busy with other things.
  private static let busyRest: Int32 = 2000

  private let file: HistoryFile
  private let queue: SearchQueue
  private let sink: any EventSink
  private let limits: History.Limits
  private let reader = Lock<DatabaseQueue?>(nil)
  /// The file's when the reader was opened.
  private let generation = Lock(0)

  init(file: HistoryFile, queue: SearchQueue, sink: any EventSink, limits: History.Limits) {
    self.file = file
    self.queue = queue
    self.sink = sink
    self.limits = limits
  }

  /// Makes a query that runs end: nobody waits for its answer. Under the lock, since a connection that is being closed must
  /// not be interrupted.
  func interrupt() { reader.withLock { $0?.interrupt() } }

  /// Works until the queue ends.
  func run() {
    var writer: DatabaseQueue?
    var told = SearchIndexState.whole
    var hasRebuilt = false
    var wait: Int32? = file.access == .readWrite ? Self.rest : nil
    while true {
      let work = queue.take(within: wait)
      if work.hasEnded { break }
      if let request = work.request {
        answer(request)
        continue
      }
      if work.hasNews {
        if file.access == .readWrite { wait = max(wait ?? 0, Self.rest) }
        continue
      }
      (wait, told) = grow(&writer, told, &hasRebuilt)
    }
    try? takeReader()?.closeForGood()
    try? writer?.closeForGood()
  }

  private func connection() throws -> DatabaseQueue {
    let current = file.generation
    if generation.withLock({ $0 }) != current { forget() }
    if let known = reader.withLock({ $0 }) { return known }
    generation.withLock { $0 = current }
    let made = try file.makeSearchReader()
    reader.withLock { $0 = made }
    return made
  }

  /// The connection, which nobody interrupts from now on.
  private func takeReader() -> DatabaseQueue? {
    reader.withLock { reader in
      defer { reader = nil }
      return reader
    }
  }

  // MARK: Answering

  private func answer(_ request: SearchRequest) {
    guard !request.text.isEmpty else { return }
    do {
      if file.isAbsent { return post(.searchAnswered(SearchAnswer(number: request.number))) }
      let now = limits.now()
      let query = try SearchQuery(request, now: now, zone: SearchZone())
      guard !query.isEmpty else { return post(.searchAnswered(SearchAnswer(number: request.number))) }
      try connection().read { db in
        let engine = SearchEngine(
          db: db, query: query, request: request, now: now, clock: limits.clock,
          readsUncovered: file.access == .readOnly,
          isWanted: { [queue] in queue.isWanted(request.number) })
        try engine.run { post(.searchAnswered($0)) }
      }
    } catch let mistake as SearchMistake {
      post(.searchFailed(request.number, .query(mistake)))
    } catch is SearchEngine.Unwanted {
    } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
      // The interruption was meant for the query before.
      if queue.isWanted(request.number) { queue.push(request) }
    } catch {
      forget()
      post(.searchFailed(request.number, .history(HistoryProblem(error, path: file.path))))
    }
  }

  private func forget() {
    let dropped = takeReader()
    try? dropped?.close()
  }

  // MARK: Growing the index

  /// A part of the work: how long to rest after it (nil: until something is written), and what was told of the index.
  private func grow(
    _ writer: inout DatabaseQueue?, _ told: SearchIndexState, _ hasRebuilt: inout Bool
  ) -> (Int32?, SearchIndexState) {
    guard file.access == .readWrite, file.problem == nil, !file.isAbsent else { return (nil, told) }
    do {
      let (coverage, batch) = try connection().read { db in
        let index = SearchIndex(db: db)
        return (try index.coverage(), try index.next(bytes: Self.batchBytes))
      }
      let state = coverage?.state ?? .building(percent: 0)
      if state != told { post(.searchIndexChanged(state)) }
      if coverage != nil, batch == nil { return (nil, state) }
      if writer == nil { writer = try file.makeSearchWriter() }
      let start = limits.clock()
      try writer!.writeWithoutTransaction { db in
        try db.inTransaction(.immediate) {
          guard try Int32.fetchOne(db, sql: "PRAGMA user_version") == Schema.version else {
            throw HistoryProblem.newerVersion(file.path)
          }
          let index = SearchIndex(db: db)
          if let batch { try index.add(batch) } else if try index.coverage() == nil { try index.begin() }
          try file.requireUnmoved()
          return .commit
        }
      }
      // As long as it took, so that others of this machine and of this file have their turn.
      return (Int32(min(100, max(2, (limits.clock() - start).value))), state)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      return (Self.busyRest, told)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
      // Where a new index does not help, the damage is elsewhere.
      guard !hasRebuilt else {
        forget()
        return (nil, told)
      }
      hasRebuilt = true
      try? rebuild(&writer)
      return (Self.busyRest, told)
    } catch {
      forget()
      // A connection that failed is not used again: SQLite may have opened it read-only.
      try? writer?.close()
      writer = nil
      return (nil, told)
    }
  }

  /// The index makes no sense any more; the messages themselves are another matter.
  private func rebuild(_ writer: inout DatabaseQueue?) throws {
    forget()
    if writer == nil { writer = try file.makeSearchWriter() }
    try writer!.writeWithoutTransaction { db in
      try db.inTransaction(.immediate) {
        try SearchIndex(db: db).begin()
        try file.requireUnmoved()
        return .commit
      }
    }
  }

  private func post(_ event: HistoryEvent) { _ = sink.post(.history(event)) }
}
