import Foundation
import TestSupport
import Testing

/// Temporary files of a process that was killed.
@Suite(.watchingPrograms) struct LeftoverFilesTests {
  @Test func aKilledClientsDraftGoesWithTheNextStart() throws {
    let service = FakeService { _ in streaming(["Yes."]) }
    let home = try Home()
    let temporary = home.folder.appending(path: "tmp")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
    let opened = home.folder.appending(path: "opened").path
    try home.write(
      "editor", "#!/bin/sh\necho $$ > '\(opened).part'; mv '\(opened).part' '\(opened)'; exec sleep 1000\n")
    let editor = home.folder.appending(path: "editor").path
    chmod(editor, 0o700)
    let environment = service.environment(
      home, ["TERM": "xterm-256color", "TMPDIR": temporary.path, "EDITOR": editor, "MAIAGENT_CHATBOT_ID": "bot-0"])
    func left() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: temporary.path) }

    let terminal = try EmulatedTerminal()
    let child = try Child(
      Maichat.path, [], environment: environment, input: terminal.path, output: terminal.path, errors: terminal.path)
    try #require(
      waitUntil {
        terminal.take(milliseconds: 20)
        return terminal.text.contains("Front desk")
      }, "\(terminal.text)")
    terminal.type("a draft")
    terminal.type("\u{18}e")
    try #require(
      waitUntil {
        terminal.take(milliseconds: 20)
        return FileManager.default.fileExists(atPath: opened)
      })
    #expect(try left().count == 1)
    // Another client that starts meanwhile leaves it alone.
    #expect(try Command.run(Maichat.path, ["list"], environment: environment).status == 0)
    #expect(try left().count == 1)
    kill(child.pid, SIGKILL)
    _ = child.exitStatus(.untilItEnds)
    // The editor is still there, with the text in it.
    #expect(try Command.run(Maichat.path, ["list"], environment: environment).status == 0)
    #expect(try left().count == 1)
    let process = try #require(
      pid_t(String(contentsOfFile: opened, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)))
    kill(process, SIGKILL)
    #expect(
      waitUntil {
        guard kill(process, 0) == 0, let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        else { return true }
        return status.contains(") Z ")
      })
    let last = try Command.run(Maichat.path, ["list"], environment: environment)
    #expect(last.status == 0 && last.errors == "", "\(last.errors)")
    #expect(try left() == [])
  }

  @Test func ctrlQEndsWithinASecond() throws {
    let service = FakeService { _ in [.streamHead(), .chunk(streamEvent("begun"))] }
    let home = try Home()
    let environment = service.environment(home, ["TERM": "xterm-256color", "MAIAGENT_CHATBOT_ID": "bot-0"])
    let terminal = try EmulatedTerminal()
    let child = try Child(
      Maichat.path, [], environment: environment, input: terminal.path, output: terminal.path, errors: terminal.path)
    try #require(
      waitUntil {
        terminal.take(milliseconds: 20)
        return terminal.text.contains("Front desk")
      }, "\(terminal.text)")
    terminal.type("\u{11}")
    #expect(
      waitUntil {
        terminal.take(milliseconds: 5)
        return child.exitStatus(.none) != nil
      })
    #expect(child.exitStatus(.untilItEnds) == 0)
  }
}
