import Configuration
import Threading

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An editor that runs on this process's terminal. A thread waits for its end, so that nobody has to look again and again.
final class EditorRun {
  /// How it ended.
  enum End: Equatable, Sendable {
    case exited(Int32), killed(Int32)
    case notStarted(String)
  }

  struct StartFailure: Error {
    var reason: String
  }

  /// Readable once it has ended.
  let descriptor: Int32
  private let child: pid_t
  private let result: Lock<End?>
  private let thread: WorkerThread

  /// How it ended; nil while it runs.
  var end: End? { result.withLock { $0 } }

  /// Runs `command`, a line for the shell, with `file` added to its arguments; it has the descriptor `holding` open as well.
  static func start(
    _ command: String, file: String, environment: [String: String], holding: Int32? = nil
  ) -> Result<EditorRun, StartFailure> {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return .failure(StartFailure(reason: systemError())) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let words = ["/bin/sh", "-c", command + " \"$@\"", command, file]
    // The thread first: an editor that nobody waits for would fight for the keys.
    let started = Latch()
    let child = Lock<pid_t?>(nil)
    let result = Lock<End?>(nil)
    let thread: WorkerThread
    do {
      thread = try waiter(for: child, started, result, writingEnd: ends[1])
    } catch {
      for end in ends { close(end) }
      return .failure(StartFailure(reason: error.description))
    }
    let (made, code) = spawn(words, environment: environment, holding: holding)
    if code == 0 { child.withLock { $0 = made } }
    started.open()
    guard code == 0 else {
      thread.join()
      close(ends[0])
      return .failure(StartFailure(reason: String(cString: strerror(code))))
    }
    return .success(EditorRun(child: made, result: result, thread: thread, descriptor: ends[0]))
  }

  private init(child: pid_t, result: Lock<End?>, thread: WorkerThread, descriptor: Int32) {
    self.child = child
    self.result = result
    self.thread = thread
    self.descriptor = descriptor
  }

  /// A thread that waits for the child's end, once `started` says that there is one or that it could not be started.
  private static func waiter(
    for child: Lock<pid_t?>, _ started: Latch, _ result: Lock<End?>, writingEnd: Int32
  ) throws(SystemShortage) -> WorkerThread {
    try WorkerThread(name: "editor") {
      started.wait()
      defer { close(writingEnd) }
      guard let child = child.withLock({ $0 }) else { return }
      var status: Int32 = 0
      while waitpid(child, &status, 0) < 0 && errno == EINTR {}
      let signal = status & 0x7F
      result.withLock { $0 = signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal) }
      // Said by a byte: another program that is being started may hold a copy of this end for a moment.
      var byte: UInt8 = 1
      _ = write(writingEnd, &byte, 1)
    }
  }

  deinit { close(descriptor) }

  /// Asks it to end.
  func end(by signal: Int32) { if end == nil { kill(child, signal) } }

  /// Returns when it has ended.
  func wait() { thread.join() }

  private static func spawn(
    _ words: [String], environment: [String: String], holding: Int32?
  ) -> (pid_t, Int32) {
    #if canImport(Glibc)
      var attributes = posix_spawnattr_t()
      var actions = posix_spawn_file_actions_t()
    #else
      var attributes: posix_spawnattr_t?
      var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawnattr_init(&attributes)
    posix_spawn_file_actions_init(&actions)
    defer {
      posix_spawnattr_destroy(&attributes)
      posix_spawn_file_actions_destroy(&actions)
    }
    // Onto itself: then it is inherited.
    if let holding { posix_spawn_file_actions_adddup2(&actions, holding, holding) }
    closeDescriptorsOnExec()
    // What the client blocks or ignores for itself must not hold in the editor. It stays in the client's group: a shell
    // stops and continues both.
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    let arguments = words.map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var child = pid_t()
    let code = posix_spawn(&child, words[0], &actions, &attributes, arguments, variables)
    return (child, code)
  }
}
