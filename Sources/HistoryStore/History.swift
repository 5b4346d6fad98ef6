import ChatModel
import GRDB
import System

/// The history file: conversations, messages, drafts, scroll positions and the session, in SQLite. Commands are carried
/// out in order by one thread of its own, which sleeps while there is none; only `close` and the synchronous reads let
/// their caller wait.
///
/// What cannot be written is answered at once, kept in memory and tried again with every later command and now and then
/// in between, so that it reaches the disk when the file can be written again.
///
/// Several processes may use one file. What others write is told as `changed`, within a second; nobody wakes up for it while
/// nothing is written.
package final class History: Sendable {
  let file: HistoryFile
  private let queue: CommandQueue
  private let thread: WorkerThread
  private let searches: Searches
  private let limits: Limits

  /// Opens or creates the file. Where the file cannot be used, `problem` says so and commands are still answered, so that
  /// the client stays usable in memory. Throws only where the system gives no thread or pipe.
  ///
  /// Where another file comes to stand in its place, `rescue` is given what cannot be written any more, each time that there
  /// is more of it, on a thread of the history.
  package convenience init(
    path: String, access: Access, sink: any EventSink, rescue: @escaping @Sendable (Unwritten) -> Void = { _ in }
  ) throws(SystemShortage) {
    try self.init(path: path, access: access, sink: sink, limits: Limits(rescue: rescue))
  }

  /// The same within other `limits`.
  init(path: String, access: Access, sink: any EventSink, limits: Limits) throws(SystemShortage) {
    let queue = try CommandQueue()
    let file = HistoryFile(path: path, access: access, limits: limits)
    file.open()
    let searches = try Searches(file: file, sink: sink, limits: limits)
    (self.queue, self.file, self.searches, self.limits) = (queue, file, searches, limits)
    do throws(SystemShortage) {
      thread = try WorkerThread(name: "history") {
        var writer = HistoryWriter(
          file: file, queue: queue, watch: ChangeWatch(path: file.path), sink: sink, limits: limits,
          committed: searches.noteNews)
        writer.run()
      }
    } catch {
      searches.end()
      searches.join()
      throw error
    }
  }

  deinit { close() }

  /// Why the file cannot be used; nil when it can.
  package var problem: HistoryProblem? { file.problem }

  /// Takes `command` and returns at once. After `close` it does nothing.
  package func perform(_ command: HistoryCommand) {
    guard case .search(let request) = command else { return queue.push(command) }
    searches.ask(request)
  }

  /// Whether everything that was asked for is carried out, and on disk.
  package var isSettled: Bool { queue.isSettled }

  /// How long a file that is locked, and to which nobody writes, is waited for when the history is closed.
  package static let closingPatience: Int64 = 1000

  /// Writes everything that waits, ends the thread and lets go of the file. May be repeated. Where the file is locked, waits
  /// `patience` milliseconds in which nobody gets on. Returns what could not be written.
  @discardableResult package func close(patience: Int64 = closingPatience) -> Unwritten {
    let unwritten = endWriting(patience: patience)
    searches.join()
    return unwritten
  }

  /// The same, but a search that runs is told to end, and not waited for.
  @discardableResult package func endWriting(patience: Int64 = closingPatience) -> Unwritten {
    searches.end()
    queue.end(.closing(patience))
    thread.join()
    return queue.left
  }

  /// How long the file, as it stands, has been locked.
  package func lockWait(patience: Int64) -> LockWait {
    LockWait(file.path, patience: patience, clock: limits.clock)
  }

  /// Finishes the creation of the file at `path` where a process began it and was ended in the midst; does nothing where
  /// something else stands there, or nothing. Not to be called while this process has the file open.
  package static func finishCreation(at path: String) {
    let name = path.hasPrefix("/") ? path : "./\(path)"
    guard HistoryFile.looksUnfinished(name) else { return }
    let file = HistoryFile(path: name, access: .readWrite, limits: Limits())
    file.open()
    file.close()
  }

  /// Answers `request` whole, also what the index does not cover. Throws where the query is not written right, or the
  /// file cannot be read.
  package func search(_ request: SearchRequest, now: Timestamp) throws(SearchProblem) -> SearchAnswer {
    try searches.answer(request, now: now)
  }

  /// What the first frame shows, in one read: the session, the first `conversations` of the list with their drafts, and
  /// the last `messages` of the conversation that was open.
  package func restored(conversations: Int, messages: Int) throws(HistoryProblem) -> StartupSnapshot {
    if file.isAbsent { return StartupSnapshot() }
    return try file.read { [leases = file.leases, own = file.ownLease] in
      try HistoryReader(db: $0, leases: leases, own: own).restored(conversations: conversations, messages: messages)
    }
  }

  /// The list from its top: pinned first, then by last activity; nil for all of it.
  /// Where `begun`, without those that are only a draft.
  package func conversations(limit: Int?, begun: Bool = false) throws(HistoryProblem) -> [ConversationHeader] {
    if file.isAbsent { return [] }
    return try file.read { [leases = file.leases] in
      try HistoryReader(db: $0, leases: leases).conversations(limit: limit, begun: begun)
    }
  }

  /// What was typed in a conversation and not sent; empty where nothing was.
  package func draft(of conversation: ConversationID) throws(HistoryProblem) -> Draft {
    if file.isAbsent { return Draft() }
    return try file.read { [leases = file.leases, own = file.ownLease] in
      try HistoryReader(db: $0, leases: leases, own: own).draft(of: conversation)
    }
  }

  /// The same, but for what belongs to a client that runs: that one still has it.
  package func abandonedDraft(of conversation: ConversationID) throws(HistoryProblem) -> Draft {
    if file.isAbsent { return Draft() }
    return try file.read { [leases = file.leases, own = file.ownLease] in
      try HistoryReader(db: $0, leases: leases, own: own).abandonedDraft(of: conversation)
    }
  }

  /// The conversations of `profile` that are nothing but `text` as a draft, without files.
  package func drafts(_ text: String, profile: String) throws(HistoryProblem) -> [ConversationID] {
    if file.isAbsent { return [] }
    return try file.read { [leases = file.leases, own = file.ownLease] in
      try HistoryReader(db: $0, leases: leases, own: own).drafts(text, profile: profile)
    }
  }

  /// The conversations whose id, or whose id at the service, begins with `prefix`. One that is exactly `prefix` is the
  /// only answer. An empty prefix means none.
  package func conversations(startingWith prefix: String) throws(HistoryProblem) -> [ConversationHeader] {
    if file.isAbsent { return [] }
    return try file.read { [leases = file.leases] in
      try HistoryReader(db: $0, leases: leases).conversations(startingWith: prefix)
    }
  }

  /// All messages of a conversation, oldest first.
  package func messages(of conversation: ConversationID) throws(HistoryProblem) -> [Message] {
    if file.isAbsent { return [] }
    return try file.read { [leases = file.leases] in
      try HistoryReader(db: $0, leases: leases).messages(of: conversation)
    }
  }

  // MARK: For tests

  /// How the room is bounded, and where a test takes hold of it.
  struct Limits: Sendable {
    /// How long a write is tried while another process holds the file and does not get on, in seconds, before it is told.
    /// Short enough that somebody who asks a question is not kept waiting when another program sits on the file. Reading
    /// goes on meanwhile, and so do the attempts afterwards.
    var busySeconds = 1.0
    /// How long after a change it is looked at, in milliseconds: what comes in small pieces is looked at together.
    var changeRest: Int32 = 200
    /// How much appended text is kept in memory while the file cannot be written, in bytes.
    var waitingText = 64 << 20
    /// The moment that is written down.
    var now: @Sendable () -> Timestamp = readClock
    /// What pauses and deadlines are measured by: goes on where a test holds `now`.
    var clock: @Sendable () -> Timestamp = readClock
    /// Takes what cannot be written any more.
    var rescue: @Sendable (Unwritten) -> Void = { _ in }
    /// Called before the n-th transaction, counting from 1.
    var beforeTransaction: (@Sendable (Database, Int) throws -> Void)?
    /// Called while the file is being opened again after a failure.
    var whileReopening: (@Sendable () -> Void)?
  }

  /// What was done so far.
  struct Counters: Equatable, Sendable {
    /// Transactions begun.
    var transactions = 0
    /// Transactions committed.
    var commits = 0
    /// Rows of a running reply's text, and the bytes in them.
    var textRows = 0
    var textBytes = 0
    /// Rows that merges with the service's messages looked at, and the bytes of texts in them.
    var mergedRows = 0
    var mergedBytes = 0

    mutating func addText(rows: Int, bytes: Int) { (textRows, textBytes) = (textRows + rows, textBytes + bytes) }
    mutating func addMerge(rows: Int, bytes: Int) {
      (mergedRows, mergedBytes) = (mergedRows + rows, mergedBytes + bytes)
    }
  }

  var counters: Counters { file.counters }

  /// Ends as a killed process does: nothing that waits is written, and the lease's file stays behind, unlocked.
  func abandon() {
    searches.end()
    searches.join()
    queue.end(.abandoning)
    thread.join()
  }
}

/// What is there at the start: the session, the first page of the list, and the conversation that was open.
package struct StartupSnapshot: Equatable, Sendable {
  package var session: SessionSnapshot?
  /// In the list's order; the open conversation's is among them, last if it stands further down.
  package var headers: [ConversationHeader] = []
  package var drafts: [ConversationID: Draft] = [:]
  /// How panes stood, under the names that the user gave.
  package var layouts: [String: PanesSnapshot] = [:]
  /// Whether `headers` is all there is.
  package var isWholeList = true
  /// The conversation that was open, if it is still there.
  package var open: Open?
  /// What was put aside, oldest first.
  package var stash: [StashedText] = []
  package var stars: [Star] = []
  /// Places under letters.
  package var marks: [String: TranscriptMark] = [:]

  /// The end of a conversation, and where its reader stood.
  package struct Open: Equatable, Sendable {
    package var id: ConversationID
    /// Oldest first.
    package var messages: [Message]
    package var hasEarlier: Bool
    package var scroll: ScrollPosition
    package var draft: Draft
  }
}
