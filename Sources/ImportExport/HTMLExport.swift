import ChatModel
import Markdown

/// One HTML file that needs nothing else and does nothing: no script, nothing loaded, no HTML of the messages' own.
struct HTMLExport: ExportWriter {
  let clock: Export.Clock
  private var chatbot = ""

  init(clock: @escaping Export.Clock) { self.clock = clock }

  func start(title: String) -> String {
    """
    <!DOCTYPE html>
    <html>
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
    <meta name="referrer" content="no-referrer">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="generator" content="maichat">
    <title>\(MarkdownHTML.escaped(title.onOneLine))</title>
    <style>
    \(Self.style)
    </style>
    </head>
    <body>

    """
  }

  mutating func begin(_ header: ConversationHeader, _ remarks: ConversationRemarks) -> String {
    chatbot = header.shownChatbot
    let about = [header.chatbotName, clock(header.createdAt)].filter { !$0.isEmpty }.joined(separator: " · ")
    return """
      <article id="\(Self.anchor(header.id))">
      <header>
      <h1 dir="auto">\(MarkdownHTML.escaped(header.shownTitle))</h1>
      <p dir="auto">\(MarkdownHTML.escaped(about))</p>
      </header>

      """
  }

  func add(_ message: ArchivedMessage) -> String {
    let isPerson = message.message.author == .person
    let head = [isPerson ? "you" : chatbot] + message.marks
    var html = "<section class=\"\(isPerson ? "person" : "assistant")\">\n"
    html += "<h2><span dir=\"auto\">\(MarkdownHTML.escaped(head.joined(separator: " · ")))</span> "
    html += "<time datetime=\"\(UniversalTime.text(message.message.createdAt))\">"
    html += "\(MarkdownHTML.escaped(clock(message.message.createdAt)))</time></h2>\n"
    html += message.partsBefore.map { Self.details($0, isOpen: message.message.lacksAnswer) }.joined()
    if isPerson {
      html += "<div class=\"text verbatim\" dir=\"auto\">\(MarkdownHTML.escaped(message.message.text))</div>\n"
    } else {
      html += "<div class=\"text\" dir=\"auto\">\n\(MarkdownHTML.html(of: message.message.text))</div>\n"
    }
    html += message.partsAfter.map { Self.details($0, isOpen: message.message.lacksAnswer) }.joined()
    for sentence in message.lacks { html += "<p class=\"lack\">\(MarkdownHTML.escaped(sentence))</p>\n" }
    if let failure = message.failure { html += "<p class=\"failure\">\(MarkdownHTML.escaped(failure))</p>\n" }
    if let note = message.star?.note, !note.isEmpty {
      html += "<p class=\"note\" dir=\"auto\">★ \(MarkdownHTML.escaped(note))</p>\n"
    }
    let attachments = message.message.attachments.map { "[\($0.type)] \($0.filename)" }
    if !attachments.isEmpty { html += Self.list("ul", attachments) }
    let citations = CitedSource.list(message.message.citations).map { source in
      source.name + (source.passages.isEmpty ? "" : ": ") + source.passages.map(\.text).joined(separator: " … ")
    }
    if !citations.isEmpty { html += Self.list("ol", citations) }
    return html + "</section>\n"
  }

  func end() -> String { "</article>\n" }
  func finish() -> String { "</body>\n</html>\n" }

  /// A part beside the answer, which the reader unfolds.
  private static func details(_ part: ReplyPart, isOpen: Bool) -> String {
    "<details class=\"part\"\(isOpen ? " open" : "")><summary dir=\"auto\">\(MarkdownHTML.escaped(part.summary))</summary>\n"
      + "<div class=\"verbatim\" dir=\"auto\">\(MarkdownHTML.escaped(part.text))</div></details>\n"
  }

  private static func list(_ tag: String, _ items: [String]) -> String {
    "<\(tag) class=\"files\">\n"
      + items.map { "<li dir=\"auto\">\(MarkdownHTML.escaped($0))</li>\n" }.joined() + "</\(tag)>\n"
  }

  private static func anchor(_ id: ConversationID) -> String { MarkdownHTML.escaped(id.rawValue.onOneLine) }

  /// Nothing is loaded, run, sent or framed; the style is the one above.
  private static let policy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

  private static let style = """
    :root { color-scheme: light dark; --line: #8884; --quiet: #777; --code: #8882; }
    body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.55;
      font-family: system-ui, "Noto Sans", "Noto Sans CJK TC", "PingFang TC", "Hiragino Sans", "Microsoft JhengHei",
      "Yu Gothic", "Malgun Gothic", sans-serif; }
    article + article { margin-top: 4rem; border-top: 2px solid var(--line); }
    h1 { font-size: 1.5rem; margin-bottom: 0; }
    header p, h2, time, .target, .files, .part, .lack { color: var(--quiet); }
    section { margin: 1.5rem 0; border-top: 1px solid var(--line); }
    h2 { font-size: .9rem; display: flex; justify-content: space-between; font-weight: 600; }
    time { font-weight: 400; }
    .text { overflow-wrap: anywhere; }
    .verbatim { white-space: pre-wrap; }
    .person .text { border-left: 3px solid var(--line); padding-left: .8rem; }
    pre, code { font-family: ui-monospace, "DejaVu Sans Mono", "Noto Sans Mono CJK TC", Menlo, Consolas, monospace;
      font-size: .92em; background: var(--code); border-radius: 4px; }
    code { padding: .1em .25em; }
    pre { padding: .7rem; white-space: pre; overflow-x: auto; }
    pre code { padding: 0; background: none; }
    blockquote { margin-left: 0; padding-left: .8rem; border-left: 3px solid var(--line); color: var(--quiet); }
    .table { overflow-x: auto; }
    table { border-collapse: collapse; }
    th, td { border: 1px solid var(--line); padding: .25rem .6rem; text-align: start; vertical-align: top; }
    th.center, td.center { text-align: center; }
    th.right, td.right { text-align: right; }
    .failure { color: #c33; }
    .files, .part { font-size: .9rem; }
    .part { overflow-wrap: anywhere; }
    @media print {
      body { max-width: none; margin: 0; font-size: 10pt; }
      pre { white-space: pre-wrap; overflow-wrap: anywhere; }
      h1, h2 { break-after: avoid; }
      pre, table, blockquote { break-inside: avoid; }
      article + article { break-before: page; }
    }
    """
}
