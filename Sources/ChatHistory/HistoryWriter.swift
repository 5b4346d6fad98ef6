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
  private var pending: PendingWrites
  /// The kind of problem that was told last and has not passed.
  private var told: HistoryProblem.Kind?
  /// Whether the client knows of a problem that has not passed.
  private var isTroubled: Bool
  private var hasLookedForInterruptions = false
  private var retry: Int32?

  init(
    file: HistoryFile, queue: CommandQueue, sink: any EventSink, now: @escaping @Sendable () -> Timestamp,
    textLimit: Int
  ) {
    self.file = file
    self.queue = queue
    self.sink = sink
    self.now = now
    pending = PendingWrites(textLimit: textLimit)
    isTroubled = file.problem != nil
  }

  /// Works until the queue ends.
  mutating func run() {
    lookForInterruptions()
    while true {
      let batch = queue.take(within: retry)
      if case .abandoning? = batch.ending { return file.abandon() }
      for command in batch.commands { accept(command) }
      writeDown()
      if batch.ending != nil { return file.close() }
    }
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
    default: pending.add(command)
    }
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
    guard !pending.isEmpty else { return }
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
    retry = nil
    told = nil
    guard isTroubled else { return }
    isTroubled = false
    post(.recovered)
    lookForInterruptions()
  }

  private func commit(_ writes: ArraySlice<PendingWrites.Write>) throws {
    let isDurable = writes.contains { $0.durability == .disk }
    let now = now()
    try file.write(isDurable ? .disk : .process) { db in
      let work = HistoryWrites(db: db, file: file, now: now)
      for write in writes { try work.carryOut(write) }
    }
  }

  private mutating func failed(_ problem: HistoryProblem) {
    tell(problem, count: pending.writes.count)
    if problem.isPermanent || file.access == .readOnly {
      pending.removeFirst(pending.writes.count)
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
