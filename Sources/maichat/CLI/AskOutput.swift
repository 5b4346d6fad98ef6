import Canvas
import ChatModel

/// Prints a reply as it arrives: its exact text, made safe only for a terminal, or one JSON event a line.
struct AskOutput {
  enum Format: Equatable {
    case text, json
  }

  /// A longer cluster is nobody's writing; waiting for its end would cost more with each piece.
  private static let heldBytes = 256

  private let format: Format
  private let isTerminal: Bool
  /// The end of what came, which the next text may still belong to (a combining mark, half an emoji).
  private var held = ""
  private var endsLine = true

  init(format: Format, isTerminal: Bool) {
    self.format = format
    self.isTerminal = isTerminal
  }

  mutating func print(_ event: ReplyEvent, now: Timestamp) throws(CommandFailure) {
    switch (format, event) {
    case (.text, .textArrived(let text)), (.text, .thoughtsWereText(let text)): try write(text)
    case (.text, .retryScheduled(let attempt, let at, let reason)):
      let seconds = max(0, ((at - now).value + 500) / 1000)
      StandardError.say("maichat: \(safe(reason.clause)): attempt \(attempt) in \(seconds) s")
    case (.text, _): break
    case (.json, .textArrived(let text)): try line(JSONEvent(type: "text", part: "answer", text: text))
    case (.json, .partArrived(let kind, let name, let text)):
      try line(JSONEvent(type: "text", part: kind.rawValue, name: name, text: text))
    case (.json, .thoughtsWereText(let text)):
      try line(JSONEvent(type: "withdrawn", part: ReplyPart.Kind.thinking.rawValue, name: ReplyPart.tagName))
      try line(JSONEvent(type: "text", part: "answer", text: text))
    case (.json, .eventsUnreadable(let count)): try line(JSONEvent(type: "unreadable", count: count))
    case (.json, .sourcesUnreadable(let count)): try line(JSONEvent(type: "unreadableSources", count: count))
    case (.json, .conversationNamed(let id)): try line(JSONEvent(type: "conversation", remoteConversation: id.rawValue))
    case (.json, .citationsArrived(let citations)): try line(JSONEvent(type: "citations", citations: citations))
    case (.json, .retryScheduled(let attempt, let at, let reason)):
      try line(JSONEvent(type: "retry", failure: reason, attempt: attempt, at: at.milliseconds))
    case (.json, _): break
    }
  }

  /// The last words about `message`, once it has ended.
  mutating func finish(_ message: Message, in header: ConversationHeader) throws(CommandFailure) {
    switch format {
    case .text:
      try flush()
      if !endsLine && isTerminal { try StandardOutput.write("\n") }
      if message.lacksAnswer { StandardError.say("maichat: the reply has no answer text.") }
      if let sentence = message.unreadableSentence { StandardError.say("maichat: \(sentence)") }
      if StandardError.isTerminal && StandardOutput.isTerminal {
        StandardError.say("(maichat ask --conversation \(header.id.rawValue.prefix(8)) goes on with it)")
      }
    case .json:
      var event = JSONEvent(type: "end", conversation: header.id.rawValue)
      event.remoteConversation = header.remoteID?.rawValue
      event.part = "answer"
      event.text = message.text
      if message.unreadableEvents > 0 { event.unreadableEvents = message.unreadableEvents }
      if message.unreadableSources > 0 { event.unreadableSources = message.unreadableSources }
      event.status = message.status.word
      if case .failed(let failure) = message.status { event.failure = failure }
      try line(event)
    }
  }

  /// The last words about a question that no service took.
  mutating func finish(unsent failure: Failure) throws(CommandFailure) {
    guard format == .json else { return }
    var event = JSONEvent(type: "end", text: "", failure: failure)
    event.status = "failed"
    try line(event)
  }

  private mutating func write(_ text: String) throws(CommandFailure) {
    guard isTerminal else {
      endsLine = text.utf8.last == UInt8(ascii: "\n")
      return try StandardOutput.write(received: text)
    }
    let all = held + text
    guard let last = all.last, last.utf8.count <= Self.heldBytes else {
      held = ""
      return try show(all[...])
    }
    held = String(last)
    try show(all.dropLast())
  }

  private mutating func flush() throws(CommandFailure) {
    try show(held[...])
    held = ""
  }

  private mutating func show(_ text: Substring) throws(CommandFailure) {
    guard !text.isEmpty else { return }
    endsLine = text.last?.isNewline == true
    try StandardOutput.write(safeLines(text))
  }

  private func line(_ event: JSONEvent) throws(CommandFailure) { try StandardOutput.write(event.line) }
}

/// One line of `ask --json`: only the fields that say something.
struct JSONEvent: Encodable {
  var type: String
  /// Of a text, what it is of: `answer`, `thinking`, `tool` or `status`.
  var part: String?
  /// The name of a part as the service sent it.
  var name: String?
  var text: String?
  var conversation: String?
  var remoteConversation: String?
  var status: String?
  var citations: [Citation]?
  var failure: Failure?
  var attempt: Int?
  /// Milliseconds since 1970.
  var at: Int64?
  /// How many events could not be read so far, and of the whole reply.
  var count: Int?
  var unreadableEvents: Int?
  var unreadableSources: Int?

  init(
    type: String, part: String? = nil, name: String? = nil, text: String? = nil, conversation: String? = nil,
    remoteConversation: String? = nil, citations: [Citation]? = nil, failure: Failure? = nil, attempt: Int? = nil,
    at: Int64? = nil, count: Int? = nil
  ) {
    self.part = part
    self.name = name
    self.count = count
    self.type = type
    self.text = text
    self.conversation = conversation
    self.remoteConversation = remoteConversation
    self.citations = citations
    self.failure = failure
    self.attempt = attempt
    self.at = at
  }

  var line: SafeText { jsonLine(self) }
}

extension MessageStatus {
  /// The status in one word, for shells and exports.
  var word: String {
    switch self {
    case .sending: "sending"
    case .waiting: "waiting"
    case .streaming: "streaming"
    case .complete: "complete"
    case .stopped: "stopped"
    case .interrupted: "interrupted"
    case .failed: "failed"
    }
  }
}
