import Foundation
import TestSupport
import Testing

/// What is copied, by each way there is, and what the status line says of it.
@Suite(.watchingPrograms) struct CopyTests {
  /// Text that no way may change: a tab, blanks at the end, wide and combined characters, quotes of the shell, no last
  /// line end.
  private static let source = "```sh\n\techo 'it''s' \"$HOME\"  \n漢字 👩‍👩‍👧 e\u{301}\n```"

  private static let code = "\techo 'it''s' \"$HOME\"  \n漢字 👩‍👩‍👧 e\u{301}"

  private func start(
    _ home: Home, _ environment: [String: String], overriding: [String: String] = [:]
  ) throws -> (Chat, FakeService) {
    let service = FakeService { _ in streaming([Self.source]) }
    let chat = try Chat(service.environment(home, environment), overriding: overriding)
    try chat.waitForStart()
    try chat.send("Code?")
    try chat.tmux.wait("the answer") { $0.contains { $0.contains("漢字") } && $0.contains { $0.contains("Enter send") } }
    try chat.tmux.press("Tab")
    return (chat, service)
  }

  /// A folder of `home` with a program called `name` that does `script`.
  private func programs(_ home: Home, _ name: String, _ script: String) throws -> String {
    let folder = home.folder.appending(path: "bin")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appending(path: name).path
    try "#!/bin/sh\n\(script)\n".write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return "\(folder.path):/usr/bin:/bin"
  }

  private func read(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

  @Test func theDesktopsProgramGetsTheSourceByteForByte() throws {
    let home = try Home()
    let out = home.folder.appending(path: "clipboard").path
    let path = try programs(
      home, "xclip", "echo \"$@\" > '\(out).arguments'; env > '\(out).environment'; cat > '\(out)'")
    let (chat, service) = try start(home, ["DISPLAY": ":7"], overriding: ["PATH": path])
    defer { withExtendedLifetime(service) {} }
    try chat.tmux.press("y")
    try chat.tmux.wait(for: "Copied \(Self.source.utf8.count) bytes with xclip.")
    #expect(read(out) == Self.source)
    #expect(read(out + ".arguments") == "-selection clipboard\n")
    #expect(read(out + ".environment")?.contains("MAIAGENT_API_KEY") == false)
    // By letter: the code alone, without its fence.
    try chat.tmux.press("c")
    let rows = try chat.tmux.wait(for: "type a letter")
    let fence = try #require(rows.firstIndex { $0.contains("echo") }) - 1
    let letter = try #require(rows[fence].split(separator: "│").last?.first { $0.isLetter })
    try chat.tmux.type(String(letter))
    try chat.tmux.wait(for: "Copied \(Self.code.utf8.count) bytes with xclip.")
    #expect(read(out) == Self.code)
    #expect(try chat.quit() == 0)
  }

  /// Where the program fails, and over SSH, the terminal is asked; tmux keeps what it was asked to copy.
  @Test(arguments: [false, true]) func elseTheTerminalGetsIt(overSSH: Bool) throws {
    let home = try Home()
    let path = try programs(home, "xclip", "cat > /dev/null; exit 1")
    var environment = ["DISPLAY": ":7"]
    if overSSH { environment["SSH_CONNECTION"] = "10.0.0.1 1 10.0.0.2 22" }
    let (chat, service) = try start(home, environment, overriding: ["PATH": path])
    defer { withExtendedLifetime(service) {} }
    try chat.tmux.set("set-clipboard", "on")
    try chat.tmux.press("y")
    try chat.tmux.wait(for: "Asked the terminal to copy \(Self.source.utf8.count) bytes (OSC 52)")
    #expect(try chat.tmux.buffer() == Self.source)
    #expect(try chat.quit() == 0)
  }

  @Test func aTerminalWithoutClipboardLeavesAPrivateFile() throws {
    let home = try Home()
    let (chat, service) = try start(home, [:], overriding: ["TERM": "linux", "TMUX": ""])
    defer { withExtendedLifetime(service) {} }
    try chat.tmux.press("y")
    let rows = try chat.tmux.wait(for: "No clipboard here: the \(Self.source.utf8.count) bytes are in")
    #expect(rows.last?.contains(" ~/state/maichat/copied.txt") == true)
    let found = try #require(
      FileManager.default.enumerator(atPath: home.folder.path)?.compactMap { $0 as? String }
        .first { $0.hasSuffix("maichat/copied.txt") })
    let file = home.folder.appending(path: found).path
    #expect(read(file) == Self.source)
    #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
    #expect(try chat.quit() == 0)
  }

  /// The pager has the terminal as a program of the shell's does, and its text drives no terminal.
  @Test func thePagerShowsTheConversationAndTheScreenComesBack() throws {
    let home = try Home()
    let out = home.folder.appending(path: "paged").path
    let path = try programs(
      home, "pager", "cat \"$1\" > '\(out)'; stat -c %a \"$1\" > '\(out).mode'; echo in the pager; read line")
    let (chat, service) = try start(home, ["PAGER": "pager"], overriding: ["PATH": path])
    defer { withExtendedLifetime(service) {} }
    try chat.tmux.press("C-x", "P")
    try chat.tmux.wait(for: "in the pager")
    #expect(try chat.tmux.ask("#{alternate_on}") == "0")
    try chat.tmux.press("Enter")
    try chat.tmux.wait("the screen again") { $0.contains { $0.contains("漢字") } && $0.contains { $0.contains("Code?") } }
    let text = try #require(read(out))
    #expect(text.contains("Code?") && text.contains("漢字") && !text.contains("│") && !text.contains("\u{1B}"))
    #expect(read(out + ".mode") == "600\n")
    #expect(try chat.quit() == 0)
  }
}
