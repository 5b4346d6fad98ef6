import Canvas

/// What the scanner needs to know of a language.
struct Syntax: Sendable {
  /// A kind of string: what opens it and what closes it.
  struct Quote: Sendable {
    var open: StaticString
    var close: StaticString
    var spansLines = false
    var escapes = true
  }

  let name: String
  var keywords: Set<String> = []
  var types: Set<String> = []
  var constants: Set<String> = ["true", "false", "null", "nil"]
  var lineComments: [StaticString] = ["//"]
  var blockComment: (open: StaticString, close: StaticString)? = ("/*", "*/")
  var nestsComments = false
  /// Longer opening marks come before shorter ones that they begin with.
  var strings: [Quote] = [Quote(open: "\"", close: "\"")]
  var operators: Set<UInt8> = Set("+-*/%=<>!&|^~?".utf8)
  /// Marks with which words of another kind begin, and their role: `@main`, `$HOME`.
  var sigils: Set<UInt8> = []
  var sigilRole = Role.attribute
  /// Marks besides letters that words may have in them.
  var wordMarks: Set<UInt8> = []
  var ignoresCase = false
  /// Whether a word that begins with a capital is a type.
  var hasUppercaseTypes = true
  /// Whether words before `assignments` are names of properties.
  var hasProperties = false
  var assignments: Set<UInt8> = Set(":".utf8)
  var hasTags = false
  /// Whether a comment's mark must stand behind a blank.
  var commentsStandApart = false
  /// Whether text stands without quotes, so that in `it's` and `http://x` no string and no property begins.
  var hasPlainText = false
  /// Whether words that begin with a dash are options.
  var hasOptions = false
  /// Whether a line is code only behind a prompt, and output without one.
  var hasPrompts = false
  /// Whether `'a` without another quote is a name, as in Rust, where `f!(x)` is a macro.
  var hasLifetimes = false
  /// Whether there are patterns between slashes.
  var hasPatterns = false
  /// Whether `<<WORD` reads the lines that follow.
  var hasHereDocuments = false
  /// What may stand right before a string and belongs to it.
  var stringPrefixes: Set<String> = []
  /// The role of whole lines by how they begin.
  var lineStarts: [(start: StaticString, role: Role)] = []

  /// The words before the name of a function.
  static let declaring: Set<String> = ["def", "fn", "fun", "func", "function"]
  /// The words after which a value begins.
  static let beforeValues: Set<String> = ["case", "else", "in", "of", "return", "typeof", "yield"]
  static let marksBeforeValues = Set("(,=:[!&|?{;+-*%~^".utf8)

  private static let prompts: [StaticString] = ["$ ", "# ", "> ", "% "]

  /// The role of all of `line` where its start decides.
  func lineRole(_ line: [UInt8]) -> Role? {
    if hasPrompts, !Self.prompts.contains(where: { line.hasExactly($0, at: 0) }) { return .code }
    return lineStarts.isEmpty ? nil : lineStarts.first { line.hasExactly($0.start, at: 0) }?.role
  }

  /// The number of the string that begins at `position`.
  func string(at position: Int, in line: [UInt8]) -> Int? {
    strings.firstIndex { line.hasExactly($0.open, at: position) }
  }

  /// The language that a fence calls `name`.
  static func named(_ name: String) -> Syntax? {
    let key = name.lowercased()
    return all[names[key] ?? key]
  }

  /// The names of all languages.
  static var known: [String] { all.keys.sorted() }

  private static let all: [String: Syntax] = {
    var all = Dictionary(uniqueKeysWithValues: languages.map { ($0.name, $0) })
    all["console"] = all["bash"]
    all["console"]?.hasPrompts = true
    all["console"]?.hasHereDocuments = false
    return all
  }()

