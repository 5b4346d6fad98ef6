import Dispatch
import Foundation
import System
import Testing

/// Where tests run that drive the real program. They block while they watch it, which the threads of Swift's tasks must
/// not, so each has a thread of its own; and so few at once that no program waits long for a processor.
struct ProgramWatch: SuiteTrait, TestTrait, TestScoping {
  let isRecursive = true

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let thread = await WatchingThread.next()
    defer { thread.giveBack() }
    try await withTaskExecutorPreference(thread) { try await function() }
  }
}

extension Trait where Self == ProgramWatch {
  /// The tests start the real program and watch it.
  static var watchingPrograms: Self { Self() }
}

/// One of the threads on which programs are watched, for one test at a time.
private final class WatchingThread: TaskExecutor {
  private struct Places {
    var free: [WatchingThread]
    var waiting: [CheckedContinuation<WatchingThread, Never>] = []
  }
  /// Most of a test's time its program waits, or is waited for.
  private static let places = Lock(
    Places(free: (0..<3 * ProcessInfo.processInfo.activeProcessorCount).map(WatchingThread.init)))

  private let queue: DispatchQueue

  init(_ number: Int) { queue = DispatchQueue(label: "watch \(number)") }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }

  /// A free thread, as soon as there is one; first come, first served.
  static func next() async -> WatchingThread {
    await withCheckedContinuation { continuation in
      let free = places.withLock { places -> WatchingThread? in
        if let free = places.free.popLast() { return free }
        places.waiting.append(continuation)
        return nil
      }
      if let free { continuation.resume(returning: free) }
    }
  }

  func giveBack() {
    let next = Self.places.withLock { places -> CheckedContinuation<WatchingThread, Never>? in
      if !places.waiting.isEmpty { return places.waiting.removeFirst() }
      places.free.append(self)
      return nil
    }
    next?.resume(returning: self)
  }
}
