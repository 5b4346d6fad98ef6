import ArgumentParser
import Canvas
import ChatModel
import HistoryStore

/// The conversations in the history.
struct ListCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the conversations in the history, newest first.")

  @ParentCommand var root: Maichat
  @OptionGroup var common: CommonOptions

  @Flag(help: "Print one JSON object a line.")
  var json = false

  @Option(help: ArgumentHelp("At most this many.", valueName: "n"))
  var limit: Int?

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1.") }
  }

  func run() throws {
    try withHistory(try options()) { history in
      for header in try reading(try history.conversations(limit: limit, begun: true)) {
        try StandardOutput.write(json ? jsonLine(JSONConversation(header)) : Self.row(header))
      }
    }
  }

  static func row(_ header: ConversationHeader) -> SafeText {
    let title = header.title.isEmpty ? "(no title)" : header.title
    let marks = AmbiguousWidth.drawn((header.isPinned ? "▲" : " ") + (header.unread > 0 ? "●" : " "))
    let name = AmbiguousWidth.drawn(Row([Span(header.chatbotName)]).clipped(to: 20).padded(to: 20).text)
    let id = safe(header.id.rawValue.prefix(8))
    return "\(id)  \(localMinute(header.lastActivity))  \(marks)  \(name)  \(title)\n"
  }
}

/// The messages of one conversation.
struct ShowCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a conversation: who said what, and when.")

  @ParentCommand var root: Maichat
  @OptionGroup var common: CommonOptions

  @Argument(help: ArgumentHelp("The conversation's id, or its first characters.", valueName: "id"))
  var id: String

  @Flag(help: "Print one JSON object a message.")
  var json = false

  @Flag(help: "Print the texts of the messages alone, as they were sent and received, with an empty line between them.")
  var raw = false

  func validate() throws {
    try requireIDs([id])
    if json && raw { throw ValidationError("--json and --raw exclude each other.") }
  }

  func run() throws {
    try withHistory(try options(), show)
  }

  private func show(_ history: History) throws {
    let header = try findConversation(id, in: history)
    let isTerminal = StandardOutput.isTerminal
    if !json && !raw {
      let title = header.title.isEmpty ? "(no title)" : header.title
      try StandardOutput.write(received: "# \(isTerminal ? safe(title).text : title)\n")
    }
    var isFirst = true
    do {
      _ = try history.snapshot { snapshot in
        try snapshot.forEachMessage(of: header.id) { archived in
          if json {
            try StandardOutput.write(jsonLine(JSONMessage(archived, in: header)))
          } else if raw {
            let text = archived.message.text
            try StandardOutput.write(
              received: (isFirst ? "" : "\n") + text + (text.hasSuffix("\n") ? "" : "\n"))
          } else {
            try StandardOutput.write(
              received: Self.text(archived, in: header) { isTerminal ? safe($0).text : $0 })
          }
          isFirst = false
        }
      }
    } catch let problem as HistoryProblem { throw CommandFailure(.history, safe(problem.text)) }
  }

  /// What a reply brought beside its answer is named; its text stands in exports, and here where there is no answer.
  private static func text(_ part: ReplyPart, isWhole: Bool, line: (String) -> String) -> String {
    line("[\(part.summary)]") + "\n" + (isWhole && !part.text.isEmpty ? part.text + "\n" : "")
  }

  /// A message with what is known of it; `line` makes a name one line where a terminal shows it, so that no name of a file
  /// or chatbot looks like another message.
  private static func text(
    _ archived: ArchivedMessage, in header: ConversationHeader, line: (String) -> String
  ) -> String {
    let message = archived.message
    let who = message.author == .person ? "you" : header.chatbotName.isEmpty ? "chatbot" : line(header.chatbotName)
    let state = message.status == .complete ? "" : ", \(message.status.word)"
    var text = "\n## \(who), \(localMinute(message.createdAt))\(state)\(archived.star == nil ? "" : ", ★")\n\n"
    for part in message.parts where part.offset == 0 {
      text += Self.text(part, isWhole: message.lacksAnswer, line: line)
    }
    if !message.text.isEmpty { text += message.text + "\n" }
    for part in message.parts where part.offset > 0 {
      text += Self.text(part, isWhole: message.lacksAnswer, line: line)
    }
    if message.lacksAnswer { text += "(The reply has no answer text.)\n" }
    if let sentence = message.unreadableSentence { text += "(\(sentence))\n" }
    if case .failed(let failure) = message.status { text += "(\(line(failure.sentence)))\n" }
    if let note = archived.star?.note, !note.isEmpty { text += "★ \(line(note))\n" }
    for attachment in message.attachments { text += line("[\(attachment.type)] \(attachment.filename)") + "\n" }
    for (index, source) in CitedSource.list(message.citations).enumerated() {
      text += "[\(index + 1)] \(line(source.name))\n"
    }
    return text
  }
}

/// A line of `list --json`.
private struct JSONConversation: Encodable {
  let id: String
  let remoteID: String?
  let title: String
  let profile: String
  let host: String?
  let chatbot: String?
  let chatbotName: String
  let mode: ReplyMode
  let isPinned: Bool
  let unread: Int
  /// Milliseconds since 1970.
  let createdAt: Int64
  let lastActivity: Int64

  init(_ header: ConversationHeader) {
    id = header.id.rawValue
    remoteID = header.remoteID?.rawValue
    title = header.title
    profile = header.profile
    host = header.host?.rawValue
    chatbot = header.chatbot?.rawValue
    chatbotName = header.chatbotName
    mode = header.mode
    isPinned = header.isPinned
    unread = header.unread
    createdAt = header.createdAt.milliseconds
    lastActivity = header.lastActivity.milliseconds
  }
}

/// A line of `show --json`.
private struct JSONMessage: Encodable {
  let id: String
  let remoteID: String?
  let conversation: String
  let author: Author
  let text: String
  let status: String
  let failure: Failure?
  /// Milliseconds since 1970.
  let createdAt: Int64
  let firstTextAt: Int64?
  let endedAt: Int64?
  let attachments: [Attachment]
  let citations: [Citation]
  let parts: [ReplyPart]
  let unreadableEvents: Int
  let unreadableSources: Int
  let star: Star?

  struct Star: Encodable {
    let note: String
    let createdAt: Int64
  }

  init(_ archived: ArchivedMessage, in header: ConversationHeader) {
    let message = archived.message
    star = archived.star.map { Star(note: $0.note, createdAt: $0.createdAt.milliseconds) }
    id = message.id.rawValue
    remoteID = message.remoteID?.rawValue
    conversation = header.id.rawValue
    author = message.author
    text = message.text
    status = message.status.word
    failure = if case .failed(let failure) = message.status { failure } else { nil }
    createdAt = message.createdAt.milliseconds
    firstTextAt = message.firstTextAt?.milliseconds
    endedAt = message.endedAt?.milliseconds
    attachments = message.attachments
    citations = message.citations
    parts = message.parts
    unreadableEvents = message.unreadableEvents
    unreadableSources = message.unreadableSources
  }
}
