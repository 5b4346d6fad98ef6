/// The jobs of an actor whose executor is one thread that sleeps in a system call of its choice. The executor's
/// `enqueue` pushes here and wakes that thread; the thread drains between two sleeps.
///
/// After `close` the thread may end. A job that comes later still runs, on the thread that brings it and never beside
/// another one, so that nobody awaits such an actor for ever.
package final class JobQueue: Sendable {
  private struct Runner: @unchecked Sendable {
    let thread: pthread_t
  }
  private struct Content {
    var jobs: [UnownedJob] = []
    var runner: Runner?
    var isClosed = false
    var isDrainingLate = false
  }
  private let content = Lock(Content())

  package init() {}

  /// The calling thread is the one that drains from now on.
  package func adopt() {
    let runner = Runner(thread: pthread_self())
    content.withLock { $0.runner = runner }
  }

  /// Whether the caller is the thread that runs the jobs.
  package var isCurrent: Bool {
    content.withLock { $0.runner }.map { pthread_equal($0.thread, pthread_self()) != 0 } ?? false
  }

  /// Adds `job`; calls `wake` if the queue was empty.
  package func push(_ job: consuming ExecutorJob, on executor: UnownedSerialExecutor, wake: () -> Void) {
    let job = UnownedJob(job)
    let (isFirst, isLate) = content.withLock { content -> (Bool, Bool) in
      content.jobs.append(job)
      let isLate = content.isClosed && !content.isDrainingLate
      if isLate { content.isDrainingLate = true }
      return (!content.isClosed && content.jobs.count == 1, isLate)
    }
    if isFirst { wake() }
    if isLate { drainLate(executor) }
  }

  /// Runs what is queued, in order; called by the adopting thread. Says whether there was any.
  @discardableResult
  package func drain(_ executor: UnownedSerialExecutor) -> Bool {
    let jobs = take()
    for job in jobs { job.runSynchronously(on: executor) }
    return !jobs.isEmpty
  }

  /// The adopting thread will not drain again; runs what is left.
  package func close(_ executor: UnownedSerialExecutor) {
    content.withLock {
      $0.isClosed = true
      $0.isDrainingLate = true
    }
    drainLate(executor)
  }

  private func drainLate(_ executor: UnownedSerialExecutor) {
    while true {
      let runner = Runner(thread: pthread_self())
      let isEmpty = content.withLock { content -> Bool in
        content.isDrainingLate = !content.jobs.isEmpty
        content.runner = content.jobs.isEmpty ? nil : runner
        return content.jobs.isEmpty
      }
      if isEmpty { return }
      drain(executor)
    }
  }

  private func take() -> [UnownedJob] {
    content.withLock { content in
      let jobs = content.jobs
      content.jobs = []
      return jobs
    }
  }
}
