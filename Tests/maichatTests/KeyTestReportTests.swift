import Canvas
import ChatView
import Terminal
import Testing

@testable import maichat

@Suite struct KeyTestReportTests {
  private var report = KeyTestReport(.standard)

  private mutating func lines(_ bytes: String, _ inputs: Input...) -> [String] {
    report.lines(for: KeyRecorder.Arrival(bytes: Array(bytes.utf8), inputs: inputs))
  }

  private func key(_ name: String) -> Input { .key(KeyPress(name: name)!) }

  @Test mutating func aLineHoldsBytesKeyAndCommands() {
    #expect(
      lines("\u{1B}[A", key("Up")) == [
        "\\e[A                Up               composer: up, transcript: row-up, list: list-up"
      ])
    #expect(lines("漢", key("漢")) == ["\\xe6\\xbc\\xa2        漢               composer: text"])
    #expect(lines("\u{1B}[99~").first?.contains("no key") == true)
    #expect(lines("\u{1B}[I", .focus(gained: true)).first?.contains("focus") == true)
    let paste = lines(String(repeating: "x", count: 60), .paste(String(repeating: "x", count: 48)))
    #expect(paste.first?.contains("… (60 bytes)") == true && paste.first?.contains("48 characters") == true)
  }

  @Test mutating func nothingThatIsShownDrivesTheTerminal() {
    for line in lines("\u{1B}\u{9B}\u{7F}\\", key("Ctrl-["), .key(KeyPress(.character("\u{202E}")))) {
      #expect(line == TerminalText(line).text)
      #expect(!line.unicodeScalars.contains { $0.value < 32 || $0.value == 0x7F || (0x80...0x9F).contains($0.value) })
    }
  }

  @Test(arguments: ["Esc", "Ctrl-C", "Ctrl-D"]) mutating func twiceInARowEnds(name: String) {
    _ = lines("", key(name))
    _ = lines("", key("a"))
    _ = lines("", key(name))
    #expect(!report.isOver)
    _ = lines("", .focus(gained: true))
    _ = lines("", key(name))
    #expect(!report.isOver)
    _ = lines("", key(name), key("x"))
    #expect(report.isOver)
  }

  @Test mutating func otherKeysEndNothing() {
    _ = lines("", key("q"), key("q"), key("Ctrl-Q"), key("Ctrl-Q"), key("Esc"), key("Ctrl-C"))
    #expect(!report.isOver)
  }
}
