import TestSupport
import Testing

@testable import Search

/// How texts are compared, and what is shown of them.
@Suite struct FoundTextTests {
  @Test func `snippets show the source about the hit`() {
    let term = SearchTerm("カフェ", .anywhere)!
    let long = String(repeating: "前", count: 50) + "\n\nｶﾌｪ\u{1B}[31m に行く。" + String(repeating: "後", count: 400)
    let snippet = SearchSnippet(long, terms: [term])
    #expect(snippet.needle == "ｶﾌｪ" && snippet.text.hasPrefix("…") && snippet.text.hasSuffix("…"))
    let text = snippet.text
    let hits = snippet.hits.map { range in
      String(decoding: Array(text.utf8)[range], as: UTF8.self)
    }
    #expect(hits == ["ｶﾌｪ"])
    #expect(text.contains("前 ｶﾌｪ"))
    // A part of a character that was folded to several is the whole character.
    let ligature = SearchSnippet("a ﬁle", terms: [SearchTerm("i", .anywhere)!])
    #expect(ligature.hits.map { String(decoding: Array(ligature.text.utf8)[$0], as: UTF8.self) } == ["ﬁ"])
    #expect(SearchSnippet("", terms: [term]).text.isEmpty)
  }

  /// Folding a text in one piece or by its characters gives the same, and every place is one of the source.
  @Test(arguments: SeededGenerator.seeds()) func `folding keeps its places`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let text = RandomText.hostile(using: &generator) + RandomText.prose(words: 3, using: &generator)
      let folded = FoldedText(text, .kept)
      #expect(folded.bytes == FoldedText(text).bytes)
      #expect(folded.places.count == folded.bytes.count + 1 && folded.places == folded.places.sorted())
      #expect(folded.places.last == text.utf8.count, "\(text.debugDescription)")
      #expect(String(validating: folded.bytes, as: UTF8.self) != nil)
      let prose = FoldedText(RandomText.prose(words: 5, using: &generator))
      #expect(FoldedText(String(decoding: prose.bytes, as: UTF8.self)).bytes == prose.bytes)
      for place in folded.places {
        #expect(text.utf8.index(text.startIndex, offsetBy: place).samePosition(in: text) != nil)
      }
    }
  }
}