  private static let names = [
    "py": "python", "python3": "python", "pyw": "python", "pycon": "python", "cjs": "javascript",
    "ecmascript": "javascript",
    "js": "javascript", "jsx": "javascript", "mjs": "javascript",
    "node": "javascript",
    "ts": "typescript", "tsx": "typescript", "yml": "yaml", "sh": "bash", "shell": "bash", "zsh": "bash",
    "shell-session": "console", "shellsession": "console", "terminal": "console", "bash-session": "console",
    "fish": "bash", "ksh": "bash", "env": "bash", "dotenv": "bash", "makefile": "bash", "make": "bash", "h": "c",
    "c++": "cpp", "cc": "cpp", "cxx": "cpp", "hpp": "cpp",
    "objc": "c", "rs": "rust", "golang": "go", "kt": "kotlin", "kts": "kotlin", "plsql": "sql", "psql": "sql",
    "mysql": "sql", "postgresql": "sql",
    "sqlite": "sql", "htm": "html", "xml": "html", "svg": "html", "vue": "html", "xhtml": "html",
    "svelte": "html", "sass": "css", "scss": "css", "less": "css",
    "patch": "diff", "docker": "dockerfile", "md": "markdown", "jsonc": "json", "json5": "json", "ini": "toml",
    "conf": "toml", "jsonl": "json", "containerfile": "dockerfile", "cs": "csharp", "c#": "csharp", "rb": "ruby",
  ]

  private static func words(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }

  private static let doubleQuote = Quote(open: "\"", close: "\"")
  private static let singleQuote = Quote(open: "'", close: "'")
  private static let template = Quote(open: "`", close: "`", spansLines: true)

