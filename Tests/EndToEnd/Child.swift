import Configuration
import Foundation
import System

/// A child process. Not Foundation's: that waits until every descendant has closed a descriptor of its own, which the
/// server that tmux leaves behind never does.
final class Child {
  let pid: pid_t
  private var status: Int32?

  /// Starts `program` (looked up in this process's PATH unless it is a path), with this process's environment unless
  /// another is given; its standard streams are the files given.
  init(
    _ program: String, _ arguments: [String], environment: [String: String]? = nil, input: String, output: String,
    errors: String, signals: Signals = .usual
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    // The threads of a test block signals; the program under test must not begin that way.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    // Nor with signals ignored, as whoever started the tests may have wanted.
    var all = sigset_t()
    sigfillset(&all)
    if signals == .usual { posix_spawnattr_setsigdefault(&attributes, &all) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    let variables = environment ?? ProcessInfo.processInfo.environment
    var argv = ([program] + arguments).map { strdup($0) } + [nil]
    var envp = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in argv + envp { free(text) } }
    // Other tests of this process wait until a connection is closed; what this starts may run for longer.
    closeDescriptorsOnExec()
    var child = pid_t()
    let result = posix_spawnp(&child, program, &actions, &attributes, &argv, &envp)
    guard result == 0 else { throw Failure("\(program) does not start: \(String(cString: strerror(result)))") }
    pid = child
  }

  /// The exit status, 128 and the signal's number where one ended it; nil while it runs.
  func exitStatus(_ patience: Patience) -> Int32? {
    if let status { return status }
    var raw: Int32 = 0
    var ended: pid_t
    repeat { ended = waitpid(pid, &raw, patience == .none ? WNOHANG : 0) } while ended < 0 && errno == EINTR
    guard ended == pid else { return nil }
    let signal = raw & 0x7F
    status = signal == 0 ? (raw >> 8) & 0xFF : 128 + signal
    return status
  }

  enum Patience { case none, untilItEnds }

  /// What the child does when signals come.
  enum Signals {
    case usual
    /// It inherits which ones are ignored.
    case inherited
  }
}
