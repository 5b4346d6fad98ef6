import ChatModel
import GRDB

/// The work of the history's thread: takes commands, writes them down, reads what is asked for, and answers.
struct HistoryWriter {
  static let pageSize = 200
  /// The first and the longest pause before what could not be written is tried again by itself, in milliseconds.
  private static let (firstRetry, lastRetry): (Int32, Int32) = (1000, 30_000)

  let file: HistoryFile
  private let queue: CommandQueue
  private let sink: any EventSink
  /// What is written down as the present moment, and what pauses are measured by.
  private let (now, clock): (@Sendable () -> Timestamp, @Sendable () -> Timestamp)
  /// Called after each commit.
  private let committed: @Sendable () -> Void
  private var pending: PendingWrites
  /// The kind of problem that was told last and has not passed.
  private var told: HistoryProblem.Kind?
  /// Whether the client knows of a problem that has not passed.
  private var hasOpenProblem: Bool
  private var hasLookedForInterruptions = false
  private var retry: Int32?
  /// Whether something may be left of what was deleted long ago.
  private var isPurging = false
  /// Between two parts of a purge, in milliseconds.
  private static let purgeRest: Int32 = 5

  private let watch: ChangeWatch
  private var changes = ChangeReader()
  /// When what others wrote is looked at; nil while there is nothing new.
  private var nextPoll: Timestamp?
  /// Whether more of what the system tells is not listened to until `nextPoll`.
  private var isResting = false
  /// After how many rests what was told of is looked at again, the last one first. The system tells of what is written, and
  /// only after that, when the disk has it, can it be read; of that nothing tells.
  private var confirmations: [Int32] = []
  private static let confirmations: [Int32] = [20, 5, 1]
  private let changeRest: Int32
  /// How often in a row what changed could not be read, and after how many times the next change is waited for.
  private var failedLooks = 0
  /// Whether something was written that this client does not know of yet.
  private var hasNews = false
  /// Whether the file could be read when its conversations were asked for.
  private var hasLoaded = false
  /// Why the file refused the first thing that it refused.
  private var refusal: HistoryProblem?
  /// Why the last write failed; nil once one did not.
  private var lastProblem: HistoryProblem?
  /// Whether the last write found the file locked.
  private var isWaitingForLock = false
  /// After how many failed looks in a row the next change is waited for, and after how many it is told.
  private static let (mostLooks, toldLooks) = (50, 5)
  /// How long others have held the file without getting on with anything.
  private var lock: LockWait
  /// Before what the file was locked for is tried again, in milliseconds: the attempt itself waits too.
  private static let lockedRest: Int32 = 50
  /// Before an opening that found the file locked is tried again.
  private static let openingRest: Int32 = 250
  /// What was told last of what is in memory only.
  private var toldUnsaved = UnsavedCount()
  private let rescue: @Sendable (Unwritten) -> Void
  /// How many writes were in what was last given to it.
  private var rescued = 0
  /// What the file refused.
  private var refused: PendingWrites
  /// The replies of dead writers that were set down. In a damaged file one may stay as it was: once is enough.
  private var setDown: Set<Interruptions.Reply> = []
  /// Whether the reads of this file failed so often that it was told.
  private var isUnreadable = false
  /// The commands to be read back that were taken, and how many of them were on disk when nothing waited last.
  private var writesTaken = 0
  var writesDone = 0
  /// What is to be read when nothing waits to be written any more.
  private var postponed: [ConversationID: Set<MessageID>] = [:]

  init(
    file: HistoryFile, queue: CommandQueue, watch: ChangeWatch, sink: any EventSink, limits: History.Limits,
    committed: @escaping @Sendable () -> Void
  ) {
    (self.file, self.queue, self.watch, self.sink) = (file, queue, watch, sink)
    (now, clock) = (limits.now, limits.clock)
    self.committed = committed
    pending = PendingWrites(textLimit: limits.waitingText)
    refused = PendingWrites(textLimit: limits.waitingText)
    rescue = limits.rescue
    hasOpenProblem = file.problem != nil
    hasLoaded = file.problem == nil
    changeRest = limits.changeRest
    lock = LockWait(file.path, patience: Int64(limits.busySeconds * 1000), clock: clock)
    if file.problem?.kind == .locked { _ = lock.isOver() }
  }

  /// Works until the queue ends.
  mutating func run() {
    changes.begin(at: file.baseline)
    // What was written between the opening and the watch.
    nextPoll = clock()
    lookForInterruptions()
    while true {
      let batch = queue.take(within: timeout, orReadable: isResting ? -1 : watch.descriptor)
      if case .abandoning? = batch.ending { return file.abandon() }
      for command in batch.commands { accept(command) }
      writeDown()
      if case .closing(let patience) = batch.ending { return close(patience) }
      queue.settled(isAll: pending.isEmpty)
      openIfLocked()
      lookIfDue()
      if isPurging, batch.commands.isEmpty { purge() }
    }
  }

