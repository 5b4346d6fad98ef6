import System

/// Which editor the user has, and what it is started with.
struct ExternalEditor {
  /// A line for the shell, to which the file's name is added; nil where there is none.
  let command: String?
  /// What the editor is started with: it has no business with the key.
  let environment: [String: String]
  /// Where the draft's file goes: private to the user and gone with the session, where there is such a place.
  let folder: String

  init(environment: [String: String]) {
    self.environment = environment.filter { $0.key != "MAIAGENT_API_KEY" }
    let wanted = ["VISUAL", "EDITOR"].lazy.compactMap { environment[$0] }.first { name in
      name.contains { !$0.isWhitespace }
    }
    command = wanted ?? ["vi", "nano"].first { FilePath.hasProgram($0, in: environment["PATH"] ?? "/usr/bin:/bin") }
    folder =
      ["XDG_RUNTIME_DIR", "TMPDIR"].lazy.compactMap { environment[$0] }.first { path in
        path.hasPrefix("/") && access(path, W_OK) == 0
      } ?? "/tmp"
  }
}

/// What came of a visit to the editor: the text it made, what the user should know, and whether the file has to stay.
struct EditorOutcome: Equatable {
  /// Another text than before; nil where the draft stays as it is.
  private(set) var text: String?
  private(set) var notice: String?
  private(set) var keepsFile = false

  /// An editor that comes back sooner than this has opened a window of its own, or shown nothing.
  private static let blink = 1000

  /// Reads `file` after `command` ended like `end`, having taken `took` milliseconds.
  init(of command: String, _ end: EditorRun.End, on file: DraftFile, took: Int64) {
    self.init(of: command, end, draft: file.text, file.read(), path: file.path, took: took)
  }

  init(
    of command: String, _ end: EditorRun.End, draft: String, _ content: DraftFile.Content, path: String, took: Int64
  ) {
    let name = command.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? command
    if let failure = Self.failure(name, end) {
      switch content {
      case .text(draft), .gone: notice = "\(failure); the text is as it was."
      case .text, .unusable:
        notice = "\(failure); the text is as it was. What was written is in \(path)"
        keepsFile = true
      }
      return
    }
    switch content {
    case .text(draft):
      if took < Self.blink {
        notice = "\(name) came back at once. One with a window of its own has to wait, as code -w does."
      }
    case .text(let edited): text = edited
    case .gone: notice = "\(name) left no file; the text is as it was."
    case .unusable(let why):
      notice = "What \(name) wrote \(why); the text is as it was. It is in \(path)"
      keepsFile = true
    }
  }

  /// What went wrong with the program; nil where nothing did.
  private static func failure(_ name: String, _ end: EditorRun.End) -> String? {
    switch end {
    case .success(.exited(0)): nil
    case .success(.exited(126)): "\(name) cannot be run"
    case .success(.exited(127)): "There is no program \(name)"
    case .success(.exited(let status)): "\(name) ended with status \(status)"
    case .success(.killed(let signal)): "\(name) was ended by signal \(signal)"
    case .failure(let problem): "\(name) was not started: \(problem.reason)"
    }
  }
}
