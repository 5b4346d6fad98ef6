import AppState
import ChatModel
import System
import Terminal

extension Loop {
  /// Hands the terminal to the user's editor with `text` and takes it back when that has ended. Meanwhile replies arrive
  /// and are written down as ever; only keys and frames wait.
  func edit(_ text: String, of id: ConversationID) {
    let started = readClock()
    let file: DraftFile
    do { file = try DraftFile(text, in: editor.folder) } catch {
      return tell(sentences("The editor is not opened: \(error)"), started)
    }
    guard let command = editor.command else {
      file.remove()
      return tell("There is no editor: set VISUAL or EDITOR.", started)
    }
    var end = EditorRun.End.failure(.init(reason: "the terminal is gone"))
    terminal.suspend(stopping: { end = run(command, on: file) })
    let now = readClock()
    resize(now: now)
    let outcome = EditorOutcome(of: command, end, on: file, took: now.milliseconds - started.milliseconds)
    if let edited = outcome.text { engine.feed(.outside(.client(.draftEdited(id, edited))), now: now) }
    if let notice = outcome.notice { tell(notice, now) }
    if outcome.keepsFile { log.notice("an edited text was kept", metadata: ["file": "\(file.path)"]) }
    if outcome.keepsFile { file.keep() } else { file.remove() }
  }

  private func tell(_ notice: String, _ now: Timestamp) {
    engine.feed(.outside(.client(.noticed(notice))), now: now)
  }

  /// Waits for the editor, takes the mail, and keeps an eye on the signals.
  func run(_ command: String, on file: DraftFile) -> EditorRun.End {
    let run: EditorRun
    switch EditorRun.start(
      command, file: file.path, environment: editor.environment, holding: file.descriptor)
    {
    case .success(let started): run = started
    case .failure(let problem): return .failure(problem)
    }
    while run.end == nil {
      let now = readClock()
      let timeout = engine.state.deadline.map { max(0, min($0.milliseconds - now.milliseconds, 60_000)) }
      var descriptors = [mailbox.descriptor, signals.descriptor, run.descriptor].map {
        pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
      }
      _ = poll(&descriptors, nfds_t(descriptors.count), timeout.map(Int32.init) ?? -1)
      let later = readClock()
      for event in engine.takeMail(now: later) { log.note(event) }
      _ = engine.passTime(now: later)
      for signal in signals.read() {
        switch signal {
        // The editor stops itself and its group; what a shell then continues is all of them.
        case .stop: terminal.stopAlong()
        case .hangup, .terminate:
          run.end(by: signal.number)
          run.wait()
          leave(.hangup(signal: signal.number), now: later)
        // These are for the editor, which shares the terminal.
        case .interrupt, .quit, .windowChanged, .continued: break
        }
      }
    }
    run.wait()
    return run.end.map { .success($0) } ?? .failure(.init(reason: "it was not seen to end"))
  }
}
