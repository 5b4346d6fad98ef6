/// A program that the process has started. It does not take over what the process blocks or ignores of signals, nor what it has
/// open.
package struct ChildProcess: Sendable {
  package let id: pid_t

  /// How it ended.
  package enum End: Equatable, Sendable {
    case exited(Int32), killed(Int32)

    /// The wait status taken apart, as the macros of `sys/wait.h` do.
    package init(status: Int32) {
      let signal = status & 0x7F
      self = signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal)
    }
  }

  /// What it has for its standard streams.
  package enum Streams: Sendable {
    case inherited
    /// It can neither read keys nor write over the screen.
    case none
    /// No input; its output and errors go to these descriptors.
    case captured(output: Int32, errors: Int32)
  }

  /// Which process group it is in.
  package enum Group: Sendable {
    /// That of this process: the shell stops and continues both.
    case shared
    /// One of its own, so that it can be stopped with all that it starts, and is not stopped with this process.
    case own
  }

  /// The system could not start it.
  package struct StartFailure: Error, Equatable, Sendable {
    package var number: Int32
    package init(number: Int32) { self.number = number }
    package var reason: String { systemReason(number) }
  }

  /// Starts `words`, a program (looked for in PATH) and its arguments. `inheriting` is a descriptor that it has open as well.
  package static func start(
    _ words: [String], environment: [String: String], streams: Streams, group: Group, inheriting: Int32? = nil
  ) throws(StartFailure) -> ChildProcess {
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #else
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    switch streams {
    case .inherited: break
    case .none:
      for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
        posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
      }
    case .captured(let output, let errors):
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
      posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
    }
    // Onto itself: then it is inherited.
    if let inheriting { posix_spawn_file_actions_adddup2(&actions, inheriting, inheriting) }
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    var flags = Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF)
    if case .own = group { flags |= Int16(POSIX_SPAWN_SETPGROUP) }
    posix_spawnattr_setflags(&attributes, flags)
    let arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    let variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    closeDescriptorsOnExec()
    var id = pid_t()
    let code = posix_spawnp(&id, words[0], &actions, &attributes, arguments, variables)
    guard code == 0 else { throw StartFailure(number: code) }
    return ChildProcess(id: id)
  }

  /// Waits until it has ended.
  @discardableResult
  package func wait() -> End {
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
    return End(status: status)
  }

  /// Whether it has ended; asked once after the end, since the system forgets it then.
  package var hasEnded: Bool { waitpid(id, nil, WNOHANG) != 0 }
}

/// Keeps what this process has open out of the programs that it starts: not every library does, and an editor or a browser
/// that runs on would keep a socket open which the client has closed.
package func closeDescriptorsOnExec() {
  // As many as a process may have where nobody raised the limit.
  for descriptor in STDERR_FILENO + 1..<1024 {
    let flags = fcntl(descriptor, F_GETFD)
    if flags >= 0 && flags & FD_CLOEXEC == 0 { _ = fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC) }
  }
}
