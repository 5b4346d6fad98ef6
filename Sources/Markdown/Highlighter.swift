import Canvas

// Colours for code, by tables.
//
// A language is a set of words, marks and quotes (`Syntax`), and one scanner serves all of them: it takes a line at a time
// and carries over only what is open at its end, a comment or a string. That is less than a parser knows, and enough to
// read by; it costs one pass, so that a line that is added to a block of code costs that line.

/// Gives the parts of code their roles, line by line: what a line leaves open is carried to the next.
struct Highlighter: Sendable, Hashable {
  /// What is open at the end of a line.
  enum Open: Sendable, Hashable {
    case nothing
    /// A comment; the number of those within each other.
    case comment(depth: Int)
    /// The string with this number among those of the language.
    case string(Int)
    /// The tag of a language of tags.
    case tag
  }

  private let language: String
  private var open = Open.nothing

  /// The colours of `language`; of one that is not known, none.
  init(language: String) { self.language = language }

  /// Bytes beyond which a line is not coloured: nobody reads it, and what is open in it would be guessed.
  static let longestLine = 4000

  /// Takes the next line without giving its parts.
  mutating func pass(_ line: String) {
    guard let syntax = Syntax.named(language), line.utf8.count <= Self.longestLine else { return }
    var scanner = CodeScanner(line: Array(line.utf8), syntax: syntax, open: open)
    scanner.scan()
    open = scanner.open
  }

  /// The parts of the next line, which begins at `source`.
  mutating func runs(_ line: String, at source: Int) -> [InlineRun] {
    guard let syntax = Syntax.named(language), line.utf8.count <= Self.longestLine else {
      return [InlineRun(text: line, style: Style(.code), source: source)]
    }
    var scanner = CodeScanner(line: Array(line.utf8), syntax: syntax, open: open)
    scanner.scan()
    open = scanner.open
    return scanner.runs(at: source)
  }
}

/// Divides one line of code.
struct CodeScanner {
  private let line: [UInt8]
  private let syntax: Syntax
  private(set) var open: Highlighter.Open
  private var position = 0
  private var parts: [(role: Role, end: Int)] = []

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
    if let role = syntax.lineRole(line) {
      add(role, to: line.count)
      return
    }
    while position < line.count {
      switch open {
      case .comment(let depth): comment(depth)
      case .string(let index): string(index)
      case .tag: tag()
      case .nothing: next()
      }
    }
    // Only what may span lines stays open.
    if case .string(let index) = open, !syntax.strings[index].spansLines { open = .nothing }
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

  private mutating func string(_ index: Int) {
    let string = syntax.strings[index]
    var end = position
    while end < line.count {
      if string.escapes, line[end] == .backslash {
        end += 2
      } else if line.hasExactly(string.close, at: end) {
        end += string.close.utf8CodeUnitCount
        open = syntax.hasTags ? .tag : .nothing
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
  private mutating func tag() {
    let byte = line[position]
    if byte == UInt8(ascii: ">") {
      open = .nothing
      return add(.tag, to: position + 1)
    }
    if let index = syntax.string(at: position, in: line) { return begin(index) }
    if isWord(byte) {
      let end = line.skip(from: position) { isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":") }
      return add(.attribute, to: end)
    }
    add(byte.isBlank ? .code : .punctuation, to: position + 1)
  }

  // MARK: What begins

  private mutating func next() {
    let byte = line[position]
    if byte.isBlank { return add(.code, to: line.skip(from: position) { $0.isBlank }) }
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
      open = .tag
      return add(.tag, to: line.skip(from: start) { isWord($0) || $0 == UInt8(ascii: "-") })
    }
    if !syntax.hasTags, !syntax.hasPlainText || position == 0 || !isWord(line[position - 1]),
      let index = syntax.string(at: position, in: line)
    {
      return begin(index)
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
  private mutating func begin(_ index: Int) {
    let start = position + syntax.strings[index].open.utf8CodeUnitCount
    open = .string(index)
    guard start < line.count else { return add(.string, to: line.count) }
    position = start
    string(index)
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

  private func isWord(_ byte: UInt8) -> Bool {
    byte.isLetter || byte.isDigit || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  private mutating func word() {
    let hasSigil = syntax.sigils.contains(line[position])
    let end = line.skip(from: position + 1) { isWord($0) || syntax.wordMarks.contains($0) }
    if hasSigil {
      return add(end > position + 1 ? syntax.sigilRole : .punctuation, to: end)
    }
    let text = line[position..<end].decoded
    let key = syntax.ignoresCase ? text.lowercased() : text
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
    } else if end < line.count, line[end] == UInt8(ascii: "("), !syntax.hasTags {
      role = .function
    } else if syntax.hasUppercaseTypes, text.first?.isUppercase ?? false {
      role = .type
    } else {
      role = .code
    }
    add(role, to: end)
  }
}

extension Array<UInt8> {
  /// Whether `text` stands at `index`.
  func hasExactly(_ text: StaticString, at index: Int) -> Bool {
    let length = text.utf8CodeUnitCount
    guard length > 0, index + length <= count else { return false }
    for offset in 0..<length where self[index + offset] != text.utf8Start[offset] { return false }
    return true
  }
}
