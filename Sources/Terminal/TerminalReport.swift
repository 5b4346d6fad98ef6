import Canvas

/// What can be told of a terminal without taking it: for `doctor`.
package struct TerminalReport: Sendable {
  /// The extent of the terminal that the process was started on; nil where there is none.
  package let size: Size?
  /// How many colours it would be given: 0, 8, 16, 256 or 2^24.
  package let colors: Int
  /// What the user should know, as sentences.
  package let notes: [String]

  /// Looks the terminal up as a session with `options` would. Throws where no session could begin.
  package init(_ options: TerminalSession.Options) throws(TerminalError) {
    size = (try? TTY())?.size
    let screen = try Screen(
      terminal: options.terminal, size: size ?? Size(columns: 80, rows: 24), options: options.screen)
    colors = screen.palette.colors
    notes = screen.notes
  }
}
