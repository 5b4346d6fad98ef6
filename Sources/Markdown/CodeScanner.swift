import Canvas

/// Divides one line of code.
struct CodeScanner {
  let line: [UInt8]
  private let syntax: Syntax
  private(set) var open: Highlighter.Open
  private(set) var position = 0
  private(set) var parts: [(role: Role, end: Int)] = []
  /// The last word, if it says what the next one names.
  private var isDeclaring = false
  /// The text that a shell reads from the next line on.
  private var hereDocument: Highlighter.Open?

  init(line: [UInt8], syntax: Syntax, open: Highlighter.Open) {
    self.line = line
    self.syntax = syntax
    self.open = open
  }

  func runs(at source: Int) -> [InlineRun] {
    var runs: [InlineRun] = []
    var start = 0
    for part in parts where part.end > start {
      runs.append(InlineRun(text: line[start..<part.end].decoded, style: Style(part.role), source: source + start))
      start = part.end
    }
    return runs
  }

  /// Ends a part at `end`; parts of one role become one.
  private mutating func add(_ role: Role, to end: Int) {
    guard end > position else { return }
    if let last = parts.last, last.role == role {
      parts[parts.count - 1].end = end
    } else {
      parts.append((role, end))
    }
    position = end
  }

  mutating func scan() {
    if case .hereDocument(let word, let isIndented) = open {
      let start = isIndented ? line.skip(from: 0) { $0 == .tab } : 0
      let isEnd = line[start...].decoded == word
      if isEnd { open = .nothing }
      return add(isEnd ? .keyword : .string, to: line.count)
    }
    if let role = syntax.lineRole(line) {
      add(role, to: line.count)
      return
    }
    while position < line.count {
      switch open {
      case .comment(let depth): comment(depth)
      case .string(let index, let tag): string(index, in: tag)
      case .tag(let kind): tag(kind)
      case .embedded(let tag, let inner): embedded(tag, inner)
      case .hereDocument, .nothing: next()
      }
    }
    // Only what may span lines stays open.
    if case .string(let index, _) = open, !syntax.strings[index].spansLines { open = .nothing }
    if let hereDocument, open == .nothing { open = hereDocument }
  }

  // MARK: What is open

  private mutating func comment(_ depth: Int) {
    guard let marks = syntax.blockComment else {
      open = .nothing
      return
    }
    var depth = depth
    var end = position
    while end < line.count {
      if line.hasExactly(marks.close, at: end) {
        end += marks.close.utf8CodeUnitCount
        depth -= 1
        if depth == 0 {
          open = .nothing
          return add(.comment, to: end)
        }
      } else if syntax.nestsComments, line.hasExactly(marks.open, at: end) {
        end += marks.open.utf8CodeUnitCount
        depth += 1
      } else {
        end += 1
      }
    }
    open = .comment(depth: depth)
    add(.comment, to: end)
  }

  private mutating func string(_ index: Int, in tag: Highlighter.Tag?) {
    let string = syntax.strings[index]
    var end = position
    while end < line.count {
      if string.escapes, line[end] == .backslash {
        end += 2
      } else if line.hasExactly(string.close, at: end) {
        end += string.close.utf8CodeUnitCount
        open = tag.map { .tag($0) } ?? .nothing
        return add(stringRole(to: end), to: end)
      } else {
        end += 1
      }
    }
    add(.string, to: min(end, line.count))
  }

  /// In data a string before a colon is the name of a property.
  private func stringRole(to end: Int) -> Role {
    guard syntax.hasProperties else { return .string }
    let next = line.skip(from: end) { $0.isBlank }
    return next < line.count && line[next] == UInt8(ascii: ":") ? .property : .string
  }

