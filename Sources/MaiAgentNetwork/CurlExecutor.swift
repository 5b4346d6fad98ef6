import CCurl
import Threading

/// The network actor's executor: one thread that runs the actor's jobs and its turns, and sleeps in curl's poll
/// between. `wake` is the only call that reaches curl from another thread.
final class CurlExecutor: SerialExecutor {
  private struct Multi: @unchecked Sendable {
    let handle: UnsafeMutableRawPointer
  }

  private let queue = JobQueue()
  /// nil before the thread runs and after it ended.
  private let multi = Lock<Multi?>(nil)
  private let thread = Lock<WorkerThread?>(nil)
  // Once in the process; by the thread, since it costs the client's start a millisecond.
  private static let isCurlReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  init() {}

  /// Starts the thread. `turn` gets curl's multi handle, does what there is to do, and says how many milliseconds to
  /// sleep at most; nil ends the thread, when `turn` has closed all that it opened.
  func start(turn: @escaping @Sendable (UnsafeMutableRawPointer) -> Int32?) {
    let made = WorkerThread(name: "network") { [self] in
      queue.adopt()
      precondition(Self.isCurlReady, "curl cannot be initialised")
      guard let handle = curl_multi_init() else { preconditionFailure("curl has no memory for its multi handle") }
      let own = Multi(handle: handle)
      multi.withLock { $0 = own }
      while true {
        queue.drain(asUnownedSerialExecutor())
        guard let timeout = turn(handle) else { break }
        curl_multi_poll(handle, nil, 0, timeout, nil)
      }
      multi.withLock { $0 = nil }
      curl_multi_cleanup(handle)
      queue.close(asUnownedSerialExecutor())
    }
    thread.withLock { $0 = made }
  }

  /// Makes the thread take another turn soon. Never blocks.
  func wake() {
    multi.withLock { multi in
      if let multi { curl_multi_wakeup(multi.handle) }
    }
  }

  /// Waits until the thread has ended; on the thread itself it does nothing.
  func join() { thread.withLock { $0 }?.join() }

  func enqueue(_ job: consuming ExecutorJob) {
    queue.push(job, on: asUnownedSerialExecutor()) { wake() }
  }
  func checkIsolated() { precondition(queue.isCurrent, "not on the network's thread") }
  func isIsolatingCurrentContext() -> Bool? { queue.isCurrent }
}
