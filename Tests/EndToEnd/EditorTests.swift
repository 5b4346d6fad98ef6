import Foundation
import TestSupport
import Testing

/// The draft in the user's own editor, and back.
@Suite(.watchingPrograms) struct EditorTests {
  /// A program in `home` that does `script` with the file `$2`; `$1` is an argument of its own.
  private func editor(_ home: Home, _ script: String) throws -> String {
    let path = "\(home.folder.path)/editor"
    try "#!/bin/sh\n\(script)\n".write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return "\(path) --wait"
  }

  private func start(_ home: Home, _ service: FakeService, _ script: String) throws -> Chat {
    let chat = try Chat(service.environment(home, ["VISUAL": try editor(home, script), "TMPDIR": home.folder.path]))
    try chat.waitForStart()
    return chat
  }

  private func folders(_ home: Home) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: home.folder.path)) ?? []).filter {
      $0.hasPrefix("maichat-edit.")
    }
  }

  /// The editor works on the screen as a program of the shell's does, replies go on, and the text comes back as one change.
  @Test func theTextGoesToTheEditorAndComesBackWhileAReplyStreams() throws {
    let gate = Gate()
    let service = FakeService { _ in
      [.streamHead(), .chunk(streamEvent("Begun."))] + [.wait(gate)] + [.chunk(streamEvent(" Meanwhile."))] + finished
    }
    let home = try Home()
    let chat = try start(
      home, service,
      """
      stat -c '%a' "$2" > "$HOME/mode"; cat "$2" > "$HOME/before"; echo "in the editor: $1"; stty -a | grep -c ' icanon'
      read line; printf '%s\\n第二行\\n' "$line" > "$2"
      """)
    try chat.send("Hello")
    try chat.tmux.wait(for: "Begun.")
    try chat.tmux.type("draft 漢字")
    try chat.tmux.press("C-x", "e")
    try chat.tmux.wait(for: "in the editor: --wait")
    #expect(try chat.tmux.ask("#{alternate_on}") == "0")
    try chat.tmux.wait("the modes") { $0.contains { $0 == "1" } }
    gate.open()
    // The reply reaches the disk though nothing is painted.
    try chat.tmux.wait("the reply on disk") { _ in
      let bytes = (try? Data(contentsOf: URL(filePath: home.history + "-wal"))) ?? Data()
      return bytes.range(of: Data("Meanwhile.".utf8)) != nil
    }
    try chat.tmux.type("edited 文")
    try chat.tmux.press("Enter")
    try chat.tmux.wait("the screen again") { rows in
      rows.contains { $0.contains("Begun. Meanwhile.") } && rows.contains { $0.contains("> edited 文") }
        && rows.contains { $0.contains("第二行") }
    }
    #expect(try String(contentsOfFile: "\(home.folder.path)/mode", encoding: .utf8) == "600\n")
    #expect(try String(contentsOfFile: "\(home.folder.path)/before", encoding: .utf8) == "draft 漢字\n")
    #expect(folders(home).isEmpty)
    try chat.tmux.press("C-_")
    try chat.tmux.wait(for: "> draft 漢字")
    #expect(try chat.quit() == 0)
  }

  @Test func anEditorThatFailsChangesNothingAndItsTextIsKept() throws {
    let service = FakeService { _ in streaming(["Hi."]) }
    let home = try Home()
    let chat = try start(home, service, #"echo "half done" > "$2"; exit 3"#)
    try chat.tmux.type("my draft")
    try chat.tmux.press("C-x", "e")
    let rows = try chat.tmux.wait(for: "ended with status 3")
    #expect(rows.contains { $0.hasPrefix("> my draft") })
    let kept = try #require(folders(home).first)
    #expect(try String(contentsOfFile: "\(home.folder.path)/\(kept)/message.md", encoding: .utf8) == "half done\n")
    #expect(try chat.quit() == 0)
  }

  @Test func anEditorThatIsNotThereIsNamed() throws {
    let service = FakeService { _ in streaming(["Hi."]) }
    let home = try Home()
    let chat = try Chat(service.environment(home, ["EDITOR": "no-such-editor -x", "TMPDIR": home.folder.path]))
    try chat.waitForStart()
    try chat.tmux.type("my draft")
    try chat.tmux.press("C-x", "e")
    let rows = try chat.tmux.wait(for: "There is no program no-such-editor")
    #expect(rows.contains { $0.hasPrefix("> my draft") } && folders(home).isEmpty)
    #expect(try chat.quit() == 0)
  }

  /// The client is ended while the editor has the terminal: the draft is on disk, what the editor wrote is kept.
  @Test func aSignalEndsBothAndLosesNothing() throws {
    let service = FakeService { _ in streaming(["Hi."]) }
    let home = try Home()
    var chat = try start(home, service, #"echo "half done" > "$2"; echo ready; exec sleep 600"#)
    try chat.tmux.type("my draft")
    try chat.tmux.press("C-x", "e")
    try chat.tmux.wait(for: "ready")
    try chat.kill(SIGTERM)
    #expect(try chat.tmux.waitForExit() == 128 + Int(SIGTERM))
    #expect(try chat.tmux.ask("#{alternate_on}") == "0")
    let kept = try #require(folders(home).first)
    #expect(try String(contentsOfFile: "\(home.folder.path)/\(kept)/message.md", encoding: .utf8) == "half done\n")
    chat = try Chat(service.environment(home))
    try chat.tmux.wait(for: "> my draft")
    #expect(try chat.quit() == 0)
  }
}
