import System

/// Why the terminal cannot be used. The description says what to do.
package enum TerminalError: Error, Hashable, CustomStringConvertible {
  /// TERM is not set.
  case noName
  /// The terminal that TERM names cannot move its cursor.
  case tooSimple(name: String)
  /// Neither the terminal that TERM names nor one that resembles it is described on this machine.
  case noDescription(name: String)
  /// The process has no terminal.
  case noTerminal
  /// The system refused something; carries what was tried and errno.
  case system(call: String, errno: Int32)

  package var description: String {
    switch self {
    case .noName: "TERM is not set: set it to the name of your terminal, for example TERM=xterm-256color."
    case .tooSimple(let name):
      "The terminal \"\(name)\" cannot show a full screen. If yours can, set TERM, for example TERM=xterm-256color."
    case .noDescription(let name):
      "No description of the terminal \"\(name)\" was found. Install ncurses-base or ncurses-term, or set TERM."
    case .noTerminal: "This needs a terminal, and there is none."
    case .system(let call, let errno): "\(call) failed: \(systemReason(errno))."
    }
  }
}
