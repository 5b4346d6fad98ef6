import ChatModel
import Markdown
import TestSupport
import Testing

@testable import ImportExport

@Suite struct ExportTextTests {
  private func export(_ format: ExportFormat, _ conversations: [ArchivedConversation]) -> String {
    Export.whole(conversations, as: format, title: "History", clock: ArchiveSamples.clock)
  }

  @Test func markdownBeginsWithFrontMatterWhoseValuesAreQuotedRight() {
    let text = export(.markdown, [ArchiveSamples.full()])
    #expect(
      text.hasPrefix(
        #"""
        ---
        title: "---\ntitle: \"x\" # 題 👩‍👩‍👧\u001b[31m"
        id: "c-1"
        remote_id: "remote\u0000"
        chatbot: "Bot: \"機器人\""
        chatbot_id: "bot-7"
        profile: "wörk"
        mode: synchronous
        created: "1969-12-31T23:59:59.995Z"
        last_activity: "2025-11-24T16:00:00.123Z"
        pinned: true
        archived: true
        branch_of: "c-0"
        branch_at: "m-0"
        ---

        """#), "\(text.prefix(500))")
    #expect(text.contains("\n## you · at 1764000000000\n\n<script>alert(1)</script>\n\u{0}\u{202E}\n"), "verbatim")
    #expect(text.contains("## Bot: \"機器人\" · at 1764000000100 · failed · ★\n\n> **Thinking · 4 lines**\n>\n> The user"))
    // What came before the answer stands before it, quoted, and the rest behind it.
    #expect(text.contains("\n> ```\n> of hours.\n\n# Hi\n"))
    #expect(
      text.contains(
        "```\n\n> **Tool call · 1 line**\n>\n> search(\"hours\")\n\n*2 events and 1 source could not be read.*\n"))
    #expect(text.contains("- ../x \\<y\\>.png (image), https://f/1\n"))
    #expect(text.contains("1. hours.pdf\n   > from \"nine\" (0.9)\n"))
    #expect(text.contains("★ see ★"))
  }

  @Test func aMailAddressIsTamed() {
    let html = MarkdownHTML.html(of: "[m](mailto:a@b?attach=/etc/passwd&subject=x) <MAILTO:C@D> [n](mailto:?attach=x)")
    let links = html.split(separator: "href=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
    #expect(links == ["mailto:a@b?subject=x", "mailto:C@D"])
  }

  @Test func codeThatACutOffReplyLeftOpenEndsWithItInMarkdown() {
    var cut = ArchiveSamples.full()
    cut.messages[1].message.text = "Sure:\n```python\nprint(1)"
    cut.messages[1].message.parts = []
    cut.messages[1].message.unreadableEvents = 0
    cut.messages[1].message.unreadableSources = 0
    cut.messages.append(
      ArchivedMessage(
        Message(
          id: MessageID("last"), author: .assistant, text: "**bold**", createdAt: Timestamp(milliseconds: 5))))
    let text = export(.markdown, [cut])
    #expect(text.contains("```python\nprint(1)\n```\n\n*gone"))
    #expect(MarkdownHTML.html(of: text).contains("<strong>bold</strong>"))
  }

  @Test(arguments: [
    ("<details><summary>More</summary>\n\nx", "x\n\n</details>\n"), ("half <!-- of\n\n<!-- it", "it\n-->\n"),
    ("<div class=\"a", "a\n\n</div \">\n\n</div>\n"), ("```html\n<div>", "<div>\n```\n"),
  ]) func htmlThatAMessageLeavesOpenEndsWithItInMarkdownAndWithAThought(text: String, end: String) {
    var cut = ArchiveSamples.full()
    cut.messages[1].message.text = text
    cut.messages[1].message.parts = [
      ReplyPart(kind: .thinking, name: "thinking", text: "<details>\n<!-- hm", offset: 0)
    ]
    let exported = export(.markdown, [cut])
    #expect(exported.contains("\n\n" + text + String(end.drop { $0 != "\n" })), "\(exported)")
    #expect(exported.contains("> <details>\n> <!-- hm\n>\n> <!-- -->\n>\n> </details>\n"), "\(exported)")
  }

  @Test func textIsPlain() {
    let text = export(.text, [ArchiveSamples.full(), ArchiveSamples.full("c-2")])
    #expect(text.contains("Bot: \"機器人\", at 1764000000100, failed, ★\n\n[Thinking · 4 lines]\n    The user"))
    #expect(text.contains("    of hours.\n# Hi\n"))
    #expect(text.contains("[Tool call · 1 line]\n    search(\"hours\")\n(2 events and 1 source could not be read.)\n"))
    #expect(text.contains("(gone </p> (status 503). Ask again.)\n"))
    #expect(text.contains("[image] ../x <y>.png\n[1] hours.pdf\n    from \"nine\"\n"))
    #expect(text.split(separator: "\n").filter { $0.allSatisfy { $0 == "=" } }.count == 2)
  }

  @Test func htmlShowsTheMessagesAndRunsNothingOfTheirs() {
    let html = export(.html, [ArchiveSamples.full()])
    #expect(html.contains("default-src 'none'"))
    #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(!html.contains("<script"))
    #expect(!html.contains("\u{0}"))
    #expect(html.contains("<strong>「粗體」</strong>中文"))
    #expect(html.contains("<th>a</th>") && html.contains("<td>2</td>"))
    #expect(html.contains("<code title=\"swift\">let a = &quot;&lt;b&gt;&quot;\n</code>"))
    #expect(html.contains("<details class=\"part\"><summary dir=\"auto\">Thinking · 4 lines</summary>"))
    #expect(html.contains("The user &lt;b&gt;asks&lt;/b&gt;"))
    #expect(html.contains("2 events and 1 source could not be read."))
    #expect(html.contains("gone &lt;/p&gt; (status 503)"))
    #expect(html.contains("<li dir=\"auto\">[image] ../x &lt;y&gt;.png</li>"))
    #expect(html.hasSuffix("</html>\n"))
  }

  @Test(arguments: [
    "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))", "![x](https://evil/pixel.png)", "![x](data:image/png;base64,AA)",
    "[x](data:text/html,<script>)", "<a href='javascript:alert(1)'>x</a>", "[x](<javascript:alert(1)>)",
    "<javascript:alert(1)>", "[x](vbscript:x)", "[x](\" onmouseover=alert(1) x=\")", "`<b>`",
    "<!-- --><script>x</script>",
    "[x]: javascript:alert(1)\n\n[x]", "| a<script> |\n|---|\n| [x](javascript:1) |",
    "```<script>\n</code></pre><script>\n```",
    "# <iframe src=x>", "https://ok/\"onclick=\"x", "<div style=\"background:url(https://evil)\">\n\nx",
    "&lt;script&gt;",
    "- <script>\n  <svg onload=x>", "![a](x \"t\" onload=1)", "[x](https://a/?q=\"><script>)", "<https://a/'x'>",
  ]) func aHostileMessageBringsNoTagAttributeOrLinkOfItsOwn(text: String) {
    Self.checkTags(MarkdownHTML.html(of: text))
  }

  @Test(arguments: SeededGenerator.seeds(40)) func noMessageBringsATagOfItsOwn(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let parts = [
      "<", ">", "\"", "'", "&", "[", "](", ")", "!", "`", "\n", "\n\n", "- ", "1. ", "> ", "|", "---|---\n",
      "javascript:",
      "https://a/", "<script>", "</", "onload=", "```", "**", "_", "x", "漢", "&#60;", "&lt;", "\u{0}", "\u{1FFFE}",
      "\\", "<b ",
      "[x]: ", "<!--", "-->", "<?", "<![CDATA[", "mailto:a@b", "www.a.b", "#", "=", "\t", "  ",
    ]
    for _ in 0..<60 {
      let text = (0..<Int.random(in: 1...25, using: &generator)).map { _ in parts.randomElement(using: &generator)! }
        .joined()
      Self.checkTags(MarkdownHTML.html(of: text), text)
    }
  }

  /// Every tag must be one of ours, written as we write it.
  private static func checkTags(_ html: String, _ text: String = "") {
    let plain: Set<String> = [
      "p", "/p", "ul", "/ul", "ol", "/ol", "li", "/li", "blockquote", "/blockquote", "hr", "pre", "/pre", "code",
      "/code",
      "em", "/em", "strong", "/strong", "del", "/del", "br", "/a", "/span", "div class=\"table\"", "/div", "table",
      "/table",
      "tr", "/tr", "th", "/th", "td", "/td", "pre class=\"source\"", "span class=\"image\"", "span class=\"target\"",
      "th class=\"left\"", "th class=\"center\"", "th class=\"right\"", "td class=\"left\"", "td class=\"center\"",
      "td class=\"right\"", "h3", "h4", "h5", "h6", "/h3", "/h4", "/h5", "/h6",
    ]
    for part in html.split(separator: "<", omittingEmptySubsequences: true).dropFirst(html.hasPrefix("<") ? 0 : 1) {
      guard let end = part.firstIndex(of: ">") else {
        Issue.record("an open tag in \(html) of \(text)")
        return
      }
      let tag = String(part[..<end])
      if plain.contains(tag) { continue }
      if tag.hasPrefix("ol start=\""), tag.dropFirst(10).dropLast().allSatisfy(\.isNumber) { continue }
      if tag.hasPrefix("code title=\""), tag.hasSuffix("\""), !tag.dropFirst(12).dropLast().contains("\"") { continue }
      let link = "a rel=\"noopener noreferrer nofollow\" href=\""
      let target = tag.dropFirst(link.count).dropLast()
      if tag.hasPrefix(link), tag.hasSuffix("\""), !target.contains("\""),
        ["http://", "https://", "mailto:"].contains(where: { target.lowercased().hasPrefix($0) })
      {
        continue
      }
      Issue.record("<\(tag)> in \(html) of \(text)")
    }
  }

  @Test(arguments: [
    ("a/b\\c:d*?\"<>|", "abcd"), ("", "conversation"), ("...", "conversation"), ("../../etc/passwd", "etcpasswd"),
    ("-rf x", "rf x"), (".hidden", "hidden"), ("名前 題  二", "名前 題 二"), ("a\nb\tc\u{1B}[31m", "a b c[31m"),
    ("con", "_con"), ("COM1.txt", "_COM1.txt"), ("end. . ", "end"), ("\u{202E}txt.exe", "txt.exe"), ("👩‍👩‍👧", "👩👩👧"),
    ("$(rm) `x`", "(rm) x"),
  ]) func aTitleMakesASafeFileName(title: String, name: String) { #expect(FileName.safe(title) == name) }

  @Test func longTitlesAreCutBetweenCharacters() {
    let name = FileName.safe(String(repeating: "漢", count: 100))
    #expect(name == String(repeating: "漢", count: 32))
    #expect(FileName.numbered("a/b.c/d.md", 2) == "a/b.c/d 2.md")
    #expect(FileName.numbered("a.b/c", 3) == "a.b/c 3")
    #expect(FileName.changed("x.md", from: .markdown, to: .html) == "x.html")
    #expect(FileName.changed("notes", from: .markdown, to: .html) == "notes")
    #expect(ExportFormat(path: "a/b.HTML") == .html && ExportFormat(path: "a.md/b") == nil)
  }
}
