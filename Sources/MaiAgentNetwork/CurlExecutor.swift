import CCurl
import ChatModel
import System

/// The network actor's executor: one thread that runs the actor's jobs and its turns, and sleeps in curl's poll
/// between. `wake` is the only call that reaches curl from another thread.
final class CurlExecutor: SerialExecutor {
  private struct Multi: @unchecked Sendable {
    let handle: UnsafeMutableRawPointer
  }

  /// What a turn works with.
  enum Engine {
    case curl(UnsafeMutableRawPointer)
    /// curl cannot work in this process at the moment.
    case none(Failure)
  }

  private let queue = JobQueue()
  /// nil before the thread runs, where curl cannot work, and after the thread ended.
  private let multi = Lock<Multi?>(nil)
  /// Wakes the thread where curl cannot be asked to.
  private let woken = Latch()
  private let thread = Lock<WorkerThread?>(nil)
  // Once in the process; by the thread, since it costs the client's start a millisecond.
  private static let isCurlReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  init() {}

  /// Starts the thread. `turn` gets what it works with, does what there is to do, and says how many milliseconds to
  /// sleep at most; nil ends the thread, when `turn` has closed all that it opened.
  func start(turn: @escaping @Sendable (Engine) -> Int32?) throws(SystemShortage) {
    let made = try WorkerThread(name: "network") { [self] in
      queue.adopt()
      run(turn)
      queue.close(asUnownedSerialExecutor())
    }
    thread.withLock { $0 = made }
  }

  private func run(_ turn: (Engine) -> Int32?) {
    while true {
      // What was refused may be granted the next time that something is wanted.
      switch Self.multi() {
      case .success(let own):
        multi.withLock { $0 = own }
        defer {
          multi.withLock { $0 = nil }
          curl_multi_cleanup(own.handle)
        }
        while true {
          queue.drain(asUnownedSerialExecutor())
          guard let timeout = turn(.curl(own.handle)) else { return }
          // Where the system refuses to wait, looking again at once would take a whole processor.
          if curl_multi_poll(own.handle, nil, 0, timeout, nil) != CURLM_OK {
            woken.wait(milliseconds: min(timeout, 20))
          }
          woken.close()
        }
      case .failure(let problem):
        queue.drain(asUnownedSerialExecutor())
        guard let timeout = turn(.none(problem)) else { return }
        woken.wait(milliseconds: timeout == .max ? nil : timeout)
        woken.close()
      }
    }
  }

  /// A multi handle that can be woken. curl makes one also where the system gives no descriptors for that, and would
  /// sleep through everything that is asked of it.
  private static func multi() -> Result<Multi, Failure> {
    func failure(_ reason: String) -> Result<Multi, Failure> {
      .failure(
        Failure(
          kind: .unreachable, text: "The network cannot start: \(reason).",
          advice: "End programs that are not needed, or raise the limits of this process (ulimit -n), and try again."))
    }
    guard isCurlReady else { return failure("curl cannot be initialised") }
    guard let handle = curl_multi_init() else { return failure("curl has no memory for it") }
    guard curl_multi_wakeup(handle) == CURLM_OK else {
      curl_multi_cleanup(handle)
      return failure("the system gives curl no descriptors to be woken by")
    }
    return .success(Multi(handle: handle))
  }

  /// Makes the thread take another turn soon. Never blocks.
  func wake() {
    multi.withLock { multi in
      if let multi { curl_multi_wakeup(multi.handle) }
    }
    woken.open()
  }

  /// Waits until the thread has ended, at most `milliseconds`; on the thread itself it does nothing. A thread that hangs
  /// in the system is left behind: it touches nothing any more once it comes back.
  @discardableResult
  func join(milliseconds: Int32) -> Bool { thread.withLock { $0 }?.join(milliseconds: milliseconds) ?? true }

  func enqueue(_ job: consuming ExecutorJob) {
    queue.push(job, on: asUnownedSerialExecutor()) { wake() }
  }
  func checkIsolated() { precondition(queue.isCurrent, "not on the network's thread") }
  func isIsolatingCurrentContext() -> Bool? { queue.isCurrent }
}
