import Canvas
import TestSupport
import Testing

@testable import Markdown

/// The colours of code; how whole blocks look stands in the golden `code`.
@Suite struct HighlightTests {
  private func parts(_ code: String, _ language: String) -> [Role: [String]] {
    var highlighter = Highlighter(language: language)
    var parts: [Role: [String]] = [:]
    for line in code.split(separator: "\n", omittingEmptySubsequences: false) {
      let runs = highlighter.runs(String(line), at: 0)
      #expect(runs.map(\.text).joined() == line, "\(language)")
      for run in runs { parts[run.style.role, default: []].append(run.text.trimmingBlanks) }
    }
    return parts
  }

  private static let samples: [(language: String, code: String, part: (Role, String))] = [
    ("swift", "let x = 1", (.keyword, "let")), ("python", "def f():", (.keyword, "def")),
    ("javascript", "const a = 1", (.keyword, "const")), ("typescript", "let a: number", (.type, "number")),
    ("json", "{\"a\": 1}", (.property, "\"a\"")), ("yaml", "a: 1", (.property, "a")),
    ("yaml", "on: x", (.property, "on")),
    ("toml", "a = 1", (.property, "a")), ("bash", "if true; then", (.keyword, "then")),
    ("bash", "ls --all -l", (.attribute, "--all")), ("console", "$ ls x\n2 files", (.type, "ls")),
    ("c", "int x;", (.type, "int")), ("cpp", "namespace a {", (.keyword, "namespace")),
    ("rust", "fn f() {", (.keyword, "fn")), ("go", "func f() {", (.keyword, "func")),
    ("java", "class A {", (.keyword, "class")), ("kotlin", "fun f() {", (.keyword, "fun")),
    ("sql", "SELECT 1", (.keyword, "SELECT")), ("html", "<p class=x>", (.tag, "<p")),
    ("css", "a { color: red }", (.property, "color")),
    ("diff", "-old", (.deleted, "-old")), ("dockerfile", "FROM x", (.keyword, "FROM")),
    ("markdown", "# A", (.heading, "# A")), ("ruby", "def f", (.keyword, "def")),
    ("csharp", "class A {", (.keyword, "class")),
  ]

  @Test(arguments: samples.indices)
  func theLanguagesAreKnown(index: Int) {
    let (language, code, part) = Self.samples[index]
    #expect(parts(code, language)[part.0]?.contains(part.1) == true, "\(language): \(parts(code, language))")
    #expect(Array(parts(code, "nosuch").keys) == [.code], "without the language nothing of it is coloured")
  }

