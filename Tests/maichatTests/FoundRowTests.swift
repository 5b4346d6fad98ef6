import Canvas
import Foundation
import TestSupport
import Testing

@testable import maichat

@Suite struct FoundRowTests {
  private let text = "前 We open at nine \u{1B}[31mon weekdays, 平日は九時から and so on, until somebody closes"

  private func hit(_ needle: String) -> [Range<Int>] {
    let range = text.range(of: needle)!
    let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
    return [start..<(start + needle.utf8.count)]
  }

  @Test func aRowEndsWhereTheTerminalDoesAndShowsTheHit() {
    for width in [20, 33, 40, 80, 200] {
      let row = FoundRow(width: Columns(width), isMarked: false).row("    10:00  bot  ", text, hit("九時")).text
      #expect(Row([Span(row)]).columns <= Columns(width), "\(width)")
      #expect(row.contains("九時") == (width >= 30), "\(width): \(row)")
      #expect(!row.contains("\u{1B}"))
    }
    // Where only the hit fits, it is the hit that is shown.
    for width in 26...60 {
      let row = FoundRow(width: Columns(width), isMarked: false).row("    10:00  bot  ", "We open at nine.", [11..<15])
        .text
      #expect(row.contains("nine") && Row([Span(row)]).columns <= Columns(width), "\(width): \(row)")
    }
    let whole = FoundRow(width: nil, isMarked: false).row("x  ", text, hit("九時")).text
    #expect(whole.hasPrefix("x  前 We open") && whole.hasSuffix("somebody closes"))
  }

  @Test func whatWasFoundIsBoldForAPersonAlone() {
    let row = FoundRow(width: 60, isMarked: true).row("x  ", text, hit("nine")).text
    #expect(row.contains("\u{1B}[1mnine\u{1B}[22m") && row.components(separatedBy: "\u{1B}").count == 3)
    #expect(!FoundRow(width: nil, isMarked: false).row("x  ", text, hit("nine")).text.contains("\u{1B}"))
  }

  @Test(arguments: SeededGenerator.seeds()) func noTextMakesARowTooWide(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let text = RandomText.hostile(using: &generator)
      let width = Int.random(in: 1...60, using: &generator)
      let characters = Array(text)
      let first = characters.isEmpty ? 0 : Int.random(in: 0..<characters.count, using: &generator)
      let start = String(characters[..<first]).utf8.count
      let hits = characters.isEmpty ? [] : [start..<(start + String(characters[first]).utf8.count)]
      let row = FoundRow(width: Columns(width), isMarked: false).row("  ", text, hits).text
      #expect(Row([Span(row)]).columns <= Columns(width), "seed \(seed): \(text.debugDescription)")
      #expect(!row.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) })
    }
  }

  /// Where ambiguous characters are wide, a row has fewer of them and keeps its width.
  @Test func `a row is cut by the width that is bound`() {
    let text = "“nine” → ①②③④⑤⑥⑦⑧⑨ │ and more"
    AmbiguousWidth.$isWide.withValue(true) {
      let row = FoundRow(width: 20, isMarked: false).row("x  ", text, []).text
      #expect(row == "x  “nine” → ①②~" && Row([Span(row)]).columns == 20, "\(row)")
    }
  }
}
