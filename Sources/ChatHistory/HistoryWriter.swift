import ChatModel
import GRDB

/// The work of the history's thread: takes commands, writes them down, reads what is asked for, and answers.
struct HistoryWriter {
  private static let pageSize = 200
  /// The first and the longest pause before what could not be written is tried again by itself, in milliseconds.
  private static let firstRetry: Int32 = 1000
  private static let lastRetry: Int32 = 30_000

  private let file: HistoryFile
  private let queue: CommandQueue
  private let sink: any EventSink
  private let now: @Sendable () -> Timestamp
  /// Called after each commit.
  private let committed: @Sendable () -> Void
  private var pending: PendingWrites
  /// The kind of problem that was told last and has not passed.
  private var told: HistoryProblem.Kind?
  /// Whether the client knows of a problem that has not passed.
  private var isTroubled: Bool
  private var hasLookedForInterruptions = false
  private var retry: Int32?
  /// Whether something may be left of what was deleted long ago.
  private var isPurging = false
  /// Between two parts of a purge, in milliseconds.
  private static let purgeRest: Int32 = 5

  private let watch: ChangeWatch
  private var changes = ChangeReader()
  /// When what others wrote is looked at; nil while there is nothing new.
  private var lookDue: Timestamp?
  /// Whether more of what the system tells is not listened to until `lookDue`.
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
  private static let mostLooks = 50
  /// How often a write may find the file locked before that is told, and how often it has.
  private let lockedAttempts: Int
  private var lockedCount = 0
  /// The commands to be read back that were taken, and how many of them were on disk when nothing waited last.
  private var writesTaken = 0
  private var writesDone = 0
  /// What is to be read when nothing waits to be written any more.
  private var postponed: [ConversationID: Set<MessageID>] = [:]

  init(
    file: HistoryFile, queue: CommandQueue, watch: ChangeWatch, sink: any EventSink,
    now: @escaping @Sendable () -> Timestamp, limits: History.Limits, committed: @escaping @Sendable () -> Void = {}
  ) {
    self.file = file
    self.queue = queue
    self.watch = watch
    self.sink = sink
    self.now = now
    self.committed = committed
    pending = PendingWrites(textLimit: limits.waitingText)
    isTroubled = file.problem != nil
    changeRest = limits.changeRest
    lockedAttempts = max(1, Int(limits.busySeconds / HistoryFile.busySlice))
  }

  /// Works until the queue ends.
  mutating func run() {
    changes.begin(at: file.baseline)
    // What was written between the opening and the watch.
    lookDue = readClock()
    lookForInterruptions()
    while true {
      let batch = queue.take(within: timeout, orReadable: isResting ? -1 : watch.descriptor)
      if case .abandoning? = batch.ending { return file.abandon() }
      for command in batch.commands { accept(command) }
      writeDown()
      if batch.ending != nil {
        while lockedCount > 0 && !pending.isEmpty { writeDown() }
        return file.close()
      }
      lookIfDue()
      if isPurging, batch.commands.isEmpty { purge() }
    }
  }

