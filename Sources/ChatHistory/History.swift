import ChatModel
import GRDB
import Threading

/// The history file: conversations, messages, drafts, scroll positions and the session, in SQLite. Commands are carried
/// out in order by one thread of its own, which sleeps while there is none; only `close` and the synchronous reads let
/// their caller wait.
///
/// What cannot be written is answered at once, kept in memory and tried again with every later command and now and then
/// in between, so that it reaches the disk when the file can be written again.
///
/// Several processes may use one file. Does not: tell one of what another writes.
package final class History: Sendable {
  /// Whether anything may be written.
  package enum Access: Sendable {
    case readWrite
    /// Nothing is created, written or moved.
    case readOnly
  }

  let file: HistoryFile
  private let queue = CommandQueue()
  private let thread: WorkerThread

  /// Opens or creates the file. Never throws: where the file cannot be used, `problem` says so and commands are still
  /// answered, so that the client stays usable in memory. A damaged file is set aside.
  package convenience init(
    path: String, access: Access, sink: any EventSink, now: @escaping @Sendable () -> Timestamp = readClock
  ) {
    self.init(path: path, access: access, sink: sink, now: now, limits: Limits())
  }

  /// The same within other `limits`.
  init(
    path: String, access: Access, sink: any EventSink, now: @escaping @Sendable () -> Timestamp = readClock,
    limits: Limits
  ) {
    let file = HistoryFile(path: path, access: access, limits: limits)
    let queue = self.queue
    file.open()
    self.file = file
    thread = WorkerThread(name: "history") {
      var writer = HistoryWriter(file: file, queue: queue, sink: sink, now: now, textLimit: limits.waitingText)
      writer.run()
    }
  }

  deinit { close() }

  /// Why the file cannot be used; nil when it can.
  package var problem: HistoryProblem? { file.problem }

  /// What the user should know about opening it, as sentences.
  package var notices: [String] { file.notices }

  /// Takes `command` and returns at once. After `close` it does nothing.
  package func perform(_ command: HistoryCommand) { queue.push(command) }

  /// Writes everything that waits, ends the thread and lets go of the file. May be repeated.
  package func close() {
    queue.end(.closing)
    thread.join()
  }

  /// What the first frame shows, in one read: the session, the first `conversations` of the list with their drafts, and
  /// the last `messages` of the conversation that was open.
  package func restored(conversations: Int, messages: Int) throws(HistoryProblem) -> Restored {
    if file.isAbsent { return Restored() }
    return try file.read { [leases = file.leases] in
      try HistoryReader(db: $0, leases: leases).restored(conversations: conversations, messages: messages)
    }
  }

  /// The list from its top: pinned first, then by last activity; nil for all of it.
  package func conversations(limit: Int?) throws(HistoryProblem) -> [ConversationHeader] {
    if file.isAbsent { return [] }
    return try file.read { [leases = file.leases] in
      try HistoryReader(db: $0, leases: leases).conversations(limit: limit)
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
    /// How long a write waits for other processes, in seconds. Longer than any transaction of ours, short enough that
    /// somebody who asks a question is not kept waiting when another program sits on the file.
    var busySeconds = 3.0
    /// How much appended text is kept in memory while the file cannot be written, in bytes.
    var waitingText = 64 << 20
    /// Called before the n-th transaction, counting from 1.
    var beforeTransaction: (@Sendable (Database, Int) throws -> Void)?
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
  }

  var counters: Counters { file.counters }

  /// Ends as a killed process does: nothing that waits is written, and the lease's file stays behind, unlocked.
  func abandon() {
    queue.end(.abandoning)
    thread.join()
  }
}

/// What is there at the start: the session, the first page of the list, and the conversation that was open.
package struct Restored: Equatable, Sendable {
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