  /// Within `<` and `>`.
  private mutating func tag(_ kind: Highlighter.Tag) {
    let byte = line[position]
    if byte == UInt8(ascii: ">") {
      let isEmpty = position > 0 && line[position - 1] == UInt8(ascii: "/")
      open = kind.language == nil || isEmpty ? .nothing : .embedded(kind, .nothing)
      return add(.tag, to: position + 1)
    }
    if let index = syntax.string(at: position, in: line) { return begin(index, in: kind) }
    if isWord(byte) {
      let end = line.skip(from: position) { isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":") }
      return add(.attribute, to: end)
    }
    add(byte.isBlank ? .code : .punctuation, to: position + 1)
  }

  /// Another language, up to the tag that ends it.
  private mutating func embedded(_ tag: Highlighter.Tag, _ inner: Highlighter.Open) {
    guard let language = tag.language, let syntax = Syntax.named(language) else {
      open = .nothing
      return
    }
    let end = (position..<line.count).first { line.hasWord(tag.close, at: $0) } ?? line.count
    var scanner = CodeScanner(line: Array(line[position..<end]), syntax: syntax, open: inner)
    scanner.scan()
    let start = position
    for part in scanner.parts { add(part.role, to: start + part.end) }
    open = end == line.count ? .embedded(tag, scanner.open) : .nothing
  }

  // MARK: What begins

  private mutating func next() {
    let byte = line[position]
    if byte.isBlank { return add(.code, to: line.skip(from: position) { $0.isBlank }) }
    if !isWord(byte) { isDeclaring = false }
    if syntax.lineComments.contains(where: { line.hasExactly($0, at: position) && mayComment($0) }) {
      return add(.comment, to: line.count)
    }
    if let marks = syntax.blockComment, line.hasExactly(marks.open, at: position) {
      open = .comment(depth: 1)
      return add(.comment, to: position + marks.open.utf8CodeUnitCount)
    }
    if syntax.hasTags, byte == UInt8(ascii: "<"), position + 1 < line.count,
      line[position + 1].isLetter || line[position + 1] == UInt8(ascii: "/") || line[position + 1] == UInt8(ascii: "!")
    {
      let start = line[position + 1].isLetter ? position + 1 : position + 2
      let end = line.skip(from: start) { isWord($0) || $0 == UInt8(ascii: "-") }
      let name = start == position + 1 ? line[start..<end].decoded.lowercased() : ""
      open = .tag(name == "script" ? .script : name == "style" ? .style : .plain)
      return add(.tag, to: end)
    }
    if syntax.hasTags, byte == UInt8(ascii: "&"), let end = entityEnd() { return add(.constant, to: end) }
    if !syntax.hasTags, !syntax.hasPlainText || position == 0 || !isWord(line[position - 1]),
      let index = syntax.string(at: position, in: line)
    {
      return begin(index)
    }
    if syntax.hasLifetimes, byte == UInt8(ascii: "'") {
      if let end = characterEnd() { return add(.string, to: end) }
      return add(.attribute, to: line.skip(from: position + 1) { isWord($0) })
    }
    if syntax.hasPatterns, byte == UInt8(ascii: "/"), let end = patternEnd() { return add(.string, to: end) }
    if syntax.hasHereDocuments, hereDocument == nil, line.hasExactly("<<", at: position),
      let start = hereDocumentStart()
    {
      hereDocument = start
    }
    if syntax.hasOptions, byte == UInt8(ascii: "-"), position > 0, line[position - 1].isBlank {
      let end = line.skip(from: position) { isWord($0) || $0 == UInt8(ascii: "-") }
      if end > position + 1 { return add(.attribute, to: end) }
    }
    if byte.isDigit { return add(.number, to: numberEnd()) }
    if isWord(byte) || syntax.sigils.contains(byte) { return word() }
    if syntax.hasTags && byte != UInt8(ascii: "&") { return add(.code, to: position + 1) }
    add(syntax.operators.contains(byte) ? .operator : byte.isPunctuation ? .punctuation : .code, to: position + 1)
  }

  /// In some languages a comment's mark must stand apart: `a#b` is a word.
  private func mayComment(_ mark: StaticString) -> Bool {
    !syntax.commentsStandApart || position == 0 || line[position - 1].isBlank
  }

  /// A part begins where the one before it ends, so that the opening quote takes the role that the end of the string decides.
  private mutating func begin(_ index: Int, in tag: Highlighter.Tag? = nil) {
    let start = position + syntax.strings[index].open.utf8CodeUnitCount
    open = .string(index, in: tag)
    guard start < line.count else { return add(.string, to: line.count) }
    position = start
    string(index, in: tag)
  }

  private func numberEnd() -> Int {
    var end = position
    while end < line.count {
      let byte = line[end]
      let isSign =
        (byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")) && line[end - 1].lowercased == UInt8(ascii: "e")
      let isPoint = byte == UInt8(ascii: ".") && end + 1 < line.count && line[end + 1].isDigit
      guard byte.isDigit || byte.isLetter || byte == UInt8(ascii: "_") || isSign && end > position || isPoint else {
        break
      }
      end += 1
    }
    return end
  }

  func isWord(_ byte: UInt8) -> Bool {
    byte.isLetter || byte.isDigit || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  private mutating func word() {
    let hasSigil = syntax.sigils.contains(line[position])
    let end = line.skip(from: position + 1) { isWord($0) || syntax.wordMarks.contains($0) }
    if hasSigil {
      return add(end > position + 1 ? syntax.sigilRole : .punctuation, to: end)
    }
    let text = line[position..<end].decoded
    if syntax.stringPrefixes.contains(text), let index = syntax.string(at: end, in: line) {
      position = end
      return begin(index)
    }
    let key = syntax.ignoresCase ? text.lowercased() : text
    let isDeclared = isDeclaring
    isDeclaring = Syntax.declaring.contains(key)
    if syntax.hasLifetimes, line.hasExactly("!(", at: end) || line.hasExactly("![", at: end) {
      return add(.function, to: end + 1)
    }
    let after = line.skip(from: end) { $0.isBlank }
    let next = after < line.count ? line[after] : 0
    let role: Role
    if syntax.hasProperties, syntax.assignments.contains(next),
      !syntax.hasPlainText || after + 1 >= line.count || line[after + 1].isBlank
    {
      role = .property
    } else if syntax.keywords.contains(key) {
      role = .keyword
    } else if syntax.constants.contains(key) {
      role = .constant
    } else if syntax.types.contains(key) {
      role = .type
    } else if !syntax.hasTags, isDeclared || end < line.count && line[end] == UInt8(ascii: "(") {
      role = .function
    } else if syntax.hasUppercaseTypes, text.first?.isUppercase ?? false {
      role = .type
    } else {
      role = .code
    }
    add(role, to: end)
  }
}
