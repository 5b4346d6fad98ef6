import Canvas
import Testing

@testable import Markdown

@Suite struct RenderingTests {
  private func rows(_ text: String, width: Columns = 40, isFinished: Bool = true) -> [String] {
    var document = MarkdownDocument()
    document.append(text)
    if isFinished { document.finish() }
    var layout = MarkdownLayout(width: width)
    layout.update(document)
    return layout.rows(0..<layout.rowCount(of: document), of: document).map(\.text)
  }

  /// What stands at the end of a text that grows, before it is known what it becomes.
  @Test(arguments: [
    ("one **two", ["one two"]), ("one **two*", ["one two"]), ("one `two", ["one two"]), ("one ``two`", ["one two"]),
    ("see [text](http://ex", ["see text"]), ("see ![text](pic", ["see [image: text"]), ("a ~~b", ["a ~~b"]),
    ("one **", ["one"]), ("text\n-", ["text"]), ("text\n--", ["text"]), ("text\n- ", ["text"]), ("text\n=", ["text"]),
    ("text\n- x", ["text", "• x"]), ("- a\n-", ["• a"]), ("```sw", []), ("```swift\nlet", ["┌ swift", "│ let"]),
    ("```\nx\n``", ["│ x"]), ("#", []), ("# T", ["# T"]), ("12", []), ("| a | b", ["a │ b", "──┼──"]),
    ("| a | b |\n", ["a │ b", "──┼──"]), ("| a | b |\n|-", ["a │ b", "──┼──"]), ("| a |\nx", ["| a | x"]),
    ("中文**「粗", ["中文「粗"]), ("- one **two", ["• one two"]), ("> one **two", ["│ one two"]), ("a \\", ["a"]),
  ])
  func unfinishedTextShowsWithoutMarks(text: String, expected: [String]) {
    #expect(rows(text, isFinished: false) == expected)
  }

  @Test(arguments: [
    ("中文**「粗體」**中文", "「粗體」"), ("**注意：**內容", "注意："), ("文字**（括號）**文字", "（括號）"), ("中**`code`**文", "code"),
  ])
  func wideEmphasisBesidePunctuation(text: String, strong: String) {
    let document = MarkdownDocument(finished: text)
    var layout = MarkdownLayout(width: 60)
    layout.update(document)
    let spans = layout.rows(0..<1, of: document).flatMap(\.spans)
    #expect(spans.filter { $0.style.attributes.contains(.bold) }.map(\.text).joined() == strong)
    #expect(spans.map(\.text).joined() == text.filter { $0 != "*" && $0 != "`" })
  }

  @Test func marksInCodeStay() {
    #expect(rows("`中**「a」**文`") == ["中**「a」**文"])
  }

  @Test(arguments: [
    "\\(a_1 + b_1\\)", "$$\\sum_{i}_{j} x*y*z$$", "$x_1 * y_1$", "\\[\\frac{a}{b}\\]", "costs $5 or $6",
  ])
  func formulasStay(text: String) {
    #expect(rows(text) == [text])
  }

  /// What is put into a text for the parser does not come out again.
  @Test func additionsDoNotShow() {
    let text = "- item\n\n  ~~~\n  中**「a」**文 $$x_1*y$$ 3~5\n  [^1]: note\n  ~~~\n"
    let document = MarkdownDocument(finished: text)
    #expect(document.codes(in: document.blocks[0]).map(\.code) == ["中**「a」**文 $$x_1*y$$ 3~5\n[^1]: note\n"])
    #expect(rows(text).suffix(2) == ["  │ 中**「a」**文 $$x_1*y$$ 3~5", "  │ [^1]: note"])
    #expect(rows("<div>\n中**「a」**文 $x_1*y$ 3~5\n</div>")[1] == "中**「a」**文 $x_1*y$ 3~5")
    let link = MarkdownDocument(finished: "[a](http://x/$a_b*c$)")
    #expect(link.links(of: link.blocks[0]).map(\.target) == ["http://x/$a_b*c$"])
  }

  @Test func singleTildesStay() {
    #expect(rows("3~5天，10~20天 ~a~ ~~b~~ http://x.y/~u") == ["3~5天，10~20天 ~a~ ~~b~~ http://x.y/~u"])
  }

