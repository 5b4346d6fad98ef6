/// What follows from the name of a terminal, beyond what terminfo says.
struct TerminalKind: Hashable {
  let name: String

  /// Whether it is one of the old ones: a console, a hardware terminal. All others understand the private modes of xterm,
  /// or ignore them.
  var isClassic: Bool {
    ["linux", "vt", "ansi", "cons", "sun", "wy", "hurd", "minix", "dumb", "pcansi", "cygwin"].contains {
      name.hasPrefix($0)
    }
      && !name.hasPrefix("vte")
  }

  /// Whether an ESC before a sequence means Alt.
  var putsEscapeBeforeSequence: Bool { name.hasPrefix("rxvt") || name.hasPrefix("Eterm") }

  /// The descriptions to try, best first, where terminfo has none for `name`.
  var substitutes: [String] { isClassic ? ["vt100", "ansi"] : ["xterm-256color", "xterm", "vt100", "ansi"] }
}
