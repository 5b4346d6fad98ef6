import TestSupport

/// Random texts made of what Markdown gives a meaning to.
enum Samples {
  /// Up to `lines` lines, each some marks of containers and then something. Hardly any of it is what people write; all of
  /// it is what block structure hangs on.
  static func structure(_ generator: inout SeededGenerator, lines: Int) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 1...lines, using: &generator) {
      for _ in 0..<[0, 0, 0, 1, 1, 2, 3].randomElement(using: &generator)! {
        text += prefixes.randomElement(using: &generator)!
      }
      text += contents.randomElement(using: &generator)!
      text += ["\n", "\n", "\n", "\n", "\n\n", "\r\n", " \n"].randomElement(using: &generator)!
    }
    return text
  }

  private static let prefixes = [
    "> ", ">", "- ", "* ", "+ ", "1. ", "2. ", "7) ", "10. ", " ", "  ", "   ", "    ", "\t", "-   ", "-\t", "- [ ] ",
  ]
  private static let contents = [
    "foo", "foo", "bar *em*", "", "", "---", "***", "===", "# heading", "## two ##", "#", "```", "~~~", "```swift",
    "````", "``` a`b", "<div>", "</div>", "<span>", "<b attr=\"x\">", "<!-- note", "-->", "<?php", "?>", "<script>",
    "</script>", "<!X", "| a | b |", "|---|---|", "|--|:-:|", "a | b", "-|-", "|-", "-", "+", "1.", "12", "`code`",
    "**open", "close**", "\\", "&amp;", "line with two spaces  ", "    deep", "<http://a.b>", "_ _ _", "x\ty",
  ]

  /// A reply as chatbots write them.
  static func reply(_ generator: inout SeededGenerator, blocks: Int) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 1...blocks, using: &generator) {
      text += replies.randomElement(using: &generator)!
      text += ["\n\n", "\n\n", "\n\n", "\n"].randomElement(using: &generator)!
    }
    return text
  }

  private static let replies = [
    "# A heading with `code`", "Setext heading\n===", "Two\nlines\n---",
    "A paragraph that is long enough to be wrapped at most widths, with **strong**, *emphasis*, `code` and ~~nothing~~.",
    "中文段落，這裡有**「粗體」**文字，以及**重點**。\n換行之後還是同一段。", "Emoji 😀 and e\u{301} and 한글 in one row. שלום",
    "- one\n- two\n  - nested **item**\n  - other\n- three", "- loose\n\n- items\n\n  with a second paragraph\n- tight",
    "3. three\n4. four\n5. five", "1. code inside\n\n   ```swift\n   let x = \"1\"\n   ```\n2. after",
    "- [x] done\n- [ ] open", "> quoted\n> > deeper\n>\n> - list", "> lazy\ncontinuation",
    "```swift\nfunc f() {\n\treturn 1 // tab\n}\n\n/* open\n   comment */\n```",
    "~~~\nno language, and a line that is quite long so that it has to be cut somewhere in the middle of it\n~~~",
    "```python\ns = \"\"\"doc\nstring\"\"\"\n```", "    indented code\n\n    second line", "---",
    "| a | b | c |\n|---|:-:|--:|\n| 1 | 2 | 3 |\n| wide cell with words | `x` | 中文 |\n| short |",
    "| h |\n|-|\n| x |", "|a|b|\n|--|--|", "[ref] and [text][Ref] and [none]", "[ref]: http://example.org \"title\"",
    "[text](http://example.org/a_(b)) ![image](x.png) <http://auto.link> www.example.org",
    "<div>\n<b>html</b>\n</div>", "Unclosed **strong and `code", "a\\\nhard break and  \nanother",
    "& &amp; &#20013; &nope;",
    "Definition:\n- directly after", "Text\n1. not two\n2. items", "```\nopen fence",
    "***bold italic*** _under_ __strong__",
    "$$\\int_0^1 x_i^2$$ and \\(a_b\\)", "supercalifragilisticexpialidociousandsomemoreletterswithoutanyspace",
    "- \n- x", "0",
  ]

  // MARK: Blocks that are laid out in parts

  static func longCode(_ generator: inout SeededGenerator) -> String {
    let lines = ["let x = 1", "", "/* comment", "end */", "\tfoo(\"bar\")", "// (x)", "\"\"\"", "if a { return b }"]
    return "```swift\n" + (0..<200).map { _ in lines.randomElement(using: &generator)! + "\n" }.joined() + "```\nafter"
  }

  static func longTable(_ generator: inout SeededGenerator) -> String {
    let cells = ["1", "some words in a cell", "`code`", "**bold**", "中文字", "", "x"]
    let rows = (0..<150).map { _ in
      "| " + (0..<3).map { _ in cells.randomElement(using: &generator)! }.joined(separator: " | ") + " |\n"
    }
    return "| a | b | c |\n|---|:-:|--:|\n" + rows.joined() + "\nafter"
  }

  static func longParagraph(_ generator: inout SeededGenerator) -> String {
    let words = [
      "word", "other", "$x_1$", "\\(a_b\\)", "**「粗」**字", "**bold words**", "*em*", "`code`", "[1]",
      "[link](http://a.b)", "snake_case", "2 * 3", "中文字元，",
      "e\u{301}", "❤️", "&amp;", "a\nb", "1.", "-", "https://example.org/x", "[open", "x.  \ny", "word", "word",
      "~~old~~",
    ]
    let chosen = Bool.random(using: &generator) ? words : words.filter { !"[`$\\".contains($0.first!) }
    return (0..<900).map { _ in chosen.randomElement(using: &generator)! }.joined(separator: " ")
  }

  static func longList(_ generator: inout SeededGenerator) -> String {
    let items = ["one", "two **bold**", "three\n\n  second paragraph", "four\n  - nested\n  - more", "five\nlazy"]
    return (0..<80).map { _ in "- " + items.randomElement(using: &generator)! + "\n" }.joined()
  }
}
