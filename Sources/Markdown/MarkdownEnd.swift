/// What a text leaves open at its end, so that the next text in the same file would be part of it: a block of code without
/// its closing fence, HTML that goes on until a certain end, elements that are never ended.
package enum MarkdownEnd {
  /// The lines that have to follow `text` so that nothing of it goes on behind them; nil where nothing does.
  package static func closing(_ text: String) -> String? {
    let block = blockEnd(text)
    let html = OpenHTML(markdown: block.map { text + "\n" + $0 } ?? text).closing
    let lines = [block, html].compactMap { $0 }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  /// The same for a text that stands in a quote, whose end ends all blocks: what is left are the lines that end its HTML.
  package static func closingInQuote(_ text: String) -> String? { OpenHTML(markdown: text).closing }

  /// The line that ends the block which `text` leaves open; nil where none is. Whatever stands in a list or a quote ends
  /// with that.
  private static func blockEnd(_ text: String) -> String? {
    // Ours ends such HTML at a blank line, as it shows none; the readers of the file do not.
    let scan = scan(text)
    if scan.hasHTML { return scan.end }
    var document = MarkdownDocument()
    document.append(text)
    document.finish()
    guard let last = document.blocks.last else { return nil }
    // What was frozen before is closed. Only the last block is looked at again, once for each way to close it.
    let end = String(decoding: document.source[last.source], as: UTF8.self)
    guard mayBeOpen(end), !isClosed(end) else { return nil }
    return closings(end).first { isClosed(end + "\n" + $0) }
  }

  /// Whether there is HTML in `text` that goes on until its own end, such as a comment or a script, and what ends the
  /// last of it, or the code behind it, where it is open.
  private static func scan(_ text: String) -> (hasHTML: Bool, end: String?) {
    guard text.utf8.contains(UInt8(ascii: "<")) else { return (false, nil) }
    var hasHTML = false
    let starts: [(start: String, end: String)] = [
      ("<script", "</script>"), ("<pre", "</pre>"), ("<style", "</style>"), ("<textarea", "</textarea>"),
      ("<!--", "-->"), ("<?", "?>"), ("<![cdata[", "]]>"), ("<!", ">"),
    ]
    var fence: (mark: UInt8, length: Int)?
    var end: String?
    for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let indent = line.prefix { $0 == UInt8(ascii: " ") }.count
      let rest = line.dropFirst(indent)
      if let open = end {
        if contains(rest, open) { end = nil }
        continue
      }
      guard indent < 4, let first = rest.first else { continue }
      let run = rest.prefix { $0 == first }.count
      if let open = fence {
        let isEnd = first == open.mark && run >= open.length && rest.dropFirst(run).allSatisfy { $0 <= 0x20 }
        if isEnd { fence = nil }
      } else if first == UInt8(ascii: "`") || first == UInt8(ascii: "~"), run >= 3 {
        let isCode = first == UInt8(ascii: "`") && rest.dropFirst(run).contains(first)
        if !isCode { fence = (first, run) }
      } else if first == UInt8(ascii: "<"),
        let found = starts.first(where: { isStart(rest, $0.start) })
      {
        hasHTML = true
        if !contains(rest.dropFirst(), found.end) { end = found.end }
      }
    }
    let open = fence.map { String(repeating: Character(Unicode.Scalar($0.mark)), count: $0.length) }
    return (hasHTML, end ?? open)
  }

  private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

  /// Whether `line` begins with `start`, and with all of it where that is a tag's name.
  private static func isStart(_ line: Substring.UTF8View, _ start: String) -> Bool {
    guard line.lazy.map(lower).starts(with: start.utf8) else { return false }
    let next = line.dropFirst(start.utf8.count).first ?? 0x20
    switch start {
    case "<!": return (0x61...0x7A).contains(lower(next))
    case "<!--", "<?", "<![cdata[": return true
    default: return next <= 0x20 || next == UInt8(ascii: ">")
    }
  }

  private static func contains(_ line: Substring.UTF8View, _ part: String) -> Bool {
    var rest = line
    let first = part.utf8.first
    while let place = rest.firstIndex(where: { $0 == first }) {
      rest = rest[place...]
      if rest.lazy.map(lower).starts(with: part.utf8) { return true }
      rest = rest.dropFirst()
    }
    return false
  }

  private static func isClosed(_ text: String) -> Bool {
    MarkdownHTML.html(of: text + "\n\nmaichat\n").hasSuffix("<p>maichat</p>\n")
  }

  private static func mayBeOpen(_ text: String) -> Bool {
    text.utf8.contains { $0 == UInt8(ascii: "`") || $0 == UInt8(ascii: "~") }
  }

  /// The lines that close a fence, each long enough for any in `text`.
  private static func closings(_ text: String) -> [String] {
    var longest: [UInt8: Int] = [UInt8(ascii: "`"): 0, UInt8(ascii: "~"): 0]
    var run = 0
    var mark: UInt8 = 0
    for byte in text.utf8 {
      run = byte == mark ? run + 1 : 1
      mark = byte
      if let most = longest[byte], run > most { longest[byte] = run }
    }
    let fences = longest.filter { $0.value >= 3 }.sorted { $0.key > $1.key }.map {
      String(repeating: Character(Unicode.Scalar($0.key)), count: $0.value)
    }
    return fences
  }
}
