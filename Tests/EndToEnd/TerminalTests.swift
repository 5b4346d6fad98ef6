import Foundation
import TestSupport
import Testing

/// What a terminal can do to the client, and the client to a terminal.
@Suite(.watchingPrograms) struct TerminalEndToEndTests {
  private func start(_ home: Home, _ more: [String: String] = [:], columns: Int = 100, rows: Int = 30) throws -> Chat {
    let chat = try Chat(home.environment(more), arguments: ["--demo"], columns: columns, rows: rows)
    return chat
  }

  @Test func anySizeIsSurvivedWhileAReplyStreams() throws {
    let home = try Home()
    let chat = try start(home)
    try chat.waitForStart()
    try chat.send("/long 20000")
    try chat.tmux.wait(for: "streaming")
    for (columns, rows) in [
      (1, 1), (2, 2), (20, 6), (19, 5), (200, 60), (40, 3), (3, 40), (80, 24), (60, 10), (79, 7), (100, 30),
    ] {
      try chat.tmux.resize(columns: columns, rows: rows)
    }
    try chat.tmux.wait("the composer again") { rows in
      rows.count == 30 && rows.contains { $0.hasPrefix("> ") }
    }
    #expect(chat.tmux.exitStatus == nil)
    try chat.tmux.press("Escape")
    try chat.tmux.wait(for: "stopped")
    #expect(try chat.quit() == 0)
  }

  @Test func twentyBySixIsUsable() throws {
    let home = try Home()
    let chat = try start(home, columns: 20, rows: 6)
    try chat.waitForStart()
    try chat.send("/echo tiny")
    try chat.tmux.wait("an answer") { rows in rows.filter { $0.contains("tiny") }.count >= 1 }
    #expect(try chat.quit() == 0)
  }

  @Test(arguments: ["vt100", "linux", "xterm", "screen-256color", "nosuchterm"])
  func everyTerminalTypeWorks(name: String) throws {
    let home = try Home()
    let words = "env TERM=\(name) '\(Maichat.path)' --demo"
    let tmux = try Tmux(columns: 80, rows: 24, command: words, environment: home.environment())
    try tmux.wait("the composer") { $0.contains { $0.hasPrefix("> ") } }
    try tmux.type("/echo on \(name)")
    try tmux.press("Enter")
    try tmux.wait("an answer") { rows in rows.contains { $0.contains("on \(name)") && !$0.contains("/echo") } }
    try tmux.press("C-q")
    #expect(try tmux.waitForExit() == 0)
  }

  @Test func withoutColoursThereAreNone() throws {
    let home = try Home()
    let chat = try start(home, ["NO_COLOR": "1"])
    try chat.waitForStart()
    try chat.send("Hello")
    try chat.tmux.wait(for: "Tour guide")
    let styled = try chat.tmux.screen(styled: true).joined()
    #expect(
      styled.range(of: "\u{1B}\\[([0-9;]*;)?(3[0-7]|4[0-7]|9[0-7]|38|48)(;|m)", options: .regularExpression) == nil)
    #expect(try chat.quit() == 0)
  }

  @Test func stoppingAndGoingOnKeepsTheScreenAndTheShell() throws {
    let home = try Home()
    let tmux = try Tmux(
      columns: 100, rows: 30, command: "env PS1='shell$ ' bash --norc --noprofile -i",
      environment: home.environment(["MAICHAT": Maichat.path]))
    try tmux.wait(for: "shell$")
    try tmux.type("$MAICHAT --demo")
    try tmux.press("Enter")
    try tmux.wait("the composer") { $0.contains { $0.hasPrefix("> ") } }
    try tmux.type("kept text")
    try tmux.wait(for: "kept text")
    try tmux.press("C-z")
    try tmux.wait(for: "Stopped")
    #expect(try tmux.ask("#{alternate_on}") == "0")
    try tmux.type("echo in the shell")
    try tmux.press("Enter")
    try tmux.wait("the shell") { $0.contains { $0 == "in the shell" } }
    try tmux.type("fg")
    try tmux.press("Enter")
    try tmux.wait(for: "kept text")
    try tmux.press("C-q")
    try tmux.wait("the shell again") { rows in rows.last { !$0.isEmpty }?.hasPrefix("shell$") == true }
    try tmux.type("stty -a | grep -c ' icanon'")
    try tmux.press("Enter")
    try tmux.wait("the modes") { $0.contains { $0 == "1" } }
  }

  @Test(arguments: [SIGTERM, SIGHUP])
  func aSignalSavesAndGivesTheTerminalBack(signal: Int32) throws {
    let service = FakeService { _ in streaming(["Half"], ending: [.stall]) }
    let home = try Home()
    var chat = try Chat(service.environment(home))
    try chat.waitForStart()
    try chat.send("Hello")
    try chat.tmux.wait(for: "Half")
    try chat.tmux.type("a draft")
    try chat.tmux.wait(for: "a draft")
    try chat.kill(signal)
    #expect(try chat.tmux.waitForExit() == Int(128 + signal))
    #expect(try chat.tmux.ask("#{alternate_on}") == "0")
    chat = try Chat(service.environment(home))
    try chat.tmux.wait("all of it") { rows in
      rows.contains { $0.contains("Half") } && rows.contains { $0.contains("interrupted") }
        && rows.contains { $0.contains("a draft") }
    }
    #expect(try chat.quit() == 0)
  }
}
