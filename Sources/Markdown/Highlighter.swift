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
    /// The string with this number among those of the language; in a tag, that of `Tag`.
    case string(Int, in: Tag?)
    /// The tag of a language of tags.
    case tag(Tag)
    /// The text that a tag holds, which is of another language, and what is open in it.
    indirect case embedded(Tag, Open)
    /// The text that a shell reads up to a line of this word alone; whether tabs may stand before it.
    case hereDocument(String, isIndented: Bool)
  }

  /// What the text behind a tag is.
  enum Tag: Sendable, Hashable {
    case plain, script, style

    /// The language of that text; nil where it is that of the tag.
    var language: String? {
      switch self {
      case .plain: nil
      case .script: "javascript"
      case .style: "css"
      }
    }

    /// What ends it.
    var close: StaticString { self == .style ? "</style" : "</script" }
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
