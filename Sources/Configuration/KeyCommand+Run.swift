#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension KeyCommand {
  /// Why there is no key. Holds the end of what the command said on standard error, never what it printed.
  package struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The command's name without arguments.
    package var name: String
    package var reason: Reason
    /// The end of its standard error, not made safe for a terminal.
    package var message: String

    package enum Reason: Equatable, Sendable {
      /// It could not be started.
      case notStarted(String)
      case exited(status: Int32)
      case killed(signal: Int32)
      case timedOut(milliseconds: Int)
      case cancelled
      /// It ended well without printing a key.
      case printedNothing
      /// What it printed cannot stand in a request header.
      case unusableKey
      /// It printed much, and no line's end.
      case endlessLine
    }

    package var description: String {
      let what =
        switch reason {
        case .notStarted(let why): "cannot be started: \(why)"
        case .exited(let status): "failed with status \(status)"
        case .killed(let signal): "was ended by signal \(signal)"
        case .timedOut(let milliseconds): "did not end within \(milliseconds / 1000) s"
        case .cancelled: "was cancelled"
        case .printedNothing: "printed no key"
        case .unusableKey: "printed a line with control characters, which is no key"
        case .endlessLine: "printed \(KeyCommand.keptBytes >> 10) KB without a line end, which is no key"
        }
      return "\(name) \(what)" + (message.isEmpty ? "" : ": \(message)")
    }
  }

  /// More than this of what a command prints is thrown away: a key is short.
  static let keptBytes = 16 << 10

  /// How long a command that has printed its line may take to end by itself, in milliseconds, so that one that fails can say so
  /// and one that tidies up can do it.
  private static let endMilliseconds: Int64 = 500

  /// How often an ended command is looked for while its output stays open, as a daemon that it started may keep it.
  private static let lookMilliseconds: Int64 = 10

  /// Runs the command; the key is the first line that it prints. A command that goes on after that line is stopped, with all
  /// that it started and left in its process group. Its standard input is empty; it gets the terminal once it asks for it, so
  /// that it can read a password there: run it while no full screen is shown, or use one that asks elsewhere. After
  /// `milliseconds`, or once the descriptor `cancellation` is readable, it is killed.
  package func run(
    environment: [String: String], milliseconds: Int = 60_000, cancellation: Int32? = nil
  ) -> Result<SecretText, Failure> {
    func failure(_ reason: Failure.Reason, _ message: String = "") -> Result<SecretText, Failure> {
      .failure(Failure(name: name, reason: reason, message: message))
    }
    let child: Child
    switch Child.start(words, environment: environment) {
    case .success(let started): child = started
    case .failure(let code): return failure(.notStarted(String(cString: strerror(code.number))))
    }
    var running = child
    let end = running.wait(until: Self.now() + Int64(milliseconds), cancellation: cancellation)
    let printed = String(decoding: running.output, as: UTF8.self)
    let key = printed.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).first.flatMap {
      SecretText($0)
    }
    let message = Self.message(running.errors, hiding: printed)
    switch end {
    case .exited(0):
      guard let key else { return failure(.printedNothing, message) }
      return key.fitsHeader ? .success(key) : failure(.unusableKey)
    case .exited(130) where running.hadTerminal: return failure(.cancelled)
    case .exited(let status): return failure(.exited(status: status), message)
    case .killed(SIGINT) where running.hadTerminal: return failure(.cancelled)
    case .killed(let signal): return failure(.killed(signal: signal), message)
    case .stopped:
      guard let key else { return failure(.printedNothing, message) }
      return key.fitsHeader ? .success(key) : failure(.unusableKey)
    case .endless: return failure(.endlessLine, message)
    case .timedOut: return failure(.timedOut(milliseconds: milliseconds), message)
    case .cancelled: return failure(.cancelled)
    }
  }

  /// The last 300 characters of `errors` on one line, without any line that was also printed: a command that traces itself
  /// must not bring the key into a message.
  private static func message(_ errors: [UInt8], hiding printed: String) -> String {
    let secrets = printed.split(whereSeparator: \.isNewline).map(\.withoutBlanks).filter { $0.count >= 4 }
    let lines = String(decoding: errors, as: UTF8.self).split(whereSeparator: \.isNewline).map(\.withoutBlanks)
    let safe = lines.filter { line in !line.isEmpty && !secrets.contains { line.contains($0) } }
    return String(safe.joined(separator: " ").suffix(300))
  }

  /// Milliseconds of a clock that never runs backwards.
  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}

extension KeyCommand {
  private struct ErrorNumber: Error {
    var number: Int32
  }

  private enum End {
    case exited(Int32), killed(Int32), timedOut, cancelled
    /// It was, after it had printed a line.
    case stopped
    /// It was, having printed too much for a line.
    case endless
  }

  /// A running command and what it has printed so far.
  private struct Child {
    let process: pid_t
    private var outputEnd: Int32
    private var errorEnd: Int32
    private(set) var output: [UInt8] = []
    private(set) var errors: [UInt8] = []
    /// How many bytes it printed, kept or not.
    private var printed = 0
    private var terminal = LentTerminal()
    /// Whether it ever had the terminal, where keys send it signals.
    var hadTerminal: Bool { terminal.wasLent }

    private init(process: pid_t, outputEnd: Int32, errorEnd: Int32) {
      self.process = process
      self.outputEnd = outputEnd
      self.errorEnd = errorEnd
    }