  @Test func eachLanguageHasASample() {
    #expect(Set(Self.samples.map(\.language)) == Set(Syntax.known))
    for name in Syntax.known { #expect(Syntax.named(name) != nil, "\(name)") }
  }

  @Test(arguments: [
    ("py", "python"), ("js", "javascript"), ("jsx", "javascript"), ("ts", "typescript"), ("tsx", "typescript"),
    ("yml", "yaml"), ("sh", "bash"), ("shell", "bash"), ("zsh", "bash"), ("h", "c"), ("c++", "cpp"), ("hpp", "cpp"),
    ("rs", "rust"), ("golang", "go"), ("kt", "kotlin"), ("htm", "html"), ("xml", "html"), ("md", "markdown"),
    ("docker", "dockerfile"), ("patch", "diff"), ("Swift", "swift"), ("JSON", "json"),
  ])
  func otherNamesMeanTheSame(alias: String, name: String) { #expect(Syntax.named(alias)?.name == name) }

  @Test func whatIsNotKnownIsPlain() {
    #expect(parts("if x then \"y\"", "nosuch") == [.code: ["if x then \"y\""]])
    #expect(parts("if x then \"y\"", "") == [.code: ["if x then \"y\""]])
  }

  /// What a line leaves open is carried to the next, and only what may span lines.
  @Test(arguments: [
    ("swift", "a /* b /* c */\nd */ e", Role.comment, ["/* b /* c */", "d */"]),
    ("python", "a = '''b\nc''' + d", Role.string, ["'''b", "c'''"]),
    ("go", "a := `b\nc` + d", Role.string, ["`b", "c`"]),
    ("c", "a = \"b\nint c;", Role.string, ["\"b"]), ("html", "<!-- a\nb --> c", Role.comment, ["<!-- a", "b -->"]),
    ("yaml", "a: it's\nb: 'c'", Role.string, ["'c'"]), ("console", "it's\n$ echo 'a'", Role.string, ["'a'"]),
  ])
  func stateIsCarried(language: String, code: String, role: Role, expected: [String]) {
    #expect(parts(code, language)[role] == expected)
  }

  /// A quote in what is no string of a pair of marks must not colour all that follows.
  @Test(arguments: [
    ("rust", "let q = '\"'; let e = '\\''; fn f<'a>(s: &'a str) {}", Role.string, ["'\"'", "'\\''"]),
    ("rust", "fn f<'a>(s: &'a str) {}", .attribute, ["'a", "'a"]),
    ("rust", "fn f<T>(t: T) { vec![1]; println!(t) }", .function, ["f", "vec!", "println!"]),
    ("go", "func (a *A) F(x int) { g() }", .function, ["F", "g"]),
    ("javascript", "let a = x.match(/['\"`/]+/g), b = c / d / e;", .string, ["/['\"`/]+/g"]),
    ("typescript", "const p = () => /a'b/;\nlet q = `x`", .string, ["/a'b/", "`x`"]),
    ("javascript", "<p>a</p><p>b</p>;", .string, []),
    ("javascript", "f(/" + String(repeating: "a", count: 300) + "/, 'b')", .string, ["'b'"]),
    ("bash", "cat <<'EOF' > x\nit's \"here\nEOF\necho 'a'", .string, ["'EOF'", "it's \"here", "'a'"]),
    ("bash", "cat <<-END\n\tit's\n\tEND\necho 'a'", .string, ["\tit's", "'a'"]),
    ("bash", "echo $((1<<n))\nread x <<< y\necho 'a'", .string, ["'a'"]),
    ("cpp", "auto s = R\"(a \"b\")\" + \"c\";", .string, ["R\"(a \"b\")\"", "\"c\""]),
    ("python", "a = f\"{x}\" + rb'y' + f", .string, ["f\"{x}\"", "rb'y'"]),
    ("html", "a &amp; b & c", .constant, ["&amp;"]),
    ("html", "<script src=\"x\">\nif (a < b) { f('c') }\n</SCRIPT>\n<p>it's</p>", .string, ["\"x\"", "'c'"]),
    ("html", "<script>let a = `x\ny`;</script> <b>", .tag, ["<script>", "</script>", "<b>"]),
    ("html", "<style>\na { color: red }\n</style><p>a: b", .property, ["color"]),
    ("html", "<script src='x'/> a 'b'", .string, ["'x'"]),
  ])
  func whatIsNoPairOfMarksEnds(language: String, code: String, role: Role, expected: [String]) {
    #expect(parts(code, language)[role, default: []] == expected)
  }

  /// Whatever stands in a block of code, each line keeps its text.
  @Test(arguments: SeededGenerator.seeds(4)) func noTextIsLost(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let parts = [
      "'", "\"", "\\", "/", "<", ">", "<<A", "A", "<script", "</script>", "<style>", "&a;", "r#\"", "R\"(", "`", "字",
      "\t", " ", "x",
      "fn ", "b'", "$", "(", "[", "!", "#", "/*", "*/", "--", "é", "1",
    ]
    for language in Syntax.known {
      var highlighter = Highlighter(language: language)
      for _ in 0..<60 {
        let line = (0..<Int.random(in: 0...12, using: &random)).map { _ in parts.randomElement(using: &random)! }
          .joined()
        #expect(highlighter.runs(line, at: 0).map(\.text).joined() == line, "seed \(seed), \(language)")
      }
    }
  }

  /// A line that goes on in another row says so where no code can stand.
  @Test func aLongLineWrapsWithAMark() {
    let document = MarkdownDocument(finished: "```\n" + String(repeating: "x", count: 40) + "\n```")
    var layout = MarkdownLayout(width: 20)
    layout.update(document)
    let rows = layout.rows(0..<layout.rowCount(of: document), of: document)
    #expect(rows.map { String($0.text.prefix(2)) } == ["│ ", "│↪", "│↪"])
    #expect(rows.allSatisfy { $0.spans[0].style.role == .codeBorder })
    layout.resize(to: 8)
    layout.update(document)
    #expect(layout.rows(0..<2, of: document).map(\.text) == ["xxxxxxxx", "↪xxxxxxx"])
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
