/// A wish at the start of a prompt, such as `/long 2000`, for an answer of a certain kind.
enum Directive: String, CaseIterable, Sendable {
  case help, tour, long, paragraph, code, table, cjk, emoji, rtl, cite, slow, silence, stall, error, flaky, cut, reset
  case midstream, hostile, html, json, echo, empty, parts, onlyparts, think, unclosed, halves, unreadable, lines,
    payload

  /// What stands behind the name, for the help.
  var parameters: String {
    switch self {
    case .long, .paragraph, .flaky: "N"
    case .unreadable: "[N]"
    case .code: "[LINES]"
    case .table: "[ROWS]"
    case .slow, .silence: "[SECONDS]"
    case .error: "STATUS [SECONDS]"
    case .cut: "[N]"
    case .echo: "TEXT"
    default: ""
    }
  }

  var summary: String {
    switch self {
    case .help: "this list"
    case .tour: "the tour of maichat"
    case .long: "Markdown of N characters"
    case .paragraph: "one paragraph of N characters, no line break"
    case .code: "a code block"
    case .table: "a table"
    case .cjk: "Chinese, Japanese and Korean"
    case .emoji: "emoji and combined characters"
    case .rtl: "Arabic and Hebrew"
    case .cite: "an answer with sources"
    case .slow: "a word at a time, with pauses between"
    case .silence: "no byte for a while, then an answer"
    case .stall: "some text, then silence until you stop it"
    case .error: "an HTTP error, perhaps with Retry-After"
    case .flaky: "fails N times with 503, then works"
    case .cut: "the connection ends after N characters"
    case .reset: "the connection is reset in mid-reply"
    case .midstream: "an error in mid-reply"
    case .hostile: "escape sequences and other hostile text"
    case .html: "raw HTML and a script"
    case .json: "JSON in place of prose"
    case .echo: "your own text, exactly"
    case .empty: "an answer without text"
    case .parts: "thoughts, calls of a tool and news of the progress, then an answer"
    case .onlyparts: "the same without an answer"
    case .think: "thoughts between <think> tags, then an answer"
    case .unclosed: "a <think> tag that is never closed"
    case .halves: "characters whose halves come in two events"
    case .unreadable: "N events that cannot be read, in the middle of an answer"
    case .lines: "events parted by single line ends"
    case .payload: "text in contentPayload in place of content"
    }
  }

  /// The name with its parameters.
  var usage: String { parameters.isEmpty ? "/\(rawValue)" : "/\(rawValue) \(parameters)" }

  /// Longer replies would be of no use and fill the memory.
  static let maximumCharacters = 2_000_000

  /// Reads the directive that `prompt` begins with, and what follows its name; nil where there is none.
  static func parse(_ prompt: String) -> (Directive, argument: Substring)? {
    let start = prompt.drop(while: \.isWhitespace)
    guard start.first == "/" else { return nil }
    let name = start.dropFirst().prefix { !$0.isWhitespace }
    guard let directive = Directive(rawValue: name.lowercased()) else { return nil }
    return (directive, start[name.endIndex...].drop { $0 == " " || $0 == "\t" })
  }

  /// What to answer.
  func outcome(_ argument: Substring) -> Outcome {
    let words = argument.split(whereSeparator: \.isWhitespace)
    func count(_ standard: Int, atMost most: Int = Self.maximumCharacters) -> Int {
      min(max(words.first.flatMap { Int($0) } ?? standard, 0), most)
    }
    func seconds(_ standard: Double) -> Double {
      let given = words.first.flatMap { Double($0) } ?? standard
      return given.isFinite ? min(max(given, 0), 86_400) : standard
    }
    let short = SampleText.prose(400)
    switch self {
    case .help: return .reply(Reply(SampleText.help))
    case .tour: return .reply(Reply(DemoScript.text, sources: Source.all))
    case .long: return .reply(Reply(SampleText.markdown(count(10_000))))
    case .paragraph: return .reply(Reply(SampleText.prose(count(2_000))))
    case .code: return .reply(Reply(SampleText.code(lines: count(40, atMost: 100_000))))
    case .table: return .reply(Reply(SampleText.table(rows: count(8, atMost: 50_000))))
    case .cjk: return .reply(Reply(SampleText.cjk))
    case .emoji: return .reply(Reply(SampleText.emoji))
    case .rtl: return .reply(Reply(SampleText.rightToLeft))
    case .cite: return .reply(Reply(SampleText.cited, sources: Source.all))
    case .slow: return .reply(Reply(steps: [.text(short, .words(seconds: seconds(0.5)))]))
    case .silence: return .reply(Reply(silence: seconds(5), steps: [.text(SampleText.afterSilence, .standard)]))
    case .stall: return .reply(Reply(steps: [.text(SampleText.beforeStall, .standard), .stall]))
    case .error:
      let status = words.first.flatMap { Int($0) }.flatMap { (400...599).contains($0) ? $0 : nil }
      return .refusal(status: status ?? 500, retryAfter: words.dropFirst().first.flatMap { Int($0) })
    case .flaky: return .flaky(failures: count(2, atMost: 100))
    case .cut: return .reply(Reply(steps: [.text(SampleText.prose(count(120)), .standard), .cut]))
    case .reset: return .reply(Reply(steps: [.text(SampleText.prose(120), .standard), .reset]))
    case .midstream:
      return .reply(Reply(steps: [.text(SampleText.prose(120), .standard), .error(Self.midstreamWords)]))
    case .hostile: return .reply(Reply(SampleText.hostile))
    case .html: return .reply(Reply(SampleText.html))
    case .json: return .reply(Reply(SampleText.json))
    case .echo: return .reply(Reply(String(argument)))
    case .empty: return .reply(Reply(steps: []))
    case .parts: return .reply(Reply(steps: HardEvents.parts + [.text(HardEvents.answer, .standard)]))
    case .onlyparts: return .reply(Reply(steps: HardEvents.parts))
    case .think: return .reply(Reply("<think>\n\(HardEvents.thoughts)\n</think>\n\n\(HardEvents.answer)"))
    case .unclosed: return .reply(Reply("<think>\n\(HardEvents.thoughts)"))
    case .halves: return .reply(Reply(steps: HardEvents.halves))
    case .unreadable: return .reply(Reply(steps: HardEvents.unreadable(count(2, atMost: 1000))))
    case .lines: return .reply(Reply(steps: HardEvents.lines))
    case .payload: return .reply(Reply(steps: HardEvents.payload))
    }
  }

  static let midstreamWords = "The sandbox was asked to fail in the middle of this reply."
}
