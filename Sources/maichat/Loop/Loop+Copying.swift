import Canvas
import ChatModel
import Configuration
import System
import Terminal

extension Loop {
  /// Copies by the best way there is: the desktop's own, else the terminal's, else a file.
  func copy(_ text: String) {
    guard desktop.command != nil else { return copyThroughTerminal(text) }
    let mailbox = self.mailbox
    desktop.copy(text, in: editor.folder) { reason in
      _ = mailbox.post(.client(.copyNotDone(text, reason)))
    }
  }

  /// Asks the terminal, and where that cannot be, writes a file.
  func copyThroughTerminal(_ text: String) {
    let now = readClock()
    switch terminal.copy(text) {
    case .asked(let bytes):
      tell(.copied("Asked the terminal to copy \(bytes) bytes (OSC 52); whether it did, no terminal tells."), now)
    case .tooLong(let limit): keep(text, because: "Terminals take \(limit) bytes", now)
    case .unsupported: keep(text, because: "No clipboard here", now)
    }
  }

  private func keep(_ text: String, because reason: String, _ now: Timestamp) {
    do throws(FileFailure) {
      try PrivateFile.createFolder(FilePath.folder(of: copyFile))
      try PrivateFile(path: copyFile).write(Array(text.utf8))
      // Short, so that the place is in view on 80 columns.
      let place = ConfigurationPaths.abbreviated(copyFile, home: editor.environment["HOME"] ?? "")
      tell(.copied("\(reason): the \(text.utf8.count) bytes are in \(place)"), now)
    } catch {
      tell(.copyFailed(sentences("\(reason), and \(error)")), now)
    }
  }

  private func tell(_ event: ClientEvent, _ now: Timestamp) { engine.feed(.outside(.client(event)), now: now) }

  /// Shows `text` by the user's pager on the terminal's own screen, where the mouse selects it as it stands.
  func page(_ text: String) {
    let started = readClock()
    let safe = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { TerminalText(String($0)).text }.joined(separator: "\n")
    let file: DraftFile
    do { file = try DraftFile(safe, in: editor.folder) } catch {
      return tell(.noticed(sentences("The pager is not opened: \(error)")), started)
    }
    defer { file.remove() }
    let wanted = editor.environment["PAGER"] ?? ""
    let pager = wanted.contains { !$0.isWhitespace } ? wanted : "less"
    var end = EditorRun.End.failure(.init(reason: "the terminal is gone"))
    terminal.suspend(stopping: { end = run(pager, on: file) })
    let now = readClock()
    resize(now: now)
    if end == .success(.exited(0)) { return }
    tell(.noticed("The pager \(pager) did not show it; PAGER names another one."), now)
  }
}
