/// The ways in which raw HTML begins a block, each with its own end.
enum HTMLBlock: Sendable, Hashable {
  /// `<script`, `<pre` or `<style`, until the end tag of one of them.
  case verbatim
  case comment, instruction, declaration, characterData
  /// A tag of HTML's own blocks, until a blank line.
  case blockTag
  /// Any other tag alone on its line, until a blank line. Cannot interrupt a paragraph.
  case tag

  var endsAtBlankLine: Bool { self == .blockTag || self == .tag }

  /// What `line`, which begins with `<`, begins.
  init?(starting line: Bytes) {
    if line.has("script", at: 1) || line.has("pre", at: 1) || line.has("style", at: 1) {
      self = .verbatim
    } else if line.has("!--", at: 1) {
      self = .comment
    } else if line.has("?", at: 1) {
      self = .instruction
    } else if line.has("!", at: 1), line.count > 2, line[2].isUppercase {
      self = .declaration
    } else if Self.isBlockTag(line) {
      self = .blockTag
    } else if let end = Self.tagEnd(line), line.skip(from: end, while: { $0.isInnerSpace }) == line.count {
      self = .tag
    } else {
      return nil
    }
  }

  /// Whether `line`, of which the indentation is left out, is the last one; of a block that ends at a blank line, whether
  /// it is that one.
  func ends(_ line: Bytes) -> Bool {
    switch self {
    case .verbatim:
      line.contains("</script>", from: 0) || line.contains("</style>", from: 0) || line.contains("</pre>", from: 0)
    case .comment: line.contains("-->", from: 0)
    case .instruction: line.contains("?>", from: 0)
    case .declaration: line.contains(">", from: 0)
    case .characterData: line.contains("]]>", from: 0)
    case .blockTag, .tag: line.isEmpty
    }
  }

  private static func isBlockTag(_ line: Bytes) -> Bool {
    let start = line.has("/", at: 1) ? 2 : 1
    let end = line.skip(from: start) { $0.isLetter || $0.isDigit }
    guard end > start, blockTags.contains(line[start..<end].decoded.lowercased()) else { return false }
    return end == line.count || line[end].isBlank || line[end] == UInt8(ascii: ">") || line.has("/>", at: end)
  }

  private static let blockTags: Set<String> = [
    "address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center", "col", "colgroup",
    "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frame",
    "frameset", "h1", "head", "header", "hr", "html", "iframe", "legend", "li", "link", "main", "menu", "menuitem",
    "nav", "noframes", "ol", "optgroup", "option", "p", "param", "section", "source", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "title", "tr", "track", "ul",
  ]

  /// The end of the complete opening or closing tag with which `line` begins.
  private static func tagEnd(_ line: Bytes) -> Int? {
    let isClosing = line.has("/", at: 1)
    var position = isClosing ? 2 : 1
    guard position < line.count, line[position].isLetter else { return nil }
    position = line.skip(from: position) { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
    while true {
      let next = line.skip(from: position) { $0.isInnerSpace }
      guard next < line.count else { return nil }
      if line[next] == UInt8(ascii: ">") { return next + 1 }
      if isClosing { return nil }
      if line.has("/>", at: next) { return next + 2 }
      guard next > position, let end = attributeEnd(line, from: next) else { return nil }
      position = end
    }
  }

  private static func attributeEnd(_ line: Bytes, from start: Int) -> Int? {
    guard line[start].isLetter || line[start] == UInt8(ascii: "_") || line[start] == UInt8(ascii: ":") else {
      return nil
    }
    let nameEnd = line.skip(from: start) {
      $0.isLetter || $0.isDigit
        || [UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "."), UInt8(ascii: "-")].contains($0)
    }
    let equals = line.skip(from: nameEnd) { $0.isInnerSpace }
    guard equals < line.count, line[equals] == UInt8(ascii: "=") else { return nameEnd }
    let value = line.skip(from: equals + 1) { $0.isInnerSpace }
    guard value < line.count else { return nil }
    if line[value] == UInt8(ascii: "\"") || line[value] == UInt8(ascii: "'") {
      let end = line.skip(from: value + 1) { $0 != line[value] }
      return end < line.count ? end + 1 : nil
    }
    let end = line.skip(from: value) { !$0.isInnerSpace && !Array("\"'=<>`".utf8).contains($0) }
    return end > value ? end : nil
  }
}
