import ArgumentParser
import Canvas
import ChatModel
import ChatView
import HistoryStore

/// Searches all messages and titles.
struct SearchCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Search all messages and titles in the history.",
    discussion: """
      All words must be there: hello world. "a phrase", -without, begin*. Filters: chatbot:NAME, role:me, role:bot, \
      after:2026-11-25, before:7d, on:yesterday, has:code, has:attachment, is:starred, in:ID, title:WORD. What follows \
      -- is looked for as it stands.
      """)

  @ParentCommand var root: Maichat
  @OptionGroup var common: CommonOptions

  @Flag(help: "Print one JSON object a line.")
  var json = false

  @Option(help: ArgumentHelp("Show at most this many messages.", valueName: "n"))
  var limit = 50

  // A query may begin with a minus: what is no option is a part of it.
  @Argument(parsing: .allUnrecognized, help: ArgumentHelp("What to look for.", valueName: "query"))
  var query: [String] = []

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit takes a number from 1.") }
    if let option = WordArguments(query).plain.first(where: { $0.hasPrefix("--") }) {
      throw ValidationError(
        "Unknown option '\(option)'. A text that begins with - goes after --: maichat search -- '\(option)'.")
    }
  }

  func run() throws {
    try WordArguments.checkText()
    try withHistory(try options(), search)
  }

  private func search(_ history: History) throws {
    let words = WordArguments(query)
    let request = SearchRequest(
      number: 1, text: words.plain.joined(separator: " "), literal: words.literal.joined(separator: " "), limit: limit)
    let answer: SearchAnswer
    do { answer = try history.search(request, now: readClock()) } catch {
      switch error {
      case .query(let mistake): throw CommandFailure(.usage, safe(mistake.sentence))
      case .history(let problem): throw CommandFailure(.history, safe(problem.text))
      }
    }
    if json { try printJSON(answer) } else { try printRows(answer) }
    if answer.phase == .cut {
      StandardError.say("maichat: there is more; these are the best among the newest \(answer.count).")
    }
    if answer.count == 0 { throw CommandFailure(.requestFailed, "nothing was found.") }
  }

  private func printRows(_ answer: SearchAnswer) throws(CommandFailure) {
    let printer = FoundRow(width: StandardOutput.width, isMarked: StandardOutput.isTerminal)
    for group in answer.groups {
      let header = group.header
      let title = header.title.isEmpty ? "(no title)" : header.title
      let start: SafeText = "\(safe(String(header.id.rawValue.prefix(8))))  \(localMinute(header.lastActivity))  "
      try StandardOutput.write(printer.row(start, title, group.titleHits) + "\n")
      for hit in group.hits {
        let who = hit.author == .person ? "you" : "bot"
        let start: SafeText = "    \(localMinute(hit.createdAt))  \(who)  \(label(hit.place))"
        try StandardOutput.write(printer.row(start, hit.snippet, hit.hits) + "\n")
      }
    }
  }

  /// What stands before a snippet that is not from the message's text.
  private func label(_ place: SearchPlace) -> SafeText {
    switch place {
    case .text: ""
    case .source(""): "source: "
    case .source(let name): "source \(safe(name)): "
    case .note: "★ note: "
    }
  }

  private func printJSON(_ answer: SearchAnswer) throws(CommandFailure) {
    for group in answer.groups {
      if group.isTitleFound { try StandardOutput.write(jsonLine(JSONFound(group))) }
      for hit in group.hits { try StandardOutput.write(jsonLine(JSONFound(group, hit))) }
    }
  }
}

/// A line of `search --json`: a message, or a conversation by its title.
private struct JSONFound: Encodable {
  let conversation: String
  let title: String
  /// nil for a title.
  let message: String?
  let role: Author?
  /// Milliseconds since 1970: when the message was written, or when something was last said.
  let time: Int64
  /// "title", "text", "source" or "note": what the snippet is a part of.
  let place: String
  /// The file that is cited; nil where its name was found, or is not known.
  let source: String?
  let snippet: String
  /// Pairs of the first and the number of Unicode scalars in the snippet.
  let hits: [[Int]]

  init(_ group: SearchGroup, _ hit: SearchHit? = nil) {
    conversation = group.header.id.rawValue
    title = group.header.title
    message = hit?.message.rawValue
    role = hit?.author
    time = (hit?.createdAt ?? group.header.lastActivity).milliseconds
    switch hit?.place {
    case nil: (place, source) = ("title", nil)
    case .text: (place, source) = ("text", nil)
    case .source(let name): (place, source) = ("source", name.isEmpty ? nil : name)
    case .note: (place, source) = ("note", nil)
    }
    let text = hit?.snippet ?? title
    snippet = text
    hits = (hit?.hits ?? group.titleHits).map { range in
      let bytes = Array(text.utf8)
      func scalars(_ range: Range<Int>) -> Int { String(decoding: bytes[range], as: UTF8.self).unicodeScalars.count }
      return [scalars(0..<range.lowerBound), scalars(range)]
    }
  }
}