  /// How long to sleep at most, in milliseconds.
  private var timeout: Int32? {
    let look = nextPoll.map { Int32(clamping: max(0, ($0 - clock()).value)) }
    let opening = file.problem?.kind == .locked ? Self.openingRest : nil
    return [retry, isPurging ? Self.purgeRest : nil, look, watch.pace, opening].compactMap { $0 }.min()
  }

  /// Ends, with what waits on disk: a file that is locked is tried for `patience` milliseconds in which nobody gets on.
  private mutating func close(_ patience: Int64) {
    var wait = LockWait(file.path, patience: patience, clock: clock)
    while !pending.isEmpty, isWaitingForLock, !wait.isOver() { writeDown() }
    for write in pending.writes { refused.keep(write) }
    var left = refused.isEmpty ? Unwritten() : refused.unwritten(file)
    left.problem = lastProblem ?? file.problem ?? refusal
    file.close()
    queue.left(left)
  }

  /// A file that was locked when it was opened is read as soon as it can be, though nothing is to be written.
  private mutating func openIfLocked() {
    guard pending.isEmpty, file.problem?.kind == .locked else { return }
    file.open(.again)
    guard file.problem == nil else { return }
    hasOpenedLate()
    guard hasOpenProblem else { return }
    hasOpenProblem = false
    post(.recovered)
    lookForInterruptions()
  }

  /// What the file holds was not known so far.
  private mutating func hasOpenedLate() {
    guard !hasLoaded else { return }
    hasLoaded = true
    changes.begin(at: file.baseline)
    loadConversations()
  }

  private mutating func accept(_ command: HistoryCommand) {
    switch command {
    case .loadConversations:
      writeDownBeforeReading()
      loadConversations()
    case .loadMessages(let conversation, let before, let limit):
      writeDownBeforeReading()
      loadMessages(conversation, before: before, limit: limit)
    case .loadPrompts(let limit):
      writeDownBeforeReading()
      loadPrompts(limit: limit)
    case .purgeDeleted:
      pending.add(command)
      isPurging = true
    case .readAgain(let conversation, let messages):
      writeDownBeforeReading()
      if pending.isEmpty {
        readAgain(conversation, messages)
      } else {
        postponed[conversation, default: []].formUnion(messages)
      }
    case .readMessages(let pane, let conversation, let place, let limit):
      writeDownBeforeReading()
      readMessages(for: pane, of: conversation, at: place, limit: limit)
    case .findMessage(let pane, let conversation, let pattern, let isForward, let beyond, let limit):
      writeDownBeforeReading()
      do throws(HistoryProblem) {
        let found = try file.read { [leases = file.leases] db in
          try HistoryReader(db: db, leases: leases).find(
            pattern, in: conversation, isForward: isForward, beyond: beyond, limit: limit)
        }
        post(.messageFound(pane, conversation, pattern, found))
      } catch {
        post(.messagesNotRead(pane, conversation, error))
      }
    default:
      if command.isReadBack { writesTaken += 1 }
      pending.add(command)
    }
  }

  /// Goes on with a purge while nothing else is to be done. What fails waits for the next start.
  private mutating func purge() {
    isPurging = false
    guard retry == nil else { return }
    let moment = HistoryWrites.purgeable(at: now())
    var hasMore = false
    try? file.write(.process) { hasMore = try Purge(db: $0).step(before: moment) }
    isPurging = hasMore
  }

  // MARK: Writing

  /// Replies that a dead process left running are rare: without any, nothing is written at the start.
  private mutating func lookForInterruptions() {
    guard file.access == .readWrite, file.problem == nil, !hasLookedForInterruptions else { return }
    hasLookedForInterruptions = true
    interruptDead()
    file.leases.removeStale()
  }

  /// Who reads sees what was done before, unless the file cannot be written: reading does not wait for that.
  private mutating func writeDownBeforeReading() {
    if retry == nil { writeDown() }
  }

  /// Writes what waits, all of it in one transaction.
  private mutating func writeDown() {
    guard !pending.isEmpty else {
      writesDone = writesTaken
      return
    }
    var count = pending.writes.count
    while !pending.isEmpty {
      do {
        try commit(pending.writes.prefix(count))
        for turn in pending.takeUnanswered(count) { post(.turnSaved(turn)) }
        pending.removeFirst(count)
      } catch let error as DatabaseError where error.isRefusal {
        // What is refused now is refused for ever; it must not hold up what comes with it and behind it.
        if count == 1 {
          let problem = HistoryProblem(error, path: file.path)
          refusal = refusal ?? problem
          if case .command(let command)? = pending.writes.first { refused.add(command) }
          tell(problem, count: 1)
          pending.removeFirst(1)
        }
        count = 1
      } catch {
        return failed(HistoryProblem(error, path: file.path))
      }
    }
    writesDone = writesTaken
    lock.end()
    isWaitingForLock = false
    (retry, told, lastProblem) = (nil, nil, nil)
    tellUnsaved()
    hasOpenedLate()
    if hasNews {
      // Told before anything that is asked for behind it.
      hasNews = false
      look()
    }
    for (conversation, messages) in postponed { readAgain(conversation, messages.sorted()) }
    postponed = [:]
    guard hasOpenProblem else { return }
    hasOpenProblem = false
    post(.recovered)
    lookForInterruptions()
  }