  @Test func notesAndFormulasKeepTheirLines() {
    #expect(rows("See[^1].\n\n[^1]: one\n[^b]: two\nmore") == ["See[^1].", "", "[^1]: one", "[^b]: two more"])
    #expect(rows("$$\nx_1 \\\\\ny_2\n$$") == ["$$", "x_1 \\\\", "y_2", "$$"])
  }

  @Test func codeWithoutLinesTakesNoRow() {
    #expect(rows("a\n\n```\n```\n\nb") == ["a", "", "b"])
  }

  @Test func listsGoOnCounting() {
    #expect(rows("3. a\n3. b\n3. c") == ["3. a", "4. b", "5. c"])
    #expect(rows("- a\n- b\n\n- c") == ["• a", "• b", "", "• c"])
    #expect(rows("text\n- a") == ["text", "• a"])
    #expect(rows("text\n\n- a") == ["text", "", "• a"])
  }

  @Test func aTableThatIsTooWideIsShownRowByRow() {
    let text = "| first | second |\n|-|-|\n| one long value | another long value |\n"
    #expect(
      rows(text, width: 13)
        == ["first: one", "  long value", "second:", "  another", "  long value", "────────────"])
    #expect(
      rows(text, width: 25) == [
        "first       │ second", "────────────┼────────────", "one long    │ another", "value       │ long value",
      ])
  }

  @Test func aTableEndsWhereAnotherBlockBegins() {
    #expect(rows("| a |\n|-|\n| 1 |\n# H") == ["a", "─", "1", "", "# H"])
  }

  @Test func plainNumbersKeepTheirDigits() {
    #expect(rows("1986") == ["1986"])
    #expect(rows("1986. A great year") == ["1986. A great year"])
  }

  @Test func contentIsGivenOutAsWritten() {
    let text =
      "# A `b` **「c」**\n\n- x\n  ```sh\n  ls\n  ```\n\n````swift\nlet a = \"\"\n\tb\n````\n\n[t](u \"v\") <http://w.x>\n\n    in\n"
    let document = MarkdownDocument(finished: text)
    let blocks = document.blocks
    #expect(blocks.map(\.kind) == [.heading, .list, .code, .paragraph, .indentedCode])
    #expect(document.heading(of: blocks[0])?.text == "A b 「c」")
    #expect(document.heading(of: blocks[0])?.level == 1)
    #expect(document.codes(in: blocks[1]).map(\.code) == ["ls\n"])
    #expect(document.codes(in: blocks[1]).map(\.language) == ["sh"])
    #expect(document.language(of: blocks[2]) == "swift")
    #expect(document.code(of: blocks[2]) == "let a = \"\"\n\tb\n")
    #expect(document.links(of: blocks[3]).map(\.target) == ["u", "http://w.x"])
    #expect(document.links(of: blocks[3]).map(\.text) == ["t", "http://w.x"])
    #expect(document.code(of: blocks[4]) == "in\n")
  }

  @Test func aDefinitionAtTheEndLeadsToTheLastRow() {
    let text = "See [x].\n\n[x]: http://example.org\n"
    let document = MarkdownDocument(finished: text)
    var layout = MarkdownLayout(width: 20)
    layout.update(document)
    #expect(layout.rowCount(of: document) == 1)
    #expect(layout.row(ofSource: text.utf8.count - 3, of: document) == 0)
  }

  @Test func placesLeadBackToRows() throws {
    let text = "# Heading\n\nFirst words of a paragraph that is wrapped somewhere.\n\n- item\n\n```\ncode\nmore\n```\n"
    let document = MarkdownDocument(finished: text)
    var layout = MarkdownLayout(width: 20)
    layout.update(document)
    let rows = layout.rows(0..<layout.rowCount(of: document), of: document).map(\.text)
    for word in ["Heading", "First", "somewhere", "item", "code", "more"] {
      let bytes = Array(text.utf8)
      let source = try #require(bytes.indices.first { bytes[$0...].starts(with: word.utf8) })
      let row = layout.row(ofSource: source, of: document)
      #expect(rows[row].contains(word), "\(word): \(rows[row])")
    }
    #expect(rows[layout.row(ofBlock: 3, of: document)] == "│ code")
  }
}
