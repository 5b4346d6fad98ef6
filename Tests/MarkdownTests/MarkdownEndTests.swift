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
  ]) func whatIsOpenIsClosed(text: String, end: String) {
    #expect(MarkdownEnd.closing(text) == end)
  }

  @Test(arguments: [
    "", "plain", "```\nx\n```", "```\nx\n```\n", "`a`", "a `` b", "- ```\n  x", "> ```\n> x", "1. ```sh\n   ls",
    "    ```\n    x", "<div>\nx", "a <b> c", "a <!-- b", "~~struck~~", "~~~\nx\n~~~~", "| a |\n|---|\n| `", "[x]: <y",
    "> <!-- x", "<!-- x -->", "<script>x</script>",
    "```\n<!-- x\n```", "<prefix>\n\nx", "<!-- a\n\nb -->\nx", "<PRE>x</Pre>", "<script>\n\n</script> y",
  ]) func whatIsClosedIsLeftAlone(text: String) {
    #expect(MarkdownEnd.closing(text) == nil)
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
