import Configuration

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Has the desktop open a link. What a message links to is anybody's: only addresses of the web and of mail are opened,
/// no shell sees them, and a mail is begun with what a person would type and nothing else.
final class LinkOpener {
  /// The program that opens links; nil where there is no desktop, as over SSH.
  private let program: String?
  /// What the program is started with: it has no business with the key.
  private let environment: [String: String]
  private var children: [pid_t] = []

  init(environment: [String: String]) {
    self.environment = environment.filter { $0.key != "MAIAGENT_API_KEY" }
    #if os(macOS)
      program = "open"
    #else
      let hasDesktop = ["DISPLAY", "WAYLAND_DISPLAY"].contains { !(environment[$0] ?? "").isEmpty }
      program = hasDesktop ? "xdg-open" : nil
    #endif
  }

  /// Whether `target` was handed to the desktop.
  func open(_ target: String) -> Bool {
    guard let program, let target = Self.openable(target) else { return false }
    children.removeAll { waitpid($0, nil, WNOHANG) != 0 }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // It must not write over the screen, nor read the keys.
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Nor does what the client blocks or ignores for itself hold there.
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    // A group of its own: what stops the client must not close the browser.
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETPGROUP))
    let arguments = [strdup(program), strdup(target), nil]
    let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    closeDescriptorsOnExec()
    var child = pid_t()
    guard posix_spawnp(&child, program, &actions, &attributes, arguments, variables) == 0 else { return false }
    children.append(child)
    return true
  }

  /// What is opened for `target`; nil where that is no address of the web or of mail, in one piece.
  static func openable(_ target: String) -> String? {
    guard target.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }) else { return nil }
    let lower = target.lowercased()
    if lower.hasPrefix("mailto:") { return MailAddress(target.dropFirst("mailto:".count))?.target }
    return ["https://", "http://"].contains { lower.hasPrefix($0) && lower != $0 } ? target : nil
  }
}
