import ChatModel
import System

/// The clipboard of the desktop that the client runs on, through the program that serves it. Over SSH there is none: the
/// desktop of the far machine is nobody's.
final class DesktopClipboard: Sendable {
  /// The program and its arguments; nil where there is no desktop or no such program.
  let command: [String]?
  private let environment: [String: String]
  private let sink: any EventSink

  init(environment: [String: String], sink: any EventSink) {
    self.environment = environment.filter { $0.key != "MAIAGENT_API_KEY" }
    self.sink = sink
    command = Self.command(environment) { FilePath.hasProgram($0, in: environment["PATH"] ?? "/usr/bin:/bin") }
  }

  /// What copies on a machine with this environment, where `isThere` says which programs are.
  static func command(_ environment: [String: String], isThere: (String) -> Bool) -> [String]? {
    func has(_ name: String) -> Bool { !(environment[name] ?? "").isEmpty }
    if ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"].contains(where: has) { return nil }
    var known: [[String]] = []
    if has("WAYLAND_DISPLAY") { known.append(["wl-copy"]) }
    if has("DISPLAY") { known += [["xclip", "-selection", "clipboard"], ["xsel", "--clipboard", "--input"]] }
    if let clipboard = SystemDesktop.clipboard { known.append(clipboard) }
    return known.first { isThere($0[0]) }
  }

  /// Hands `text` to the program on a thread of its own; says at the sink what came of it. Where the program fails,
  /// `otherwise` is called there instead.
  func copy(_ text: String, in folder: String, otherwise: @escaping @Sendable (_ reason: String) -> Void) {
    guard let command else { return otherwise("there is no desktop") }
    WorkerThread.detach(name: "clipboard") { [self] in
      guard let file = try? DraftFile(text, in: folder) else { return otherwise("no file in \(folder)") }
      defer { file.remove() }
      // The shell puts the file where the program reads; what the file has more than the text is its last line's end.
      let words = command.map { "'\($0)'" }.joined(separator: " ")
      let line = "f() { head -c \(text.utf8.count) \"$1\" | \(words) >/dev/null 2>&1; }; f"
      guard case .success(let run) = EditorRun.start(line, file: file.path, environment: environment) else {
        return otherwise("\(command[0]) does not start")
      }
      run.wait()
      guard run.end == .exited(0) else { return otherwise("\(command[0]) failed") }
      _ = sink.post(.client(.copied("Copied \(text.utf8.count) bytes with \(command[0]).")))
    }
  }
}
