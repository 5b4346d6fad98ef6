/// A thread of our own, for a room that waits in a system call which Swift's tasks must not block in.
package final class WorkerThread: Sendable {
  private final class Start: Sendable {
    let name: String
    let body: @Sendable () -> Void
    let ended: Latch
    init(name: String, ended: Latch, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.ended = ended
      self.body = body
    }
  }
  private struct Handle: @unchecked Sendable {
    let thread: pthread_t
  }
  private let handle: Lock<Handle?>
  private let own: Handle
  private let ended = Latch()

  /// Starts a thread that runs `body` and ends. `name` shows in `ps` and debuggers; at most 15 bytes of it are kept.
  /// The thread takes no signals but those that a fault of its own raises, so that the others reach the main thread,
  /// and a write to a closed socket is an error and not a SIGPIPE. Throws where the system gives no thread.
  package init(name: String, _ body: @escaping @Sendable () -> Void) throws(SystemShortage) {
    let start = Unmanaged.passRetained(Start(name: name, ended: ended, body: body))
    var blocked = sigset_t()
    var before = sigset_t()
    sigfillset(&blocked)
    for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS] { sigdelset(&blocked, fault) }
    // A new thread begins with its maker's mask; set from inside it could come too late.
    pthread_sigmask(SIG_SETMASK, &blocked, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    #if canImport(Glibc)
      var thread = pthread_t()
      let result = pthread_create(
        &thread, nil,
        { context in
          WorkerThread.run(context!)
          return nil
        }, start.toOpaque())
      let made = thread
    #else
      var thread: pthread_t?
      let result = pthread_create(
        &thread, nil,
        { context in
          WorkerThread.run(context)
          return nil
        }, start.toOpaque())
      guard let made = thread else {
        start.release()
        throw SystemShortage("thread", number: result)
      }
    #endif
    guard result == 0 else {
      start.release()
      throw SystemShortage("thread", number: result)
    }
    own = Handle(thread: made)
    handle = Lock(Handle(thread: made))
  }

  /// Has `body`, which takes a moment at most where nothing is wrong with a disk, run on a thread that nobody waits for.
  /// Where the system gives no thread it runs here, before this returns: late is better than never.
  package static func detach(name: String, _ body: @escaping @Sendable () -> Void) {
    do { _ = try WorkerThread(name: name, body) } catch { body() }
  }

  deinit {
    if let left = handle.withLock({ $0 }) { pthread_detach(left.thread) }
  }

  /// Whether the caller runs on this thread.
  package var isCurrent: Bool { pthread_equal(own.thread, pthread_self()) != 0 }

  /// Waits until the thread has ended; on the thread itself it does nothing. May be called by several threads.
  package func join() {
    guard !isCurrent else { return }
    handle.withLock { handle in
      guard let ended = handle else { return }
      pthread_join(ended.thread, nil)
      handle = nil
    }
  }

  /// The same for at most `milliseconds`; whether it has ended. A thread that has not goes on by itself.
  package func join(milliseconds: Int32) -> Bool {
    guard !isCurrent else { return false }
    guard ended.wait(milliseconds: milliseconds) else { return false }
    join()
    return true
  }

  private static func run(_ context: UnsafeMutableRawPointer) {
    let start = Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
    let name = String(decoding: start.name.utf8.prefix(15), as: UTF8.self)
    #if canImport(Glibc)
      // The module hides pthread_setname_np; the kernel takes the name here as well.
      let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
      if file >= 0 {
        _ = write(file, name, name.utf8.count)
        close(file)
      }
    #else
      pthread_setname_np(name)
    #endif
    start.body()
    start.ended.open()
  }
}
