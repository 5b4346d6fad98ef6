import TestSupport
import Testing

@testable import Terminal

@Suite struct StyleSequencesTests {
  private func joined(_ text: String) -> String {
    String(decoding: StyleSequences.joined(Array(text.utf8)), as: UTF8.self)
      .replacing("\u{1B}", with: "^")
  }

  @Test func neighboursBecomeOne() {
    #expect(joined("a\u{1B}[39m\u{1B}(B\u{1B}[mb") == "a^[mb")
    #expect(joined("\u{1B}(B\u{1B}[0;4m\u{1B}[38;5;111mx\u{1B}[39m\u{1B}(B\u{1B}[m") == "^[0;4;38;5;111mx^[m")
    #expect(joined("\u{1B}[m\u{F}\u{1B}[38;5;2my") == "^[0;38;5;2my")
    #expect(joined("\u{1B}[1m\u{1B}[32m") == "^[1;32m")
    #expect(joined("\u{1B}[1m漢\u{1B}[32m") == "^[1m漢^[32m")
  }

  @Test func othersStay() {
    for text in [
      "", "plain 漢字", "\u{1B}[39;3H", "\u{1B}[2K", "\u{1B}", "\u{1B}[", "\u{1B}[1", "\u{1B}(0", "\u{1B}[?25l",
    ] {
      #expect(joined(text) == text.replacing("\u{1B}", with: "^"))
    }
    // A colour between two moves of the cursor is not moved past them.
    #expect(joined("\u{1B}[1m\u{1B}[2;3H\u{1B}[32mx") == "^[1m^[2;3H^[32mx")
  }

  @Test func noSequenceHasMoreParametersThanConsolesKeep() {
    let one = "\u{1B}[38;2;1;2;3m\u{1B}[48;2;4;5;6m"
    #expect(joined(one + one) == "^[38;2;1;2;3;48;2;4;5;6;38;2;1;2;3m^[48;2;4;5;6m")
  }

  /// What a terminal would select after each character is the same before and after.
  @Test(arguments: SeededGenerator.seeds()) func styleOfEachCharacterStays(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let parts = [
      "\u{1B}[m", "\u{1B}[0;1m", "\u{1B}[39m", "\u{1B}[38;5;7m", "\u{1B}[1m", "\u{1B}(B", "\u{F}", "x", "\u{1B}[4;5H",
    ]
    for _ in 0..<200 {
      let text = (0..<20).map { _ in parts.randomElement(using: &random)! }.joined() + "x"
      let short = String(decoding: StyleSequences.joined(Array(text.utf8)), as: UTF8.self)
      #expect(selected(text) == selected(short), "seed \(seed): \(text.debugDescription)")
      #expect(short.utf8.count <= text.utf8.count + text.count { $0 == "\u{1B}" })
    }
  }

  /// The style parameters since the last 0 at each x.
  private func selected(_ text: String) -> [[String]] {
    var style: [String] = []
    var all: [[String]] = []
    var rest = Substring(text.replacing("\u{1B}(B", with: "").replacing("\u{F}", with: ""))
    while let first = rest.popFirst() {
      if first == "x" { all.append(style) }
      guard first == "\u{1B}", let end = rest.firstIndex(where: \.isLetter) else { continue }
      if rest[end] == "m" {
        for parameter in rest[..<end].dropFirst().split(separator: ";", omittingEmptySubsequences: false) {
          if parameter.isEmpty || parameter == "0" { style = [] } else { style.append(String(parameter)) }
        }
      }
      rest = rest[rest.index(after: end)...]
    }
    return all
  }
}
