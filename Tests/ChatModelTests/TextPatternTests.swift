import ChatModel
import TestSupport
import Testing

@Suite struct TextPatternTests {
  private func found(_ pattern: String, _ text: String, isRegex: Bool = false) -> [String] {
    TextPattern(pattern, isRegex: isRegex).matches(in: text).map { range in
      String(decoding: Array(text.utf8)[range], as: UTF8.self)
    }
  }

  @Test func smallLettersMatchAnyCaseAndCapitalsTheirOwn() {
    #expect(found("error", "Error ERROR error") == ["Error", "ERROR", "error"])
    #expect(found("Error", "Error ERROR error") == ["Error"])
    #expect(found("größe", "GRÖSSE GRÖßE Größe").count == 2)
    #expect(found("ελλάς", "ΕΛΛΆΣ ελλάς").last == "ελλάς")
  }

  @Test func widthAndWhiteSpaceDoNotMatter() {
    #expect(found("abc 12", "ＡＢＣ　１２ and abc\n  12") == ["ＡＢＣ　１２", "abc\n  12"])
    #expect(found("測試", "這是測試，再測試一次") == ["測試", "測試"])
    #expect(found("試", "測試").count == 1)
    #expect(found("の", "日本語のテスト") == ["の"])
  }

  @Test func marksOfMarkdownDoNotStandBetweenLetters() {
    #expect(found("bold text", "some **bold** text here") == ["bold** text"])
    #expect(found("swift build", "run `swift` `build`") == ["swift` `build"])
    #expect(found("**", "a ** b") == ["**"])
  }

  @Test func matchesDoNotOverlapAndAreBounded() {
    #expect(found("aa", "aaaaa") == ["aa", "aa"])
    #expect(TextPattern("a").matches(in: "aaaa", limit: 2).count == 2)
    #expect(found("", "abc").isEmpty && found("long needle", "long").isEmpty)
  }

  @Test(arguments: SeededGenerator.seeds(20)) func everyPartOfATextIsFoundInIt(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let text = RandomText.hostile(using: &generator)
    let scalars = Array(text.unicodeScalars)
    guard scalars.count > 3 else { return }
    let start = Int.random(in: 0..<scalars.count - 1, using: &generator)
    let end = Int.random(in: start + 1...scalars.count, using: &generator)
    var part = String.UnicodeScalarView()
    part.append(contentsOf: scalars[start..<end])
    let pattern = TextPattern(String(part))
    #expect(pattern.isIn(text), "\(String(part).debugDescription) in \(text.debugDescription)")
    for range in pattern.matches(in: text) {
      #expect(!range.isEmpty && String(validating: Array(text.utf8)[range], as: UTF8.self) != nil)
    }
  }

  // MARK: Regular expressions

  @Test func expressionsMatchLineByLine() {
    #expect(found("^a.c$", "abc\nxabc\na測c", isRegex: true) == ["abc", "a測c"])
    #expect(found("[0-9]+", "a 12 b 345", isRegex: true) == ["12", "345"])
    #expect(found("[測試]+", "這是測試。", isRegex: true) == ["測試"])
    #expect(found("x*", "axxb", isRegex: true) == ["xx"], "empty matches are none")
    #expect(found("error", "ERROR", isRegex: true) == ["ERROR"])
  }

  // MARK: Rows

  @Test func rowsOfAWrappedTextAreOneText() {
    func places(_ text: String, _ rows: [String]) -> [[String]] {
      TextPattern(text).places(in: rows).map { match in
        match.map { part in String(Array(rows[part.row])[part.characters]) }
      }
    }
    #expect(places("open at nine", ["We open", "at nine."]) == [["open", "at nine"]])
    #expect(places("漢字変換", ["これは漢字", "変換です"]) == [["漢字", "変換"]])
    #expect(places("at", ["We open", "   at nine."]) == [["at"]])
    #expect(places("na", ["banana"]) == [["na"], ["na"]])
    #expect(places("zzz", ["zz", ""]).isEmpty)
  }
}