  /// How long to sleep at most, in milliseconds.
  private var timeout: Int32? {
    let look = lookDue.map { Int32(clamping: max(0, ($0 - readClock()).value)) }
    return [retry, isPurging ? Self.purgeRest : nil, look, watch.pace].compactMap { $0 }.min()
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
    let dead = try? file.read { [leases = file.leases] in try Interruptions.dead($0, leases: leases) }
    if dead?.isEmpty == false {
      pending.addInterruptions()
      writeDown()
    }
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
          tell(HistoryProblem(error, path: file.path), count: 1)
          pending.removeFirst(1)
        }
        count = 1
      } catch {
        return failed(HistoryProblem(error, path: file.path))
      }
    }
    writesDone = writesTaken
    lockedCount = 0
    retry = nil
    told = nil
    if hasNews {
      // Told before anything that is asked for behind it.
      hasNews = false
      look()
    }
    for (conversation, messages) in postponed { readAgain(conversation, messages.sorted()) }
    postponed = [:]
    guard isTroubled else { return }
    isTroubled = false
    post(.recovered)
    lookForInterruptions()
  }

  private mutating func commit(_ writes: ArraySlice<PendingWrites.Write>) throws {
    let isDurable = writes.contains { $0.durability == .disk }
    let isNews = writes.contains(where: \.isNews)
    let now = now()
    var own: (before: Int64, after: Int64) = (0, 0)
    try file.write(isDurable ? .disk : .process) { db in
      own.before = try ChangeReader.newest(db)
      let work = HistoryWrites(db: db, file: file, now: now)
      for write in writes { try work.carryOut(write) }
      own.after = try ChangeReader.newest(db)
    }
    committed()
    if isNews { changes.fallBehind() } else { changes.wrote(from: own.before, to: own.after) }
    if isNews { hasNews = true } else if changes.isBehind { lookDue = lookDue ?? nextLook }
  }

  private mutating func failed(_ problem: HistoryProblem) {
    if problem.kind == .locked, told != .locked {
      lockedCount += 1
      if lockedCount < lockedAttempts {
        retry = 1
        return
      }
      lockedCount = 0
    }
    tell(problem, count: pending.writes.count)
    if problem.isPermanent || file.access == .readOnly {
      pending.removeFirst(pending.writes.count)
      writesDone = writesTaken
    } else {
      retry = min(Self.lastRetry, retry.map { $0 * 2 } ?? Self.firstRetry)
    }
  }

  /// Tells of `problem` with the turns among the first `count` writes, or else once.
  private mutating func tell(_ problem: HistoryProblem, count: Int) {
    let turns = pending.takeUnanswered(count)
    for turn in turns { post(.turnNotSaved(turn, problem)) }
    if turns.isEmpty, told != problem.kind { post(.saveFailed(problem)) }
    told = problem.kind
    isTroubled = true
  }

  // MARK: What others write

  private var nextLook: Timestamp { readClock() + Milliseconds(Int64(changeRest)) }

  /// Notes that the system told of something, and looks at it after a rest.
  private mutating func lookIfDue() {
    if watch.pace != nil {
      lookDue = lookDue ?? readClock()
    } else if !isResting, watch.takeEvents() {
      lookDue = nextLook
      isResting = true
      confirmations = Self.confirmations
    }
    guard let due = lookDue, due <= readClock() else { return }
    // What comes from here on is another change.
    if watch.takeEvents() { confirmations = Self.confirmations }
    isResting = false
    lookDue = confirmations.popLast().map { readClock() + Milliseconds(Int64($0 * changeRest)) }
    look()
  }

  private mutating func look() {
    file.thaw()
    guard !file.isAbsent, file.canRead else { return }
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
      if failedLooks < Self.mostLooks { lookDue = nextLook }
      return
    }
    failedLooks = 0
    self.changes = changes
    guard !found.isEmpty else { return }
    found.writes = writesDone
    post(.changed(found))
  }

  /// Sets down the replies of a process that has just died.
  private mutating func interruptDead() {
    guard file.access == .readWrite, file.problem == nil, retry == nil else { return }
    let dead = try? file.read { [leases = file.leases] in try Interruptions.dead($0, leases: leases) }
    guard dead?.isEmpty == false else { return }
    pending.addInterruptions()
    writeDown()
  }

  private func readAgain(_ conversation: ConversationID, _ messages: [MessageID]) {
    let found = try? file.read { [leases = file.leases, own = file.ownLease] db -> HistoryChanges in
      let reader = HistoryReader(db: db, leases: leases)
      var changes = HistoryChanges()
      if let id = try Int64.fetchOne(
        db.cachedStatement(sql: "SELECT id FROM conversation WHERE key = ?"), arguments: [conversation.rawValue])
      {
        try reader.add(id, to: &changes)
      }
      for message in messages {
        guard let row = try reader.rowID(of: message), let placed = try reader.placed(row, own: own) else { continue }
        changes.messages.append(placed)
      }
      try reader.finish(&changes)
      return changes
    }
    guard var found, !found.isEmpty else { return }
    found.writes = writesDone
    post(.changed(found))
  }

  // MARK: Reading

  private mutating func loadConversations() {
    do throws(HistoryProblem) {
      guard !file.isAbsent else { return post(.conversationsLoaded([], drafts: [:], isLast: true)) }
      try file.read { [leases = file.leases] db in
        try HistoryReader(db: db, leases: leases).pages(of: Self.pageSize) { headers, drafts, isLast in
          post(.conversationsLoaded(headers, drafts: drafts, isLast: isLast))
        }
      }
    } catch {
      tell(error, count: 0)
      post(.conversationsLoaded([], drafts: [:], isLast: true))
    }
  }

  private func loadMessages(_ conversation: ConversationID, before: MessageID?, limit: Int) {
    do throws(HistoryProblem) {
      let page = try file.read { [leases = file.leases] db in
        try HistoryReader(db: db, leases: leases).page(of: conversation, before: before, limit: limit)
      }
      guard let page else { throw .missingConversation(file.path) }
      post(
        .messagesLoaded(
          conversation, page.messages, hasEarlier: page.hasEarlier, scroll: page.scroll, draft: page.draft))
    } catch {
      post(.loadFailed(conversation, error))
    }
  }

  private func readMessages(for pane: PaneID, of conversation: ConversationID, at place: MessagesPlace, limit: Int) {
    do throws(HistoryProblem) {
      let page = try file.read { [leases = file.leases] db in
        try HistoryReader(db: db, leases: leases).messages(of: conversation, at: place, limit: limit)
      }
      guard let page else { throw .missingConversation(file.path) }
      post(.messagesRead(pane, conversation, place, page))
    } catch {
      post(.messagesNotRead(pane, conversation, error))
    }
  }

  private func loadPrompts(limit: Int) {
    do throws(HistoryProblem) {
      guard !file.isAbsent else { return post(.promptsLoaded([])) }
      let prompts = try file.read { [leases = file.leases] db in
        try HistoryReader(db: db, leases: leases).prompts(limit: limit)
      }
      post(.promptsLoaded(prompts))
    } catch {
      post(.promptsNotLoaded(error))
    }
  }

  private func post(_ event: HistoryEvent) { _ = sink.post(.history(event)) }
}
