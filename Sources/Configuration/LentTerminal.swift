import System

/// The terminal of this process while a command in a process group of its own may have it. It is lent when the command wants to
/// read from it, which the system tells by stopping the command: till then keys such as Ctrl-C reach this process.
struct LentTerminal {
  /// The terminal and its modes as they were, while it is lent.
  private var lent: (descriptor: Int32, modes: termios)?
  private(set) var wasLent = false

  /// Answers that the command `process`, which leads its group, was stopped by `signal`.
  mutating func answer(stop signal: Int32, of process: pid_t) {
    switch signal {
    case SIGTTIN, SIGTTOU:
      // In the background this process is stopped as well, as a shell's job is, until it is brought back.
      if lent == nil, !lend(to: process) { kill(0, signal) }
    default:
      // Ctrl-Z is for both.
      takeBack()
      kill(0, SIGTSTP)
      _ = lend(to: process)
    }
    kill(-process, SIGCONT)
  }

  private mutating func lend(to process: pid_t) -> Bool {
    let descriptor = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    var modes = termios()
    guard tcgetpgrp(descriptor) == getpgrp(), tcgetattr(descriptor, &modes) == 0, tcsetpgrp(descriptor, process) == 0
    else {
      close(descriptor)
      return false
    }
    lent = (descriptor, modes)
    wasLent = true
    return true
  }

  /// Takes it back, in the modes that it was lent in; nothing happens where it is not lent.
  mutating func takeBack() {
    guard var terminal = lent else { return }
    lent = nil
    // This process is in the background till then, where this would stop it.
    var mask = sigset_t()
    var old = sigset_t()
    sigemptyset(&mask)
    sigaddset(&mask, SIGTTOU)
    pthread_sigmask(SIG_BLOCK, &mask, &old)
    tcsetpgrp(terminal.descriptor, getpgrp())
    tcsetattr(terminal.descriptor, TCSANOW, &terminal.modes)
    pthread_sigmask(SIG_SETMASK, &old, nil)
    close(terminal.descriptor)
  }
}