  private static let languages: [Syntax] = [
    Syntax(
      name: "swift",
      keywords: words(
        "actor any as associatedtype async await borrowing break case catch class consuming continue convenience default "
          + "defer deinit do dynamic else enum extension fallthrough fileprivate final for func get guard if import in "
          + "indirect init inout internal is isolated lazy let macro mutating nonisolated open operator optional override "
          + "package precedencegroup private protocol public repeat required rethrows return self Self sending set some "
          + "static struct subscript super switch throw throws try typealias unowned var weak where while willSet didSet"
      ),
      nestsComments: true,
      strings: [
        Quote(open: "\"\"\"", close: "\"\"\"", spansLines: true), Quote(open: "#\"", close: "\"#", escapes: false),
        doubleQuote,
      ],
      sigils: Set("@#".utf8)),
    Syntax(
      name: "python",
      keywords: words(
        "and as assert async await break case class continue def del elif else except finally for from global if import "
          + "in is lambda match nonlocal not or pass raise return try while with yield"),
      types: words("bool bytes dict float frozenset int list object set str tuple"),
      constants: words("True False None self cls"), lineComments: ["#"], blockComment: nil,
      strings: [
        Quote(open: "\"\"\"", close: "\"\"\"", spansLines: true), Quote(open: "'''", close: "'''", spansLines: true),
        doubleQuote, singleQuote,
      ],
      sigils: Set("@".utf8), stringPrefixes: words("b B br Br bR BR f F fr Fr fR FR r R rb Rb rB RB u U")),
    Syntax(
      name: "javascript",
      keywords: words(
        "as async await break case catch class const continue debugger default delete do else export extends finally for "
          + "from function get if import in instanceof let new of return set static super switch throw try typeof var "
          + "void while with yield"),
      constants: words("true false null undefined this NaN Infinity"), strings: [doubleQuote, singleQuote, template],
      sigils: Set("@".utf8), wordMarks: Set("$".utf8), hasPatterns: true),
    Syntax(
      name: "typescript",
      keywords: words(
        "abstract as asserts async await break case catch class const continue debugger declare default delete do else "
          + "enum export extends finally for from function get if implements import in infer instanceof interface is keyof "
          + "let module namespace new of override private protected public readonly return satisfies set static super "
          + "switch throw try type typeof var void while with yield"),
      types: words("any bigint boolean never number object string symbol unknown"),
      constants: words("true false null undefined this NaN Infinity"), strings: [doubleQuote, singleQuote, template],
      sigils: Set("@".utf8), wordMarks: Set("$".utf8), hasPatterns: true),
    Syntax(name: "json", hasUppercaseTypes: false, hasProperties: true),
    Syntax(
      name: "yaml", constants: words("true false null yes no on off True False"), lineComments: ["#"],
      blockComment: nil,
      strings: [doubleQuote, singleQuote], sigils: Set("&*!".utf8), wordMarks: Set("-./".utf8),
      hasUppercaseTypes: false,
      hasProperties: true, commentsStandApart: true, hasPlainText: true),
    Syntax(
      name: "toml", lineComments: ["#", ";"], blockComment: nil,
      strings: [
        Quote(open: "\"\"\"", close: "\"\"\"", spansLines: true),
        Quote(open: "'''", close: "'''", spansLines: true, escapes: false), doubleQuote,
        Quote(open: "'", close: "'", escapes: false),
      ],
      wordMarks: Set("-.".utf8), hasUppercaseTypes: false, hasProperties: true, assignments: Set("=".utf8),
      lineStarts: [("[", .type)]),
    Syntax(
      name: "bash",
      keywords: words(
        "break case continue do done elif else esac eval exec exit export fi for function if in local readonly return "
          + "select set shift source then trap unset until while"),
      types: words(
        "apt apt-get awk cat cd chmod chown cp curl docker echo find git grep kill ls make mkdir mv npm pip printf pwd python "
          + "read rm sed ssh sudo tar test touch wget xargs"),
      constants: words("true false"), lineComments: ["#"], blockComment: nil,
      strings: [
        Quote(open: "\"", close: "\"", spansLines: true),
        Quote(open: "'", close: "'", spansLines: true, escapes: false),
      ],
      sigils: Set("$".utf8), sigilRole: .property, wordMarks: Set("-".utf8), hasUppercaseTypes: false,
      commentsStandApart: true, hasOptions: true, hasHereDocuments: true),
    Syntax(
      name: "c",
      keywords: words(
        "auto break case const continue default do else enum extern for goto if inline register restrict return sizeof "
          + "static struct switch typedef union volatile while"),
      types: words(
        "bool char double float int int16_t int32_t int64_t int8_t intptr_t long short signed size_t ssize_t uint16_t "
          + "uint32_t uint64_t uint8_t unsigned void"),
      constants: words("NULL true false"), strings: [doubleQuote, singleQuote], sigils: Set("#".utf8)),
    Syntax(
      name: "cpp",
      keywords: words(
        "alignas auto break case catch class co_await co_return co_yield concept const consteval constexpr continue "
          + "decltype default delete do else enum explicit export extern final for friend goto if inline mutable namespace "
          + "new noexcept operator override private protected public requires return sizeof static static_assert "
          + "static_cast struct switch template throw try typedef typename union using virtual volatile while"),
      types: words(
        "bool char double float int int16_t int32_t int64_t int8_t long map set short signed size_t string uint16_t "
          + "uint32_t uint64_t uint8_t unsigned vector void"),
      constants: words("nullptr NULL true false this"),
      strings: [
        Quote(open: "R\"(", close: ")\"", spansLines: true, escapes: false), doubleQuote, singleQuote,
      ], sigils: Set("#".utf8)),
    Syntax(
      name: "csharp",
      keywords: words(
        "abstract as async await base break case catch class const continue default delegate do else enum event explicit "
          + "extern finally fixed for foreach get goto if implicit in interface internal is lock namespace new operator out "
          + "override params private protected public readonly record ref return sealed set sizeof static struct switch "
          + "throw try typeof unsafe using var virtual volatile where while yield"),
      types: words("bool byte char decimal double float int long object sbyte short string uint ulong ushort void"),
      constants: words("true false null this"), strings: [doubleQuote, singleQuote]),
    Syntax(
      name: "rust",
      keywords: words(
        "as async await break const continue crate dyn else enum extern fn for if impl in let loop match mod move mut pub "
          + "ref return static struct super trait type union unsafe use where while"),
      types: words(
        "bool char f32 f64 i128 i16 i32 i64 i8 isize str u128 u16 u32 u64 u8 usize"),
      constants: words("true false self Self None Some Ok Err"), nestsComments: true,
      strings: [
        Quote(open: "r#\"", close: "\"#", spansLines: true, escapes: false),
        Quote(open: "r\"", close: "\"", spansLines: true, escapes: false),
        Quote(open: "\"", close: "\"", spansLines: true),
      ],
      sigils: Set("#".utf8), hasLifetimes: true, stringPrefixes: ["b"]),
    Syntax(
      name: "go",
      keywords: words(
        "break case chan const continue default defer else fallthrough for func go goto if import interface map package "
          + "range return select struct switch type var"),
      types: words(
        "any bool byte complex128 complex64 error float32 float64 int int16 int32 int64 int8 rune string uint uint16 "
          + "uint32 uint64 uint8 uintptr"),
      constants: words("true false nil iota"),
      strings: [doubleQuote, singleQuote, Quote(open: "`", close: "`", spansLines: true, escapes: false)]),
    Syntax(
      name: "java",
      keywords: words(
        "abstract assert break case catch class const continue default do else enum extends final finally for if "
          + "implements import instanceof interface native new package permits private protected public record return "
          + "sealed static strictfp super switch synchronized throw throws transient try var volatile while yield"),
      types: words("boolean byte char double float int long short void"), constants: words("true false null this"),
      strings: [Quote(open: "\"\"\"", close: "\"\"\"", spansLines: true), doubleQuote, singleQuote],
      sigils: Set("@".utf8)),
    Syntax(
      name: "kotlin",
      keywords: words(
        "abstract actual as break by catch class companion constructor continue crossinline data do else enum expect "
          + "external final finally for fun if import in infix init inline inner interface internal is lateinit noinline "
          + "object open operator out override package private protected public reified return sealed suspend tailrec "
          + "throw try typealias val var vararg when where while"),
      constants: words("true false null this it"), nestsComments: true,
      strings: [Quote(open: "\"\"\"", close: "\"\"\"", spansLines: true, escapes: false), doubleQuote, singleQuote],
      sigils: Set("@".utf8)),
    Syntax(
      name: "ruby",
      keywords: words(
        "alias and begin break case class def do else elsif end ensure for if in module next not or redo require rescue "
          + "retry return super then undef unless until when while yield"),
      constants: words("true false nil self"), lineComments: ["#"], blockComment: nil,
      strings: [doubleQuote, singleQuote], sigils: Set("@$:".utf8), sigilRole: .property),
    Syntax(
      name: "sql",
      keywords: words(
        "add all alter and as asc begin between by case cast check column commit constraint create cross database default "
          + "delete desc distinct drop else end exists explain foreign from full group having if in index inner insert into "
          + "is join key left like limit not offset on or order outer primary references replace returning right rollback "
          + "select set table then transaction trigger union unique update using values view when where with"),
      types: words(
        "bigint blob boolean bytea char date datetime decimal double float int integer json jsonb numeric real serial "
          + "smallint text time timestamp uuid varchar"),
      lineComments: ["--", "#"],
      strings: [
        Quote(open: "'", close: "'", spansLines: true, escapes: false), doubleQuote, Quote(open: "`", close: "`"),
      ],
      ignoresCase: true, hasUppercaseTypes: false),
    Syntax(
      name: "html", constants: [], lineComments: [], blockComment: ("<!--", "-->"),
      strings: [
        Quote(open: "\"", close: "\"", spansLines: true, escapes: false),
        Quote(open: "'", close: "'", spansLines: true, escapes: false),
      ],
      hasUppercaseTypes: false, hasTags: true),
    Syntax(
      name: "css", constants: words("auto inherit initial none unset"), lineComments: [],
      strings: [doubleQuote, singleQuote], operators: Set(">+~*".utf8), sigils: Set("@.#$".utf8), sigilRole: .tag,
      wordMarks: Set("-".utf8), hasUppercaseTypes: false, hasProperties: true),
    Syntax(
      name: "diff", lineComments: [], blockComment: nil, strings: [],
      lineStarts: [
        ("+++", .type), ("---", .type), ("@@", .function), ("diff ", .keyword), ("index ", .comment), ("+", .inserted),
        ("-", .deleted),
      ]),
    Syntax(
      name: "dockerfile",
      keywords: words(
        "add arg as cmd copy entrypoint env expose from healthcheck label onbuild run shell stopsignal user volume "
          + "workdir"),
      lineComments: ["#"], blockComment: nil, strings: [doubleQuote, singleQuote], sigils: Set("$".utf8),
      sigilRole: .property, wordMarks: Set("-./".utf8), ignoresCase: true, hasUppercaseTypes: false,
      commentsStandApart: true, hasOptions: true),
    Syntax(
      name: "markdown", constants: [], lineComments: [], blockComment: ("<!--", "-->"),
      strings: [Quote(open: "`", close: "`", escapes: false)], operators: Set("*_~#>-+".utf8), hasUppercaseTypes: false,
      lineStarts: [
        ("#", .heading), (">", .quote), ("```", .codeBorder), ("~~~", .codeBorder), ("---", .rule), ("===", .rule),
      ]),
  ]
}
