import Testing

@testable import Terminal

@Suite struct ClipboardTests {
  private func copied(_ text: String, _ terminal: String, isInTmux: Bool = false) -> (String, CopyResult) {
    let (bytes, result) = Clipboard(terminal: terminal, isInTmux: isInTmux).copy(text)
    return (String(decoding: bytes, as: UTF8.self), result)
  }

  @Test func theTextIsEncoded() {
    #expect(copied("漢\u{1B}", "xterm-256color") == ("\u{1B}]52;c;5ryiGw==\u{7}", .asked(bytes: 4)))
    #expect(copied("", "xterm").1 == .asked(bytes: 0))
  }

  @Test func tmuxIsAskedBothWays() {
    let plain = "\u{1B}]52;c;aGk=\u{7}"
    #expect(copied("hi", "tmux-256color", isInTmux: true).0 == plain + "\u{1B}Ptmux;\u{1B}" + plain + "\u{1B}\\")
    #expect(copied("hi", "screen-256color", isInTmux: true).0 == plain + "\u{1B}Ptmux;\u{1B}" + plain + "\u{1B}\\")
  }

  @Test func screenPassesOnShortStrings() {
    let text = String(repeating: "0123456789", count: 200)
    let (bytes, result) = copied(text, "screen")
    #expect(result == .asked(bytes: 2_000))
    let parts = bytes.split(separator: "\u{1B}\\").map { $0.dropFirst(2) }
    #expect(parts.count == 4)
    #expect(parts.allSatisfy { $0.utf8.count <= 700 })
    #expect(parts.joined() == copied(text, "xterm").0)
  }

  @Test func theLimitIsHonest() {
    let limit = Clipboard.limit
    #expect(copied(String(repeating: "a", count: limit), "xterm").1 == .asked(bytes: limit))
    let (bytes, result) = copied(String(repeating: "a", count: limit + 1), "xterm")
    #expect(bytes == "" && result == .tooLong(limit: limit))
    #expect(copied("hi", "linux") == ("", .unsupported))
    #expect(copied("hi", "vt100") == ("", .unsupported))
    #expect(copied("hi", "vte-256color").1 == .asked(bytes: 2))
  }
}
