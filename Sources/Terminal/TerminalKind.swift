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

  /// Whether it is of a family that answers questions about itself or passes over them.
  var answersQuestions: Bool {
    [
      "xterm", "tmux", "screen", "rxvt", "vte", "gnome", "konsole", "alacritty", "foot", "kitty", "wezterm", "contour",
      "ghostty", "mintty", "iterm", "st-", "stterm", "Eterm", "putty", "mlterm",
    ].contains(where: name.hasPrefix)
  }

  /// Whether an ESC before a sequence means Alt.
  var putsEscapeBeforeSequence: Bool { name.hasPrefix("rxvt") || name.hasPrefix("Eterm") }

  /// Whether it is known to open links that it is told of; of most terminals over ssh only the name is known.
  func opensLinks(_ environment: [String: String]) -> Bool {
    if ["xterm-kitty", "alacritty", "foot", "wezterm", "contour", "xterm-ghostty"].contains(where: name.hasPrefix) {
      return true
    }
    let program = environment["TERM_PROGRAM"] ?? ""
    if name.hasPrefix("screen") || name.hasPrefix("tmux") {
      let version = (environment["TERM_PROGRAM_VERSION"] ?? "").split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
      // tmux has links since 3.4.
      return program == "tmux" && version.count == 2 && !version.lexicographicallyPrecedes([3, 4])
    }
    return ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper"].contains(program)
      || (environment["VTE_VERSION"].flatMap { Int($0) } ?? 0) >= 5000
      || ["WT_SESSION", "KONSOLE_VERSION", "KITTY_WINDOW_ID"].contains { environment[$0] != nil }
  }

  /// The descriptions to try, best first, where terminfo has none for `name`.
  var substitutes: [String] { isClassic ? ["vt100", "ansi"] : ["xterm-256color", "xterm", "vt100", "ansi"] }
}
