import Foundation
import TestSupport
import Testing

/// Bytes as slow lines, input methods and other keyboards send them.
@Suite(.watchingPrograms) struct InputEndToEndTests {
  private func start(_ home: Home, _ command: String = "", columns: Int = 100, rows: Int = 30) throws -> Tmux {
    let tmux = try Tmux(
      columns: columns, rows: rows, command: "\(command) '\(Maichat.path)' --demo", environment: home.environment())
    try tmux.wait("the composer") { $0.contains { $0.hasPrefix("> ") } }
    return tmux
  }

  private func rest(_ milliseconds: Int32) { _ = poll(nil, 0, milliseconds) }

  @Test func charactersMayComeInPieces() throws {
    let home = try Home()
    let tmux = try start(home)
    // As an input method commits them, cut within characters and between them.
    let bytes = Array("請問é👩‍👧ひ".utf8)
    for byte in bytes {
      try tmux.send([byte])
      rest(15)
    }
    let rows = try tmux.wait("the text") { $0.contains { $0.hasPrefix("> 請問é") && $0.hasSuffix("ひ") } }
    #expect(!rows.joined().contains("\u{FFFD}"))
    try tmux.press("C-q")
    #expect(try tmux.waitForExit() == 0)
  }

  /// ESC and a letter 10 ms apart are Alt and the letter where the line is that slow; 400 ms apart they are two keys.
  @Test func escapeAndALetterAreToldApartByTime() throws {
    let home = try Home()
    try home.write("config/maichat/config.toml", "[ui]\nesc_delay = 200\n")
    let tmux = try start(home)
    try tmux.type("one two")
    try tmux.wait(for: "> one two")
    try tmux.send([0x1B])
    rest(10)
    try tmux.send(Array("b".utf8))
    try tmux.wait("the caret a word back") { _ in (try? tmux.ask("#{cursor_x}")) == "6" }
    #expect(try tmux.screen().contains { $0 == "> one two" })
    try tmux.send([0x1B])
    rest(400)
    try tmux.send(Array("b".utf8))
    try tmux.wait(for: "> one btwo")
    try tmux.press("C-q")
    #expect(try tmux.waitForExit() == 0)
  }

  @Test func enterWithAModifierBeginsALine() throws {
    let home = try Home()
    let tmux = try Tmux(
      columns: 100, rows: 30,
      command: "while ! [ -e '\(home.folder.path)/go' ]; do sleep 0.05; done; '\(Maichat.path)' --demo",
      environment: home.environment())
    try tmux.set("extended-keys", "on")
    try home.write("go", "")
    try tmux.wait("the composer") { $0.contains { $0.hasPrefix("> ") } }
    // What the terminal answered came before this, so that the keyboard is switched once this is shown.
    try tmux.type("one")
    try tmux.wait(for: "> one")
    try tmux.press("S-Enter")
    try tmux.type("two")
    try tmux.press("C-Enter")
    try tmux.type("three")
    try tmux.wait("three rows") { rows in
      rows.contains { $0.hasPrefix("> one") } && rows.contains("  two") && rows.contains("  three")
    }
    try tmux.press("C-q")
    #expect(try tmux.waitForExit() == 0)
  }

  @Test(arguments: [("#ffffff", "default-light"), ("#101010", "default-dark"), ("default", "default-dark")])
  func theThemeFitsTheBackground(background: String, theme: String) throws {
    let home = try Home()
    let tmux = try Tmux(
      columns: 100, rows: 30,
      command: "while ! [ -e '\(home.folder.path)/go' ]; do sleep 0.05; done; '\(Maichat.path)' --demo",
      environment: home.environment())
    try tmux.set("window-style", "bg=\(background)")
    try home.write("go", "")
    try tmux.wait("the composer") { $0.contains { $0.hasPrefix("> ") } }
    try tmux.press("C-x", "t")
    let rows = try tmux.wait("the themes") { $0.contains { $0.contains("✓") } }
    #expect(rows.contains { $0.contains("✓ \(theme)") })
    try tmux.press("Escape")
    try tmux.wait("the popup gone") { !$0.contains { $0.contains("✓") } }
    // Nothing of the answer is in the text.
    #expect(rows.contains { $0.hasPrefix("> ") && !$0.contains("rgb") })
    try tmux.press("C-q")
    #expect(try tmux.waitForExit() == 0)
  }

  @Test func theMouseIsTakenGivenBackAndHeard() throws {
    let home = try Home()
    let tmux = try start(home)
    #expect(try tmux.ask("#{mouse_any_flag}") == "0")
    try tmux.press("C-x", "m")
    try tmux.wait(for: "Mouse on: ")
    #expect(try tmux.ask("#{mouse_button_flag} #{mouse_sgr_flag}") == "1 1")
    try tmux.type("abc def")
    let rows = try tmux.wait(for: "> abc def")
    let row = try #require(rows.lastIndex { $0.hasPrefix("> abc def") }) + 1
    // A click into the text, the report cut in two.
    try tmux.send(Array("\u{1B}[<0;".utf8))
    rest(20)
    try tmux.send(Array("6;\(row)M\u{1B}[<0;6;\(row)m".utf8))
    try tmux.wait("the caret there") { _ in (try? tmux.ask("#{cursor_x}")) == "5" }
    // The border of the list, dragged; old and broken reports; nothing of it is typed.
    try tmux.send(
      Array("\u{1B}[<0;24;5M\u{1B}[<32;40;6M\u{1B}[<0;40;6m\u{1B}[<0;99999;99999M\u{1B}[M !!\u{1B}[<;;M".utf8))
    try tmux.wait("the wider list") { $0.first?.prefix(41).hasSuffix("┐┌") == true || $0.first?.contains("┐┌") == true }
    #expect(try tmux.screen().contains { $0 == "> abc def" })
    try tmux.press("C-x", "m")
    try tmux.wait(for: "Mouse off: ")
    #expect(try tmux.ask("#{mouse_any_flag}#{mouse_button_flag}") == "00")
    try tmux.press("C-x", "m")
    try tmux.wait(for: "Mouse on: ")
    try tmux.press("C-q")
    #expect(try tmux.waitForExit() == 0)
    #expect(try tmux.ask("#{mouse_any_flag}#{mouse_button_flag}#{mouse_sgr_flag}") == "000")
  }

  @Test func aCrashLeavesNoMouseBehind() throws {
    let home = try Home()
    try home.write("config/maichat/config.toml", "[ui]\nmouse = true\n")
    let tmux = try start(home, "env SWIFT_BACKTRACE=enable=no")
    #expect(try tmux.ask("#{mouse_button_flag}") == "1")
    kill(try tmux.commandPID(), SIGSEGV)
    #expect(try tmux.waitForExit() == 139)
    #expect(try tmux.ask("#{mouse_button_flag}#{mouse_sgr_flag}#{alternate_on}") == "000")
  }
}
