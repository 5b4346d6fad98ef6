import System
import TestSupport
import Testing

@Suite struct LockTests {
  @Test func threadsDoNotLoseEachOthersChanges() throws {
    let count = Lock(0)
    let threads = try (0..<4).map { _ in
      try WorkerThread(name: "count") { for _ in 0..<10_000 { count.withLock { $0 += 1 } } }
    }
    for thread in threads { thread.join() }
    #expect(count.withLock { $0 } == 40_000)
  }

  @Test func anErrorLeavesTheLockOpen() {
    struct Refusal: Error {}
    let lock = Lock(1)
    #expect(throws: Refusal.self) { try lock.withLock { _ in throw Refusal() } }
    #expect(lock.withLock { $0 } == 1)
  }
}
