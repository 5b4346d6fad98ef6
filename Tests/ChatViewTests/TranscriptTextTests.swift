import Canvas
import TestSupport
import Testing

@testable import ChatView

@Suite struct TranscriptTextTests {
  private func rows(_ text: String, _ width: Int) -> [String] {
    TranscriptText.rows(text, width: width, style: Style()).map(\.text)
  }

  @Test func breaksBetweenWordsAndKeepsNewlines() {
    #expect(rows("the quick brown fox", 10) == ["the quick", "brown fox"])
    #expect(rows("a\n\nb\n", 10) == ["a", "", "b", ""])
    #expect(rows("a\r\nb\rc", 10) == ["a", "b", "c"])
    #expect(rows("", 10) == [""])
  }

  @Test func breaksWordsLongerThanARow() {
    #expect(rows("abcdefghij", 4) == ["abcd", "efgh", "ij"])
    #expect(rows("a bcdefghij", 4) == ["a", "bcde", "fghi", "j"])
  }

  @Test func blanksHangOverTheEndOfARow() {
    #expect(rows("abcd   efgh", 4) == ["abcd", "efgh"])
    #expect(rows("abcd   ", 4) == ["abcd"])
    #expect(rows("  a b", 4) == ["  a", "b"])
  }

  @Test func tabsReachTheNextStop() {
    #expect(rows("a\tb", 20) == ["a   b"])
    #expect(rows("abcd\tb", 20) == ["abcd    b"])
  }

  @Test func breaksBetweenIdeographs() {
    let all = rows("漢字漢字漢字", 5).joined()
    #expect(all == "漢字漢字漢字")
    for row in TranscriptText.rows("漢字漢字漢字 and more 漢字", width: 5, style: Style()) { #expect(row.columns <= 5) }
  }

  @Test func aCharacterWiderThanThePaneIsMarked() {
    for row in TranscriptText.rows("a漢b", width: 1, style: Style()) { #expect(row.columns <= 1) }
  }

  @Test(arguments: SeededGenerator.seeds()) func growingTextIsWrappedAsIfWhole(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<40 {
      let width = Int.random(in: 1...30, using: &random)
      var grown = TranscriptText(width: width)
      var text = ""
      for _ in 0..<20 {
        text += random.text(4)
        _ = grown.extend(with: text)
        var whole = TranscriptText(width: width)
        _ = whole.extend(with: text)
        #expect(grown.starts == whole.starts, "seed \(seed) width \(width) text \(text.debugDescription)")
      }
      for index in grown.starts.indices {
        let row = grown.row(index, of: text, style: Style())
        #expect(row.columns.value <= width, "seed \(seed)")
        #expect(grown.row(at: grown.starts[index]) >= index, "seed \(seed)")
      }
    }
  }

  @Test(arguments: SeededGenerator.seeds()) func nothingIsLost(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<40 {
      let width = Int.random(in: 2...30, using: &random)
      let text = random.text(20)
      let joined = rows(text, width).joined()
      let lines = text.split { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
      let whole = lines.map { TerminalText($0).text }.joined()
      #expect(joined.filter { !$0.isWhitespace } == whole.filter { !$0.isWhitespace }, "seed \(seed)")
    }
  }

  @Test func anAppendedTokenWrapsOneRow() {
    var text = String(repeating: "lorem ipsum ", count: 20_000)
    var wrapped = TranscriptText(width: 80)
    let rows = wrapped.extend(with: text)
    #expect(rows > 2000)
    for _ in 0..<100 {
      text += "abcd"
      #expect(wrapped.extend(with: text) <= 2)
    }
  }
}
