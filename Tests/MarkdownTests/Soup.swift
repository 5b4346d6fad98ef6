import TestSupport

/// Random texts of what Markdown gives a meaning to, in any order and however little sense it makes, as scripts of
/// `GrowthScript`: long paragraphs of spans, and containers within each other, mostly at widths of a few columns.
enum Soup {
  static func script(_ generator: inout SeededGenerator) -> [UInt8] {
    let all = [spansOnLine, spansOnLine + breaks, spansOnLine + breaks + blocks][min(2, kind(&generator))]
    // A few tokens only make deeper structures.
    let few = (0..<Int.random(in: 3...14, using: &generator)).map { _ in all.randomElement(using: &generator)! }
    let pool = Bool.random(using: &generator) ? all : few + ["word ", "中文"]
    let prefix = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
      Bool.random(using: &generator) ? "" : containers.randomElement(using: &generator)!
    }.joined()
    let wanted = [100, 300, 1200, 2500, 3500].randomElement(using: &generator)!
    var text = Array(prefix.utf8)
    while text.count < wanted {
      let token = pool.randomElement(using: &generator)!
      text += Array(token.utf8)
      if token.hasSuffix("\n"), Bool.random(using: &generator) { text += Array(prefix.utf8) }
    }
    let longest = max(4, text.count / [8, 20, 40].randomElement(using: &generator)!)
    return [0xFE, narrow(&generator)] + generator.cut(text, maximum: longest).flatMap { $0 + mark(&generator) }
  }

  private static func kind(_ generator: inout SeededGenerator) -> Int { Int.random(in: 0..<5, using: &generator) }

  private static func narrow(_ generator: inout SeededGenerator) -> UInt8 { .random(in: 0...12, using: &generator) }

  private static func mark(_ generator: inout SeededGenerator) -> [UInt8] {
    switch Int.random(in: 0..<12, using: &generator) {
    case 0: [0xFE, narrow(&generator)]
    case 1: [0xFD, .random(in: 0..<60, using: &generator)]
    case 2, 3: [0xFC]
    default: [0xFF]
    }
  }

  private static let spansOnLine = [
    "[", "]", "(", ")", "![", "](", "](http://a.b)", "`", "``", "```", "*", "**", "***", "_", "__", "~", "~~", "\\",
    "<",
    ">", "&", "&amp;", "&#20013;", "&nbsp;", "word", "other ", "a", "x y", "snake_case", "中文", "「粗體」", "，", "。",
    "한글", "😀", "👨‍👩‍👧‍👦", "🇹🇼", "e\u{301}", "\u{301}", "\u{200D}", "\u{FE0F}", "❤️", "שלום", "\t", " ", "  ",
    "   ", "    ", "$", "$$", "\\(", "\\)", "x_1", "3~5", "!", "[a]", "[^1]", "https://x.y/z?a=b_c*d", "www.a.b", "<b>",
    "<http://a.b>", "-->", "<!--",
  ]
  private static let breaks = ["\n", "\n", "\r\n", "\r", "  \n", "\\\n"]
  private static let containers = ["> ", "- ", "1. ", "  ", "   ", "> > ", "10) "]
  private static let blocks = [
    "\n\n", "[^1]: ", "[a]: ", "[b]: <x y> \"t\"\n", "[a]: http://x.y\n", "[A][a]", "[b][]", "|", "| a | b |\n",
    "|---|---|\n", "|-|:-:|\n", "a | b\n", " | ", "\\|", "</b>", "<div>", "<?", "?>", "<!X", "<![CDATA[", "]]>",
    "<a href=\"", "\"", "a@b.c", "<script>", "</script>", "<pre>", "- ", "* ", "+ ", "1. ", "2) ", "10. ", "> ", ">",
    "- [ ] ", "# ", "## ", "#", "===", "---", "***\n", "```swift\n", "~~~", "\\[", "\\]", "...", ":", "；", "\u{0}",
    "\u{1B}[31m", "\u{202E}",
  ]
}