  private mutating func commit(_ writes: ArraySlice<PendingWrites.Write>) throws {
    let isDurable = writes.contains { $0.durability == .disk }
    let isNews = writes.contains(where: \.isNews)
    let now = now()
    var own: (before: Int64, after: Int64) = (0, 0)
    try file.write(isDurable ? .disk : .process) { db in
      try ChangeReader.settle(db)
      own.before = try ChangeReader.newest(db)
      let work = HistoryWrites(db: db, file: file, now: now)
      for write in writes { try work.carryOut(write) }
      own.after = try ChangeReader.newest(db)
    }
    committed()
    if isNews { changes.fallBehind() } else { changes.wrote(from: own.before, to: own.after) }
    if isNews { hasNews = true } else if changes.isBehind { nextPoll = nextPoll ?? nextLook }
  }

  private mutating func failed(_ problem: HistoryProblem) {
    lastProblem = problem
    isWaitingForLock = problem.kind == .locked
    if isWaitingForLock {
      if !lock.isOver(), told != .locked {
        retry = 1
        return
      }
    } else {
      lock.end()
    }
    tell(problem, count: pending.writes.count)
    if problem.kind == .replaced { file.letGo() }
    if file.access == .readOnly {
      // Nothing was to be kept.
      pending.removeFirst(pending.writes.count)
      writesDone = writesTaken
    } else if problem.isPermanent {
      retry = nil
    } else if isWaitingForLock {
      retry = Self.lockedRest
    } else {
      retry = min(Self.lastRetry, retry.map { max(Self.firstRetry, $0 * 2) } ?? Self.firstRetry)
    }
    tellUnsaved()
  }

  /// Tells how much is in memory only, where that has changed.
  private mutating func tellUnsaved() {
    let count = pending.isEmpty ? UnsavedCount() : pending.count
    if told == .replaced, !pending.isEmpty, pending.writes.count != rescued || count != toldUnsaved {
      rescued = pending.writes.count
      rescue(pending.unwritten(file))
    }
    guard count != toldUnsaved else { return }
    toldUnsaved = count
    post(.unsaved(count))
  }

  /// Tells of `problem` with the turns among the first `count` writes, or else once.
  mutating func tell(_ problem: HistoryProblem, count: Int) {
    let turns = pending.takeUnanswered(count)
    for turn in turns { post(.turnNotSaved(turn, problem)) }
    if turns.isEmpty, told != problem.kind { post(.saveFailed(problem)) }
    told = problem.kind
    hasOpenProblem = true
  }

  // MARK: What others write

  private var nextLook: Timestamp { clock() + Milliseconds(Int64(changeRest)) }

  /// Notes that the system told of something, and looks at it after a rest.
  private mutating func lookIfDue() {
    if watch.pace != nil {
      nextPoll = nextPoll ?? clock()
    } else if !isResting, watch.takeEvents() {
      nextPoll = nextLook
      isResting = true
      confirmations = Self.confirmations
    }
    guard let due = nextPoll, due <= clock() else { return }
    // What comes from here on is another change.
    if watch.takeEvents() { confirmations = Self.confirmations }
    isResting = false
    nextPoll = confirmations.popLast().map { clock() + Milliseconds(Int64($0 * changeRest)) }
    look()
  }

  private mutating func look() {
    file.thaw()
    guard !file.isAbsent, file.canRead else { return }
    do throws(HistoryProblem) { try file.requireUnmoved() } catch  where error.kind == .replaced {
      if told != .replaced { tell(error, count: pending.writes.count) }
      file.letGo()
    } catch {}
    interruptDead()
    var changes = changes
    var found: HistoryChanges
    do throws(HistoryProblem) {
      found = try file.read { [leases = file.leases, own = file.ownLease] db in
        try changes.look(db, leases: leases, own: own)
      }
    } catch {
      // The file is being opened or closed by others; what changed is still to be told.
      failedLooks += 1
      if failedLooks < Self.mostLooks { nextPoll = nextLook }
      // A few failures in a row are no passing moment of somebody else's.
      if failedLooks >= Self.toldLooks, error.kind != .locked, !isUnreadable {
        isUnreadable = true
        hasOpenProblem = true
        post(.saveFailed(error))
      }
      return
    }
    failedLooks = 0
    if isUnreadable, pending.isEmpty {
      hasOpenProblem = false
      post(.recovered)
    }
    isUnreadable = false
    self.changes = changes
    guard !found.isEmpty else { return }
    found.writes = writesDone
    post(.changed(found))
  }

  /// Sets down the replies of a process that has just died.
  private mutating func interruptDead() {
    guard file.access == .readWrite, file.problem == nil, retry == nil, told != .replaced else { return }
    let dead = try? file.read { [leases = file.leases] in try Interruptions.dead($0, leases: leases) }
    let new = Set(dead?.map(\.reply) ?? []).subtracting(setDown)
    guard !new.isEmpty else { return }
    setDown.formUnion(new)
    pending.addInterruptions()
    writeDown()
  }

  func post(_ event: HistoryEvent) { _ = sink.post(.history(event)) }
}
