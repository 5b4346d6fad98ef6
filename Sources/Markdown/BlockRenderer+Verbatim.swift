import Canvas

extension BlockRenderer {
  /// Lays code out.
  mutating func show(_ code: VerbatimText) {
    var (first, rest) = prefixes()
    var layout = CodeLayout(language: code.language, width: width, highlighter: code.colours)
    defer { colours = layout.highlighter }
    if !code.goesOn, let label = layout.label(after: first) {
      rows.append(label, source: code.lines.first?.source ?? lastSource)
      first = rest
    }
    var lines = code.lines
    if lines.isEmpty && code.language.isEmpty && !code.goesOn { lines = [("", lastSource)] }
    for (index, line) in lines.enumerated() {
      if code.isInLine, index == 0 {
        rows.append(layout.rows(ofRest: line.text, at: line.source, behind: rest))
      } else {
        rows.append(layout.rows(of: line.text, at: line.source, first: first, rest: rest))
      }
      first = rest
    }
  }

  /// In a table a pipe is written with a backslash, in code as well.
  static func withPipes(_ code: String) -> String {
    var result = ""
    for character in code {
      if character == "|", result.last == "\\" { result.removeLast() }
      result.append(character)
    }
    return result
  }

  /// Lays raw HTML out.
  mutating func showHTML() {
    guard let html else { return }
    self.html = nil
    let (first, rest) = prefixes()
    var prefix = first
    var lines = html.lines
    while lines.last?.text.isEmpty ?? false { lines.removeLast() }
    for line in lines {
      let run = InlineRun(text: line.text, style: Style(.dim), source: line.source)
      rows.wrap([run], width: width, first: prefix, rest: rest, source: line.source)
      prefix = rest
    }
  }
}

/// The text of code or of raw HTML, as it comes from the parser.
struct VerbatimText {
  let language: String
  /// Whether it has begun in the piece above.
  let goesOn: Bool
  /// What its colours start with, if it goes on.
  let colours: Highlighter?
  /// Whether it begins within a line.
  let isInLine: Bool
  private let dropsFirstLine: Bool
  private var text = ""
  /// Where each line begins in the source.
  private var sources: [Int] = []

  init(
    language: String = "", goesOn: Bool = false, dropsFirstLine: Bool = false, colours: Highlighter? = nil,
    isInLine: Bool = false
  ) {
    self.colours = colours
    self.isInLine = isInLine
    self.language = language
    self.goesOn = goesOn
    self.dropsFirstLine = dropsFirstLine
  }

  mutating func add(_ part: String, at source: Int) {
    if text.utf8.last ?? .newline == .newline { sources.append(source) }
    text += part
  }

  var lines: [(text: String, source: Int)] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last?.isEmpty ?? false { lines.removeLast() }
    let last = sources.last ?? 0
    let all = lines.enumerated().map { (text: $1, source: $0 < sources.count ? sources[$0] : last) }
    return dropsFirstLine ? Array(all.dropFirst()) : all
  }
}
