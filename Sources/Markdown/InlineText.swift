import Canvas

/// A run of text in one style, before it is broken into rows.
struct InlineRun: Sendable {
  var text: String
  var style: Style
  /// Where it begins in the source, in UTF-8 bytes.
  var source: Int
  /// Whether it stands in the source as it is here, byte by byte.
  var isExact = true
}

/// A link that a block holds.
package struct MarkdownLink: Hashable, Sendable {
  /// The text that is shown for it.
  package var text: String
  /// Where it leads, as written: not checked, and not made safe.
  package var target: String
}

/// Collects the inline content of one paragraph, heading or cell: lines of runs, of which only a hard break begins another.
struct InlineText {
  private(set) var lines: [[InlineRun]] = [[]]
  private(set) var links: [MarkdownLink] = []
  /// The looks of what is open, innermost last.
  private var styles: [Style]
  private var openLinks: [Int] = []
  private let base: Style
  /// A soft break that has not been decided: between wide characters it is nothing, elsewhere a space.
  private var softBreak: Int?

  /// Text whose plain parts are in the style `base`.
  init(base: Style) {
    self.base = base
    styles = [base]
  }

  var isEmpty: Bool { lines.allSatisfy(\.isEmpty) }

  mutating func enter(_ span: MarkdownEvent.Inline, at source: Int) {
    styles.append(style(within: span))
    switch span {
    case .link(let target):
      openLinks.append(links.count)
      links.append(MarkdownLink(text: "", target: target))
    case .image(let target):
      openLinks.append(links.count)
      links.append(MarkdownLink(text: "", target: target))
      mark("[image: ", at: source)
    case .strikethrough: mark("~~", at: source)
    default: break
    }
  }

  /// Ends `span`; one that has not ended in the text, as far as it has come, shows no mark there.
  mutating func leave(_ span: MarkdownEvent.Inline, at source: Int, isGuessed: Bool = false) {
    switch span {
    case .strikethrough where isGuessed: break
    case .strikethrough: mark("~~", at: source)
    case .image(let target):
      if let link = openLinks.popLast(), links[link].text.isEmpty {
        append(InlineRun(text: target, style: style, source: source))
      }
      if !isGuessed { mark("]", at: source) }
    case .link: _ = openLinks.popLast()
    default: break
    }
    if styles.count > 1 { styles.removeLast() }
  }

  mutating func add(_ text: String, at source: Int, isHTML: Bool = false, isExact: Bool = true) {
    guard !text.isEmpty else { return }
    if isHTML, Self.isBreak(text) { return breakLine() }
    settleBreak(before: text)
    // A row does not begin with the blanks behind a break.
    let text = lines.count > 1 && lines[lines.count - 1].isEmpty ? String(text.drop { $0 == " " }) : text
    for link in openLinks { links[link].text += text }
    append(InlineRun(text: text, style: isHTML ? Style(.dim) : style, source: source, isExact: isExact))
  }

  mutating func breakLine() {
    softBreak = nil
    lines.append([])
  }

  /// What follows stands on a row of its own.
  mutating func startLine() { if softBreak != nil { breakLine() } }

  mutating func breakSoftly(at source: Int) { softBreak = source }

  /// Text of ours, not of the source.
  private mutating func mark(_ text: String, at source: Int) {
    settleBreak(before: text)
    append(InlineRun(text: text, style: Style(.dim), source: source))
  }

  private mutating func append(_ run: InlineRun) {
    let last = lines.count - 1
    if let end = lines[last].indices.last, lines[last][end].style == run.style,
      lines[last][end].source + lines[last][end].text.utf8.count == run.source, lines[last][end].isExact, run.isExact
    {
      lines[last][end].text += run.text
    } else {
      lines[last].append(run)
    }
  }

  private mutating func settleBreak(before text: String) {
    guard let source = softBreak else { return }
    softBreak = nil
    if let before = lines[lines.count - 1].last?.text.unicodeScalars.last, let after = text.unicodeScalars.first,
      Self.isWide(before) && Self.isWide(after) || Self.isWideMark(before) || Self.isWideMark(after)
    {
      return
    }
    append(InlineRun(text: " ", style: style, source: source))
  }

  /// Chinese and Japanese are written without spaces; Korean is not.
  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2E80...0x31FF, 0x3400...0x9FFF, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFFEF, 0x20000...0x3FFFF: true
    default: false
    }
  }

  /// A comma or a full stop that is as wide as a character and brings its own space.
  private static func isWideMark(_ scalar: Unicode.Scalar) -> Bool {
    (0x3000...0x303F).contains(scalar.value) || (0xFF01...0xFF0F).contains(scalar.value)
      || (0xFF1A...0xFF1F).contains(scalar.value)
  }

  static func isBreak(_ html: String) -> Bool {
    let name = html.lowercased().filter { !$0.isWhitespace }
    return name == "<br>" || name == "<br/>"
  }

  private var style: Style { styles.last ?? base }

  /// The look of text in `span` where it begins: the innermost of several gives the role, all give attributes.
  private func style(within span: MarkdownEvent.Inline) -> Style {
    var style = style
    switch span {
    case .emphasis:
      if style.role == base.role { style.role = .emphasis }
      style.attributes.insert(.italic)
    case .strong:
      if style.role == base.role || style.role == .emphasis { style.role = .strong }
      style.attributes.insert(.bold)
    case .strikethrough:
      style.role = .strikethrough
      style.attributes.insert(.strikethrough)
    case .code: style.role = .codeSpan
    case .link(let target), .image(let target):
      style.role = .link
      style.attributes.insert(.underline)
      style.link = target.isEmpty ? nil : target
    }
    return style
  }
}
