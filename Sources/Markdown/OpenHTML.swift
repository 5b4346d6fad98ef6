/// What HTML leaves open for whoever reads it as a page: a browser knows nothing of Markdown's blocks, so that an element,
/// a comment or half a tag goes on over everything behind it.
struct OpenHTML {
  /// Names of the elements that are open, the innermost last.
  private var elements: [[UInt8]] = []
  private var state = State.text

  private enum State {
    case text
    case comment
    /// Within an element whose text is no HTML, until its end tag.
    case rawText([UInt8])
    /// Within a tag; `quote` around the value that is open in it.
    case tag(name: [UInt8], isEnd: Bool, quote: UInt8?)
    /// Within what begins with `<!` or `<?`.
    case bogus
  }

  /// Elements that change what stands behind them, where they stay open. Others have no content, end with what they are in,
  /// or are words between angle brackets.
  private static let kept: Set<String> = [
    "a", "abbr", "address", "article", "aside", "audio", "b", "bdi", "bdo", "big", "blockquote", "button", "canvas",
    "caption", "center", "cite", "code", "del", "details", "dfn", "dialog", "div", "dl", "em", "fieldset", "figcaption",
    "figure", "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "i", "iframe", "ins", "kbd",
    "label", "legend", "main", "map", "mark", "marquee", "math", "menu", "meter", "nav", "nobr", "noembed", "noframes",
    "noscript", "object", "ol", "output", "picture", "pre", "progress", "q", "ruby", "s", "samp", "script", "search",
    "section", "select", "small", "span", "strike", "strong", "style", "sub", "summary", "sup", "svg", "table",
    "template", "textarea", "time", "title", "tt", "u", "ul", "var", "video", "xmp",
  ]
  private static let raw: Set<String> = [
    "iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp",
  ]
  /// So many elements deep nobody writes; what is deeper is not looked at.
  private static let deepest = 100

  /// Elements, comments and tags that the raw HTML of the Markdown `text` leaves open.
  init(markdown text: String) {
    guard text.utf8.contains(UInt8(ascii: "<")) else { return }
    var html: [UInt8] = []
    _ = MarkdownParser.parse(Array(text.utf8)) { event in
      if case .text(.html, let bytes, _) = event { html += bytes }
    }
    read(html)
  }

  /// The lines that end all of it; nil where nothing is open.
  var closing: String? {
    var lines: [String] = []
    var names = elements
    switch state {
    case .text: break
    case .comment, .bogus: lines = ["", "<!-- -->"]
    case .rawText(let name): lines = ["", "</\(String(decoding: name, as: UTF8.self))>"]
    case .tag(let name, let isEnd, let quote):
      let mark = quote.map { String(UnicodeScalar($0)) } ?? ""
      // Only what begins as a tag is taken as it is, wherever the text ends; within the open one its name means nothing.
      lines = ["", "</div \(mark)>"]
      if !isEnd, Self.kept.contains(String(decoding: name, as: UTF8.self)) { names.append(name) }
    }
    if !names.isEmpty { lines.append("") }
    lines += names.reversed().map { "</\(String(decoding: $0, as: UTF8.self))>" }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  private mutating func read(_ html: [UInt8]) {
    var index = 0
    while index < html.count {
      switch state {
      case .text:
        guard let start = html[index...].firstIndex(of: UInt8(ascii: "<")) else { return }
        index = begin(html, start)
      case .comment:
        guard let end = Self.end(of: Array("-->".utf8), in: html, from: index) else { return }
        (state, index) = (.text, end)
      case .bogus:
        guard let end = html[index...].firstIndex(of: UInt8(ascii: ">")) else { return }
        (state, index) = (.text, end + 1)
      case .rawText(let name):
        guard let end = Self.end(of: Array("</".utf8) + name, in: html, from: index) else { return }
        (state, index) = (.tag(name: name, isEnd: true, quote: nil), end)
      case .tag(let name, let isEnd, let quote): index = goOn(html, index, name, isEnd, quote)
      }
    }
  }

  /// Reads what begins with the `<` at `start`; the place behind it.
  private mutating func begin(_ html: [UInt8], _ start: Int) -> Int {
    let rest = html[(start + 1)...]
    if rest.starts(with: "!--".utf8) {
      state = .comment
      // `<!-->` and `<!--->` are whole.
      return start + 2
    }
    if rest.first == UInt8(ascii: "!") || rest.first == UInt8(ascii: "?") {
      state = .bogus
      return start + 2
    }
    let isEnd = rest.first == UInt8(ascii: "/")
    let name = (isEnd ? rest.dropFirst() : rest).prefix(while: Self.isName)
    guard let first = name.first, Self.isLetter(first) else { return start + 1 }
    state = .tag(name: name.map(Self.lower), isEnd: isEnd, quote: nil)
    return name.endIndex
  }

  /// Reads on in a tag; the place behind what was read.
  private mutating func goOn(_ html: [UInt8], _ index: Int, _ name: [UInt8], _ isEnd: Bool, _ quote: UInt8?) -> Int {
    if let quote {
      guard let end = html[index...].firstIndex(of: quote) else { return html.count }
      state = .tag(name: name, isEnd: isEnd, quote: nil)
      return end + 1
    }
    let marks = [UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'")]
    guard let place = html[index...].firstIndex(where: marks.contains) else { return html.count }
    if html[place] != UInt8(ascii: ">") {
      let before = html[index..<place].last { $0 > 0x20 }
      // A quotation mark that no equals sign stands before is a part of a name.
      if before == UInt8(ascii: "=") { state = .tag(name: name, isEnd: isEnd, quote: html[place]) }
      return place + 1
    }
    state = .text
    let word = String(decoding: name, as: UTF8.self)
    if isEnd {
      if let last = elements.lastIndex(of: name) { elements.removeSubrange(last...) }
    } else if Self.kept.contains(word), elements.count < Self.deepest {
      let isEmpty = place > 0 && html[place - 1] == UInt8(ascii: "/") && ["svg", "math"].contains(word)
      if Self.raw.contains(word) { state = .rawText(name) } else if !isEmpty { elements.append(name) }
    }
    return place + 1
  }

  /// The place behind the first `part` (in small letters) at or behind `start`.
  private static func end(of part: [UInt8], in html: [UInt8], from start: Int) -> Int? {
    var place = start
    while let found = html[place...].firstIndex(of: part[0]) {
      if html[found...].lazy.map(lower).starts(with: part) { return found + part.count }
      place = found + 1
    }
    return nil
  }

  private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(lower(byte)) }
  private static func isName(_ byte: UInt8) -> Bool {
    isLetter(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
  }
}
