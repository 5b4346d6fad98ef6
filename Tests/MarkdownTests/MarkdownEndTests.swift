import Markdown
import TestSupport
import Testing

@Suite struct MarkdownEndTests {
  @Test(arguments: [
    ("Sure:\n```python\nprint(1)", "```"), ("```", "```"), ("~~~~ sh\nls\n~~~", "~~~~"), ("````\n```\nx", "````"),
    ("```\n~~~\n", "```"), ("  ```\n  x", "```"), ("a\n\n```\nb\n```\n\n~~~\nc", "~~~"), ("<!-- note", "-->"),
    ("<script>\nlet a = 1", "</script>"), ("<pre>\n\nx", "</pre>"), ("<style>\n\n", "</style>"),
    ("<textarea>\n\nx", "</textarea>"), ("<?php\n\nx", "?>"), ("<![CDATA[\n\nx", "]]>"), ("<!DOCTYPE\n\nx", ">"),
    ("- a\n\n```\nx", "```"), ("> a\n\n```\nx", "```"),
    ("<!-- x -->\n\n~~~~\nx", "~~~~"), ("<![CDATA[\n\n```\nx", "]]>"),
    ("<details><summary>More</summary>\n\nx", "\n</details>"), ("<div>\nx", "\n</div>"),
    ("a <b> and <i>c", "\n</i>\n</b>"), ("<details>\n\n<div align=\"left\">\n\n</details>\n<section>", "\n</section>"),
    ("<div>\n\n```\nx", "```\n\n</div>"), ("<div class=\"a b", "\n</div \">\n\n</div>"),
    ("<details open", "\n</div >\n\n</details>"),
    ("<div class='a\n\n", "\n</div '>\n\n</div>"), ("- <div>\n\n> <em>x", "\n</em>\n</div>"),
    ("a <textarea> b", "\n</textarea>"), ("> <!-- x", "\n<!-- -->"), ("| a |\n|---|\n| <u>b |", "\n</u>"),
    ("<table><tr><td>\n\nx", "\n</table>"),
  ]) func whatIsOpenIsClosed(text: String, end: String) {
    #expect(MarkdownEnd.closing(text) == end)
  }

  @Test(arguments: [
    "", "plain", "```\nx\n```", "```\nx\n```\n", "`a`", "a `` b", "- ```\n  x", "> ```\n> x", "1. ```sh\n   ls",
    "    ```\n    x", "a <!-- b", "`<div>`", "```\n<div>\n```", "    <div>", "\\<div>", "List<String> and <T>",
    "<div>x</div>", "a <b>c</b>", "<br> <hr>", "<p>x", "<ul><li>x</ul>", "<img src=\"x\">", "1 < 2 <", "<https://a.b>",
    "<div title=\"<b>\">x</div>", "<script>\n\nlet a = '<b>'\n</script>", "~~struck~~", "~~~\nx\n~~~~",
    "| a |\n|---|\n| `", "[x]: <y", "<!-- x -->", "<script>x</script>",
    "```\n<!-- x\n```", "<prefix>\n\nx", "<!-- a\n\nb -->\nx", "<PRE>x</Pre>", "<script>\n\n</script> y",
  ]) func whatIsClosedIsLeftAlone(text: String) {
    #expect(MarkdownEnd.closing(text) == nil)
  }

  @Test(arguments: SeededGenerator.seeds(20)) func whatEndsATextNeedsNoEndItself(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let parts = [
      "<div>", "<details>", "<b>", "</b>", "</div>", "<!--", "-->", "<script>", "</script>", "<pre>", "<div class=\"",
      "\"",
      ">", "<?", "\n", "\n\n", "- ", "> ", "```", "`", "x", "    ",
    ]
    for _ in 0..<80 {
      let text = (0..<Int.random(in: 1...14, using: &generator)).map { _ in parts.randomElement(using: &generator)! }
        .joined()
      guard let end = MarkdownEnd.closing(text) else { continue }
      #expect(
        MarkdownEnd.closing(text + "\n" + end + "\n\n") == nil, "\(text.debugDescription): \(end.debugDescription)")
    }
  }

  @Test(arguments: SeededGenerator.seeds(20)) func nothingGoesOnBehindAnyText(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let parts = [
      "```", "~~~", "````", "\n", "\n\n", "- ", "> ", "1. ", "   ", "    ", "x", "<div>", "<b>", "`", "|",
      "a | b\n--|--\n", "#", "=", "\t", "[x]: ",
    ]
    for _ in 0..<80 {
      let text = (0..<Int.random(in: 1...14, using: &generator)).map { _ in parts.randomElement(using: &generator)! }
        .joined()
      let closed = text + "\n" + (MarkdownEnd.closing(text) ?? "")
      #expect(
        MarkdownHTML.html(of: closed + "\n\nafter\n").hasSuffix("<p>after</p>\n"), "\(text.debugDescription)")
    }
  }
}
