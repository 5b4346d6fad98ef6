import System
import TestSupport
import Testing

/// An executor as the network's: one thread that sleeps in a read from a pipe.
private final class PipeExecutor: SerialExecutor {
  let queue = JobQueue()
  private let pipe: (read: Int32, write: Int32)
  private let stopping = Lock(false)
  private let thread = Lock<WorkerThread?>(nil)

  init() {
    var ends: [Int32] = [-1, -1]
    #if canImport(Glibc)
      Glibc.pipe(&ends)
    #else
      Darwin.pipe(&ends)
    #endif
    pipe = (ends[0], ends[1])
  }

  func start() throws {
    let made = try WorkerThread(name: "pipe executor") { [self] in
      queue.adopt()
      var byte: UInt8 = 0
      while !stopping.withLock({ $0 }) {
        queue.drain(asUnownedSerialExecutor())
        _ = read(pipe.read, &byte, 1)
      }
      queue.close(asUnownedSerialExecutor())
    }
    thread.withLock { $0 = made }
  }

  func stop() {
    stopping.withLock { $0 = true }
    wake()
    thread.withLock { $0 }?.join()
  }

  private func wake() {
    var byte: UInt8 = 1
    _ = write(pipe.write, &byte, 1)
  }

  func enqueue(_ job: consuming ExecutorJob) {
    queue.push(job, on: asUnownedSerialExecutor()) { wake() }
  }
  func checkIsolated() { precondition(queue.isCurrent, "not on the executor's thread") }
  func isIsolatingCurrentContext() -> Bool? { queue.isCurrent }

  deinit {
    close(pipe.read)
    close(pipe.write)
  }
}

private actor Counter {
  let executor: PipeExecutor
  private(set) var count = 0
  private(set) var offThread = 0
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
  init(_ executor: PipeExecutor) { self.executor = executor }
  func add() {
    count += 1
    if !executor.queue.isCurrent { offThread += 1 }
  }
}

@Suite struct JobQueueTests {
  @Test func jobsOfManyTasksAllRunOnTheOneThread() async throws {
    let executor = PipeExecutor()
    try executor.start()
    let counter = Counter(executor)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { for _ in 0..<200 { await counter.add() } } }
    }
    #expect(await counter.count == 1600)
    #expect(await counter.offThread == 0)
    executor.stop()
  }

  @Test func aJobAfterTheEndStillRunsAndNeverBesideAnother() async throws {
    let executor = PipeExecutor()
    try executor.start()
    let counter = Counter(executor)
    executor.stop()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { for _ in 0..<200 { await counter.add() } } }
    }
    #expect(await counter.count == 1600)
    #expect(await counter.offThread == 0)
  }

  @Test func aStrangerIsNotOnTheThread() throws {
    let executor = PipeExecutor()
    #expect(!executor.queue.isCurrent)
    try executor.start()
    #expect(!executor.queue.isCurrent)
    executor.stop()
  }
}

@Suite struct WorkerThreadTests {
  @Test func joinWaitsForTheBodyAndMayBeRepeated() throws {
    let done = Lock(false)
    let thread = try WorkerThread(name: "a name that is longer than fifteen bytes") { done.withLock { $0 = true } }
    thread.join()
    #expect(done.withLock { $0 })
    thread.join()
    #expect(!thread.isCurrent)
  }

  @Test func ordinarySignalsAreBlockedAndFaultsAreNot() throws {
    let blocked = Lock<[Int32]>([])
    let asked = [SIGINT, SIGTERM, SIGWINCH, SIGPIPE, SIGSEGV, SIGBUS, SIGILL]
    try WorkerThread(name: "mask") {
      var mask = sigset_t()
      pthread_sigmask(SIG_BLOCK, nil, &mask)
      let found = asked.filter { sigismember(&mask, $0) == 1 }
      blocked.withLock { $0 = found }
    }.join()
    #expect(blocked.withLock { $0 } == [SIGINT, SIGTERM, SIGWINCH, SIGPIPE])
  }

  @Test func aBoundedJoinReturnsWithoutTheThread() throws {
    let gate = Latch()
    let thread = try WorkerThread(name: "late") { gate.wait() }
    #expect(!thread.join(milliseconds: 10))
    gate.open()
    #expect(thread.join(milliseconds: Int32(patience)))
  }

  @Test func withoutDescriptorsAPipeIsRefusedWithItsReason() async {
    await #expect(processExitsWith: .success) {
      var held: [Int32] = []
      while held.last ?? 0 >= 0 { held.append(dup(0)) }
      let result = Result { try WakePipe() }
      for descriptor in held { close(descriptor) }
      guard case .failure(let error as SystemShortage) = result else { exit(1) }
      exit(error.what == "pipe" && error.number == EMFILE && error.description.contains("ulimit -n") ? 0 : 2)
    }
  }
}

@Suite struct LatchTests {
  @Test func itHoldsUntilItIsOpenedAndAgainOnceItIsClosed() throws {
    let latch = Latch()
    #expect(!latch.wait(milliseconds: 5))
    let thread = try WorkerThread(name: "opener") { latch.open() }
    #expect(latch.wait())
    #expect(latch.wait(milliseconds: 0))
    thread.join()
    latch.close()
    #expect(!latch.wait(milliseconds: 5))
  }
}
