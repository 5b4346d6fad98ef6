import Dispatch

/// The thread of all tests that drive the real program: they block while they watch it, which the threads of Swift's
/// tasks must not, and one at a time they see it undisturbed.
@globalActor actor EndToEndThread {
  private final class Executor: SerialExecutor {
    private let queue = DispatchQueue(label: "end to end")

    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
  }

  static let shared = EndToEndThread()
  private static let executor = Executor()
  nonisolated var unownedExecutor: UnownedSerialExecutor { Self.executor.asUnownedSerialExecutor() }
}