    static func start(_ words: [String], environment: [String: String]) -> Result<Child, ErrorNumber> {
      var out: [Int32] = [-1, -1]
      var err: [Int32] = [-1, -1]
      guard pipe(&out) == 0 else { return .failure(ErrorNumber(number: errno)) }
      guard pipe(&err) == 0 else {
        let code = errno
        for end in out { close(end) }
        return .failure(ErrorNumber(number: code))
      }
      for end in out + err { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      for end in [out[0], err[0]] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
      let (process, code) = spawn(words, environment: environment, output: out[1], errors: err[1])
      close(out[1])
      close(err[1])
      guard code == 0 else {
        close(out[0])
        close(err[0])
        return .failure(ErrorNumber(number: code))
      }
      return .success(Child(process: process, outputEnd: out[0], errorEnd: err[0]))
    }

    private static func spawn(
      _ words: [String], environment: [String: String], output: Int32, errors: Int32
    ) -> (pid_t, Int32) {
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
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_adddup2(&actions, output, 1)
      posix_spawn_file_actions_adddup2(&actions, errors, 2)
      // The client blocks and ignores signals for itself; a command so started could not be ended, or hold on to a pipe.
      var none = sigset_t()
      var all = sigset_t()
      sigemptyset(&none)
      sigfillset(&all)
      posix_spawnattr_setsigmask(&attributes, &none)
      posix_spawnattr_setsigdefault(&attributes, &all)
      // What it starts can be stopped with it.
      posix_spawnattr_setpgroup(&attributes, 0)
      posix_spawnattr_setflags(
        &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETPGROUP))
      let arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
      let variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
      defer { for text in arguments + variables { free(text) } }
      closeDescriptorsOnExec()
      var process: pid_t = 0
      let code = posix_spawnp(&process, words[0], &actions, &attributes, arguments, variables)
      return (process, code)
    }

    /// Reads until the command has ended or has printed a line, the deadline (of the steady clock, milliseconds) is over or
    /// `cancellation` is readable; where it has not ended by itself, kills it. The process is gone afterwards.
    mutating func wait(until deadline: Int64, cancellation: Int32?) -> End {
      defer {
        terminal.takeBack()
        close(outputEnd)
        close(errorEnd)
      }
      /// When it must have ended, once its line is there.
      var due: Int64?
      while true {
        var status: Int32 = 0
        let waited = waitpid(process, &status, WNOHANG | WUNTRACED)
        if waited == process, status & 0xFF == 0x7F {
          terminal.answer(stop: status >> 8 & 0xFF, of: process)
        } else if waited == process || waited < 0 && errno != EINTR {
          read()
          return waited == process ? Self.end(status) : .exited(-1)
        }
        let now = KeyCommand.now()
        if let due, now >= due || printed > KeyCommand.keptBytes { return kill(.stopped) }
        if due == nil, printed > KeyCommand.keptBytes { return kill(.endless) }
        if now >= deadline { return kill(due == nil ? .timedOut : .stopped) }
        var descriptors = [
          pollfd(fd: outputEnd, events: Int16(POLLIN), revents: 0),
          pollfd(fd: errorEnd, events: Int16(POLLIN), revents: 0),
          pollfd(fd: cancellation ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        // A closed pipe is always ready; it is left out, or this would spin until the command ends.
        for index in 0..<2 where isClosed[index] { descriptors[index].fd = -1 }
        _ = poll(&descriptors, 3, Int32(min(KeyCommand.lookMilliseconds, deadline - now)))
        if descriptors[2].revents != 0 { return kill(.cancelled) }
        read()
        if due == nil, output.contains(where: { $0 == 0x0A || $0 == 0x0D }) { due = now + KeyCommand.endMilliseconds }
      }
    }

    private var isClosed = [false, false]

    private mutating func read() {
      isClosed[0] = Self.read(outputEnd, into: &output, keeping: .first, count: &printed)
      var said = 0
      isClosed[1] = Self.read(errorEnd, into: &errors, keeping: .last, count: &said)
    }

    private enum Part {
      case first, last
    }

    /// Takes what is there; true once the other end is closed.
    private static func read(
      _ descriptor: Int32, into bytes: inout [UInt8], keeping part: Part, count total: inout Int
    ) -> Bool {
      var buffer = [UInt8](repeating: 0, count: 4096)
      // A command that prints without end must not keep this loop from looking at the clock.
      for _ in 0..<64 {
        let count = systemRead(descriptor, &buffer, buffer.count)
        if count == 0 { return true }
        guard count > 0 else { return false }
        total += count
        switch part {
        case .first: bytes.append(contentsOf: buffer[..<min(count, KeyCommand.keptBytes - bytes.count)])
        case .last:
          bytes.append(contentsOf: buffer[..<count])
          if bytes.count > KeyCommand.keptBytes { bytes.removeFirst(bytes.count - KeyCommand.keptBytes) }
        }
      }
      return false
    }

    private func kill(_ end: End) -> End {
      // The group goes first: once its leader is waited for, its number may be somebody else's.
      systemKill(-process, SIGKILL)
      systemKill(process, SIGKILL)
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0, errno == EINTR {}
      return end
    }

    /// The wait status taken apart, as the macros of `sys/wait.h` do.
    private static func end(_ status: Int32) -> End {
      let signal = status & 0x7F
      return signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal)
    }
  }
}

// The methods of `Child` hide the system's functions of the same names.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}

private func systemKill(_ process: pid_t, _ signal: Int32) { _ = kill(process, signal) }
