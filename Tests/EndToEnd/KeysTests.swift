import Foundation
import TestSupport
import Testing

/// `maichat keys`: the table, what is wrong with it, and what a key press sends.
@Suite(.watchingPrograms) struct KeysEndToEndTests {
  @Test func theTableIsThatOfTheConfiguration() throws {
    let home = try Home()
    try home.write("config/maichat/config.toml", "[keys.everywhere]\n\"F5\" = \"retry\"\n\"Ctrl-L\" = false\n")
    let output = try Command.run(Maichat.path, ["keys"], environment: home.environment())
    #expect(output.status == 0)
    #expect(output.errors == "")
    #expect(output.text.contains("  F5, Ctrl-X y"))
    #expect(output.text.split(separator: "\n").contains { $0.contains(" redraw ") && $0.contains("–") })
    let json = try Command.run(Maichat.path, ["keys", "--json"], environment: home.environment())
    let lines = json.text.split(separator: "\n").map { Data($0.utf8) }
    let rows = try lines.map { try #require(try JSONSerialization.jsonObject(with: $0) as? [String: Any]) }
    let retry = try #require(
      rows.first { $0["command"] as? String == "retry" && $0["zone"] as? String == "everywhere" })
    #expect(retry["keys"] as? [String] == ["F5", "Ctrl-X y"])
  }

  @Test func mistakesAreNamedByFileAndLine() throws {
    let home = try Home()
    let text = """
      [keys.everywhere]
      "F5" = "rety"
      "F6" = "retry"
      "F6 " = "quit"
      [keys.list]
      "Ctrl-Bogus" = "open"
      """
    try home.write("config/maichat/config.toml", text)
    let output = try Command.run(Maichat.path, ["keys"], environment: home.environment())
    #expect(output.status == 2)
    let file = home.folder.appending(path: "config/maichat/config.toml").path
    #expect(output.errors.contains("\(file):2: "))
    #expect(output.errors.contains("did you mean retry?"))
    #expect(output.errors.contains("\(file):4: "))
    #expect(output.errors.contains("bound in keys.everywhere already"))
    #expect(output.errors.contains("\(file):6: "))
    #expect(output.text.contains("  F6, Ctrl-X y"))
  }

  @Test func aKeyPressShowsWhatItSends() throws {
    let home = try Home()
    let tmux = try Tmux(
      columns: 100, rows: 40, command: "'\(Maichat.path)' keys --test", environment: home.environment())
    try tmux.wait(for: "ends the test")
    let modes = try tmux.ask("#{alternate_on} #{keypad_cursor_flag}")
    #expect(modes == "0 1")
    try tmux.press("b", "Up", "M-Enter")
    try tmux.type("漢")
    try tmux.press("C-x", "n")
    try tmux.paste("two\nlines")
    try tmux.wait(for: "9 characters")
    let screen = try tmux.screen().map {
      $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }
    for line in [
      "b b composer: text", "\\eOA Up composer: up, transcript: row-up, list: list-up",
      "\\e\\x0d Alt-Enter composer: newline", "\\xe6\\xbc\\xa2 漢 composer: text",
      "\\x18 Ctrl-X leader: the next key is the second of two", "n n new",
    ] {
      #expect(screen.contains(line), "\(line)")
    }
    try tmux.press("Escape")
    try tmux.wait(for: " back")
    try tmux.press("Escape")
    #expect(try tmux.waitForExit() == 0)
    #expect(try tmux.ask("#{keypad_cursor_flag}") == "0")
  }

  @Test func theTerminalIsGivenBackOnASignalAndWhileStopped() throws {
    let home = try Home()
    let tmux = try Tmux(
      columns: 100, rows: 30, command: "env PS1='shell$ ' bash --norc --noprofile -i",
      environment: home.environment(["MAICHAT": Maichat.path]))
    try tmux.wait(for: "shell$")
    let terminal = try tmux.ask("#{pane_tty}").replacing("/dev/", with: "")
    for (signal, command, answer) in [
      ("TSTP", "$MAICHAT keys --test", "Stopped"), ("TERM", "fg; echo status $?", "status 143"),
    ] {
      try tmux.type("clear; " + command)
      try tmux.press("Enter")
      _ = waitUntil { (try? tmux.ask("#{keypad_cursor_flag}")) == "1" }
      try tmux.press("x")
      try tmux.wait("the key") { rows in rows.contains { $0.hasPrefix("x   ") } }
      _ = try Command.run("pkill", ["-\(signal)", "-t", terminal, "maichat"])
      try tmux.wait(for: answer)
      try tmux.type("stty -a | grep -o ' icanon' | sed s/^/\(signal)/")
      try tmux.press("Enter")
      try tmux.wait("the modes") { $0.contains("\(signal) icanon") }
      #expect(try tmux.ask("#{keypad_cursor_flag}") == "0")
    }
  }

  @Test func itNeedsATerminalThatItCanUse() throws {
    let home = try Home()
    let output = try Command.run(Maichat.path, ["keys", "--test"], environment: home.environment())
    #expect(output.status == 2)
    #expect(output.errors.contains("needs a terminal"))
    let tmux = try Tmux(
      columns: 80, rows: 10, command: "TERM=dumb '\(Maichat.path)' keys --test", environment: home.environment())
    #expect(try tmux.waitForExit() == 2)
    try tmux.wait(for: "dumb")
  }
}
